"""Labels with their values above a table, as programs export them: a station and its name, who asked and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.intake.tables import unlisted
from kpi.intake.tables.structure import Grid
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled

_ENOUGH = 2
_FIGURE = re.compile(r"\s*[+\-−<>≤≥约]?\s*\d[^=]*$")
"""How a figure with any unit begins: 51.02 万 t, 3 台."""


def without(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The tables without the blocks of two columns that evidently are such labels with their values."""
    return tuple(grid for place, grid in enumerate(grids) if not (_rows(grid, grids[place + 1 :]) and _is_one(grid)))


def above(grid: Grid, later: Sequence[Grid]) -> bool:
    """Whether a block of two columns stands above a wider table of more rows."""
    return _rows(grid, later) > len(grid.rows)


def _rows(grid: Grid, later: Sequence[Grid]) -> int:
    """How many rows a wider table below a block of two columns has; 0 where there is none."""
    wider = (e for e in later if e.heading.rows[0].number > max(grid.taken) and len(e.columns) > _ENOUGH)
    return max((len(e.rows) for e in wider), default=0) if len(grid.columns) == _ENOUGH else 0


def _is_one(grid: Grid) -> bool:
    """Whether words and figures stand under no word that heads figures: two words at least, or half of all."""
    head = grid.heading.rows[-1]
    if unlisted.names_fields(head) or any(map(periods.is_period, head.own)):
        return False
    place = grid.columns[1]
    values = [row.cells[place] for row in grid.rows if place < len(row.cells) and filled(row.cells[place])]
    words = sum(any(map(str.isalpha, value)) and not _FIGURE.match(value) for value in values)
    return words >= _ENOUGH or 2 * words >= len(values)
