"""Which rows below the headings are data, which are titles, totals and notes, and which do not fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kpi.headings import normal
from kpi.intake.cleaning import plain, shown
from kpi.intake.periods import is_period
from kpi.intake.table import Line, Table
from kpi.intake.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut

_TOTAL = re.compile(
    r".*(合计|小计|总计|累计|总和|平均值?|均值)|(合计|小计|总计|累计).*|((sub|grand)?total|sum|average|mean|ytd)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(数据来源|资料来源|来源|备?注\d*|附注|说明|填[表报]人?|制表人?|审核人?|复核人?|负责人|打印|source|notes?)\s*[:.、)].*|[*※].*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The data rows, the rows that are none, and the rows whose shape does not fit the headings."""

    rows: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    issues: tuple[Issue, ...]


def sort_out(table: Table, month: int, scope: int | None, vocabulary: Vocabulary) -> Body:
    """Tell data rows from titles, totals, notes and blanks; a row that is none of these and does not fit is an issue.

    A total is a control sum, never data. No row is ever shifted to make it fit.
    """
    left_out = [LeftOut(t.number, "title" if t.text else "blank", t.text) for t in table.titles]
    width, sorter = len(table.header.cells), _Sorter(table, month, scope, vocabulary)
    rows, issues = [], []
    for line in table.below:
        if kind := sorter.not_data(line):
            left_out.append(LeftOut(line.number, kind, line.text))
        elif problem := _misfit(line, width, table.delimiter):
            issues.append(problem)
        else:
            rows.append(line)
    return Body(tuple(rows), tuple(left_out), tuple(issues))


class _Sorter:
    """Knows the rows that are no data; remembers the months and scopes it has seen to be ordinary."""

    def __init__(self, table: Table, month: int, scope: int | None, vocabulary: Vocabulary) -> None:
        self.month, self.scope, self.vocabulary = month, scope, vocabulary
        self.heading = tuple(map(normal, table.header.cells))
        dated = (line.number for line in reversed(table.below) if is_period(_at(line, month)))
        self.last = next(dated, 0)
        self.ordinary: set[tuple[str, str, str]] = set()

    def not_data(self, line: Line) -> Literal["blank", "title", "total", "note", ""]:
        """Why a row holds no data: blank, title (the headings again), total or note; empty for a data row."""
        seen = (line.cells[0] if line.cells else "", _raw(line, self.month), _raw(line, self.scope))
        if seen in self.ordinary:
            return ""
        kind = self.sort(line)
        if not kind and is_period(seen[1]) and plain(seen[0]):
            self.ordinary.add(seen)
        return kind

    def sort(self, line: Line) -> Literal["blank", "title", "total", "note", ""]:
        filled = [cell for cell in map(plain, line.cells) if cell]
        if not filled:
            return "blank"
        if tuple(map(normal, line.cells)) == self.heading:
            return "title"
        named = _at(line, self.scope)
        candidates = {filled[0], _at(line, self.month), "" if normal(named) in self.vocabulary.scopes else named}
        if any(_TOTAL.fullmatch(normal(cell)) for cell in candidates):
            return "total"
        numbers = any(cell.replace(".", "", 1).isdecimal() for cell in filled[1:])
        if _NOTE.fullmatch(filled[0]) and not numbers:
            return "note"
        return "note" if line.number > self.last and len(filled) == 1 and not is_period(filled[0]) else ""


def _raw(line: Line, column: int | None) -> str:
    return line.cells[column] if column is not None and column < len(line.cells) else ""


def _at(line: Line, column: int | None) -> str:
    return plain(_raw(line, column))


def _misfit(line: Line, width: int, delimiter: str) -> Issue | None:
    if any(("\n" in cell or "\r" in cell) and _swallows(cell, width, delimiter) for cell in line.cells):
        return Issue("broken_quotes", line=line.number)
    if len(line.cells) > width and any(map(plain, line.cells[width:])):
        extra = shown(" ".join(line.cells[width:]))
        return Issue("row_too_wide", line=line.number, found=extra, args={"cells": len(line.cells), "headings": width})
    if len(line.cells) < width:
        return Issue("row_too_short", line=line.number, found=line.text,
                     args={"cells": len(line.cells), "headings": width})  # fmt: skip
    return None


def _swallows(cell: str, width: int, delimiter: str) -> bool:
    """A cell of several lines that holds whole rows: a quotation mark was left open and closed by a later one."""
    return any(line.count(delimiter) >= max(width - 1, 1) and is_period(line.partition(delimiter)[0])
               for line in cell.splitlines()[1:])  # fmt: skip
