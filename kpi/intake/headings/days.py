"""Figures of days, weeks, thirds and halves of a month, which are no month's: 日报, 上旬, 截至9月15日."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.headings import around, monthly
from kpi.intake.headings.around import Outside
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue

_PART = re.compile(
    r"[日周旬班]报(?!送)|[上中下](?:一)?旬|[上下前后]半月|日均|日平均|平均每[日天]|每日|逐日|单日|当日|本日"
    r"|第[\d一二三四五六七八九十]{1,3}(?:[-—–~至到]+第?[\d一二三四五六七八九十]{1,3})?周|[本上]周|[早中晚夜白]班|[甲乙丙丁]班|DAILY|WEEKLY"
    r"|(?<!个)半个?月|(?<![提以之目])前(?:\d{1,2}|半|[一二两三四五六七八九十]{1,3})个?[天日](?!数)"
)
_SHIFT = re.compile("[当本]天|[当本]日|[早中晚夜白]班")
_Y, _M, _D = r"(?:(20\d\d)[年./-])?", r"(?:(1[0-2]|0?[1-9])[月./-])?", r"(?<!\d)(3[01]|[12]\d|0?[1-9])"
_UNTIL = tuple(map(re.compile, (
    rf"(?:截[至止](?:日期|时间|日)?[到于:]?|统计[至到]|月份?[初起]?[至到])(?:[本当]月)?{_Y}{_M}{_D}[日号]",
    rf"截[至止][到于]?(20\d\d)[./-](1[0-2]|0?[1-9])[./-]{_D}(?!\d)",
    rf"截[至止][到于]?()(1[0-2]|0?[1-9])[./]{_D}(?![\d.%])",
    rf"{_Y}{_M}{_D}[日号](?=(?:数据?|产量|(?:生产|完成)?情况)(?:$|[),;]))",
    rf"{_Y}{_M}{_D}[日号]?(?:\d{{1,2}}[时点])?为?止",
)))  # fmt: skip
"""截至9月15日, 月初至20日, 9月20日止: the first days of a month, unless its last is one of them."""
_COUNT = re.compile(
    r"(?:^|[(,;]|月份?|截[至止](?:目前|今)?|统计(?:天数|时间|期)?:?)(?:共计?|合计|计)?(\d{1,2})天(?=$|[),;])"
)
_NOT_THEIRS = re.compile(
    r"(?:填[报写]|编[制报]|制[表单]|[上申]报|报[送出]|打印|审[核批]|提[交报]|收集|检修|停[机产车电]|放假|会议?|开会|检查|公示|培训)"
    r"(?:日期|时间|期间?|为|于)?[:：]?$"
)
"""What else than the figures days may be those of."""
_DAY = re.compile(r"(?:(?:20\d\d)?年?[-.]?(?:1[0-2]|0?[1-9])[月.-])?(?:[12]\d|3[01]|0?[1-9])日|\d{1,2}月\d{1,2}号")
"""A sheet that is called by a day."""
_DAYS = frozenset(("日期", "取数日期", "DATE"))
_BARE = re.compile(r"(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])[日号]")
_WRITTEN = "填报日期"
_FULL = re.compile(r"\d{4}")
_ANY = 2000
"""A leap year, for days that say none."""
_HEAD_ROWS, _SOON = 15, 45
"""Rows in which a heading stands; days after its month within which a report is written."""
_COLUMNS = frozenset(("日", "日次", "周", "周次", "旬", "旬别", "班次", "班别"))
"""Headings of a column that parts a month."""
_NUMBERED = _DAYS | {"时间", "统计时间"}
"""Headings under which a bare number in a month's report is a day."""
_MONTHLY = re.compile("月报|月度|月份|分月|各月|MONTHLY")


def check(
    said: tuple[str, Iterable[str]], outside: Outside, headings: Sequence[str], names: Vocabulary, of: tuple[bool, int]
) -> list[Issue]:
    """Why the figures are those of days or of part of a month, or the question whether they are.

    ``said``: the heading of the months and they themselves; ``of``: whether the table tells its months itself, and the
    day the plant closes its month on, 0 for its last.
    """
    found = around_said(outside, headings, names, of), of_column(*said, outside, of[1])
    return [issue for issue in found if issue]


