"""One scale for one unit on a page (design 14), as far as every chart stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi import signals
from kpi.model import Indicator
from kpi.series import Series

FILLED = 0.5
"""Of a common axis, what a chart's own figures must fill."""
Ends = tuple[float, float]


def alike(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators on one page are to be read on one scale: the same unit in the same form of chart."""
    return (one.unit.key, one.amount, share(one)) == (other.unit.key, other.amount, share(other))


def share(indicator: Indicator) -> bool:
    """A share of a count or a milestone's progress: from 0 to 100 % by its nature."""
    return indicator.unit.percent and (indicator.milestone or indicator.lane == "party")


def group(own: Series, others: Sequence[Series]) -> list[Series]:
    """A chart and those of ``others``, all `alike` it, that are drawn on one scale with it.

    None for a chart that is alone, and for one whose own figures would be too small on the longest one's axis.
    """
    every = [own, *others]
    longest = max(map(_length, every))
    fit = [
        each
        for each in every
        if (reach(each)[1] <= 100.0 if share(own.indicator) else _length(each) >= FILLED * longest > 0)
    ]
    return fit if len(fit) > 1 and fit[0] is own else []


def ends(own: Series, beside: Sequence[Series]) -> Ends | None:
    """The ends of a chart's axis in the stored unit, as long as those of its group; None for one without a group."""
    if not beside or share(own.indicator):
        return (0.0, 100.0) if beside else None
    (low, high), span = reach(own), max(map(_length, beside))
    least = 0.0 if own.indicator.amount else max((low + high - span) / 2, own.indicator.hard[0])
    return least, least + span


def _length(series: Series) -> float:
    low, high = reach(series)
    return high - low


def reach(series: Series) -> Ends:
    """The lowest and the highest figure of a chart's months; amounts stand on nought."""
    parts = [*series.actual, *series.plan, *series.last_year, *series.forecast, *series.plan_low, *series.plan_high]
    if series.indicator.amount:
        return 0.0, max(_known(parts))
    natural = signals.natural(series)
    limits = (natural.limits.low, natural.limits.high) if natural else ()
    known = _known([*parts, *series.to_date, *limits])
    return min(known), max(known)


def top(series: Sequence[Series]) -> float:
    """How far the cumulative axis of amounts reaches."""
    return max(_known(value for each in series for value in (*each.to_date, *each.plan_to_date)))


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None] or [0.0]
