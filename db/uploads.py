"""The one door for data: what files would change, and their publication in one transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from db import (
    agreement,
    answer,
    audit,
    conflicts,
    difference,
    idle,
    keys,
    plans,
    publication,
    read,
    reader,
    rights,
    standing,
    store,
    ticking,
    waiting,
)
from db.actor import Actor
from db.answer import Choices, Files, Receipt, Refused
from db.difference import Delta, Difference
from db.plans import NO_APPROVAL, Approval
from db.publication import Order, Publishes
from db.tables import batch
from kpi.model import Catalog
from kpi.reading import Issue, Reading
from kpi.unit import Sentence

__all__ = [
    "Choices",
    "Delta",
    "Difference",
    "Files",
    "Preview",
    "Receipt",
    "Refused",
    "preview",
    "publish",
    "publish_readings",
]


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do; ``revision`` is what it was compared with, to be handed back as ``seen``."""

    readings: tuple[Reading, ...]
    difference: Difference
    revision: int
    issues: tuple[Issue, ...]
    """Those of the files, and as warnings those for which publication would be refused."""
    refused: tuple[Issue, ...] = ()
    """Why the store would refuse files that are in order themselves; among the issues too."""
    adjusts: tuple[int, ...] = ()
    """The years whose standing plan the files change: what `Approval` must be given for."""

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """Those that want a tick."""
        return ticking.wanted(self.issues)


def preview(engine: Engine, catalog: Catalog, files: Files, *, by: Actor, choices: Sequence[Choices] = ()) -> Preview:
    """Check files and compare them with what stands; writes nothing. Raises `db.rights.Forbidden`."""
    rights.require(by, "check", "upload")
    with store.reading(engine) as connection:
        readings = read_files(connection, catalog, files, by, choices)
        revision = read.head(connection).revision
        issues = _issues(catalog, readings)
        # what stands outside one's own scope is not shown
        own = () if any(issue.code == "store_beyond_scope" for issue in issues) else readings
        found = difference.of(connection, [reading.rows for reading in own])
        kept = [] if _wrong(issues) else _sorted(connection, readings)
        refused, notices = _notices(connection, readings, kept) if kept else ((), ())
    adjusts = plans.adjusted(kept)
    return Preview(readings, found, revision, issues + refused + notices, refused, adjusts)


def publish(
    engine: Engine,
    catalog: Catalog,
    files: Files,
    *,
    by: Actor,
    seen: int | None = None,
    kind: Publishes = "upload",
    key: str | None = None,
    plan: Approval = NO_APPROVAL,
    choices: Sequence[Choices] = (),
    note: str = "",
    ticked: Sequence[Sequence[str]] | None = None,
) -> Receipt | Refused:
    """Publish files at once, all or none; each that changes something becomes a batch with its own revision.

    ``seen`` is the revision the publisher last looked at: cells that others changed since are not overwritten
    unseen. The same ``key`` (one per HTTP request) with the same files gets the first answer again. Where a standing
    plan changes, ``plan`` must say when that was approved and why. ``ticked`` are for each file the warnings confirmed
    (`db.submitted.tick`), refused for the want of any; None where all were shown and are taken as they are. Raises
    `db.rights.Forbidden` for one who may not publish, or not what he uploads himself: see `db.submissions`.
    """
    _require_own(by)
    with store.reading(engine) as connection:
        readings = read_files(connection, catalog, files, by, choices)
    return publish_readings(
        engine, catalog, files, readings, by=by, seen=seen, kind=kind, key=key, plan=plan, choices=choices, note=note,
        ticked=ticked,
    )  # fmt: skip


def publish_readings(
    engine: Engine,
    catalog: Catalog,
    files: Files,
    readings: Sequence[Reading],
    *,
    by: Actor,
    seen: int | None = None,
    kind: Publishes = "upload",
    key: str | None = None,
    plan: Approval = NO_APPROVAL,
    choices: Sequence[Choices] = (),
    note: str = "",
    ticked: Sequence[Sequence[str]] | None = None,
) -> Receipt | Refused:
    """`publish` for files that were read already."""
    _require_own(by)
    readings = [_within(reading, catalog, by) for reading in readings]
    if _wrong(issues := _issues(catalog, readings)):
        return Refused(issues)
    files = [(file_name(name), data) for name, data in files]
    how = [dict(chosen) for chosen in choices] or [{} for _ in files]
    asked = [(name, data, way) for (name, data), way in zip(files, how, strict=True)]
    ticks, left = ticking.weighed(issues, [name for name, _ in files], ticked)
    told = tuple(json.dumps(way | ticks[part], ensure_ascii=False) for part, way in enumerate(how))
    with store.reading(engine) as connection:
        twins = waiting.alike(connection, catalog, asked, readings)
    with store.writing(engine) as connection:
        publication.lock(connection)
        if key is not None and (
            first := answer.repeated(connection, files, key, by, choices) or keys.handed_in(connection, key, by)
        ):
            return first
        if again := waiting.refused(connection, asked, twins):
            return Refused((again,))
        order = Order(by, kind, key, note=note, plan=plan, choices=told, unticked=left)
        return store_readings(connection, catalog, files, readings, order, seen)


