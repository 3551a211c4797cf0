"""Months of nothing: 0, 0, 85 is a plant that stood still, or one that was not reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Words

_QUANTITIES = frozenset(("t", "kWh", "m³", "kg"))
"""Units of what is milled, made and used; accidents, ideas and repairs may well be none for months."""
_SEVERAL = 2


def check(cells: Sequence[Cell], catalog: Catalog) -> Iterator[Issue]:
    """One question for all quantities of a file that are 0 in several months."""
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        indicator = catalog.indicators[cell.row.indicator]
        zero = cell.row.kind == "actual" and cell.row.value == 0
        if zero and indicator.amount and indicator.unit.key in _QUANTITIES:
            found[cell.row.indicator, cell.row.scope].append(cell)
    several = {place: own for place, own in found.items() if len({cell.row.period for cell in own}) >= _SEVERAL}
    if several:
        first = next(iter(several.values()))[0]
        named = [catalog.indicators[key].name for key, _ in dict.fromkeys(several)]
        names = Words("、".join(dict.fromkeys(n.zh for n in named)), ", ".join(dict.fromkeys(n.en for n in named)))
        months = dict.fromkeys(cell.row.period for own in several.values() for cell in own)
        yield first.issue("zero_months", indicators=names, months=shown("、".join(sorted(months)), longest=200))
