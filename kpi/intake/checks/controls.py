"""The columns beside a month's own figures that hold them to account: 累计 and 完成率, never read as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.headings.aside import Heard, Own, Table, heard
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import SUM, left_as
from kpi.intake.words import numbers, units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.numbers import Number
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.model import Catalog

_BEFORE = re.compile("均|上年|去年|同[期月比]|上[月期]|前期|环比|计划|目标|任务|预算|差|[超欠增减±]|[较比]")
_DAYS = re.compile("[本当全][月期]累|(?:^|[^年])月累")
"""月累计, which may be the sum of the month's days."""
_RUN = re.compile(r"\d月?[-—–~至到]\d{1,2}月(?=累)")
"""Not so 1-10月累计."""
_RATE = re.compile(
    r"[完达]成(?:[全本当]?[年月]度?)?(?:计划|目标|任务)?(?:率|\(?%|百分[比率]|比(?:例|$|\())"
    r"|占(?:[全本当]?[年月]度?)?(?:计划|目标|任务)"
)
_COMPARED = re.compile("累|上年|去年|同[期月比]|上[月期]|前期|环比|增|减|升|降|差")
_MOST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Total:
    """A running total as written and in the catalogue's unit, with half its last digit."""

    value: float
    half: float
    said: str
    heading: str


@dataclass(frozen=True)
class Controls:
    """A table's own figures and, by place (from 0), its columns of running totals and of completion rates."""

    own: Own
    rows: Sequence[Line]
    heads: Sequence[str]
    sums: dict[int, Heard]
    rates: dict[int, Heard]
    catalog: Catalog

    def repeated(self, place: int) -> bool:
        return sum(normal(head) == normal(self.heads[place]) for head in self.heads) > 1

    def beside(self, line: Line, place: int, said: Heard, code: str) -> list[Cell]:
        """The actuals of a row that go with what stands in such a column."""
        found = self.own.of(line, place, said, code, repeated=self.repeated(place))
        found = [cell for cell in found if cell.row.kind == "actual" and cell.row.value is not None]
        return [cell for cell in found if not said.months or _month(cell) == said.months[-1]]

    def before(self, line: Line, cell: Cell) -> Total | None:
        """The running total of the month before that a row gives besides: 1-9月累计 beside October's."""
        for place, said in self.sums.items():
            if said.months and said.months[-1] + 1 == _month(cell):
                own = self.own.of(line, place, replace(said, months=range(0)), SUM, repeated=self.repeated(place))
                if cell in own and (total := self.total(line, place, cell)):
                    return total
        return None

    def total(self, line: Line, place: int, cell: Cell) -> Total | None:
        """A running total in the unit of the figure it goes with."""
        heading, text = self.heads[place], plain(line.cells[place]) if place < len(line.cells) else ""
        number = numbers.read(text) if text and not numbers.missing(text) else None
        if not isinstance(number, Number) or number.qualifier != "eq" or number.percent:
            return None
        bracket = split_unit(heading)[1]
        unit = number.unit or bracket or cell.unit
        factor = units.factor(self.catalog.indicators[cell.row.indicator], unit)
        if factor is None:
            return None
        return Total(float(number.value * factor), float(number.half * factor), shown(text), shown(heading))


def _month(cell: Cell) -> int:
    return int(cell.row.period[5:] or 0)


def of(table: Table, good: Sequence[Cell], kind: Said, names: Vocabulary) -> Controls:
    """The controls of a table."""
    heads, rows, read = table
    return Controls(Own(table, good, kind), rows, heads, *told(heads, read, names), names.catalog)


def told(heads: Sequence[str], read: Sequence[int], names: Vocabulary) -> tuple[dict[int, Heard], dict[int, Heard]]:
    """By their places, the headings of running totals and of completion rates; those at ``read`` (from 1) are none."""
    sums, rates = dict[int, Heard](), dict[int, Heard]()
    for place, heading in enumerate(heads):
        name = normal(heading)
        if place + 1 in read or not name or len(name) > _MOST_HEADING:
            continue
        rate = bool(_RATE.search(name) and not _COMPARED.search(name))
        said = heard(heading, names) if rate or is_sum(heading) else None
        if said and rate:
            rates[place] = said
        elif said and not (said.planned or said.quarter) and said.months[:1] in (range(0), range(1, 2)):
            sums[place] = said
    return sums, rates


def is_sum(heading: str) -> bool:
    """Whether a heading is of what was done since January."""
    name = normal(heading)
    return (
        left_as(heading) == SUM and "累" in name and not _BEFORE.search(name) and not _DAYS.search(_RUN.sub("年", name))
    )
