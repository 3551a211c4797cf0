"""What reports call a plan, a year's plan and an actual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi.intake.words.vocabulary import Said

_YEARLY = "年计划 年度计划 全年计划 年目标 年度目标 全年目标 年计划/ 年度计划/"
KINDS: Mapping[Said, str] = {
    "year plan": (
        "年计划 年度计划 全年计划 本年计划 本年度计划 当年计划 年目标 年度目标 全年目标 本年目标 本年度目标 "
        "年任务 全年任务 年度任务 本年任务 年预算 年度预算 全年预算 年计划指标 年度计划指标 全年计划指标 "
        "yearplan annualplan"
    ),
    "year plan low": "yearplanlow " + " ".join(f"{plan}下限" for plan in _YEARLY.split()),
    "year plan high": "yearplanhigh " + " ".join(f"{plan}上限" for plan in _YEARLY.split()),
    "plan low": (
        "计划下限 计划最低 计划最低值 计划最小值 月计划下限 目标下限 "
        "目标最低值 目标最小值 计划/下限 目标/下限 planlow planmin"
    ),
    "plan high": (
        "计划上限 计划最高 计划最高值 计划最大值 月计划上限 目标上限 "
        "目标最高值 目标最大值 计划/上限 目标/上限 planhigh planmax"
    ),
    "plan": (
        "计划 计划值 计划数 月计划 本月计划 当月计划 月度计划 本期计划 目标 目标值 月目标 本月目标 当月目标 "
        "任务 本月任务 计划指标 目标指标 计划任务 计划目标 下达计划 考核目标 考核值 本月计划指标 "
        "计划量 目标量 本月计划量 "
        "全月计划 全月目标 本期目标 当期计划 当期目标 本月计划数 本月计划值 本月目标值 月计划数 月计划值 月度目标 "
        "预算 预算数 预算值 月预算 本月预算 plan planned target budget monthplan"
    ),
    "actual": (
        "实际 实际值 实际数 实绩 完成 完成值 完成数 本月实际 本月完成 当月 当月值 当月数 当月实际 当月完成 "
        "全月 全月实际 全月完成 本月 本月数 本月值 本期 本期数 本期实际 本期完成 月实际 月完成 月度实际 月度完成 "
        "实际完成 实际完成值 实际完成数 月实际完成 月实际完成数 月实际完成值 本月实际完成 当月实际完成 "
        "本年本月 今年本月 本年当月 今年当月 当期数 当期实际 当期完成 本月实际数 本月实际值 本月完成数 本月完成值 "
        "实际发生 实际发生数 实际发生额 本月发生 本月发生数 本月发生额 当月发生 当月发生数 当月发生额 "
        "本期发生 本期发生数 本期发生额 "
        "完成量 实际量 实际完成量 本月完成量 当月完成量 当期 月合计 本月新增 "
        "完成指标 实际指标 实际完成指标 本月实际指标 实绩值 本月实绩 当月实绩 实耗 actual monthactual"
    ),
}
