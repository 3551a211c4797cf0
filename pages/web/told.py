"""What programs are told of uploads and publications, as JSON: issues, differences, submissions, batches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from db import submissions, uploads
from db.effect import PARTS, Confirmed, Effect
from db.read import Batch
from db.submissions import Submission
from db.vouched import Vouched
from kpi import statement, words
from kpi.model import Kind, Observation
from kpi.reading import Issue, Row
from pages.web import incoming


def issues(found: Iterable[Issue]) -> list[dict[str, Any]]:
    """As at every door; a warning also says by what ``tick`` it is confirmed."""
    return [words.issue_json(issue) | ({"tick": tick(issue)} if _asks(issue) else {}) for issue in found]


def tick(issue: Issue) -> str:
    """One warning of one file of the request."""
    return json.dumps([issue.file, *json.loads(submissions.tick(issue))], ensure_ascii=False)


def ticks(given: Iterable[str], file: str) -> tuple[str, ...]:
    """Those that name a warning of this file, as the store keeps them; what is no tick confirms nothing."""
    found = []
    for text in given:
        try:
            parts = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(parts, list) and parts[:1] == [file]:
            found.append(incoming.kept(json.dumps(parts[1:], ensure_ascii=False)))
    return tuple(found)


def preview(found: uploads.Preview) -> dict[str, Any]:
    return {
        "revision": found.revision,
        "difference": difference(found.difference),
        "issues": issues(found.issues),
    }


def difference(found: uploads.Difference) -> dict[str, Any]:
    """The cells that would be new or other, and those missing this time; of the unchanged only how many."""
    listed = {part: [_delta(d) for d in getattr(found, part)] for part in ("added", "changed", "absent")}
    return {**listed, "same": len(found.same)}


def submission(of: Submission) -> dict[str, Any]:
    return asdict(of)


def effect(of: Effect) -> dict[str, Any]:
    """The cells that a publication stated first, made others, or left without a figure; of the rest how many."""
    return {part: [_delta(d) for d in getattr(of, part)] for part in PARTS} | {"same": of.same}


def confirmed(of: Confirmed) -> dict[str, Any]:
    """What was said of a file beyond the file; a warning's message is null where it was not kept."""
    warnings = [
        {"code": w.code, "sheet": w.sheet or None, "line": w.line, "column": w.column or None, "found": w.found,
         "message": dict(w.said) or None, "ticked": w.ticked}
        for w in of.warnings
    ]  # fmt: skip
    names = ("sheet", "line", "column", "found", "meant")
    made = [dict(zip(names, each, strict=True)) for each in of.corrections]
    return {"warnings": warnings, "corrections": made, "meanings": dict(of.meanings)}


def vouched(of: Vouched) -> dict[str, Any]:
    """The same of a file that waits."""
    return {"file": of.file, **confirmed(of.confirmed)}


def batch(of: Batch) -> dict[str, Any]:
    return asdict(of)


def _asks(issue: Issue) -> bool:
    return issue.severity == "warning" and not issue.code.startswith("store_")


def _delta(delta: uploads.Delta) -> dict[str, Any]:
    row, before = delta.row, delta.before
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
