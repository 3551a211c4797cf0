"""Columns and rows beside the figures about which nobody needs to be asked: 序号, 填报人, 得分, a blank line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import remarks
from kpi.intake.words import madeon, numbers, others, periods
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import LeftOut

_SERIALS = re.compile(r"序号?|编号|项次|行[次号]|NO\.?")
_SERIAL = re.compile(r"[(（]?(?:\d{1,4}|\d{1,2}\.\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.]?")
_PEOPLE = re.compile(
    r"(?:填[报表写]|制表|审[核批]|复核|校核|负责|责任|主管|分管|联系|经办|统计|录入|[上申]报|报送|编制)(?:人员?|领导)|责任者|RESPONSIBLE(?:PERSON|PARTY)?"
)
_OFFICES = re.compile(
    r"(?:责任|主责|归口|牵头|填报|考核|配合|主管|管理|统计)(?:部门|单位|科室|处室|党?支部)|RESPONSIBLE(?:DEPARTMENT|DEPT\.?|UNIT)"
)
_REMARKS = re.compile(
    r"(?:情况|数据|补充|其他|完成情况|差异|偏差|异常|未完成)?(?:说明|备注)(?:情况)?"
    r"|(?:未完成|差[异距]|偏差|增减|超欠|主要|影响)?(?:原因|因素)(?:及?(?:说明|分析|措施))?|(?:情况|原因|简要)分析|评价"
    r"|(?:整改|改进|下一?步|应对|采取|主要|工作)?(?:的?措施|打算)|(?:存在|主要)的?问题|(?:完成|整改)(?:时限|期限)"
)
_DONE = re.compile("(?:是否)?(?:完成|达标|达成)(?:情况|状态|与否)?")
_MARKS = frozenset("√ ✓ ✔ × ✗ ✘ X ○ ● 是 否 已完成 完成 未完成 达标 未达标 达成 未达成".split())  # noqa: SIM905
"""Whether something was done, and no figure: √ under 完成."""
_STATE = re.compile("(?:指标|完成|运行|达标|预警)?(?:状态|评级)|STATUS|STATE")
STATED = frozenset(
    "正常 正常生产 完成 已完成 未完成 达标 未达标 达成 未达成 超计划 欠计划 低于计划 高于计划 超额 超额完成 按计划 "  # noqa: SIM905
    "持平 超产 欠产 预警 滞后 关注 优秀 良好 合格 红 黄 绿".split()
)
"""How a figure stands to its plan, which the system says itself; never 作废, by which it is none."""
_SCORES = re.compile(r"(?:考核|评价|本月|月度)?(?:得分|评分|分值|扣分|加分|权重)(?:\(?[%分]\)?)?|排名|名次")
_COMPARED = re.compile(
    r"(?:计划|实际)?(?:差异|差额|偏差|差距)(?:率|值|额|量)?(?:\(?%\)?)?|(?:计划|目标)?完成(?:%|\(%\)|百分比|比例)"
)

PART, SPAN, YEAR, SUM, MEAN, COMPUTED, DAYS, ASIDE = (
    "part_column", "span_left", "year_left", "cumulative_column", "summed_column", "computed_column", "days_column",
    "aside_column",
)  # fmt: skip
ALONE = {SUM: "cumulative_alone", COMPUTED: "computed_alone", MEAN: MEAN, DAYS: DAYS, ASIDE: ASIDE}
"""The question where the figure that such a column goes with was not read."""
TOLD = {
    SUM: "told_cumulative",
    COMPUTED: "told_computed",
    SPAN: "told_spans",
    MEAN: "told_sums",
    DAYS: "told_days",
    ASIDE: "told_aside",
}
_PARTS = re.compile(
    "(?:设备|机组|机台|磨机|班组|班次|班别|工序|作业区|矿种|矿石|产品|品种|物料)(?:名称|编号|类别|类型)?"
    "|(?:党?支部|部门|科室)(?:名称|编号)|.*所在(?:党?支部|部门|单位|车间|班组|科室)"
)
"""Columns that tell parts of the plant's figure which are no scopes of the catalogue."""
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d年?度?(?:实际|完成|全年)?(?:完成)?[数值]?$")
"""A whole year's actual: 2021年, 2021年实际完成."""
_COUNTS_ALONE = re.compile(
    r"(?:计划|目标|任务)?[完达]成(?:[全本当]?[年月]度?|累计)?(?:计划|目标|任务|预算)?的?(?:\(?%\)?|率|百分[比率]|比例?)"
    r"|(?:[完达]成[全本当]?年度?|占(?:[全本当]?[年月]度?)?)(?:计划|目标|任务|预算)的?(?:\(?%\)?|比[重例]|百分[比率])?"
    r"|(?:[全本当]?[年月]度?)?(?:计划|目标|任务|预算|指标)?(?:执行|兑现)率(?:\(?%\)?)?|(?:序时|时间|完成|[全本当]?年度?)进度(?:\(?%\)?)?"
    r"|占.{1,6}(?:比重|比例|百分[比率])(?:\(?%\)?)?|节超[率额量]?|[超欠增减升降](?:\([+-]\))?[、/]?[超欠增减升降](?:\([+-]\))?|±|\+/?-|盈亏|对比"
)
"""Rates of completion that go by no word of `groups.COMPUTED`: 完成计划%, 占年计划, 预算执行率, 节超, 超(+)欠(-)."""
_DATES = re.compile(rf"(?:{madeon.WRITING}|(?:计划|预计|实际|要求)?(?:开始|开工|完成|竣工|投运))(?:日期|时间)")
"""When a report was written or a project begins and ends; 截止日期 may be the last day of the figures."""
_RATE = re.compile("率|%")
_SO_FAR = re.compile("(?:[本当]?年|[本当上]?季)度?(?:累计)?(?:计划|目标|实际|实绩|完成)*[数值]?")
"""Of a quarter or a year that runs: 本季, 年实际. The year's plan is read, and never asked here."""
_SHORTER = re.compile(
    "(?:[上中下]旬|第?[一二三四五1-5]周|[本当上]周|[本当今昨][日天]|[日天](?=.))(?:计划|目标|实际|实绩|完成|累计)*[数值量]?"
)
_RECORDS = re.compile(
    "(?:历史|同?行业|国[内际]|同类|集团)(?:最[高低大小好差优佳]|平均|先进|领先)?(?:水平|[值数量]|纪录|记录)?|(?:先进|标杆)(?:水平|[值数])?"
)
_SHARE = re.compile(r"[完达]成(?:[全本当]?年度?)?(?:计划|目标|任务)?(?:%|\(%\)|百分[比率])$|占[^占]{1,6}(?:%|\(%\))$")
_OTHER_YEAR = re.compile("上年|去年")


