"""Months of nothing: 0, 0, 85 is a plant that stood still, or one that was not reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.intake.words.units import QUANTITIES
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Words

_SEVERAL = 2


_OF_SIZE = frozenset(("far_below_history", "implausible"))
"""What else would be asked of a cell that says 0."""


def settle(issues: Sequence[Issue], cells: Sequence[Cell], catalog: Catalog) -> list[Issue]:
    """The issues and one question for all quantities of a file that are 0 in several months.

    It asks of these cells, and of rates that are 0 in the same months, instead of what their size is asked for.
    """
    zero = [cell for cell in cells if cell.row.kind == "actual" and cell.row.value == 0]
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in zero:
        indicator = catalog.indicators[cell.row.indicator]
        if indicator.amount and indicator.unit.key in QUANTITIES:
            found[cell.row.indicator, cell.row.scope].append(cell)
    several = [c for own in found.values() if len({c.row.period for c in own}) >= _SEVERAL for c in own]
    if not several:
        return list(issues)
    still = {(cell.row.scope, cell.row.period) for cell in several}
    within = {_place(cell): cell for cell in zero if (cell.row.scope, cell.row.period) in still}
    taken = [issue for issue in issues if issue.code in _OF_SIZE and (issue.sheet, issue.line, issue.column) in within]
    asked = [*several, *(within[issue.sheet, issue.line, issue.column] for issue in taken)]
    named = [catalog.indicators[key].name for key in dict.fromkeys(cell.row.indicator for cell in asked)]
    names = Words("、".join(n.zh for n in named), ", ".join(n.en for n in named))
    months = shown("、".join(sorted({cell.row.period for cell in several})), longest=200)
    question = several[0].issue("zero_months", indicators=names, months=months)
    rest = [issue for issue in issues if not any(issue is other for other in taken)]
    return [*rest, replace(question, each=tuple(taken))]


def _place(cell: Cell) -> tuple[str, int | None, str]:
    return cell.row.sheet, cell.row.line, cell.heading
