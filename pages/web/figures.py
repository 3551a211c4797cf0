"""The doors to the figures of a month: as JSON, and as tables to take away."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.actor import Actor
from kpi import board, export, reported, series
from kpi.export import Form
from kpi.progress import Desk
from pages.web import asked, gate

TABLES = {"figures": export.figures, "gaps": export.gaps}


def address(table: str, form: Form, **asked_for: str | int) -> str:
    """Where a table of what is shown can be fetched: ``address("gaps", "xlsx", month="2022-09", scope="plant")``."""
    query = urlencode({name: value for name, value in asked_for.items() if value != ""})
    return f"/api/v1/{table}.{form}" + (f"?{query}" if query else "")


async def figures(request: Request) -> Response:
    """The board of a month, scope and revision: the same JSON as ``python -m db figures --json``."""
    return JSONResponse(await run_in_threadpool(_json, request.query_params, request.scope[gate.ACTOR]))


async def figures_table(request: Request) -> Response:
    return await _table(request, "figures")


async def gaps_table(request: Request) -> Response:
    return await _table(request, "gaps")


async def months_table(request: Request) -> Response:
    form = asked.form(request)
    return await run_in_threadpool(_months, request.query_params, request.scope[gate.ACTOR], form)


async def _table(request: Request, name: str) -> Response:
    form = asked.form(request)
    return await run_in_threadpool(_made, request.query_params, request.scope[gate.ACTOR], name, form)


def _json(query: asked.Query, by: Actor) -> dict[str, Any]:
    found, _, lang = asked.opened(query, by)
    return board.as_json(found, lang)


def _made(query: asked.Query, by: Actor, name: str, form: Form) -> Response:
    found, book, lang = asked.opened(query, by)
    table, of = TABLES[name](found, book, lang), f"{found.month}-r{found.revision}"
    return asked.attachment(table.data(form), f"{table.name}-{of}.{form}", f"{name}-{of}.{form}", export.FORMS[form])


def _months(query: asked.Query, by: Actor, form: Form) -> Response:
    found, book, lang = asked.opened(query, by)
    indicator = asked.indicator(book.catalog, query)
    desk = Desk(book, found.scope, found.month, date.today())
    year = series.of_year(desk, indicator)
    beside = reported.of_months(desk, indicator, year.months)
    name = f"{indicator.key}-{found.month}-r{found.revision}"
    return asked.download(export.months(year, found, book.catalog, lang, beside), form, name)
