"""A rate of the whole is a mean of its parts': not above all of them, nor below."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kpi.intake.checks.computed import Cited
from kpi.intake.checks.facts import Facts
from kpi.intake.words.figures import limit
from kpi.model import Catalog, Indicator
from kpi.reading import Issue
from kpi.rule import Ratio, Sum, Weighted


def check(facts: Facts, asked: Collection[Cited]) -> Iterator[Issue]:
    """A rate of the whole outside those of all its parts, as the file gives them (domain.md §1.3)."""
    for (kind, key, scope, period), cell in facts.cells.items():
        indicator = facts.catalog.indicators[key]
        own = facts.known(key, scope, period) if kind == "actual" and _is_mean(indicator, facts.catalog) else None
        if not own or (cell.row.sheet, cell.row.line, cell.heading) in asked:
            continue
        for group in facts.catalog.children(scope):
            parts = [part for child in group if (part := facts.known(key, child, period)) and part.cell]
            if len(parts) < max(len(group), 2):
                continue
            low, high = min(p.value - p.half for p in parts), max(p.value + p.half for p in parts)
            if own.value + own.half < low or own.value - own.half > high:
                least, most = (limit(f(p.value for p in parts), indicator.unit) for f in (min, max))
                yield cell.issue("outside_its_parts", indicator=indicator.name, low=least, high=most,
                                 scope=facts.catalog.scopes[scope].name, month=period)  # fmt: skip


def _is_mean(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether the whole's rate is a mean of its parts': of what they add, or weighted by it."""
    if isinstance(indicator.rule, Ratio):
        terms = (*indicator.rule.top, *indicator.rule.bottom)
        return all(isinstance(catalog.indicators[term.key].rule, Sum) for term in terms)
    return isinstance(indicator.rule, Weighted)
