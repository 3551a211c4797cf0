"""同比 and 环比: this period beside the same months of last year, or the month before."""

from __future__ import annotations

from dataclasses import dataclass

from kpi import cells, rollup
from kpi.model import Indicator
from kpi.period import Month, Span


@dataclass(frozen=True, slots=True)
class Change:
    """``relative`` in %, ``difference`` in the unit or percentage points; both None when not comparable."""

    relative: float | None = None
    difference: float | None = None
    comparable: bool = False
    before: float | None = None


def between(now: rollup.Rolled, then: rollup.Rolled, *, months: int) -> Change:
    """Change from ``then`` to ``now`` (domain.md §2.3).

    Not comparable when a month is missing then, either side is only a bound, or the base is not positive.
    """
    exact = now.qualifier == then.qualifier == "eq"
    if now.value is None or then.value is None or then.value <= 0 or not exact or len(then.present) < months:
        return Change(before=then.value)
    difference = now.value - then.value
    return Change(100 * difference / then.value, difference, True, then.value)


def year_on_year(view: cells.View, indicator: Indicator, scope: str, months: Span) -> Change:
    """The months present this year beside the same months of last year."""
    return _beside(view, indicator, scope, months, tuple(month.last_year for month in months))


def month_on_month(view: cells.View, indicator: Indicator, scope: str, month: Month) -> Change:
    return _beside(view, indicator, scope, (month,), (month.previous,))


def _beside(view: cells.View, indicator: Indicator, scope: str, months: Span, before: Span) -> Change:
    if not months or indicator.milestone or indicator.free_text or indicator.unit.key == "pp":
        return Change()  # a difference of differences has no relative change worth saying
    now = rollup.over(view, indicator.key, scope, months)
    return between(now, rollup.over(view, indicator.key, scope, before), months=len(months))
