"""A workbook as it was read: its sheets, their filled rows, and which cells a merged range only repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from kpi.intake.carriers.table import MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, Line, too_long
from kpi.intake.words.periods import EPOCH
from kpi.reading import Issue

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range, from 1."""
Mark = Literal["struck", "concealed"]
MOST_MERGED = 200_000
EPOCH_1900, EPOCH_1904 = EPOCH, date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet that hold anything, padded to one width; ``hidden`` when Excel does not show it."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    """How many filled rows and columns the user does not see."""
    marked: Mapping[Mark, Sequence[str]] = field(default_factory=dict)
    """The filled cells, as Excel names them, that are struck out whole, and those whose number format hides them."""
    comments: tuple[tuple[str, str], ...] = ()
    """Cells and the comments on them, or the text boxes that begin in them."""
    merged: tuple[Range, ...] = ()
    """The merged ranges that hold anything: one cell each."""
    problem: Issue | None = None
    """Why the sheet cannot be read whole; it then has no lines."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order; ``epoch`` is day 0 of the workbook's dates (1904 on old Macs)."""

    sheets: tuple[Sheet, ...]
    epoch: date


class Cells:
    """Collects the filled cells of one sheet within the limits of a report; takes no room for blank ones."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[int, dict[int, str]] = {}
        self.marked: dict[Mark, list[str]] = {}
        self.comments: list[tuple[str, str]] = []

    def put(self, row: int, column: int, text: str) -> Issue | None:
        """Keep a filled cell, counted from 1; an Issue once the sheet is larger than a report can be."""
        if not text or text.isspace():
            return None
        if column > MOST_COLUMNS:
            return Issue("too_many_columns", line=row, args={"most": MOST_COLUMNS}, sheet=self.name)
        if len(text) > MOST_LETTERS:
            return replace(too_long(row, text, column), sheet=self.name)
        kept = self.rows.get(row)
        if kept is None:
            if len(self.rows) >= MOST_ROWS:
                return Issue("too_many_rows", args={"most": MOST_ROWS}, sheet=self.name)
            kept = self.rows[row] = {}
        kept[column] = text
        return None

    def sheet(self, merged: Sequence[Range], hidden: tuple[bool, Iterable[int], Iterable[Range]]) -> Sheet:
        """The sheet with every merged range filled right and down; ``hidden``: itself, rows, ranges of columns."""
        repeated = self._fill(merged)
        if repeated is None:
            return Sheet(self.name, (), hidden[0], problem=Issue("merged_too_large", sheet=self.name))
        width = max((max(row) for row in self.rows.values()), default=0)
        places = range(1, width + 1)
        lines = tuple(
            Line(number, tuple(row.get(place, "") for place in places), repeated.get(number, frozenset()))
            for number, row in sorted(self.rows.items())
        )
        used = {place for row in self.rows.values() for place in row}
        unseen = {place for _, first, _, last in hidden[2] for place in used if first <= place <= last}
        rows = sum(number in self.rows for number in hidden[1])
        filled = tuple(span for span in merged if self.rows.get(span[0], {}).get(span[1]))
        told = self.marked, tuple(self.comments)
        return Sheet(self.name, lines, hidden[0], rows, len(unseen), *told, filled)

    def _fill(self, merged: Sequence[Range]) -> Mapping[int, frozenset[int]] | None:
        """Repeat the first cell of each merged range inside it, down to the last row that holds anything.

        Which cells of a row (from 0) are such repeats; None when there are too many.
        """
        last = max(self.rows, default=0)
        repeated: dict[int, set[int]] = {}
        room = MOST_MERGED
        for top, left, bottom, right in merged:
            text = self.rows.get(top, {}).get(left, "")
            bottom, right = min(bottom, last), min(right, MOST_COLUMNS)
            if not text:
                continue
            room -= max(bottom - top + 1, 0) * (right - left + 1)
            if room < 0:
                return None
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.rows.setdefault(row, {})[column] = text
                        repeated.setdefault(row, set()).add(column - 1)
        return {row: frozenset(places) for row, places in repeated.items()}
