"""How a table goes on below a blank row: rows of one shape, be the label of a section above them, 金属矿产 over 铁."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from kpi.intake.carriers.table import Line
from kpi.intake.grid import levels
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import ends, heads
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled

_TEXTUAL = 0.8
_DEEPEST = 3
"""Labels above the rows of a section."""
_STOPS = ("。", "；", ";", ".")


def going_on(bands: Sequence[list[Line]], columns: tuple[int, ...], rows: Sequence[Line]) -> list[list[Line]]:
    """The bands that continue a table, each with the labels above it, a blank row between them or not."""
    found: list[list[Line]] = []
    part: list[Line] = []
    ends_ = [*rows[:1], *rows[-1:]]
    for band in bands:
        part = part + band
        labels = len(list(_labels(part)))
        if labels == len(part) <= _DEEPEST:
            continue
        if labels > _DEEPEST or not _goes_on(part, columns, ends_):
            break
        found.append(part)
        ends_, part = [*ends_[:1], part[-1]], []
    return found


def labels(bands: Sequence[Sequence[Line]], head: int) -> Iterator[int]:
    """The numbers of the labels below blank rows and, where there are such, of those right below the heading."""
    first, *later = ([line for line in band if line.number > head] for band in bands)
    parts = [list(_labels(band)) for band in later]
    if any(parts):
        yield from (line.number for found in ([*_labels(first)], *parts) for line in found)


def _labels(band: Sequence[Line]) -> Iterator[Line]:
    """The rows at the top of a band that say but a word each of those below them, and are no remarks."""
    return takewhile(lambda line: levels.is_title(line) and not number_like(_first(line)) and not _remarks(line), band)


def _remarks(line: Line) -> bool:
    return ends.noted(line) or _first(line)[-1:] in _STOPS


def _first(line: Line) -> str:
    return next((cell for cell in line.cells if filled(cell)), "")


def _goes_on(band: Sequence[Line], columns: tuple[int, ...], rows: Sequence[Line]) -> bool:
    """Whether rows below a blank one continue the table: the same columns, filled alike, and no heading."""
    places = {place for line in band for place, cell in enumerate(line.own) if filled(cell)}
    if not rows or not places <= set(columns) or heads.heading(band, len(columns)) is not None:
        return False
    first, below = columns[0], band[len([*_labels(band)])]
    said = below.cells[first] if first < len(below.cells) else ""
    # a sum above the blank row, *,,11,110, may be filled otherwise than the first row of all
    return _alike(rows[-1], below, columns) or _alike(rows[0], below, columns) or periods.is_period(said)


def _alike(above: Line, below: Line, columns: Sequence[int]) -> bool:
    """Whether figures stand below figures, and words below words."""
    alike = [number_like(above.cells[place]) == number_like(below.cells[place]) for place in columns
             if place < len(above.cells) and place < len(below.cells)
             and filled(above.cells[place]) and filled(below.cells[place])]  # fmt: skip
    return len(alike) > 1 and sum(alike) >= _TEXTUAL * len(alike)
