"""What a file says: its checked rows, everything wrong with it, everything left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kpi.model import Kind, Qualifier, Stage
from kpi.unit import Quantity, Sentence, Words


@dataclass(frozen=True, slots=True)
class Row:
    """One checked cell of a file, as it would be stored.

    ``kind`` action rows carry the measure's text in ``label`` and owner, due date and state in ``text``.
    """

    indicator: str
    scope: str
    kind: Kind
    period: str
    value: float | None
    qualifier: Qualifier = "eq"
    text: str = ""
    note: str = ""
    stage: Stage = ""
    label: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    """The sheet of a workbook it stands on; empty for text files."""

    @property
    def cell(self) -> tuple[str, str, str, str, str]:
        return self.scope, self.indicator, self.kind, self.label, self.period


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of a file, as data; worded by `kpi.words.issue`.

    ``line`` counts from 1 as the user sees it in the file, ``column`` is the heading's text, ``found`` the cell's.
    """

    code: str
    severity: Literal["error", "warning"] = "error"
    line: int | None = None
    column: str = ""
    found: str = ""
    args: Mapping[str, str | int | float | Words | Quantity] = field(default_factory=dict)
    file: str = ""
    sheet: str = ""
    cell: str = ""
    """Where in the sheet, as Excel names it: D5."""
    each: tuple[Issue, ...] = ()
    """What one question stands for, cell by cell: the same slip in many cells, or what it asks instead of."""

    def placed(self, *, file: str = "", sheet: str = "") -> Issue:
        """With the file or the sheet on it and on each."""
        each = tuple(one.placed(file=file, sheet=sheet) for one in self.each)
        return replace(self, file=file or self.file, sheet=sheet or self.sheet, each=each)

    @property
    def alike(self) -> bool:
        """Whether it is the same problem of several cells and says nothing of its own."""
        return bool(self.each) and self.each[0].code == self.code


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the file that is not data, said to the user."""

    line: int
    kind: Literal["title", "total", "note", "blank", "column", "table"]
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: rows that would be stored, everything wrong with it, everything left out."""

    name: str
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]
    left_out: tuple[LeftOut, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    """The sheet that was read; ``sheets`` are all that could be chosen instead."""
    sheets: tuple[str, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()
    """Where a sheet holds several tables: the corner of each (A3) and its headings in short; one was read."""
    head: tuple[tuple[str, ...], ...] = ()
    """The first decoded lines, for the preview."""
    said: tuple[Sentence, ...] = ()
    """What was understood and done: units converted; nothing to confirm."""

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(i for i in self.issues if i.severity == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        return tuple(i for i in self.issues if i.severity == "warning")


def singly(issues: Iterable[Issue]) -> Iterator[Issue]:
    """Every problem of every cell, for where they are listed in full."""
    for issue in issues:
        if not issue.alike:
            yield issue
        yield from issue.each
