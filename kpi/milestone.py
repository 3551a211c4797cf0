"""A milestone against its dates: on time, how many days late, or not due yet."""

from __future__ import annotations

from kpi import rollup
from kpi.model import Book, Indicator
from kpi.period import Month
from kpi.unit import Quantity, Sentence
from kpi.verdict import TOLERANCE, Verdict, unknown


def _levels(view: rollup.View, key: str, scope: str, last: Month | None = None) -> list[tuple[Month, float]]:
    """(month, level in %) of a milestone in order of time, up to ``last``."""
    found = [
        (Month.parse(period) if len(period) == 7 else Month(int(period), 12), cell.value)
        for (name, place, period), cell in view.cells.items()
        if name == key and place == scope and cell.value is not None
    ]
    return sorted((month, value) for month, value in found if last is None or month <= last)


def plan_to_date(plans: rollup.View, indicator: Indicator, scope: str, month: Month) -> float | None:
    """The level in % that was due by the month; None before the first date or without a plan."""
    due = _levels(plans, indicator.key, scope, month)
    return due[-1][1] if due else None


def judge(book: Book, indicator: Indicator, scope: str, month: Month, actual: float | None) -> Verdict:
    """Status by lateness in days at the month's closing (domain.md §2.6): green 0, amber up to 15.

    A level that has been reached is 达标, however late; the reason says how late it came.
    """
    rule = indicator.threshold
    levels = _levels(rollup.plans(book), indicator.key, scope)
    if rule is None or not levels:
        return unknown("no_rule" if rule is None else "no_data" if actual is None else "no_plan", counts=False)
    due = [(when, level) for when, level in levels if when <= month]
    if actual is None:
        return unknown("no_data") if due else unknown("not_due", counts=False, due=str(levels[0][0]))
    open_ = [(when, level) for when, level in due if level > actual + TOLERANCE]
    level = Quantity(actual, indicator.unit)
    if not open_:
        if not due and actual < 100 - TOLERANCE:
            return unknown("not_due", counts=False, due=str(levels[0][0]))
        late = _late_by(book, indicator.key, scope, month, due)
        said = Sentence("reason.days_late_done" if late else "reason.days_done", {"actual": level, "days": late})
        return Verdict("met", said)
    days = (book.calendar.last_day(month) - book.calendar.last_day(open_[0][0])).days
    said = Sentence(
        "reason.days_open",
        {
            "actual": level,
            "plan": Quantity(open_[0][1], indicator.unit),
            "due": str(open_[0][0]),
            "days": days,
            "amber": f"{rule.amber:g}",
        },
    )
    return Verdict("warning" if days <= rule.amber else "behind", said)


def _late_by(book: Book, key: str, scope: str, month: Month, due: list[tuple[Month, float]]) -> int:
    """Days between the last level's due month and the month that reached it; 0 when on time."""
    if not due:
        return 0
    when, level = due[-1]
    reached = [m for m, value in _levels(rollup.actuals(book), key, scope, month) if value >= level - TOLERANCE]
    return max(0, (book.calendar.last_day(reached[0]) - book.calendar.last_day(when)).days) if reached else 0
