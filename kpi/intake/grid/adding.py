"""What rows of sums are called, and those that only their figures tell: without a label, or Total Asia."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import filled, plain

WORDS = (
    r"(?:sub|grand|sous)?-?totale?|total(?:général|general)|sum|ytd|average|mean|[mqy]td[-_.]?(?:average|avg\.?|mean|total)"
    r"|(?:gesamt|zwischen)?summe|gesamt|.{0,20}insgesamt|итого|всего|総[计計]"
)
"""What rows of sums are called in other languages, and of means."""
OVERLAP = r"[小总]计[量数时算](?![量间长(]).+"
"""小计量泵, 总计时器: a small or a main one of what measures, counts, times; no sum."""
ON = re.compile("过[次下]页|[承接]前页|承上页|转下页")
"""How a ledger carries its sums from page to page."""
MEANS = re.compile(r"MOYENNE|PROMEDIO|СРЕДНЕЕ|DURCHSCHNITT|AVG\.?")
"""Means, and sizes and degrees between others: Petite, Moyenne, Grande."""
SIGNS = re.compile(rf"[计計]|[Σ∑]|{ON.pattern}|{MEANS.pattern}")
"""What names a row of sums, and other things as well."""
NAMES = re.compile(
    rf"{SIGNS.pattern}|总[数和]|[合小总累]计.+|ENSEMBLE|(?:(?:SUB|SOUS|GRAND)-?)?TOTALE?\S+|(?:SUMME|SUMA|ИТОГО|ВСЕГО)\S+"
)
"""What a row that adds up others may be called besides, and one that does not: Total ore milled, Total-N."""
_PART = re.compile(r"(?:sub|sous)\b|小计", re.IGNORECASE)
"""What may sum up one row alone."""
_CLOSE = Decimal("0.005")
_NEAR = Decimal("0.02")
"""How far a mean that weighs its parts by something else may be off."""
_ENOUGH = 2
_FEW = 10
"""A column of so few adds up by chance."""


@dataclass(slots=True)
class _Column:
    """What stands in a column above: how many figures, how many of these not naught, their sum and ends."""

    low: Decimal
    high: Decimal
    count: int = 0
    more: int = 0
    total: Decimal = Decimal()

    def take(self, value: Decimal) -> None:
        self.low, self.high, self.total = min(self.low, value), max(self.high, value), self.total + value
        self.count, self.more = self.count + 1, self.more + bool(value)


@dataclass(slots=True)
class _Above:
    """The rows above one: what columns all of them fill, and their figures."""

    full: set[int] = field(default_factory=set)
    parts: list[Mapping[int, Decimal]] = field(default_factory=list)
    columns: dict[int, _Column] = field(default_factory=dict)

    def take(self, full: set[int], values: Mapping[int, Decimal]) -> None:
        self.full = self.full & full if self.parts else full
        self.parts.append(values)
        for n, value in values.items():
            self.columns.setdefault(n, _Column(value, value)).take(value)

    def is_added(self, own: Mapping[int, Decimal], place: int, *, enough: int, every: bool, both: bool) -> bool:
        """Whether half of the figures behind a label are sums of those above, ``every``: all; the others means.

        The rows above are ``enough``, and all have such a label. ``both``: two at least say more than naught.
        """
        if len(self.parts) < enough or place not in self.full or not own.keys() <= self.columns.keys():
            return False
        filled = {n for n, value in own.items() if value}
        sums = {n for n in filled if _is(own[n], self.columns[n].total)}
        sure = [n for n in sums if self.columns[n].more > both]
        if every or not sure or sums == filled:
            return sums == filled and len(sure) > every
        few = all(abs(own[n]).scaleb(-min(_exponent(own[n]), 0)) < _FEW for n in sums)
        return not few and 2 * len(sums) >= len(filled) and all(self.is_mean(n, own[n], sums) for n in filled - sums)

    def is_mean(self, place: int, value: Decimal, sums: Collection[int]) -> bool:
        """Whether a figure is the mean of those above, weighted by a column that adds up or by none."""
        near, column = _NEAR * abs(value), self.columns[place]
        if not column.low <= value <= column.high or abs(value * column.count - column.total) <= near * column.count:
            return column.low <= value <= column.high
        for n in sums:
            told = [(row[n], row[place]) for row in self.parts if n in row and place in row]
            weight = sum((w for w, _ in told), Decimal())
            if abs(value * weight - sum((w * part for w, part in told), Decimal())) <= near * abs(weight):
                return True
        return False

    def is_among(self, own: Mapping[int, Decimal]) -> bool:
        """Whether all figures lie among those above, as means do."""
        enough = bool(own) and len(self.parts) >= _ENOUGH and own.keys() <= self.columns.keys()
        return enough and all(self.columns[n].low <= value <= self.columns[n].high for n, value in own.items())


def rows(
    lead: int,
    below: Sequence[Line],
    is_total: Callable[[str], bool],
    *,
    names: re.Pattern[str] = NAMES,
    read: Collection[int] | None = None,
    amid: bool = True,
) -> frozenset[int]:
    """The numbers of the rows that add up those above them since the last sum, or all of them.

    Of rows without a label all must, or none is taken for a sum, and every figure of those ``amid`` others; rows of
    such ``names`` count as well. ``is_total`` knows the words of the sure ones. ``read``: only these columns count.
    """
    counted = [line for line in below if any(number_like(cell) for cell in line.own if filled(cell))]
    places = {line.number: place for line in counted if (place := _place(line, lead, names)) is not None}
    if not 0 < 2 * len(places) <= len(counted):  # a sum has parts
        return frozenset()
    last = _last(below, counted, lambda line: line.number in places or is_total(_first(line)))
    unnamed = {line.number for line in counted if places.get(line.number) == lead and not filled(_at(line, lead))}
    found, since, every = set[int](), _Above(), _Above()
    for line in counted:
        values = {n: value for n, value in figures(line, -1).items() if read is None or n in read}
        place, ends, alone = places.get(line.number), line.number in last, line.number in unnamed
        whole = alone and not ends
        own = {n: value for n, value in values.items() if place is not None and n > place}
        enough = 1 if _PART.match(_first(line)) else _ENOUGH
        if (
            place is not None
            and (amid or not whole)
            and any(above.is_added(own, place, enough=enough, every=whole, both=alone) for above in (since, every))
        ) or (ends and MEANS.fullmatch(normal(_first(line))) and every.is_among(own)):
            found.add(line.number)
            since = _Above()
        elif is_total(_first(line)):
            since = _Above()
        else:
            full = {n for n, cell in enumerate(line.cells) if filled(cell)}
            since.take(full, values)
            every.take(full, values)
    return frozenset(found if unnamed <= found else found - unnamed)


def _last(below: Sequence[Line], counted: Sequence[Line], sums: Callable[[Line], bool]) -> set[int]:
    """The rows below which their block ends, or only sums stand."""
    has, last, end = {line.number for line in counted}, set[int](), True
    for line in reversed(below):
        if line.number in has:
            last |= {line.number} if end else set()
            end = end and sums(line)
        else:
            end = True
    return last


def figures(line: Line, place: int) -> dict[int, Decimal]:
    """The figures behind a column."""
    told = ((n, numbers.read(cell)) for n, cell in enumerate(line.cells) if n > place and filled(cell))
    return {n: found.value for n, found in told if isinstance(found, numbers.Number)}


def _place(line: Line, lead: int, names: re.Pattern[str]) -> int | None:
    """Where the name of a row stands, or is wanting, that may be a sum's; None for a row of another name."""
    if _is_unlabelled(line, lead):
        return lead
    first = next(n for n, cell in enumerate(line.cells) if filled(cell))
    return first if names.fullmatch(normal(line.cells[first])) else None


def _is_unlabelled(line: Line, lead: int) -> bool:
    """Whether a row says nothing but figures, and none where the names stand."""
    said = () if filled(_at(line, lead)) else [cell for cell in line.own if filled(cell)]
    return bool(said) and all(map(number_like, said))


def _first(line: Line) -> str:
    return plain(next(filter(filled, line.cells), ""))


def _at(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


def _is(value: Decimal, total: Decimal) -> bool:
    return abs(value - total) <= _CLOSE * abs(value)
