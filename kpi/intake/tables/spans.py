"""Which months, years or days a table speaks of, down a column or across its headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import dates, groups
from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.tables import (
    abroad,
    across,
    cornered,
    eras,
    fiscal,
    marked,
    moments,
    quarterly,
    series,
    timecells,
    timecolumns,
    titletimes,
    unread,
)
from kpi.intake.tables.structure import Grid
from kpi.intake.words import codes, periods, vocabulary
from kpi.intake.words.cleaning import Wrong, plain, shown
from kpi.intake.words.periods import Periods
from kpi.period import Month
from kpi.reading import Issue, LeftOut

_TIME = frozenset(
    normal(word)
    for words in (
        "月份 月度 年月 月 年 年份 年度 民国年 民國年 民国年月 民國年月 年别 月别 季别 年月別",
        "时间 日期 期间 时期 季度 周 周次 报告期 统计期 统计区间",
        "date month quarter period time year years day week timestamp datetime 指标\\时间 指标名称",
    )
    for word in words.split()
)
_YEARS = frozenset(map(normal, ("年", "年份", "年度", "年别", "民国年", "民國年", "YEAR", "YEARS")))
_MONTHS = frozenset(
    map(normal, ("月份", "月度", "年月", "月", "月别", "民国年月", "民國年月", "报告期", "统计期", "MONTH"))
)
"""Headings under which nothing but months can stand, so that what is none is told."""
_SHIFTS = frozenset(("班次", "班别", "时段", "SHIFT"))
"""Headings beside which a day is a day, be it the last of a month."""
_LASTING = re.compile(r"[(\[]?(?:[mμu]?s|sec|min|hr?|hours?|秒|分钟?|小时)[)\]]?")
"""In which unit 时间 is how long something took."""
_SMALL = re.compile(r"\d{1,2}")
"""No month unless a heading says so: 序号 一, 1, 2."""
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_WRITTEN = re.compile("[一二][〇零○九][〇零○一二三四五六七八九]{2}(?=年)")
"""二〇二一年 in a title."""
_LATIN = re.compile("(?<![(（])[A-Za-z]+")
_EVERYDAY = vocabulary.everyday()
_SHARE = 0.8
_PLAIN_DAY = 31
_ANY = 2000
"""A year for months that say none, of which only the number counts."""
_Of = tuple[bool, int, date, Callable[[], str]]
"""Whether shifts are told apart, the year of bare months, day 0 of the workbook's dates, the month the titles tell."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The periods in the order of the file, without repeats; ``column`` is the one they stand in, if any."""

    periods: tuple[str, ...] = ()
    column: int | None = None
    issues: tuple[Issue, ...] = ()


def read(grid: Grid, titles: Sequence[str], names: tuple[str, str], epoch: date) -> Spans:
    """The periods of a table; a bare 9月 takes its year from the titles, else from the sheet's or the file's name."""
    found = _read(grid, titles, names, epoch)
    return replace(found, issues=(*found.issues, *fiscal.asked(grid, titles, found.periods, found.column)))


def _read(grid: Grid, titles: Sequence[str], names: tuple[str, str], epoch: date) -> Spans:
    top, year = cornered.emptied(marked.heading(grid.heading), grid.columns, grid.rows)
    assumed = _assumed(titles, names, year)
    label = [LeftOut(top.rows[-1].number, "title", year)] if year and assumed else []  # as above each further year
    grid = replace(grid, heading=top, left_out=(*label, *grid.left_out))
    told_month = partial(_told_month, titles, names, assumed)
    width = max(grid.columns) + 1
    named = dict(zip(grid.columns, map(timecolumns.bare, grid.names), strict=True))
    line = Line(grid.heading.rows[-1].number, tuple(named.get(place, "") for place in range(width)))
    finer, at = timecolumns.parted(grid)
    if finer:
        return Spans(finer, at)
    header, rows, carried = dates.joined(line, grid.rows)
    told = across.told(carried, line.number)
    seen, unread_at = _unread(grid, header)
    if any(issue.code == "period_years" for issue in seen):
        return Spans(issues=seen)
    shifts = any(normal(part) in _SHIFTS for name in grid.names for part in name.split("/"))
    if found := _down(grid, header, rows, (shifts, assumed, epoch, told_month)):
        return replace(found, issues=(*told, *found.issues))
    days = timecolumns.across(grid, told_month())
    asked = (*across.carried(grid), *across.dotted(grid)) if days is None else ()
    found = Spans(across.read(grid, assumed, epoch) if days is None else days, issues=asked)
    wide = eras.headed(grid.names)
    if found.periods or wide:
        told_all = wide if {*wide} >= {*found.periods} else found.periods
        return replace(found, periods=told_all, issues=(*found.issues, *seen))
    reader = Periods(0, {}, _PLAIN_DAY, epoch)
    below, at = timecolumns.later(grid, lambda cell: timecells.day(cell) or _text(timecells.said(cell, reader)))
    if below and all(told.startswith(told_month()) for told in below):
        return replace(found, periods=below, column=at)
    seen = seen or unread.months(grid.columns, grid.names, line.number)
    if seen:
        return replace(found, column=unread_at, issues=(*found.issues, *seen))
    if headed := abroad.years(grid.names):
        return replace(found, periods=headed)
    if said := titletimes.told(titles):
        return replace(found, periods=(said,))
    of_year = titles if told_month() else map(titletimes.uncompared, titles)
    if word := groups.not_month_said([*of_year, *names], grid.names, spans=True):
        return replace(found, issues=(*found.issues, Issue("not_month_title", "warning", args={"word": word})))
    titled = [*titles, *grid.names[1:]] if not normal(grid.names[0]) else titles  # a blank corner beside the title
    if told_month() or not (asked := titletimes.dotted(titles, names)):
        return replace(found, periods=tuple(filter(None, [told_month() or titletimes.year(titled)])))
    return replace(found, issues=(*found.issues, *asked))


