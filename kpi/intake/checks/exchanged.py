"""Nickel and copper in each other's place: each unlike its own year, and just like the other's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi import signals
from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import WINDOW, Months, Place, index, period_of
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.signals import Limits
from kpi.unit import Words

_FIRST, _SECOND = "ni", "cu"
_FAR = 3.0
"""So many times nearer crosswise than straight."""


def check(facts: Facts, series: Mapping[Place, Months]) -> Iterator[Issue]:
    """One question for a scope's month of which a nickel and a copper figure are both outside their natural limits.

    ``series`` is what is known by month; the file's own months are no yardstick for it.
    """
    found = list[tuple[Issue, str]]()
    for first, second in _pairs(facts.catalog):
        for (kind, key, scope, period), cell in facts.cells.items():
            other = facts.cells.get((kind, second, scope, period)) if kind == "actual" and key == first else None
            if other and len(period) == 7 and (issue := _crossed(facts, series, cell, other)):
                found.append((issue, scope))
    yield from alike.together([issue for issue, _ in found], {id(issue): scope for issue, scope in found})


def _pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The indicators that there are of both metals."""
    for key in catalog.indicators:
        parts = key.split("_")
        other = "_".join(_SECOND if part == _FIRST else part for part in parts)
        if _FIRST in parts and other in catalog.indicators:
            yield key, other


def _crossed(facts: Facts, series: Mapping[Place, Months], cell: Cell, other: Cell) -> Issue | None:
    one, two = cell.row.value, other.row.value
    if one is None or two is None or (own := _limits(facts, series, cell)) is None:
        return None
    others = _limits(facts, series, other)
    if others is None or own.low <= one <= own.high or others.low <= two <= others.high:
        return None
    straight = abs(one - own.mean) + abs(two - others.mean)
    if _FAR * (abs(one - others.mean) + abs(two - own.mean)) > straight:
        return None
    what, that = (facts.catalog.indicators[each.row.indicator] for each in (cell, other))
    usual, usually = (limit(float(f"{each.mean:.4g}"), what.unit, cell.unit) for each in (own, others))
    names = {"first": what.name, "second": that.name, "scope": facts.catalog.scopes[cell.row.scope].name}
    told = {"one": cell.found, "two": other.found, "usual": usual, "usually": usually, "month": cell.row.period}
    said: dict[str, str | int | float | Words] = {**names, **told}
    return cell.issue("metals_exchanged", "warning", **said)


def _limits(facts: Facts, series: Mapping[Place, Months], cell: Cell) -> Limits | None:
    """The natural limits of the months within a year that this file does not give."""
    key, scope, at = cell.row.indicator, cell.row.scope, index(cell.row.period)
    months = series.get((key, scope), {})
    given = (("actual", key, scope, period_of(n)) in facts.cells for n in range(at - WINDOW, at + WINDOW + 1))
    near = enumerate(given, at - WINDOW)
    values = [months[n][0] if n in months and not here else None for n, here in near]
    return signals.limits(values, hard=facts.catalog.indicators[key].hard)
