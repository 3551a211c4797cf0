"""The upload door for programs: hands files in for review, publishes those of who may, or asks what would change."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import read, rights, settings, store, submissions, uploads
from db.actor import Actor
from db.plans import NO_APPROVAL, Approval
from db.submissions import Sent, Submission
from kpi.reading import Issue
from pages.web import asked, gate, incoming, mended, told
from pages.web.incoming import Choices, Fields, File

Files = tuple[File, ...]
_AS_PUBLISHED = ("store_key_reused", "store_conflict", "store_waiting")
"""What handing in is refused for in the same words as publication."""


async def upload(request: Request) -> Response:
    """201 with the receipt, 202 for what waits for review; 422 for bad files, 409 where the store refuses.

    With ``?check=true`` nothing is stored; with ``?draft=true`` the files are put by, whatever is wrong with them.
    """
    actor: Actor = request.scope[gate.ACTOR]
    rights.require(actor, "check", "upload")  # before a large body is read
    files, fields = await incoming.files(request)
    query = request.query_params
    how = mended.choices(fields, [uploads.file_name(name) for name, _ in files], incoming.choices(fields, len(files)))
    if query.get("check") == "true":
        return await run_in_threadpool(_check, files, actor, how)
    seen = await run_in_threadpool(asked.seen, query)
    key = request.headers.get("idempotency-key") or None
    sent = tuple(
        Sent(name, data, chosen, told.ticks(fields.get("tick", ()), uploads.file_name(name)))
        for (name, data), chosen in zip(files, how, strict=True)
    )
    draft = query.get("draft") == "true"
    if not draft and rights.may(actor, "publish", "upload") and rights.own_allowed(actor):
        return await run_in_threadpool(_publish, sent, fields, actor, seen, key)
    return await run_in_threadpool(_hand_in, sent, fields, actor, seen, key, draft)


def _check(files: Files, by: Actor, how: Choices) -> Response:
    found = uploads.preview(store.engine(), settings.catalog(), files, by=by, choices=how)
    bad = any(issue.severity == "error" for issue in found.issues)
    return JSONResponse(told.preview(found), 422 if bad else 200)


def _publish(sent: tuple[Sent, ...], fields: Fields, by: Actor, seen: int | None, key: str | None) -> Response:
    pairs, how = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    with store.reading(store.engine()) as connection:
        revision = read.head(connection).revision
    answer = uploads.publish(
        store.engine(), settings.catalog(), pairs, by=by, seen=seen, key=key, choices=how, plan=approval(fields),
        note=note(fields), ticked=[file.ticked for file in sent],
    )  # fmt: skip
    if isinstance(answer, uploads.Receipt):
        return JSONResponse(asdict(answer), 201)
    wrong = any(issue.severity == "error" and _of_files(issue) for issue in answer.issues)  # a tick mends none of them
    if not wrong and any(issue.severity == "warning" for issue in answer.issues):
        return JSONResponse({"issues": told.issues(answer.issues), "revision": revision}, 409)
    return refused(answer)


def _hand_in(
    sent: tuple[Sent, ...], fields: Fields, by: Actor, seen: int | None, key: str | None, draft: bool
) -> Response:
    engine, catalog = store.engine(), settings.catalog()
    if draft and any(file.choices.get("corrections") for file in sent) and (missed := _missed(sent, by)):
        return JSONResponse({"issues": told.issues(missed)}, 422)
    state: Any = "draft" if draft else "pending"
    answer = submissions.save(
        engine, catalog, sent, by=by, seen=seen, state=state, note=note(fields), key=key, plan=approval(fields)
    )
    return handed_in(answer, sent, by)


def _missed(sent: tuple[Sent, ...], by: Actor) -> list[Issue]:
    """Corrections that do not fit: a draft keeps what is wrong in its files, not what was never corrected in them."""
    pairs, how = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    found = uploads.preview(store.engine(), settings.catalog(), pairs, by=by, choices=how)
    return [issue for issue in found.issues if issue.code == "correction_missed"]


def note(fields: Fields) -> str:
    """The words that go with the files, on whichever way they take."""
    return "".join(fields.get("note", ())[:1])


def approval(fields: Fields, before: Approval = NO_APPROVAL) -> Approval:
    """What is said of a changed plan, else what was said of it ``before``."""
    day, reason = ("".join(fields.get(name, ())[:1]) for name in ("plan_approved_on", "plan_reason"))
    return Approval(day or before.approved_on, reason or before.reason)


def handed_in(answer: Submission | uploads.Refused, sent: tuple[Sent, ...], by: Actor) -> Response:
    """202 with the submission; otherwise every error of the files, the store's reason, or the unticked warnings."""
    if isinstance(answer, Submission):
        return JSONResponse({"submission": told.submission(answer)}, 202)
    if any(issue.code.startswith(_AS_PUBLISHED) for issue in answer.issues):
        return refused(answer)
    pairs, choices = [(file.name, file.data) for file in sent], [file.choices for file in sent]
    found = uploads.preview(store.engine(), settings.catalog(), pairs, by=by, choices=choices)
    if any(issue.severity == "error" for issue in found.issues):
        return JSONResponse(told.preview(found), 422)
    if found.refused:
        return refused(replace(answer, issues=tuple(replace(i, severity="error") for i in found.refused)))
    left = [i if i.code.startswith("store_") else replace(i, severity="warning") for i in answer.issues]
    return JSONResponse({"issues": told.issues(left), "revision": found.revision}, 409)


def refused(answer: uploads.Refused) -> Response:
    body: dict[str, Any] = {"issues": told.issues(answer.issues)}
    if answer.difference is not None:
        body["difference"] = told.difference(answer.difference)
    return JSONResponse(body, 422 if any(map(_of_files, answer.issues)) else 409)


def _of_files(issue: Issue) -> bool:
    """Wrong in the files themselves, whatever the store holds."""
    return not issue.code.startswith("store_") or issue.code in ("store_files_disagree", "store_beyond_scope")