def _down(grid: Grid, header: Line, rows: Sequence[Line], of: _Of) -> Spans | None:
    """The times of the first column that holds such; of a later one where that has years and this their parts."""
    years: Spans | None = None
    for place in grid.columns:
        heading = header.cells[place]
        timed = _heads_time(heading)
        timed = timed or (place == grid.columns[0] and series.heads(grid.heading.rows))
        if not timed and (years or place != grid.columns[0]):
            continue
        if below := _under_years(place, grid, timed=timed) or _quarters(place, grid):
            return Spans(below, place)
        if found := _column(place, heading, rows, (timed, *of)):
            found = _years_over(found, grid, rows) or _crossed(found, grid)
            if not years and all(len(period) == len("2022") for period in found.periods):
                years = found
            elif not years or {period[:4] for period in found.periods} == {*years.periods}:
                return found
    return years


def _unread(grid: Grid, header: Line) -> tuple[tuple[Issue, ...], int | None]:
    """The warning for times, of a column (and which) or of the headings, that are none that can be told."""
    for place in grid.columns:
        heading = header.cells[place]
        timed = _heads_time(heading)
        if (timed or place == grid.columns[0]) and (told := unread.column(place, heading, grid.rows, timed=timed)):
            return told, place
    return unread.headings(grid.columns, grid.names, grid.heading.rows[-1].number), None


def _weeks(place: int, heading: str, rows: Sequence[Line], weeks: Sequence[str]) -> Spans:
    """The weeks of a column; one warning where nobody says their year."""
    if any(weeks):
        return Spans(tuple(dict.fromkeys(filter(None, weeks))), place)
    row = next(row for row in rows if place < len(row.cells) and plain(row.cells[place]))
    at, cell = f"{letters(place)}{row.number}", shown(row.cells[place])
    return Spans((), place, (Issue("period_no_year", "warning", row.number, heading, cell, cell=at),))


def _heads_time(heading: str) -> bool:
    """Whether a heading says that times stand below it, be it in two languages: 年/Year, 年 份 Year."""
    said = (*heading.split("/"), _LATIN.sub("", heading))
    lasts = any(map(_LASTING.fullmatch, map(plain, said)))
    return not lasts and any(normal(text) in _TIME for text in said)


def _under_years(place: int, grid: Grid, *, timed: bool) -> tuple[str, ...]:
    """The months of a column below rows of their years; mere numbers are such only under a heading of time."""
    cells = [(row.number, row.cells[place]) for row in grid.rows if place < len(row.cells)]
    if not timed and all(plain(text).isdigit() for _, text in cells):
        return ()
    return moments.under_years(cells, [(out.line, out.text) for out in grid.left_out])


def _quarters(place: int, grid: Grid) -> tuple[str, ...]:
    cells = [row.cells[place] for row in grid.rows if place < len(row.cells) and plain(row.cells[place])]
    return tuple(dict.fromkeys(quarterly.told("/".join(grid.heading.parts[place]), cells).values()))


def _told_month(titles: Sequence[str], names: tuple[str, str], assumed: int) -> str:
    """The one month that the titles, else the sheet's or the file's name tell of; empty where none does."""
    text, _ = around.month(Outside(tuple(titles), *names))
    month = Periods(assumed, {}, 0).read(text) if text else None
    return str(month) if isinstance(month, Month) else ""


def _text(told: str | Wrong) -> str:
    return told if isinstance(told, str) else ""


def _years_over(found: Spans, grid: Grid, rows: Sequence[Line]) -> Spans | None:
    """Bare months down and years across: every year of every month; None for any other table."""
    place = found.column or 0
    others = [name for at, name in zip(grid.columns, grid.names, strict=True) if at != place]
    years = [int(year[1]) for name in others if (year := _YEAR.fullmatch(plain(name)))]
    kept = [name for name in others if normal(name) and not groups.is_left(name)]
    cells = [plain(row.cells[place]) for row in rows if place < len(row.cells)]
    if not years or len(years) < len(kept) or not all(map(periods.is_bare, filter(None, cells))):
        return None
    numbers = dict.fromkeys(periods.number_of(cell) for cell in cells if cell)
    return Spans(tuple(f"{year}-{n:02d}" for n in numbers for year in years), place)


