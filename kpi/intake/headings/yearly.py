"""The month, or of plans the year, of a table that says it nowhere itself; 全年 among the months of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line, Table
from kpi.intake.grid import dates, groups
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading
from kpi.intake.headings import around, purpose
from kpi.intake.headings.around import Outside
from kpi.intake.headings.cells import Cells
from kpi.intake.words import periods
from kpi.intake.words.cleaning import Wrong, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import PLANS
from kpi.period import Month
from kpi.reading import Issue, LeftOut

if TYPE_CHECKING:
    from kpi.intake.headings.shapes import Shape


_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LONE = re.compile(r"(?:计划)?(?:年份|年度|年)?:?(?:19|20)\d\d年?度?")
_YEARS_PLAN = re.compile(
    r"(?:(?<![季半两二三四五\d])年度?|全年|(?:19|20)\d\d年度?)(?:生产|经营|作业|工作|各项|主要|技术|经济|综合|考核|销售|责任|奋斗)*"
    r"(?:计划|目标|任务|预算|考核|定额|指标)(?!的?分解)"
)
"""A year's plan, and neither 五年规划 nor 9月计划."""
_PROMISED = re.compile("责任[书状制]|承包|分解")
"""What a year's targets are handed down as: 2023年目标责任书, 2023年指标分解表."""
_NEXT = re.compile("[下次]个?[月期]")
_OWN = re.compile("[本当]月|[本当]期|月度|实际|完成")
_SEVERAL = re.compile(r"(?<!\d)[二两三四五2-5]年(?:滚动|发展|生产|经营)*(?:计划|规划|目标)")
"""三年计划, of which no year was done before."""
_MONTHS_PLAN = re.compile("月份?(?:生产|作业|经营|工作)*(?:计划|目标|任务|预算)")


def dated(shape: Shape, outside: Outside, names: Vocabulary) -> Shape | None:
    """The shape with the one month, of plans also the one year, that is said around the table; None where none is."""
    month, source = around.month(outside)
    if source == around.MONTH_FROM["title"] and _is_nexts(shape, outside):
        return None
    surely = source != around.MONTH_FROM["title"] and around.is_yearly(outside)
    if (surely or not month) and _planned(shape, outside, names):
        month, source = around.year(outside)
    elif source == around.MONTH_FROM["title"] and (whole := _years_own(shape, month, outside, names)):
        month, source = whole
    return replace(shape, month=month, month_from=source) if month else None


def _years_own(shape: Shape, month: str, outside: Outside, names: Vocabulary) -> tuple[str, str] | None:
    """The year, and what tells, of figures that a line of their own or the sheet's name calls a year's plan.

    None where some may be no plans, where a title speaks of a month's plan, or where the year is not said.
    """
    years = periods.years_said([month]) or set(around.years(outside))
    told = [(source, _year_said(text)) for source, texts in outside.sources()[:2] for text in texts]
    source = next((source for source, word in told if word), "")
    if not source or len(years) != 1 or shape.kinds_in_rows or not _is_plan(outside, names):
        return None
    if {(column.kind or "plan").removeprefix("year ") for column in shape.columns} - {"plan", "plan low", "plan high"}:
        return None
    if _months_plan(outside, names):
        return None
    return f"{years.pop()}年", around.YEAR_FROM[source]


def _months_plan(outside: Outside, names: Vocabulary) -> bool:
    """Whether a title speaks of a month's plan, 2022年9月生产计划, and of no year's."""
    said = (text for text in outside.titles if not _YEARS_PLAN.search(normal(text)) and purpose.both(text, names)[0])
    return any(around.month(Outside((text,)))[0] for text in said)


def _year_said(text: str) -> str:
    """年度计划 or 2022年计划 in a text that says no month; '' for the report of how far it is."""
    found = _YEARS_PLAN.search(name := normal(text))
    return found[0] if found and not around.CARRIED_OUT.search(name) and not around.month(Outside((text,)))[0] else ""