def is_serial(heading: str) -> bool:
    """Whether a heading stands over the numbers of the rows: 序号."""
    return bool(_SERIALS.fullmatch(normal(heading)))


def is_index(heading: str, filled: Sequence[str]) -> bool:
    """Whether a first column numbers the rows under no name, as programs write it (domain.md §1.8): 0, 1, 2."""
    begin = int(filled[0]) if filled[0] in ("0", "1") else -1
    counted = [str(n) for n in range(begin, begin + len(filled))]
    return len(filled) > 1 and normal(heading) in ("", "UNNAMED:0", "INDEX") and list(filled) == counted


def is_plain(heading: str, cells: Collection[str], names: Vocabulary) -> bool:
    """Whether a column plainly holds no figures of ours, and no word by which the figures beside it are another's."""
    name = normal(heading)
    if _SERIALS.fullmatch(name):
        return all(map(_SERIAL.fullmatch, cells))
    if _SCORES.fullmatch(name) or _COMPARED.fullmatch(name):
        return True
    if cells and all(map(groups.is_group, cells)):
        return True  # 产量, 质量 under 类别
    if are_marks(heading, cells) or (_STATE.fullmatch(name) and cells and {*map(normal, cells)} <= STATED):
        return True
    if _DATES.fullmatch(name) and all(isinstance(day := periods.day(cell), str) and day for cell in cells):
        return True
    if not any(shape.fullmatch(name) for shape in (_PEOPLE, _OFFICES, _REMARKS)):
        return False
    parts = [scope for scope, keys in names.scopes.items() if len(scope) > 1 and keys != (names.catalog.plant.key,)]
    said = [normal(cell) for cell in cells]
    return not any(number_like(cell) or remarks.speaks(cell) for cell in cells) and not any(
        part in text for part in parts for text in said
    )


def are_marks(heading: str, cells: Collection[str]) -> bool:
    """Whether a column tells of each row only if it was done: √ and × under 完成."""
    return bool(cells and _DONE.fullmatch(normal(heading))) and all(normal(cell) in _MARKS for cell in cells)


def left_as(heading: str) -> str:
    """As what a column that is not read is left out; '' where its heading says nothing of the kind."""
    name = normal(heading)
    if _PARTS.fullmatch(name):
        return PART
    if groups.is_quarter(heading):
        return SPAN
    last = name.rpartition("/")[2]
    if _SHORTER.fullmatch(last):
        return DAYS
    if _RECORDS.fullmatch(last):
        return ASIDE
    if periods.years_said([_YEAR_ALONE.sub("", name)]) != periods.years_said([heading]):
        return YEAR
    if _COUNTS_ALONE.fullmatch(last) or _SHARE.search(name) or (_RATE.search(name) and groups.COMPUTED.search(name)):
        return COMPUTED
    if _OTHER_YEAR.search(name) and "累" not in name:
        return COMPUTED
    if groups.CUMULATIVE.search(name) or groups.span_said(name) or _SO_FAR.fullmatch(name):
        return SUM
    if any(map(groups.is_summed, heading.split("/"))):
        return MEAN
    return COMPUTED if groups.COMPUTED.search(name) or others.differs(last) else ""


def unfilled(
    rows: Iterable[Line], heads: Sequence[str], figures: Collection[int], names: Vocabulary
) -> tuple[tuple[Line, ...], tuple[LeftOut, ...]]:
    """The rows, and those of an unknown indicator to which no figure was given: left out by name."""
    place = next((n for n, cell in enumerate(heads) if (f := names.field(cell)) and f[0] == "indicator"), None)
    kept, left = list[Line](), list[LeftOut]()
    for line in rows:
        if place is not None and figures and _is_unfilled(line, place, figures, names):
            left.append(LeftOut(line.number, "note", line.text))
        else:
            kept.append(line)
    return tuple(kept), tuple(left)


def _is_unfilled(line: Line, place: int, figures: Collection[int], names: Vocabulary) -> bool:
    own = [line.cells[n] for n in figures if n < len(line.cells)]
    if (
        place >= len(line.cells)
        or not plain(line.cells[place])
        or any(plain(c) and not numbers.missing(c) for c in own)
    ):
        return False
    meaning = names.meaning(line.cells[place])
    return meaning is None or meaning.indicator is None
