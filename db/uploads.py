"""The one door for data: what files would change, and their publication in one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import Connection, Engine, select

from db import conflicts, difference, publication, read, standing, store
from db.difference import Delta, Difference
from db.publication import Order, Publishes
from db.tables import batch
from kpi import intake
from kpi.model import Catalog
from kpi.reading import Issue, Reading

__all__ = ["Delta", "Difference", "Files", "Preview", "Receipt", "Refused", "preview", "publish", "publish_readings"]

Files = Sequence[tuple[str, bytes]]
"""Names and contents as sent."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do; ``revision`` is what it was compared with, to be handed back as ``seen``."""

    readings: tuple[Reading, ...]
    difference: Difference
    revision: int
    issues: tuple[Issue, ...]
    """Those of the files, and as warnings those for which publication would be refused."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was published: batch numbers, the revision now in force, and how many cells were what."""

    batches: tuple[int, ...]
    revision: int
    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and why."""

    issues: tuple[Issue, ...]
    difference: Difference | None = None


def preview(engine: Engine, catalog: Catalog, files: Files) -> Preview:
    """Check files and compare them with what stands; writes nothing."""
    with store.reading(engine) as connection:
        readings = _read(connection, catalog, files)
        revision = read.head(connection).revision
        found = difference.of(connection, [reading.rows for reading in readings])
        notices = _notices(connection, readings)
    return Preview(readings, found, revision, _issues(readings) + notices)


def publish(
    engine: Engine,
    catalog: Catalog,
    files: Files,
    *,
    by: str,
    seen: int | None = None,
    kind: Publishes = "upload",
    key: str | None = None,
) -> Receipt | Refused:
    """Publish files, all or none; each becomes a batch with its own revision.

    ``seen`` is the revision the publisher last looked at: cells that others changed since are not overwritten
    unseen. The same ``key`` (one per HTTP request) with the same files gets the first answer again.
    """
    with store.reading(engine) as connection:
        readings = _read(connection, catalog, files)
    return publish_readings(engine, catalog, files, readings, by=by, seen=seen, kind=kind, key=key)


def publish_readings(
    engine: Engine,
    catalog: Catalog,
    files: Files,
    readings: Sequence[Reading],
    *,
    by: str,
    seen: int | None = None,
    kind: Publishes = "upload",
    key: str | None = None,
) -> Receipt | Refused:
    """`publish` for files that were read already."""
    if any(reading.errors for reading in readings):
        return Refused(_issues(readings))
    files = [(_file_name(name), data) for name, data in files]
    with store.writing(engine) as connection:
        publication.lock(connection)
        if key is not None and (answer := _answered(connection, files, key)):
            return answer
        if mixed := _mixed(connection, kind):
            return Refused((mixed,))
        rows = [row for reading in readings for row in reading.rows]
        if seen is not None and (overlaps := conflicts.since(connection, catalog, rows, seen)):
            return Refused(overlaps, difference.of(connection, [reading.rows for reading in readings]))
        kept = _sorted(connection, readings)
        if idle := _idle(readings, kept):
            return Refused(idle, difference.of(connection, [reading.rows for reading in readings]))
        order = Order(by, kind, key)
        made = [
            publication.write(connection, file, reading, found, order, part)
            for part, (file, reading, found) in enumerate(zip(files, readings, kept, strict=True))
        ]
    counts = [sum(len(getattr(found, part)) for found in kept) for part in ("added", "changed", "same")]
    return Receipt(tuple(number for number, _ in made), made[-1][1], *counts)


def _read(connection: Connection, catalog: Catalog, files: Files) -> tuple[Reading, ...]:
    if not files:
        raise ValueError("no files")
    book = read.book(connection, catalog)
    return tuple(intake.read(data, _file_name(name), catalog, book) for name, data in files)


def _sorted(connection: Connection, readings: Sequence[Reading]) -> list[difference.Sorted]:
    files = [difference.cells(reading.rows) for reading in readings]
    return difference.sort(files, standing.now(connection, chain.from_iterable(files)))


def _idle(readings: Sequence[Reading], kept: Sequence[difference.Sorted]) -> tuple[Issue, ...]:
    """The files whose publication would change nothing."""
    idle = (reading for reading, found in zip(readings, kept, strict=True) if not (found.added or found.changed))
    return tuple(Issue("store_nothing_changes" if r.rows else "store_no_values", file=r.name) for r in idle)


def _notices(connection: Connection, readings: Sequence[Reading]) -> tuple[Issue, ...]:
    """Why the store would refuse files that are in order themselves, said before anybody tries."""
    if any(reading.errors for reading in readings):
        return ()
    mixed = _mixed(connection, "upload")
    found = (mixed,) if mixed else _idle(readings, _sorted(connection, readings))
    return tuple(replace(issue, severity="warning") for issue in found)


def _mixed(connection: Connection, kind: Publishes) -> Issue | None:
    """Sample and real figures never meet."""
    other = "sample" if kind == "upload" else "upload"
    found = connection.execute(select(batch.c.id).where(batch.c.kind == other).limit(1)).first()
    return Issue(f"store_holds_{'sample' if other == 'sample' else 'real'}") if found else None


def _answered(connection: Connection, files: Files, key: str) -> Receipt | Refused | None:
    """The answer this request got when it was first sent; None for a new one."""
    c = batch.c
    query = select(c.id, c.seq, c.added, c.changed, c.row_count, c.file_sha256).where(c.idempotency_key == key)
    rows = connection.execute(query.order_by(c.part)).all()
    if not rows:
        return None
    if [row.file_sha256 for row in rows] != [publication.fingerprint(data) for _, data in files]:
        return Refused((Issue("store_key_reused", found=key),))
    added, changed, total = (sum(row[index] for row in rows) for index in (2, 3, 4))
    return Receipt(tuple(row.id for row in rows), rows[-1].seq, added, changed, total - added - changed)


def _issues(readings: Sequence[Reading]) -> tuple[Issue, ...]:
    return tuple(i if i.file else replace(i, file=r.name) for r in readings for i in r.issues)


def _file_name(name: str) -> str:
    """The name without folders or control characters, as it is shown and stored."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", re.split(r"[\\/]", name)[-1])[:200]
