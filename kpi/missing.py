"""催报: what a month still owes, planned or reported the month before and not yet reported now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi import cells, rollup
from kpi.cells import View
from kpi.model import Book, Brand, Indicator, Scope
from kpi.period import Month


@dataclass(frozen=True, slots=True)
class Owed:
    """One indicator that a scope has not reported: whether it is planned, and whether it came the month before."""

    indicator: Indicator
    planned: bool
    before: bool


@dataclass(frozen=True, slots=True)
class Debt:
    """What one scope owes of one brand, and how many of the brand's indicators it did report."""

    scope: Scope
    brand: Brand
    owed: tuple[Owed, ...]
    reported: int


def of(book: Book, month: Month, within: frozenset[str] | None = None) -> tuple[Debt, ...]:
    """Who has not reported the month, by scope and brand in the catalogue's order; of the scopes ``within``.

    A figure that others imply or add up to is reported; so is one said to be missing (—), and a milestone once it
    is reached.
    """
    done = cells.actuals(book)
    # whether a figure was planned, be it as a range
    planned = cells.View(book.catalog, {**book.highs, **book.lows, **book.plans})
    found = (
        _debt(done, planned, scope, brand, month)
        for scope in book.catalog.scopes.values()
        if within is None or scope.key in within
        for brand in book.catalog.brands
    )
    return tuple(debt for debt in found if debt.owed)


def overdue(newest: Month | None, today: date, due_day: int) -> Month | None:
    """The first month that should have been published by now and is not; None while all is in time.

    A month is due on ``due_day`` of the calendar month after it, and overdue from the day after; 0 never asks.
    """
    if not due_day or newest is None:
        return None
    running = Month(today.year, today.month)
    expected = running.plus(-1 if today.day > due_day else -2)
    return newest.plus(1) if newest < expected else None


def _debt(done: View, planned: View, scope: Scope, brand: Brand, month: Month) -> Debt:
    owed, reported = [], 0
    for indicator in done.catalog.of_brand(brand.key):
        if _reported(done, indicator, scope.key, month):
            reported += 1
            continue
        plan = _planned(planned, indicator, scope.key, month)
        before = (indicator.key, scope.key, str(month.previous)) in done.cells and not indicator.milestone
        if plan or before:
            owed.append(Owed(indicator, plan, before))
    return Debt(scope, brand, tuple(owed), reported)


def _planned(planned: View, indicator: Indicator, scope: str, month: Month) -> bool:
    """A milestone is owed in the month it is planned for, everything else also where only the year has a plan."""
    periods = (str(month),) if indicator.milestone else (str(month), str(month.year))
    return any(planned.own(indicator.key, scope, period) for period in periods)


def _reported(done: View, indicator: Indicator, scope: str, month: Month) -> bool:
    if (indicator.key, scope, str(month)) in done.cells:
        return True
    if indicator.milestone:
        return any(
            found.value is not None and found.value >= 100.0 and period <= str(month)
            for (key, place, period), found in done.cells.items()
            if (key, place) == (indicator.key, scope)
        )
    found = rollup.over(done, indicator.key, scope, (month,))
    return found.since is not None or month in (*found.present, *found.unweighted)
