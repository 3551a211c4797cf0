"""What was promised: plan to date, plan of the year, and the level a rate is held to."""

from __future__ import annotations

from dataclasses import dataclass

from kpi import cells, milestone, rollup
from kpi.model import Better, Indicator, Qualifier
from kpi.period import Month, Span, whole_year
from kpi.unit import Words
from kpi.verdict import TOLERANCE

CONSTANT = Words("年度目标（恒定）", "year's target (constant)")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan's value in the indicator's unit; ``note`` says when it is not the monthly plan itself.

    A range has ``low``, ``high`` or both; its ``value`` is a figure given beside it, else the end that decides: the
    low one where higher is better, the high one where lower is, none for a band.
    """

    value: float | None
    note: Words | None = None
    low: float | None = None
    high: float | None = None
    qualifier: Qualifier = "eq"
    """Of the figure: a plan of ≥120 is no 120."""

    @property
    def ranged(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def closed(self) -> bool:
        """Whether the range has both ends."""
        return self.low is not None and self.high is not None

    def beside(self, actual: float, better: Better) -> float | None:
        """The plan a figure is counted from: the nearest end of a range, itself within it; else the plan's figure.

        Of a band's one end alone it is that end, for what lies beyond it. None without a plan, and where it has only
        the end that says nothing of a figure that is to be high, or low.
        """
        if self.value is not None and not self.closed:
            return self.value
        if not self.ranged or (self.value is None and better != "band"):
            return None
        above = actual if self.low is None else max(actual, self.low)
        return above if self.high is None else min(above, self.high)

    def holds(self, actual: float | None) -> bool:
        """Whether a figure lies between both ends of the range."""
        if actual is None or self.low is None or self.high is None:
            return False
        return self.low - TOLERANCE <= actual <= self.high + TOLERANCE

    def scaled(self, share: float) -> Planned:
        """The same of a part of the time."""
        value, low, high = (None if each is None else each * share for each in (self.value, self.low, self.high))
        return Planned(value, self.note, low, high, self.qualifier)

    def differs(self, other: Planned) -> bool:
        pairs = ((self.value, other.value), (self.low, other.low), (self.high, other.high))
        return any(_apart(one, two) for one, two in pairs) or self.qualifier != other.qualifier


NONE = Planned(None)


def over(view: cells.View, indicator: Indicator, scope: str, months: Span) -> Planned:
    """The plan of exactly these months; None unless every month has one (domain.md §1.3, §2.1)."""
    if not months:
        return Planned(None)
    if indicator.milestone:
        return Planned(milestone.plan_to_date(view, indicator, scope, months[-1]))
    rolled = rollup.over(view, indicator.key, scope, months)
    if rolled.value is not None and len(rolled.present) == len(months):
        return Planned(rolled.value, qualifier=rolled.qualifier)
    return Planned(None) if indicator.amount else _level(view, indicator, scope, months)


def _level(view: cells.View, indicator: Indicator, scope: str, months: Span) -> Planned:
    """A rate without plan weights: one level for all the months, else the year's, labelled as constant."""
    levels = [own.value for m in months if (own := view.own(indicator.key, scope, str(m))) and own.value is not None]
    if len(levels) == len(months) and max(levels) - min(levels) <= TOLERANCE:
        return Planned(levels[0])
    own = view.own(indicator.key, scope, str(months[0].year))
    return Planned(own.value, CONSTANT) if own is not None else Planned(None)


def year(view: cells.View, indicator: Indicator, scope: str, year_: int) -> float | None:
    """The whole year's plan: the given one, else what twelve given months make."""
    if indicator.milestone:
        return milestone.plan_to_date(view, indicator, scope, Month(year_, 12))
    given = cells.cell(view, indicator.key, scope, str(year_))
    if given is not None:
        return given.value
    return over(view, indicator, scope, whole_year(year_)).value


def _apart(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > TOLERANCE
