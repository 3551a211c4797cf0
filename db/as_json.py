"""Issues and differences as JSON, the same at every door: HTTP and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from db import submitted, ticking, uploads
from kpi import statement, words
from kpi.model import Kind, Observation
from kpi.reading import Issue, Row


def issues(found: Iterable[Issue]) -> list[dict[str, Any]]:
    """As at every door; a warning also says by what ``tick`` it is confirmed."""
    return [words.issue_json(issue) | ({"tick": tick(issue)} if ticking.asks(issue) else {}) for issue in found]


def tick(issue: Issue) -> str:
    """One warning of one file of the request."""
    return json.dumps([issue.file, *json.loads(submitted.tick(issue))], ensure_ascii=False)


def preview(found: uploads.Preview) -> dict[str, Any]:
    compared = {"revision": found.revision, "difference": difference(found.difference)}
    return compared | {"issues": issues(found.issues)}


def difference(found: uploads.Difference) -> dict[str, Any]:
    """The cells that would be new or other, and those missing this time; of the unchanged only how many."""
    listed = {part: [delta(d) for d in getattr(found, part)] for part in ("added", "changed", "absent")}
    return {**listed, "same": len(found.same)}


def delta(of: uploads.Delta) -> dict[str, Any]:
    """One cell: what it is, what it says now and what stood before."""
    row, before = of.row, of.before
    place = {"period": row.period, "scope": row.scope, "indicator": row.indicator, "kind": row.kind, "label": row.label}
    noted = before is not None and (before.note, before.stage) != (row.note, row.stage)
    stood, now = (_said(cell, row.kind, noted=noted) if cell else None for cell in (before, row))
    return {**place, "line": row.line or None, "now": now, "before": stood}


def _said(cell: Row | Observation, kind: Kind, *, noted: bool) -> dict[str, Any]:
    """With its remark and stage where those are others than before; a measure by its parts, without a text."""
    more: dict[str, Any] = {"note": cell.note or None, "stage": cell.stage or None} if noted else {}
    if kind == "action":
        of = {"measure": statement.measure(cell.text)}
        return {"value": cell.value, "qualifier": cell.qualifier, "text": None, **of, **more}
    return {"value": cell.value, "qualifier": cell.qualifier, "text": cell.text or None, **more}
