"""Figures that are another's to the last digit: a report copied from an earlier month, a plan copied to the actual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import comb, prod

from kpi.intake.checks.facts import Facts
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Last

_DIGITS = 3
"""So many of a figure, zeros at its end apart, make it unlikely to come again by chance; 100 % and 12 often do."""
_FEWEST = 4
"""So many figures alike are asked about where they are at least half of a month's; three where they are all."""
_MONTHS = 24
"""So many months before may have been copied: the last one and the same month of last year are the commonest."""
_OFTEN = 2
"""What more months have than these is no month's own: the calendar's hours, a grind that never changes."""
_CHANCE = 0.01
"""How often as many figures may at most be alike by chance: 0.231 and 95.7 come again, not four such of four."""
_OF_PLANS = 2
"""Of a plan that was copied so many figures tell, where no other is unlike: nothing is reached to the last digit."""
_SHOWN = 4


def check(facts: Facts) -> Iterator[Issue]:
    """At most one question for a month whose figures are an earlier one's, and one where they are all the plan's."""
    months = defaultdict[str, list[Cell]](list)
    for (kind, key, _, period), cell in facts.cells.items():
        exact = cell.row.value is not None and cell.row.qualifier == "eq" and len(period) == 7
        if kind == "actual" and exact and not isinstance(facts.catalog.indicators[key].rule, Last):
            months[period].append(cell)
    published = Published(facts.cells.values(), facts.catalog, facts.book)
    for period, cells in months.items():
        told = [cell for cell in cells if _digits(cell) >= _DIGITS]
        if found := _earlier(published, told, Month.parse(period)):
            before, alike = found
            yield _asked(alike, "copied_from_before", month=period, before=str(before))
        wanted = [_planned(facts, cell) for cell in cells]
        equal = [cell for cell, plan in zip(cells, wanted, strict=True) if plan == cell.row.value]
        others = sum(plan is not None for plan in wanted) - len(equal)
        if len(equal) > _OF_PLANS and not others and sum(_digits(cell) >= _DIGITS for cell in equal) >= _OF_PLANS:
            yield _asked(equal, "copied_from_plan", month=period)


def _earlier(published: Published, told: Sequence[Cell], at: Month) -> tuple[Month, list[Cell]] | None:
    """The month before whose figures a month's are, with these; None where too few are, or they may be by chance."""
    if len(told) < _FEWEST - 1:
        return None
    before, seen = list[Month](), dict[Month, list[bool | None]]()
    for _ in range(_MONTHS):
        before.append(at := at.previous)
    for month in before:
        seen[month] = [_alike(published, cell, month) for cell in told]
    own = [n for n in range(len(told)) if sum(bool(each[n]) for each in seen.values()) <= _OFTEN]
    best = max(before, key=lambda month: sum(bool(seen[month][n]) for n in own))
    alike = [told[n] for n in own if seen[best][n]]
    others = sum(seen[best][n] is False for n in own)
    enough = len(alike) >= (_FEWEST if others else _FEWEST - 1) and len(alike) >= others
    ways = comb(len(alike) + others, others) * (1 if best == before[0] else _MONTHS)
    return (best, alike) if enough and ways * prod(10.0 ** (2 - _digits(cell)) for cell in alike) <= _CHANCE else None


def _alike(published: Published, cell: Cell, month: Month) -> bool | None:
    """Whether a figure is what is known of a month, as far as it is written; None where nothing is known."""
    known = published.of(cell.row.indicator, cell.row.scope, month)
    return abs((cell.row.value or 0.0) - known[0]) <= cell.half * (1 + 1e-9) if known else None


def _planned(facts: Facts, cell: Cell) -> float | None:
    """The plan of a figure's month; of a rate also its year's."""
    row = cell.row
    periods = [row.period] if facts.catalog.indicators[row.indicator].amount else [row.period, row.period[:4]]
    plans = (facts.known(row.indicator, row.scope, period, "plan") for period in periods)
    return next((plan.value for plan in plans if plan), None)


def _digits(cell: Cell) -> int:
    return len(f"{abs(cell.row.value or 0.0):.10g}".replace(".", "").strip("0"))


def _asked(alike: Sequence[Cell], code: str, **told: str) -> Issue:
    figures = "、".join(cell.found for cell in alike[:_SHOWN]) + ("…" if len(alike) > _SHOWN else "")
    return alike[0].issue(code, count=len(alike), figures=shown(figures, longest=80), **told)
