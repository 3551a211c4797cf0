"""Times without the marks that footnotes and their state leave behind them: 2021年*, 2022年9月①, 2022 (p), 9月 Sep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import Heading
from kpi.intake.tables import abroad, moments
from kpi.intake.words import english, periods
from kpi.intake.words.cleaning import plain

_NOTE = r"[*＊†‡§※²³¹⁰⁴-⁹①-⒛]"
_STATE = (
    r"预[计测估]?|估[计算]?|初步(?:核算|统计|数据?|值)?|初值|快报数?|修[订正](?:[后数值])?|调整(?:[后数值])?|暂[定估]?|最?终值?|实际?"
    r"|[repfab]|est(?:\.|imated?)?|fcst|forecasts?|prelim(?:\.|inary)?|prov(?:\.|isional|isoire|isorio)?|rev(?:\.|ised)?"
    r"|proj(?:\.|ected|ections?)?|actuals?|budget|vorläufig|geschätzt|révisé|注\d?"
)
_MARKS = re.compile(
    rf"(?:\s*(?:{_NOTE}+|[(（\[【〔]\s*(?:{_NOTE}+|{_STATE})\s*[)）\]】〕]|\[\d\]|(?<=[年月])(?:预[计测估]|初步|快报)数?))+\s*",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:19|20)\d\d|\d[年月]|季度?$")
_LETTER = re.compile(r"((?:19|20)\d\d)年? ?[repf]", re.IGNORECASE)
_WHOLE = re.compile(r"(?:19|20)\d\d年?")
_YEAR = 12
_TWICE = re.compile(r"(?P<month>.*?(?<!\d)(?P<number>1[0-2]|0?[1-9])月?)[ /]*[(（]?(?P<word>[A-Za-z]{3,9})\.?[)）]?")
"""2023年9月 Sep, and no 2012 Dec."""
_UNMARKED = frozenset("0123456789年月日")
_LONGEST = 40


def bare(text: str) -> str:
    """A time without its marks, which are none of its digits; any other text as it is."""
    if text[-1:] in _UNMARKED or not text or len(text) > _LONGEST:
        return text
    if (twice := _TWICE.fullmatch(text)) and english.number(twice["word"]) == int(twice["number"]):
        return twice["month"] if _is_time(twice["month"]) else text
    found = next((hit for hit in _MARKS.finditer(text) if hit.end() == len(text)), None)
    rest = text[: found.start()] if found else ""
    return rest if found and _is_time(rest) else text


def months(cells: Sequence[str]) -> Mapping[str, str]:
    """Janv., févr., avr. as 1月, 2月, 4月 where three at least stand in their order; empty for others."""
    found = {cell: number for cell in dict.fromkeys(cells) if cell.strip() and (number := abroad.month(cell))}
    numbers = list(found.values())
    run = numbers == sorted(numbers) or {(b - a) % _YEAR for a, b in pairwise(numbers)} == {1}
    strange = {cell: f"{number}月" for cell, number in found.items() if not english.number(cell)}
    return strange if run and len({*numbers}) > 2 else {}


def heading(found: Heading) -> Heading:
    """A heading whose times stand without marks, 2022p beside 2021 as 2022 where no other is of that year."""
    told = [cell for row in found.rows for cell in row.own if plain(cell)]
    years = Counter(hit[1] if (hit := _LETTER.fullmatch(plain(cell))) else plain(cell)[:4] for cell in told)
    known = any(_WHOLE.fullmatch(plain(cell)) for cell in told)
    lettered = {cell: hit[1] for cell in told if known and (hit := _LETTER.fullmatch(plain(cell)))}
    lettered = {cell: year for cell, year in lettered.items() if years[year] == 1 and _follows(int(year), years)}
    instead = {cell: month for row in found.rows for cell, month in months(row.own).items()} | lettered
    rows = tuple(_told(row, [instead.get(cell) or bare(cell) for cell in row.cells]) for row in found.rows)
    return found if rows == found.rows else replace(found, rows=rows)


def _told(row: Line, cells: Sequence[str]) -> Line:
    return row if row.cells == tuple(cells) else replace(row, cells=tuple(cells))


def _follows(year: int, others: Collection[str]) -> bool:
    return str(year - 1) in others or str(year + 1) in others


def _is_time(text: str) -> bool:
    return bool(_TIME.search(plain(text))) and (periods.is_period(text) or bool(moments.said(text, 2000)))
