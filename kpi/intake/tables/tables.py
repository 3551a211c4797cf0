"""Several tables on one sheet, side by side or below each other: which there are, and one of them alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups, labels, pages, parting
from kpi.intake.grid.levels import is_title
from kpi.intake.tables import structure
from kpi.intake.tables.structure import Grid
from kpi.intake.tables.tabletitles import Titles
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut

ALL = "*"
"""The choice of all sheets, or of all tables, together; no sheet of Excel's can be called so."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEAD_ROWS = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """One table: its corner as Excel names it (A3), and its headings in short."""

    corner: str
    text: str


@dataclass(frozen=True)
class Tables:
    """The tables of a sheet in reading order; none where there are not two."""

    of: Sheet
    grids: tuple[Grid, ...]
    names: Vocabulary
    labels: tuple[str, ...] = ()
    """What stands over each of several side by side: 当月 and 累计 over 指标, 单位, 实际 twice."""

    def __len__(self) -> int:
        return len(self.grids)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        said = [f"{label}：" for label in self.labels] or [""] * len(self.grids)
        return tuple(_spot(grid, label) for grid, label in zip(self.grids, said, strict=True))

    @cached_property
    def unread(self) -> tuple[int, ...]:
        """Which of those side by side hold no month's own figures: 累计."""
        return tuple(place for place, label in enumerate(self.labels) if groups.is_not_month(label))

    def without(self, places: Collection[int]) -> Tables:
        kept = [place for place in range(len(self)) if place not in places]
        labels = tuple(self.labels[place] for place in kept if self.labels)
        return replace(self, grids=tuple(self.grids[place] for place in kept), labels=labels)

    def at(self, corner: str) -> int | None:
        """Which table begins at a corner."""
        corners = [normal(spot.corner) for spot in self.spots]
        return corners.index(normal(corner)) if normal(corner) in corners else None

    def alone(self, place: int) -> Sheet:
        """A table as if it were alone on its sheet, with its titles above it."""
        grid = self.grids[place]
        head, titles = grid.heading.rows[0].number, self._titles.of(grid)
        rows = (line for line in self._lines(grid.taken) if line.number >= head)
        above = (title for line in self._titles.own_part(grid, titles) for title in _within(line, grid))
        return replace(self.of, lines=(*above, *(_cut(line, grid) for line in rows)))

    def left_out(self, place: int) -> Iterator[LeftOut]:
        """The other tables, and the words that belong to none."""
        for n, (other, spot) in enumerate(zip(self.grids, self.spots, strict=True)):
            if n != place:
                yield LeftOut(other.heading.rows[0].number, "table", f"{spot.corner} {spot.text}")
        head = self.grids[place].heading.rows[0].number
        for line in self.of.lines:
            if line.number > head and line.number not in self._taken and line.text:
                yield LeftOut(line.number, "note", line.text)

    def asked(self, place: int) -> tuple[Issue, ...]:
        """The question whether the title of another table holds for one that has a title of its own."""
        own, other = map(shown, self._titles.doubtful(self.grids[place]))
        args = {"place": self.spots[place].corner, "own": own, "other": other}
        return (self.placed(place, Issue("title_of_other", "warning", args=dict(args))),) if other else ()

    def placed(self, place: int, issue: Issue) -> Issue:
        """An issue of a whole table with the row and the corner where that table begins."""
        row = self.grids[place].heading.rows[0].number
        return issue if issue.line else replace(issue, line=row, cell=issue.cell or self.spots[place].corner)

    @cached_property
    def alike(self) -> bool:
        """Whether all have the same headings."""
        return len({tuple(map(normal, grid.names)) for grid in self.grids}) == 1

    @cached_property
    def doubled(self) -> bool:
        """Whether they are halves side by side that begin alike: 月份, 处理矿量 twice, or 指标, 8月, 指标, 9月."""
        columns = [place for grid in self.grids for place in grid.columns]
        again = len({normal(grid.names[0]) for grid in self.grids}) == 1
        rows = {tuple(row.number for row in grid.heading.rows) for grid in self.grids}
        return again and len(rows) == 1 and columns == list(range(columns[0], columns[0] + len(columns)))

    @cached_property
    def stacked(self) -> bool:
        """Whether each goes on with the one above it (续表), or they are the same form of one year after the other.

        Of years the titles must say the same but for the year: 2021年完成 and 2022年计划 are no pages of one table.
        """
        above = [self._above(place) for place in range(len(self.grids))]
        told = {normal(text) for text in above[0]}
        if all(len(texts) == 1 and pages.goes_on(texts[0], told) for texts in above[1:]):
            return True
        lone = above[0][-1:] + [texts[0] for texts in above[1:] if len(texts) == 1]
        years = [periods.years_said([text]) for text in lone]
        same = self.alike and len(lone) == len(self.grids) and len({_YEAR.sub("", normal(text)) for text in lone}) == 1
        return same and all(len(said) == 1 for said in years) and len(set().union(*years)) == len(years)

    def _above(self, place: int) -> list[str]:
        """The titles between a table and the one before it."""
        last = max((row.number for grid in self.grids[:place] for row in grid.rows), default=0)
        head = self.grids[place].heading.rows[0].number
        return [line.text for line in self.of.lines if last < line.number < head and is_title(line) and line.text]

    @cached_property
    def heads(self) -> frozenset[int]:
        """The rows in which the tables after the first have their headings, and those of the titles above them."""
        data = {row.number for grid in self.grids for row in grid.rows}
        found, last = {row.number for grid in self.grids[1:] for row in grid.heading.rows}, 0
        firsts = {grid.heading.rows[0].number for grid in self.grids[1:]}
        between: list[int] = []
        for line in self.of.lines:
            if line.number in data:
                last, between = line.number, []
            elif line.number in firsts:
                found |= set(between) if last else set()
            else:
                between.append(line.number)
        return frozenset(found)

    @cached_property
    def _taken(self) -> frozenset[int]:
        return frozenset(number for grid in self.grids for number in grid.taken)

    @cached_property
    def _by_number(self) -> dict[int, Line]:
        return {line.number: line for line in self.of.lines}

    @cached_property
    def _titles(self) -> Titles:
        return Titles(self.of.lines, self.grids, self.names)

    def _lines(self, numbers: frozenset[int]) -> Iterator[Line]:
        return (self._by_number[number] for number in sorted(numbers) if number in self._by_number)


