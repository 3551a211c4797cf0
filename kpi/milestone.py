"""A milestone against its dates: on time, how many days late, or not due yet."""

from __future__ import annotations

from datetime import date

from kpi.cells import View
from kpi.model import Indicator
from kpi.period import Calendar, Month
from kpi.rule import Threshold
from kpi.unit import Quantity, Sentence
from kpi.verdict import TOLERANCE, Verdict, unknown

Levels = list[tuple[Month, float]]


def levels(view: View, key: str, scope: str, last: Month | None = None) -> Levels:
    """(month, level in %) of a milestone in order of time, up to ``last``; a year's plan is due in December."""
    found = [
        (Month.parse(period) if len(period) == 7 else Month(int(period), 12), cell.value)
        for (name, place, period), cell in view.cells.items()
        if name == key and place == scope and cell.value is not None
    ]
    return sorted((month, value) for month, value in found if last is None or month <= last)


def plan_to_date(plans: View, indicator: Indicator, scope: str, month: Month) -> float | None:
    """The level in % that was due by the month; None before the first date or without a plan."""
    due = levels(plans, indicator.key, scope, month)
    return due[-1][1] if due else None


def judge(plan: Levels, done: Levels, indicator: Indicator, calendar: Calendar, day: date) -> Verdict:
    """Status by lateness on ``day`` (domain.md §2.6): green 0 days, amber up to 15.

    A month's level is due when the month is over. One that has been reached is 达标; the reason says how late it came.
    """
    rule = indicator.threshold
    actual = done[-1][1] if done else None
    if rule is None or not plan:
        return unknown("no_rule" if rule is None else "no_data" if actual is None else "no_plan", counts=False)
    due = [(when, level) for when, level in plan if calendar.last_day(when) <= day]
    if actual is None:
        return unknown("no_data") if due else unknown("not_due", counts=False, due=str(plan[0][0]))
    level = Quantity(actual, indicator.unit)
    open_ = [(when, wanted) for when, wanted in due if wanted > actual + TOLERANCE]
    if open_:
        when, wanted = open_[0]
        days = (day - calendar.last_day(when)).days
        return _open(rule, str(when), Quantity(wanted, indicator.unit), level, days)
    if not due and actual < 100 - TOLERANCE:
        return unknown("not_due", counts=False, due=str(plan[0][0]))
    late = _late_by(due, done, calendar)
    if late:
        return Verdict("met", Sentence("reason.days_late_done", {"actual": level, "days": late}))
    return Verdict("met", Sentence("reason.days_done", {"actual": level}))


def _open(rule: Threshold, due: str, plan: Quantity, actual: Quantity, days: int) -> Verdict:
    """A level that is due and not reached."""
    amber = f"{rule.amber:g}"
    if not days:
        said = Sentence("reason.days_today", {"due": due, "plan": plan, "actual": actual, "amber": amber})
        return Verdict("warning", said)
    said = Sentence("reason.days_open", {"due": due, "plan": plan, "actual": actual, "days": days, "amber": amber})
    return Verdict("warning" if days <= rule.amber else "behind", said)


def _late_by(due: Levels, done: Levels, calendar: Calendar) -> int:
    """Days between the last level's due month and the month that reached it; 0 when on time."""
    if not due:
        return 0
    when, wanted = due[-1]
    reached = [month for month, level in done if level >= wanted - TOLERANCE]
    return max(0, (calendar.last_day(reached[0]) - calendar.last_day(when)).days) if reached else 0
