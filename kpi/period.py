"""Statistics months, the spans they form, and the days a plant's calendar gives them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One statistics month; orders by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"no such month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2022-09``. Raises ValueError for anything else; files go through `kpi.intake`."""
        found = _MONTH.fullmatch(text)
        if found is None or not 1900 <= int(found[1]) <= 2999:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    @property
    def last_year(self) -> Month:
        return self.plus(-12)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]


Span = tuple[Month, ...]


def year_to_date(month: Month) -> Span:
    """January up to and including the month."""
    return tuple(Month(month.year, n) for n in range(1, month.number + 1))


def whole_year(year: int) -> Span:
    return year_to_date(Month(year, 12))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days a statistics month covers; ``closing_day`` 0 is the month's last day (domain.md §1.0)."""

    closing_day: int = 0

    def last_day(self, month: Month) -> date:
        return date(month.year, month.number, min(self.closing_day or 31, month.days))

    def first_day(self, month: Month) -> date:
        return self.last_day(month.previous) + timedelta(days=1)

    def elapsed(self, month: Month, today: date) -> float:
        """Share of the month's days that are over, 0 … 1; the month is closed at 1."""
        length = (self.last_day(month) - self.first_day(month)).days + 1
        return min(max((today - self.first_day(month)).days / length, 0.0), 1.0)


MONTH_END = Calendar()