def store_readings(
    connection: Connection,
    catalog: Catalog,
    files: Files,
    readings: Sequence[Reading],
    order: Order,
    seen: int | None,
) -> Receipt | Refused:
    """Write sound files under the ledger's lock, or say why the store refuses them."""
    if mixed := _mixed(connection, order.kind):
        return Refused((mixed,))
    rows = [row for reading in readings for row in reading.rows]
    if seen is not None and (overlaps := conflicts.since(connection, catalog, rows, seen)):
        return Refused(overlaps, difference.of(connection, [reading.rows for reading in readings]))
    kept = _sorted(connection, readings)
    if not any(map(idle.news, kept)):
        refused = idle.unchanged(readings)
        return Refused(refused, difference.of(connection, [reading.rows for reading in readings]))
    years = plans.adjusted(kept)
    if wanting := order.unticked + plans.wanting(years, order.plan):
        return Refused(wanting)
    order = replace(order, idle=idle.told(files, kept))
    made = [
        publication.write(connection, file, reading, found, order, part)
        for part, (file, reading, found) in enumerate(zip(files, readings, kept, strict=True))
        if idle.news(found)
    ]
    counts = {part: sum(len(getattr(found, part)) for found in kept) for part in ("added", "changed", "same")}
    audit.write(
        connection, order.by, "publish", order.kind, after=_told(files, made, counts, order) | _planned(years, order)
    )
    names = tuple(name for _, name, _, _ in order.idle)
    return Receipt(tuple(number for number, _ in made), made[-1][1], **counts, idle=names)


def _require_own(by: Actor) -> None:
    rights.require(by, "publish", "upload")
    if not rights.own_allowed(by):
        raise rights.Forbidden(Sentence("review.own"))


def read_files(
    connection: Connection, catalog: Catalog, files: Files, by: Actor, choices: Sequence[Choices] = ()
) -> tuple[Reading, ...]:
    """What the files say; ``choices``: for each file how it is to be read (arguments of `kpi.intake.read`)."""
    if not files:
        raise ValueError("no files")
    book = read.book(connection, catalog, within=rights.scopes(by, catalog))
    named = [(file_name(name), data) for name, data in files]
    found = reader.read(named, catalog, book, choices)
    return tuple(_within(reading, catalog, by) for reading in found)


def _within(reading: Reading, catalog: Catalog, by: Actor) -> Reading:
    """The reading with an error for every row about a scope that is not the uploader's."""
    seen = rights.scopes(by, catalog)
    if seen is None or any(issue.code == "store_beyond_scope" for issue in reading.issues):
        return reading
    found = tuple(
        Issue("store_beyond_scope", line=row.line, args={"scope": catalog.scopes[row.scope].name})
        for row in reading.rows
        if row.scope not in seen
    )
    return replace(reading, issues=reading.issues + found)


def _told(files: Files, made: Sequence[tuple[int, int]], counts: Mapping[str, int], order: Order) -> dict[str, Any]:
    """What the audit trail says of a publication."""
    hashes = [publication.fingerprint(data) for _, data in files]
    told = {"batches": [number for number, _ in made], "revision": made[-1][1], "sha256": hashes, **counts}
    return told | ({"uploader": order.uploader} if order.uploader else {})


def _planned(years: Sequence[int], order: Order) -> dict[str, Any]:
    """What it says of a plan that was changed."""
    return (
        {"plan_years": list(years), "plan_approved_on": order.plan.day, "plan_reason": order.plan.reason.strip()}
        if years
        else {}
    )


def _sorted(connection: Connection, readings: Sequence[Reading]) -> list[difference.Sorted]:
    files = [difference.cells(reading.rows) for reading in readings]
    return difference.sort(files, standing.now(connection, *difference.reach(files)))


def _notices(
    connection: Connection, readings: Sequence[Reading], kept: Sequence[difference.Sorted]
) -> tuple[tuple[Issue, ...], tuple[Issue, ...]]:
    """Why the store would refuse files that are in order themselves, else which are no news or change a plan."""
    if mixed := _mixed(connection, "upload"):
        return (replace(mixed, severity="warning"),), ()
    if not any(map(idle.news, kept)):
        return tuple(replace(issue, severity="warning") for issue in idle.unchanged(readings)), ()
    stale = (reading for reading, found in zip(readings, kept, strict=True) if not idle.news(found))
    idle_ = tuple(Issue("store_file_idle" if r.rows else "store_file_blank", "warning", file=r.name) for r in stale)
    changed = plans.wanting(plans.adjusted(kept), NO_APPROVAL)
    return (), idle_ + tuple(replace(issue, severity="warning") for issue in changed)


def _mixed(connection: Connection, kind: Publishes) -> Issue | None:
    """Sample and real figures never meet."""
    other = "sample" if kind == "upload" else "upload"
    found = connection.execute(select(batch.c.id).where(batch.c.kind == other).limit(1)).first()
    return Issue(f"store_holds_{'sample' if other == 'sample' else 'real'}") if found else None


def _issues(catalog: Catalog, readings: Sequence[Reading]) -> tuple[Issue, ...]:
    """What is wrong or odd with each file, and with all of them together."""
    each = tuple(i if i.file else replace(i, file=r.name) for r in readings for i in r.issues)
    return each + agreement.broken(catalog, readings)


def _wrong(issues: Sequence[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)


def file_name(name: str) -> str:
    """The name without folders or control characters, as it is shown and stored."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", re.split(r"[\\/]", name)[-1])[:200]
