"""A figure beside its plan: the gap, the completion, and the plan as it was at the beginning of the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kpi import exact, ranges, rollup
from kpi.desk import Desk
from kpi.model import Indicator, Qualifier
from kpi.plan import NONE, Planned
from kpi.ranges import Sheet
from kpi.unit import Words
from kpi.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure beside its plan. Values in the stored unit, percentages 0–100, unknown is None."""

    actual: float | None
    plan: float | None
    verdict: Verdict
    qualifier: Qualifier = "eq"
    year_plan: float | None = None
    of_plan: float | None = None
    of_year: float | None = None
    gap: float | None = None
    gap_percent: float | None = None
    months_present: int = 0
    months_expected: int = 0
    plan_note: Words | None = None
    parts: tuple[float, float] | None = None
    planned: Planned = NONE
    """The plan with both its ends where it is a range; ``plan`` is the one figure to count by."""
    year_planned: Planned = NONE
    first: Planned | None = None
    """The plan as it was first published (年初), where an adjustment made it another."""
    first_year: Planned | None = None
    yearly: Planned | None = None
    """The year's own plan of a rate, where these months are held to another."""
    later: Planned | None = None
    """At an older revision the plan as it stands now, where that is another; `NONE` where it was taken back."""
    later_year: Planned | None = None
    """The same of the whole year's plan."""
    of_first: float | None = None
    """Completion of that first plan, of an amount (domain.md §2.1)."""


def standing(
    indicator: Indicator,
    rolled: rollup.Rolled,
    promise: Planned,
    found: Verdict,
    coverage: tuple[int, int],
    year: Planned = NONE,
) -> Standing:
    actual, planned, year_plan = rolled.value, promise.value, year.value
    both = actual is not None and planned is not None
    nearest = promise.beside(actual, indicator.better) if actual is not None else None
    gap = exact.less(actual, nearest) if actual is not None and nearest is not None else None
    ratio = gap / nearest * 100 if gap is not None and nearest and not indicator.unit.percent else None
    return Standing(
        actual,
        planned,
        found,
        rolled.qualifier,
        year_plan,
        100 * actual / planned if both and indicator.amount and planned and actual is not None else None,
        100 * actual / year_plan if actual is not None and indicator.amount and year_plan else None,
        gap,
        ratio,
        *coverage,
        promise.note,
        rolled.parts,
        promise,
        year,
    )


def against_first(found: Standing, indicator: Indicator, was: Planned, year: Planned = NONE) -> Standing:
    """With the first plan of the same months (年初) where that was another, and completion against it (§2.1)."""
    moved, actual = was.differs(found.planned), found.actual
    return replace(
        found,
        first=was if moved else None,
        first_year=year if year is not NONE and year.differs(found.year_planned) else None,
        of_first=100 * actual / was.value if moved and indicator.amount and actual is not None and was.value else None,
    )


def against_now(found: Standing, now: Planned, year: Planned = NONE) -> Standing:
    """With the plan of the same months as it stands now, where that is another than at the revision that is read."""
    return replace(
        found,
        later=now if now.differs(found.planned) else None,
        later_year=year if year.differs(found.year_planned) else None,
    )


def other_plans(
    desk: Desk, indicator: Indicator, found: Standing, of: Callable[[Sheet], Sequence[Planned]]
) -> Standing:
    """With the first plan, the one in force now, and of a rate whose months have plans of their own the year's."""
    if desk.first:
        found = against_first(found, indicator, *of(desk.first))
    if desk.later:
        found = against_now(found, *of(desk.later))
    place = (indicator.key, desk.scope, str(desk.month.year))
    if indicator.amount or indicator.milestone or found.planned == NONE or not desk.sheet.stated(place):
        return found
    year = ranges.year_promise(desk.sheet, indicator, desk.scope, desk.month.year)
    return replace(found, yearly=year) if year.differs(found.planned) else found