def around_said(outside: Outside, headings: Sequence[str], names: Vocabulary, of: tuple[bool, int]) -> Issue | None:
    """The refusal of figures that the title or a name gives to a part of a month, or the question of 8月26日-9月25日.

    ``of``: as in `check`; of a table that tells its months 日报 is only asked about (`around.doubts`).
    """
    dated, closing = of
    month = (0, 0) if dated else month_of(around.month(outside)[0])
    if heading := next((each for each in headings if normal(each) in _COLUMNS), ""):
        return Issue("days_said", column=heading, args={"text": shown(heading), "word": normal(heading)})
    for source, texts in outside.sources():
        for text in texts:
            word = _word(text, names, is_sheet=source == "sheet")
            word = word or part_said(normal(text), month, closing)
            if word and not (word == "日报" and dated) and not _explained(word, headings):
                return Issue("days_said", args={"text": shown(text), "word": word})
    around_it = (text for _, texts in outside.sources() for text in texts)
    return None if dated else next(filter(None, (_whole(text, month, closing) for text in around_it)), None)


def named(said: Iterable[str], names: Vocabulary) -> list[Issue]:
    """The question whether a month's figure stands under a known name of a day or a shift: 当天折干, 白班水分."""
    found = ((text, word[0]) for text in said if (word := _SHIFT.search(normal(text))) and names.meaning(text))
    told = ((shown(text), word) for text, word in found)
    return [Issue("days_named", "warning", None, name, name, {"column": name, "word": word}) for name, word in told]


def part_said(said: str, month: tuple[int, int], closing: int = 0) -> str:
    """The words by which a normal text gives figures to some days of ``month`` (year and number, 0 unsaid) only."""
    for days in _own_days(said):
        if not days.month(month):
            return days.text
    for shape in _UNTIL:
        for found in shape.finditer(said):
            year, number, day = (int(each or 0) for each in found.groups())
            if day < periods.days_of(year or month[0], number or month[1]) and day != closing:
                return found[0]
    counted = _COUNT.search(said)
    return counted[0].strip("(,;") if counted and int(counted[1]) < periods.days_of(*month) else ""


def _own_days(said: str) -> list[periods.Days]:
    return [days for days in periods.days_said(said) if not _NOT_THEIRS.search(said.partition(days.text)[0])]


def _whole(text: str, month: tuple[int, int], closing: int) -> Issue | None:
    """The refusal of days that make up another month than ``month``, or the question of those that begin before it."""
    for days in _own_days(normal(text)):
        year, number = days.month(month) or (0, 0)
        if month[1] and (number != month[1] or (year and month[0] and year != month[0])):
            both = (f"{y}年{m}月" if y else f"{m}月" for y, m in (month, (year, number)))
            return Issue("titles_disagree", args={"months": "、".join(both)})
        if days.across and days.end[1] != closing:
            told: dict[str, str | int] = {"text": days.text, "month": f"{year}年{number}月" if year else f"{number}月"}
            return Issue("days_as_month", "warning", args=dict(told))
    return None


def month_of(said: str) -> tuple[int, int]:
    """The year and the number of 2022年9月 or 9月; 0 for what is not said."""
    found = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月", said)
    return (int(found[1] or 0), int(found[2])) if found else (0, 0)


def of_column(heading: str, texts: Iterable[str], outside: Outside, closing: int) -> Issue | None:
    """What a column of days may be taken for: refused where they surely are days, asked where it is one alone.

    ``closing``: the day the plant closes its month on, 0 for its last.
    """
    said, name = [text for text in dict.fromkeys(map(plain, texts)) if text], normal(heading)
    month = around.month(outside)[0]
    if name in _NUMBERED and month and any(text.isdigit() and len(text) < 3 for text in said):
        found = next(text for text in said if text.isdigit())
        return Issue("days_numbered", column=heading, found=found, args={"column": heading, "month": month})
    days = {day: text for text in said if (day := _day(text))}
    if _are_days(days) or (name in _DAYS and _both_ends(days)) or (days and _called(outside)):
        return Issue("period_daily", column=heading, found=days[min(days)])
    if name not in _DAYS or len(days) != 1 or len(said) > 1:
        return None
    ((day, text),) = days.items()
    if day.day not in (1, closing, Month(day.year, day.month).days):
        return None  # refused where the months are read
    if any(_MONTHLY.search(normal(each)) for _, said in outside.sources() for each in said) or _same(month, day):
        return None
    told: dict[str, str | int] = {"column": heading, "month": f"{day.year}-{day.month:02d}"}
    return Issue("day_as_month", "warning", column=heading, found=text, args=told)


