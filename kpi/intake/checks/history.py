"""A value beside its own neighbours in time: the slip of a unit, of a decimal point, of a digit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from statistics import median

from kpi import rollup
from kpi.cells import View
from kpi.exact import plain
from kpi.intake.checks import alike
from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import PLANS, Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Ratio, Sum, Weighted

WINDOW = 12
"""Months on either side that count as a value's neighbours."""
FEWEST = 3
"""With fewer neighbours nothing is said."""
NEAR = 3.0
"""A slip is named when undoing it brings the value within this factor of its neighbours."""
FAR = 5.0
"""Tonnes this many times their neighbours, or less than this part of them, are questioned (domain.md §1.8: 83,659 t
against 10,037 t)."""
STEADY_MONTHS = 6
"""So many months whose greatest is less than `FAR` times the least make any other sum as steady as tonnes."""
VERY_STEADY = 2.0
"""The same, where the greatest is no more than this many times the least: a quarter's sum for a month is seen then."""
FAR_OF_STEADY = 2.5
FEWEST_COUNTED = 4
"""Events or 万元 a month in the least of its neighbours: of fewer any number may happen, up to a point:"""
MOST_COUNTED = 10
"""So many, and more than `NEAR` times the most of a year, are asked about: 40 patents where one was the most."""
MOST_TIMES = 1000
"""So many times its neighbours, money is rather in another unit, which `kpi.intake.checks.doubts` asks for."""
SLIPS = (1e3, 1e4, 1e-3, 1e-4)
MINUTES = (60.0, 1 / 60)
"""The slips of hours: minutes written for them, and the other way round."""
Near = list[tuple[int, float]]
Months = dict[int, tuple[float, ...]]
"""Values by month; an actual and a plan of one month are two."""
Place = tuple[str, str]


def known(cells: Sequence[Cell], facts: Facts) -> dict[Place, Months]:
    """What is known of each indicator and scope of the file by month, as given here, as published, or rolled up."""
    series = _series(facts, {(cell.row.indicator, cell.row.scope) for cell in cells})
    _roll_up(facts, cells, series)
    return series


def check(cells: Sequence[Cell], facts: Facts, series: Mapping[Place, Months]) -> Iterator[Issue]:
    """One warning for each value that its twelve months before and after contradict; one for a plan and its actual."""
    found = [(issue, (issue.code, cell.row.indicator, cell.row.scope, cell.row.period))
             for cell, issue in _found(cells, facts, series)]  # fmt: skip
    yield from alike.together([issue for issue, _ in found], {id(issue): kind for issue, kind in found})


def _found(cells: Sequence[Cell], facts: Facts, series: Mapping[Place, Months]) -> Iterator[tuple[Cell, Issue]]:
    middles = {key: median(v for month in s.values() for v in month) for key, s in series.items()}
    for cell in cells:
        key, value = (cell.row.indicator, cell.row.scope), cell.row.value
        if value is None or len(cell.row.period) != 7 or key not in series:
            continue
        if middles[key] and 1 / FAR < value / middles[key] < FAR_OF_STEADY:
            continue
        near = _near(series[key], index(cell.row.period))
        indicator = facts.catalog.indicators[cell.row.indicator]
        own = series[key].get(index(cell.row.period), ())
        planned = sum(1 / FAR_OF_STEADY < each / value < FAR_OF_STEADY for each in own if value) > 1
        found = _slip(cell, value, (near, planned), indicator)
        if found := found or _many(cell, value, near, indicator) or _low(cell, value, near, indicator):
            yield cell, found


def _series(facts: Facts, wanted: set[Place]) -> dict[Place, Months]:
    """Monthly values, actual and plan, by (indicator, scope) and month; a file's figure hides the published one."""
    found: dict[Place, Months] = defaultdict(dict)
    for (kind, indicator, scope, period), cell in facts.cells.items():
        if kind != "action" and cell.row.value is not None and len(period) == 7:
            months = found[indicator, scope]
            months[index(period)] = (*months.get(index(period), ()), cell.row.value)
    for stored in (facts.stored("actual"), *map(facts.stored, PLANS)):
        for (indicator, scope, period), seen in stored.items():
            if (indicator, scope) in wanted and seen.value is not None and len(period) == 7:
                found[indicator, scope].setdefault(index(period), (seen.value,))
    return dict(found)


def _roll_up(facts: Facts, cells: Sequence[Cell], series: dict[Place, Months]) -> None:
    """Add to ``series`` the months that were published in parts only, per line or as what a figure follows from."""
    if facts.book is None or not facts.book.actuals:
        return
    view = View(facts.catalog, facts.book.actuals)
    stored = {index(p): p for _, _, p in facts.book.actuals if len(p) == 7}
    months = defaultdict[Place, set[int]](set)
    for cell in cells:
        if cell.row.value is not None and len(cell.row.period) == 7:
            months[cell.row.indicator, cell.row.scope].add(index(cell.row.period))
    for (key, scope), own in months.items():
        near = [n for n in range(min(own) - WINDOW, max(own) + WINDOW + 1) if n in stored]
        wanting = [n for n in near if n not in series[key, scope]]
        if len(near) - len(wanting) >= STEADY_MONTHS or not _rolls(facts.catalog.indicators[key]):
            continue  # enough of them are kept where they are reported
        for n in wanting:
            rolled = rollup.over(view, key, scope, (Month.parse(stored[n]),))
            if rolled.value is not None and rolled.qualifier == "eq":
                series[key, scope][n] = (rolled.value,)


def _rolls(indicator: Indicator) -> bool:
    return indicator.amount or isinstance(indicator.rule, Ratio | Weighted)


