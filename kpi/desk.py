"""The plant's book laid open at a month and scope, and which months of it are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kpi import cells
from kpi.model import Book, Observation
from kpi.period import Month, Span, year_to_date
from kpi.ranges import Sheet


@dataclass(frozen=True)
class Desk:
    """A book opened at a month and scope, on a day; without a day every month counts as closed."""

    book: Book
    scope: str
    month: Month
    today: date | None = None

    @cached_property
    def done(self) -> cells.View:
        return cells.actuals(self.book)

    @cached_property
    def since(self) -> cells.View | None:
        """What was done as it is known now, where an older revision is read and it is not the same."""
        return cells.View(self.book.catalog, self.book.now) if self.book.now is not None else None

    @cached_property
    def moved(self) -> frozenset[str]:
        """The months of which anything is known otherwise now."""
        then, now = self.book.actuals, self.book.now if self.book.now is not None else self.book.actuals
        return frozenset(key[2] for key in then.keys() | now.keys() if then.get(key) is not now.get(key))

    @cached_property
    def first_said(self) -> cells.View:
        """What was done by the numbers first published."""
        was = {
            key: Observation(*key, *first)
            for key, seen in self.book.actuals.items()
            if (first := seen.first) is not None
        }
        return cells.View(self.book.catalog, {**self.book.actuals, **was})

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.book.catalog, self.book.promised)

    @cached_property
    def first(self) -> Sheet | None:
        """The plans as they were first published, where any was adjusted since."""
        return Sheet(self.book.catalog, self.book.first) if self.book.first else None

    @cached_property
    def later(self) -> Sheet | None:
        """The plans in force now, where an older revision is read and they are others."""
        return Sheet(self.book.catalog, self.book.later) if self.book.later else None

    @property
    def planned(self) -> cells.View:
        return self.sheet.points

    @cached_property
    def on_record(self) -> Span:
        """Every month up to this one that has a figure."""
        return tuple(sorted(m for m in months_of(self.book) if m <= self.month))

    def share(self, month: Month) -> float:
        """How much of a month is over."""
        return self.book.calendar.elapsed(month, self.today) if self.today else 1.0

    @property
    def running(self) -> bool:
        return self.share(self.month) < 1.0

    @property
    def day(self) -> date:
        """The day to be judged on: today while the month runs, else its last."""
        return self.today if self.today and self.running else self.book.calendar.last_day(self.month)

    @cached_property
    def closed(self) -> Span:
        """January to the last closed month; what still runs takes no part in the year to date (§2.7)."""
        return tuple(month for month in year_to_date(self.month) if self.share(month) >= 1.0)


def months_of(book: Book) -> set[Month]:
    """The months for which anything was reported; that a figure is still to come is no report."""
    return {Month.parse(period) for (_, _, period), cell in book.actuals.items() if cell.stage != "awaited"}
