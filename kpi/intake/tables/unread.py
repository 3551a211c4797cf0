"""Times that are seen and cannot be read, so that nobody takes a table for undated: 2019-20, Jul-22, 3Q21."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.intake.carriers.table import Line, letters
from kpi.intake.tables import abroad, moments
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.reading import Issue

_YEARS = re.compile(r"(?:FY ?)?((?:19|20)\d\d) ?[-–/] ?(?:19|20)?(\d\d)(?: ?\([A-Z]{1,2}\))?", re.IGNORECASE)
_SHORT = re.compile(
    r"[1-4][QH][ /'-]{0,2}\d\d|[QH][1-4][ /'-]{0,2}\d\d|\d\d ?[QH][1-4]|FY ?'?\d\d"
    r"|\d{1,2}月[-/. ]\d\d|\d\d[-/. ]\d{1,2}月",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d\d(?:年度?(?:\d{1,2}月)?|/\d{1,2}/\d{1,2}|-\d{1,2}-\d{1,2})")
"""98年 is one of Taiwan's or 1998, 21/1/5 may be the fifth or of 2005, and 10年 elsewhere is a span of time."""
_WORD = re.compile(r"(?P<word>[A-Za-zÀ-ÿ]{3,10})\.?[ /'-]{0,2}\d\d|\d\d[ /'-](?P<last>[A-Za-zÀ-ÿ]{3,10})")
_SHARE = 0.8
_LEAP = 2000
"""Has every day of every month."""
_HEAD = 20
"""Cells that tell whether a column may hold such times at all."""


def headings(places: Sequence[int], names: Sequence[str], line: int) -> tuple[Issue, ...]:
    """The warning for headings, two at least, that are times nobody can read."""
    told = [(place, name, code) for place, name in zip(places, names, strict=True) if (code := _code(name))]
    if len(told) < 2 or (told[0][2] == "period_years" and not are_years([name for _, name, _ in told])):
        return ()
    place, name, code = told[0]
    return (Issue(code, "warning", line, name, shown(name), cell=f"{letters(place)}{line}"),)


def months(places: Sequence[int], names: Sequence[str], line: int) -> tuple[Issue, ...]:
    """The warning for months across, two at least, of which nobody says the year."""
    told = [(place, name) for place, name in zip(places, names, strict=True) if periods.is_month(name)]
    if len(told) < 2:
        return ()
    place, name = told[0]
    return (Issue("period_no_year", "warning", line, name, shown(name), cell=f"{letters(place)}{line}"),)


def column(place: int, heading: str, rows: Sequence[Line], *, timed: bool) -> tuple[Issue, ...]:
    """The warning for a column whose cells are times nobody can read; days that may be months only where time is said.

    ``timed``: the heading says that times stand below it.
    """
    cells = [(row.number, row.cells[place]) for row in rows if place < len(row.cells) and plain(row.cells[place])]
    if not any(_code(cell) or moments.is_turned(cell) or (timed and _timed_code(cell)) for _, cell in cells[:_HEAD]):
        return ()
    codes = [_code(cell) or (_timed_code(cell) if timed else "") for _, cell in cells]
    meant = [n for n, code in enumerate(codes) if code]
    if len(meant) < max(2, _SHARE * len(cells)):
        return ()
    (number, cell), code = cells[meant[0]], codes[meant[0]]
    if code == "period_years" and not are_years([cells[n][1] for n in meant]):
        return ()
    return (Issue(code, "warning", number, heading, shown(cell), cell=f"{letters(place)}{number}"),)


def are_years(texts: Sequence[str]) -> bool:
    """Whether all are years that begin within one and end in the next, so that 2009-10 is no October."""
    found = {text: hit for text in dict.fromkeys(map(plain, texts)) if (hit := _YEARS.fullmatch(text))}
    runs = all((int(hit[1]) + 1) % 100 == int(hit[2]) for hit in found.values())
    return len(found) > 1 and runs and len(found) == len({*map(plain, texts)} - {""})


def _timed_code(text: str) -> str:
    """What is wrong with a cell under a heading of time alone."""
    if moments.is_turned(text):
        return "period_turned"
    if moments.of_year([text], _LEAP):
        return "period_no_year"
    return "period_two_digits" if _BARE.fullmatch(plain(text)) else ""


def _code(text: str) -> str:
    """What is wrong with a cell or a heading that names a time; empty for one that names none, or one that is read."""
    told = plain(text)
    if (hit := _YEARS.fullmatch(told)) and (int(hit[1]) + 1) % 100 == int(hit[2]):
        return "period_years"
    if moments.TEN_DAYS.fullmatch(told):
        return "period_no_year"
    if _SHORT.fullmatch(told):
        return "period_two_digits"
    word = _WORD.fullmatch(told)
    return "period_two_digits" if word and abroad.month(word["word"] or word["last"]) else ""
