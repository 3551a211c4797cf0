"""Signal or noise: the natural process limits of single monthly values (XmR), never of cumulative ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kpi import words
from kpi.series import Series, Values
from kpi.unit import Lang

SPREAD = 3 / 1.128
"""Three sigma in mean moving ranges of two: NIST/SEMATECH e-Handbook 6.3.2.2, d2 = 1.128."""
RANGE_SPREAD = 3.267
"""D4 of moving ranges of two (domain.md §2.10)."""
FEWEST = 6
RUN = 8
"""Western Electric's run on one side of the mean."""
Mark = Literal["", "outside", "run"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean, natural process limits and upper limit of the moving range, all in the values' unit."""

    mean: float
    low: float
    high: float
    range_mean: float
    range_high: float
    count: int


@dataclass(frozen=True, slots=True)
class Natural:
    """A year's months against their limits; ``from_last_year`` tells which months these were worked out from."""

    limits: Limits
    marks: tuple[Mark, ...]
    from_last_year: bool


def limits(values: Sequence[float | None], *, hard: tuple[float, float]) -> Limits | None:
    """Limits of the values present, clipped to what is physically possible (domain.md §2.10).

    A moving range joins adjacent present months only, never across a gap. None below six values, or where they
    never move: without variation everything would be a signal.
    """
    present = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if len(present) < FEWEST or not any(ranges):
        return None
    mean, moving = sum(present) / len(present), sum(ranges) / len(ranges)
    low, high = max(mean - SPREAD * moving, hard[0]), min(mean + SPREAD * moving, hard[1])
    return Limits(mean, low, high, moving, RANGE_SPREAD * moving, len(present))


def marks(values: Sequence[float | None], of: Limits) -> tuple[Mark, ...]:
    """Which values are signals: one outside the limits, or from the eighth on in a row on one side of the mean."""
    found: list[Mark] = []
    side = run = 0
    for value in values:
        here = 0 if value is None else (value > of.mean) - (value < of.mean)
        run = run + 1 if here and here == side else abs(here)
        side = here
        outside = value is not None and not of.low <= value <= of.high
        found.append("outside" if outside else "run" if run >= RUN else "")
    return tuple(found)


def natural(series: Series) -> Natural | None:
    """The limits a year's rates are held against; None for amounts, milestones and where too little is known.

    The base is last year, frozen; with fewer than six months of it, all months known so far.
    """
    if series.indicator.amount or series.indicator.milestone:
        return None
    both: Values = (*series.last_year, *series.actual)
    frozen = sum(value is not None for value in series.last_year) >= FEWEST
    found = limits(series.last_year if frozen else both, hard=series.indicator.hard)
    return None if found is None else Natural(found, marks(both, found)[len(series.last_year) :], frozen)


def sentence(series: Series, lang: Lang) -> str:
    """Whether the latest month is a signal, said without the word significant; '' where there are no limits."""
    of, last = natural(series), max((n for n, value in enumerate(series.actual) if value is not None), default=None)
    if of is None or last is None:
        return ""
    unit = series.indicator.unit
    earlier = of.marks[:last].count("outside")
    month = series.months[last].number
    said = words.say(
        lang, f"signal.{of.marks[last] or 'inside'}", month=month, low=unit.show(of.limits.low, lang),
        high=unit.show(of.limits.high, lang), mean=unit.show(of.limits.mean, lang), run=RUN,
    )  # fmt: skip
    if earlier:
        said += words.say(lang, "signal.earlier", count=earlier)
    base = "signal.last_year" if of.from_last_year else "signal.so_far"
    return said + words.say(lang, base, year=series.months[0].year - 1, count=of.limits.count)
