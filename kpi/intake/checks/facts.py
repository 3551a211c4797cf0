"""What is known once a file is read: its own figures first, what was published before behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpi.intake.headings.cells import Cell
from kpi.intake.words.numbers import half_of
from kpi.model import PLANS, Book, Catalog, Kind
from kpi.model import Cells as Observations
from kpi.rule import Derivation


@dataclass(frozen=True, slots=True)
class Known:
    """An exact value, half a unit of its last digit, and the file's cell when it stands there."""

    value: float
    half: float
    cell: Cell | None = None

    @property
    def spread(self) -> float:
        """The half unit as a share of the value."""
        return self.half / abs(self.value) if self.value else 0.0


class Facts:
    """Figures by kind, indicator, scope and period; what the file reports missing hides what was published."""

    def __init__(self, cells: Iterable[Cell], catalog: Catalog, book: Book | None) -> None:
        self.catalog, self.book = catalog, book
        self.cells = {(c.row.kind, c.row.indicator, c.row.scope, c.row.period): c for c in cells}

    def known(self, indicator: str, scope: str, period: str, kind: Kind = "actual") -> Known | None:
        """An exact value, or None: missing, or only a bound such as ≥80."""
        if cell := self.cells.get((kind, indicator, scope, period)):
            row = cell.row
            return Known(row.value, cell.half, cell) if row.value is not None and row.qualifier == "eq" else None
        # what a file says of a plan replaces all that stands of it: a figure, a range or a limit
        if kind in PLANS and any((each, indicator, scope, period) in self.cells for each in PLANS):
            return None
        seen = self.stored(kind).get((indicator, scope, period))
        if seen is None or seen.value is None or seen.qualifier != "eq":
            return None
        return Known(seen.value, float(half_of(f"{abs(seen.value):.10g}")) if _short(seen.value) else 0.0)

    def stated(self, indicator: str, scope: str, period: str, kind: Kind = "actual") -> bool:
        """Whether anything is said about a cell, be it that it is missing."""
        return (kind, indicator, scope, period) in self.cells or (indicator, scope, period) in self.stored(kind)

    def stored(self, kind: Kind) -> Observations:
        """What was published of a kind."""
        if self.book is None:
            return {}
        sides = {"plan": self.book.plans, "plan_low": self.book.lows, "plan_high": self.book.highs}
        return sides.get(kind, self.book.actuals)

    def known_or_derived(
        self, key: str, scope: str, period: str, without: frozenset[str] = frozenset()
    ) -> Known | None:
        """A reported value, else the first derivation of the catalogue that can be worked out."""
        if found := self.known(key, scope, period):
            return found
        return next((value for _, value in self.derived(key, scope, period, without)), None)

    def derived(
        self, key: str, scope: str, period: str, without: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Derivation, Known]]:
        """Every way the catalogue lets an indicator follow from others, with what rounding leaves open.

        The relative half units of factors add, and so do the absolute ones of addends.
        """
        without |= {key}
        for way in self.catalog.indicators[key].derive:
            inputs = way.of + way.plus + way.minus
            if not inputs or without & set(inputs):
                continue
            values = {k: self.known_or_derived(k, scope, period, without) for k in inputs}
            have = {k: v for k, v in values.items() if v is not None}
            if len(have) == len(values):
                yield way, _product(way, have) if way.of else _sum(way, have)


def _product(way: Derivation, have: dict[str, Known]) -> Known:
    value, spread = way.scale, 0.0
    for key in way.of:
        value *= have[key].value
        spread += have[key].spread
    return Known(value, abs(value) * spread)


def _sum(way: Derivation, have: dict[str, Known]) -> Known:
    total = sum(have[key].value for key in way.plus) - sum(have[key].value for key in way.minus)
    return Known(way.scale * total, abs(way.scale) * sum(have[key].half for key in way.plus + way.minus))


def _short(value: float) -> bool:
    """A value that was typed, not one that a computer worked out to its last digit."""
    return len(f"{value:.10g}") <= 12 and "e" not in f"{value:.10g}"
