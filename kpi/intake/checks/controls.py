"""The columns beside a month's own figures that hold them to account: 累计, 合计 and 完成率, never read as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.headings.aside import Heard, Own, Table, heard
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import MEAN, SUM, left_as
from kpi.intake.words import numbers, units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.numbers import Number
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.model import Catalog

_BEFORE = re.compile("均|上年|去年|同[期月比]|上[月期]|前期|环比|计划|目标|任务|预算|差|[超欠增减±]|[较比]")
_DAYS = re.compile("[本当全][月期]累|(?:^|[^年])月累")
"""月累计, which may be the sum of the month's days."""
_RUN = re.compile(r"(?:\d月?[-—–~至到]|截[至止][到于至]*)\d{1,2}月(?=累)")
"""Not so 1-10月累计 and 截至10月累计."""
_SO_FAR = re.compile(r"累|YTD|至今|截[至止]|[本当今]年|(?:^|/)年度?(?:实际|实绩|完成)|\d月?[-—–~至到]\d{1,2}月")
_WHOLE = re.compile("[合小总]计|总和|全年|年度")
"""What stands beside months across: their sum, or the year's."""
_RATE = re.compile(
    r"[完达]成(?:[全本当]?[年月]度?)?(?:计划|目标|任务)?(?:率|\(?%|百分[比率]|比(?:例|$|\())"
    r"|占(?:[全本当]?[年月]度?)?(?:计划|目标|任务)|(?:执行|兑现)率"
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
    """A table's own figures and, by place (from 0), its columns of running totals, of rates and of other sums."""

    own: Own
    rows: Sequence[Line]
    heads: Sequence[str]
    sums: dict[int, Heard]
    rates: dict[int, Heard]
    wholes: dict[int, Heard]
    catalog: Catalog

    def repeated(self, place: int) -> bool:
        return sum(normal(head) == normal(self.heads[place]) for head in self.heads) > 1

    def beside(self, line: Line, place: int, said: Heard, code: str) -> list[Cell]:
        """The actuals of a row that go with what stands in such a column."""
        found = self.own.of(line, place, said, code, repeated=self.repeated(place))
        found = [cell for cell in found if cell.row.kind == "actual" and cell.row.value is not None]
        return [cell for cell in found if not said.months or _month(cell) == said.months[-1]]

    def across(self, line: Line, place: int, said: Heard, code: str) -> list[Cell]:
        """The months of one amount, exact and never below nothing, that stand across a row beside such a column."""
        found = self.own.of(line, place, said, code, repeated=self.repeated(place))
        found = [c for c in found if self.adds(c) and (not said.months or _month(c) in said.months)]
        return found if len({(c.row.indicator, c.row.scope, c.row.kind) for c in found}) == 1 else []

    def adds(self, cell: Cell) -> bool:
        """Whether a figure is an exact amount of a month that is never below nothing."""
        indicator = self.catalog.indicators[cell.row.indicator]
        exact = cell.row.qualifier == "eq" and cell.row.value is not None and len(cell.row.period) == 7
        return exact and indicator.amount and indicator.hard[0] >= 0

    def open(self, cell: Cell) -> float:
        """What rounding leaves open of a figure: nothing of what is counted."""
        return 0.0 if self.catalog.indicators[cell.row.indicator].integer else cell.half

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


def told(
    heads: Sequence[str], read: Sequence[int], names: Vocabulary
) -> tuple[dict[int, Heard], dict[int, Heard], dict[int, Heard]]:
    """By their places, the headings of running totals, of rates and of other sums; those at ``read`` are none."""
    sums, rates, wholes = dict[int, Heard](), dict[int, Heard](), dict[int, Heard]()
    for place, heading in enumerate(heads):
        name = normal(heading)
        if place + 1 in read or not name or len(name) > _MOST_HEADING:
            continue
        rate, whole = bool(_RATE.search(name) and not _COMPARED.search(name)), is_whole(heading)
        said = heard(heading, names) if rate or whole or is_sum(heading) else None
        if said and rate:
            rates[place] = said
        elif said and whole:
            wholes[place] = said
        elif said and not (said.planned or said.quarter) and said.months[:1] in (range(0), range(1, 2)):
            sums[place] = said
    return sums, rates, wholes


def from_january(cells: Sequence[Cell]) -> bool:
    """Whether they are the months of one year from January on, none left out."""
    months = sorted(cell.row.period for cell in cells)
    return months == [f"{months[0][:4]}-{n:02}" for n in range(1, len(months) + 1)]


def is_sum(heading: str) -> bool:
    """Whether a heading is of what was done since January."""
    name = normal(heading)
    so_far = left_as(heading) == SUM and bool(_SO_FAR.search(name))
    return so_far and not _BEFORE.search(name) and not _DAYS.search(_RUN.sub("年", name))


def is_whole(heading: str) -> bool:
    """Whether a heading is of what months across come to, 合计, or of their year, 全年."""
    name = normal(heading)
    return left_as(heading) in (MEAN, SUM) and bool(_WHOLE.search(name)) and not (_BEFORE.search(name) or "累" in name)
