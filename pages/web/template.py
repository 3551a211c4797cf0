"""The door to the form that an analyst fills in, blank but for what is known already."""

from __future__ import annotations

import re
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from db import read, rights, settings, store
from db.actor import Actor
from kpi import export, form, words
from kpi import template as templates
from kpi.export import Form
from kpi.model import Book
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import Lang
from pages.web import asked, gate
from pages.web.incoming import Refusal


async def template(request: Request) -> Response:
    """Of a scope and a year or one month, as CSV or as a workbook; or the workbook for measures."""
    return await run_in_threadpool(_template, request.query_params, request.scope[gate.ACTOR])


def _template(query: asked.Query, by: Actor) -> Response:
    month = asked.month(query["month"]) if query.get("month") else None
    year = query.get("year") or str(month.year if month else date.today().year)
    if not re.fullmatch(r"(19|20|21)\d\d", year) or (month and int(year) != month.year):
        raise Refusal(400, Issue("http_year", found=year))
    kind = asked.one_of(query.get("format"), export.FORMS, "http_form_of_table") or "csv"
    what = asked.one_of(query.get("form"), ("figures", "plans", "measures"), "http_template_form") or "figures"
    lang = asked.language(query)
    if what == "measures":
        kind, name = "csv" if query.get("format") == "csv" else "xlsx", words.say("zh", "http.template_measures")
        data = (
            templates.measures_csv() if kind == "csv" else form.measures(settings.catalog(), lang, within=_within(by))
        )
        return asked.attachment(data, f"{name}.{kind}", f"template-measures.{kind}", export.FORMS[kind])
    if what == "plans":
        name, data = words.say("zh", "http.template_plans", year=year), _plans(query, by, kind, lang, int(year))
        return asked.attachment(data, f"{name}.{kind}", f"template-plans-{year}.{kind}", export.FORMS[kind])
    data = _figures(query, by, kind, lang, int(year), month)
    name = words.say("zh", "http.template", year=str(month or year))
    return asked.attachment(data, f"{name}.{kind}", f"template-{month or year}.{kind}", export.FORMS[kind])


def _figures(query: asked.Query, by: Actor, kind: Form, lang: Lang, year: int, month: Month | None) -> bytes:
    catalog = settings.catalog()
    scope = asked.scope(catalog, query.get("scope"), by)
    if kind == "csv":
        return templates.long_csv(catalog, year, _book(by), month=month, scope=scope)
    return form.figures(catalog, year, _book(by), lang, month=month, scope=scope, within=_within(by))


def _plans(query: asked.Query, by: Actor, kind: Form, lang: Lang, year: int) -> bytes:
    catalog = settings.catalog()
    scope = asked.scope(catalog, query.get("scope"), by)
    if kind == "csv":
        return templates.plans_csv(catalog, year, _book(by), scope=scope)
    return form.plans(catalog, year, _book(by), lang, scope=scope, within=_within(by))


def _within(by: Actor) -> frozenset[str] | None:
    return rights.scopes(by, settings.catalog())


def _book(by: Actor) -> Book:
    """What stands already, as far as this actor may see it."""
    rights.require(by, "see", "figures")
    catalog = settings.catalog()
    with store.reading(store.engine()) as connection:
        return read.book(connection, catalog, within=_within(by))
