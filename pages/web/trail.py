"""The audit trail as a file for Excel, for those who may see it; not below /media, where an address is enough."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from db import names, rights, settings, store, trail
from db.actor import Actor
from kpi import words
from kpi.unit import Lang
from pages.web import gate, html


async def download(request: Request) -> Response:
    lang, actor = html.asked(request.scope["query_string"]), request.scope[gate.ACTOR]
    login = names.folded(request.query_params.get("login", ""))
    data = await run_in_threadpool(_table, actor, lang, login)
    headers = {"content-disposition": 'attachment; filename="audit.csv"', "cache-control": "no-store"}
    return Response(data, media_type="text/csv", headers=headers)


ROUTES: tuple[BaseRoute, ...] = (Route("/audit.csv", download),)


def _table(by: Actor, lang: Lang, login: str) -> bytes:
    rights.require(by, "see", "audit")
    catalog = settings.catalog()
    with store.reading(store.engine()) as connection:
        rows = [
            [str(entry.id), *trail.cells(entry, catalog, lang)]
            for entry in trail.every(connection, by, catalog, login=login)
        ]
    return words.table_csv([[words.say(lang, "trail.number"), *trail.heads(lang)], *rows])
