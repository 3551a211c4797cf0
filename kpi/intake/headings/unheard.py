"""A heading without figures that nobody reads and that may change all others: 一系列 or 上年同期 over the months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import groups, labels
from kpi.intake.grid.dates import span
from kpi.intake.grid.labels import Column
from kpi.intake.headings import monthly, purpose
from kpi.intake.words import bracketed, limits
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_OTHERS = re.compile("预[测计估报判]|[测估推概]算|[日月]均|平均|最[高低大小好优佳差]|湿|[上下]限")
"""Words of 日均指标 and 项目（预测） by which the figures of all its rows are another's."""
_TIMES = re.compile("年[度初]|[全明后]年|季|半年|[上下次]个?月|[旬周]")
"""Words of 年度指标 and 下月指标 by which the rows are of another time, unless the columns tell theirs."""
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_WORDS = (
    "指标 项目 名称 名 内容 参数 科目 数据 情况 明细 一览 主要 重点 关键 核心 基本 各项 各类 综合 分类 类别"
    " 类 统计 汇总 生产 经营 经济 技术 工艺 选矿 选厂 采矿 磨矿 磨浮 浮选 碎矿 金属 平衡 产量 产品 质量 矿石"
    " 原矿 精矿 尾矿 品位 回收率 消耗 能耗 能源 药剂 物料 原材料 材料 成本 费用 支出 财务 设备 安全 环保 节能"
    " 运行 效率 党建 智能 数字化 智慧 创新 改革 作风 标准化 品牌 业务 工作 其他 其它 月报 报表 月度 本月 当月"
    " 单位 计量 完成 序号 编号 号 口径 车间 系列 工段 班组 岗位 部门 支部 范围 对象 系统 产线 生产线 地区 区域"
    " 时间 日期 期间 月份 年月 年份 时段 必填 全称 简称 公司 厂 矿 本厂 全厂 管理 监控 KPI NAME ITEM INDICATOR"
    " INDICATORS METRIC METRICS PROJECT MAIN KEY 和 与 及 或 的 等 之"
)
_PLAIN = re.compile(
    "(?:"
    + "|".join(sorted(_WORDS.split(), key=len, reverse=True))
    + r"|[一二三四五六七八九十]{1,2}[、.]|[()\[\]/、,·:_.*\-])*"
)
"""What a heading over names may be made of and change none of them: 主要技术经济指标, 序号及指标, 指标(项目)."""
_CHECKED = "考核"
"""考核指标 stands over what is asked for each month as well as over what was to be reached."""
Of = tuple[Vocabulary, bool]
"""The names, and whether figures that say no kind themselves are actuals."""


def refused(heading: Line, header: Line, below: Sequence[Line], columns: Sequence[Column], of: Of) -> Issue | None:
    """The refusal of a heading that nobody reads and that may change all figures: 一系列 or 上年同期 over the months.

    ``heading`` is as the file says it, ``header`` as it was understood by what stands under it.
    """
    names, _ = of
    plan_matters = _unsaid(heading, header, columns, of)
    dated = bool(columns) and all(column.period for column in columns)
    first = next((place for place, cell in enumerate(heading.cells) if plain(cell)), 0)
    told = dict(_over_names(heading, header, columns, names))
    if problem := monthly.spans(heading, below, names):
        return problem
    for place, cell in enumerate(heading.cells[:MOST_COLUMNS]):
        if _brackets_tell(cell, names):
            return _unclear(heading, cell)
        empty = place == first and not any(place < len(row.cells) and plain(row.cells[place]) for row in below)
        other = _is_others(cell) or (groups.is_not_month(cell) and not _of_quarters(place, below))
        other = other or (told.get(place) != "month" and not dated and bool(_TIMES.search(normal(cell))))
        plans = plan_matters and _plans(cell.replace(_CHECKED, ""), names)
        renamed = place in told and not _PLAIN.fullmatch(normal(cell))
        unread = empty and plain(cell) and not names.field(cell) and not names.meaning(cell)
        if (renamed and (other or plans)) or ((renamed or unread) and _whose(cell, names)):
            return _unclear(heading, cell)
    return None