def months_own(read: Cells, outside: Outside, names: Vocabulary) -> list[Issue]:
    """The question whether plans taken for a month's are the year's, of which something around them speaks."""
    sources = outside.sources()[:1] if _months_plan(outside, names) else outside.sources()
    said = [(text, found[0]) for _, texts in sources for text in texts
            if (found := _YEARS_PLAN.search(normal(text)))]  # fmt: skip
    plan = next((cell for cell in read.good if cell.row.kind in PLANS and len(cell.row.period) > 4), None)
    if not said or plan is None or any(len(cell.row.period) == 4 for cell in read.good):
        return []
    told: dict[str, str | int] = {"text": shown(said[0][0]), "word": said[0][1], "month": plan.row.period}
    return [Issue("plan_months_own", "warning", args=dict(told))]


def with_year(heading: Heading, read: Sequence[Column], outside: Outside, names: Vocabulary) -> list[Column]:
    """The columns, and the year's plan where 全年 stands in a table that is called a plan."""
    read = _over_parts(read, outside)
    single = ((place, texts[0]) for place, texts in enumerate(heading.parts[:MOST_COLUMNS]) if len(texts) == 1)
    whole = [place for place, text in single if groups.is_planned_year(text)]
    if len(whole) != 1 or any(column.kind for column in read) or not _is_plan(outside, names):
        return list(read)
    others = [column for column in read if column.index not in whole]
    return sorted([*others, Column(whole[0], kind="year plan")], key=lambda column: column.index)


def beside(read: Sequence[Column], outside: Outside) -> list[Column]:
    """The columns without 2021年, and with 2022年计划 as the year's plan, where the others are of the month around."""
    whole = {column.index: int(year[1]) for column in read if (year := _YEAR.fullmatch(normal(column.period)))}
    others = [column for column in read if column.index not in whole]
    if not whole or not any(column.kind for column in others) or any(column.period for column in others):
        return list(read)
    if not (own := periods.years_said([around.month(outside)[0]])):
        return list(read)
    plans = [column for column in read if column.kind in ("plan", "year plan") and whole.get(column.index) in own]
    made = [*others, *(replace(column, period="", kind="year plan") for column in plans)]
    return sorted(made, key=lambda column: column.index)


def with_month(read: Sequence[Column], outside: Outside) -> tuple[list[Column], tuple[str, str]]:
    """The columns, 本月 beside 10月计划 with the month said around the table, which is told; 21年9月 is left."""
    own = [column for column in read if column.kind and not column.period and not column.kind.startswith("year plan")]
    month, source = around.month(outside)
    if not own or not month or (source == around.MONTH_FROM["title"] and _names_next(outside)):
        return list(read), ("", "")
    others = [column.period for column in read if column.period and not dates.span(column.period)]
    short = [text for text in others if isinstance(why := periods.Periods(0, {}, 0).read(text), Wrong)
             and why.code == "period_two_digits"]  # fmt: skip
    read = [column for column in read if column.period not in short]
    if len(short) == len(others):
        return read, ("", "")
    said = month if not all(map(periods.is_bare, others)) else f"{month.rpartition('年')[2]}"
    return [replace(column, period=said) if column in own else column for column in read], (month, source)


def rows(table: Table, outside: Outside, names: Vocabulary) -> Table:
    """The table of plans with the year over rows that are the year's: 全年 and 年计划 below its months."""
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    if "month" not in fields or "kind" in fields:
        return table
    place = fields.index("month")
    said = [line.cells[place] if place < len(line.cells) else "" for line in table.below]
    years = periods.years_said(said) or set(around.years(outside))
    if len(years) != 1:
        return table
    cells = [f"{min(years)}年" if groups.is_planned_year(text) or groups.is_years_plan(text) else text for text in said]
    pairs = zip(table.below, said, cells, strict=True)
    below = (line if was == now else replace(line, cells=(*line.cells[:place], now, *line.cells[place + 1 :]))
             for line, was, now in pairs)  # fmt: skip
    return replace(table, below=tuple(below))


