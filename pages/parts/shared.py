"""What every session shares: the book of a revision and the boards worked out from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ParamSpec, TypeVar, cast

import streamlit as st

from db import read, rights, settings, store
from db.actor import Actor
from db.read import Head
from kpi import board, series
from kpi.board import Board, BrandBoard
from kpi.model import Book
from kpi.period import Month
from kpi.progress import Desk
from kpi.series import Series, Values

Made = TypeVar("Made")
Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Shelf:
    """One revision of one store, opened; every answer of a page comes from it, so a page never mixes revisions."""

    head: Head
    book: Book
    key: str
    """What the book was made from and for whom; part of the key of everything made from it."""
    top: str
    """The scope its readers belong to."""
    scopes: frozenset[str] | None
    """The scopes they may see; None for all."""

    @cached_property
    def used(self) -> frozenset[str]:
        """The scopes that have figures, and that of its readers."""
        return frozenset({scope for _, scope, _ in (*self.book.actuals, *self.book.plans)} | {self.top})

    @cached_property
    def months(self) -> tuple[Month, ...]:
        return board.months(self.book)

    @property
    def year(self) -> int:
        """The year a template is offered for: the one being reported, or this one in an empty store."""
        return self.months[0].year if self.months else date.today().year


@dataclass(frozen=True)
class Opened:
    """A shelf at one month and scope: the board, and the desk that charts are drawn from."""

    board: Board
    desk: Desk
    _made: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(
        self, how: tuple[Hashable, ...], make: Callable[Asked, Made], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Made:
        """What is made of this view for the first reader, given to all others as it is: nobody may change it.

        ``how`` names it and everything its look depends on, never a text that somebody typed.
        """
        if how not in self._made:
            self._made[how] = make(*args, **kwargs)
        return cast(Made, self._made[how])

    def headlines(self) -> tuple[tuple[BrandBoard, Values], ...]:
        """Each brand with the recent months of its headline, for the tiles."""
        return self.once(("headlines",), lambda: tuple((brand, self._recent(brand)) for brand in self.board.brands))

    def _recent(self, brand: BrandBoard) -> Values:
        return series.recent(self.desk, brand.headline.indicator) if brand.headline else ()

    def series(self, key: str) -> Series:
        return self.once(("series", key), series.of_year, self.desk, self.desk.book.catalog.indicators[key])


def shelf(by: Actor, head: Head, revision: int | None = None) -> Shelf:
    """The newest revision or an older one, as far as this actor may see it; read once per process."""
    rights.require(by, "see", "figures")
    at = head.revision if revision is None else revision
    made_from = head.store, at, head.revision, settings.catalog_version(), settings.get("KPI_CLOSING_DAY"), by.scope
    # one text: Streamlit makes a digest of the name and the value of every argument, at every call
    return _shelf(key=repr(made_from), _store=head.store, _at=at, _scope=by.scope)


@st.cache_resource(max_entries=8, show_spinner=False)
def _shelf(key: str, _store: str, _at: int, _scope: str) -> Shelf:
    scopes = rights.within(_scope, settings.catalog())
    with store.reading(store.engine()) as connection:
        head = Head(_store, _at, read.head(connection).sample)
        book = read.book(connection, settings.catalog(), _at, within=scopes)
    return Shelf(head, book, key, _scope or book.catalog.plant.key, scopes)


def opened(at: Shelf, month: Month, scope: str, today: date) -> Opened:
    """The board of a month and scope; the day matters only while the month runs."""
    running = at.book.calendar.elapsed(month, today) < 1.0
    day = today.isoformat() if running else ""
    return _opened(key=repr((at.key, str(month), scope, day)), _at=at, _month=month, _scope=scope, _day=day)


@st.cache_resource(max_entries=64, show_spinner=False)
def _opened(key: str, _at: Shelf, _month: Month, _scope: str, _day: str) -> Opened:
    desk = Desk(_at.book, _scope, _month, date.fromisoformat(_day) if _day else None)
    return Opened(board.at(desk), desk)
