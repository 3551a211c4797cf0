"""A month beside its own running total: never above it, in January the same, and what it grows by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kpi.intake.checks.controls import Controls, Total
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import SUM
from kpi.intake.words.figures import limit
from kpi.model import Catalog
from kpi.period import Month
from kpi.reading import Issue

_NOISE = 1e-9
Growing = dict[Month, tuple[Cell, Total]]
"""Of one indicator and scope, each month with its running total."""


def check(controls: Controls) -> Iterator[Issue]:
    """The questions about amounts and counts that their 累计 does not bear out."""
    for place, said in controls.sums.items():
        series = defaultdict[tuple[str, str], Growing](dict)
        for line in controls.rows:
            own = [c for c in controls.beside(line, place, said, SUM) if _adds(c, controls.catalog)]
            total = controls.total(line, place, own[0]) if own else None
            if total and len(own) == 1:
                month = Month.parse(own[0].row.period)
                series[own[0].row.indicator, own[0].row.scope].setdefault(month, (own[0], total))
            elif total and len({(c.row.indicator, c.row.scope) for c in own}) == 1:
                yield from _side_by_side(own, total, controls.catalog)
        for months in series.values():
            yield from _growing(months)


def _growing(months: Growing) -> Iterator[Issue]:
    """Months above their own running total, a January unlike it, and months by which it does not grow."""
    for month, (cell, total) in sorted(months.items()):
        value, before = cell.row.value or 0.0, months.get(month.previous)
        open_ = cell.half + total.half + _NOISE * abs(total.value)
        if value > total.value + open_:
            yield cell.issue("month_over_sum", heading=total.heading, total=total.said)
        elif month.number == 1 and abs(value - total.value) > open_:
            yield cell.issue("january_unlike_sum", heading=total.heading, total=total.said)
        elif month.number > 1 and before and value and abs(_step(total, before) - value) > open_ + before[1].half:
            yield cell.issue("sum_grows_otherwise", heading=total.heading, total=total.said, before=before[1].said)


def _step(total: Total, before: tuple[Cell, Total]) -> float:
    return total.value - before[1].value


def _side_by_side(own: Sequence[Cell], total: Total, catalog: Catalog) -> Iterator[Issue]:
    """Months across before their running total: none is above it, and January to the last make it."""
    most = max(own, key=lambda cell: cell.row.value or 0.0)
    months = sorted(Month.parse(cell.row.period) for cell in own)
    added = sum(cell.row.value or 0.0 for cell in own)
    open_ = sum(cell.half for cell in own) + total.half + _NOISE * abs(total.value)
    if (most.row.value or 0.0) > total.value + open_:
        yield most.issue("month_over_sum", heading=total.heading, total=total.said)
    elif months == [Month(months[0].year, n) for n in range(1, len(own) + 1)] and abs(added - total.value) > open_:
        made = limit(float(f"{added:.10g}"), catalog.indicators[most.row.indicator].unit, most.unit)
        last = str(months[-1])
        yield own[-1].issue("months_unlike_sum", heading=total.heading, total=total.said, last=last, added=made)


def _adds(cell: Cell, catalog: Catalog) -> bool:
    """Whether a figure is an exact amount of a month that is never below nothing."""
    indicator = catalog.indicators[cell.row.indicator]
    return indicator.amount and indicator.hard[0] >= 0 and cell.row.qualifier == "eq" and len(cell.row.period) == 7
