"""What stood in a cell of a file, letter for letter, long after the file was read."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.intake.carriers import sources
from kpi.intake.words import cleaning
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

Place = tuple[str, int, int]
"""Sheet, row and column, from 1; the sheet of a text file has no name."""


def cells(data: bytes, names: Vocabulary, places: Sequence[Place], encoding: str | None = None) -> tuple[str, ...]:
    """The text of each cell as the reader saw it; empty where there is no such cell, or the file cannot be opened."""
    opened = sources.open_(data, names.knows, encoding)
    if isinstance(opened, Issue):
        return ("",) * len(places)
    rows = {(sheet.name, line.number): line.cells for sheet in opened.sheets for line in sheet.lines}
    return tuple(_at(rows.get((sheet, row), ()), column) for sheet, row, column in places)


def _at(cells: Sequence[str], column: int) -> str:
    return cleaning.shown(cells[column - 1]) if 0 < column <= len(cells) else ""
