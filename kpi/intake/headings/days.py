"""Figures of days, weeks, thirds and halves of a month, which are no month's: 日报, 上旬, 截至9月15日."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.grid import groups
from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue

_PART = re.compile(
    r"[日周旬班]报(?!送)|[上中下](?:一)?旬|[上下前后]半月|日均|日平均|平均每[日天]|每日|逐日|单日|当日|本日"
    r"|第[\d一二三四五六七八九十]{1,3}周|[本上]周|[早中晚夜白]班|[甲乙丙丁]班|DAILY|WEEKLY"
)
_UNTIL = re.compile(r"截[至止][到于]?(?:(20\d\d)年)?(1[0-2]|0?[1-9])月([12]\d|3[01]|0?[1-9])[日号]")
_DAY = re.compile(r"(?:(?:20\d\d)?年?[-.]?(?:1[0-2]|0?[1-9])[月.-])?(?:[12]\d|3[01]|0?[1-9])日|\d{1,2}月\d{1,2}号")
"""A sheet that is called by a day."""
_DAYS = frozenset(("日期", "取数日期", "DATE"))
_COLUMNS = frozenset(("日", "日次", "周", "周次", "旬", "旬别", "班次", "班别"))
"""Headings of a column that parts a month."""
_NUMBERED = _DAYS | {"时间", "统计时间"}
"""Headings under which a bare number in a month's report is a day."""
_MONTHLY = re.compile("月报|月度|月份|分月|各月|MONTHLY")
_LEAP = 2024


def check(
    said: tuple[str, Iterable[str]], outside: Outside, headings: Sequence[str], names: Vocabulary, of: tuple[bool, int]
) -> list[Issue]:
    """Why the figures are those of days or of part of a month, or the question whether they are.

    ``said``: the heading of the months and they themselves; ``of``: whether the table tells its months itself, and the
    day the plant closes its month on, 0 for its last.
    """
    found = around_said(outside, headings, names, dated=of[0]), of_column(*said, outside, of[1])
    return [issue for issue in found if issue]


def around_said(outside: Outside, headings: Sequence[str], names: Vocabulary, *, dated: bool) -> Issue | None:
    """The refusal of figures that the title or a name gives to a part of a month.

    ``dated``: the table tells its months itself; then 日报 is only asked about (`kpi.intake.headings.around.doubts`).
    """
    if heading := next((each for each in headings if normal(each) in _COLUMNS), ""):
        return Issue("days_said", column=heading, args={"text": shown(heading), "word": normal(heading)})
    for source, texts in outside.sources():
        for text in texts:
            word = _word(text, names, is_sheet=source == "sheet")
            if word and not (word == "日报" and dated) and not _explained(word, headings):
                return Issue("days_said", args={"text": shown(text), "word": word})
    return None


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
    if found := _UNTIL.search(said):
        last = Month(int(found[1] or _LEAP), int(found[2])).days
        if int(found[3]) < min(last, 28 if int(found[2]) == 2 else last):
            return found[0]
    if not (found := _PART.search(said)):
        return ""
    held = next((name for name in names.indicators if len(name) > 2 and found[0] in name and name in said), "")
    return "" if held else found[0]


def _explained(word: str, headings: Sequence[str]) -> bool:
    """Whether a heading of its own holds the figures the word is about, or the month's beside them."""
    if word in ("日报", "周报", "旬报", "班报"):
        return any(groups.explains(heading, "日报") for heading in headings)
    return any(word in normal(heading) for heading in headings)


def _day(text: str) -> date | None:
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
