"""Which month a cell means, in every way people write one, and when that has to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kpi.headings import simplified
from kpi.intake.words import english
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.numbers import missing
from kpi.period import Month

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's dates (domain.md §6: 44805 is 2022-09-01)."""
_SHORT, _ORDINARY = 40, 2023
_YEARS = range(1950, 2100)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_WORDS = {"十一": "11", "十二": "12", "十": "10"} | {w: str(n) for n, w in enumerate("一二三四五六七八九", 1)}

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|年度|全年|年全年)?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:年度?|[-/._])(\d{1,2})(?:月份?)?")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[-/]((?:19|20)\d\d)")
"""10/2022, as English reports and programs write it; 10.2022 may be a figure, and is asked."""
_FLOAT = re.compile(r"^((?:19|20)\d\d(?:0[1-9]|1[0-2]))\.0$")
"""202209.0, a number as a table of floats writes it."""
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<by>[-/.])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})|年(?P<month>\d{1,2})月(?P<day>\d{1,2})日)"
    r"(?:[ T]?0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_BARE_MONTH = re.compile(r"(\d{1,2})(月份?)?")
_SERIAL = re.compile(r"([3-5]\d{4})(?:\.0+)?")
_NAME = "([A-ZÀ-ÝА-Я]{3,10})"
_FAR_LETTER = "԰"
"""Behind those of Europe."""
_WORD_MONTH = re.compile(rf"{_NAME}(?:[-./ ,]*| DEL? )(\d{{4}})(?: ?Г(?:\.|ОДА?)?)?|(\d{{4}})[-./ ,]*{_NAME}")
_MINGUO = re.compile(r"民[國国] ?([\d〇零○一二三四五六七八九]{2,3}) ?(?=年)")
_TWO_DIGIT = re.compile(
    r"\d\d年\d{1,2}月?.*|'?\d\d[-/.]\d{1,2}|\d{1,2}/\d\d|[A-Z]{3,9}[-./ ]*'?\d\d|\d\d[-./ ][A-Z]{3,9}"
)
_SPAN = re.compile(
    r"(\d{4}[年.]?)?\d{1,2}月?[-—–~至到](\d{4}[年.]?)?\d{1,2}月.*|.*(季度?|半年|累计|季)|.*(Q[1-4]|H[12])|"
    r"\d{4}[-/.年]\d{1,2}月?[—–~至到].*|\d{4}[年.]\d{1,2}-\d{1,2}"
)
_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})")
_RAISED = re.compile(r"(?<=\d)[²³¹⁰⁴-⁹₀-₉①-⒛]")
"""The mark of a footnote, and no digit of the number before it: 2022-1① is no November."""
_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_Y, _M, _D = r"(?:19|20)\d\d", r"(?:1[0-2]|0?[1-9])(?!\d)", r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_TO, _HOUR = "[-—–~至到]+", r"(?:[0-2]?\d(?:[时点]|:\d\d))?"
_BEHIND = r"(?=$|[),;]|\.[A-Z]|选矿|生产|完成|数据|产量|月?报|情况|统计)"
_UNTIL = re.compile(r"(?<=[\d日号])[,;]?(?:截[至止]|终止|结束|迄止?)(?:日期|时间|日)?:?(?=\d)")
"""起始日期:2022-09-01截止日期:2022-09-15."""
_DAYS_FROM_TO = tuple(map(re.compile, (
    rf"(?:(?<!\d)(?P<y>{_Y})[年./-]?)?(?:(?<!\d)(?P<m>{_M})(?:月份?|[./]))?(?<!\d)(?P<d>{_D})[日号]?{_HOUR}起?{_TO}"
    rf"(?:(?P<y2>{_Y})年)?(?:(?P<m2>{_M})月)?(?P<d2>{_D})(?:日|号(?![系机线球磨浮泵破车皮])){_HOUR}",
    rf"(?<!\d)(?P<y>{_Y})(?P<by>[-./])(?P<m>{_M})(?P=by)(?P<d>{_D})[-—–~至到_]+(?P<y2>{_Y})(?P=by)(?P<m2>{_M})(?P=by)(?P<d2>{_D})",
    rf"(?<!\d)(?P<y>{_Y})(?P<by>[./])(?P<m>{_M})(?P=by)(?P<d>{_D}){_TO}(?:(?P<m2>{_M})(?P=by))?(?P<d2>{_D})(?P<y2>)",
    r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)[-—–~至到_]+(?P<y2>20\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-3]\d)(?!\d)",
    rf"(?:^|[(:,;])(?P<y>)(?P<m>{_M})(?P<by>[./])(?P<d>{_D}){_TO}(?P<y2>)(?P<m2>{_M})(?P=by)(?P<d2>{_D}){_BEHIND}",
    rf"(?:^|[(:,;])(?P<y>)(?P<m>{_M})-(?P<d>{_D})[—–~至到](?P<y2>)(?P<m2>{_M})-(?P<d2>{_D}){_BEHIND}",
    rf"(?:^|[(:,;_])(?P<y>)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d){_TO}(?P<y2>)(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-3]\d){_BEHIND}",
    rf"(?<!\d)(?P<y>{_Y})年(?P<m>{_M})月(?P<d>{_D}){_TO}(?P<y2>)(?P<m2>)(?P<d2>{_D}){_BEHIND}",
)))  # fmt: skip
"""1-20日, 9月1日至9月15日, 2022-09-01至2022-09-15, 2022.9.1-9.15, 20220901-20220915, (9.1-9.15)."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Reads the cells of one period column; ``assumed`` is the year for a bare 9月, 0 when nobody said it."""

    assumed: int
    dotted: dict[int, int]
    """Year → what ``YYYY.1`` means in this column, 1 or 10; absent where it has to be asked."""
    closing_day: int
    epoch: date = EPOCH
    """Day 0 of the dates of the workbook it stands in."""
    unclear: bool = False
    """Whether other months of the column say their year, so that nobody knows which year a bare 9月 goes on with."""

    def read(self, text: str) -> Month | int | Wrong:
        """A month, a whole year as int, or why it is neither."""
        said = plain(text)
        if not said:
            return Wrong("period_missing")
        if not text.isascii() and _RAISED.search(text):
            return Wrong("period_unknown")
        if said.startswith("="):
            return Wrong("formula_uncached")
        said = said if said.isascii() and not said[0].isalpha() else digits(said)
        if found := _DOTTED.fullmatch(said):
            return self._dotted(int(found[1]), found[2])
        compact = _FLOAT.sub(r"\1", said.replace(" ", ""))
        if found := _YEAR_MONTH.fullmatch(compact):
            return _month(int(found[1]), int(found[2]))
        if found := _MONTH_YEAR.fullmatch(compact):
            return _month(int(found[2]), int(found[1]))
        return self._rarer(said, compact)

    def _rarer(self, said: str, compact: str) -> Month | int | Wrong:
        if found := _YEAR.fullmatch(compact):
            return int(found[1]) if int(found[1]) in _YEARS else Wrong("period_unknown")
        if found := _DATE.fullmatch(said):
            return self._day(int(found["year"]), int(found["m"] or found["month"]), int(found["d"] or found["day"]))
        if found := _COMPACT.fullmatch(compact):
            if found[3]:
                return self._day(int(found[1]), int(found[2]), int(found[3]))
            return _month(int(found[1]), int(found[2]))
        if found := _SERIAL.fullmatch(compact):
            day = self.epoch + timedelta(days=int(found[1]))
            return self._day(day.year, day.month, day.day)
        return self._said_in_words(said.upper(), compact.upper())

    def _said_in_words(self, said: str, compact: str) -> Month | Wrong:
        if (found := _BARE_MONTH.fullmatch(compact)) and 1 <= int(found[1]) <= 12:
            missing = Wrong("period_year_unclear" if self.unclear else "period_no_year")
            return _month(self.assumed, int(found[1])) if self.assumed else missing
        if (found := _WORD_MONTH.fullmatch(said)) and (number := english.number(found[1] or found[4])):
            return _month(int(found[2] or found[3]), number)
        if _SPAN.fullmatch(compact):
            return Wrong("period_span")
        return Wrong("period_two_digits" if _TWO_DIGIT.fullmatch(said) else "period_unknown")

    def _dotted(self, year: int, number: str) -> Month | Wrong:
        if number != "1":
            return _month(year, int(number))
        meant = self.dotted.get(year)
        return _month(year, meant) if meant else Wrong("period_dotted", {"year": str(year)})

    def _day(self, year: int, number: int, day: int) -> Month | Wrong:
        """The month of its first, last or closing day; any other day is not a month's report."""
        month = _month(year, number)
        if isinstance(month, Wrong):
            return month
        ends = {1, month.days, min(self.closing_day or 31, month.days)}
        return month if day in ends else Wrong("period_day")


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, as a title says it; 0 for what it leaves unsaid."""

    text: str
    year: int
    begin: tuple[int, int]
    end: tuple[int, int]

    def month(self, around: tuple[int, int]) -> tuple[int, int] | None:
        """The whole month that these are, 8月26日-9月25日 among them; None for a part. 0 where nobody says the year.

        ``around``: the year and the month said elsewhere, 0 for none.
        """
        year, number = self.year or around[0], self.end[0] or around[1]
        last = days_of(year, number)
        whole = self.begin[1] == (self.end[1] + 1 if self.across else 1) and (self.across or self.end[1] >= last)
        return (year, number) if whole else None

    @property
    def across(self) -> bool:
        """Whether they begin in the month before."""
        return self.begin[1] > self.end[1]


def days_of(year: int, number: int) -> int:
    """The days of a month, the fewest it may have where its year or its number (0) is not said."""
    return Month(year or _ORDINARY, number).days if number else 28


def days_said(text: str) -> list[Days]:
    """The days from one to another, within a month or from one into the next, that a normal text tells."""
    found, text = list[Days](), _UNTIL.sub("至", text)
    for shape in _DAYS_FROM_TO:
        for hit in shape.finditer(text):
            year, month, day, until, last, end = (int(hit[name] or 0) for name in ("y", "m", "d", "y2", "m2", "d2"))
            last = last or (month if day <= end else month % 12 + 1 if month else 0)
            month = month or (last if day <= end else (last + 10) % 12 + 1 if last else 0)
            apart = 12 * (until - year if until and year else last < month) + last - month
            if apart == 0 or (apart == 1 and day > end):
                year = until or (year + (last < month) if year else 0)
                found.append(Days(hit[0].strip("(:,;"), year, (month, day), (last, end)))
    return found


def of_column(texts: Sequence[str], assumed: int, closing_day: int, epoch: date = EPOCH) -> Periods:
    """A reader for a column's cells, which together say what ``2022.1`` means."""
    dotted = [found[0] for text in texts if (found := _DOTTED.fullmatch(plain(text)))]
    years = {int(text[:4]) for text in dotted if len(text) == 6 and text.endswith(".1")}
    runs = [text for n, text in enumerate(dotted) if n == 0 or text != dotted[n - 1]]
    meant = {year: number for year in years if (number := _october_or_january(year, runs))}
    return Periods(assumed, meant, closing_day, epoch)


