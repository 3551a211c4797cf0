"""What rows of sums are called, and those that only their figures tell: without a label, or Total Asia."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import filled, plain

WORDS = (
    r"(?:sub|grand|sous)?-?totale?|total(?:général|general)|sum|ytd|(?:[mqy]td[-_.]?)?(?:average|avg\.?|mean|total)"
    r"|(?:gesamt|zwischen)?summe|gesamt|.{0,20}insgesamt|durchschnitt|moyenne|promedio|итого|всего|среднее|総[计計]|[Σ∑]"
)
"""What rows of sums and means are called in other languages."""
ON = "过[次下]页|[承接]前页|承上页|转下页"
"""How a ledger carries its sums from page to page."""
SUMMED = (
    r"(?:[^\u4e00-\u9fff].*|(?:.{0,3}[值额量率]|[人件台吨次条户]?数|费用?|折干)(?:\(.*)?|人民币.*|大写.*"
    r"|.*(?:完成|计划|实际|进度|差距|同比|环比|情况))"
)
"""What is summed, right behind 合计; any other word makes a name of it: 小计量泵电耗, 总计停车时间."""
_CLOSE = Decimal("0.005")
_ENOUGH = 2
_DOUBTFUL = re.compile(r"总[数和]|ENSEMBLE|(?:TOTALE?|SUMME|SUMA|ИТОГО|ВСЕГО)\S+")
"""What a row that adds up others may be called, and one that does not: Total ore milled."""


@dataclass(slots=True)
class _Above:
    """The rows above one: how many, which columns all of them fill, and the sum and the ends of each column."""

    count: int = 0
    full: set[int] = field(default_factory=set)
    sums: dict[int, tuple[int, Decimal, Decimal, Decimal]] = field(default_factory=dict)

    def take(self, full: set[int], values: Mapping[int, Decimal]) -> None:
        self.full = self.full & full if self.count else full
        self.count += 1
        for n, value in values.items():
            count, total, low, high = self.sums.get(n, (0, Decimal(), value, value))
            self.sums[n] = (count + 1, total + value, min(low, value), max(high, value))

    def is_added(self, line: Line, place: int) -> bool:
        """Whether each figure behind a label is the sum of those above, one at least, or lies among them as a mean.

        The rows above are two at least, and all have such a label.
        """
        own = figures(line, place)
        if self.count < _ENOUGH or place not in self.full or not own.keys() <= self.sums.keys():
            return False
        alike = {n: self.sums[n][0] >= _ENOUGH and _is(value, self.sums[n][1]) for n, value in own.items()}
        among = all(alike[n] or not v or self.sums[n][2] <= v <= self.sums[n][3] for n, v in own.items())
        return among and any(alike[n] and own[n] for n in own)


def rows(lead: int, below: Sequence[Line], is_total: Callable[[str], bool], *, named: bool = True) -> frozenset[int]:
    """The numbers of the rows that add up those above them since the last sum, or all of them.

    Of rows without a label all must, or none is taken for a sum; others count where they may be ``named`` as one.
    ``is_total`` knows the words of the sure ones.
    """
    counted = [line for line in below if any(number_like(cell) for cell in line.own if filled(cell))]
    places = {line.number: place for line in counted if (place := _place(line, lead, named)) is not None}
    if not 0 < 2 * len(places) <= len(counted):  # a sum has parts
        return frozenset()
    found, since, every = set[int](), _Above(), _Above()
    for line in counted:
        place = places.get(line.number)
        if place is not None and (since.is_added(line, place) or every.is_added(line, place)):
            found.add(line.number)
            since = _Above()
        elif is_total(plain(next(filter(filled, line.cells), ""))):
            since = _Above()
        else:
            full, values = {n for n, cell in enumerate(line.cells) if filled(cell)}, figures(line, -1)
            since.take(full, values)
            every.take(full, values)
    unnamed = {line.number for line in counted if places.get(line.number) == lead and not filled(_at(line, lead))}
    return frozenset(found if unnamed <= found else found - unnamed)


def figures(line: Line, place: int) -> dict[int, Decimal]:
    """The figures behind a column."""
    told = ((n, numbers.read(cell)) for n, cell in enumerate(line.cells) if n > place and filled(cell))
    return {n: found.value for n, found in told if isinstance(found, numbers.Number)}


def _place(line: Line, lead: int, named: bool) -> int | None:
    """Where the name of a row stands, or is wanting, that may be a sum's; None for a row of another name."""
    if _is_unlabelled(line, lead):
        return lead
    first = next(n for n, cell in enumerate(line.cells) if filled(cell))
    return first if named and _DOUBTFUL.fullmatch(normal(line.cells[first])) else None


def _is_unlabelled(line: Line, lead: int) -> bool:
    """Whether a row says nothing but figures, and none where the names stand."""
    said = () if filled(_at(line, lead)) else [cell for cell in line.own if filled(cell)]
    return bool(said) and all(map(number_like, said))


def _at(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _is(value: Decimal, total: Decimal) -> bool:
    return abs(value - total) <= _CLOSE * abs(value)
