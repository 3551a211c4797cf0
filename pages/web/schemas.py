"""What the doors for programs answer and take, as JSON Schema (2020-12): the words of the OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from db.submissions import State
from kpi.model import Kind, Qualifier, Status

Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": ["number", "null"]}
BOTH: Schema = {"$ref": "#/components/schemas/Words"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def record(optional: Mapping[str, Schema] | None = None, /, **needed: Schema) -> Schema:
    """An object with these properties and no others."""
    properties = {**needed, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


_ENDS: Mapping[str, Schema] = {"value": NUMBER, "low": NUMBER, "high": NUMBER}
_PROMISE = record(**_ENDS, first={"anyOf": [{"type": "null"}, record(**_ENDS)]})
_CONFIRMED: dict[str, Schema] = {
    "warnings": many(record(
        code=TEXT, sheet=MAYBE_TEXT, line=MAYBE_WHOLE, column=MAYBE_TEXT, found=TEXT,
        message={"anyOf": [BOTH, {"type": "null"}]}, ticked={"type": "boolean"},
    )),
    "corrections": many(record(sheet=TEXT, line=WHOLE, column=WHOLE, found=TEXT, meant=TEXT)),
    "meanings": {"type": "object", "additionalProperties": TEXT},
}  # fmt: skip
_LATER = record(value=NUMBER, qualifier={"$ref": "#/components/schemas/Qualifier"}, text=MAYBE_TEXT)
_VERSION = record(year=WHOLE, number=WHOLE, approved_on=MAYBE_TEXT, reason=MAYBE_TEXT)
_STANDING = {
    "actual": NUMBER, "plan": NUMBER, "plan_low": NUMBER, "plan_high": NUMBER,
    "gap": NUMBER, "gap_unit": TEXT, "gap_percent": NUMBER,
    "status": {"enum": list(get_args(Status))}, "reason": TEXT, "qualifier": ref("Qualifier"),
}  # fmt: skip
_YEAR = {
    "year_plan": NUMBER, "of_plan": NUMBER, "of_year": NUMBER, "months_present": WHOLE, "months_expected": WHOLE,
}  # fmt: skip
_CHANGE = record(relative=NUMBER, difference=NUMBER, comparable={"type": "boolean"})
_STATED = record(value=NUMBER, qualifier=ref("Qualifier"), text=MAYBE_TEXT)
_MAYBE_STATED: Schema = {"anyOf": [{"type": "null"}, _STATED]}
_JUDGED = record(status={"enum": list(get_args(Status))}, word=TEXT, ytd=NUMBER, shown=TEXT)
_MADE: Schema = {"anyOf": [{"type": "null"}, record(
    id=WHOLE, seq=MAYBE_WHOLE, file=TEXT, sha256=MAYBE_TEXT, uploaded_by=TEXT, published_by=MAYBE_TEXT,
    published_at=MAYBE_TEXT, withdraws=MAYBE_WHOLE, note=TEXT,
)]}  # fmt: skip
_SOURCED = record(value=NUMBER, qualifier=ref("Qualifier"), text=MAYBE_TEXT, formula=TEXT, rows=many(ref("Source")))
_MAYBE_BOOL: Schema = {"type": ["boolean", "null"]}

SCHEMAS: Mapping[str, Schema] = {
    "Words": record(zh=TEXT, en=TEXT),
    "Qualifier": {"enum": list(get_args(Qualifier))},
    "State": {"enum": list(get_args(State))},
    "Health": record(status={"const": "ok"}),
    "Description": {"type": "object", "required": ["openapi", "paths"]},
    "Message": record(message=BOTH, issues=many(ref("Issue"))),
    "Issue": {
        "type": "object",
        "properties": {
            "file": MAYBE_TEXT, "sheet": MAYBE_TEXT, "line": MAYBE_WHOLE, "column": MAYBE_TEXT, "cell": MAYBE_TEXT,
            "code": TEXT, "severity": {"enum": ["error", "warning"]}, "found": MAYBE_TEXT, "message": BOTH,
            "tick": TEXT, "cells": many(record(line=MAYBE_WHOLE, column=MAYBE_TEXT, cell=MAYBE_TEXT, found=TEXT)),
        },
        "required": ["file", "sheet", "line", "column", "cell", "code", "severity", "found", "message"],
        "additionalProperties": False,
    },
    "Issues": record(
        {"difference": ref("Difference"), "revision": WHOLE, "turned": many(ref("Turn"))},
        issues=many(ref("Issue")),
    ),
    "IssuesOrMessage": {"anyOf": [ref("Issues"), ref("Message")]},
    "Receipt": record(
        {"issues": many(ref("Issue"))},
        batches=many(WHOLE), revision=WHOLE, added=WHOLE, changed=WHOLE, same=WHOLE, idle=many(TEXT),
    ),
    "Said": record(
        {"note": MAYBE_TEXT, "stage": MAYBE_TEXT, "measure": record(owner=TEXT, due=TEXT, state=TEXT)},
        value=NUMBER, qualifier=ref("Qualifier"), text=MAYBE_TEXT,
    ),
    "Delta": record(
        period=TEXT, scope=TEXT, indicator=TEXT, kind={"enum": list(get_args(Kind))}, label=TEXT, line=MAYBE_WHOLE,
        now=ref("Said"), before={"anyOf": [ref("Said"), {"type": "null"}]},
    ),
    "Difference": record(
        added=many(ref("Delta")), changed=many(ref("Delta")), absent=many(ref("Delta")), same=WHOLE
    ),
    "Judged": record(status={"enum": list(get_args(Status))}, word=BOTH, ytd=NUMBER),
    "Turn": record(month=TEXT, scope=TEXT, indicator=TEXT, before=ref("Judged"), after=ref("Judged")),
    "Preview": record(
        revision=WHOLE, difference=ref("Difference"), turned=many(ref("Turn")), issues=many(ref("Issue"))
    ),
    "Submission": record(
        id=WHOLE, state=ref("State"), uploaded_by=TEXT, uploaded_at=TEXT, note=TEXT, reviewed_by=MAYBE_TEXT,
        reviewed_at=MAYBE_TEXT, reason=TEXT, seen=WHOLE, files=many(TEXT), batches=many(WHOLE),
        mark=TEXT, plan_approved_on=TEXT, plan_reason=TEXT,
    ),
    "Submitted": record({"issues": many(ref("Issue"))}, submission=ref("Submission")),
    "Upload": record(
        {
            "revision": WHOLE, "difference": ref("Difference"), "issues": many(ref("Issue")),
            "confirmed": many(ref("Vouched")), "turned": many(ref("Turn")),
        },
        submission=ref("Submission"),
    ),
    "Uploads": record(revision=WHOLE, uploads=many(ref("Submission"))),
    "Batch": {
        "type": "object",
        "properties": {
            "id": WHOLE, "seq": MAYBE_WHOLE, "kind": {"enum": ["upload", "sample", "withdrawal"]},
            "status": {"enum": ["draft", "pending", "returned", "published", "withdrawn"]}, "file": TEXT,
            "sha256": MAYBE_TEXT, "uploaded_by": TEXT, "published_by": MAYBE_TEXT, "published_at": MAYBE_TEXT,
            "rows": WHOLE, "added": WHOLE, "changed": WHOLE, "withdraws": MAYBE_WHOLE, "withdrawn_seq": MAYBE_WHOLE,
            "note": TEXT,
        },
        "required": ["id", "seq", "kind", "status", "file", "sha256", "uploaded_by", "published_by", "published_at",
                     "rows", "added", "changed", "withdraws", "withdrawn_seq", "note"],
    },
    "Effect": record(added=many(ref("Delta")), changed=many(ref("Delta")), taken=many(ref("Delta")), same=WHOLE),
    "Confirmed": record(**_CONFIRMED),
    "Vouched": record(file=TEXT, **_CONFIRMED),
    "OneBatch": record({"confirmed": ref("Confirmed")}, batch=ref("Batch"), effect=ref("Effect")),
    "Batches": record(revision=WHOLE, batches=many(ref("Batch"))),
    "Withdrawn": record(revision=WHOLE),
    "Owed": record(
        month=TEXT, revision=WHOLE, due={"type": "boolean"}, overdue_months=many(TEXT),
        debts=many(record(
            scope=TEXT, brand=TEXT, reported=WHOLE,
            owed=many(record(key=TEXT, planned={"type": "boolean"}, last=MAYBE_TEXT)),
        )),
    ),
    "Changes": record(
        since=record(revision=MAYBE_WHOLE, meetings=many(TEXT), month=MAYBE_TEXT),
        revision=WHOLE, month=TEXT, scope=TEXT,
        turned=many(record(key=TEXT, before={"anyOf": [{"type": "null"}, _JUDGED]}, now=_JUDGED)),
        restated={"anyOf": [{"type": "null"}, many(record(
            indicator=TEXT, scope=TEXT, period=TEXT, kind={"enum": list(get_args(Kind))},
            before=_STATED, now=_MAYBE_STATED, shown=record(before=TEXT, now=TEXT),
            plan_reason=MAYBE_TEXT, made=_MADE,
        ))]},
    ),
    "Origin": record(
        key=TEXT, month=TEXT, scope=TEXT, revision=WHOLE,
        figures=record(month=_SOURCED, ytd=_SOURCED), plan=record(held_to=TEXT, rows=many(ref("Source"))),
    ),
    "Source": record(
        indicator=TEXT, scope=TEXT, period=TEXT, kind={"enum": list(get_args(Kind))},
        value=NUMBER, qualifier=ref("Qualifier"), text=MAYBE_TEXT, note=TEXT,
        first=_MAYBE_STATED, later=_MAYBE_STATED,
        sheet=TEXT, row=MAYBE_WHOLE, column=MAYBE_WHOLE, written=MAYBE_TEXT, meant=MAYBE_TEXT, made=_MADE,
    ),
    "Meeting": record(name=TEXT, revision=WHOLE, held_on=TEXT, named_by=TEXT),
    "Meetings": record(revision=WHOLE, meetings=many(ref("Meeting"))),
    "Standing": record({"later_plan": _LATER}, **_STANDING),
    "YearToDate": record({"later_plan": _LATER, "later_year_plan": _LATER}, **_STANDING, **_YEAR),
    "Figure": {
        "type": "object",
        "properties": {
            "key": TEXT, "name": BOTH, "lane": {"enum": ["business", "party"]}, "unit": TEXT,
            "better": {"enum": ["higher", "lower", "band", "none"]}, "month": ref("Standing"), "ytd": ref("YearToDate"),
            "yoy": _CHANGE, "month_yoy": _CHANGE, "mom": _CHANGE,
            "required": record(per_month=NUMBER, of_remaining_plan=NUMBER, feasible=_MAYBE_BOOL),
            "forecast": {"type": ["object", "null"]}, "text": MAYBE_TEXT, "notes": many(TEXT), "original": NUMBER,
            "original_qualifier": {"anyOf": [ref("Qualifier"), {"type": "null"}]},
            "original_text": TEXT,
            "planned": record(
                month=_PROMISE, ytd=_PROMISE, year=_PROMISE, of_first=NUMBER,
                version={"anyOf": [{"type": "null"}, _VERSION]},
            ),
            "later": _LATER, "later_ytd": _LATER,
            "measures": many(record(month=TEXT, text=TEXT, owner=TEXT, due=TEXT, state=TEXT)),
            "source": {"anyOf": [{"type": "null"}, {
                "type": "object", "properties": {"batch": WHOLE, "file": TEXT, "sheet": TEXT, "row": WHOLE},
                "required": ["batch", "file", "sheet", "row"],
            }]},
        },
        "required": ["key", "name", "unit", "better", "month", "ytd", "source"],
    },
    "Figures": {
        "type": "object",
        "properties": {
            "as_of_month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"}, "revision": WHOLE, "scope": TEXT,
            "sample": {"type": "boolean"}, "running": {"type": "boolean"},
            "brands": many(record(
                key=TEXT, name=BOTH, status={"enum": list(get_args(Status))}, worst=MAYBE_TEXT,
                indicators=many(ref("Figure")),
            )),
        },
        "required": ["as_of_month", "revision", "scope", "sample", "running", "brands"],
    },
}  # fmt: skip
"""Batch, Figure and Figures may grow properties; the rest is as it stands here."""

_REASON = record(reason={"type": "string", "minLength": 1})
_MEETING = record({"held_on": TEXT, "revision": WHOLE}, name={"type": "string", "minLength": 1})
_PLAN: Mapping[str, Schema] = {"plan_approved_on": TEXT, "plan_reason": TEXT}
MAPPING = '{"file": "…", "found": "磨机转动时间(h)", "means": "run_hours"}'
"""What a name of a file that the catalogue does not know is said to mean, as a program writes it."""
_NAMED: Schema = many({"type": "string", "description": MAPPING})
_SUBMIT = record({"tick": many(TEXT), "correction": many(TEXT), "mapping": _NAMED, "note": TEXT, **_PLAN})
_FORM = record(
    {
        "tick": many(TEXT),
        "correction": many(TEXT),
        "mapping": _NAMED,
        "note": TEXT,
        "sheet": many(TEXT),
        "table": many(TEXT),
        "encoding": many(TEXT),
        **_PLAN,
    },
    file=many({"type": "string", "contentMediaType": "*/*"}),
)


def _body(schema: Schema, *, required: bool, kinds: tuple[str, ...]) -> Schema:
    return {"required": required, "content": {kind: {"schema": schema} for kind in kinds}}


BODIES: Mapping[str, Schema] = {
    "files": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM},
            "application/octet-stream": {"schema": {}},
        },
    },
    "ticks": _body(_SUBMIT, required=False, kinds=("application/json", "application/x-www-form-urlencoded")),
    "meeting": _body(_MEETING, required=True, kinds=("application/json", "application/x-www-form-urlencoded")),
    "reason": _body(_REASON, required=True, kinds=("application/json", "application/x-www-form-urlencoded")),
}
"""What is sent, by name."""