def earlier(read: Cells, outside: Outside, names: Vocabulary) -> list[Issue]:
    """Take out what is before the plan's own time and a plan by the title only: 2021年 beside 2022年 was done."""
    last = max((cell.row.period[:4] for cell in read.good), default="")
    own = set(map(str, around.years(outside)))
    own_month, told = _month_of(outside), dict[str, Issue]()
    several = any(_SEVERAL.search(normal(text)) for _, texts in outside.sources() for text in texts)
    for cell in list(read.good):
        period = cell.row.period
        years = period < last and period < min(own, default="" if several else last)  # 2023年 of a plan of 2022 to 2024
        before = years if len(period) == 4 else period < own_month
        if before and not purpose.explicit([cell.heading], names):
            read.good.remove(cell)
            told.setdefault(
                period, replace(cell.issue("year_before"), found=f"{period}年" if len(period) == 4 else period)
            )
    return list(told.values())


def left(read: Cells, rows: Sequence[Line]) -> list[LeftOut]:
    """Leave a year's actual out, and ask, beside the months of that year or beside figures of a later one.

    Once for a row, and with the rows that are left out.
    """
    known = {int(cell.row.period[:4]) for cell in read.good if cell.row.kind == "actual"}
    last = max((int(cell.row.period[:4]) for cell in read.good), default=0)
    told: list[Issue] = []
    for issue in read.issues:
        years = periods.years_said([issue.found]) if issue.code == "year_of_actual" else set()
        if years and (years <= known or max(years) < last):
            issue = replace(issue, code="year_left", severity="warning")
        if issue.code != "year_left" or issue not in told:
            told.append(issue)
    read.issues = told
    return left_rows(told, rows)


def left_rows(issues: Sequence[Issue], rows: Sequence[Line]) -> list[LeftOut]:
    """The rows whose year was left out."""
    found = []
    for issue in (issue for issue in issues if issue.code in ("year_left", "year_before")):
        own = [line.text for line in rows if line.number == issue.line]
        text = next((text for text in own if issue.found in text), "".join(own[:1]))
        found.append(LeftOut(issue.line or 0, "total", text))
    return found


def _month_of(outside: Outside) -> str:
    """The month of a title such as 2022年10月计划, as 2022-10; '' for any other."""
    if not any(_MONTHS_PLAN.search(normal(text)) for text in outside.titles):
        return ""
    text, source = around.month(outside)
    month = periods.Periods(0, {}, 0).read(text) if source == around.MONTH_FROM["title"] else None
    return str(month) if isinstance(month, Month) else ""


def _over_parts(read: Sequence[Column], outside: Outside) -> list[Column]:
    """计划 before months or quarters under 年度计划 is the year's."""
    lone = [column for column in read if column.kind == "plan" and not (column.period or column.indicator)]
    others = [column for column in read if column not in lone]
    parts = others and all(column.period and not column.kind for column in others)
    if len(lone) != 1 or not parts or not around.is_yearly(outside):
        return list(read)
    return [replace(column, kind="year plan") if column in lone else column for column in read]


def _is_nexts(shape: Shape, outside: Outside) -> bool:
    """Whether a plain 计划 may be next month's, of which the title speaks beside this month's figures."""
    if not _names_next(outside):
        return False
    parts = (shape.heading.parts[column.index] for column in shape.columns if column.kind in ("plan", None))
    return any(not _OWN.search(normal("".join(texts))) for texts in parts)


def _names_next(outside: Outside) -> bool:
    return any(_NEXT.search(normal(text)) for text in outside.titles)


def _planned(shape: Shape, outside: Outside, names: Vocabulary) -> bool:
    """Whether all figures are surely plans: their headings call them a year's, or what stands around says plan."""
    said = {column.kind or "" for column in shape.columns}
    if shape.kinds_in_rows or "actual" in said:
        return False
    titles = [title for title in map(normal, outside.titles) if title]
    lone = bool(titles) and all(map(_LONE.fullmatch, titles))
    promised = any(map(_PROMISED.search, titles)) and not any(map(around.CARRIED_OUT.search, titles))
    if said <= {"plan", "plan low", "plan high"} and (lone or promised or around.is_yearly(outside)):
        return True  # 2022年度指标 over 目标, 年份：2022 over 计划
    return all(kind.startswith("year plan") for kind in said) or _is_plan(outside, names)


def _is_plan(outside: Outside, names: Vocabulary) -> bool:
    return purpose.kind(outside.sources(), names)[0] == "plan"
