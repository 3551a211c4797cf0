"""The rules a file's figures must keep, from single cells to whole years; errors refuse, warnings ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpi.intake.checks import (
    alike,
    balance,
    clock,
    completeness,
    computed,
    copied,
    doubts,
    exchanged,
    fractions,
    history,
    limits,
    masses,
    means,
    milestones,
    overhauls,
    ownyear,
    plans,
    remainders,
    running,
    twins,
    unusual,
    yearplans,
    years,
    yearsizes,
    zeros,
)
from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell, Cells
from kpi.intake.words.cleaning import Arg
from kpi.model import Book, Catalog
from kpi.period import Calendar
from kpi.reading import Issue
from kpi.unit import Sentence

_SIZED = frozenset(("looks_like_fraction", "looks_like_hundredfold", "implausible", "above_capacity", "above_hourly"))
_SIZES = frozenset((
    "hundredfold_of_history", "wrong_unit_of_history", "wrong_size_of_history", "far_from_history",
    "far_below_history", "far_above_counts",
))  # fmt: skip
"""The questions about a cell's size: from what is plausible, and from its neighbours in time."""
SIZE = _SIZED | _SIZES | {"low_together"}


@dataclass(frozen=True, slots=True)
class Checked:
    """Each cell once, and what is wrong or odd about them."""

    cells: tuple[Cell, ...]
    issues: tuple[Issue, ...]
    said: tuple[Sentence, ...] = ()


def check(read: Cells, catalog: Catalog, book: Book | None, today: date | None = None) -> Checked:
    """All checks of domain.md §1 on the readable cells.

    What looks at a file as a whole waits until every cell can be read: an unreadable month is not a missing one.
    Nor may published figures stand in, in a balance, for cells that this file gives unreadably.
    """
    cells, repeated = _repeats(read.good)
    facts = Facts(cells, catalog, book)
    certain = facts if not read.issues else Facts(cells, catalog, None)
    series = history.known(cells, facts)
    contradictions = [*balance.check(certain), *masses.check(certain)]
    issues = [
        *repeated,
        *plans.ranges(facts),
        *plans.strict(facts),
        *yearplans.check(facts),
        *yearsizes.check(facts),
        *limits.check(cells, catalog, book.calendar if book else Calendar()),
        *history.check(cells, facts, series),
        *exchanged.check(facts, series),
        *copied.check(facts),
        *twins.check(facts),
        *milestones.check(facts),
        *(problem.issue for problem in contradictions),
        *masses.parts(certain),
        *remainders.check(certain),
        *years.check(cells, book, today),
    ]
    sized = {(i.sheet, i.line, i.column) for i in issues if i.code in _SIZED | _SIZES}
    issues += computed.check(certain, contradictions, sized)
    asked = {(i.sheet, i.line, i.column) for i in issues if i.code in _SIZED | _SIZES}
    issues += doubts.check(cells, catalog, book, asked)
    issues += fractions.check(cells, catalog, book, asked)
    months = unusual.around(facts)
    issues += clock.check(facts, months, _cited(issues))
    issues += unusual.check(facts, months, issues)
    if not read.issues:
        issues += completeness.check(facts)
    issues += means.check(certain, _cited(issues))
    issues += ownyear.check(certain, contradictions, _cited(issues))
    low = overhauls.settle(zeros.settle(tuple(_once(issues)), cells, catalog), cells, catalog)
    settled = alike.slips(running.settle(low, facts), cells)
    return Checked(tuple(cells), tuple(settled), tuple(plans.told(facts)))


def _cited(issues: list[Issue]) -> frozenset[computed.Cited]:
    return frozenset((each.sheet, each.line, each.column) for issue in issues for each in (issue, *issue.each))


def _repeats(cells: list[Cell]) -> tuple[list[Cell], list[Issue]]:
    """The first of each cell; a second one is a warning, with another value an error.

    A year's plan in its own column repeats on every month's row; that is no question.
    """
    first: dict[tuple[str, ...], Cell] = {}
    issues = []
    for cell in cells:
        before = first.setdefault(cell.row.cell, cell)
        if before is cell:
            continue
        same = _said(before) == _said(cell)
        if not same or before.row.column != cell.row.column or len(cell.row.period) != 4:
            code, severity = ("repeated", "warning") if same else ("contradicts", "error")
            if not same and (before.row.sheet, before.row.line) == (cell.row.sheet, cell.row.line):  # 计划 beside 目标
                issues.append(
                    cell.issue("contradicts_beside", "error", head=before.heading, other=before.found, own=cell.heading)
                )
                continue
            told: dict[str, Arg] = {"line": before.row.line, "other": before.found}
            if not same and before.row.sheet != cell.row.sheet:
                code, told["sheet"] = "contradicts_sheet", before.row.sheet
            issues.append(cell.issue(code, severity, **told))
    return list(first.values()), issues


def _said(cell: Cell) -> tuple[object, ...]:
    return cell.row.value, cell.row.qualifier, cell.row.text, cell.row.stage


def _once(issues: list[Issue]) -> Iterator[Issue]:
    """One question a cell about its size: the first, from its plausible range, says more than its history."""
    seen = {(i.sheet, i.line, i.column) for i in issues if i.code in _SIZED}
    for issue in issues:
        if (
            issue.code not in _SIZES
            or (issue.sheet, issue.line, issue.column) not in seen
            or issue.code == "wrong_unit_of_history"
        ):
            yield issue
