"""Rates written as fractions where 100 % is the normal top: 0.98 of all work done on time is not 0.98 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from statistics import median

from kpi.intake.checks import alike
from kpi.intake.checks.doubts import Place, settled
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import plain
from kpi.intake.words.figures import limit
from kpi.model import Book, Catalog, Indicator
from kpi.reading import Issue
from kpi.rule import Last, Ratio
from kpi.unit import Words

_LOW = 50.0
"""What is done on time is more than this, in %, or would be said with its sign."""
HIGH = 20.0
"""Figures above it show that an indicator is written in %, and that a lone 0.98 beside them is not."""


def check(cells: Sequence[Cell], catalog: Catalog, book: Book | None, asked: Collection[Place]) -> Iterator[Issue]:
    """One warning for each figure of at most 1 %; none for cells that were ``asked`` about already.

    A plausible range knows more (`kpi.intake.checks.limits`); this is for the rates that have none.
    """
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if _counts(cell, catalog.indicators[cell.row.indicator]):
            found[cell.row.indicator].append(cell)
    for key, own in found.items():
        indicator, values = catalog.indicators[key], [c.row.value or 0.0 for c in own]
        if counted := _counted(own, indicator, catalog, book):
            yield alike.joined(counted)
            continue
        if not any(0 < value <= 1 for value in values):
            continue
        free = [c for c in own if _small(c) and (c.row.sheet, c.row.line, c.heading) not in asked]
        for cell in (c for c in free if not settled(c, book)):
            if max(values) <= 1 and min(values) >= 0 and _full(indicator):
                yield cell.issue("rate_as_fraction", likely=_likely(cell))
            elif not indicator.milestone and (usual := _apart(cell, values)):
                yield cell.issue("hundredfold_of_others", usual=limit(usual, indicator.unit), likely=_likely(cell))


def _counted(own: Sequence[Cell], indicator: Indicator, catalog: Catalog, book: Book | None) -> list[Issue]:
    """The questions about figures like 12 and 12 for meetings held on time: the counts that the rate is made of."""
    rule = indicator.rule
    of = [catalog.indicators[term.key] for term in (*rule.bottom, *rule.top)] if isinstance(rule, Ratio) else []
    if not of or not _full(indicator) or not all(each.integer for each in of):
        return []
    counts = Words("、".join(each.name.zh for each in of), ", ".join(each.name.en for each in of))
    like = [c for c in own if c.bare and "%" not in plain(c.found) and _is_count(c.row.value or 0.0)]
    usual = [o.value for (key, *_), o in (book.actuals.items() if book else ()) if key == indicator.key]
    known = any(value is not None and _is_count(value) for value in usual)  # a plant may well be so low
    every = like and len(like) == len(own) and not known
    return [cell.issue("rate_like_count", counts=counts) for cell in like] if every else []


def _is_count(value: float) -> bool:
    return 1 < value < _LOW and value == int(value)


def _counts(cell: Cell, indicator: Indicator) -> bool:
    """Whether a cell is a percentage as a number; the word 已完成 is one too, but nobody typed its size."""
    said = cell.row.text and cell.row.qualifier == "eq"
    rate = indicator.unit.percent and indicator.plausible is None
    return rate and cell.row.kind != "action" and cell.row.value is not None and not said


def _small(cell: Cell) -> bool:
    """At most 1 %, and neither its unit nor a sign in the cell says what it is."""
    return 0 < (cell.row.value or 0.0) <= 1 and not cell.unit and "%" not in plain(cell.found)


def _full(indicator: Indicator) -> bool:
    """Whether all of it is the normal top: what is done on time or used, never a grade or a rate of failures."""
    return indicator.better == "higher" and indicator.hard[1] == 100 and isinstance(indicator.rule, Ratio | Last)


def _apart(cell: Cell, values: Sequence[float]) -> float:
    """What the others are about, where they are a hundred times the cell's own; else 0."""
    high = [value for value in values if value > HIGH]
    usual = median(high) if high else 0.0
    return float(f"{usual:.4g}") if 1 / 2 < usual / (100 * (cell.row.value or 1.0)) < 2 else 0.0


def _likely(cell: Cell) -> str:
    return f"{100 * (cell.row.value or 0.0):.6g}%"
