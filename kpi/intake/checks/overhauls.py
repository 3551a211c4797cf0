"""A month in which much is low together stood still for one reason, 大修 or 停产: one question for all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import Arg, shown
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Words

_LOW = "far_below_history"
_STOPPED = re.compile("大修|[检年]修|停[产机车电]")
_ALIKE = 2.0
"""Shares of what is usual, the greatest no more than so many times the least, have one cause."""


def settle(issues: Sequence[Issue], cells: Sequence[Cell], catalog: Catalog) -> list[Issue]:
    """The issues, those of a month's low figures as one where a remark says why, or where all are low alike."""
    at: dict[tuple[str, int | None, str], Cell] = {(c.row.sheet, c.row.line, c.heading): c for c in cells}
    months = defaultdict[str, list[tuple[Issue, Cell]]](list)
    for issue in issues:
        cell = at.get((issue.sheet, issue.line, issue.column)) if issue.code == _LOW else None
        if cell and cell.row.kind == "actual" and cell.row.value:  # what is 0 may be no figure at all
            months[cell.row.period].append((issue, cell))
    noted = {cell.row.period for cell in cells if _STOPPED.search(cell.row.note)}
    found = {id(own[0][0]): _joined(period, own, catalog) for period, own in months.items()
             if len(own) > 1 and (period in noted or _alike([issue for issue, _ in own]))}  # fmt: skip
    taken = {id(each) for one in found.values() for each in one.each}
    return [found.get(id(issue), issue) for issue in issues if id(issue) in found or id(issue) not in taken]


def _share(issue: Issue) -> float:
    return float(str(issue.args["share"]).rstrip("%"))


def _alike(issues: Sequence[Issue]) -> bool:
    shares = list(map(_share, issues))
    return max(shares) <= _ALIKE * min(shares)


def _joined(period: str, own: Sequence[tuple[Issue, Cell]], catalog: Catalog) -> Issue:
    first, each = own[0][0], tuple(issue for issue, _ in own)
    names = dict.fromkeys(catalog.indicators[cell.row.indicator].name for _, cell in own)
    called = Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))
    low, high = (f"{bound(map(_share, each)):.3g}%" for bound in (min, max))
    told: dict[str, Arg] = {"month": period, "count": len(own), "indicators": called, "low": low, "high": high}
    quoted = shown("、".join(issue.found for issue in each), longest=60)
    return replace(first, code="low_together", found=quoted, args=told, each=each)
