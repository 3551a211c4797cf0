"""催报: what a month still owes, planned or reported within the year before and not yet reported now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpi import cells, rollup, words
from kpi.cells import View
from kpi.model import Book, Brand, Indicator, Scope
from kpi.period import Month, Span
from kpi.unit import Lang

_WITHIN = 12
"""Months: what nobody has reported for longer is not waited for."""
_OVERDUE = {"frame": ("frame.overdue", "frame.overdue_many"), "wall": ("wall.overdue", "wall.overdue_many")}
"""The sentence for one month, and that for several."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One indicator that a scope has not reported: whether it is planned, and when it last came in the year before."""

    indicator: Indicator
    planned: bool
    before: Month | None


@dataclass(frozen=True, slots=True)
class Debt:
    """What one scope owes of one brand, and how many of the brand's indicators it did report."""

    scope: Scope
    brand: Brand
    owed: tuple[Owed, ...]
    reported: int


def of(book: Book, month: Month, within: frozenset[str] | None = None) -> tuple[Debt, ...]:
    """Who has not reported the month, by scope and brand in the catalogue's order; of the scopes ``within``.

    A figure that others imply or add up to is reported; so is one said to be missing (—) but not to be still to come
    (待报), and a milestone once it is reached.
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


def asked(known: Collection[Month], today: date, due_day: int) -> Span:
    """The months that can be asked about, newest first: those ``known``, those skipped between, the next, all due."""
    if not known:
        return ()
    last = max(max(known).plus(1), _expected(today, due_day) or min(known))
    count = (last.year - min(known).year) * 12 + last.number - min(known).number
    return tuple(min(known).plus(n) for n in range(count, -1, -1))


def due(month: Month, today: date, due_day: int) -> bool:
    """Whether a month should have been published by now.

    A month is due on ``due_day`` of the calendar month after it, and overdue from the day after; 0 never asks.
    """
    expected = _expected(today, due_day)
    return expected is not None and month <= expected


def overdue(known: Collection[Month], today: date, due_day: int) -> Span:
    """The months that are due and not ``known``, newest first; none while all is in time.

    What was skipped before the year that the newest month is compared with, or for over a year, is left alone, but for
    the month due now: old years are filled in as they are found.
    """
    since, now = Month(max(known).year - 1, 1) if known else None, _expected(today, due_day)
    late = (month for month in asked(known, today, due_day) if month not in known and due(month, today, due_day))
    return tuple(month for month in late if since and month >= since and (month == now or _followed(month, known)))


def said(late: Span, place: Literal["frame", "wall"], due_day: int, lang: Lang) -> str:
    """The newest of the overdue months, which is asked for now, and how many there are; '' while there are none."""
    if not late:
        return ""
    one, many = _OVERDUE[place]
    newest, code = late[0], many if len(late) > 1 else one
    told: dict[str, words.Arg] = {"year": newest.year, "number": newest.number, "count": len(late)}
    return words.say(lang, code, **told, first=words.month(late[-1]), day=due_day)


def _followed(month: Month, known: Collection[Month]) -> bool:
    """Whether anything was reported within the year before it, or it is one of those that are to come next."""
    return month > max(known) or any(month.plus(-n) in known for n in range(1, _WITHIN + 1))


def _expected(today: date, due_day: int) -> Month | None:
    """The newest month that is due."""
    return Month(today.year, today.month).plus(-1 if today.day > due_day else -2) if due_day else None


def _debt(done: View, planned: View, scope: Scope, brand: Brand, month: Month) -> Debt:
    owed, reported = [], 0
    for indicator in done.catalog.of_brand(brand.key):
        if _reported(done, indicator, scope.key, month):
            reported += 1
            continue
        plan = _planned(planned, indicator, scope.key, month)
        before = None if indicator.milestone else _before(done, indicator.key, scope.key, month)
        if plan or before:
            owed.append(Owed(indicator, plan, before))
    return Debt(scope, brand, tuple(owed), reported)


def _before(done: View, key: str, scope: str, month: Month) -> Month | None:
    """When it last came: a month that was skipped is no reason not to wait for it now."""
    earlier = (month.plus(-n) for n in range(1, _WITHIN + 1))
    return next((each for each in earlier if _stated(done, key, scope, each)), None)


def _stated(done: View, key: str, scope: str, month: Month) -> bool:
    cell = done.cells.get((key, scope, str(month)))
    return cell is not None and cell.stage != "awaited"


def _planned(planned: View, indicator: Indicator, scope: str, month: Month) -> bool:
    """A milestone is owed in the month it is planned for, everything else also where only the year has a plan."""
    periods = (str(month),) if indicator.milestone else (str(month), str(month.year))
    return any(planned.own(indicator.key, scope, period) for period in periods)


def _reported(done: View, indicator: Indicator, scope: str, month: Month) -> bool:
    if _stated(done, indicator.key, scope, month):
        return True
    if indicator.milestone:
        return any(
            found.value is not None and found.value >= 100.0 and period <= str(month)
            for (key, place, period), found in done.cells.items()
            if (key, place) == (indicator.key, scope)
        )
    found = rollup.over(done, indicator.key, scope, (month,))
    return found.since is not None or month in (*found.present, *found.unweighted)
