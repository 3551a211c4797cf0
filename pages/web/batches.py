"""The doors to what was published: the list, one publication, its original file, and 撤销发布."""

from __future__ import annotations

import re
from dataclasses import astuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import history, read, rights, settings, store, versions, withdrawal
from db.actor import Actor
from kpi import export
from kpi.export import Form, Stamp
from kpi.unit import Lang
from pages.web import asked, gate, incoming, review, told


async def listed(request: Request) -> Response:
    return await run_in_threadpool(_listed, request.scope[gate.ACTOR])


async def table(request: Request) -> Response:
    form, lang = asked.form(request), asked.language(request.query_params)
    return await run_in_threadpool(_table, request.scope[gate.ACTOR], form, lang)


async def one(request: Request) -> Response:
    return await run_in_threadpool(_one, request.scope[gate.ACTOR], asked.number_of(request))


async def original(request: Request) -> Response:
    """The bytes as they were sent, to be kept and never to be shown by a browser."""
    return await run_in_threadpool(_original, request.scope[gate.ACTOR], asked.number_of(request))


async def changes(request: Request) -> Response:
    form, lang = asked.form(request), asked.language(request.query_params)
    return await run_in_threadpool(_changes, request.scope[gate.ACTOR], asked.number_of(request), form, lang)


async def withdraw(request: Request) -> Response:
    reason = review.first(await incoming.words(request), "reason")
    return await run_in_threadpool(_withdraw, request.scope[gate.ACTOR], asked.number_of(request), reason)


def _listed(by: Actor) -> Response:
    with store.reading(store.engine()) as connection:
        found = history.batches(connection, by, settings.catalog())
        revision = read.head(connection).revision
    return JSONResponse({"revision": revision, "batches": [told.batch(each) for each in found]})


def _table(by: Actor, form: Form, lang: Lang) -> Response:
    catalog = settings.catalog()
    with store.reading(store.engine()) as connection:
        found = history.batches(connection, by, catalog)
        head, approved = read.head(connection), versions.approvals(connection)
    scope = catalog.scopes[asked.scope(catalog, "", by)].name.of(lang)
    stamp = Stamp(scope, head.revision, sample=head.sample)
    rows = ((*astuple(each), *approved.get(each.id, ("", ""))) for each in found)
    return asked.download(export.batches(rows, stamp, lang), form, f"batches-r{head.revision}")


def _one(by: Actor, number: int) -> Response:
    catalog = settings.catalog()
    with store.reading(store.engine()) as connection:
        found = history.one_batch(connection, number, by, catalog)
        did = history.changed(connection, number, by, catalog)
        said = history.confirmed(connection, number, by, catalog)
    beyond = {"confirmed": told.confirmed(said)} if said else {}
    return JSONResponse({"batch": told.batch(found), "effect": told.effect(did), **beyond})


def _changes(by: Actor, number: int, form: Form, lang: Lang) -> Response:
    with store.reading(store.engine()) as connection:
        found = history.one_batch(connection, number, by, settings.catalog())
        did = history.changed(connection, number, by, settings.catalog())
    return asked.download(review.changed(did, found.seq or 0, by, lang), form, f"batch-{number}-changes")


def _original(by: Actor, number: int) -> Response:
    with store.reading(store.engine()) as connection:
        name, data = history.original(connection, number, by, settings.catalog())
    ending = re.search(r"\.[A-Za-z0-9]{1,5}$", name)
    return asked.attachment(data, name, f"batch-{number}{ending[0] if ending else ''}", "application/octet-stream")


def _withdraw(by: Actor, number: int, reason: str) -> Response:
    engine = store.engine()
    rights.require(by, "withdraw", "upload")
    with store.reading(engine) as connection:
        history.one_batch(connection, number, by, settings.catalog())
    return JSONResponse({"revision": withdrawal.withdraw(engine, number, by=by, reason=reason)})
