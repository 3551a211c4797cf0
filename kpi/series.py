"""The months behind a chart: actual, plan, last year, and what they have come to by each month."""

from __future__ import annotations

from dataclasses import dataclass

from kpi import exact, progress, ranges, rollup
from kpi.model import Indicator
from kpi.period import Month, Span, whole_year, year_to_date
from kpi.plan import Planned
from kpi.progress import Desk
from kpi.rollup import Rolled

Values = tuple[float | None, ...]
COLUMNS = ("actual", "plan", "gap", "last_year", "to_date", "plan_to_date", "forecast")
"""What a table of a series shows, in this order."""
ENDS = ("plan_low", "plan_high")
"""And behind it, where plans are ranges."""


@dataclass(frozen=True, slots=True)
class Series:
    """Twelve months of a year in the stored unit; a gap is None.

    ``to_date`` is cumulative for amounts and the weighted year-to-date for rates, ``plan_to_date`` likewise.
    ``forecast`` is what the best forecast expects of each month left; ``plan_low`` and ``plan_high`` are the ends of
    plans that are ranges, whose ``plan`` is the end that decides.
    """

    indicator: Indicator
    months: Span
    actual: Values
    plan: Values
    last_year: Values
    to_date: Values
    plan_to_date: Values
    forecast: Values = ()
    plan_low: Values = ()
    plan_high: Values = ()
    due: int = 0
    """The months of the year that are over, as of the month looked at: one of them without a figure is missing."""
    idle: tuple[int, ...] = ()
    """The months, from 0, that were reported and have no rate, as nothing came up: no task was due."""
    running: int | None = None
    """The month, from 0, that is not over yet (domain.md §2.7)."""

    @property
    def gap(self) -> Values:
        """Each month's distance to plan, counted as `kpi.plan.Planned.beside` says.

        None for an amount of a month that still runs: its plan here is that of the whole month.
        """
        pairs = enumerate(zip(self.actual, self.beside, strict=True))
        part = self.running if self.indicator.amount else None
        return tuple(None if a is None or p is None or n == part else exact.less(a, p) for n, (a, p) in pairs)

    @property
    def beside(self) -> Values:
        """The plan each month's figure is counted from: of a range its nearest end, within it the figure itself."""
        none: Values = (None,) * len(self.months)
        ends = zip(self.actual, self.plan, self.plan_low or none, self.plan_high or none, strict=True)
        better = self.indicator.better
        return tuple(None if a is None else Planned(p, None, low, high).beside(a, better) for a, p, low, high in ends)


def of_year(desk: Desk, indicator: Indicator) -> Series:
    """The as-of month's year; nothing is shown after the as-of month but the plan."""
    months = whole_year(desk.month.year)
    promised = tuple(ranges.promise(desk.sheet, indicator, desk.scope, (m,)) for m in months)
    planned = tuple(each.value for each in promised)
    own = [_own(desk, indicator, m) for m in months]
    return Series(
        indicator,
        months,
        tuple(each.value for each in own),
        planned,
        tuple(rollup.over(desk.done, indicator.key, desk.scope, (m.last_year,)).stated.value for m in months),
        tuple(_to_date(desk, indicator, m) for m in months),
        tuple(ranges.promise(desk.sheet, indicator, desk.scope, year_to_date(m)).value for m in months),
        _forecast(desk, indicator, planned),
        tuple(each.low for each in promised),
        tuple(each.high for each in promised),
        len(desk.closed),
        tuple(n for n, each in enumerate(own) if each.refused == "zero_bottom"),
        desk.month.number - 1 if desk.running else None,
    )


def _forecast(desk: Desk, indicator: Indicator, planned: Values) -> Values:
    """F3 leaves the months left at their plan, F1 gives each the mean so far; () without a forecast."""
    found = progress.figure(desk, indicator).forecast if indicator.amount else None
    if found is None:
        return ()
    left = range(len(desk.closed), len(planned))
    each = {n: found.run_rate / 12 if found.plan_additive is None else planned[n] for n in left}
    return tuple(each.get(n) for n in range(len(planned)))


def _own(desk: Desk, indicator: Indicator, month: Month) -> Rolled:
    if month > desk.month:
        return Rolled()
    return rollup.over(desk.done, indicator.key, desk.scope, (month,)).stated


def _to_date(desk: Desk, indicator: Indicator, month: Month) -> float | None:
    """None from the first missing month on: a cumulative line over a gap would be a wrong number.

    A milestone's level stands until another is reported.
    """
    months = year_to_date(month)
    if month not in desk.closed:
        return None
    rolled = rollup.over(desk.done, indicator.key, desk.scope, months)
    return rolled.value if indicator.milestone or len(rolled.present) == len(months) else None


def recent(desk: Desk, indicator: Indicator, count: int = 12) -> Values:
    """The last months up to the as-of month, oldest first, for a sparkline; a level ends where it was last reported."""
    months = [desk.month.plus(-back) for back in reversed(range(count))]
    found = [rollup.over(desk.done, indicator.key, desk.scope, (month,)) for month in months]
    stated = max((at for at, each in enumerate(found) if each.stated.value is not None), default=-1)
    return tuple(each.value if at <= stated else None for at, each in enumerate(found))
