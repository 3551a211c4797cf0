"""Whether the words around a table make its figures plans, actuals or neither: 生产计划, 完成情况, 滚动预测."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi.headings import normal
from kpi.intake.words import limits
from kpi.intake.words.cleaning import shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

if TYPE_CHECKING:  # shapes ask what a title says
    from kpi.intake.headings.cells import Cell
    from kpi.intake.headings.columns import Layout
    from kpi.intake.headings.shapes import Shape

_END = r"(?:指标|数据|水平|[值数])?(?=$|表|[^\u4e00-\u9fff])"
"""What a text says last, of all its figures; 理论学习 and 平均品位 are others."""
PLAN = re.compile(
    f"计划|规划|目标|任务|下达|考核|预算|定额|设计(?:指标|值|数)|(?:力争|奋斗|争取|保底){_END}|PLAN(?!T|E)|TARGET|BUDGET"
)
_ACTUAL = re.compile("实际|实绩|完成|ACTUAL")
_NEITHER = re.compile(
    "预测|预计|预估|预判|测算|试算|推演|模拟|排产|滚动(?!轴承)|FORECAST|SIMULAT"
    "|预报|估[算计]|概算|推算|(?:历史|行业|同类)?最[好高低佳](?:水平|纪录|记录)|历史最[好高低佳优]|先进(?:水平|值)|达标值|标杆值"
    f"|参考(?:值|数|指标)|(?:最[好高低大小佳优]|平均|理论|(?<!计划|目标|预算)[上下]限){_END}|(?:计划|目标|预算)差[额值异]|^(?!.*(?:生产|产量|完成|处理|[产购供]销)).*?(?P<stock>存量|库存)"
)
_EXPLICIT = re.compile(f"{PLAN.pattern}|{_ACTUAL.pattern}")
_SPENT = re.compile("发生|执行|进度")
"""Actuals in a heading; a title such as 计划执行表 is any."""
OFFICE = re.compile(
    "(?:生产|技术|经营|财务)?(?:计划|规划|考核|预算|目标|预测)(?:生产|技术|经营|财务|管理|统计|调度|考核|预测|分析)*"
    "(?:部门|部|科室|科|处|室|股|组|办公室|办|员|中心|人)"
)
_OTHERS = re.compile(f"{OFFICE.pattern}|非计划|计划外|计划单列|(?:计划|目标|任务)完成率|完成率|预测性|目标责任")
"""Words that hold one of ours and say nothing of the figures."""
_REPORTED = re.compile(
    "(?:计划|规划|目标|任务|预算|考核)(?:指标|任务|目标)?(?:总体)?的?(?:执行|完成|达成|落实|推进|兑现|实施)"
    "(?:情况|进展|进度|结果|分析|统计|汇总|报告|总结|小结|通报|月报)|考核(?:评价)?(?:情况|结果|通报)"
)
"""What became of a plan, 计划执行情况, 任务落实情况, 考核结果: its figures are actuals, though it names the plan."""
_DONE = "(?:完成|实际|情况|总结|小结|汇报|分析|月报|简报|(?:生产|运行)(?!计划|任务|目标|安排))"
_MIXED = re.compile(
    rf"\d月[^\d月]*{_DONE}[^月]*(?:\d|[下次]个?)月份?[^\d月]*(?:计划|目标|任务)"
    rf"|(?:\d|[下次]个?)月份?[^\d月]*(?:计划|目标|任务)[^\d月]*[及和与、,][^\d月]*\d月[^\d月]*{_DONE}"
)
"""9月完成情况及10月计划: each figure is either, by its month."""
_FROM = {"title": "kind_from_title", "sheet": "kind_from_sheet", "name": "kind_from_name"}
"""The warning that tells where a table was called a plan."""
Sources = Iterable[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of the figures; both where it says plan and actual in one breath."""

    source: str
    text: str
    plan: bool
    actual: bool

    @property
    def clear(self) -> bool:
        return self.plan is not self.actual


def kind(sources: Sources, names: Vocabulary) -> tuple[Said, Issue | None]:
    """What figures are that say neither plan nor actual, and the question or the refusal that goes with it.

    ``sources``: the titles, the sheet's and the file's name, nearest first. 计划 beats 情况 and 月报, which any report
    is called; where 完成 or 实际 stands beside it, it has to be asked.
    """
    claims = [claim for source, texts in sources if (claim := _claim(source, texts, names))]
    clear = [claim for claim in claims if claim.clear]
    if not clear:
        return "actual", _asked_of(claims[0].text) if claims else None
    first = clear[0]
    other = next((claim for claim in clear[1:] if claim.plan is not first.plan), None)
    if other and other.source != "name":
        plan, actual = (first, other) if first.plan else (other, first)
        return "actual", Issue("kind_contradicts", args={"plan": shown(plan.text), "actual": shown(actual.text)})
    if first.plan:
        return "plan", Issue(_FROM[first.source], "warning")
    return "actual", _unclear(other.text) if other else None


