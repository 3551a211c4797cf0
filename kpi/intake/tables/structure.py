"""Where the tables of a sheet are, told by their shape alone: text over numbers, blank rows and columns around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import levels, parting
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.tables import cornered, ends, heads, kinds, sections, series, sums, timecells, unlisted
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled
from kpi.reading import LeftOut

_TEXTUAL = 0.8
_FULL = 0.5


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
    bands = list(_headed(_bands(lines, numbered=numbered)))
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
            parts = sections.going_on(bands[place + 1 :], columns, rows)
            rows += [line for part in parts for line in part]
            found.append(_grid(columns, heading, rows, (band, *parts)))
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


def _headed(bands: Iterable[list[Line]]) -> Iterator[list[Line]]:
    """The bands, one that holds nothing but words together with the next where that has no heading of its own."""
    before: list[Line] = []
    for band in bands:
        width = len(_used(band))
        alone = _heads_itself(band, width) and not (series.heads(before) and series.heads(band))
        if before and width > 1 and not alone and _used(band) <= _used(before):
            band = before + band
        elif before:
            yield before
        bare = not any(number_like(cell) for line in band for cell in line.own if filled(cell))
        before = band if bare and not levels.is_title(band[-1]) else []
        if not before:
            yield band
    if before:
        yield before


def _heads_itself(band: Sequence[Line], width: int) -> bool:
    """Whether a band has a heading, no figure above it: 全国 with its figures heads no 北京 that has none."""
    heading = heads.heading(band, width)
    above = [line for line in band if heading and line.number < heading.rows[0].number]
    return heading is not None and not any(number_like(cell) for line in above for cell in line.own[1:])


def _headings(band: Sequence[Line]) -> list[tuple[tuple[int, ...], Heading]]:
    """The tables that begin in a band, by their blocks of columns; a lone blank column does not part a table."""
    found: list[tuple[tuple[int, ...], Heading]] = []
    used = sorted(_used(band))
    titled = _used([line for line in band if not levels.is_title(line)])
    for _, run in groupby(enumerate(p for p in used if p in titled or not titled), key=lambda pair: pair[1] - pair[0]):
        columns = tuple(place for _, place in run)
        lone = len(columns) == 1 < len(used)  # what stands in it alone heads the table beside it, if anything
        rows = [_cut(line, columns) for line in band if not (lone and levels.is_title(line))]
        heading = (_over_all(band, used, columns[0]) if lone else None) or heads.heading(rows, len(columns))
        beside = heading is None and found and _over_all(band, used, columns[0])
        level = beside and beside.rows[0].number == found[-1][1].rows[0].number
        if beside and level and heads.can_head("".join(beside.parts[columns[0]])):
            heading = beside  # a year and the marks behind its figures: 2019 over 180, 190 and r, e
        if heading is None:
            continue
        columns = _under(columns, heading)
        together = found and (
            heading.rows[0].number == found[-1][1].rows[0].number or heads.leads(*found[-1], heading, band)
        )
        if together and not _again(found[-1], columns, heading) and not _aside(found[-1], columns, heading, band):
            before = found.pop()[0]
            columns = (*before, *columns)
            heading = heads.heading([_cut(line, columns) for line in band], len(columns)) or heading
        found.append((_under(columns, heading), heading))
    return _led(found, used, band)


def _led(
    found: list[tuple[tuple[int, ...], Heading]], used: Sequence[int], band: Sequence[Line]
) -> list[tuple[tuple[int, ...], Heading]]:
    """The tables, the first with the column that leads its rows beyond a blank one and has no heading of its own."""
    if not found or not (before := [place for place in used if place < found[0][0][0]]):
        return found
    columns, heading = found[0]
    below = [line for line in band if line.number > heading.rows[-1].number and _says(line, columns)]
    lead = before[-1]
    named = sum(_says(line, (lead,)) and not number_like(line.cells[lead]) for line in below)
    return [((lead, *columns), heading), *found[1:]] if named >= _TEXTUAL * len(below) > 0 else found


def _over_all(band: Sequence[Line], used: Sequence[int], place: int) -> Heading | None:
    """The heading of all that stands side by side, where it has a word over the lone column of that place too."""
    heading = heads.heading([_cut(line, used) for line in band], len(used))
    return heading if heading and _says(heading.rows[0], (place,)) else None


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
    """Whether columns behind a blank one are side calculations: they hold hardly any rows of the table at their left.

    Or they end above its last, whole rows of figures that years or names of their own lead: 年度 and 处理量合计. Where
    only the last row is blank, words may be its 班主任 who is not known: there nothing but times beside times tell.
    """
    below = [line for line in band if line.number > heading.rows[-1].number]
    rows = [line for line in below if _says(line, before[0])]
    own = [[cell for place in columns for cell in line.cells[place : place + 1] if filled(cell)] for line in rows]
    count = sum(map(bool, own))
    leads = list(dict.fromkeys(cells[0] for cells in own if cells))
    named = not any(map(periods.is_bare, leads)) and len(leads) == count > 1
    named = named and all(periods.is_period(cell) or not number_like(cell) for cell in leads)
    whole = all(len(cells) == len(columns) > 1 and all(map(number_like, cells[1:])) for cells in own[:count])
    apart = len(rows) - count > 1 or (count < len(rows) and timecells.follow(leads) and _timed(rows, before[0]))
    return count < _FULL * len(rows) or (named and whole and apart)


def _timed(rows: Sequence[Line], columns: Sequence[int]) -> bool:
    """Whether times lead all rows."""
    return all(periods.is_period("".join(line.cells[columns[0] : columns[0] + 1])) for line in rows)


def _says(line: Line, columns: Sequence[int]) -> bool:
    return any(place < len(line.cells) and filled(line.cells[place]) for place in columns)


def _cut(line: Line, columns: Iterable[int]) -> Line:
    """A row with only the cells of these columns."""
    kept = frozenset(columns)
    if len(kept) >= len(line.cells) and kept.issuperset(range(len(line.cells))):
        return line
    cells = tuple(cell if place in kept else "" for place, cell in enumerate(line.cells))
    return Line(line.number, cells, line.repeated & kept)


def _grid(columns: tuple[int, ...], heading: Heading, rows: Sequence[Line], bands: Sequence[Sequence[Line]]) -> Grid:
    above = [line for line in bands[0] if line.number < heading.rows[0].number]
    left_out = [LeftOut(line.number, "title", text) for line in above if (text := _cut(line, columns).text)]
    cut = [_cut(line, columns) for line in rows]
    last = ends.last(cut)
    names = kinds.Names.of(heading, columns, [line.text for line in (_cut(each, columns) for each in above)], cut)
    line = cornered.emptied(heading, columns, cut)[0].line
    apart = unlisted.rows(line, columns, cut) | dict.fromkeys(series.counted(heading.rows, cut), "note")
    apart |= dict.fromkeys(sums.rows(columns[0], cut, line.cells, category=names.category), "total")
    apart |= dict.fromkeys(sections.labels(bands, heading.rows[-1].number), "title")
    kept = []
    for place, line in enumerate(cut):
        if not any(map(filled, line.own)):
            continue
        kind = names.kind(line, below=place > last) or apart.get(line.number, "")
        if kind:
            left_out.append(LeftOut(line.number, kind, line.text))  # type: ignore[arg-type]
        else:
            kept.append(line)
    numbers = (line.number for line in (*above, *heading.rows, *rows))
    return Grid(columns, heading, tuple(kept), tuple(left_out), frozenset(numbers))