def day(text: str) -> str | Wrong:
    """A calendar day as ISO, empty for an empty cell or a mark of what is missing; year, month and day must be said."""
    said = digits(plain(text))
    if not said or missing(text):
        return ""
    if _RAISED.search(text):
        return Wrong("due_unknown")
    if found := _DATE.fullmatch(said):
        parts = int(found["year"]), int(found["m"] or found["month"]), int(found["d"] or found["day"])
    elif (found := _COMPACT.fullmatch(said)) and found[3]:
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _SERIAL.fullmatch(said):
        return (EPOCH + timedelta(days=int(found[1]))).isoformat()
    else:
        return Wrong("due_unknown")
    month = _month(*parts[:2])
    if isinstance(month, Wrong) or not 1 <= parts[2] <= month.days:
        return Wrong("due_unknown")
    return date(*parts).isoformat()


def years_said(texts: Iterable[str]) -> set[int]:
    """The years named in titles or in a file's name."""
    return {int(year) for text in texts for year in _YEAR_SAID.findall(western(text)) if int(year) in _YEARS}


def western(text: str) -> str:
    """A normal text with Taiwan's years as all others count them: 民國112年10月 is 2023年10月."""
    said = plain(text)
    return _MINGUO.sub(lambda found: str(1911 + int(found[1].translate(_DIGITS))), said) if "民" in said else said


