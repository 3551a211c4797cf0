"""What the user said about a file beyond the file: cells corrected on the page, and names he gave a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.table import Line
from kpi.intake.words.cleaning import shown
from kpi.intake.words.vocabulary import Vocabulary

Corrections = Sequence[Sequence[str | int]]
"""Sheet, row, column (from 1; 0: the row's only such cell), the text that stands there, the text that is meant."""


def mapped(names: Vocabulary, mapping: Mapping[str, str]) -> Vocabulary:
    """The vocabulary with more names; ``mapping``: a name in its normal form → an indicator's or a scope's key."""
    if not mapping:
        return names
    catalog = names.catalog
    indicators = {normal(n): catalog.indicators[key] for n, key in mapping.items() if key in catalog.indicators}
    scopes = {normal(n): (key,) for n, key in mapping.items() if key in catalog.scopes}
    return replace(names, indicators={**names.indicators, **indicators}, scopes={**names.scopes, **scopes})


def corrected(sheet: Sheet, corrections: Corrections) -> Sheet:
    """The sheet with the corrections in it, in their order; one whose cell no longer says ``from`` is passed over."""
    wanted: dict[int, list[tuple[int, str, str]]] = {}
    for name, row, column, before, meant in corrections:
        if str(name) == sheet.name:
            wanted.setdefault(int(row), []).append((int(column), str(before), str(meant)))
    if not wanted:
        return sheet
    return replace(sheet, lines=tuple(_mended(line, wanted.get(line.number, ())) for line in sheet.lines))


def _mended(line: Line, changes: Sequence[tuple[int, str, str]]) -> Line:
    cells = list(line.cells)
    for column, before, meant in changes:
        places = [place for place, cell in enumerate(cells) if shown(cell) == before]
        place = column - 1 if column else places[0] if len(places) == 1 else -1
        if place in places:
            cells[place] = meant
    return replace(line, cells=tuple(cells))
