"""A year's plan far from the year before: a month's, in another unit, or with a digit too many."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.model import PLANS
from kpi.period import whole_year
from kpi.reading import Issue
from kpi.unit import Words

_FAR = 1.6
"""No plant's year has so many times the ore, the power or the water of the one before it, nor so small a part."""
_FAR_COUNTED, _MANY = 3.0, 30
"""Of events, hours and money so many times, where one of the two is so many at least: 4 patents after 1 are a year."""
_FEWEST = 9
"""Of so many months a whole year is made."""
_YEAR = 12
_PLAN, _ACTUAL = Words("计划", "plan"), Words("实际", "actual")


def check(facts: Facts) -> Iterator[Issue]:
    """One question for all of a file's plans of years that nothing known of that year or the one before is near."""
    published = Published(facts.cells.values(), facts.catalog, facts.book)
    found = list[Issue]()
    for (kind, key, _, period), cell in facts.cells.items():
        planned = kind in PLANS and len(period) == 4 and (cell.row.value or 0.0) > 0
        if planned and facts.catalog.indicators[key].amount and facts.book:
            found += _asked(facts, cell, list(_known(facts, published, cell)))
    if found:
        yield alike.joined(found)


def _asked(facts: Facts, cell: Cell, known: list[tuple[float, str, Words]]) -> Iterator[Issue]:
    value, indicator = cell.row.value or 0.0, facts.catalog.indicators[cell.row.indicator]
    measured = indicator.unit.key in QUANTITIES
    far = _FAR if measured else _FAR_COUNTED
    if not known or any(value <= far * base and base <= far * value for base, _, _ in known):
        return
    base, year, kind = min(known, key=lambda each: max(value / each[0], each[0] / value))
    if measured or max(value, base) >= _MANY:
        yield cell.issue("plan_unlike_year", name=indicator.name, scope=facts.catalog.scopes[cell.row.scope].name,
                         year=cell.row.period, other=year, kind=kind, share=f"{100 * value / base:.3g}%",
                         value=limit(float(f"{base:.4g}"), indicator.unit, cell.unit))  # fmt: skip


def _known(facts: Facts, published: Published, cell: Cell) -> Iterator[tuple[float, str, Words]]:
    """What was planned and done in the year before, and what stands of the same year, each as of twelve months."""
    key, scope, of = cell.row.indicator, cell.row.scope, int(cell.row.period)
    for year in (of - 1, of):
        months = [str(month) for month in whole_year(year)]
        for kind in PLANS:
            stored = facts.stored(kind)
            plans = [seen.value for at in months if (seen := stored.get((key, scope, at))) and seen.value is not None]
            whole = stored.get((key, scope, str(year)))
            if whole and whole.value:
                yield whole.value, str(year), _PLAN
            elif len(plans) >= _FEWEST and sum(plans) > 0:
                yield sum(plans) * _YEAR / len(plans), str(year), _PLAN
        done = [value for value, _ in filter(None, (published.stored(key, scope, m) for m in whole_year(year)))]
        if len(done) >= _FEWEST and sum(done) > 0:
            yield sum(done) * _YEAR / len(done), str(year), _ACTUAL
