"""Times that only other people's tables speak of: quarters, weeks, spans of days, foreign spellings, years long ago."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.grid import dates
from kpi.intake.tables import abroad, eras
from kpi.intake.words import periods
from kpi.intake.words.cleaning import Wrong, plain

_YEAR = re.compile(r"(1[6-9]\d\d|20\d\d)年?度?")
_YEARS_END = re.compile(r"((?:19|20)\d\d)年[末底终終]")
_NUMBERED = re.compile(r"((?:19|20)\d\d)M(\d{1,2})")
_MINGUO = re.compile(r"民[國国](\d{2,3})年(?:(\d{1,2})月)?")
"""The years of Taiwan begin with 1912."""
_FAR = 190
"""No year of Taiwan's that a report may have."""
_TAIWAN = re.compile(r"(1\d\d)(?:[/.年](\d{1,2})(?:[/.月](\d{1,2})日?|月?)|(0[1-9]|1[0-2])|年?)")
"""109/05/04, 10905 or 109 where times stand: only Taiwan's years have three digits."""
_TAIWAN_PART = re.compile(r"(1[0-3]\d)年?(第?[一二三四1-4]季度?|[上下]半年)")
_PAST = re.compile(r"(\d{2,3})(?:年度?(?:(\d{1,2})月(?:(\d{1,2})日)?)?|(?=/|\.\d+\.)[/.](\d{1,2})(?:[/.](\d{1,2}))?)")
_WEEK = re.compile(r"(?:((?:19|20)\d\d)年?)?第(\d{1,2})周|((?:19|20)\d\d)-?W(\d{1,2})", re.IGNORECASE)
_FROM_TO = re.compile(
    r"((?:19|20)\d\d)([-/.年])(\d{1,2}[-/.月]\d{1,2})日?\s*(?:[-—–~至到]+)\s*"
    r"(?:((?:19|20)\d\d)[-/.年])?(\d{1,2}[-/.月]\d{1,2})日?"
)
TEN_DAYS = re.compile(r"(?:((?:19|20)\d\d)[年./-])?(1[0-2]|0?[1-9])月([上中下])旬")
"""Of each month the first, the second and the last ten days or so."""
_HOUR = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d| ?[AP]M| Uhr)?"
_STAMP = re.compile(
    r"(\d{4}(?:([-/.])\d{1,2}\2\d{1,2}(?=[ T])|年\d{1,2}月\d{1,2}日))[ T]?"
    rf"(?:{_HOUR}|\d{{1,2}}[时点](?:\d{{1,2}}分?)?)",
    re.IGNORECASE,
)
_TURNED = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2((?:19|20)\d\d)(?:,? {_HOUR})?", re.IGNORECASE)
_DAY = re.compile(r"(3[01]|[12]\d|0?[1-9])[日号]?")
_DAY_OF_YEAR = re.compile(r"(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])[日号]")
_DAYS = frozenset(("日期", "日", "DATE", "DAY"))
_LAST = 12
_HALF_YEAR = 183
_MANY = 12
"""More different numbers than this under 日期 are the days of a month."""


def said(text: str, assumed: int) -> str:
    """2022年一季度 as 2022-Q1, 上半年 as 2022-H1, 第5周 as 2022-W05, 民國103年1月 as 2014-01, a moment as its day.

    Empty for anything else. ``assumed`` is the year of a quarter or week that says none, 0 where nobody said it.
    """
    told = plain(text)
    if (span := dates.span(told)) and (span[0] or assumed):
        year, months = span[0] or assumed, span[1]
        if len(months) == 3:
            return f"{year}-Q{months[-1] // 3}"
        return f"{year}-H{months[-1] // 6}" if len(months) == 6 and "季" not in told else ""
    if (found := _NUMBERED.fullmatch(told)) and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}"
    if (found := _MINGUO.fullmatch(told)) and int(found[2] or 1) in range(1, 13):
        return f"{1911 + int(found[1])}" + (f"-{int(found[2]):02d}" if found[2] else "")
    if found := _YEARS_END.fullmatch(told):
        return found[1]
    if found := _WEEK.fullmatch(told):
        return week(int(found[1] or found[3] or assumed), int(found[2] or found[4]))
    if (found := TEN_DAYS.fullmatch(told)) and (year := int(found[1] or assumed)):
        begin = 1 + 10 * "上中下".index(found[3])
        end = periods.days_of(year, int(found[2])) if begin > 20 else begin + 9
        return f"{iso(year, int(found[2]), begin)}/{iso(year, int(found[2]), end)}"
    if found := _FROM_TO.fullmatch(told):
        return _between(*(found.group(n) or "" for n in (1, 3, 4, 5)))
    if (found := _STAMP.fullmatch(told)) and isinstance(periods.day(told), Wrong):  # midnight is no time of the day
        day = periods.day(found[1])
        return day if isinstance(day, str) else ""
    return eras.said(told) or abroad.said(told)


