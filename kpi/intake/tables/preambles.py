"""Labels with their values above a table, as programs export them: a station and its name, who asked and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kpi.intake.grid.levels import number_like
from kpi.intake.tables import rendered, unlisted
from kpi.intake.tables.structure import Grid
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_ENOUGH = 2
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"(?:(?:19|20)\d\d[-/.年]\d{1,2}|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?!\d)|\d{1,2}:\d\d")
_FIGURE = re.compile(r"\s*[+\-−<>≤≥约]?\s*\d[^=]*$")
"""How a figure with any unit begins: 51.02 万 t, 3 台."""


def without(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The tables without the blocks of two columns that evidently are such labels with their values."""
    return tuple(grid for place, grid in enumerate(grids) if not (_leads(grid, grids[place + 1 :]) and _is_one(grid)))


def above(grid: Grid, later: Sequence[Grid]) -> bool:
    """Whether a block of two columns stands above a wider table of more rows."""
    return _rows(grid, later) > len(grid.rows)


def _leads(grid: Grid, later: Sequence[Grid]) -> bool:
    """Whether a block stands above a wider table, which has more rows where the block's first ones head columns."""
    heads = plain("".join(grid.heading.parts[grid.columns[-1]]))[-1:] in rendered.ENDINGS
    return above(grid, later) if heads else bool(_rows(grid, later))


def _rows(grid: Grid, later: Sequence[Grid]) -> int:
    """How many rows a wider table below a block of two columns has; 0 where there is none."""
    wider = (e for e in later if e.heading.rows[0].number > max(grid.taken) and len(e.columns) > _ENOUGH)
    return max((len(e.rows) for e in wider), default=0) if len(grid.columns) == _ENOUGH else 0


def _is_one(grid: Grid) -> bool:
    """Whether words and times, half of all at least, and no two figures stand beside labels of no one shape."""
    head = grid.heading.rows[-1]
    if unlisted.names_fields(head) or any(map(periods.is_period, head.own)):
        return False
    place = grid.columns[1]
    values = [row.cells[place] for row in grid.rows if place < len(row.cells) and filled(row.cells[place])]
    words = sum(_is_word(value) or _is_time(value) for value in values)
    figures = sum(map(number_like, values))
    labels = [row.cells[grid.columns[0]] for row in grid.rows if grid.columns[0] < len(row.cells)]
    shapes = Counter(_DIGITS.sub("0", plain(label)) for label in labels if _DIGITS.search(label))
    alike = max(shapes.values(), default=0) >= _ENOUGH or any(map(periods.is_period, labels))
    return 2 * words >= len(values) and figures < _ENOUGH and not alike


def _is_word(value: str) -> bool:
    return any(map(str.isalpha, value)) and not _FIGURE.match(value)


def _is_time(value: str) -> bool:
    return not number_like(value) and bool(periods.is_period(value) or _DATE.match(plain(value)))
