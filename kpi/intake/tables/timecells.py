"""What one cell, or a column of them, says of time: a month, a quarter, a year, a day, as programs get it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from kpi.intake.tables import eras, moments
from kpi.intake.words import periods
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.periods import Periods
from kpi.period import Month

DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEEKDAY = re.compile(
    r"(?:[ ,]+\(?|\()(?:(?:星期|周|礼拜)?[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)?$"
    r"|(?:星期|周|礼拜)[一二三四五六日天]$",
    re.IGNORECASE,
)
_CLOCK = re.compile("[:时点]")


def months(told: Iterable[str]) -> tuple[str, ...]:
    """Days as their months where they are the ends or the beginnings of months one after another: 31/07/2022, 31/08."""
    found = tuple(told)
    if len(found) < 2 or not all(map(DAY.fullmatch, found)):
        return found
    days = [date.fromisoformat(each) for each in found]
    steps = {12 * (b.year - a.year) + b.month - a.month for a, b in pairwise(days)}
    return tuple(each[:7] for each in found) if ends(found) and steps in ({1}, {-1}) else found


def follow(cells: Sequence[str]) -> bool:
    """Whether months or years stand one after another, each with its year: 2020, 2021."""
    read = list(map(Periods(0, {}, 0).read, cells))
    told = [12 * each.year + each.number if isinstance(each, Month) else each for each in read]
    numbers = [each for each in told if isinstance(each, int)]
    return len(numbers) == len(cells) and {b - a for a, b in pairwise(numbers)} in ({1}, {-1})


def ends(days: Iterable[str]) -> bool:
    """Whether all days are the first or all the last of a month: September 30 and October 1 are days."""
    found = [date.fromisoformat(each) for each in days]
    last = all(each.day == calendar.monthrange(each.year, each.month)[1] for each in found)
    return last or {each.day for each in found} == {1}


def said(cell: str, reader: Periods, *, timed: bool = False) -> str | Wrong:
    """A month as 2022-09, a year as 2022, a day as 2022-09-30, a quarter as 2022-Q3."""
    cell = _without_weekday(cell)
    old = (moments.year(cell) or eras.old(cell) or eras.pointed(cell)) if timed else ""
    if told := moments.said(cell, reader.assumed) or old:
        return told
    found = reader.read(cell)
    if isinstance(found, Month):
        return str(found)
    if isinstance(found, int):
        return str(found)
    if found.code == "period_day":
        return day(cell) or found
    return found


def day(cell: str) -> str:
    """A calendar day as 2022-09-30, empty for what is none."""
    found = periods.day(plain(_without_weekday(cell)).partition(" ")[0])
    return found if isinstance(found, str) else ""


def clock(cell: str) -> bool:
    """Whether a moment of a day is told, so that this is no month: 2022-09-30 22:00."""
    text = plain(cell)
    return bool(_CLOCK.search(text) and moments.said(text, 0)) and isinstance(periods.day(text), Wrong)


def is_weekday_said(cell: str) -> bool:
    """Whether a day is written with its weekday, so that it means this day and not its month: 2022年8月31日 周三."""
    return _without_weekday(cell) != cell


def _without_weekday(cell: str) -> str:
    """2022年9月28日（周三） as 2022年9月28日; anything else as it is."""
    rest = _WEEKDAY.sub("", text := plain(cell))
    return rest if rest != text and isinstance(periods.day(rest), str) else cell


def mere_numbers(cells: Sequence[str]) -> bool:
    """Whether a column under no heading of time holds what may as well be figures: years without 年, serials."""
    said = [plain(cell) for cell in cells]
    if not all(cell.replace(".", "", 1).isdigit() for cell in said):
        return False
    years = [int(cell) for cell in said if cell.isdigit() and len(cell) == 4]
    return len(years) < len(said) or len(set(years)) < len(years)