def _crossed(found: Spans, grid: Grid) -> Spans:
    """Years down and bare months across: every month of every year."""
    months = list(filter(None, map(_number, grid.names)))
    if len(months) < 2 or not all(len(period) == 4 for period in found.periods):
        return found
    return Spans(tuple(f"{year}-{n:02d}" for year in found.periods for n in months), found.column, found.issues)


def _number(name: str) -> int:
    """The number of a month that heads a column without its year, 9月 or September; 0 for anything else."""
    if periods.is_month(name):
        return periods.number_of(name)
    month = Periods(0, {}, 0).read(f"{name} {_ANY}")
    return month.number if isinstance(month, Month) and name.isalpha() else 0


def _assumed(titles: Sequence[str], names: tuple[str, str], corner: str) -> int:
    """The year of bare months: the corner's, which none of the titles' may contradict, else the one told nearest."""
    if corner:
        return int(corner) if int(corner) in (periods.years_said(titles) or {int(corner)}) else 0
    for texts in (titles, names[:1], names[1:]):
        years = periods.years_said(_WRITTEN.sub(lambda found: periods.digits(found[0]), text) for text in texts)
        if years:
            return years.pop() if len(years) == 1 else 0
    return 0


def _column(place: int, heading: str, rows: Sequence[Line], of: tuple[bool, *_Of]) -> Spans | None:
    timed, shifts, assumed, epoch, told_month = of
    raw = [row.cells[place] if place < len(row.cells) else "" for row in rows]
    cells = [marked.bare(cell) for cell in raw]
    if timed and (words := marked.months(list(filter(plain, cells)))):
        cells = [words.get(cell, cell) for cell in cells]
    filled = [cell for cell in cells if plain(cell)]
    if not filled or (not timed and normal(heading) and all(plain(cell).isdigit() for cell in filled)):
        return None
    if not timed and (any(_SMALL.fullmatch(plain(cell)) for cell in filled) or codes.are(heading, filled)):
        return None
    yearly = any(normal(part) in _YEARS for part in heading.split("/"))
    if yearly and all(plain(cell).isdigit() and periods.is_bare(cell) for cell in filled):  # the years of a school
        return None
    if days := moments.turned(filled) or moments.of_month(heading, filled, told_month):
        return Spans(timecells.months(dict.fromkeys(days[cell] for cell in filled)), place)
    if weeks := timecolumns.weeks(heading, filled):
        return _weeks(place, heading, rows, [moments.week(assumed, number) for number in weeks])
    unclear = dates.mixed(filled) or dates.turns(filled)
    reader = replace(periods.of_column(filled, 0 if unclear else assumed, _PLAIN_DAY, epoch), unclear=unclear)
    whole = {**dict(zip(filled, filled, strict=True)), **(moments.of_year(filled, assumed) if timed else {})}
    said = {cell: timecells.said(text, reader, timed=timed) for cell, text in whole.items()}
    if timed and not any(isinstance(value, str) for value in said.values()):
        told = {cell: moments.of_taiwan(cell, year="年" in heading) for cell in said}
        said |= told if all(told.values()) else {}
    by_heading = {**eras.thirteenth(filled), **moments.past_hundred(filled, yearly=yearly)} if timed else {}
    said |= {**by_heading, **eras.expected(filled)}
    monthly = normal(heading.rpartition("/")[2]) in _MONTHS
    days = {cell: day for cell in said if (day := timecells.day(whole[cell]))}
    shifts = shifts or any(map(timecells.is_weekday_said, filled))
    finer = not monthly and (shifts or not timecells.ends(days.values()))
    if any(isinstance(value, str) and len(value) > 7 for value in said.values()) or finer:
        # days of a month: its first and its last are days like the others
        said |= days
    good = sum(isinstance(said[cell], str) for cell in filled)
    meant = good if not timed else sum(isinstance(said[c], str) or periods.is_period(c) for c in filled)
    dated = good > 0 and monthly
    if (meant < _SHARE * len(filled) and not dated) or (not timed and timecells.mere_numbers(filled)):
        return None
    issues = []
    for row, cell, written in zip(rows, cells, raw, strict=True):
        if isinstance(why := said.get(cell), Wrong):
            at = f"{letters(place)}{row.number}"
            severity: Literal["error", "warning"] = "warning" if why.code == "period_span" else "error"
            issues.append(Issue(why.code, severity, row.number, heading, shown(written), why.args, cell=at))
    found = dict.fromkeys(value for value in said.values() if isinstance(value, str))
    by_hours = shifts or (len(found) < len(filled) and any(map(timecells.clock, filled)))
    return Spans(tuple(found) if by_hours else timecells.months(found), place, tuple(issues))