def of_year(cells: Sequence[str], year: int) -> Mapping[str, str]:
    """The days 9月1日, 9月2日 of the one ``year`` that is told, 0 for none; empty for a column in no order.

    From 12月31日 to 1月1日 a year ends, and nobody knows which of the two is told.
    """
    found = {cell: hit for cell in dict.fromkeys(cells) if (hit := _DAY_OF_YEAR.fullmatch(plain(cell)))}
    days = {cell: iso(year, int(hit[1]), int(hit[2])) for cell, hit in found.items()} if year else {}
    told = list(days.values())
    if not all(told) or told not in (sorted(told), sorted(told, reverse=True)):
        return {}
    steps = (abs(date.fromisoformat(b) - date.fromisoformat(a)).days for a, b in pairwise(told))
    return days if max(steps, default=0) < _HALF_YEAR else {}


def week(year: int, number: int) -> str:
    """2021-W05; empty where the year is not said."""
    return f"{year}-W{number:02d}" if year and 1 <= number <= 53 else ""


def of_taiwan(text: str, *, year: bool = False) -> str:
    """109/05/04 where a time stands as 2020-05-04, 109/05 as 2020-05; mere digits, 10905, only under a ``year``.

    Empty for anything else.
    """
    if hit := _TAIWAN_PART.fullmatch(plain(text)):
        return said(f"{1911 + int(hit[1])}年{hit[2]}", 0)
    found = _TAIWAN.fullmatch(plain(text).replace(" ", ""))
    if not found or (not year and found[0].isdecimal()):
        return ""
    told, month = 1911 + int(found[1]), int(found[2] or found[4] or 0)
    if month > _LAST:
        return ""
    return iso(told, month, int(found[3])) if found[3] else f"{told}" + (f"-{month:02d}" if month else "")


def past_hundred(cells: Sequence[str], *, yearly: bool = False) -> Mapping[str, str]:
    """Taiwan's years of two digits where those of three go on with them: 99年 before 100年, 99/12/31 before 100/01/03.

    Mere numbers, 98 to 109, only where each is one more than the last and the heading says years (``yearly``). Empty
    for any other column: years of two digits alone may be anybody's.
    """
    said = [plain(cell) for cell in cells]
    if yearly and all(map(str.isdecimal, said)) and {int(b) - int(a) for a, b in pairwise(said)} in ({1}, {-1}):
        return dict(zip(cells, past_hundred([f"{cell}年" for cell in said]).values(), strict=False))
    hits = [(cell, found) for cell in cells if (found := _PAST.fullmatch(plain(cell)))]
    told = [tuple(int(part or 0) for part in (f[1], f[2] or f[4], f[3] or f[5])) for _, f in hits]
    years = [year for year, *_ in told]
    ordered = told in (sorted(told), sorted(told, reverse=True))
    if len(hits) < len(cells) or not ordered or not min(years, default=100) < 100 <= max(years) < _FAR:
        return {}
    days = {cell: _cut(iso(1911 + y, m or 1, d or 1), m, d) for (cell, _), (y, m, d) in zip(hits, told, strict=True)}
    return days if all(days.values()) else {}


def _cut(day: str, month: int, of_month: int) -> str:
    return day if of_month else day[:7] if month else day[:4]


def year(text: str) -> str:
    """A whole year under a heading of time, be it before the time of reports: 1949."""
    found = _YEAR.fullmatch(plain(text))
    return found[1] if found else ""


