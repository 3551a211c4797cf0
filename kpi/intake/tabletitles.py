"""Which lines above one of several tables on a sheet are its titles: its own, and others that say what these do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake import around, groups, madeon, periods, purpose
from kpi.intake.around import Outside
from kpi.intake.body import NOTE
from kpi.intake.cleaning import filled
from kpi.intake.structure import Grid
from kpi.intake.table import Line
from kpi.intake.vocabulary import Vocabulary


class Titles:
    """The lines of a sheet that hold more than headings and rows of tables, and what each of them says."""

    def __init__(self, lines: Sequence[Line], grids: Sequence[Grid], names: Vocabulary) -> None:
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
        holds. What stands above all tables and says nothing of the kind is kept.
        """
        head, columns = grid.heading.rows[0].number, frozenset(grid.columns)
        above = max((end for end, other in self.ends if end < head and not columns.isdisjoint(other)), default=0)
        found, told = set[int](), set[str]()
        for line in reversed([line for line in self.lines if line.number < head]):
            said, far = self.said[line.number], line.number < above
            if line.number in self.covered and columns.isdisjoint(self._places(line)):
                continue  # words beside another table
            if far and ((said <= told if said else line.number > self.first) or NOTE.fullmatch(normal(line.text))):
                continue
            found.add(line.number)
            told |= said
        return frozenset(found)

    def _places(self, line: Line) -> set[int]:
        return {place for place, cell in enumerate(line.own) if filled(cell)}


def _said(text: str, names: Vocabulary) -> frozenset[str]:
    """What a title says of the figures: month, year, scope, indicator, kind, unit."""
    outside = Outside((text,))
    spoken = {
        "month": around.month(outside)[0],
        "year": periods.years_said([text]),
        "scope": groups.part_said([text], ()) or any(len(each) > 1 and each in normal(text) for each in names.scopes),
        "indicator": around.indicator([text], names),
        "kind": any(purpose.both(text, names)),
        "unit": groups.states_unit(text),
    }
    return frozenset(name for name, told in spoken.items() if told)
