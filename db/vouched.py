"""What an undecided upload would change now, and what its uploader said beyond each of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine

from db import store, submitted, ticking, uploads
from db.actor import Actor
from db.effect import Confirmed, Warned
from db.submitted import Sent
from kpi import words
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import LANGS


@dataclass(frozen=True, slots=True)
class Vouched:
    """Of one file: its warnings with their ticks, its corrected cells, and what unknown names were said to mean."""

    file: str
    confirmed: Confirmed
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Names in their normal form → keys of indicators and scopes."""


def preview(engine: Engine, catalog: Catalog, number: int, by: Actor) -> tuple[uploads.Preview, tuple[Vouched, ...]]:
    """As `db.uploads.preview`; for whom may see the upload (`db.history.upload`)."""
    with store.reading(engine) as connection:
        files = submitted.sent(connection, number)
    pairs, choices = [(file.name, file.data) for file in files], [file.choices for file in files]
    found = uploads.preview(engine, catalog, pairs, by=by, choices=choices)
    return found, tuple(_vouched(file, found.issues) for file in files)


def _vouched(file: Sent, issues: Iterable[Issue]) -> Vouched:
    warnings = tuple(
        Warned(i.code, i.sheet, i.line, i.column, i.found, {lang: words.issue(lang, i) for lang in LANGS},
               submitted.tick(i) in file.ticked)
        for i in ticking.wanted(issues) if i.file == file.name
    )  # fmt: skip
    return Vouched(
        file.name, Confirmed(warnings, tuple(file.choices.get("corrections", ()))), file.choices.get("mapping") or {}
    )