def under_years(cells: Sequence[tuple[int, str]], labels: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Bare months below rows of their years, 2019年 over 1月, 2月: months with years; empty for any other column.

    ``cells`` are those of a column, ``labels`` the rows that hold nothing but words, each with its row number. A year
    with figures of its own is a period too.
    """
    found, now, last = list[str](), "", 0
    for _, text, own in sorted([(n, text, True) for n, text in cells] + [(n, text, False) for n, text in labels]):
        if told := year(text):
            now, last = told, 0
            found += [told] if own else []
        elif own and plain(text):
            number = periods.number_of(text) if periods.is_bare(text) else 0
            if not now or number <= last:
                return ()
            found, last = [*found, f"{now}-{number:02d}"], number
    return tuple(found) if last else ()


def turned(cells: Sequence[str]) -> Mapping[str, str]:
    """The days of a column that is written 31.12.1950, 31/12/1950 or 12/31/1950 throughout; empty for any other.

    Points always part day, month and year; strokes and slashes where one of two places passes 12 and the other never,
    or where one of the two readings makes first days of months one after another into the next year.
    """
    found = {cell: said for cell in dict.fromkeys(cells) if (said := _TURNED.fullmatch(plain(cell)))}
    first, second = (max((int(each[place]) for each in found.values()), default=0) for place in (1, 3))
    alike = all(each[1] == each[3] for each in found.values())  # 1/1/1980 is one day in both readings
    points = {each[2] for each in found.values()} == {"."}
    if len(found) < len(dict.fromkeys(cells)):
        return {}
    sure = (3, 1) if points or alike or first > 12 >= second else (1, 3) if second > 12 >= first else None
    at = sure or next((at for at in ((1, 3), (3, 1)) if _steps(found.values(), at)), None)
    if at is None:
        return {}
    days = {cell: iso(int(each[4]), int(each[at[0]]), int(each[at[1]])) for cell, each in found.items()}
    return days if all(days.values()) else {}


def _steps(found: Iterable[re.Match[str]], at: tuple[int, int]) -> bool:
    """Whether all days are the first of months that follow each other, by quarters too, past the end of a year."""
    told = [(int(each[4]), int(each[at[0]]), int(each[at[1]])) for each in found]
    months = [12 * year + month for year, month, _ in told]
    steps = {b - a for a, b in pairwise(months)}
    follow = len(steps) == 1 and abs(min(steps)) in (1, 3)
    return follow and {day for *_, day in told} == {1} and len({year for year, *_ in told}) > 1


def of_month(heading: str, cells: Sequence[str], month: Callable[[], str]) -> Mapping[str, str]:
    """The days 1日, 2日 … below 日期 of the one month that the titles name (2023-05); empty for any other column."""
    told = {cell: found for cell in dict.fromkeys(cells) if (found := _DAY.fullmatch(plain(cell)))}
    if normal(heading.rpartition("/")[2]) not in _DAYS or len(told) < len(dict.fromkeys(cells)):
        return {}
    if all(plain(cell).isdigit() for cell in told) and max(int(each[1]) for each in told.values()) <= _MANY:
        return {}
    if len(named := month()) != len("2023-05"):
        return {}
    days = {cell: iso(int(named[:4]), int(named[5:]), int(each[1])) for cell, each in told.items()}
    return days if all(days.values()) else {}


def is_turned(text: str) -> bool:
    """Whether a cell is a day written from the day or the month on."""
    return bool(_TURNED.fullmatch(plain(text)))


def _between(year: str, first: str, last_year: str, last: str) -> str:
    """2021.01.01-2021.01.31 as 2021-01, a whole quarter, half or year likewise, other days as 2021-01-04/2021-01-10."""
    ends = [iso(int(of), *map(int, re.split(r"\D", text))) for of, text in ((year, first), (last_year or year, last))]
    if not all(ends) or ends[0] > ends[1]:
        return ""
    begin, after = date.fromisoformat(ends[0]), date.fromisoformat(ends[1]) + timedelta(days=1)
    months = 12 * (after.year - begin.year) + after.month - begin.month
    if begin.day != 1 or after.day != 1 or months not in (1, 3, 6, 12) or (begin.month - 1) % months:
        return "/".join(ends)
    part = (begin.month - 1) // months + 1
    return year + {1: f"-{begin.month:02d}", 3: f"-Q{part}", 6: f"-H{part}", 12: ""}[months]


def iso(year: int, month: int, day: int) -> str:
    """A day as 2022-09-30, empty for one that the calendar does not have."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
