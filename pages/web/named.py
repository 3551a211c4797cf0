"""The doors to the meetings by name: which there are, and naming the revision that one of them saw."""

from __future__ import annotations

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import meetings, read, rights, store
from db.actor import Actor
from pages.web import asked, gate, incoming, review
from pages.web.incoming import Fields


async def listed(request: Request) -> Response:
    return await run_in_threadpool(_listed, request.scope[gate.ACTOR])


async def name(request: Request) -> Response:
    """``name``, and where they are not today and the newest, ``held_on`` and ``revision``."""
    return await run_in_threadpool(_name, request.scope[gate.ACTOR], await incoming.words(request))


def _listed(by: Actor) -> Response:
    rights.require(by, "see", "figures")
    with store.reading(store.engine()) as connection:
        found, revision = meetings.listed(connection), read.head(connection).revision
    return JSONResponse({"revision": revision, "meetings": [asdict(each) for each in found]})


def _name(by: Actor, fields: Fields) -> Response:
    held_on = meetings.day(review.first(fields, "held_on"))
    revision = asked.number(review.first(fields, "revision"), "http_whole")
    made = meetings.name(store.engine(), by, review.first(fields, "name"), held_on, revision=revision)
    return JSONResponse(asdict(made), 201)
