"""Several tables on one sheet, side by side or below each other: which there are, and one of them alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal
from kpi.intake import structure
from kpi.intake.cleaning import plain, shown
from kpi.intake.sheet import Sheet
from kpi.intake.structure import Grid
from kpi.intake.table import Line
from kpi.reading import LeftOut

ALL = "*"
"""The choice of all sheets, or of all tables, together; no sheet of Excel's can be called so."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One table: its corner as Excel names it (A3), and its headings in short."""

    corner: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One table alone on its sheet, and what was beside it."""

    spot: Spot
    sheet: Sheet
    left_out: tuple[LeftOut, ...]


def of(sheet: Sheet, *, numbered: bool) -> tuple[Cut, ...]:
    """The tables of a sheet in reading order, each as if it were alone; none where there are not two."""
    grids = structure.find(sheet.lines, numbered=numbered)
    if len(grids) < 2:
        return ()
    return tuple(Cut(spot(grid), _alone(sheet, grid, grids), tuple(_beside(sheet, grid, grids))) for grid in grids)


def named(cuts: Sequence[Cut], corner: str) -> Cut | None:
    """The table that begins at a corner."""
    return next((cut for cut in cuts if normal(cut.spot.corner) == normal(corner)), None)


def spot(grid: Grid) -> Spot:
    return Spot(grid.corner, shown("、".join(filter(None, map(plain, grid.names))), longest=40))


def headings(cuts: Sequence[Cut], of_sheet: Sequence[Line], *, numbered: bool) -> frozenset[int]:
    """The rows in which the tables after the first have their headings, and those of the titles above them."""
    grids = structure.find(of_sheet, numbered=numbered) if cuts else ()
    heads = {row.number for grid in grids[1:] for row in grid.heading.rows}
    data = {row.number for grid in grids for row in grid.rows}
    for grid in grids[1:]:
        first = grid.heading.rows[0].number
        above = max((number for number in data if number < first), default=first)
        heads |= {line.number for line in of_sheet if above < line.number < first}
    return frozenset(heads)


def _alone(sheet: Sheet, grid: Grid, grids: Sequence[Grid]) -> Sheet:
    kept = [line for line in sheet.lines if _is_of(line, grid, grids)]
    return replace(sheet, lines=tuple(_cut(line, grid) for line in kept))


def _is_of(line: Line, grid: Grid, grids: Sequence[Grid]) -> bool:
    """Whether a row is a table's own, or stands above it without being another's."""
    if line.number in grid.taken:
        return True
    return line.number < grid.heading.rows[0].number and not any(line.number in other.taken for other in grids)


def _cut(line: Line, grid: Grid) -> Line:
    """A row without the cells of other tables; a title over everything stays whole."""
    places = frozenset(grid.columns)
    above = line.number < grid.heading.rows[0].number
    if above and not any(plain(cell) for place, cell in enumerate(line.own) if place in places):
        return line
    cells = tuple(cell if place in places else "" for place, cell in enumerate(line.cells))
    return replace(line, cells=cells, repeated=line.repeated & places)


def _beside(sheet: Sheet, grid: Grid, grids: Sequence[Grid]) -> Iterator[LeftOut]:
    """The other tables, and the words that belong to none."""
    for other in grids:
        if other is not grid:
            at = spot(other)
            yield LeftOut(other.heading.rows[0].number, "table", f"{at.corner} {at.text}")
    taken = frozenset(number for each in grids for number in each.taken)
    for line in sheet.lines:
        if line.text and line.number not in taken and line.number > grid.heading.rows[0].number:
            yield LeftOut(line.number, "note", line.text)
