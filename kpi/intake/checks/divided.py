"""#DIV/0! of a line that stood still is no figure; any other is a broken formula."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.headings import normal
from kpi.intake.checks.limits import ORE
from kpi.intake.headings.cells import Cell, Cells
from kpi.intake.words.cleaning import shown
from kpi.intake.words.numbers import DIVIDED
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.rule import Ratio
from kpi.unit import Words


def settle(read: Cells, catalog: Catalog) -> list[Issue]:
    """One question for the rates whose divisor is 0, or openly missing, in the same month and scope; others refused.

    A recovery is divided by the metal in the feed, which is worked out from the ore milled (domain.md §1.2).
    """
    divided = [cell for cell in read.good if normal(cell.found) == DIVIDED]
    given = {_key(cell): cell for cell in read.good if cell not in divided}
    by = {_key(cell): found for cell in divided if (found := _nought(cell, given, catalog))}
    lost = [cell for cell in divided if _key(cell) not in by]
    read.issues += [cell.issue("excel_error", "error") for cell in lost]
    read.good = [cell for cell in read.good if cell not in lost]
    if not by:
        return []
    kept = [cell for cell in divided if _key(cell) in by]
    names = dict.fromkeys(catalog.indicators[found.row.indicator].name for found in by.values())
    told = Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))
    rows = shown("、".join(dict.fromkeys(str(cell.row.line) for cell in kept)))
    return [kept[0].issue("divided_by_nought", divisors=told, count=len(kept), rows=rows)]


def _nought(cell: Cell, given: dict[tuple[str, ...], Cell], catalog: Catalog) -> Cell | None:
    same = (given.get((key, *_key(cell)[1:])) for key in _divisors(cell.row.indicator, catalog))
    return next((found for found in same if found and not found.row.value and not found.row.text), None)


def _divisors(key: str, catalog: Catalog) -> Iterator[str]:
    """The quantities that a rate is divided by, and those that they are worked out from; the feed is one of any."""
    indicator = catalog.indicators[key]
    for term in indicator.rule.bottom if isinstance(indicator.rule, Ratio) else ():
        yield term.key
        yield from (of for each in catalog.indicators[term.key].derive for of in each.of if of != key)
    if not indicator.amount:
        yield ORE


def _key(cell: Cell) -> tuple[str, ...]:
    return cell.row.indicator, cell.row.scope, cell.row.kind, cell.row.period
