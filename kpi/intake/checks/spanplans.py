"""A plan under 本年 beside an actual under 本年 is the plan so far, not the whole year's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.checks.completions import plan_of
from kpi.intake.checks.controls import Controls, Total
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import SUM, left_as
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.figures import limit
from kpi.model import PLANS
from kpi.reading import Issue

_PLANNED = re.compile("计划|目标|任务|预算")
_KIND = re.compile(f"{_PLANNED.pattern}|实际|实绩|完成|[数值]")


def check(controls: Controls) -> Iterator[Issue]:
    """The questions about plans read as a year's whose size is that of the months so far.

    A plan of the whole year leaves the rest of the months to do; in December both are the same.
    """
    heads = ((place, normal(head)) for place, head in enumerate(controls.heads) if left_as(head) == SUM)
    sums = {place: _KIND.sub("", head) for place, head in heads if not _PLANNED.search(head)}
    for line in controls.rows if sums else ():
        for cell in controls.own.lines.get(line.number, ()):
            if cell.row.kind not in PLANS or len(cell.row.period) != 4 or not cell.row.value:
                continue
            said = _KIND.sub("", normal(controls.heads[cell.row.column - 1]))
            place = next((at for at, word in sums.items() if said and word == said), None)
            own = _own(controls, line, cell)
            done = controls.total(line, place, cell) if place is not None and own else None
            if own and done and _is_so_far(controls, line, own, (cell.row.value, done)):
                unit = controls.catalog.indicators[cell.row.indicator].unit
                heading = shown(plain(controls.heads[cell.row.column - 1]))
                yield cell.issue("plan_so_far", heading=heading, plan=limit(cell.row.value, unit, cell.unit),
                                 beside=done.heading, done=done.said, year=cell.row.period)  # fmt: skip


def _own(controls: Controls, line: Line, plan: Cell) -> Cell | None:
    """The month's actual that a year's plan stands beside."""
    amount = controls.catalog.indicators[plan.row.indicator].amount
    same = (c for c in controls.own.lines[line.number] if c.row.indicator == plan.row.indicator)
    found = [c for c in same if c.row.kind == "actual" and c.row.scope == plan.row.scope and len(c.row.period) == 7]
    return found[0] if amount and len(found) == 1 else None


def _is_so_far(controls: Controls, line: Line, own: Cell, of: tuple[float, Total]) -> bool:
    """Whether a plan is nearer to that of the months so far than of twelve, by what was done or the month's plan."""
    planned, done = of
    month = int(own.row.period[5:])
    monthly = plan_of(controls, line, own, 7)
    few = bool(monthly and monthly.row.value and planned / monthly.row.value < (month + 12) / 2)
    return month < 12 and (few or done.value / planned > (month + 12) / 24)
