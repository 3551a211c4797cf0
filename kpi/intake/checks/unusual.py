"""Plausible figures that are far from their own year: 74.02 for 84.02, one line's ore for the plant's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median, pstdev

from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import WINDOW, index, period_of
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.model import Catalog, Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Ratio, Recompute, Sum, Weighted

FEWEST = 9
"""So many other months must be known within a year."""
SIGMAS = 6.0
"""So far from their mean no ordinary month is, where also further than:"""
_SHARE = 0.1
"""of the mean, and of a percentage no more than:"""
_OF_REST = 0.2
"""of what it is from 100 %: 3.4 points at 83 %."""
_UNDER, _UNDER_LEAST = 0.7, 0.9
"""An amount is asked below both: so much of its month's plan or of what is usual, and so much of the least month."""


def check(facts: Facts, issues: Sequence[Issue]) -> Iterator[Issue]:
    """One question for each such figure that is not asked for already, in ``issues``."""
    asked = {(i.sheet, i.line, i.column) for i in issues}
    exchanged = {(i.sheet, i.line) for i in issues if i.code == "metals_exchanged"}  # of both metals of a line
    known = _Known(facts)
    for (kind, key, scope, period), cell in facts.cells.items():
        exact = kind == "actual" and len(period) == 7 and cell.row.qualifier == "eq" and cell.row.value is not None
        indicator = facts.catalog.indicators[key]
        measured = _is_measured(indicator, facts.catalog)
        adds = isinstance(indicator.rule, Sum) and indicator.unit.key in QUANTITIES
        if not exact or not (measured or adds) or (cell.row.sheet, cell.row.line, cell.heading) in asked:
            continue
        if (cell.row.sheet, cell.row.line) in exchanged:
            continue
        near = known.near(key, scope, index(period))
        if adds and not known.in_parts(key, scope, period):
            yield from _little(facts, cell, near)
        elif measured and len(near) >= FEWEST and _is_far(cell.row.value or 0.0, near, indicator):
            low, high = (limit(float(f"{end:.4g}"), indicator.unit, cell.unit) for end in (min(near), max(near)))
            yield cell.issue("unlike_own_year", months=len(near), low=low, high=high)


class _Known:
    """The exact actuals of months, as the file gives them, else as published or rolled up; each is found once."""

    def __init__(self, facts: Facts) -> None:
        actuals = facts.book.actuals if facts.book else {}
        self.published = Published(facts.cells.values(), facts.catalog, facts.book)
        self.months = {index(at) for _, _, at in (*actuals, *(place[1:] for place in facts.cells)) if len(at) == 7}
        self.parts = {(key, facts.catalog.scopes[scope].parent, at) for _, key, scope, at in facts.cells}
        self.seen = dict[tuple[str, str, int], float | None]()

    def in_parts(self, key: str, scope: str, period: str) -> bool:
        """Whether the file gives a part of a figure too: 0 of a line that stood still explains the plant's."""
        return (key, scope, period) in self.parts

    def near(self, key: str, scope: str, at: int) -> list[float]:
        """Those within a year of a month."""
        around = [n for n in range(at - WINDOW, at + WINDOW + 1) if n != at and n in self.months]
        found = (self._one(key, scope, n) for n in around) if len(around) >= FEWEST else ()
        return [value for value in found if value is not None]

    def _one(self, key: str, scope: str, at: int) -> float | None:
        if (key, scope, at) not in self.seen:
            value = self.published.of(key, scope, Month.parse(period_of(at)))
            self.seen[key, scope, at] = value[0] if value else None
        return self.seen[key, scope, at]


def _is_measured(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether it is a rate of masses, waters and energies: a share of counts or of hours may be anything in a month."""
    rule = indicator.rule
    if isinstance(rule, Ratio):
        return all(catalog.indicators[term.key].unit.key in QUANTITIES for term in (*rule.top, *rule.bottom))
    return isinstance(rule, Weighted | Recompute) and not indicator.milestone and not indicator.integer


def _is_far(value: float, near: Sequence[float], indicator: Indicator) -> bool:
    mean = fmean(near)
    least = _SHARE * abs(mean)
    if indicator.unit.percent:
        least = min(least, _OF_REST * abs(100 - mean))
    return abs(value - mean) > max(SIGMAS * pstdev(near), least)


def _little(facts: Facts, cell: Cell, near: Sequence[float]) -> Iterator[Issue]:
    """A month below every other and far below its plan, or below what is usual where the whole year is known."""
    row, unit = cell.row, facts.catalog.indicators[cell.row.indicator].unit
    plan = facts.known(row.indicator, row.scope, row.period, "plan")
    if len(near) < (FEWEST if plan else WINDOW):
        return
    wanted = plan.value if plan else median(near)
    if 0 < (row.value or 0.0) < min(_UNDER * wanted, _UNDER_LEAST * min(near)):
        usual, least = (limit(float(f"{each:.4g}"), unit, cell.unit) for each in (wanted, min(near)))
        code = "below_plan_and_year" if plan else "below_year"
        yield cell.issue(code, wanted=usual, least=least, months=len(near))
