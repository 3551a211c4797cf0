"""One worksheet of an .xlsx workbook, read cell by cell: stored text, number format, formulas without a result."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date

from kpi.intake.carriers.runs import Runs
from kpi.intake.carriers.sheet import Cells, Mark, Range, Sheet
from kpi.intake.carriers.table import letters
from kpi.intake.carriers.xmlparts import Attributes, unescaped, walk
from kpi.intake.words.formats import Format
from kpi.reading import Issue

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LAST_ROW = 1_048_576
_GENERAL = Format()


class _Enough(Exception):
    """The sheet is larger than a report can be."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.code)


class Worksheet:
    """One worksheet being read, cell by cell."""

    def __init__(
        self, name: str, hidden: bool, strings: list[str], styles: tuple[list[Format], Mapping[int, Mark]], epoch: date
    ) -> None:
        self.cells, self.hidden, self.strings, self.epoch = Cells(name), hidden, strings, epoch
        self.styles, self.marks = styles
        self.row = self.column = 0
        self.merged: list[Range] = []
        self.unseen_rows: list[int] = []
        self.unseen_columns: list[Range] = []
        self.cell: Attributes = {}
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline = Runs()
        self.into: list[str] | None = None
        self.columns: dict[str, int] = {}

    def read(self, part: io.BufferedIOBase, comments: list[tuple[str, str]]) -> Sheet:
        self.cells.comments = comments
        try:
            walk(part, self.start, self.end, self.text)
        except _Enough as enough:
            return Sheet(self.cells.name, (), self.hidden, problem=enough.issue)
        return self.cells.sheet(self.merged, (self.hidden, self.unseen_rows, self.unseen_columns))

    def start(self, tag: str, said: Attributes) -> None:
        if tag == "c":
            self._place(said)
        elif tag == "v":
            self.into = self.value = []
        elif tag == "f":
            self.into = self.formula = []
        elif tag == "t" and not self.inline.aside:
            self.into = []
        elif tag == "row":
            self.row, self.column = int(said.get("r", self.row + 1)), 0
            if said.get("hidden") in ("1", "true"):
                self.unseen_rows.append(self.row)
        else:
            self.inline.start(tag, said)
            self._rarer(tag, said)

    def _rarer(self, tag: str, said: Attributes) -> None:
        if tag == "col" and said.get("hidden") in ("1", "true"):
            self.unseen_columns.append((0, int(said["min"]), 0, int(said["max"])))
        elif tag == "mergeCell":
            first, _, last = said["ref"].replace("$", "").partition(":")
            (top, left), (bottom, right) = self._reference(first), self._reference(last or first)
            self.merged.append((top, left, bottom, right))

    def end(self, tag: str) -> None:
        if tag == "c":
            text = self._said()
            if text and (problem := self.cells.put(self.row, self.column, text)):
                raise _Enough(problem)
            if text and self.marks and (mark := self.marks.get(int(self.cell.get("s", "0")))):
                self.cells.marked.setdefault(mark, []).append(f"{letters(self.column - 1)}{self.row}")
        elif tag in ("v", "f", "t"):
            if tag == "t" and self.into is not None:
                self.inline.add("".join(self.into))
            self.into = None
        else:
            self.inline.end(tag)

    def text(self, said: str) -> None:
        if self.into is not None:
            self.into.append(said)

    def _place(self, said: Attributes) -> None:
        self.cell, self.value, self.formula = said, None, None
        if reference := said.get("r"):
            self.row, self.column = self._reference(reference)
        else:
            self.column += 1

    def _reference(self, text: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise ValueError(text)
        letters = found[1]
        column = self.columns.get(letters)
        if column is None:
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            self.columns[letters] = column
        if not 1 <= int(found[2]) <= _LAST_ROW:
            raise ValueError(text)
        return int(found[2]), column

    def _said(self) -> str:
        """What the user sees in the cell; a formula without a result is itself what it says."""
        kind = self.cell.get("t", "n")
        if kind == "inlineStr":
            return unescaped(self.inline.taken())
        written = "".join(self.value) if self.value else ""
        if kind == "s":
            return self.strings[int(written)] if written else ""
        if kind == "str":
            return unescaped(written)
        if not written:
            return "=" + "".join(self.formula)[:60] if self.formula is not None else ""
        if kind == "b":
            return "TRUE" if written == "1" else "FALSE"
        if kind == "d":
            return written.replace("T", " ").removesuffix(" 00:00:00").removesuffix("Z")
        if kind == "e":
            return written
        style = int(self.cell.get("s", "0"))
        return (self.styles[style] if style < len(self.styles) else _GENERAL).show(written, self.epoch)
