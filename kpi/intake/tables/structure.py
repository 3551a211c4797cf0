"""Where the tables of a sheet are, told by their shape alone: text over numbers, blank rows and columns around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import levels, parting
from kpi.intake.grid.body import NOTE, TOTAL
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.tables import unlisted
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain
from kpi.reading import LeftOut

_HEAD_ROWS = 100
_NEAR = 4
"""Rows below a heading within which figures must begin."""
_TEXTUAL = 0.8
_FULL = 0.5
_GROUP = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]")
"""A row that only numbers a group: 一、产量指标."""
_YEAR = re.compile(r"(19|20)\d\d(\.\d{1,2}|0[1-9]|1[0-2])?")


@dataclass(frozen=True)
class Grid:
    """A table: its columns (from 0) on the sheet, heading, data rows, and rows of it that are no data."""

    columns: tuple[int, ...]
    heading: Heading
    rows: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    taken: frozenset[int]
    """The numbers of all its rows, left-out ones included."""

    @property
    def names(self) -> tuple[str, ...]:
        parts = self.heading.parts
        return tuple("/".join(parts[place]) for place in self.columns)

    @property
    def corner(self) -> str:
        return f"{letters(self.columns[0])}{self.heading.rows[0].number}"

    @cached_property
    def figures(self) -> int:
        """How many of its cells are figures, or openly none."""
        return sum(number_like(cell) for row in self.rows for cell in row.own)


def find(lines: Sequence[Line], *, numbered: bool, apart: bool = False) -> tuple[Grid, ...]:
    """All tables, in reading order. Rows below a table that continue it after a blank row belong to it.

    ``apart``: a heading that comes again at the right or below another title begins another table.
    """
    bands = list(_bands(lines, numbered=numbered))
    cut = [part for band in bands for part in parting.sections(band)] if apart else bands
    # a heading with a blank row under it is only seen when the blank rows are forgotten
    return _in(cut, apart=apart) or _in([[line for band in bands for line in band]] if bands else [], apart=apart)


def _in(bands: Sequence[list[Line]], *, apart: bool) -> tuple[Grid, ...]:
    found: list[Grid] = []
    for place, band in enumerate(bands):
        if found and band[0].number in found[-1].taken:
            continue
        for columns, heading in _apart(_headings(band)) if apart else _headings(band):
            rows = [line for line in band if line.number > heading.rows[-1].number]
            for later in bands[place + 1 :]:
                if not _goes_on(later, columns, rows):
                    break
                rows += later
            found.append(_grid(columns, heading, rows, band))
    return tuple(found) if len(found) < 2 else tuple(grid for grid in found if grid.figures) or tuple(found)


def _apart(found: Sequence[tuple[tuple[int, ...], Heading]]) -> Iterator[tuple[tuple[int, ...], Heading]]:
    """The tables of a band, those parted that stand side by side under the same headings."""
    for columns, heading in found:
        for block in parting.blocks(columns, heading.parts):
            rows = tuple(_cut(row, block) for row in heading.rows)
            yield block, heading if len(block) == len(columns) else Heading(rows, heading.spread)


def _bands(lines: Sequence[Line], *, numbered: bool) -> Iterator[list[Line]]:
    """Runs of rows without a blank one between them; of a sheet (``numbered``) blank rows are not listed at all."""
    band: list[Line] = []
    for line in lines:
        blank = not any(map(filled, line.own)) and not line.repeated
        if band and (blank or (numbered and line.number > band[-1].number + 1)):
            yield band
            band = []
        if not blank:
            band.append(line)
    if band:
        yield band


def _headings(band: Sequence[Line]) -> list[tuple[tuple[int, ...], Heading]]:
    """The tables that begin in a band, by their blocks of columns; a lone blank column does not part a table."""
    found: list[tuple[tuple[int, ...], Heading]] = []
    used = sorted(_used(band))
    titled = _used([line for line in band if not levels.is_title(line)])
    for _, run in groupby(enumerate(p for p in used if p in titled or not titled), key=lambda pair: pair[1] - pair[0]):
        columns = tuple(place for _, place in run)
        heading = _heading([_cut(line, columns) for line in band], len(columns))
        if heading is None:
            continue
        columns = _under(columns, heading)
        together = found and heading.rows[0].number == found[-1][1].rows[0].number
        if together and not _again(found[-1], columns, heading) and not _aside(found[-1], columns, heading, band):
            before = found.pop()[0]
            columns = (*before, *columns)
            heading = _heading([_cut(line, columns) for line in band], len(columns)) or heading
        found.append((_under(columns, heading), heading))
    return found


def _used(lines: Sequence[Line]) -> frozenset[int]:
    """The columns in which anything stands; of a long table the first rows tell."""
    wanting = set(range(max((len(line.cells) for line in lines), default=0)))
    found: set[int] = set()
    for line in lines:
        fresh = [place for place in wanting if place < len(line.cells) and filled(line.cells[place])]
        found.update(fresh)
        wanting.difference_update(fresh)
    return frozenset(found)


def _under(columns: tuple[int, ...], heading: Heading) -> tuple[int, ...]:
    """The columns that the heading rows reach; what a text file writes beyond them belongs to none."""
    width = len(heading.parts)
    return tuple(place for place in columns if place < width)


def _again(before: tuple[tuple[int, ...], Heading], columns: Sequence[int], heading: Heading) -> bool:
    """Whether a block of columns begins with a heading that the block at its left has too: another table."""
    parts = before[1].parts
    left = {normal(parts[place][-1]) for place in before[0] if parts[place]}
    own = [heading.parts[place] for place in columns]
    return any(normal(texts[-1]) in left for texts in own if texts)


def _aside(
    before: tuple[tuple[int, ...], Heading], columns: Sequence[int], heading: Heading, band: Sequence[Line]
) -> bool:
    """Whether columns behind a blank one hold hardly any rows of the table at their left: side calculations."""
    below = [line for line in band if line.number > heading.rows[-1].number]
    rows = [line for line in below if _says(line, before[0])]
    return sum(_says(line, columns) for line in rows) < _FULL * len(rows)


def _says(line: Line, columns: Sequence[int]) -> bool:
    return any(place < len(line.cells) and filled(line.cells[place]) for place in columns)


def _cut(line: Line, columns: Iterable[int]) -> Line:
    """A row with only the cells of these columns."""
    kept = frozenset(columns)
    if len(kept) >= len(line.cells) and kept.issuperset(range(len(line.cells))):
        return line
    cells = tuple(cell if place in kept else "" for place, cell in enumerate(line.cells))
    return Line(line.number, cells, line.repeated & kept)


def _heading(rows: Sequence[Line], width: int) -> Heading | None:
    """The heading rows of a block, if it is a table at all."""
    figures = [any(map(number_like, row.cells)) for row in rows[: _HEAD_ROWS + 2 * _NEAR]]
    for place in range(min(len(rows), _HEAD_ROWS)):
        heading = levels.at(rows, place)
        row = heading.rows[0]
        said = [cell for cell in row.cells if filled(cell)]
        if len(said) < max(_FULL * width, min(width, 2)) or (width > 1 and levels.is_title(row)):
            continue
        if sum(map(_labels, said)) < _TEXTUAL * len(said):
            continue
        if _is_over(row, rows[place + 1 : place + 2]):
            continue
        end = place + len(heading.rows)
        if any(figures[end : end + _NEAR]) or _dated(rows[end : end + _NEAR]):
            near = rows[end : end + 2 * _NEAR]
            return Heading((*heading.rows, *_deeper(near[:_NEAR], figures[end : end + _NEAR], width, _counted(near))))
        if not any(figures) and width > 1 and len(rows) > end:
            return heading
    return None


def _is_over(row: Line, under: Sequence[Line]) -> bool:
    """Whether a row with gaps stands over a fuller one that has text in each of its columns too: a title in parts."""
    own = {place for place, cell in enumerate(row.cells) if filled(cell)}
    below = {place for line in under for place, cell in enumerate(line.cells) if filled(cell)}
    return not row.repeated and own < below and not any(number_like(c) for line in under for c in line.cells)


def _labels(cell: str) -> bool:
    """Whether a cell can be a heading: words, a period, or the number of a year."""
    return not number_like(cell) or bool(_YEAR.fullmatch(plain(cell)))


def _dated(rows: Sequence[Line]) -> bool:
    """Whether months or years lead the rows under a heading, be their figures still missing."""
    first = [next((cell for cell in row.cells if filled(cell)), "") for row in rows]
    return len(first) > 1 and all(periods.is_period(cell) and not cell.isdigit() for cell in first)


def _counted(rows: Sequence[Line]) -> frozenset[int]:
    """The columns in which figures stand."""
    return frozenset(place for row in rows for place, cell in enumerate(row.cells) if number_like(cell))


def _deeper(rows: Sequence[Line], figures: Sequence[bool], width: int, counted: frozenset[int]) -> Iterator[Line]:
    """Further heading rows, such as 地区, 频度 and 单位, before the figures begin: something stands over these."""
    for row, has_figures in zip(rows, figures, strict=True):
        said = [cell for cell in row.own if filled(cell)]
        dated = any(periods.is_period(cell) and not cell.isdigit() for cell in said[:1])
        over = any(place in counted and filled(cell) for place, cell in enumerate(row.cells))
        if said and not has_figures and all(map(unlisted.is_unit, said)):
            yield row
            continue
        if has_figures or dated or len(said) < max(_FULL * width, 2) or (counted and not over):
            return
        yield row


def _goes_on(band: Sequence[Line], columns: tuple[int, ...], rows: Sequence[Line]) -> bool:
    """Whether rows below a blank one continue the table: the same columns, filled alike, and no heading."""
    places = {place for line in band for place, cell in enumerate(line.own) if filled(cell)}
    if not rows or not places <= set(columns) or _heading(band, len(columns)) is not None:
        return False
    first = columns[0]
    above, below = rows[-1], band[0]
    alike = [number_like(above.cells[place]) == number_like(below.cells[place]) for place in columns
             if place < len(above.cells) and place < len(below.cells)
             and filled(above.cells[place]) and filled(below.cells[place])]  # fmt: skip
    said = below.cells[first] if first < len(below.cells) else ""
    return (len(alike) > 1 and sum(alike) >= _TEXTUAL * len(alike)) or (bool(said) and periods.is_period(said))


def _grid(columns: tuple[int, ...], heading: Heading, rows: Sequence[Line], band: Sequence[Line]) -> Grid:
    above = [line for line in band if line.number < heading.rows[0].number]
    left_out = [LeftOut(line.number, "title", text) for line in above if (text := _cut(line, columns).text)]
    cut = [_cut(line, columns) for line in rows]
    last = max((n for n, line in enumerate(cut) if _is_row(line)), default=-1)
    names = tuple(normal(cell) for cell in heading.rows[-1].cells)
    apart = unlisted.rows(heading.line, columns, cut)
    kept = []
    for place, line in enumerate(cut):
        if not any(map(filled, line.own)):
            continue
        kind = _kind(line, place > last, names) or apart.get(line.number, "")
        if kind:
            left_out.append(LeftOut(line.number, kind, line.text))  # type: ignore[arg-type]
        else:
            kept.append(line)
    numbers = (line.number for line in (*above, *heading.rows, *rows))
    return Grid(columns, heading, tuple(kept), tuple(left_out), frozenset(numbers))


def _is_row(line: Line) -> bool:
    said = [cell for cell in line.own if filled(cell)]
    first = next((cell for cell in line.cells if filled(cell)), "")
    return periods.is_period(first) or (len(said) > 1 and not _noted(line))


def _kind(line: Line, below: bool, names: tuple[str, ...]) -> str:
    first = next((cell for cell in line.cells if filled(cell)), "")
    if tuple(map(normal, line.cells)) == names:
        return "title"
    if _GROUP.match(plain(first)) and sum(map(filled, line.own)) == 1:
        return "title"
    if TOTAL.fullmatch(normal(first)):
        return "total"
    return "note" if below or _noted(line) else ""


def _noted(line: Line) -> bool:
    """Whether a row is a note: its first words say so, and no figure stands behind them."""
    said = [cell for cell in line.own if filled(cell)]
    return bool(said) and bool(NOTE.fullmatch(plain(said[0]))) and not any(map(number_like, said[1:]))