def _word(text: str, names: Vocabulary, *, is_sheet: bool) -> str:
    said = normal(text)
    if is_sheet and _DAY.fullmatch(said):
        return said
    if not (found := _PART.search(said)):
        return ""
    held = next((name for name in names.indicators if len(name) > 2 and found[0] in name and name in said), "")
    return "" if held else found[0]


def _explained(word: str, headings: Sequence[str]) -> bool:
    """Whether a heading of its own holds the figures the word is about, or the month's beside them."""
    if word in ("日报", "周报", "旬报", "班报"):
        return any(groups.explains(heading, "日报") for heading in headings)
    return any(word in normal(heading) for heading in headings)


def after(lines: Sequence[Line], called: tuple[str, str]) -> Sequence[Line]:
    """The lines with 填报日期 for a 日期 of one day soon after the one month that titles or names say.

    And with 竣工日期 for an end that none comes before. ``called``: the sheet's and the file's name.
    """
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        ours = {n: name for n, cell in enumerate(line.own) if (name := _of_writing(cell, line.own))}
        if not ours:
            continue
        year, number = month_of(around.month(Outside(around.titled(lines[:place]), *called))[0])
        end = date(year, number, Month(year, number).days) if year and number else None
        below = lines[place + 1 :]
        kept = {n: name for n, name in ours.items() if end and _all_after(below, n, end, written=name == _WRITTEN)}
        cells = tuple(kept.get(n, cell) for n, cell in enumerate(line.cells))
        return (*lines[:place], replace(line, cells=cells), *below) if kept else lines
    return lines


def _of_writing(cell: str, heads: Sequence[str]) -> str:
    """What the days under a heading may be instead of the figures' own."""
    if normal(cell) in _NUMBERED:
        return _WRITTEN
    return monthly.of_project(cell) if not any(map(monthly.of_start, heads)) else ""


def _all_after(below: Sequence[Line], column: int, end: date, *, written: bool) -> bool:
    said = [plain(row.cells[column]) for row in below if column < len(row.cells)]
    days = [_day(text) if _FULL.search(text) else None for text in said if text]
    if not written or not days:
        return bool(days) and all(day and day >= end for day in days)
    (day, *others), first_or_last = set(days), (1, 28, 29, 30, 31)  # 2022-10-31 may mean October
    return not others and bool(day and day.day not in first_or_last and 0 < (day - end).days <= _SOON)


def _day(text: str) -> date | None:
    if bare := _BARE.fullmatch(text):
        number, day = int(bare[1]), int(bare[2])
        return date(_ANY, number, day) if day <= Month(_ANY, number).days else None
    found = periods.day(text.partition(" ")[0]) if not periods.is_bare(text) else ""
    return date.fromisoformat(found) if isinstance(found, str) and found else None


def _are_days(days: Iterable[date]) -> bool:
    """Whether two of them follow each other, or are of one month."""
    known = sorted(days)
    pairs = pairwise(known)
    return any((later - day).days == 1 or (later.year, later.month) == (day.year, day.month) for day, later in pairs)


def _called(outside: Outside) -> bool:
    return any("日报" in normal(text) for _, texts in outside.sources() for text in texts)


def _both_ends(days: Iterable[date]) -> bool:
    """Whether some days are a month's first and some a month's last: no column of months is written so."""
    lasts = [day.day == Month(day.year, day.month).days for day in days]
    return any(lasts) and any(day.day == 1 for day in days)


def _same(month: str, day: date) -> bool:
    return month in (f"{day.year}年{day.month}月", f"{day.month}月")