def contradicted(sources: Sources, names: Vocabulary, read: Iterable[Cell]) -> list[Issue]:
    """The question whether figures are actuals that each say so themselves where the words around call them a plan.

    考核 is what reports of actuals are called too, and 项目计划 the table of how far each milestone is.
    """
    known = names.catalog.indicators
    kinds = {cell.row.kind for cell in read if not known[cell.row.indicator].milestone}
    claims = (claim for source, texts in sources if (claim := _claim(source, texts, names)) and claim.clear)
    first = next(claims, None)
    if kinds != {"actual"} or first is None or not PLAN.search(normal(first.text.replace("考核", ""))):
        return []
    return [Issue("kind_told_actual", "warning", args={"text": shown(first.text)})] if first.plan else []


def asked(sources: Sources, names: Vocabulary, told: Issue | None) -> list[Issue]:
    """``told``, or the refusal of figures that are foreseen, worked out or made up: 预测, 测算, 模拟, 排产."""
    for _, texts in sources:
        for text in texts:
            if found := _NEITHER.search(_own(text, names)):
                return [Issue("kind_neither", args={"text": shown(text), "word": found["stock"] or found[0]})]
    return [told] if told else []


def forecast(text: str) -> str:
    """The word in a text that makes figures neither plan nor actual; '' for none."""
    found = _NEITHER.search(normal(text))
    return found[0] if found else ""


def unsaid(shape: Shape | None, layout: Layout, names: Vocabulary) -> bool:
    """Whether some figure has neither a heading nor a cell of its row that says plan or actual; 本月 says none."""
    if shape:
        parts = shape.heading.parts
        return not shape.kinds_in_rows and not all(explicit(parts[column.index], names) for column in shape.columns)
    return "kind" not in layout.fields and not all(explicit([figures.heading], names) for figures in layout.figures)


def without_implied(shape: Shape, names: Vocabulary) -> Shape:
    """The shape of a plan with no kind over columns headed 本月 or the like, and with the actual over 9月完成情况."""
    parts = shape.heading.parts
    said = []
    for column in shape.columns:
        if not explicit(parts[column.index], names):
            column = replace(column, kind=column.kind if (column.kind or "").startswith("year") else None)
        elif column.kind is None and not any(both(text, names)[0] for text in parts[column.index]):
            column = replace(column, kind="actual")
        said.append(column)
    return replace(shape, columns=tuple(said))


def implied(shape: Shape | None, layout: Layout, names: Vocabulary, kind: Said) -> list[Issue]:
    """The refusal of headings such as 本月处理矿量 in a table that is called a plan."""
    if shape or kind == "actual":
        return []
    own = [figures.heading for figures in layout.figures if figures.kind and not explicit([figures.heading], names)]
    return [Issue("kind_implied", column=heading, found=heading) for heading in own[:1]]


def paired(kind: Said, told: Issue | None, layout: Layout) -> tuple[Said, Issue | None]:
    """`kind`, but actuals where each plain heading stands beside one of its own plan: 处理矿量 beside 计划·处理矿量."""
    plain, planned = (
        {f.indicator.key for f in layout.figures if f.indicator and f.kind == kind} for kind in (None, "plan")
    )
    return ("actual", None) if kind == "plan" and plain and plain <= planned else (kind, told)


def explicit(texts: Iterable[str], names: Vocabulary) -> bool:
    """Whether a heading says plan or actual itself, or a limit, which 本月 does not."""
    said = [_own(text, names) for text in texts]
    return any(_EXPLICIT.search(text) or _SPENT.search(text) or limits.parted(text)[1] for text in said)


def reported(text: str) -> bool:
    """Whether a text speaks of what became of a plan: 生产任务完成情况."""
    return bool(_REPORTED.search(normal(text)))


def both(text: str, names: Vocabulary) -> tuple[bool, bool]:
    """Whether a text speaks of a plan, and whether of an actual."""
    said = _REPORTED.sub("实际", _own(text, names))
    return bool(PLAN.search(said)), bool(_ACTUAL.search(said))


def _claim(source: str, texts: Sequence[str], names: Vocabulary) -> Claim | None:
    said = [(text, *both(text, names)) for text in texts]
    telling = [text for text, plan, actual in said if plan or actual]
    plan, actual = any(plan for _, plan, _ in said), any(actual for *_, actual in said)
    actual = actual or (plan and any(_MIXED.search(normal(text)) for text in texts))
    return Claim(source, " ".join(telling), plan, actual) if telling else None


def _asked_of(text: str) -> Issue:
    """The refusal of one month's figures and another's plan that no heading tells apart, else the question."""
    return Issue("kind_mixed", args={"text": shown(text)}) if _MIXED.search(normal(text)) else _unclear(text)


def _unclear(text: str) -> Issue:
    return Issue("kind_unclear", "warning", args={"text": shown(text)})


def _own(text: str, names: Vocabulary) -> str:
    """A text without offices and names of indicators that hold such a word: 生产计划部, 计划检修时间."""
    said = normal(text)
    shapes = [shape for shape in (_EXPLICIT, _NEITHER) if shape.search(said)]
    if not shapes:
        return said
    within = [name for name in names.indicators if len(name) > 2 and name in said]
    held = [name for name in within if any(shape.search(name) for shape in shapes)]
    for name in sorted(held, key=len, reverse=True):
        said = said.replace(name, " ")
    return _OTHERS.sub(" ", said)