def _near(series: Months, at: int) -> Near:
    """The values within a year of a month with their months; none when they are too few.

    Its own month is no witness: a plan that agrees may be the year's as the figure is the year's so far.
    """
    near = [(n, v) for n in range(at - WINDOW, at + WINDOW + 1) if n != at for v in series.get(n, ())]
    return near if len(near) >= FEWEST else []


def _low(cell: Cell, value: float, near: Near, indicator: Indicator) -> Issue | None:
    """A steady amount that is suddenly a small part of itself: another unit, a lost digit, a zero for no report."""
    values = [v for _, v in near]
    rate = isinstance(indicator.rule, Ratio) and _is_measured(indicator)
    if not near or not (indicator.amount or rate) or not 0 <= value < median(values) / FAR:
        return None
    summed = rate or (isinstance(indicator.rule, Sum) and not indicator.qualified)
    if indicator.unit.key != "t" and not (summed and _steady(near)):
        return None  # a month without events or verified savings is no slip
    usual = limit(float(f"{median(values):.4g}"), indicator.unit, cell.unit)
    return cell.issue("far_below_history", usual=usual, share=f"{100 * value / median(values):.3g}%")


def _steady(near: Near, within: float = FAR) -> bool:
    values = [v for _, v in near]
    return len({n for n, _ in near}) >= STEADY_MONTHS and 0 < max(values) < within * min(values)


def _is_measured(indicator: Indicator) -> bool:
    """Whether an instrument tells it, t/h, g/t or hours run: no count, no money, no percentage, no hours of repairs."""
    if indicator.unit.key == "h" and not (indicator.better == "higher" and isinstance(indicator.rule, Sum)):
        return False  # a year's overhaul comes in one month
    counted = indicator.integer or indicator.qualified or indicator.unit.percent
    return not counted and indicator.unit.key not in ("万元", "元")


def _slip(cell: Cell, value: float, of: tuple[Near, bool], indicator: Indicator) -> Issue | None:
    """What undoing a slip would bring near its neighbours; ``of``: these, and whether plan and actual agree."""
    (near, planned), moved = of, [v for _, v in of[0] if v]
    if not value or len(moved) < FEWEST or not (around := median(moved)):
        return None
    ratio = value / around
    usual = limit(float(f"{around:.4g}"), indicator.unit, cell.unit)
    if indicator.unit.percent:
        if any(1 / 2 < ratio * by < 2 for by in (100, 0.01)):
            likely = value * (100 if ratio < 1 else 0.01)
            return cell.issue("hundredfold_of_history", usual=usual, likely=f"{likely:.6g}%")
        return None
    if ratio <= 0:
        return None
    slips = SLIPS + MINUTES if indicator.unit.key == "h" and _beyond(value, near) else SLIPS
    by = next((by for by in slips if 1 / NEAR < ratio * by < NEAR), None)
    written = indicator.unit.factors.get(cell.unit, 1.0)
    units: dict[str, float] = {indicator.unit.key: 1.0, **indicator.unit.factors}
    spelled = next((unit for unit, size in units.items() if by and isclose(size, by * written)), "")
    if by and spelled:
        meant = limit(plain(value * by), indicator.unit)
        return cell.issue("wrong_unit_of_history", usual=usual, unit=spelled, likely=meant)
    if by:
        return cell.issue("wrong_size_of_history", usual=usual, times=f"{max(ratio, 1 / ratio):.0f}")
    if _is_far(ratio, cell, near, indicator) and (ratio > FAR or not planned):  # a plan that doubles is a ramp
        return cell.issue("far_from_history", usual=usual, times=f"{ratio:.3g}" if ratio < 100 else f"{ratio:.0f}")
    return None


def _many(cell: Cell, value: float, near: Near, indicator: Indicator) -> Issue | None:
    """So many events as no month of a known year had by far; 3 after none are not."""
    known = indicator.integer and indicator.amount and len({n for n, _ in near}) >= STEADY_MONTHS
    if not known or value < MOST_COUNTED or value <= NEAR * (most := max(v for _, v in near)):
        return None
    return cell.issue("far_above_counts", most=limit(most, indicator.unit, cell.unit))


def _beyond(value: float, near: Near) -> bool:
    """Whether no neighbour comes near a value: a month with an overhaul or a breakdown has its like in another year."""
    values = [v for _, v in near]
    return value > NEAR * max(values) or (_steady(near) and value < min(values) / NEAR)


def _is_far(ratio: float, cell: Cell, near: Near, indicator: Indicator) -> bool:
    """Whether so many times its neighbours is too much for what is counted or measured.

    A year's overhaul comes in one month: of planned stops the same month of another year must be known.
    """
    if ratio > FAR_OF_STEADY and indicator.amount and _is_measured(indicator) and _steady(near, VERY_STEADY):
        return True
    if ratio <= FAR or indicator.unit.key == "t":
        return ratio > FAR
    if indicator.unit.key == "h" and not _is_measured(indicator):
        months, at = {n for n, _ in near}, index(cell.row.period)
        whole = indicator.better == "lower" or not months.isdisjoint((at - WINDOW, at + WINDOW))
        return whole and len(months) >= STEADY_MONTHS and _beyond(cell.row.value or 0.0, near)
    counted = indicator.amount and ratio < MOST_TIMES and min(v for _, v in near) >= FEWEST_COUNTED
    within = VERY_STEADY if indicator.qualified else FAR  # what is verified of savings may come at once
    return (_is_measured(indicator) or counted) and _steady(near, within)


def index(period: str) -> int:
    month = Month.parse(period)
    return month.year * 12 + month.number


def period_of(number: int) -> str:
    """The period of an `index`."""
    return str(Month((number - 1) // 12, (number - 1) % 12 + 1))
