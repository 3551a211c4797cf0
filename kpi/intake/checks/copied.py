"""Figures that are another's to the last digit: a report copied from the month before, a plan copied to the actual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.model import Kind
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Last

_DIGITS = 3
"""So many of a figure, zeros at its end apart, make it unlikely to come again by chance; 100 % and 12 often do."""
_FEWEST = 4
"""So many figures alike are asked about where they are at least half of a month's; three where they are all."""
_OF_PLANS = 2
"""Of a plan that was copied so many figures tell, where no other is unlike: nothing is reached to the last digit."""
_SHOWN = 4


def check(facts: Facts) -> Iterator[Issue]:
    """At most one question for a month whose figures are the month before's, and one where they are all the plan's."""
    months = defaultdict[str, list[Cell]](list)
    for (kind, key, _, period), cell in facts.cells.items():
        exact = cell.row.value is not None and cell.row.qualifier == "eq" and len(period) == 7
        if kind == "actual" and exact and not isinstance(facts.catalog.indicators[key].rule, Last):
            months[period].append(cell)
    for period, cells in months.items():
        before = str(Month.parse(period).previous)
        told = [cell for cell in cells if _told(cell)]
        alike, others = _parted(facts, told, "actual", before)
        if len(alike) >= (_FEWEST if others else _FEWEST - 1) and len(alike) >= len(others):
            yield _asked(alike, "copied_from_before", month=period, before=before)
        alike, others = _parted(facts, cells, "plan", period)
        if len(alike) > _OF_PLANS and not others and sum(map(_told, alike)) >= _OF_PLANS:
            yield _asked(alike, "copied_from_plan", month=period)


def _parted(facts: Facts, cells: Sequence[Cell], kind: Kind, period: str) -> tuple[list[Cell], list[Cell]]:
    """The cells that are what is known of a period, and those that are not; of others nothing is known."""
    alike, others = list[Cell](), list[Cell]()
    for cell in cells:
        if seen := facts.known(cell.row.indicator, cell.row.scope, period, kind):
            (alike if cell.row.value == seen.value else others).append(cell)
    return alike, others


def _told(cell: Cell) -> bool:
    return len(f"{abs(cell.row.value or 0.0):.10g}".replace(".", "").strip("0")) >= _DIGITS


def _asked(alike: Sequence[Cell], code: str, **told: str) -> Issue:
    figures = "、".join(cell.found for cell in alike[:_SHOWN]) + ("…" if len(alike) > _SHOWN else "")
    return alike[0].issue(code, count=len(alike), figures=shown(figures, longest=80), **told)
