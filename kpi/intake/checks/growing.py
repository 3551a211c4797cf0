"""A month beside its own running total: never above it, in January the same, and what it grows by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kpi.intake.checks.controls import Controls, Total, from_january
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import SUM
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.model import Catalog
from kpi.period import Month
from kpi.reading import Issue

_NOISE = 1e-9
_REVISED = 0.005
"""As a share: so much of a running total may be put right of earlier months without being asked."""
Growing = dict[Month, tuple[Cell, Total, Total | None]]
"""Of one indicator and scope, each month with its running total, and the one before where the row gives both."""


def check(controls: Controls, published: Published) -> Iterator[Issue]:
    """The questions about amounts and counts that their 累计 does not bear out."""
    for place, said in controls.sums.items():
        series = defaultdict[tuple[str, str], Growing](dict)
        for line in controls.rows:
            own = [c for c in controls.across(line, place, said, SUM) if c.row.kind == "actual"]
            last = max(own, key=lambda cell: cell.row.period, default=None)
            if last is None or (len(own) > 1 and from_january(own)):
                continue  # these make it
            total = controls.total(line, place, last)
            if total and (not said.months or last.row.period.endswith(f"-{said.months[-1]:02}")):
                month = Month.parse(last.row.period)
                series[last.row.indicator, last.row.scope].setdefault(month, (last, total, controls.before(line, last)))
        for months in series.values():
            yield from _growing(months, controls.catalog, published)


def _growing(months: Growing, catalog: Catalog, published: Published) -> Iterator[Issue]:
    """Months above their own running total, a January unlike it, and months by which it does not grow.

    After January a month is above it whatever the last digit hides: the total has the months before in it.
    """
    for month, (cell, total, before) in sorted(months.items()):
        value = cell.row.value or 0.0
        if month.previous in months:
            before = months[month.previous][1]
        open_ = cell.half + total.half + _NOISE * abs(total.value)
        if value > total.value + (open_ if month.number == 1 else _NOISE * abs(total.value)):
            yield cell.issue("month_over_sum", heading=total.heading, total=total.said)
        elif month.number == 1 and abs(value - total.value) > open_:
            yield cell.issue("january_unlike_sum", heading=total.heading, total=total.said)
        elif month.number > 1 and before and value and abs(total.value - before.value - value) > open_ + before.half:
            yield cell.issue("sum_grows_otherwise", heading=total.heading, total=total.said, before=before.said)
        elif month.number > 1 and not before and (found := _unlike(cell, total, catalog, published)):
            yield found


def _unlike(cell: Cell, total: Total, catalog: Catalog, published: Published) -> Issue | None:
    """A running total that is not what the year's months make that were published, or less than those there are."""
    indicator, month = catalog.indicators[cell.row.indicator], Month.parse(cell.row.period)
    seen = [published.of(indicator.key, cell.row.scope, Month(month.year, n)) for n in range(1, month.number)]
    have = [value for value, _ in filter(None, seen)]
    made = sum(have) + (cell.row.value or 0.0)
    by = total.value - made
    # of a month that is not known any amount may be in the total, and of events more may be counted than were reported
    enough = by <= 0 or (len(have) == len(seen) and indicator.unit.key in QUANTITIES)
    if not have or not enough or abs(by) <= total.half + cell.half + _REVISED * made:
        return None
    added = limit(float(f"{made:.10g}"), indicator.unit, cell.unit)
    return cell.issue("sum_unlike_published", heading=total.heading, total=total.said, year=month.year,
                      months=len(have), made=added)  # fmt: skip