def is_period(text: str) -> bool:
    """Whether a cell tries to name a month or a year, readable or not."""
    return _known(text) if len(text) <= _SHORT else _names_period(text)


@lru_cache(maxsize=16_384)
def _known(text: str) -> bool:
    """A report's months come again and again."""
    return _names_period(text)


_NO_PERIODS = ("period_missing", "period_unknown", "formula_uncached")


def _names_period(text: str) -> bool:
    reading = Periods(2000, {}, 0).read(text)
    return not (isinstance(reading, Wrong) and reading.code in _NO_PERIODS)


def is_bare(text: str) -> bool:
    """Whether a cell names a month without its year."""
    return 1 <= number_of(text) <= 12


def number_of(text: str) -> int:
    """The number of a month without its year; 0 for anything else."""
    found = _BARE_MONTH.fullmatch(digits(plain(text)).replace(" ", "")) if not _RAISED.search(text) else None
    return int(found[1]) if found else 0


def is_month(text: str) -> bool:
    """Whether a heading is a month without its year, and not a mere number: 9月."""
    return is_bare(text) and not plain(text).isdigit()


def _october_or_january(year: int, runs: Sequence[str]) -> int | None:
    """What ``YYYY.1`` is: October where months are written .09 or beside .9 and .11, January beside .2; else asked.

    Excel drops the zero of a month typed as the number 2022.10 (intake.md rule 5).
    """
    written = set(runs)
    if f"{year}.10" in written:
        return None if f"{year}.01" in written else 1
    if any(text[5] == "0" for text in written):
        return 10
    around = f"{year}.9" in written and bool({f"{year}.11", f"{year}.12"} & written)
    votes = set()
    for place in (n for n, text in enumerate(runs) if text == f"{year}.1"):
        beside = {*runs[max(place - 1, 0) : place], *runs[place + 1 : place + 2]}
        votes |= {10} if around and beside & {f"{year}.9", f"{year}.11"} else set()
        votes |= {1} if beside & {f"{year}.2"} else set()
    if not votes and around and f"{year}.2" not in written:
        votes = {10}
    return votes.pop() if len(votes) == 1 else None


def _month(year: int, number: int) -> Month | Wrong:
    return Month(year, number) if 1 <= number <= 12 and year in _YEARS else Wrong("period_unknown")


def digits(text: str) -> str:
    """Chinese numerals as digits, a month in words alone as its number: 二〇二二年九月 → 2022年9月, Sep → 9月."""
    if text[:1] < _FAR_LETTER and (number := english.number(text)):
        return f"{number}月"
    if found := re.fullmatch(r"(.*?)(十[一二]|[一二三四五六七八九十])(月份?)", text):
        text = found[1] + _MONTH_WORDS[found[2]] + found[3]
    return simplified(text.translate(_DIGITS))
