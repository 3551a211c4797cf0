"""A project's progress stays: what was reached in one month is not lost in a later one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.words.figures import limit
from kpi.reading import Issue


def check(facts: Facts) -> Iterator[Issue]:
    """A question for each level below the last one before it, or above the next one after it, as published or here."""
    reached: dict[tuple[str, str], dict[str, float]] = {}
    own = {key[1:]: cell for key, cell in facts.cells.items() if key[0] == "actual" and cell.row.value is not None}
    own = {key: cell for key, cell in own.items() if facts.catalog.indicators[key[0]].milestone}
    wanted = {(key, scope) for key, scope, _ in own}
    for (key, scope, period), seen in facts.stored("actual").items() if wanted else ():
        if (key, scope) in wanted and seen.value is not None and ("actual", key, scope, period) not in facts.cells:
            reached.setdefault((key, scope), {})[period] = seen.value
    for (key, scope, period), cell in own.items():
        reached.setdefault((key, scope), {})[period] = cell.row.value or 0.0
    found = [issue for (key, scope), levels in reached.items() for issue in _falls(facts, key, scope, levels)]
    yield from alike.together(found, {id(issue): (issue.code, issue.args["indicator"]) for issue in found})


def _falls(facts: Facts, key: str, scope: str, levels: dict[str, float]) -> Iterator[Issue]:
    """Each fall once, at the later month where that is the file's, else at the earlier one."""
    indicator, months = facts.catalog.indicators[key], sorted(levels)
    for before, after in pairwise(months):
        cells = (facts.cells.get(("actual", key, scope, month)) for month in (after, before))
        cell = next(filter(None, cells), None)
        if levels[after] < levels[before] and cell:
            high, low = (limit(levels[month], indicator.unit) for month in (before, after))
            yield cell.issue("progress_falls", indicator=indicator.name, before=before, high=high, after=after, low=low)
