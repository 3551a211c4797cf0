"""The upload door for programs: the holder of the token publishes files, or asks what publishing would change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import rights, settings, store, uploads
from db.actor import Actor
from kpi import words
from kpi.model import Observation
from kpi.reading import Issue, Row
from pages.web import gate, incoming
from pages.web.incoming import Refusal


async def upload(request: Request) -> Response:
    """201 with the receipt; 422 for bad files, 409 where the store refuses; with ``?check=true`` nothing is stored."""
    actor: Actor = request.scope[gate.ACTOR]
    rights.require(actor, "check", "upload")  # before a large body is read
    files = await incoming.files(request)
    if request.query_params.get("check") == "true":
        return await run_in_threadpool(_check, files, actor)
    seen = request.query_params.get("seen", "")
    if seen and not re.fullmatch(r"[0-9]{1,9}", seen):
        raise Refusal(400, Issue("http_seen", found=seen))
    key = request.headers.get("idempotency-key") or None
    return await run_in_threadpool(_publish, files, actor, int(seen) if seen else None, key)


def _check(files: uploads.Files, by: Actor) -> Response:
    found = uploads.preview(store.engine(), settings.catalog(), files, by=by)
    bad = any(issue.severity == "error" for issue in found.issues)
    body = {"revision": found.revision, "difference": _difference(found.difference), "issues": _issues(found.issues)}
    return JSONResponse(body, 422 if bad else 200)


def _publish(files: uploads.Files, by: Actor, seen: int | None, key: str | None) -> Response:
    answer = uploads.publish(store.engine(), settings.catalog(), files, by=by, seen=seen, key=key)
    if isinstance(answer, uploads.Receipt):
        return JSONResponse(asdict(answer), 201)
    body: dict[str, Any] = {"issues": _issues(answer.issues)}
    if answer.difference is not None:
        body["difference"] = _difference(answer.difference)
    return JSONResponse(body, 422 if any(map(_of_files, answer.issues)) else 409)


def _of_files(issue: Issue) -> bool:
    """Wrong in the files themselves, whatever the store holds."""
    return not issue.code.startswith("store_") or issue.code in ("store_files_disagree", "store_beyond_scope")


def _issues(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    return [words.issue_json(issue) for issue in issues]


def _difference(found: uploads.Difference) -> dict[str, Any]:
    """The cells that would be new or other, and those missing this time; of the unchanged only how many."""
    listed = {part: [_delta(d) for d in getattr(found, part)] for part in ("added", "changed", "absent")}
    return {**listed, "same": len(found.same)}


def _delta(delta: uploads.Delta) -> dict[str, Any]:
    row, before = delta.row, delta.before
    place = {"period": row.period, "scope": row.scope, "indicator": row.indicator, "kind": row.kind, "label": row.label}
    return {**place, "line": row.line or None, "now": _said(row), "before": _said(before) if before else None}


def _said(cell: Row | Observation) -> dict[str, Any]:
    return {"value": cell.value, "qualifier": cell.qualifier, "text": cell.text or None}
