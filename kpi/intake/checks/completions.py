"""A 完成率 beside what it is worked out from; where that is the year's plan, the figure may be the year so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.checks.controls import Controls
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import COMPUTED
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.figures import limit
from kpi.intake.words.numbers import Number
from kpi.model import PLANS
from kpi.reading import Issue

_YEARS = re.compile("全年|年度|[本当]年|年(?:计划|任务|目标|完成|预算)")
_SPAN = re.compile(r"\d+月?\s*[-—–~～至到]\s*\d+月|\d+个月|半年|季|旬|周|截[至止]")
"""Words over a rate that is of several months or of days: it says nothing of the month's figure."""
_OF_MONTH = re.compile(r"[本当单]月|月度|\d月|[本当]期")
_MOST_FRACTION = 5.0
"""A rate above it is no fraction: 5 would be five times the plan."""


@dataclass(frozen=True, slots=True)
class _Rate:
    """A completion rate as a cell says it, in % with half its last digit; without a sign it may be a fraction."""

    said: str
    heading: str
    value: float
    half: float
    signed: bool

    def is_(self, quotient: float, spread: float) -> bool:
        """Whether it is a quotient (1 is 100 %) of figures whose rounding leaves ``spread`` of it open.

        Rates are as often cut off as rounded, so that a whole last digit is left to them.
        """
        if not quotient:
            return abs(self.value) <= 2 * self.half
        wanted = 100 * quotient
        sizes = (1.0, 100.0) if not self.signed and self.value <= _MOST_FRACTION else (1.0,)
        return any(abs(self.value * by - wanted) <= 2 * self.half * by + wanted * spread + 1e-9 for by in sizes)


def check(controls: Controls, monthly: Iterable[int], *, titled: bool) -> Iterator[Issue]:
    """Rates that are not done ÷ planned, and actuals that only a year's plan stands beside.

    ``monthly``: the columns (from 1) whose headings call them the month's own; ``titled``: whether the month is said
    around the table only, so that no row says of itself that it is a month's.
    """
    told, sure = set[tuple[str, ...]](), set(monthly)
    for place, said in controls.rates.items():
        if _SPAN.search(normal(controls.heads[place])):
            continue
        for line in controls.rows:
            rate = _rate(controls.heads[place], line, place)
            own = controls.beside(line, place, said, COMPUTED) if rate else []
            own = [cell for cell in own if not controls.catalog.indicators[cell.row.indicator].milestone]
            if rate and len(own) == 1 and not _summed_between(controls, line, own[0].row.column, place):
                found = _of_rate(controls, line, (own[0], rate), sure=own[0].row.column in sure)
                if found:
                    told.add(own[0].row.cell)
                    yield found
    if titled:
        yield from (_alone(controls, cell) for cell in _beside_year(controls, sure) if cell.row.cell not in told)


def _of_rate(controls: Controls, line: Line, of: tuple[Cell, _Rate], *, sure: bool) -> Issue | None:
    cell, rate = of
    done, whole = cell.row.value or 0.0, _YEARS.search(normal(rate.heading))
    month, year = (plan_of(controls, line, cell, n) for n in (7, 4))
    better = controls.catalog.indicators[cell.row.indicator].better
    if month and not whole and _fits(rate, cell, month, higher=better == "higher"):
        return None
    sums = [total for place in controls.sums if (total := controls.total(line, place, cell))]
    if year and _fits(rate, cell, year, higher=True):
        apart = sure or sums or cell.row.period.endswith("-01") or _several(controls, cell)
        return None if apart else _perhaps_sum(controls, cell, year, rate)
    plans = [plan.row.value for plan in (month, year) if plan and plan.row.value]
    values = [total.value for total in sums]
    others = ((top, bottom) for top in (*values, done) for bottom in (*plans, *values) if bottom and top != bottom)
    if whole or not month or any(rate.is_(top / bottom, 0.01) for top, bottom in others if top in values):
        return None
    unit = controls.catalog.indicators[cell.row.indicator].unit
    planned = month.row.value or 0.0
    return cell.issue("rate_unlike", heading=rate.heading, rate=rate.said, plan=limit(planned, unit, cell.unit),
                      done=limit(done, unit, cell.unit), quotient=_percent(done / planned))  # fmt: skip