def asked(heading: Line, header: Line, columns: Sequence[Column], of: Of) -> list[Issue]:
    """The question whether figures that say neither plan nor actual are the month's own under 内控指标 or 对标指标."""
    over = list(_over_names(heading, header, columns, of[0]))
    if told := monthly.asked(heading, [place for place, field in over if field == "month"], of[0]):
        return told
    if not _unsaid(heading, header, columns, of):
        return []
    heads = [heading.cells[column.index] for column in columns]
    sure = {purpose.explicit([head], of[0]) for head in heads if not labels.dated(head)}
    checked = {f"{_CHECKED}指标"} if sure == {True} else set[str]()  # 9月 beside 本月完成 is what was done, too
    for place, field in over:
        cell = heading.cells[place]
        if normal(cell) in checked:
            continue
        own = field == "indicator" or (field == "scope" and re.search("指标|项目|内容", normal(cell)))
        if own and not _PLAIN.fullmatch(normal(split_unit(cell)[0])):
            said = shown(plain(cell))
            return [Issue("label_unread", "warning", heading.number, said, said)]
    return []


def _over_names(heading: Line, header: Line, columns: Sequence[Column], names: Vocabulary) -> Iterator[tuple[int, str]]:
    """The places of the headings that are taken for 指标, 月份 or 范围 by what stands under them, and for which."""
    read = {c.index for c in columns if c.indicator or c.period or all(other.scope for other in columns)}
    for place, cell in enumerate(heading.cells[: min(MOST_COLUMNS, len(header.cells))]):
        found, own = names.field(header.cells[place]), names.field(cell)
        if plain(cell) and place not in read and found and (own is None or normal(cell) == f"{_CHECKED}指标"):
            yield place, found[0]


def _unsaid(heading: Line, header: Line, columns: Sequence[Column], of: Of) -> bool:
    """Whether some figure is an actual only because nothing says that it is not: 数值, 本月."""
    names, actual = of
    fields = [names.field(cell) for cell in header.cells]
    if not actual or any(field and field[0] == "kind" for field in fields):
        return False
    if columns:
        heads = [heading.cells[column.index] for column in columns]
    else:
        heads = [cell for cell, field in zip(header.cells, fields, strict=True)
                 if (field and field[0] == "value") or (not field and names.meaning(cell))]  # fmt: skip
    return not all(purpose.explicit([head], names) for head in heads)


def _unclear(heading: Line, cell: str) -> Issue:
    return Issue("corner_unclear", line=heading.number, column=shown(plain(cell)), found=shown(plain(cell)))


def _brackets_tell(cell: str, names: Vocabulary) -> bool:
    """Whether 指标(累计), 单位(计划) or 月份(8月) says in brackets what may hold for every row below it."""
    field, inside = names.field(cell) or ("", "")
    if not inside or field == "value" or bracketed.is_dry(f"({inside})"):
        return False
    said = normal(inside)
    explained = said in names.fields or bool(_PLAIN.fullmatch(said)) or groups.is_group(inside) or said in names.units
    return not explained and not (field == "month" and _YEAR.fullmatch(said))


def _is_others(cell: str) -> bool:
    """Whether a heading over names, 预测指标, 项目(8月) or 项目(≥), makes another figure of each."""
    inside = split_unit(cell)[1]
    dated = bool(inside) and labels.dated(inside)
    return dated or bool(_OTHERS.search(normal(cell)) or limits.parted(normal(cell))[1])


def _of_quarters(place: int, below: Sequence[Line]) -> bool:
    """Whether quarters stand under 季度, each of which is refused as none of the months."""
    cells = [row.cells[place] for row in below if place < len(row.cells) and plain(row.cells[place])]
    return bool(cells) and all(span(cell) for cell in cells)


def _whose(text: str, names: Vocabulary) -> bool:
    """Whether a text names part of the plant, be it a known one."""
    name, plant = normal(text), (names.catalog.plant.key,)
    known = any(len(scope) > 1 and scope in name and keys != plant for scope, keys in names.scopes.items())
    return known or bool(groups.part_said([text], tuple(names.scopes)))


def _plans(text: str, names: Vocabulary) -> bool:
    plan, _ = purpose.both(text, names)
    return plan
