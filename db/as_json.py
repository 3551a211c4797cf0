"""Issues and differences as JSON, the same at every door: HTTP and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from db import submitted, ticking, uploads
from kpi import exact, message, statement, words
from kpi.model import Kind, Observation
from kpi.outcome import Turn
from kpi.progress import Figure
from kpi.reading import Issue, Row
from kpi.unit import LANGS


def issues(found: Iterable[Issue]) -> list[dict[str, Any]]:
    """As at every door; a warning also says by what ``tick`` it is confirmed."""
    return [words.issue_json(issue) | ({"tick": tick(issue)} if ticking.asks(issue) else {}) for issue in found]


def tick(issue: Issue) -> str:
    """One warning of one file of the request."""
    return json.dumps([issue.file, *json.loads(submitted.tick(issue))], ensure_ascii=False)


def preview(found: uploads.Preview, turned: Iterable[Turn] = ()) -> dict[str, Any]:
    compared = {"revision": found.revision, "difference": difference(found.difference)}
    return compared | {"turned": [_turn(each) for each in turned], "issues": issues(found.issues)}


def _turn(of: Turn) -> dict[str, Any]:
    """A figure to date whose status would be another, its words in both languages."""
    place = {"month": str(of.month), "scope": of.scope, "indicator": of.after.indicator.key}
    return place | {"before": _judged(of.before), "after": _judged(of.after)}


def _judged(figure: Figure) -> dict[str, Any]:
    said = {lang: message.status_word(figure, lang) for lang in LANGS}
    return {"status": figure.ytd.verdict.status, "word": said, "ytd": exact.plainly(figure.ytd.actual)}


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
