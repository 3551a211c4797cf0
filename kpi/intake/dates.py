"""Months as they were meant: 年 and 月 in two columns, and the October of twelve months that lost its zero."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.cleaning import plain
from kpi.intake.periods import is_bare
from kpi.intake.table import Line
from kpi.intake.vocabulary import FIELDS

YEARS = frozenset(("年", "年份", "年度", "YEAR"))
_MONTHS = frozenset(normal(word) for word in FIELDS["month"].split())
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_DOTTED = re.compile(r"(?:19|20)\d\d\.\d{1,2}")


def joined(header: Line, below: Sequence[Line]) -> tuple[Line, tuple[Line, ...]]:
    """The heading and the rows with each month whole; a row whose year or month is none is left as it is."""
    said = [normal(cell) for cell in header.cells]
    months = [place for place, cell in enumerate(said) if cell in _MONTHS]
    if len(months) != 1:
        return header, tuple(below)
    month = months[0]
    years = [place for place, cell in enumerate(said) if cell in YEARS]
    if len(years) == 1 and any(_whole(line, years[0], month) for line in below):
        cells = tuple("" if place == years[0] else cell for place, cell in enumerate(header.cells))
        return replace(header, cells=cells), tuple(_with_year(line, years[0], month) for line in below)
    return header, _october(below, month)


def _whole(line: Line, year: int, month: int) -> str:
    """2022 and 8 → 2022年8月; empty where one of them is something else."""
    if len(line.cells) <= max(year, month) or not is_bare(line.cells[month]):
        return ""
    found = _YEAR.fullmatch(plain(line.cells[year]))
    number = re.sub(r"[^0-9]", "", plain(line.cells[month]))
    return f"{found[1]}年{number}月" if found and number else ""


def _with_year(line: Line, year: int, month: int) -> Line:
    if not (whole := _whole(line, year, month)):
        return line
    cells = list(line.cells)
    cells[year], cells[month] = "", whole
    return replace(line, cells=tuple(cells), repeated=line.repeated - {year})


def _october(below: Sequence[Line], month: int) -> tuple[Line, ...]:
    """2022.1 behind 2022.9 and before 2022.11, where all twelve months stand in their order, is October."""
    said = [plain(line.cells[month]) if month < len(line.cells) else "" for line in below]
    dated = [n for n, text in enumerate(said) if _DOTTED.fullmatch(text)]
    texts = [said[n] for n in dated]
    lines = list(below)
    for start in range(len(texts) - 11):
        year = texts[start][:4]
        if texts[start : start + 12] == [f"{year}.{n}" if n != 10 else f"{year}.1" for n in range(1, 13)]:
            place = dated[start + 9]
            cells = list(lines[place].cells)
            cells[month] = f"{year}.10"
            lines[place] = replace(lines[place], cells=tuple(cells))
    return tuple(lines)
