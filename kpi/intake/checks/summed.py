"""What months across or ten days of a month come to: 合计, 全年 and 1-10月 beside months, 上旬, 中旬 and 下旬."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.checks.controls import Controls, Total, from_january
from kpi.intake.headings.aside import Heard, heard
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import DAYS, MEAN, SUM
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.figures import limit
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_NOISE = 1e-9
_YEAR = 12
_TEN = re.compile("(.*)([上中下])旬(.*)")


def check(controls: Controls, names: Vocabulary) -> Iterator[Issue]:
    """The questions about amounts and counts that do not make the sum beside them."""
    for place, said in (controls.sums | controls.wholes).items():
        for line in controls.rows:
            own = controls.across(line, place, said, MEAN if said.summed else SUM)
            total = controls.total(line, place, own[0]) if len(own) > 1 else None
            if total:
                yield from _across(controls, own, total, place)
    yield from _ten_days(controls, names)


def _across(controls: Controls, own: Sequence[Cell], total: Total, place: int) -> Iterator[Issue]:
    """Months across beside their sum: none is above it, and one of the runs that it may be of makes it."""
    most = max(own, key=lambda cell: cell.row.value or 0.0)
    runs = [run for run in _runs(controls, own, place) if len(run) > 1]
    sums = [(sum(cell.row.value or 0.0 for cell in run), sum(map(controls.open, run)), run) for run in runs]
    open_ = total.half + _NOISE * abs(total.value)
    if place in controls.sums and (most.row.value or 0.0) > total.value + open_ + controls.open(most):
        yield most.issue("month_over_sum", heading=total.heading, total=total.said)
    elif sums and all(abs(added - total.value) > open_ + half for added, half, _ in sums):
        added, _, run = sums[0]
        ordered = sorted(run, key=lambda cell: cell.row.period)
        made = limit(float(f"{added:.10g}"), controls.catalog.indicators[most.row.indicator].unit, most.unit)
        yield run[-1].issue("months_unlike_sum", heading=total.heading, total=total.said,
                            first=ordered[0].row.period, last=ordered[-1].row.period, added=made)  # fmt: skip


def _runs(controls: Controls, own: Sequence[Cell], place: int) -> list[Sequence[Cell]]:
    """The months that a sum may be of: those before it since another, all before or behind it, or all.

    A sum so far is of January to the last, and a year's is of all of them.
    """
    if place in controls.wholes and controls.wholes[place].summed:
        before = [cell for cell in own if cell.row.column <= place]
        last = max((at for at in controls.wholes if at < place), default=-1)
        return [[c for c in before if c.row.column > last + 1], before, [c for c in own if c not in before], own]
    return [own] if from_january(own) and (place in controls.sums or len(own) == _YEAR) else []


def _ten_days(controls: Controls, names: Vocabulary) -> Iterator[Issue]:
    """A month that its three parts of ten days do not make."""
    parts = defaultdict[tuple[str, str], dict[str, int]](dict)
    for place, heading in enumerate(controls.heads):
        if place + 1 not in controls.own.columns and (found := _TEN.fullmatch(normal(heading))):
            parts[found[1], found[3]][found[2]] = place
    for places in (list(each.values()) for each in parts.values() if len(each) == len("上中下")):
        said = heard(controls.heads[places[-1]], names)
        for line in controls.rows if said else ():
            if said and (found_ := _of_ten_days(controls, line, places, said)):
                yield found_


def _of_ten_days(controls: Controls, line: Line, places: Sequence[int], said: Heard) -> Issue | None:
    own = [cell for cell in controls.beside(line, places[-1], said, DAYS) if controls.adds(cell)]
    totals = [total for at in places if len(own) == 1 and (total := controls.total(line, at, own[0]))]
    if len(totals) < len(places):
        return None
    added, open_ = sum(each.value for each in totals), sum(each.half for each in totals) + controls.open(own[0])
    if abs(added - (own[0].row.value or 0.0)) <= open_ + _NOISE * added:
        return None
    made = limit(float(f"{added:.10g}"), controls.catalog.indicators[own[0].row.indicator].unit, own[0].unit)
    heads = shown("、".join(plain(controls.heads[at]) for at in places), longest=60)
    return own[0].issue("days_unlike_month", headings=heads, added=made)
