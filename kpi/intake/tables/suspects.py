"""Cells of any table that cannot be what they should: errors of Excel, dates among figures, lost characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import levels
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import moments
from kpi.intake.tables.structure import Grid
from kpi.intake.words import codes, formats, numbers, periods
from kpi.intake.words.cleaning import BROKEN, Wrong, plain, shown
from kpi.reading import Issue

_DAY = re.compile(r"(?:19|20)\d\d(?:-\d\d-\d\d|年\d{1,2}月|/\d{1,2}/\d{1,2}).*")
_DIGITS = re.compile(r"[\d.,/%+\-\s]*\d[\d.,/%+\-\s]*")
_EXCEL = re.compile(r"#(DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
_ANNOTATED = re.compile(r"-?\d[\d,.]*\s*\(.+\)|\d[\d.]*\s*[~—–至]\s*\d[\d.]*|\d[\d.]*,\d{1,2}|\d[\d.]*\.\d{3},\d+")
_SLIPPED = re.compile(
    r"-?\d[\d.,]*[OIL][\dOIL.,]*|-?\d+[。·;:]\d+|-?\d+(\.\d+)?[Ee][+-]?\d+|\d{1,3}(,\d+)+|\d{1,3}(\.\d{3}){2}|nan|[+-]?inf(inity)?|true|false",
    re.IGNORECASE,
)
"""A letter O or l among the digits, a power of ten, commas that part no thousands, points that do, or words."""
_TYPED = re.compile(
    r"-?\d[\d.,]*O|-?\d[\d.,]*[OIL][OIL.,]*\d[\dOIL.,]*|\d+(?:\.\d+){2,}|\d+/\d+|大?约\d.*|\d[\d.]*[百千万亿]", re.I
)
"""What is none among figures, be it one elsewhere: 12O, 1.2.3, 3/4, 约120; 12.3万 beside 131000 is another size."""
_MOSTLY = 0.5
_NEARLY = 0.9


def find(grid: Grid, dated: int | None) -> Iterator[Issue]:
    """Everything wrong with the cells of a table; ``dated`` is its column of periods."""
    yield from _headings(grid)
    for place, name in zip(grid.columns, grid.names, strict=True):
        rows = [(row, row.cells[place]) for row in grid.rows if place < len(row.cells) and plain(row.cells[place])
                and place not in row.repeated]  # fmt: skip
        if place != dated:
            yield from _column(place, name, rows, coded=codes.heads(name), first=place == grid.columns[0])


def misfits(grid: Grid, lines: Sequence[Line]) -> Iterator[Issue]:
    """Rows of a text file that are wider or shorter than the heading: a comma too many shifts every later cell."""
    width = len(grid.heading.rows[0].cells)
    numbers = {row.number for row in grid.rows}
    for row in (line for line in lines if line.number in numbers):
        if len(row.cells) > width and any(map(plain, row.cells[width:])):
            told = {"cells": len(row.cells), "headings": width}
            yield Issue("row_too_wide", "error", row.number, found=shown(" ".join(row.cells[width:])), args=told)
        elif len(row.cells) < width:
            told = {"cells": len(row.cells), "headings": width}
            yield Issue("row_too_short", "error", row.number, found=row.text, args=told)


def _headings(grid: Grid) -> Iterator[Issue]:
    first: dict[str, int] = {}
    line = grid.heading.rows[0].number
    repeated = {place for row in grid.heading.rows for place in row.repeated}
    for place, name in zip(grid.columns, grid.names, strict=True):
        if BROKEN in name:
            yield Issue("broken_character", "error", line, name, shown(name), cell=f"{letters(place)}{line}")
        if not normal(name) or place in repeated:
            continue
        if (other := first.setdefault(normal(name), place)) != place:
            told = {"other": other + 1}
            yield Issue("duplicate_heading", "error", line, name, shown(name), told, cell=f"{letters(place)}{line}")


def _column(place: int, name: str, rows: list[tuple[Line, str]], *, coded: bool, first: bool) -> Iterator[Issue]:
    counts = Counter(cell for _, cell in rows)
    days = sum(count for cell, count in counts.items() if _is_day(cell))
    digits = sum(count for cell, count in counts.items() if _DIGITS.fullmatch(plain(cell)) and not _is_day(cell))
    figures = sum(count for cell, count in counts.items() if number_like(cell))
    dated = days < len(rows) * _MOSTLY < digits + days
    halfway = figures >= _MOSTLY * len(rows) or digits >= _NEARLY * len(rows)
    nothing_else = figures >= _NEARLY * len(rows) and not coded
    wrong = {cell: code for cell in counts if (code := _wrong(cell, dated, nothing_else))}
    if halfway and not coded:
        among = figures >= _MOSTLY * len(rows) and not first
        nearly = (c for c in counts if c not in wrong and (_nearly(c) or (among and _TYPED.fullmatch(plain(c)))))
        wrong |= dict.fromkeys(nearly, "not_a_number")
    for row, cell in rows if wrong else ():
        if code := wrong.get(cell, ""):
            at = f"{letters(place)}{row.number}"
            yield Issue(code, "warning" if code == "not_a_number" else "error", row.number, name, shown(cell), cell=at)


def _wrong(cell: str, dated: bool, figures: bool) -> str:
    """The code of what is wrong with a cell among figures with dates in between, or among nothing but figures."""
    if levels.FIGURE.fullmatch(cell):
        return ""
    if BROKEN in cell:
        return "broken_character"
    if _EXCEL.fullmatch(plain(cell)):
        return "excel_error"
    if plain(cell).startswith("="):
        return "formula_uncached"
    if cell.endswith(formats.SCALED):
        return "scaled_format"
    if dated and _date(cell):
        return "date_in_number"
    return "not_a_number" if figures and not number_like(cell) else ""


def _nearly(cell: str) -> bool:
    """A figure with words, a range or a slip in it, which is none: 416.87(含外购), 1.234,5, 86O000."""
    if number_like(cell) and not _SLIPPED.fullmatch(plain(cell)):
        return False
    if isinstance(numbers.read(cell), numbers.Number):
        return False
    said = plain(cell)
    return bool(_ANNOTATED.fullmatch(said) or _SLIPPED.fullmatch(said)) and not periods.is_period(cell)


def _is_day(cell: str) -> bool:
    return moments.is_turned(cell) or (bool(_DAY.fullmatch(plain(cell))) and periods.is_period(cell))


def _date(cell: str) -> bool:
    """Whether Excel made a date of what was typed: the day of a year, or its own short spelling of one."""
    if _is_day(cell):
        return True
    found = numbers.read(cell)
    return isinstance(found, Wrong) and found.code == "date_in_number" and not re.fullmatch(r"\d+/\d+", plain(cell))
