"""What stood in a cell of a file, letter for letter, long after the file was read."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.intake import overlay
from kpi.intake.carriers import sources
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.words import cleaning
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

Place = tuple[str, int, int]
"""Sheet, row and column, from 1; the sheet of a text file has no name."""


Written = tuple[str, str]
"""A cell as its file writes it, and as it was read once corrected: the same where nobody corrected it."""


def cells(
    data: bytes,
    names: Vocabulary,
    places: Sequence[Place],
    encoding: str | None = None,
    corrections: overlay.Corrections = (),
) -> tuple[Written, ...]:
    """Each cell as the reader saw it; empty where there is no such cell, or the file cannot be opened."""
    opened = sources.open_(data, names.knows, encoding)
    if isinstance(opened, Issue):
        return (("", ""),) * len(places)
    before, after = _rows(opened.sheets), _rows([overlay.corrected(sheet, corrections) for sheet in opened.sheets])
    sides = ((rows.get((sheet, row), ()) for rows in (before, after)) for sheet, row, _ in places)
    return tuple((_at(was, at[2]), _at(now, at[2])) for at, (was, now) in zip(places, sides, strict=True))


def _rows(sheets: Sequence[Sheet]) -> dict[tuple[str, int], Sequence[str]]:
    return {(sheet.name, line.number): line.cells for sheet in sheets for line in sheet.lines}


def _at(cells: Sequence[str], column: int) -> str:
    return cleaning.shown(cells[column - 1]) if 0 < column <= len(cells) else ""
