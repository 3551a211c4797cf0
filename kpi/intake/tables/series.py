"""Series as data services export them: names, 频率, 单位, 指标ID, 来源 one row each, then a row for each period."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_FREQUENCY = frozenset(map(normal, ("频率", "频度", "frequency")))
_UNIT = frozenset(map(normal, ("单位", "计量单位", "unit", "units")))
_MOST = 60
"""Rows within which the periods must begin."""


def heading(rows: Sequence[Line]) -> tuple[Line, ...]:
    """The rows that head such series: from the names down to the first figure; empty for any other table."""
    above = rows[: _begin(rows)]
    if not heads(above):
        return ()
    top = next((place for place, row in enumerate(above) if _said(row)), len(above))
    end = next((place for place in range(top, len(above)) if any(map(number_like, _said(above[place])))), len(above))
    return tuple(above[top:end])


def counted(head: Sequence[Line], rows: Sequence[Line]) -> frozenset[int]:
    """The numbers of the rows between the heading and the first period: first year, mean, how many there are."""
    return frozenset(row.number for row in rows[: _begin(rows)]) if heads(head) else frozenset()


def heads(rows: Sequence[Line]) -> bool:
    """Whether rows name both the frequency and the unit of what stands below."""
    labels = {normal(_first(row)) for row in rows}
    return bool(labels & _FREQUENCY and labels & _UNIT)


def _begin(rows: Sequence[Line]) -> int:
    """Where the rows begin that periods lead, two after another; 0 where none does."""
    led = [_dated(_first(row)) for row in rows[:_MOST]]
    return next((place for place in range(len(led) - 1) if led[place] and led[place + 1]), 0)


def _dated(cell: str) -> bool:
    return len(cell) == 4 if cell.isdigit() and len(cell) < 5 else periods.is_period(cell)


def _first(row: Line) -> str:
    return plain(row.cells[0]) if row.cells else ""


def _said(row: Line) -> list[str]:
    """What stands beyond the first column."""
    return [cell for cell in row.own[1:] if filled(cell)]
