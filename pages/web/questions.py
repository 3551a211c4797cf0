"""The doors to what pages tell beside the figures: who owes a month, what changed, where a figure is from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import meetings, questions, read, store
from db.actor import Actor
from db.questions import Told, View
from pages.web import asked, gate
from pages.web.asked import Query


async def owed(request: Request) -> Response:
    return await _answered(request, _owed)


async def changes(request: Request) -> Response:
    return await _answered(request, _changes)


async def source(request: Request) -> Response:
    return await _answered(request, _source)


async def _answered(request: Request, answer: Callable[[Query, View], Told]) -> Response:
    return JSONResponse(await run_in_threadpool(_told, request.query_params, request.scope[gate.ACTOR], answer))


def _told(query: Query, by: Actor, answer: Callable[[Query, View], Told]) -> Told:
    found, book, lang = asked.opened(query, by)
    return answer(query, View(by, book, found, lang))


def _owed(_: Query, now: View) -> Told:
    return questions.owed(now.by, now.book, now.board.month)


def _changes(query: Query, now: View) -> Told:
    with store.reading(store.engine()) as connection:
        named = partial(meetings.revision_of, connection)
        since = asked.revision(query.get("since"), read.head(connection).revision, named)
        return questions.changes(connection, now, since)


def _source(query: Query, now: View) -> Told:
    return questions.source(store.engine(), now, asked.indicator(now.book.catalog, query))
