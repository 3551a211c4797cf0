"""Plausible figures that are far from their own year: 74.02 for 84.02, one line's ore for the plant's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from kpi.intake.checks import alike, ordinary
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.history import NEAR, WINDOW, index
from kpi.intake.checks.ordinary import FEWEST, Around
from kpi.intake.checks.published import Published
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.intake.words.units import QUANTITIES
from kpi.model import Indicator
from kpi.reading import Issue
from kpi.rule import Ratio, Sum

_UNDER, _UNDER_LEAST = 0.7, 0.9
"""An amount is asked below both: so much of its month's plan or of what is usual, and so much of the least month."""
_OF_PLAN = 1.15
"""What is no more than so many times its month's plan was meant to be more than ever."""


def check(facts: Facts, months: Around, issues: Sequence[Issue]) -> Iterator[Issue]:
    """One question for each such figure that is not asked for already, in ``issues``; ``months``: see `around`."""
    asked = {(each.sheet, each.line, each.column) for i in issues for each in (i, *i.each)}
    exchanged = {(i.sheet, i.line) for i in issues if i.code == "metals_exchanged"}  # of both metals of a line
    parts = {(key, facts.catalog.scopes[scope].parent, at) for _, key, scope, at in facts.cells}
    above = list[tuple[Issue, str]]()
    for (kind, key, scope, period), cell in facts.cells.items():
        exact = kind == "actual" and len(period) == 7 and cell.row.qualifier == "eq" and cell.row.value is not None
        if not exact or (cell.row.sheet, cell.row.line, cell.heading) in asked:
            continue
        if (cell.row.sheet, cell.row.line) in exchanged:
            continue
        indicator = facts.catalog.indicators[key]
        if isinstance(indicator.rule, Sum) and indicator.unit.key in QUANTITIES and (key, scope, period) not in parts:
            yield from _little(facts, cell, months.near(key, scope, index(period)))  # of a part that stood still not
        if indicator.amount:
            above += [(issue, key) for issue in _much(facts, cell, months)]
        elif _is_rate(facts, indicator):
            yield from _unlike(facts, cell, indicator, months.near(key, scope, index(period)))
    yield from alike.together([issue for issue, _ in above], {id(i): (i.code, key) for i, key in above})


def around(facts: Facts) -> Around:
    """The exact actuals of months, as the file gives them, else as published or rolled up."""
    published = Published(facts.cells.values(), facts.catalog, facts.book)
    stored = facts.book.actuals if facts.book else {}
    periods = {at for _, _, at in (*stored, *(place[1:] for place in facts.cells))}
    return Around(periods, lambda *place: found[0] if (found := published.of(*place)) else None)


def _is_rate(facts: Facts, indicator: Indicator) -> bool:
    return ordinary.measured(indicator, facts.catalog) or ordinary.lost(indicator, facts.catalog)


def _unlike(facts: Facts, cell: Cell, indicator: Indicator, near: Sequence[float]) -> Iterator[Issue]:
    if len(near) >= FEWEST and ordinary.is_far(cell.row.value or 0.0, near, indicator, facts.catalog):
        low, high = (limit(float(f"{end:.4g}"), indicator.unit, cell.unit) for end in (min(near), max(near)))
        yield cell.issue("unlike_own_year", months=len(near), low=low, high=high)


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


def _follows(facts: Facts, cell: Cell, months: Around, near: Mapping[int, float]) -> bool:
    """Whether there is more because there is more of what it is a share of: per tonne it is like its year."""
    row, catalog = cell.row, facts.catalog
    for rate in catalog.indicators.values():
        rule = rate.rule
        if not isinstance(rule, Ratio) or [t.key for t in rule.top] != [row.indicator] or len(rule.bottom) != 1:
            continue
        below, own = rule.bottom[0].key, facts.known(rule.bottom[0].key, row.scope, row.period)
        was = {n: months.of(below, row.scope, n) for n in near}
        shares = [rule.scale * near[n] / base for n, base in was.items() if base]
        if not own or not own.value or len(shares) < FEWEST or not ordinary.measured(rate, catalog):
            continue
        highest = ordinary.most([base for base in was.values() if base], catalog.indicators[below])
        sound = highest is not None and own.value <= highest
        if sound and not ordinary.is_far(rule.scale * (row.value or 0.0) / own.value, shares, rate, catalog):
            return True
    return False


def _much(facts: Facts, cell: Cell, months: Around) -> Iterator[Issue]:
    """An amount above every month by more than its months differ, or a few events that are the year's so far."""
    row, indicator = cell.row, facts.catalog.indicators[cell.row.indicator]
    at, value = index(row.period), row.value or 0.0
    near = months.by_month(row.indicator, row.scope, at)
    plan = facts.known(row.indicator, row.scope, row.period, "plan")
    if len(near) < FEWEST or (plan and value <= _OF_PLAN * plan.value):
        return
    most, highest = ordinary.most(list(near.values()), indicator), max(near.values())
    shown = limit(float(f"{highest:.4g}"), indicator.unit, cell.unit)
    if most is not None and value > most:
        if _follows(facts, cell, months, near):
            return
        usual = limit(float(f"{median(near.values()):.4g}"), indicator.unit, cell.unit)
        yield cell.issue("above_year", months=len(near), most=shown, usual=usual)
    elif indicator.integer and NEAR * highest < value:
        before = sum(each for n, each in near.items() if n < at and (n - 1) // 12 == (at - 1) // 12)
        if before and before <= value <= before + highest:
            so_far = limit(before, indicator.unit, cell.unit)
            yield cell.issue("like_year_so_far", months=len(near), most=shown, so_far=so_far)
