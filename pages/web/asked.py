"""What a program asks for in an address — language, month, scope, revision — read strictly or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from db import meetings, read, rights, settings, store
from db.actor import Actor
from db.settings import Unusable
from kpi import board, export, headings
from kpi.board import Board
from kpi.export import Form, Table
from kpi.model import Book, Catalog, Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import LANGS, Lang, Sentence, Words
from pages.web.incoming import Refusal

Query = Mapping[str, str]
T = TypeVar("T", bound=str)


def language(query: Query) -> Lang:
    """The language asked for, or that of KPI_LANG."""
    return one_of(query.get("lang"), LANGS, "http_language") or settings.lang()


def one_of(text: str | None, known: Iterable[T], code: str) -> T | None:
    """None when nothing is asked; refuses what is not known."""
    found = next((each for each in known if each == text), None)
    if text and found is None:
        raise Refusal(400, Issue(code, found=text))
    return found


def month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Refusal(400, Issue("http_month", found=text)) from error


def scope(catalog: Catalog, text: str | None, by: Actor) -> str:
    """The scope asked for, one's own when none is; one outside one's own is as unknown as any other."""
    found = headings.scope(catalog, text or by.scope)
    if found is None or not rights.covers(by, found, catalog):
        keys = [key for key in catalog.scopes if rights.covers(by, key, catalog)]
        known = Words("、".join(keys), ", ".join(keys))
        raise Refusal(400, Issue("http_scope", found=text or "", args={"known": known}))
    return found


def indicator(catalog: Catalog, query: Query) -> Indicator:
    found = catalog.indicators.get(query.get("indicator", ""))
    if found is None:
        raise Refusal(404, Issue("http_indicator", found=query.get("indicator", "")))
    return found


def number(text: str | None, code: str) -> int | None:
    """A revision seen, a year: a whole number, None when nothing is asked."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refusal(400, Issue(code, found=text))
    return int(text)


def seen(query: Query) -> int | None:
    """The revision last seen. Refuses one that is still to come: nobody can have seen it."""
    found = number(query.get("seen"), "http_seen")
    if found is not None:
        with store.reading(store.engine()) as connection:
            head = read.head(connection).revision
        if found > head:
            raise Refusal(400, Issue("http_seen_ahead", found=str(found), args={"head": head}))
    return found


def opened(query: Query, by: Actor) -> tuple[Board, Book, Lang]:
    """The board of the month, scope and revision (or meeting) asked for; the newest month with figures for none."""
    rights.require(by, "see", "figures")
    catalog = settings.catalog()
    lang, at = language(query), scope(catalog, query.get("scope"), by)
    wanted = month(query["month"]) if query.get("month") else None
    with store.reading(store.engine()) as connection:
        named = partial(meetings.revision_of, connection)
        at_revision = revision(query.get("as_of"), read.head(connection).revision, named)
        book = read.book(connection, catalog, at_revision, within=rights.scopes(by, catalog))
    if wanted is None:
        known = board.months(book)
        if not known:
            raise Refusal(404, Issue("http_no_month"))
        wanted = known[0]
    return board.figures(book, wanted, at, date.today()), book, lang


def download(table: Table, form: Form, name: str) -> Response:
    """A table as a file; ``name`` is its plain name for clients that read no other."""
    return attachment(table.data(form), f"{table.name}.{form}", f"{name}.{form}", export.FORMS[form])


def attachment(data: bytes, name: str, plain: str, kind: str) -> Response:
    """A file to be kept, never to be shown: ``name`` as its reader knows it, ``plain`` in ASCII."""
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=kind, headers={"content-disposition": said, "cache-control": "no-store"})


def number_of(request: Request) -> int:
    """The number in the address; what no database could hold is as unknown as any other."""
    found: int = request.path_params["number"]
    if found >= 2**31:
        raise Unusable(Sentence("http.no_number", {"found": str(found)[:20]}))
    return found


def form(request: Request) -> Form:
    """The form that the address ends with. Refuses any but those there are, as an unknown door."""
    found = next((each for each in export.FORMS if each == request.path_params["form"]), None)
    if found is None:
        raise Refusal(404, Issue("http_form_of_table", found=request.path_params["form"]))
    return found


def revision(text: str | None, head: int, named: Callable[[str], int]) -> int | None:
    """A revision by its number or by the meeting that saw it."""
    if not text:
        return None
    try:
        found = named(text)
    except Unusable:
        found = -1
    if not 0 <= found <= head:
        raise Refusal(400, Issue("http_revision", found=text, args={"head": head}))
    return found
