"""Times that do not lead a table: 年 and 季度 or 年, 月 and 日 in columns of their own, 采样日期 behind 样品编号."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.tables import abroad, moments
from kpi.intake.tables.structure import Grid
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain

_PARTS: Mapping[str, frozenset[str]] = {
    "year": frozenset(("年", "年份", "年度", "YEAR")),
    "quarter": frozenset(("季", "季度", "QUARTER")),
    "month": frozenset(("月", "月份", "MONTH")),
    "week": frozenset(("周", "周次", "WEEK")),
    "day": frozenset(("日", "DAY")),
    "part": frozenset(("PERIOD",)),
}
_OF = re.compile("^(?:[资資]料|[统統][计計]|[报報]告|[数數][据據]|[会會][计計]|所[属屬])(?=[年月日季周时時]|期[间間])")
_UNIT = re.compile(r"[(（] ?(?:年度?|季度?|月份?|[周日天]|years?|quarters?|months?|weeks?|days?) ?[)）]", re.IGNORECASE)
"""In which unit times stand: 时间（年）; 时间(s) is how long something took."""
_WEEKDAY = re.compile("/(?:星期|周|礼拜)?[一二三四五六日天]$")
_QUARTER = re.compile(r"第?([一二三四1-4])(?:季度?)?|Q([1-4])", re.IGNORECASE)
_QUARTERS = {word: n for n, word in enumerate("一二三四", 1)}
_WEEK = re.compile(r"第?(\d{1,2})周?|W(\d{1,2})", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[日号]?")
_YEAR = 12
_WHOLE = frozenset(("全年", "ANNUAL", "WHOLEYEAR", "FULLYEAR", "YEAR", "M13"))
_DATED = re.compile(r".+(日期|时间|月份|年月)|.*(?:date|time)(?:string|stamp)?(?:_.*)?", re.IGNORECASE)


def bare(heading: str) -> str:
    """统计年度 as 年度, Jahr as 年, 时间(年) as 时间."""
    return "/".join(abroad.heading(_OF.sub("", _UNIT.sub("", part))) for part in heading.split("/"))


def parted(grid: Grid) -> tuple[tuple[str, ...], int]:
    """The quarters, weeks or days of two or three columns and the place of the year's; empty for any other table.

    A year that stands once holds for the rows below it. Every row must say its time.
    """
    places = _places(grid)
    finer = next((kind for kind in ("quarter", "week", "part") if kind in places), "")
    if "year" not in places or not (finer or "month" in places):
        return (), 0
    found, year = list[str](), ""
    for row in grid.rows:
        said = _at(row, places["year"])
        of_taiwan = moments.of_taiwan(said, year=True)
        year = moments.year(said) or of_taiwan or (year if not plain(said) else "")
        told = _told(year, finer, row, places) if len(year) == len("2022") else ""
        if of_taiwan and not finer and 0 < (month := periods.number_of(_at(row, places["month"]))) <= _YEAR:
            told = told or f"{year}-{month:02d}"
        if not told:
            return (), 0
        found.append(told)
    return tuple(dict.fromkeys(found)), places["year"]


def weeks(heading: str, cells: Sequence[str]) -> list[int]:
    """The numbers of weeks, 1 or 第1周, in a column that a week heads; empty for any other column."""
    said = {normal(bare(part)) for part in heading.split("/")} & (_PARTS["week"] | {"周别"})
    hits = [hit for cell in cells if said and (hit := _WEEK.fullmatch(plain(cell)))]
    return [int(hit[1] or hit[2]) for hit in hits] if len(hits) == len(cells) else []


def _places(grid: Grid) -> dict[str, int]:
    """Where the parts of the times stand, by the headings in any of their languages: 年/Year."""
    found: dict[str, int] = {}
    for place, name in zip(grid.columns, grid.names, strict=True):
        said = {normal(bare(part)) for part in (name, *name.split("/"))}
        for kind, words in _PARTS.items():
            if said & words:
                found.setdefault(kind, place)
    return found


def _told(year: str, finer: str, row: Line, places: Mapping[str, int]) -> str:
    """Empty too for a month in figures without its day, which is read where the year is joined to it."""
    said = _at(row, places[finer or "month"])
    if normal(said) in _WHOLE:
        return year
    if "day" not in places and (month := abroad.month(said)):
        return f"{year}-{month:02d}"
    if finer == "quarter":
        found = _QUARTER.fullmatch(plain(_at(row, places["quarter"])))
        number = (found[1] or found[2]) if found else ""
        return f"{year}-Q{_QUARTERS.get(number, number)}" if number else ""
    if finer == "week":
        found = _WEEK.fullmatch(plain(_at(row, places["week"])))
        return moments.week(int(year), int(found[1] or found[2])) if found else ""
    if "day" not in places or finer:
        return ""
    month, day = abroad.month(said) or periods.number_of(said), _DAY.fullmatch(plain(_at(row, places["day"])))
    return moments.iso(int(year), month, int(day[1])) if day else ""


def across(grid: Grid, month: str) -> tuple[str, ...] | None:
    """The days that 1, 2, 3 or 1日, 2日, 3日, be it over 六, 日, head under the one ``month`` that the titles tell of.

    None for any other table; empty where nobody says the month, and numbers that are not all twelve are no months.
    """
    names = (plain(_WEEKDAY.sub("", name)) for name in grid.names)
    numbers = [found[1] for name in names if (found := _DAY.fullmatch(name))]
    if len(numbers) < 2 or numbers != [str(n + 1) for n in range(len(numbers))]:
        return None
    if len(month) == len("2021-05"):
        days = (moments.iso(int(month[:4]), int(month[5:]), int(number)) for number in numbers)
        return tuple(filter(None, days))
    return None if len(numbers) == _YEAR else ()


def later(grid: Grid, read: Callable[[str], str]) -> tuple[tuple[str, ...], int]:
    """The times of the first later column that 日期 or 时间 heads, where rows stand in their order; else empty.

    Days of birth or of putting into service, in no order, and one day for all say nothing of the time a table is of.
    """
    for place, name in zip(grid.columns[1:], grid.names[1:], strict=True):
        cells = [cell for row in grid.rows if plain(cell := _at(row, place))]
        if not _DATED.fullmatch(normal(name)):
            continue
        told = dict(moments.turned(cells)) or {cell: read(cell) for cell in dict.fromkeys(cells)}
        found = [told[cell] for cell in cells]
        if all(found) and len(set(found)) > 1 and _ordered(found):
            return tuple(dict.fromkeys(found)), place
    return (), 0


def _ordered(found: Sequence[str]) -> bool:
    return list(found) in (sorted(found), sorted(found, reverse=True))


def _at(row: Line, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
