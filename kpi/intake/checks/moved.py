"""Rows moved by one cell that leave a plan or an earlier month blank: the figure read is then the one left blank."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.intake.carriers.table import Line
from kpi.intake.checks import compared
from kpi.intake.checks.compared import NAMES, Column
from kpi.intake.checks.controls import Controls
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import COMPUTED
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import PLANS
from kpi.reading import Issue

_LIKE = 0.7
"""A difference of at least this part of the figure, and the other way round, is rather a figure itself."""


def check(controls: Controls, names: Vocabulary, published: Published) -> Iterator[Issue]:
    """One question for a row whose only actual is what the blank cell at its left should say, or its 差值 a figure.

    Counts come again by chance, and a 差值 that a formula makes of a blank plan is the figure itself.
    """
    planned = {n - 1 for n, cells in controls.own.columns.items() if any(c.row.kind in PLANS for c in cells)}
    columns = list(compared.columns(controls, names))
    earlier = [column for column in columns if column.base in ("month", "year") and not column.gap]
    for line in controls.rows:
        cells = controls.own.lines.get(line.number, ())
        cell = cells[0] if len(cells) == 1 and cells[0].row.kind == "actual" and cells[0].row.value else None
        if cell is None or cell.row.qualifier != "eq" or len(cell.row.period) != 7:
            continue
        left = [place for place in planned if place < cell.row.column and not _text(line, place)]
        moved = _of_plan(controls, line, cell, columns, published) if left else ""
        at = left[0] if left else None
        for column in earlier if not moved else ():
            seen = published.of(cell.row.indicator, cell.row.scope, compared.before(cell, column.base))
            filled = any(_text(each, column.place) for each in controls.rows)
            if seen and filled and not _text(line, column.place) and _same(controls, cell, seen[0]):
                moved, at = column.base, column.place
        if moved and at is not None:
            heading = shown(plain(controls.heads[at]))
            yield cell.issue("row_moved", heading=heading, name=NAMES[moved])


def _of_plan(controls: Controls, line: Line, cell: Cell, columns: list[Column], published: Published) -> str:
    """Whether a row without its plan gives a published one as its actual, or a figure as its difference from it."""
    if any(plan is not None and _same(controls, cell, plan) for plan in published.plans(cell).values()):
        return "plan"
    for column in columns:
        own = controls.beside(line, column.place, column.said, COMPUTED) if column.gap else []
        said = controls.total(line, column.place, cell) if own == [cell] and column.base in ("", "plan") else None
        value = abs(cell.row.value or 0.0)
        if said and _LIKE < abs(said.value) / value < 1 / _LIKE and abs(abs(said.value) - value) > cell.half:
            return "plan"
    return ""


def _same(controls: Controls, cell: Cell, value: float) -> bool:
    counted = controls.catalog.indicators[cell.row.indicator].integer
    return not counted and abs((cell.row.value or 0.0) - value) <= cell.half + 1e-9 * abs(value)


def _text(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
