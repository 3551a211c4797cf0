"""How far from its own year a figure may be, and what is known of that year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median, pstdev

from kpi.intake.checks.history import FEWEST_COUNTED, WINDOW, index, period_of
from kpi.intake.words.units import QUANTITIES
from kpi.model import Catalog, Indicator
from kpi.period import Month
from kpi.rule import Ratio, Recompute, Weighted

FEWEST = 9
"""So many other months must be known within a year."""
SIGMAS = 6.0
"""So far from their mean no ordinary month is, where also further than:"""
_SHARE, _HOURLY = 0.1, 0.15
"""of the mean, t/h of it; of a percentage no more than:"""
_OF_REST = 0.2
"""of what it is from 100 %: 3.4 points at 83 %."""
_CLOSEST, _MOVED = 6, 4.0
"""A series that moves slowly is as wide over a year as its way: fewer sigmas are far for what is beyond so many months
beside it by twice their range and twice the least distance."""
_STEP = 2.0
"""An amount may be so many times further above the highest month than that is above the usual one, and at least:"""
_ABOVE, _ABOVE_COUNTED = 0.15, 1.0
"""of the highest month; of events, of money and of the hours of failures."""
_LOST_TIMES = 1.5
"""A share of hours lost may be anything below so many times the highest."""


_AROUND = sorted((n for n in range(-WINDOW, WINDOW + 1) if n), key=abs)


class Around:
    """The figures of the months within a year of one; each is found once by ``one``."""

    def __init__(self, periods: Iterable[str], one: Callable[[str, str, Month], float | None]) -> None:
        self.months = {index(at): Month.parse(at) for at in periods if len(at) == 7}
        self.one = one
        self.seen = defaultdict[tuple[str, str], dict[int, float | None]](dict)

    def of(self, key: str, scope: str, at: int) -> float | None:
        seen = self.seen[key, scope]
        if at not in seen:
            seen[at] = self.one(key, scope, self.months.get(at) or Month.parse(period_of(at)))
        return seen[at]

    def by_month(self, key: str, scope: str, at: int) -> dict[int, float]:
        """Those that are known, the closest first."""
        seen, found = self.seen[key, scope], dict[int, float]()
        for n in map(at.__add__, _AROUND):
            if n in self.months:
                value = seen[n] if n in seen else self.of(key, scope, n)
                if value is not None:
                    found[n] = value
        return found

    def near(self, key: str, scope: str, at: int) -> list[float]:
        return list(self.by_month(key, scope, at).values())


def measured(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether it is a rate of masses, waters and energies: a share of counts or of hours may be anything in a month."""
    rule = indicator.rule
    if isinstance(rule, Ratio):
        units = [catalog.indicators[term.key].unit.key for term in (*rule.top, *rule.bottom)]
        return any(unit in QUANTITIES for unit in units) and all(unit in (*QUANTITIES, "h") for unit in units)
    return isinstance(rule, Weighted | Recompute) and not indicator.milestone and not indicator.integer


def lost(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether it is a share of hours that should be small: it may fall to nothing."""
    terms = (*indicator.rule.top, *indicator.rule.bottom) if isinstance(indicator.rule, Ratio) else ()
    return indicator.better == "lower" and all(catalog.indicators[t.key].unit.key == "h" for t in terms) and bool(terms)


def is_far(value: float, near: Sequence[float], indicator: Indicator, catalog: Catalog) -> bool:
    """Whether a rate is where no ordinary month is; ``near``: the closest first, `FEWEST` at least."""
    if lost(indicator, catalog):
        return value > max(2 * max(near) - min(near), _LOST_TIMES * max(near))
    mean, closest = fmean(near), near[:_CLOSEST]
    least = (_HOURLY if indicator.unit.key == "t/h" else _SHARE) * abs(mean)
    if indicator.unit.percent:
        least = min(least, _OF_REST * abs(100 - mean))
    if abs(value - mean) <= least:
        return False
    beyond = max(min(closest) - value, value - max(closest))
    moved = beyond > 2 * max(least, max(closest) - min(closest))
    return abs(value - mean) > (_MOVED if moved else SIGMAS) * pstdev(near)


def most(near: Sequence[float], indicator: Indicator) -> float | None:
    """What an amount is not above in an ordinary month, the wider the more its months differ; None: anything may be."""
    unit, better = indicator.unit.key, indicator.better
    steady = unit in QUANTITIES or (unit == "h" and better == "higher")
    counted = min(near) >= FEWEST_COUNTED and not indicator.qualified and not (unit == "h" and better == "none")
    if not indicator.amount or not (steady or counted):
        return None
    high = max(near)
    return high + max(_STEP * (high - median(near)), (_ABOVE if steady else _ABOVE_COUNTED) * high)
