"""Values that are possible but hard to believe: outside the plausible range, or beyond what a line can mill."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import PLANS, Catalog, Indicator
from kpi.period import Calendar, Month
from kpi.reading import Issue

ORE, HOURLY = "ore_milled_dry", "throughput"
OVERLOAD = 1.15
"""How much more than its nominal rate a line may mill (domain.md §1.1)."""


def check(cells: list[Cell], catalog: Catalog, calendar: Calendar) -> Iterator[Issue]:
    """One warning at most for each cell."""
    for cell in cells:
        if cell.row.value is None or cell.row.kind == "action":
            continue
        indicator = catalog.indicators[cell.row.indicator]
        if found := _implausible(cell, cell.row.value, indicator) or _overload(cell, cell.row.value, catalog, calendar):
            yield found


def _implausible(cell: Cell, value: float, indicator: Indicator) -> Issue | None:
    if cell.row.kind in PLANS and value == 0:
        return None  # a target of nothing is a promise, no measurement (domain.md §2.5)
    if indicator.plausible is None or indicator.plausible[0] <= value <= indicator.plausible[1]:
        return None
    low, high = indicator.plausible
    span = {"low": limit(low, indicator.unit, cell.unit), "high": limit(high, indicator.unit, cell.unit)}
    if indicator.unit.percent and value and low <= value * 100 <= high:
        return cell.issue("looks_like_fraction", **span, likely=f"{value * 100:.6g}%")
    if indicator.unit.percent and low <= value / 100 <= high:
        return cell.issue("looks_like_hundredfold", **span, likely=f"{value / 100:.6g}%")
    return cell.issue("implausible", **span)


def _overload(cell: Cell, value: float, catalog: Catalog, calendar: Calendar) -> Issue | None:
    rate = capacity(catalog, cell.row.scope)
    if cell.row.indicator == HOURLY and rate is not None and value > OVERLOAD * rate / 24:
        most = limit(OVERLOAD * rate / 24, catalog.indicators[HOURLY].unit, cell.unit)
        return cell.issue("above_hourly", scope=catalog.scopes[cell.row.scope].name, most=most, rate=rate)
    if cell.row.indicator != ORE or len(cell.row.period) != 7:
        return None
    count = days(calendar, cell.row.period)
    if rate is None or value <= OVERLOAD * rate * count:
        return None
    most = limit(OVERLOAD * rate * count, catalog.indicators[ORE].unit, cell.unit)
    return cell.issue("above_capacity", scope=catalog.scopes[cell.row.scope].name, most=most, rate=rate, days=count)


def days(calendar: Calendar, period: str) -> int:
    """A month's days by the plant's calendar."""
    month = Month.parse(period)
    return (calendar.last_day(month) - calendar.first_day(month)).days + 1


def capacity(catalog: Catalog, scope: str) -> float | None:
    """A scope's own nominal rate in t/d, or its lines' together when every line of one level states one."""
    own = catalog.scopes[scope].capacity_t_d
    if own is not None:
        return own
    for group in catalog.children(scope):
        rates = [capacity(catalog, child) for child in group]
        if rates and None not in rates:
            return sum(rate for rate in rates if rate is not None)
    return None
