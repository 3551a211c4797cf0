"""One reported cell behind a figure: where it stands in which file, who brought it and who let it through."""

from __future__ import annotations

from collections.abc import Mapping

from db import trail
from db.read import Batch
from kpi import statement
from kpi.model import Observation
from pages.parts.scene import Scene

_COLUMNS = ("quantity", "period", "scope", "value", "file", "place", "batch", "who", "when", "hash")


def heads(now: Scene) -> list[str]:
    return [now.say(f"origin.column_{name}") for name in _COLUMNS]


def cells(now: Scene, cell: Observation, batches: Mapping[int, Batch]) -> tuple[str, ...]:
    catalog = now.shelf.book.catalog
    batch = batches[cell.batch]
    said = statement.said(cell, "actual", catalog, now.lang)
    place = now.say("origin.sheet", sheet=cell.sheet) if cell.sheet else ""
    place += now.say("origin.row", row=cell.row) if cell.row else ""
    place += now.say("origin.cell", column=cell.column) if cell.column else ""
    who = f"{batch.uploaded_by} → {batch.published_by}"
    names = (
        catalog.indicators[cell.indicator].name.of(now.lang),
        cell.period,
        catalog.scopes[cell.scope].name.of(now.lang),
    )
    proof = (str(batch.id), who, trail.moment(batch.published_at or ""), (batch.sha256 or "")[:16])
    return *names, said, cell.file, place, *proof
