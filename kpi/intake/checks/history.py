"""A value beside its own neighbours in time: the slip of a unit, of a decimal point, of a digit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median

from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import PLANS, Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Ratio, Sum

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
SLIPS = (1e3, 1e4, 1e-3, 1e-4)
Series = Mapping[int, tuple[float, ...]]


def check(cells: list[Cell], facts: Facts) -> Iterator[Issue]:
    """One warning for each value that its twelve months before and after contradict."""
    wanted = {(cell.row.indicator, cell.row.scope) for cell in cells}
    series = _series(facts, wanted)
    middles = {key: median(v for month in s.values() for v in month) for key, s in series.items()}
    for cell in cells:
        key, value = (cell.row.indicator, cell.row.scope), cell.row.value
        if value is None or len(cell.row.period) != 7 or key not in series:
            continue
        if middles[key] and 1 / FAR < value / middles[key] < FAR:
            continue
        near = _near(series[key], _index(cell.row.period), value)
        indicator = facts.catalog.indicators[cell.row.indicator]
        if found := _slip(cell, value, near, indicator) or _low(cell, value, near, indicator):
            yield found


def _series(facts: Facts, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Series]:
    """Monthly values, actual and plan, by (indicator, scope) and month; a file's figure hides the published one."""
    found: dict[tuple[str, str], dict[int, tuple[float, ...]]] = defaultdict(dict)
    for (kind, indicator, scope, period), cell in facts.cells.items():
        if kind != "action" and cell.row.value is not None and len(period) == 7:
            months = found[indicator, scope]
            months[_index(period)] = (*months.get(_index(period), ()), cell.row.value)
    for stored in (facts.stored("actual"), *map(facts.stored, PLANS)):
        for (indicator, scope, period), seen in stored.items():
            if (indicator, scope) in wanted and seen.value is not None and len(period) == 7:
                found[indicator, scope].setdefault(_index(period), (seen.value,))
    return dict(found)


def _near(series: Series, at: int, value: float) -> list[tuple[int, float]]:
    """The values within a year of a month with their months, the value itself apart; none when they are too few."""
    near = [(n, v) for n in range(at - WINDOW, at + WINDOW + 1) for v in series.get(n, ())]
    if (at, value) in near:
        near.remove((at, value))
    return near if len(near) >= FEWEST else []


def _low(cell: Cell, value: float, near: list[tuple[int, float]], indicator: Indicator) -> Issue | None:
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


def _steady(near: list[tuple[int, float]]) -> bool:
    values = [v for _, v in near]
    return len({n for n, _ in near}) >= STEADY_MONTHS and 0 < max(values) < FAR * min(values)


def _is_measured(indicator: Indicator) -> bool:
    """Whether an instrument tells it, t/h, g/t or hours run: no count, no money, no percentage, no hours of repairs."""
    if indicator.unit.key == "h" and not (indicator.better == "higher" and isinstance(indicator.rule, Sum)):
        return False  # a year's overhaul comes in one month
    counted = indicator.integer or indicator.qualified or indicator.unit.percent
    return not counted and indicator.unit.key not in ("万元", "元")


def _slip(cell: Cell, value: float, near: list[tuple[int, float]], indicator: Indicator) -> Issue | None:
    moved = [v for _, v in near if v]
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
    by = next((by for by in SLIPS if 1 / NEAR < ratio * by < NEAR), None)
    spelled = next((unit for unit, size in indicator.unit.factors.items() if size == by), "")
    if by and spelled:
        return cell.issue("wrong_unit_of_history", usual=usual, unit=spelled, likely=limit(value * by, indicator.unit))
    if by:
        return cell.issue("wrong_size_of_history", usual=usual, times=f"{max(ratio, 1 / ratio):.0f}")
    if ratio > FAR and (indicator.unit.key == "t" or (_is_measured(indicator) and _steady(near))):
        return cell.issue("far_from_history", usual=usual, times=f"{ratio:.3g}" if ratio < 100 else f"{ratio:.0f}")
    return None


def _index(period: str) -> int:
    month = Month.parse(period)
    return month.year * 12 + month.number
