"""What the user said about a file beyond the file: cells corrected on the page, and names he gave a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from kpi.headings import normal
from kpi.intake.carriers.sheet import Range, Sheet
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
    page = _Page(sheet)
    for name, row, column, before, meant in corrections:
        if str(name) == sheet.name:
            page.put(int(row), int(column), str(before), str(meant))
    return page.sheet()


def missed(sheets: Sequence[Sheet], corrections: Corrections) -> list[Issue]:
    """Those that `corrected` passes over, an error each: what nobody corrected would pass for corrected."""
    pages = {sheet.name: _Page(sheet) for sheet in sheets} if corrections else {}
    found = []
    for name, row, column, before, meant in corrections:
        page = pages.get(str(name))
        count = page.put(int(row), int(column), str(before), str(meant)) if page else 0
        if count == 1:
            continue
        cell = f"{letters(int(column) - 1)}{row}" if column else ""
        code = "correction_several" if count else "correction_missed"
        said = {"meant": shown(str(meant))} | ({"count": count} if count else {})
        found.append(Issue(code, line=int(row), found=str(before), args=said, sheet=str(name), cell=cell))
    return found


class _Page:
    """A sheet while it is corrected. A merged range is one cell: what is put in any of it holds for the whole."""

    def __init__(self, sheet: Sheet) -> None:
        self.of = sheet
        self.changed: dict[int, list[str]] = {}
        self.done: dict[Range, tuple[str, str]] = {}

    @cached_property
    def rows(self) -> dict[int, Line]:
        return {line.number: line for line in self.of.lines}

    def put(self, row: int, column: int, before: str, meant: str) -> int:
        """How many cells of the row say ``before``, at ``column`` if that is not 0; it is put in where that is one.

        What was put in elsewhere in the same merged range is there already.
        """
        places = [column] if column else range(1, len(self._cells(row)) + 1)
        fitting = {self._range(row, place) for place in places if self._says(row, place) == before}
        if not fitting and any(self.done.get(self._range(row, place)) == (before, meant) for place in places):
            return 1
        if len(fitting) == 1:
            (span,) = fitting
            self.done[span] = (before, meant)
            self._write(span, meant)
        return len(fitting)

    def sheet(self) -> Sheet:
        if not self.changed:
            return self.of
        lines = (replace(line, cells=tuple(self.changed[line.number])) if line.number in self.changed else line
                 for line in self.of.lines)  # fmt: skip
        return replace(self.of, lines=tuple(lines))

    def _cells(self, row: int) -> Sequence[str]:
        return self.changed[row] if row in self.changed else self.rows[row].cells if row in self.rows else ()

    def _says(self, row: int, column: int) -> str | None:
        cells = self._cells(row)
        return shown(cells[column - 1]) if 0 < column <= len(cells) else None

    def _range(self, row: int, column: int) -> Range:
        """The merged range that a cell is part of, else the cell alone; of a blank one nothing is repeated."""
        own = (row, column, row, column)
        spans = (span for span in self.of.merged if span[0] <= row <= span[2] and span[1] <= column <= span[3])
        return next(spans, own)

    def _write(self, span: Range, meant: str) -> None:
        top, left, bottom, right = span
        for row in [top] if top == bottom else [number for number in self.rows if top <= number <= bottom]:
            cells = self.changed.setdefault(row, list(self.rows[row].cells))
            cells[left - 1 : right] = [meant] * len(cells[left - 1 : right])