def _fits(rate: _Rate, cell: Cell, plan: Cell, *, higher: bool) -> bool:
    """Whether a rate is done ÷ planned; where less is better, also what is usual for that (domain.md §2)."""
    done, planned = cell.row.value or 0.0, plan.row.value or 0.0
    quotient, spread = done / planned, cell.half / abs(done or 1.0) + plan.half / abs(planned)
    ways = [quotient]
    if not higher:
        ways += [2 - quotient, *([1 / quotient] if quotient else []), *([1.0] if quotient <= 1 else [])]
    return any(rate.is_(way, spread) for way in ways)


def _perhaps_sum(controls: Controls, cell: Cell, plan: Cell, rate: _Rate) -> Issue:
    unit = controls.catalog.indicators[cell.row.indicator].unit
    return cell.issue("perhaps_year_so_far", heading=rate.heading, rate=rate.said, month=cell.row.period,
                      name=controls.catalog.indicators[cell.row.indicator].name,
                      plan=limit(plan.row.value or 0.0, unit, cell.unit))  # fmt: skip


def _alone(controls: Controls, cell: Cell) -> Issue:
    indicator = controls.catalog.indicators[cell.row.indicator]
    plan = next(c for c in controls.own.lines[cell.row.line] if _is_years(c, cell))
    told = limit(plan.row.value or 0.0, indicator.unit, cell.unit)
    return cell.issue("only_years_plan", name=indicator.name, month=cell.row.period, plan=told)


def _beside_year(controls: Controls, sure: set[int]) -> Iterator[Cell]:
    """The actuals under no word for a month with a year's plan in their row and neither a month's nor a total."""
    for line in controls.rows:
        cells = controls.own.lines.get(line.number, ())
        plans = [cell for cell in cells if cell.row.kind in PLANS]
        if not plans or any(len(cell.row.period) == 7 for cell in plans):
            continue
        if any(_is_figure(line, place) for place in controls.sums):
            continue
        for cell in cells:
            plain_ = cell.row.kind == "actual" and cell.row.value and not cell.row.period.endswith("-01")
            summed = controls.catalog.indicators[cell.row.indicator].amount
            if plain_ and summed and cell.row.column not in sure and any(_is_years(p, cell) for p in plans):
                yield cell


def plan_of(controls: Controls, line: Line, cell: Cell, length: int, *, nought: bool = False) -> Cell | None:
    """The plan of a figure in its own row, of the month (``length`` 7) or of the year (4); 0 only where asked for."""
    same = cell.row.indicator, cell.row.scope
    plans = (
        c
        for c in controls.own.lines.get(line.number, ())
        if c.row.kind == "plan" and (c.row.value or (nought and c.row.value == 0))
    )
    return next((c for c in plans if (c.row.indicator, c.row.scope) == same and len(c.row.period) == length), None)


def _is_years(plan: Cell, cell: Cell) -> bool:
    same = (plan.row.indicator, plan.row.scope) == (cell.row.indicator, cell.row.scope)
    return plan.row.kind in PLANS and same and len(plan.row.period) == 4


def _several(controls: Controls, cell: Cell) -> bool:
    """Whether the table gives other months of the figure too; running totals among them are seen otherwise."""
    cells = (c for line in controls.own.lines.values() for c in line if c.row.kind == "actual")
    same = ((c.row.indicator, c.row.scope, c.row.period) for c in cells)
    return any(each[:2] == (cell.row.indicator, cell.row.scope) and each[2] != cell.row.period for each in same)


def _summed_between(controls: Controls, line: Line, own: int, rate: int) -> bool:
    """Whether a running total stands nearer at a rate's left than its own figure: the rate is the total's."""
    return any(own <= place < rate and _is_figure(line, place) for place in controls.sums)


def _is_figure(line: Line, place: int) -> bool:
    text = plain(line.cells[place]) if place < len(line.cells) else ""
    return bool(text) and isinstance(numbers.read(text), Number)


def _rate(heading: str, line: Line, place: int) -> _Rate | None:
    text = plain(line.cells[place]) if place < len(line.cells) else ""
    number = numbers.read(text) if text and not numbers.missing(text) else None
    if not isinstance(number, Number) or number.qualifier != "eq" or (number.unit and not number.percent):
        return None
    return _Rate(
        shown(text), shown(plain(heading)), float(number.value), float(number.half), number.percent or "%" in heading
    )


def _percent(quotient: float) -> str:
    return f"{100 * quotient:.4g}%"


def of_months(heads: Sequence[Sequence[str]]) -> set[int]:
    """The columns (from 1) whose headings call their figures a month's own."""
    return {place for place, texts in enumerate(heads, 1) if _OF_MONTH.search(normal("".join(texts)))}
