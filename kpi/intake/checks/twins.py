"""Two rates that are one row copied: 镍回收率 and 铜回收率 equal to the last digit in every month of a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from kpi.intake.checks import ordinary
from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.reading import Issue

_FEWEST = 3
"""So many months with as many figures cannot be alike by chance."""


def check(facts: Facts) -> Iterator[Issue]:
    """One question for two rates of one unit and scope that are the same in all months that the file gives of both."""
    rows: dict[tuple[str, str], dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for (kind, key, scope, period), cell in facts.cells.items():
        indicator = facts.catalog.indicators[key]
        if kind == "actual" and len(period) == 7 and cell.row.value and ordinary.measured(indicator, facts.catalog):
            rows[scope, indicator.unit.key][key][period] = cell
    for (scope, _), by_key in rows.items():
        for one, other in combinations(by_key, 2):
            if _alike(by_key[one], by_key[other]):
                first, cells = facts.catalog.indicators[one], by_key[other]
                last = cells[max(cells)]
                figures = shown("、".join(cell.found for cell in cells.values()), longest=60)
                yield last.issue("rows_alike", indicator=facts.catalog.indicators[other].name, other=first.name,
                                 scope=facts.catalog.scopes[scope].name, figures=figures)  # fmt: skip


def _alike(one: Mapping[str, Cell], other: Mapping[str, Cell]) -> bool:
    if len(one) < _FEWEST or one.keys() != other.keys():
        return False
    same = all(cell.row.value == other[period].row.value for period, cell in one.items())
    return same and len({cell.row.value for cell in one.values()}) >= _FEWEST
