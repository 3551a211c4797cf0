"""What an undecided upload would change now, and what its uploader said beyond each of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from db import plans, store, submitted, ticking, uploads
from db.actor import Actor
from db.effect import Confirmed, Warned
from db.submitted import Sent
from kpi import mending, words
from kpi.mending import Correction
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import LANGS


@dataclass(frozen=True, slots=True)
class Vouched:
    """What was said of one file beyond it."""

    file: str
    confirmed: Confirmed


def preview(engine: Engine, catalog: Catalog, number: int, by: Actor) -> tuple[uploads.Preview, tuple[Vouched, ...]]:
    """As `db.uploads.preview`, with what its uploader said; for whom may see the upload (`db.history.upload`)."""
    with store.reading(engine) as connection:
        files, plan = submitted.sent(connection, number), submitted.one(connection, number).plan
    pairs, choices = [(file.name, file.data) for file in files], [file.choices for file in files]
    found = uploads.preview(engine, catalog, pairs, by=by, choices=choices)
    found = replace(found, issues=plans.told(found.issues, found.adjusts, plan))
    return found, tuple(_vouched(file, found.issues) for file in files)


def missed(engine: Engine, catalog: Catalog, files: Sequence[Sent], by: Actor) -> tuple[Issue, ...]:
    """Corrections that do not fit: a draft keeps what is wrong in its files, not what was never corrected in them."""
    if not any(file.choices.get("corrections") for file in files):
        return ()
    pairs, how = [(file.name, file.data) for file in files], [file.choices for file in files]
    found = uploads.preview(engine, catalog, pairs, by=by, choices=how)
    return tuple(issue for issue in found.issues if issue.code == "correction_missed")


def more(before: Sent, made: Sequence[Correction], meant: Mapping[str, str], ticked: Sequence[str] = ()) -> Sent:
    """The file with what is said of it now too, which may be what was said already.

    A name's newest meaning holds, an empty one ends it.
    """
    how = before.choices
    names = {name: key for name, key in {**how.get("mapping", {}), **meant}.items() if key}
    said = {"corrections": mending.once([*how.get("corrections", ()), *made]), "mapping": names}
    rest = {name: way for name, way in how.items() if name not in said}
    choices = rest | {name: of for name, of in said.items() if of}
    return replace(before, choices=choices, ticked=(*before.ticked, *ticked))


def _vouched(file: Sent, issues: Iterable[Issue]) -> Vouched:
    warnings = tuple(
        Warned(i.code, i.sheet, i.line, i.column, i.found, {lang: words.issue(lang, i) for lang in LANGS},
               submitted.tick(i) in file.ticked)
        for i in ticking.wanted(issues) if i.file == file.name
    )  # fmt: skip
    made, meant = tuple(file.choices.get("corrections", ())), file.choices.get("mapping") or {}
    return Vouched(file.name, Confirmed(warnings, made, meant))
