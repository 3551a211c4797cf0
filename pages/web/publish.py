"""The upload door for programs: hands files in for review, publishes those of who may, or asks what would change."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import as_json, outlook, plans, read, remembered, rights, settings, store, submissions, uploads, vouched
from db.actor import Actor
from db.plans import NO_APPROVAL, Approval
from db.submissions import Sent, Submission
from kpi.reading import Issue
from pages.web import asked, gate, incoming, mended, told
from pages.web.incoming import Fields

Files = tuple[Sent, ...]
Issues = tuple[Issue, ...]
_AS_PUBLISHED = ("store_key_reused", "store_conflict", "store_waiting")
"""What handing in is refused for in the same words as publication."""


async def upload(request: Request) -> Response:
    """201 with the receipt, 202 for what waits for review; 422 for bad files, 409 where the store refuses.

    With ``?check=true`` nothing is stored; with ``?draft=true`` the files are put by, whatever is wrong with them.
    """
    actor: Actor = request.scope[gate.ACTOR]
    rights.require(actor, "check", "upload")  # before a large body is read
    files, fields = await incoming.files(request)
    names = [uploads.file_name(name) for name, _ in files]
    how = mended.choices(fields, names, incoming.choices(fields, len(files)))
    sent = tuple(
        Sent(name, data, chosen, told.ticks(fields.get("tick", ()), name))
        for name, (_, data), chosen in zip(names, files, how, strict=True)
    )
    return await run_in_threadpool(_named, request, sent, fields, actor)


def _named(request: Request, sent: Files, fields: Fields, by: Actor) -> Response:
    """With what their names mean: as the request says, else as they did in an earlier file of the same form."""
    catalog, query = settings.catalog(), request.query_params
    if wrong := remembered.unfit(sent, catalog):
        return JSONResponse({"issues": as_json.issues(wrong)}, 422)
    with store.reading(store.engine()) as connection:
        found, notes = remembered.applied(connection, sent, catalog)
    sent = tuple(found)
    if query.get("check") == "true":
        return _check(sent, fields, by, notes)
    seen, key, draft = asked.seen(query), request.headers.get("idempotency-key") or None, query.get("draft") == "true"
    if not draft and rights.may(by, "publish", "upload") and rights.own_allowed(by):
        return _publish(sent, fields, by, seen, key, notes)
    return _hand_in(sent, fields, by, seen, key, draft=draft, notes=notes)


def _check(sent: Files, fields: Fields, by: Actor, notes: Issues) -> Response:
    pairs, how = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    found = uploads.preview(store.engine(), settings.catalog(), pairs, by=by, choices=how)
    bad = any(issue.severity == "error" for issue in found.issues)
    issues = plans.told(found.issues, found.adjusts, approval(fields)) + notes
    turned = outlook.turns(store.engine(), settings.catalog(), found, by)
    return JSONResponse(as_json.preview(replace(found, issues=issues), turned), 422 if bad else 200)


def _publish(sent: Files, fields: Fields, by: Actor, seen: int | None, key: str | None, notes: Issues) -> Response:
    pairs, how = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    with store.reading(store.engine()) as connection:
        revision = read.head(connection).revision
    answer = uploads.publish(
        store.engine(), settings.catalog(), pairs, by=by, seen=seen, key=key, choices=how, plan=approval(fields),
        note=note(fields), ticked=[file.ticked for file in sent],
    )  # fmt: skip
    if isinstance(answer, uploads.Receipt):
        return JSONResponse(asdict(answer) | _noted(notes), 201)
    wrong = any(issue.severity == "error" and _of_files(issue) for issue in answer.issues)  # a tick mends none of them
    if not wrong and any(issue.severity == "warning" for issue in answer.issues):
        return JSONResponse({"issues": as_json.issues(answer.issues), "revision": revision}, 409)
    return refused(answer)


def _noted(notes: Issues) -> dict[str, Any]:
    """What is told of files that were taken all the same."""
    return {"issues": as_json.issues(notes)} if notes else {}


def _hand_in(
    sent: Files, fields: Fields, by: Actor, seen: int | None, key: str | None, *, draft: bool, notes: Issues
) -> Response:
    engine, catalog = store.engine(), settings.catalog()
    if draft and (missed := vouched.missed(engine, catalog, sent, by)):
        return JSONResponse({"issues": as_json.issues(missed)}, 422)
    state: Any = "draft" if draft else "pending"
    answer = submissions.save(
        engine, catalog, sent, by=by, seen=seen, state=state, note=note(fields), key=key, plan=approval(fields)
    )
    return handed_in(answer, sent, by, notes)


def note(fields: Fields) -> str:
    """The words that go with the files, on whichever way they take."""
    return "".join(fields.get("note", ())[:1])


def approval(fields: Fields, before: Approval = NO_APPROVAL) -> Approval:
    """What is said of a changed plan, else what was said of it ``before``."""
    day, reason = ("".join(fields.get(name, ())[:1]) for name in ("plan_approved_on", "plan_reason"))
    return Approval(day or before.approved_on, reason or before.reason)


def handed_in(answer: Submission | uploads.Refused, sent: Files, by: Actor, notes: Issues = ()) -> Response:
    """202 with the submission; otherwise every error of the files, the store's reason, or the unticked warnings."""
    if isinstance(answer, Submission):
        return JSONResponse({"submission": told.submission(answer)} | _noted(notes), 202)
    if any(issue.code.startswith(_AS_PUBLISHED) for issue in answer.issues):
        return refused(answer)
    pairs, choices = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    found = uploads.preview(store.engine(), settings.catalog(), pairs, by=by, choices=choices)
    if any(issue.severity == "error" for issue in found.issues):
        return JSONResponse(as_json.preview(replace(found, issues=found.issues + notes)), 422)
    if found.refused:
        return refused(replace(answer, issues=tuple(replace(i, severity="error") for i in found.refused)))
    left = [i if i.code.startswith("store_") else replace(i, severity="warning") for i in answer.issues]
    return JSONResponse({"issues": as_json.issues(left), "revision": found.revision}, 409)


def refused(answer: uploads.Refused) -> Response:
    body: dict[str, Any] = {"issues": as_json.issues(answer.issues)}
    if answer.difference is not None:
        body["difference"] = as_json.difference(answer.difference)
    return JSONResponse(body, 422 if any(map(_of_files, answer.issues)) else 409)


def _of_files(issue: Issue) -> bool:
    """Wrong in the files themselves, whatever the store holds."""
    return not issue.code.startswith("store_") or issue.code in ("store_files_disagree", "store_beyond_scope")
