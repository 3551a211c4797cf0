"""Which month a cell means, in every way people write one, and when that has to be asked."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kpi.headings import simplified
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.numbers import missing
from kpi.period import Month

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's dates (domain.md §6: 44805 is 2022-09-01)."""
_SHORT = 40
_YEARS = range(1950, 2100)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_WORDS = {"十一": "11", "十二": "12", "十": "10"} | {w: str(n) for n, w in enumerate("一二三四五六七八九", 1)}
_ENGLISH = {name.upper(): n for n, name in enumerate(calendar.month_abbr) if name}
_ENGLISH |= {name.upper(): n for n, name in enumerate(calendar.month_name) if name}

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|年度|全年|年全年)?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:年度?|[-/._])(\d{1,2})(?:月份?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<by>[-/.])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})|年(?P<month>\d{1,2})月(?P<day>\d{1,2})日)"
    r"(?:[ T]?0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_BARE_MONTH = re.compile(r"(\d{1,2})(月份?)?")
_SERIAL = re.compile(r"([3-5]\d{4})(?:\.0+)?")
_WORD_MONTH = re.compile(r"([A-Z]{3,9})[-./ ,]*(\d{4})|(\d{4})[-./ ,]*([A-Z]{3,9})")
_TWO_DIGIT = re.compile(
    r"\d\d年\d{1,2}月?.*|'?\d\d[-/.]\d{1,2}|\d{1,2}/\d\d|[A-Z]{3,9}[-./ ]*'?\d\d|\d\d[-./ ][A-Z]{3,9}"
)
_SPAN = re.compile(
    r"(\d{4}[年.]?)?\d{1,2}月?[-—–~至到](\d{4}[年.]?)?\d{1,2}月.*|.*(季度?|半年|累计|季)|.*(Q[1-4]|H[12])|"
    r"\d{4}[-/.年]\d{1,2}月?[—–~至到].*|\d{4}[年.]\d{1,2}-\d{1,2}"
)
_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})")
_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


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
        if said.startswith("="):
            return Wrong("formula_uncached")
        said = said if said.isascii() else digits(said)
        if found := _DOTTED.fullmatch(said):
            return self._dotted(int(found[1]), found[2])
        compact = said.replace(" ", "")
        if found := _YEAR_MONTH.fullmatch(compact):
            return _month(int(found[1]), int(found[2]))
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
        if (found := _WORD_MONTH.fullmatch(said)) and (number := _ENGLISH.get(found[1] or found[4])):
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
    return {int(year) for text in texts for year in _YEAR_SAID.findall(plain(text)) if int(year) in _YEARS}


def is_period(text: str) -> bool:
    """Whether a cell tries to name a month or a year, readable or not."""
    return _known(text) if len(text) <= _SHORT else _names_period(text)


@lru_cache(maxsize=16_384)
def _known(text: str) -> bool:
    """A report's months come again and again."""
    return _names_period(text)


def _names_period(text: str) -> bool:
    reading = Periods(2000, {}, 0).read(text)
    return not (isinstance(reading, Wrong) and reading.code in ("period_missing", "period_unknown"))


def is_bare(text: str) -> bool:
    """Whether a cell names a month without its year."""
    said = digits(plain(text)).replace(" ", "")
    return bool((found := _BARE_MONTH.fullmatch(said)) and 1 <= int(found[1]) <= 12)


def number_of(text: str) -> int:
    """The number of a month without its year; 0 for anything else."""
    found = _BARE_MONTH.fullmatch(digits(plain(text)).replace(" ", ""))
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
    """Chinese numerals as digits: 二〇二二年九月 → 2022年9月, 十一月 → 11月."""
    if found := re.fullmatch(r"(.*?)(十[一二]|[一二三四五六七八九十])(月份?)", text):
        text = found[1] + _MONTH_WORDS[found[2]] + found[3]
    return simplified(text.translate(_DIGITS))
