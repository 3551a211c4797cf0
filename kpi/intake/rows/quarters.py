"""Quarters and half years beside months: compared with the months they hold; they are never data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid.dates import span
from kpi.intake.grid.labels import Column
from kpi.intake.headings.cells import Cell
from kpi.intake.rows import totals
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import STORED
from kpi.model import Catalog
from kpi.period import Month
from kpi.reading import Issue


def check(columns: Sequence[Column], rows: Sequence[Line], cells: Sequence[Cell], catalog: Catalog) -> Iterator[Issue]:
    """A warning for each figure of such a column that its months, all in the same row, do not add up to."""
    by_line: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells if columns else ():
        by_line[cell.row.line].append(cell)
    for line in rows if columns else ():
        for column in columns:
            if column.index < len(line.cells) and plain(line.cells[column.index]):
                yield from _differs(column, line, by_line[line.number], catalog)


def _differs(column: Column, line: Line, beside: Sequence[Cell], catalog: Catalog) -> Iterator[Issue]:
    months = span(column.period)
    kind = STORED[column.kind or "actual"]
    own = [cell for cell in beside if cell.row.kind == kind and months and _holds(months, cell.row.period)]
    alike = {(cell.row.indicator, cell.row.scope) for cell in own}
    if not months or len(alike) != 1 or not len({cell.row.period for cell in own}) == len(own) == len(months[1]):
        return
    said = plain(line.cells[column.index])
    if total := totals.against(said, own, catalog):
        told = {"total": shown(said), "sum": total, "column": shown(column.period)}
        at = f"{letters(column.index)}{line.number}"
        yield Issue("span_differs", "warning", line.number, column.period, shown(said), told, cell=at)


def _holds(months: tuple[int, range], period: str) -> bool:
    if len(period) != 7:
        return False
    month = Month.parse(period)
    return month.number in months[1] and months[0] in (0, month.year)
