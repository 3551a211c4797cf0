"""Which lines above one of several tables on a sheet are its titles: its own, and others that say what these do not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.body import NOTE
from kpi.intake.headings import around, purpose, unplaced
from kpi.intake.headings.around import Outside
from kpi.intake.tables.structure import Grid
from kpi.intake.words import madeon, periods
from kpi.intake.words.cleaning import filled
from kpi.intake.words.vocabulary import Vocabulary

_RANKS = tuple(map(re.compile, (
    r"[一二三四五六七八九十]{1,3}[、.](?=.)", r"\([一二三四五六七八九十]{1,3}\)(?=.)",
    r"\d{1,2}[、.)](?=\D|20\d\d)", r"\(\d{1,2}\)(?=.)",
    r"附?[表图](?:[一二三四五六七八九十]{1,3}|\d{1,2})(?!\d)|附表",
)))  # fmt: skip
"""How titles of equal rank are numbered: 一、 and 二、, 表1 and 表2."""
_OWN = re.compile("[本当][月期]|单月")


class Titles:
    """The lines of a sheet that hold more than headings and rows of tables, and what each of them says."""

    def __init__(self, lines: Sequence[Line], grids: Sequence[Grid], names: Vocabulary) -> None:
        self.names = names
        self.covered: dict[int, set[int]] = defaultdict(set)
        for grid in grids:
            for number in grid.taken:
                if number >= grid.heading.rows[0].number:
                    self.covered[number].update(grid.columns)
        self.lines = [line for line in lines if not self._places(line) <= self.covered.get(line.number, set())]
        self.said = {line.number: _said(madeon.without(line.text), names) for line in self.lines}
        self.first = min((grid.heading.rows[0].number for grid in grids), default=0)
        self.ends = [(max(grid.taken), frozenset(grid.columns)) for grid in grids]

    def of(self, grid: Grid) -> frozenset[int]:
        """The numbers of a table's titles.

        Nearest first: 2022年9月 right above it stands instead of 2022年8月 further up, while 一系列 further up still
        holds. What stands above all tables and says nothing of the kind is kept. 二、设备 ends 一、一系列 and all that
        stands under it; 2022年 does not go with the month of another table.
        """
        head, columns = grid.heading.rows[0].number, frozenset(grid.columns)
        above = max((end for end, other in self.ends if end < head and not columns.isdisjoint(other)), default=0)
        found, told = set[int](), set[str]()
        over = [line for line in self.lines if line.number < head]
        ranks = {_rank(line.text) for line in over if line.number > above} - {None}
        ended = min((line.number for line in over if line.number < above and _rank(line.text) in ranks), default=head)
        for line in reversed(over):
            said, far = self.said[line.number], line.number < above
            if line.number in self.covered and columns.isdisjoint(self._places(line)):
                continue  # words beside another table
            if far and (line.number >= ended or (told & {"month", "year"} == {"year"} and "month" in said)):
                continue
            if far and ((said <= told if said else line.number > self.first) or NOTE.fullmatch(normal(line.text))):
                continue
            found.add(line.number)
            told |= said
        return frozenset(found)

    def own_part(self, grid: Grid, titles: frozenset[int]) -> list[Line]:
        """A table's titles, those further up without the part of the plant where a nearer one says it: 续表：二系列."""
        head = grid.heading.rows[0].number
        above = max((end for end, _ in self.ends if end < head), default=0)
        lines = [line for line in self.lines if line.number in titles]
        if not any("scope" in self.said[line.number] for line in lines if line.number > above):
            return lines
        return [line if line.number > above else self._without_parts(line) for line in lines]

    def _without_parts(self, line: Line) -> Line:
        plant = self.names.catalog.plant.key
        parts = [name for name, keys in self.names.scopes.items() if len(name) > 1 and plant not in keys]
        for part in sorted(parts, key=len, reverse=True):
            line = _without(line, part)
        return line

    def doubtful(self, grid: Grid) -> tuple[str, str]:
        """A table's own title and that of another whose 计划, 一系列 or indicator holds for it too; '' for none.

        That other one stands alone above its table, so that nobody knows whether it is the title of the whole sheet.
        """
        numbers, head = self.of(grid), grid.heading.rows[0].number
        above = max((end for end, _ in self.ends if end < head), default=0)
        lines = [line for line in self.lines if line.number in numbers and not NOTE.fullmatch(normal(line.text))]
        near, far = [line for line in lines if line.number > above], [line for line in lines if line.number < above]
        told = {each for line in near for each in self.said[line.number]}
        other = next((line for line in reversed(far) if line.number < self.first), None)
        alone = sum(line.number < self.first for line in self.lines) == 1
        if not near or other is None or not alone or _rank(other.text) is not None:
            return "", ""
        text = madeon.without(other.text)
        whose = around.scope(Outside((text,)), self.names)[0] or unplaced.unknown([text], self.names)
        scoped, planned = whose and "scope" not in told, purpose.both(text, self.names)[0] and "kind" not in told
        named = "indicator" in self.said[other.number] - told
        return (near[-1].text, other.text) if scoped or planned or named else ("", "")

    def _places(self, line: Line) -> set[int]:
        return {place for place, cell in enumerate(line.own) if filled(cell)}


def _without(line: Line, word: str) -> Line:
    cells = (normal(cell).replace(word, "") if word in normal(cell) else cell for cell in line.cells)
    return replace(line, cells=tuple(cells))


def _rank(text: str) -> int | None:
    name = normal(text)
    return next((place for place, shape in enumerate(_RANKS) if shape.match(name)), None)


def _said(text: str, names: Vocabulary) -> frozenset[str]:
    """What a title says of the figures: month, year, scope, indicator, kind, unit, whether they are the month's own."""
    outside = Outside((text,))
    spoken = {
        "month": around.month(outside)[0],
        "year": periods.years_said([text]),
        "scope": groups.part_said([text], ()) or any(len(each) > 1 and each in normal(text) for each in names.scopes),
        "indicator": around.indicator([text], names),
        "kind": any(purpose.both(text, names)),
        "unit": groups.states_unit(text),
        "own": groups.is_not_month(text) or _OWN.search(normal(text)),
    }
    return frozenset(name for name, told in spoken.items() if told)
