"""Hours beside the calendar: 日历时间 is a number of machines times the month's hours, and no machine runs longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kpi.intake.checks.computed import Cited
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import FEWEST, index, period_of
from kpi.intake.checks.limits import days
from kpi.intake.checks.ordinary import Around
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import Arg
from kpi.intake.words.figures import limit
from kpi.period import Calendar
from kpi.reading import Issue

CALENDAR, RUN = "calendar_hours", "run_hours"
_OFF = 0.002
"""As a share: so far rounding takes a number of machines from a whole one."""


def check(facts: Facts, months: Around, asked: Collection[Cited]) -> Iterator[Issue]:
    """Of a plant whose calendar was that of whole machines in every month that is known (domain.md §1.5)."""
    calendar = facts.book.calendar if facts.book else Calendar()
    for (kind, key, scope, period), cell in facts.cells.items():
        wanted = kind == "actual" and key in (CALENDAR, RUN) and len(period) == 7 and cell.row.value is not None
        if not wanted or (cell.row.sheet, cell.row.line, cell.heading) in asked:
            continue
        near = months.by_month(CALENDAR, scope, index(period))
        machines = [value / (24 * days(calendar, period_of(n))) for n, value in near.items()]
        if len(machines) >= FEWEST and all(map(_whole, machines)):
            yield from _odd(facts, cell, 24 * days(calendar, period), machines)


def _odd(facts: Facts, cell: Cell, hours: int, machines: list[float]) -> Iterator[Issue]:
    """``machines``: those of the months around, the closest first."""
    row, indicator = cell.row, facts.catalog.indicators[cell.row.indicator]
    value, of = row.value or 0.0, round(machines[0])
    told: dict[str, Arg] = {"scope": facts.catalog.scopes[row.scope].name, "month": row.period,
            "machines": of, "hours": hours, "whole": limit(of * hours, indicator.unit)}  # fmt: skip
    if row.indicator == CALENDAR and not _whole(value / hours):
        yield cell.issue("calendar_not_whole", "warning", **told, own=f"{value / hours:.4g}")
    calendar = facts.known_or_derived(CALENDAR, row.scope, row.period)
    if row.indicator == RUN and not calendar and value - cell.half > max(map(round, machines)) * hours:
        yield cell.issue("run_over_month", "warning", **told)


def _whole(machines: float) -> bool:
    return round(machines) > 0 and abs(machines - round(machines)) <= _OFF * machines
