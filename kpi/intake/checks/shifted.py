"""Rows whose figures stand one column off: a number under 备注, a 完成率 in a row that has no plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi.intake.carriers.table import Line, letters
from kpi.intake.checks.controls import Controls
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import COMPUTED
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.numbers import Number
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import PLANS
from kpi.reading import Issue

_NEAR = 1.0
"""Percentage points within which a rate is that of a published plan."""


def check(controls: Controls, names: Vocabulary, published: Published) -> Iterator[Issue]:
    """The questions about rows that look moved by one cell: such a row leaves one of the columns blank."""
    notes = [n for n, head in enumerate(controls.heads) if (f := names.field(head)) and f[0] == "note"]
    read = [place - 1 for place in controls.own.places]
    for line in controls.rows if notes else ():
        blank = any(not plain(line.cells[place]) for place in read if place < len(line.cells))
        for place in notes if blank else ():
            if text := _number(line, place):
                heading, at = shown(plain(controls.heads[place])), f"{letters(line.column(place))}{line.number}"
                yield Issue("number_in_note", "warning", line.number, heading, text, {"heading": heading}, cell=at)
    planned = any(cell.row.kind in PLANS for cells in controls.own.lines.values() for cell in cells)
    for place, said in controls.rates.items() if planned else ():
        for line in controls.rows:
            own = controls.beside(line, place, said, COMPUTED)
            rate = _number(line, place) if len(own) == 1 else ""
            if rate and not _has_plan(controls, own[0], published.plans(own[0]), rate):
                yield own[0].issue("rate_without_plan", heading=shown(plain(controls.heads[place])), rate=rate)


def _number(line: Line, place: int) -> str:
    """What a cell writes, where that is a number and nothing more."""
    text = plain(line.cells[place]) if place < len(line.cells) else ""
    number = numbers.read(text) if text and not numbers.missing(text) else None
    return shown(text) if isinstance(number, Number) and not number.unit else ""


def _has_plan(controls: Controls, cell: Cell, stored: Mapping[str, float | None], rate: str) -> bool:
    """Whether a row gives a plan of its figure, or one stands of which the rate may be; a year's may be of any."""
    row, number = cell.row, numbers.read(rate)
    cells = controls.own.lines.get(row.line, ())
    if any(c.row.kind in PLANS and (c.row.indicator, c.row.scope) == (row.indicator, row.scope) for c in cells):
        return True
    rate_of = controls.catalog.indicators[row.indicator]
    plan = stored.get(row.period) or (None if rate_of.amount else stored.get(row.period[:4]))
    if plan is None or not isinstance(number, Number):
        return bool(stored)
    quotient = 100 * (row.value or 0.0) / plan if plan else 0.0
    said = float(number.value)
    return any(abs(each - way) <= _NEAR for each in (said, 100 * said) for way in (quotient, 200 - quotient))