def find(sheet: Sheet, names: Vocabulary, *, numbered: bool) -> Tables:
    if halves := side_by_side(sheet, names, numbered=numbered):
        return halves
    grids = structure.find(sheet.lines, numbered=numbered, apart=True)
    return Tables(sheet, grids if len(grids) > 1 else (), names)


def side_by_side(sheet: Sheet, names: Vocabulary, *, numbered: bool) -> Tables | None:
    """Tables under the same headings side by side, each with a label of its own above it; None for any other sheet."""
    for place, (above, line) in enumerate(pairwise(sheet.lines[:_HEAD_ROWS])):
        blocks = parting.under(above, line)
        told = [plain(cell) for cell in above.own if plain(cell)]
        if not blocks or not names.field(line.cells[blocks[0][0]]) or not all(_is_label(each, names) for each in told):
            continue
        rest = (*sheet.lines[:place], *sheet.lines[place + 1 :])
        grids = structure.find(rest, numbered=numbered, apart=True)
        if [grid.columns[:1] for grid in grids] == [block[:1] for block in blocks]:
            lines = (*sheet.lines[:place], Line(above.number, above.own), *sheet.lines[place + 1 :])
            return Tables(replace(sheet, lines=lines), grids, names, tuple(told))
    return None


def _is_label(text: str, names: Vocabulary) -> bool:
    told = {"kind", "scope", "period"} & labels.said(text, names).keys()
    return bool(told) or groups.is_not_month(text) or groups.is_neutral(text)


def _spot(grid: Grid, label: str = "") -> Spot:
    return Spot(grid.corner, shown(label + "、".join(filter(None, map(plain, grid.names))), longest=40))


def _within(line: Line, grid: Grid) -> Iterator[Line]:
    """A title with the words over the table's own columns; those of one that has none there over its first column."""
    own = _cut(line, grid)
    if any(map(plain, own.own)):
        yield own
        return
    for cell in filter(plain, line.own):
        yield Line(line.number, (*("" for _ in range(grid.columns[0])), cell))


def _cut(line: Line, grid: Grid) -> Line:
    """A row without the cells of other tables."""
    places = frozenset(grid.columns)
    cells = tuple(cell if place in places else "" for place, cell in enumerate(line.cells))
    return replace(line, cells=cells, repeated=line.repeated & places)
