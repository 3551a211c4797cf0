"""Months that grow like a running total: 12, 23, 35, 47 under 1月 to 4月 are rather 累计 than months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import FEWEST
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.model import Indicator
from kpi.reading import Issue

_LEAST, _LEAST_COUNTED = 3, 4
"""So many months from January on; of events and money more, as any few of them may grow."""
_NEAR = 1.5
"""The n-th month of a running total is n times January within this factor, and every one before within its square."""
_LIKE = 2.0
"""What a month adds is like the months published before within this factor."""
_SHOWN = 6
_OF_SIZE = frozenset((
    "far_from_history", "wrong_size_of_history", "above_capacity", "computed_implausible", "above_year",
    "computed_unlike_year",
))  # fmt: skip
"""What else would be asked of cells that are sums of months."""


def settle(issues: Sequence[Issue], facts: Facts) -> list[Issue]:
    """The issues and one question for all that grows so; it asks instead of what its cells' size is asked for."""
    runs = list(_runs(facts))
    within = {(cell.row.sheet, cell.row.line, cell.heading) for run in runs for cell in run}
    taken = [i for i in issues if i.code in _OF_SIZE and (i.sheet, i.line, i.column) in within]
    if not runs:
        return list(issues)
    question = alike.joined([_asked(run, facts) for run in runs])
    rest = [issue for issue in issues if not any(issue is other for other in taken)]
    return [*rest, replace(question, each=(*question.each, *taken))]


def _runs(facts: Facts) -> Iterator[list[Cell]]:
    """The file's months of an amount, from January of a year on without a gap, that look like running totals."""
    years: dict[tuple[str, str, str], dict[int, Cell]] = defaultdict(dict)
    for (kind, key, scope, period), cell in facts.cells.items():
        indicator = facts.catalog.indicators[key]
        exact = kind == "actual" and len(period) == 7 and cell.row.qualifier == "eq" and cell.row.value is not None
        if exact and indicator.amount and indicator.hard[0] >= 0:
            years[key, scope, period[:4]][int(period[5:])] = cell
    for (key, scope, _), months in years.items():
        run = [months[n] for n in range(1, len(months) + 1) if n in months]
        values = [cell.row.value or 0.0 for cell in run]
        rising = len(run) == len(months) > 1 and values[0] > 0 and all(b > a for a, b in pairwise(values))
        if rising and _grows(values, facts.catalog.indicators[key], _usual(facts, key, scope, run)):
            yield run


def _usual(facts: Facts, key: str, scope: str, run: Sequence[Cell]) -> float:
    """What was published of other months; 0 where that is too little to tell."""
    own = {cell.row.period for cell in run}
    seen = (o.value for (k, s, p), o in facts.stored("actual").items() if (k, s) == (key, scope) and p not in own)
    values = [value for value in seen if value]
    return median(values) if len(values) >= FEWEST else 0.0


def _grows(values: Sequence[float], indicator: Indicator, usual: float) -> bool:
    """Whether rising values are n times the first, or each adds what is usual."""
    if usual:
        steps = [after - before for before, after in pairwise((0.0, *values))]
        return values[-1] > _LIKE * usual and all(1 / _LIKE < step / usual < _LIKE for step in steps)
    least = _LEAST if indicator.unit.key in QUANTITIES else _LEAST_COUNTED
    if len(values) < least:
        return False
    shares = [value / values[0] / n for n, value in enumerate(values, 1)]
    return 1 / _NEAR < shares[-1] < _NEAR and all(1 / _NEAR**2 < share < _NEAR**2 for share in shares)


def _asked(run: Sequence[Cell], facts: Facts) -> Issue:
    first, last = run[0], run[-1]
    indicator = facts.catalog.indicators[first.row.indicator]
    values = [cell.row.value or 0.0 for cell in run]
    steps = [float(f"{after - before:.10g}") for before, after in pairwise((0.0, *values))]
    told = "、".join(limit(step, indicator.unit, first.unit) for step in steps[:_SHOWN])
    return last.issue(
        "like_running_total",
        indicator=indicator.name,
        scope=facts.catalog.scopes[first.row.scope].name,
        first=first.row.period,
        last=last.row.period,
        times=f"{values[-1] / values[0]:.3g}",
        steps=told + ("…" if len(steps) > _SHOWN else ""),
    )
