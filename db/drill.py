"""The restore drill: brings the newest backup back to a place of its own and compares it with the running store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from db import aside, audit, backup, dump, read, restore, store
from db.backup import Backup
from db.settings import Unusable
from db.tables import batch, upload_file
from kpi.unit import Sentence


@dataclass(frozen=True, slots=True)
class Drilled:
    """Which backup was tried, what it holds, and how it differs from the running store; no problems: it would do."""

    backup: Backup
    batches: int
    figures: int
    files: int
    problems: tuple[Sentence, ...]


def drill(engine: Engine, folder: Path) -> Drilled:
    """Restore the newest backup and compare all of it. Raises Unusable without one, and when it cannot be restored."""
    suffix = backup.suffix(engine)
    newest = next((found for found in backup.listed(folder) if found.path.suffix == suffix), None)
    if newest is None:
        raise Unusable(Sentence("backup.none", {"folder": str(folder)}))
    restore.examine(engine, newest.path)
    with _rehearsed(engine, newest.path) as restored, store.reading(engine) as live:
        return _compared(newest, live, restored)


@contextmanager
def _rehearsed(engine: Engine, path: Path) -> Iterator[Connection]:
    """The restored store; nobody else sees it, and nothing of it stays."""
    if not store.is_postgres(engine):
        with restore.copied(engine, path) as (_, fresh), store.reading(fresh) as connection:
            yield connection
        return
    with dump.throwaway(engine).connect() as connection, connection.begin() as transaction:
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        # without a lock: everybody else goes on working with the schema that only this transaction has renamed
        aside.schema(connection, "drill")
        restore.fill(connection, path, schema)
        yield connection
        transaction.rollback()


def _compared(made: Backup, live: Connection, restored: Connection) -> Drilled:
    there, here = read.head(restored).revision, read.head(live).revision
    figures, batches, files = _figures(restored, there), _batches(restored, there), _files(restored)
    problems = []
    if there > here:
        problems.append(Sentence("backup.beyond", {"revision": there, "head": here}))
    elif wrong := _differing(figures, _figures(live, there)):
        problems.append(Sentence("backup.figures_differ", {"count": wrong}))
    if wrong := _differing(batches, _batches(live, there)):
        problems.append(Sentence("backup.batches_differ", {"count": wrong}))
    if wrong := len(files - _files(live)):
        problems.append(Sentence("backup.files_differ", {"count": wrong}))
    problems.extend(audit.verify(restored))
    return Drilled(made, len(batches), len(figures), len(files), tuple(problems))


def _figures(connection: Connection, revision: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {tuple(row[:5]): tuple(row[5:]) for row in connection.execute(read.as_of(revision))}


def _batches(connection: Connection, revision: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every publication up to a revision with what can never change about it."""
    c = batch.c
    columns = (c.seq, c.id, c.kind, c.content_key, c.file_sha256, c.published_by, c.published_at, c.row_count)
    rows = connection.execute(select(*columns).where(c.seq <= revision))
    return {(row[0],): tuple(row[1:]) for row in rows}


def _files(connection: Connection) -> set[str]:
    """The SHA-256 of every original; that its bytes fit was checked when it was restored."""
    return set(connection.execute(select(upload_file.c.sha256)).scalars())


def _differing(one: dict[tuple[Any, ...], tuple[Any, ...]], other: dict[tuple[Any, ...], tuple[Any, ...]]) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
