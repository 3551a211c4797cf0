"""What follows from a file's figures and the published ones: from which, where, and at once where that is plain."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from kpi import cells
from kpi.cells import View
from kpi.intake.checks.facts import Facts
from kpi.metallurgy import FUNCTIONS
from kpi.model import Catalog, Indicator, Observation
from kpi.rule import Ratio, Recompute, Term

Place = tuple[str, str]
"""A scope and a period."""


def view(facts: Facts) -> View:
    """What will be known: the file's actuals over the published ones."""
    merged = dict(facts.book.actuals) if facts.book else {}
    for cell in facts.cells.values():
        row = cell.row
        if row.kind == "actual":
            seen = Observation(row.indicator, row.scope, row.period, row.value, row.qualifier, row.text)
            merged[row.indicator, row.scope, row.period] = seen
    return View(facts.catalog, merged)


def inputs(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """What each ratio or derived amount may follow from, through derived ones."""
    direct = {
        key: {
            *(term.key for term in terms(indicator)),
            *(k for way in indicator.derive for k in way.of + way.plus + way.minus),
            *(indicator.rule.inputs if isinstance(indicator.rule, Recompute) else ()),
        }
        for key, indicator in catalog.indicators.items()
        if isinstance(indicator.rule, Ratio | Recompute) or (indicator.amount and indicator.derive)
    }
    found: dict[str, frozenset[str]] = {}
    for key in catalog.indicators:
        reached, ahead = set[str](), list(direct.get(key, ()))
        while ahead:
            if (at := ahead.pop()) not in reached:
                reached.add(at)
                ahead += direct.get(at, ())
        found[key] = frozenset(reached)
    return found


def terms(indicator: Indicator) -> tuple[Term, ...]:
    return indicator.rule.top + indicator.rule.bottom if isinstance(indicator.rule, Ratio) else ()


def places(facts: Facts) -> Mapping[Place, tuple[frozenset[str], frozenset[str]]]:
    """The indicators the file states by scope and month, at their own scope and above, and there alone.

    The deepest scope is first.
    """
    reached, own = defaultdict[Place, set[str]](set), defaultdict[Place, set[str]](set)
    for kind, key, scope, period in facts.cells:
        if kind == "actual":
            own[scope, period].add(key)
            for above in upwards(facts.catalog, scope):
                reached[above, period].add(key)
    depth = {scope: len(upwards(facts.catalog, scope)) for scope, _ in reached}
    ordered = sorted(reached, key=lambda p: (-depth[p[0]], p[1], p[0]))
    return {place: (frozenset(reached[place]), frozenset(own[place])) for place in ordered}


def upwards(catalog: Catalog, scope: str) -> tuple[str, ...]:
    """A scope and what it belongs to."""
    parent = catalog.scopes[scope].parent
    return (scope, *(upwards(catalog, parent) if parent else ()))


def plainly(known: View, indicator: Indicator, scope: str, period: str) -> float | None:
    """A rate of what the scope itself reports; None where that is not enough or makes none."""
    rule = indicator.rule
    if isinstance(rule, Recompute):
        values = [plainly(known, known.catalog.indicators[key], scope, period) for key in rule.inputs]
        have = [value for value in values if value is not None]
        try:
            return FUNCTIONS[rule.function](*have) if len(have) == len(values) else None
        except ValueError:
            return None
    if not isinstance(rule, Ratio):
        return None
    top, bottom = (
        sum(t.sign * seen.value if (seen := cells.own(known, t.key, scope, period)) else math.nan for t in terms)
        for terms in (rule.top, rule.bottom)
    )
    if bottom > 0 and not math.isnan(top):
        return rule.scale * top / bottom
    if not bottom and not top:
        return indicator.hard[0]
    stated = known.cells.get((indicator.key, scope, period))
    return stated.value if stated else None
