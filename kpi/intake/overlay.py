"""What the user said about a file beyond the file: cells corrected on the page, and names he gave a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.table import Line, letters
from kpi.intake.words.cleaning import shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

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


def missed(sheets: Sequence[Sheet], corrections: Corrections) -> list[Issue]:
    """Those that `corrected` passes over, an error each: what nobody corrected would pass for corrected."""
    if not corrections:
        return []
    rows = {(str(name), int(row)) for name, row, *_ in corrections}
    lines = {at: line for sheet in sheets for line in sheet.lines if (at := (sheet.name, line.number)) in rows}
    found = []
    for name, row, column, before, meant in corrections:
        line = lines.get((str(name), int(row)))
        if line is None or _place(line.cells, int(column), str(before)) is None:
            cell = f"{letters(int(column) - 1)}{row}" if column else ""
            said = {"meant": shown(str(meant))}
            found.append(
                Issue("correction_missed", line=int(row), found=str(before), args=said, sheet=str(name), cell=cell)
            )
        else:
            lines[str(name), int(row)] = _mended(line, [(int(column), str(before), str(meant))])
    return found


def _mended(line: Line, changes: Sequence[tuple[int, str, str]]) -> Line:
    cells = list(line.cells)
    for column, before, meant in changes:
        if (place := _place(cells, column, before)) is not None:
            cells[place] = meant
    return replace(line, cells=tuple(cells))


def _place(cells: Sequence[str], column: int, before: str) -> int | None:
    places = [place for place, cell in enumerate(cells) if shown(cell) == before]
    place = column - 1 if column else places[0] if len(places) == 1 else -1
    return place if place in places else None
