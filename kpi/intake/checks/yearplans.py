"""A month's own plan of a rate that its year's plan was in force for: it would change unseen what is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kpi import applied, statement
from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.words.cleaning import Arg, shown
from kpi.model import PLANS, Observation
from kpi.reading import Issue
from kpi.unit import LANGS, Words


def check(facts: Facts) -> Iterator[Issue]:
    """One question for all of a file's months that would be held to another plan than the one published of the year."""
    given = {place: cell for place, cell in facts.cells.items() if place[0] in PLANS}
    own = {place[1:]: cell for place, cell in reversed(given.items())}
    of_months = {place[2]: cell for place, cell in own.items()}
    if facts.book is None:
        return
    found = []
    for was, now in applied.overridden(facts.book, [cell.row for cell in given.values()]):
        cell = own.get((now.indicator, now.scope, now.period), of_months[now.period])
        scope = facts.catalog.scopes[now.scope].name
        args = _both(facts, was, now) | {"period": now.period, "scope": scope}
        found.append(replace(cell.issue("plan_over_year"), found=shown(cell.found, longest=60), args=args))
    if found:
        yield alike.joined(found)


def _both(facts: Facts, was: Observation, now: Observation) -> dict[str, Arg]:
    told = [statement.pair(was, now, "plan", facts.catalog, lang) for lang in LANGS]
    indicator = facts.catalog.indicators[now.indicator].name
    return {"indicator": indicator, "was": Words(*(old for old, _ in told)), "now": Words(*(new for _, new in told))}
