"""The doors for programs over HTTP: health, figures, the empty template, uploads; and what their failures say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db import read, rights, settings, store
from db.actor import Actor
from kpi import board, headings, template, words
from kpi.model import Catalog
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import LANGS, Lang, Sentence, Words
from pages.web import gate, health, html, login, metrics, oidc, publish, trail, turned_away
from pages.web.incoming import Refusal

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def answering(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def figures(request: Request) -> Response:
    """The board of a month, scope and revision: the same JSON as ``python -m db figures --json``."""
    return JSONResponse(await run_in_threadpool(_figures, request.query_params, request.scope[gate.ACTOR]))


async def empty_template(request: Request) -> Response:
    year = request.query_params.get("year") or str(date.today().year)
    if not re.fullmatch(r"(19|20|21)\d\d", year):
        raise Refusal(400, Issue("http_year", found=year))
    data = await run_in_threadpool(_template, int(year))
    name = f"{words.say('zh', 'http.template', year=year)}.csv"
    disposition = f"attachment; filename=\"template-{year}.csv\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type="text/csv", headers={"content-disposition": disposition})


async def nowhere(_: Request) -> Response:
    return JSONResponse({"message": words.both(Sentence("http.no_door"))}, 404)


ROUTES: tuple[BaseRoute, ...] = (
    *login.ROUTES,
    *trail.ROUTES,
    *oidc.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
    Route("/api/v1/health", answering),
    Route("/api/v1/figures", figures),
    Route("/api/v1/uploads", publish.upload, methods=["POST"]),
    Route("/api/v1/template", empty_template),
    Route("/api/{rest:path}", nowhere, methods=_METHODS),
    Route(html.SCRIPT, html.script),
)


def _refused(_: Request, refusal: Refusal) -> Response:
    headers = {"www-authenticate": "Bearer"} if refusal.status == 401 else None
    return JSONResponse({"issues": [words.issue_json(i) for i in refusal.issues]}, refusal.status, headers)


def _away(request: Request, failure: Exception) -> Response:
    return turned_away.answer(request.scope, store.why(failure), 503)


def _unusable(request: Request, reason: settings.Unusable) -> Response:
    return turned_away.answer(request.scope, reason.sentence, 403 if isinstance(reason, rights.Forbidden) else 503)


def _broken(request: Request, _: Exception) -> Response:
    return turned_away.answer(request.scope, Sentence("http.broken"), 500)


FAILURES: Mapping[type[Exception] | int, Callable[[Request, Any], Response]] = {
    **dict.fromkeys(store.FAILURES, _away),
    Refusal: _refused,
    settings.Unusable: _unusable,
    500: _broken,
}
"""What becomes of an exception of ours: a status, a sentence in both languages, never a traceback."""


def _template(year: int) -> bytes:
    return template.long_csv(settings.catalog(), year)


def _figures(asked: Mapping[str, str], by: Actor) -> dict[str, Any]:
    rights.require(by, "see", "figures")
    catalog = settings.catalog()
    lang = _language(asked.get("lang"))
    scope = _scope(catalog, asked.get("scope"), by)
    month = _month(asked["month"]) if asked.get("month") else None
    with store.reading(store.engine()) as connection:
        book = read.book(
            connection,
            catalog,
            _revision(asked.get("as_of"), read.head(connection).revision),
            within=rights.scopes(by, catalog),
        )
    if month is None:
        known = board.months(book)
        if not known:
            raise Refusal(404, Issue("http_no_month"))
        month = known[0]
    return board.as_json(board.figures(book, month, scope, date.today()), lang)


def _language(text: str | None) -> Lang:
    found = next((lang for lang in LANGS if lang == text), None)
    if text and found is None:
        raise Refusal(400, Issue("http_language", found=text))
    return found or settings.lang()


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Refusal(400, Issue("http_month", found=text)) from error


def _scope(catalog: Catalog, text: str | None, by: Actor) -> str:
    """The scope asked for, one's own when none is; one outside one's own is as unknown as any other."""
    found = headings.scope(catalog, text or by.scope)
    if found is None or not rights.covers(by, found, catalog):
        keys = [key for key in catalog.scopes if rights.covers(by, key, catalog)]
        known = Words("、".join(keys), ", ".join(keys))
        raise Refusal(400, Issue("http_scope", found=text or "", args={"known": known}))
    return found


def _revision(text: str | None, head: int) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 0 <= int(text) <= head:
        raise Refusal(400, Issue("http_revision", found=text, args={"head": head}))
    return int(text)
