"""What programs are told of uploads and publications, as JSON: issues, differences, submissions, batches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from db import as_json
from db.effect import PARTS, Confirmed, Effect
from db.read import Batch
from db.submissions import Submission
from db.vouched import Vouched
from pages.web import incoming


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


def submission(of: Submission) -> dict[str, Any]:
    return asdict(of)


def effect(of: Effect) -> dict[str, Any]:
    """The cells that a publication stated first, made others, or left without a figure; of the rest how many."""
    return {part: [as_json.delta(d) for d in getattr(of, part)] for part in PARTS} | {"same": of.same}


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
