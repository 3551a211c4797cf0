"""The words of everyday reports: units without brackets, plans as limits, figures of each brand, offices under 单位."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.headings import normal
from kpi.intake.headings import unheard
from kpi.intake.words import brands, figures, numbers, others, vocabulary
from kpi.reading import Reading

CATALOG = catalog.load()
SHORT = {
    "ore_milled_dry": "ore", "ore_wet": "wet", "rec_ni_actual": "ni", "rec_cu_actual": "cu", "fault_rate": "fault",
    "op_rate": "op", "power_kwh": "kwh", "conc_yield": "yield", "grind_fineness": "fine", "mgo_conc": "mgo",
    "outsourced_cost": "cost", "intelligence_gaps_raised": "gaps1", "ore_gaps_raised": "gaps2", "pilot_demo": "pilot",
    "intelligence_ideas_tagged": "ideas1", "innovation_ideas_tagged": "ideas5", "expert_system": "expert",
}  # fmt: skip
KINDS = {"actual": "", "plan": " plan", "plan_low": " ≥", "plan_high": " ≤"}


def read(said: str, name: str = "2022年9月.csv") -> Reading:
    return intake.read(said.replace("⏎", "\n").encode(), name, CATALOG)


def told(found: Reading) -> tuple[list[str], str]:
    """What may be stored, and what is asked or refused besides the month around the table."""
    kept = [] if found.errors else found.rows
    rows = [f"{SHORT[row.indicator]}{KINDS[row.kind]} {row.value:g} {row.period}" for row in kept]
    codes = sorted({issue.code for issue in found.issues} - {"month_from_name", "month_from_title"})
    return [row.removesuffix(" 2022-09") for row in rows], " ".join(codes)


@pytest.mark.parametrize(
    ("heading", "key", "unit"),
    [
        ("作业率%", "op_rate", "%"),
        ("处理矿量t", "ore_milled_dry", "T"),
        ("处理矿量（干）万吨", "ore_milled_dry", "万吨"),
        ("计划处理矿量t", "ore_milled_dry", "T"),
        ("用电量kWh", "power_kwh", "KWH"),
        ("εNi%", "rec_ni_actual", "%"),
        ("γ%", "conc_yield", "%"),
        ("磨矿细度(-200目%)", "grind_fineness", "%"),
        ("磨矿细度（-200目，%）", "grind_fineness", "%"),
        ("磨矿细度(-0.074mm)", "grind_fineness", ""),
        ("磨矿细度-200目(%)", "grind_fineness", "%"),
        ("细度/-200目%", "grind_fineness", "%"),
        ("处理矿量（湿，t）", "ore_wet", "T"),
        ("处理矿量kWh", "", ""),  # of another dimension
        ("处理矿量t(万吨)", "", ""),
        ("处理矿量完成%", "", ""),  # a rate of completion
        ("作业率计划%", "", ""),
        ("日均处理矿量t", "", ""),
    ],
)
def test_a_unit_right_behind_a_known_name_and_a_second_name_of_the_same_are_understood(
    heading: str, key: str, unit: str
) -> None:
    found = vocabulary.of(CATALOG).meaning(heading)
    got = (found.indicator.key if found and found.indicator else "", found.unit if found else "")
    assert got == (key, normal(unit))


@pytest.mark.parametrize(
    ("said", "rows", "asked"),
    [
        ("系列,作业率%,故障率%⏎全厂,91,0.8", ["op 91", "fault 0.8"], ""),
        ("指标,计划,实际⏎作业率%,91,92⏎处理矿量万吨,85,86", ["op plan 91", "op 92", "ore plan 850000", "ore 860000"],
         ""),
        ("指标,单位,实际⏎磨矿细度(-200目%),%,68.2", ["fine 68.2"], ""),
        ("2022年处理矿量万吨⏎月份,实际⏎2022年9月,38.53", ["ore 385300"], "indicator_from_title"),
        ("月份,磨矿细度(+200目)⏎2022-09,31", [], "bracket_unknown"),
        ("月份,处理矿量（湿，t）,处理矿量（干，t）⏎2022-09,898000,862000", ["wet 898000", "ore 862000"], ""),
        ("指标,单位,实际⏎镍回收率（湿）,%,83", [], "bracket_unknown"),
        # 单位 over offices is whose the figures are
        ("单位,处理矿量(t)⏎一车间,482000⏎机关,3", [], "scope_unknown scope_unknown_near"),
        ("单位,指标,2022年9月⏎生产科,处理矿量,862000", [], "scope_unknown"),
        ("指标,单位,实际⏎处理矿量,车皮,85", [], "unit_unknown"),
        # plans as limits
        ("指标,单位,计划,实际⏎设备故障率,%,≤0.8,0.7⏎精矿氧化镁,%,6.8以下,6.7⏎镍回收率,%,大于等于83.32,83.5",
         ["fault ≤ 0.8", "fault 0.7", "mgo ≤ 6.8", "mgo 6.7", "ni ≥ 83.32", "ni 83.5"], ""),
        ("指标,单位,年计划⏎处理矿量,万吨,≥1020", ["ore ≥ 1.02e+07 2022"], ""),
        ("指标,单位,计划,实际⏎磨矿细度,%,68±2,68.5", ["fine ≥ 66", "fine ≤ 70", "fine 68.5"], ""),
        ("指标,单位,计划下限,计划上限⏎镍回收率,%,≥83,≤84", ["ni ≥ 83", "ni ≤ 84"], ""),
        ("指标,单位,计划下限,实际⏎镍回收率,%,≤83,84", [], "qualifier_not_allowed"),
        ("指标,单位,目标值⏎铜回收率,%,＞77", ["cu ≥ 77"], "plan_strict"),
        ("指标,单位,计划⏎设备故障率,%,≥0.8", ["fault ≥ 0.8"], "plan_side"),  # asked: the other side decides
        ("指标,单位,计划⏎智能化示范试点建设,%,≥80", [], "range_not_allowed"),
        ("指标,单位,实际⏎铜回收率,%,≥77", [], "qualifier_not_allowed"),
        ("指标,单位,计划⏎镍回收率,%,约83", [], "qualifier_not_allowed"),
        # what was spent beside what was planned
        ("项目,单位,预算,执行⏎外委费用,万元,100,92.5", ["cost plan 100", "cost 92.5"], ""),
        ("指标,单位,年预算,本月发生⏎外委费用,万元,1200,92.5", ["cost plan 1200 2022", "cost 92.5"], ""),
        ("指标,单位,执行⏎外委费用,万元,92.5", [], "heading_unclear"),
        ("2022年9月预算执行⏎项目,单位,年预算,执行⏎外委费用,万元,1200,92.5", ["cost plan 1200 2022", "cost 92.5"],
         "only_years_plan"),
        ("费用项目,年预算,本月预算⏎外委费用(万元),1200,100⏎检修费,300,20", ["cost plan 1200 2022", "cost plan 100"],
         "rows_unknown"),
        ("指标,单位,计划,完成情况⏎镍回收率,%,83,99.8", ["ni plan 83", "ni 99.8"],
         "done_as_actual implausible recovery_too_high"),
        ("重点工作,完成情况⏎智能化示范试点建设,已完成⏎磨矿专家系统全功能投运,已投运", ["pilot 100", "expert 100"], ""),
        # plans by their names
        ("2022年计划⏎计划指标,单位,一季度,全年⏎处理矿量,万吨,250,1020", ["ore plan 1.02e+07 2022"],
         "kind_from_title span_left"),
        ("计划指标,单位,数值⏎处理矿量,万吨,85", [], "corner_unclear"),
        ("指标,单位,计划（2022年9月）,实际（2022年9月）⏎处理矿量,万吨,85,86", ["ore plan 850000", "ore 860000"], ""),
        ("指标,单位,原计划,现计划,实际⏎处理矿量,万吨,85,84,86", ["ore plan 840000", "ore 860000"], "plan_version"),
        ("月份,指标,类别,数值⏎2022-09,镍回收率,调整后计划,84", [], "plan_version"),
        ("2022年9月最好水平⏎指标,单位,数值⏎镍回收率,%,84", [], "kind_neither"),
        ("2022年9月精矿库存⏎指标,单位,数值⏎处理矿量,t,84", [], "kind_neither"),
        # each brand's own
        ("月份,品牌,亮出差距数⏎2022-09,党建+智能化,3⏎2022-09,“党建+矿量”,4", ["gaps1 3", "gaps2 4"], ""),
        ("品牌,亮出差距数⏎智能化,3⏎矿量,4⏎合计,7", ["gaps1 3", "gaps2 4"], ""),
        ("品牌,指标,数值⏎智能化,亮出差距数,3⏎创新,金点子数,2", ["gaps1 3", "ideas5 2"], ""),
        ("月份,品牌,提出金点子⏎2022-09,智能化,5", ["ideas1 5"], "brand_composed"),
        ("2022年亮出差距数⏎品牌,8月,9月⏎智能化,3,2", ["gaps1 3 2022-08", "gaps1 2"], "year_from_title"),
        ("品牌,指标,单位,实际⏎党建+指标,镍回收率,%,83.5", ["ni 83.5"], ""),
        ("品牌,指标,数值⏎智能化,亮出差距数,3⏎,金点子数,2", ["gaps1 3", "ideas1 2"], "cells_unmerged"),
        ("品牌,指标,数值⏎,金点子数,2⏎智能化,亮出差距数,3", [], "brand_missing"),
        ("月份,品牌,亮出差距数⏎2022-09,智能化,3⏎2022-09,矿量,4⏎2022-09,合计,7", ["gaps1 3", "gaps2 4"], ""),
        ("月份,品牌,亮出差距数⏎2022-09,智能化,3⏎2022-09,矿量,4⏎2022-09,合计,8", ["gaps1 3", "gaps2 4"],
         "total_differs"),
        ("单位,金点子数⏎生产室,5⏎设备室,3⏎合计,8", [], "scope_unknown"),
        ("月份,亮出差距数⏎2022-09,5", [], "brand_missing"),
        ("品牌,亮出差距数⏎智能,3", [], "brand_unknown"),
        ("月份,品牌,申报专利⏎2022-09,智能化,1", [], "brand_other"),
        # other slips
        ("系列,故障时间⏎一系列,2022-09-03", [], "moment_of_hours"),
    ],
)  # fmt: skip
def test_what_an_everyday_report_says_is_read_or_asked_by_its_name(said: str, rows: list[str], asked: str) -> None:
    assert told(read(said)) == (rows, asked)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("68±2", ("66", "70")),
        ("(68±2)%", ("66%", "70%")),
        ("68%±2%", ("66%", "70%")),
        ("1.22±0.05", ("1.17", "1.27")),
        ("68±2%", None),  # two points, or two in a hundred
        ("68±", None),
    ],
)
def test_a_plan_with_its_tolerance_has_two_ends(text: str, ends: tuple[str, str] | None) -> None:
    assert numbers.parted(text) == ends


def test_wet_is_never_suggested_for_dry_nor_one_product_for_another() -> None:
    known = ["处理矿量（干）", "精矿产量（干）", "原矿量（湿）"]
    asked = ("精矿产量湿", "处理矿量湿", "精矿产量干")
    assert [others.nearest(text, known) for text in asked] == ["", "", known[1]]


def test_without_the_rules_a_brands_count_is_the_plants_and_a_plan_an_actual(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: each rule taken away, its table goes wrong."""
    with monkeypatch.context() as off:
        off.setattr(brands, "settled", lambda indicator, *_: indicator)
        found = read("品牌,指标,数值⏎智能化,金点子数,3")
        assert [row.indicator for row in found.rows] == ["idea_proposed"]
    with monkeypatch.context() as off:
        off.setattr(unheard, "refused", lambda *_: None)
        off.setattr(unheard, "asked", lambda *_: [])
        assert told(read("计划指标,单位,数值⏎处理矿量,万吨,85")) == (["ore 850000"], "")
    with monkeypatch.context() as off:
        off.setattr(figures, "ends", lambda text, _, said, side: [(said, (numbers.limited(text) or (text,))[0])])
        assert told(read("指标,单位,计划⏎设备故障率,%,≤0.8"))[0] == ["fault plan 0.8"]
