"""The month, or of plans the year, of a table that says it nowhere itself; 全年 among the months of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Table
from kpi.intake.grid import groups
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading
from kpi.intake.headings import around, purpose
from kpi.intake.headings.around import Outside
from kpi.intake.headings.cells import Cells
from kpi.intake.words import periods
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue

if TYPE_CHECKING:
    from kpi.intake.headings.shapes import Shape


_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LONE = re.compile(r"(?:计划)?(?:年份|年度|年)?:?(?:19|20)\d\d年?度?")
_NEXT = re.compile("[下次]个?[月期]")
_OWN = re.compile("[本当]月|[本当]期|月度|实际|完成")
_MONTHS_PLAN = re.compile("月份?(?:生产|作业|经营|工作)*(?:计划|目标|任务|预算)")


def dated(shape: Shape, outside: Outside, names: Vocabulary) -> Shape | None:
    """The shape with the one month, of plans also the one year, that is said around the table; None where none is."""
    month, source = around.month(outside)
    if source == around.MONTH_FROM["title"] and _is_nexts(shape, outside):
        return None
    surely = source != around.MONTH_FROM["title"] and around.is_yearly(outside)
    if (surely or not month) and _planned(shape, outside, names):
        month, source = around.year(outside)
    return replace(shape, month=month, month_from=source) if month else None


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
    for cell in list(read.good):
        period = cell.row.period
        years = period < last and period < min(own, default=last)  # 2023年 lies within a plan of 2022 to 2024
        before = years if len(period) == 4 else period < own_month
        if before and not purpose.explicit([cell.heading], names):
            read.good.remove(cell)
            told.setdefault(
                period, replace(cell.issue("year_before"), found=f"{period}年" if len(period) == 4 else period)
            )
    return list(told.values())


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
    if not any(_NEXT.search(normal(text)) for text in outside.titles):
        return False
    parts = (shape.heading.parts[column.index] for column in shape.columns if column.kind in ("plan", None))
    return any(not _OWN.search(normal("".join(texts))) for texts in parts)


def _planned(shape: Shape, outside: Outside, names: Vocabulary) -> bool:
    """Whether all figures are surely plans: their headings call them a year's, or what stands around says plan."""
    said = {column.kind or "" for column in shape.columns}
    if shape.kinds_in_rows or "actual" in said:
        return False
    titles = [title for title in map(normal, outside.titles) if title]
    lone = bool(titles) and all(map(_LONE.fullmatch, titles))
    if said <= {"plan", "plan low", "plan high"} and (lone or around.is_yearly(outside)):
        return True  # 2022年度指标 over 目标, 年份：2022 over 计划
    return all(kind.startswith("year plan") for kind in said) or _is_plan(outside, names)


def _is_plan(outside: Outside, names: Vocabulary) -> bool:
    return purpose.kind(outside.sources(), names)[0] == "plan"
