"""The doors for programs over HTTP: which there are, what each answers, and what their failures say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db import rights, settings, store
from kpi import export, words
from kpi.unit import LANGS, Sentence
from pages.web import (
    asked,
    batches,
    described,
    figures,
    health,
    html,
    login,
    metrics,
    named,
    oidc,
    publish,
    questions,
    review,
    template,
    trail,
    turned_away,
)
from pages.web.described import BINARY, TABLES, Door
from pages.web.incoming import Refusal

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_STATUS = {
    "review.unknown": 404,
    "review.no_batch": 404,
    "http.no_number": 404,
    "review.no_file": 404,
    "review.no_reason": 400,
    "review.not_waiting": 409,
    "review.decided": 409,
    "review.sent_anew": 409,
    "review.not_yours": 409,
    "review.not_in_force": 409,
    "changes.not_earlier": 400,
    "meeting.taken": 409,
    "meeting.nameless": 400,
    "meeting.number": 400,
    "meeting.day": 400,
    "meeting.to_come": 400,
    "meeting.no_revision": 400,
    "person.wrong_name": 400,
}
"""What is no failure of ours: the request asks for what there is not, or what is no longer so."""
_SEEN = ("month", "scope", "as_of", "lang")


async def answering(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def described_here(request: Request) -> Response:
    return JSONResponse(described.openapi(DOORS, asked.language(request.query_params)))


async def nowhere(_: Request) -> Response:
    return JSONResponse(turned_away.told(Sentence("http.no_door")), 404)


DOORS = (
    Door("GET", "/api/v1/health", answering, "http.do_health", {200: "Health"}, open=True),
    Door("GET", "/api/v1/openapi.json", described_here, "http.do_describe", {200: "Description"}, ("lang",)),
    Door("GET", "/api/v1/figures", figures.figures, "http.do_figures",
         {200: "Figures", 400: "Issues", 404: "Issues"}, _SEEN),
    Door("GET", "/api/v1/figures.{form}", figures.figures_table, "http.do_figures_table",
         {200: TABLES, 400: "Issues", 404: "Issues"}, _SEEN),
    Door("GET", "/api/v1/gaps.{form}", figures.gaps_table, "http.do_gaps_table",
         {200: TABLES, 400: "Issues", 404: "Issues"}, _SEEN),
    Door("GET", "/api/v1/months.{form}", figures.months_table, "http.do_months_table",
         {200: TABLES, 400: "Issues", 404: "Issues"}, ("indicator", *_SEEN), needs=("indicator",)),
    Door("GET", "/api/v1/owed", questions.owed, "http.do_owed",
         {200: "Owed", 400: "Issues", 404: "Issues"}, ("month", "lang")),
    Door("GET", "/api/v1/changes", questions.changes, "http.do_changes",
         {200: "Changes", 400: "IssuesOrMessage", 404: "Issues"}, ("since", *_SEEN)),
    Door("GET", "/api/v1/origin", questions.source, "http.do_origin",
         {200: "Origin", 400: "Issues", 404: "Issues"}, ("indicator", *_SEEN), needs=("indicator",)),
    Door("GET", "/api/v1/template", template.template, "http.do_template",
         {200: TABLES, 400: "Issues"}, ("year", "month", "format", "form", "scope", "lang")),
    Door("POST", "/api/v1/uploads", publish.upload, "http.do_upload",
         {200: "Preview", 201: "Receipt", 202: "Submitted", 400: "Issues", 409: "Issues", 413: "Issues", 422: "Issues"},
         ("name", "sheet", "table", "encoding", "check", "draft", "seen", "plan_approved_on", "plan_reason",
          "Idempotency-Key"), body="files"),
    Door("GET", "/api/v1/uploads", review.listed, "http.do_uploads", {200: "Uploads", 400: "Issues"}, ("state",)),
    Door("GET", "/api/v1/uploads/{number:int}", review.one, "http.do_one_upload", {200: "Upload", 404: "Message"}),
    Door("GET", "/api/v1/uploads/{number:int}/issues.{form}", review.issues_table, "http.do_issues_table",
         {200: TABLES, 404: "IssuesOrMessage", 409: "Message"}, ("lang",)),
    Door("GET", "/api/v1/uploads/{number:int}/difference.{form}", review.difference_table, "http.do_difference_table",
         {200: TABLES, 404: "IssuesOrMessage", 409: "Message"}, ("lang",)),
    Door("GET", "/api/v1/uploads/{number:int}/marked.xlsx", review.marked_workbook, "http.do_marked",
         {200: (export.FORMS["xlsx"],), 400: "Issues", 404: "IssuesOrMessage", 409: "Message"},
         ("part", "lang")),
    Door("POST", "/api/v1/uploads/{number:int}/submit", review.submit, "http.do_submit",
         {202: "Submitted", 400: "Issues", 404: "Message", 409: "IssuesOrMessage", 422: "Issues"}, ("seen",),
         body="ticks"),
    Door("POST", "/api/v1/uploads/{number:int}/publish", review.publish_it, "http.do_publish",
         {200: "Receipt", 400: "Issues", 404: "Message", 409: "IssuesOrMessage", 422: "Issues"},
         ("seen", "saw"), needs=("seen", "saw")),
    Door("POST", "/api/v1/uploads/{number:int}/return", review.send_back, "http.do_return",
         {200: "Submitted", 400: "IssuesOrMessage", 404: "Message", 409: "Message"}, body="reason"),
    Door("POST", "/api/v1/uploads/{number:int}/discard", review.discard, "http.do_discard",
         {200: "Submitted", 404: "Message", 409: "Message"}),
    Door("GET", "/api/v1/batches", batches.listed, "http.do_batches", {200: "Batches"}),
    Door("GET", "/api/v1/batches.{form}", batches.table, "http.do_batches_table",
         {200: TABLES, 404: "Issues"}, ("lang",)),
    Door("GET", "/api/v1/batches/{number:int}", batches.one, "http.do_one_batch", {200: "OneBatch", 404: "Message"}),
    Door("GET", "/api/v1/batches/{number:int}/changes.{form}", batches.changes, "http.do_changes_table",
         {200: TABLES, 404: "IssuesOrMessage"}, ("lang",)),
    Door("GET", "/api/v1/batches/{number:int}/original", batches.original, "http.do_original",
         {200: (BINARY,), 404: "Message"}),
    Door("POST", "/api/v1/batches/{number:int}/withdraw", batches.withdraw, "http.do_withdraw",
         {200: "Withdrawn", 400: "IssuesOrMessage", 404: "Message", 409: "Message"}, body="reason"),
    Door("GET", "/api/v1/meetings", named.listed, "http.do_meetings", {200: "Meetings"}),
    Door("POST", "/api/v1/meetings", named.name, "http.do_meeting",
         {201: "Meeting", 400: "IssuesOrMessage", 409: "Message"}, body="meeting"),
)  # fmt: skip
"""Every door below /api/v1, as it is described."""
ROUTES: tuple[BaseRoute, ...] = (
    *login.ROUTES,
    *trail.ROUTES,
    *oidc.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
    *(door.route for door in DOORS),
    Route("/api/{rest:path}", nowhere, methods=_METHODS),
    Route(html.SCRIPT, html.script),
    Route(html.STYLE, html.sheet),
)


def _refused(request: Request, refusal: Refusal) -> Response:
    if turned_away.wants_page(request.scope):  # a person's form, not a program's request
        said = {lang: "\n".join(words.issue(lang, issue) for issue in refusal.issues) for lang in LANGS}
        return turned_away.page(request.scope, said, refusal.status)
    headers = {"www-authenticate": "Bearer"} if refusal.status == 401 else None
    return JSONResponse({"issues": [words.issue_json(i) for i in refusal.issues]}, refusal.status, headers)


def _away(request: Request, failure: Exception) -> Response:
    return turned_away.answer(request.scope, store.why(failure), 503)


def _unusable(request: Request, reason: settings.Unusable) -> Response:
    status = 403 if isinstance(reason, rights.Forbidden) else _STATUS.get(reason.sentence.code, 503)
    return turned_away.answer(request.scope, reason.sentence, status)


def _no_such_way(request: Request, _: Exception) -> Response:
    return turned_away.answer(request.scope, Sentence("http.no_way"), 405)


def _broken(request: Request, _: Exception) -> Response:
    return turned_away.answer(request.scope, Sentence("http.broken"), 500)


FAILURES: Mapping[type[Exception] | int, Callable[[Request, Any], Response]] = {
    **dict.fromkeys(store.FAILURES, _away),
    Refusal: _refused,
    settings.Unusable: _unusable,
    405: _no_such_way,
    500: _broken,
}
"""What becomes of an exception of ours: a status, a sentence in both languages, never a traceback."""
