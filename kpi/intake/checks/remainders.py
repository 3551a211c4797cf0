"""What a plant's figure leaves for the lines that a file does not give: far less than ever is one line's figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import FEWEST, WINDOW, index, period_of
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import Arg
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Sum
from kpi.unit import Words

_UNDER, _UNDER_LEAST = 0.7, 0.9
"""The rest is asked below both: so much of what is usual, and so much of the least month."""


def check(facts: Facts) -> Iterator[Issue]:
    """One question for an amount some parts of which the file gives too, and the others nobody."""
    published = Published(facts.cells.values(), facts.catalog, facts.book)
    for (kind, key, scope, period), cell in facts.cells.items():
        indicator = facts.catalog.indicators[key]
        adds = isinstance(indicator.rule, Sum) and indicator.unit.key in QUANTITIES
        if kind != "actual" or not adds or cell.row.value is None or cell.row.qualifier != "eq":
            continue
        for group in facts.catalog.children(scope):
            here = [facts.cells[place] for child in group if (place := (kind, key, child, period)) in facts.cells]
            others = [child for child in group if not facts.stated(key, child, period)]
            exact = all(part.row.value is not None and part.row.qualifier == "eq" for part in here)
            if here and exact and others and len(here) + len(others) == len(group):
                near = _usual(published, key, others, index(period))
                yield from _left(facts, cell, here, (others, near))


def _usual(published: Published, key: str, parts: Sequence[str], at: int) -> list[float]:
    """What the parts came to together in the months around."""
    months = (Month.parse(period_of(n)) for n in range(at - WINDOW, at + WINDOW + 1) if n != at)
    seen = ([published.of(key, part, month) for part in parts] for month in months)
    return [sum(value for value, _ in filter(None, each)) for each in seen if all(each)]


def _left(facts: Facts, cell: Cell, here: Sequence[Cell], of: tuple[list[str], list[float]]) -> Iterator[Issue]:
    """``of``: the parts that are left, and what they came to in the months around."""
    others, near = of
    unit = facts.catalog.indicators[cell.row.indicator].unit
    given = sum(part.row.value or 0.0 for part in here)
    rest = float(f"{(cell.row.value or 0.0) - given:.10g}")
    told: dict[str, Arg] = {"scope": facts.catalog.scopes[cell.row.scope].name, "month": cell.row.period}
    if len(near) >= FEWEST and 0 <= rest < min(_UNDER * median(near), _UNDER_LEAST * min(near)):
        usual, least = (limit(float(f"{each:.4g}"), unit, cell.unit) for each in (median(near), min(near)))
        told |= {"parts": _named(facts, [part.row.scope for part in here]), "given": limit(given, unit, cell.unit)}
        told |= {"others": _named(facts, others), "rest": limit(rest, unit, cell.unit), "usual": usual, "least": least}
        yield cell.issue("rest_of_parts", "warning", **told)  # a part above the whole is asked as such


def _named(facts: Facts, scopes: Sequence[str]) -> Words:
    names = [facts.catalog.scopes[scope].name for scope in scopes]
    return Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))
