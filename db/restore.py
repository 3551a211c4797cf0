"""Putting a backup in the store's place, and the drill that shows it could be done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from db import aside, dump, migrations, settling, shelf, soundness, store
from db.settings import Unusable
from kpi import cause
from kpi.unit import Sentence

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Restored:
    """The revision now in force, and the name under which the store before it is kept; '' when there was none."""

    revision: int
    aside: str
    summed: bool
    """Whether the backup's SHA-256 stood beside it and was right."""


def restore(engine: Engine, path: Path) -> Restored:
    """Put a backup in the store's place; the store before it is set aside, all at once or nothing at all.

    Raises Unusable, with nothing changed, for a file that is damaged or not a backup of this kind of store, and
    while the store is in use.
    """
    summed = examine(engine, path)
    replace = _restore_schema if store.is_postgres(engine) else _restore_file
    revision, name = replace(engine, path)
    return Restored(revision, name, summed)


def examine(engine: Engine, path: Path) -> bool:
    """Whether the file is byte for byte what was written, None being known: False without its sum beside it.

    Raises Unusable for another kind of file and for one that its sum contradicts.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
        beside = shelf.sum_of(path)
        wanted = beside.read_text(encoding="utf-8").split()[:1] if beside.exists() else []
        right = not wanted or wanted == [shelf.digest(path)]
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(Sentence("cli.cannot_read", {"file": str(path), "detail": cause.of(error)})) from error
    sqlite, postgres = start == _SQLITE, start.startswith(dump.MAGIC)
    if not (sqlite or postgres):
        raise Unusable(Sentence("backup.not_a_backup", {"file": str(path)}))
    if postgres != store.is_postgres(engine):
        raise Unusable(Sentence("backup.other_kind", {"file": str(path)}))
    if not right:
        raise Unusable(Sentence("backup.wrong_sum", {"file": str(path)}))
    return bool(wanted)


@contextmanager
def copied(engine: Engine, path: Path) -> Iterator[tuple[Path, Engine]]:
    """A sound copy of an SQLite backup beside the store, its tables of the newest form; removed at the end."""
    place = Path(engine.url.database or "")
    copy = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(path, copy)
        _refuse(path, soundness.of_file(copy, engine.dialect.loaded_dbapi))
        fresh = store.engine(f"sqlite:///{copy}")
        store.upgrade(fresh)
        with store.reading(fresh) as connection:
            check(connection, path)
        yield copy, fresh
    except OSError as error:
        raise Unusable(
            Sentence("backup.cannot_write", {"folder": str(place.parent), "detail": cause.of(error)})
        ) from error
    finally:
        for side in ("", *aside.SIDES):
            copy.with_name(copy.name + side).unlink(missing_ok=True)


def fill(connection: Connection, path: Path, schema: str) -> None:
    """The same into an empty PostgreSQL schema, inside the transaction."""
    if (found := dump.schema(path)) != schema:
        raise Unusable(Sentence("backup.other_schema", {"file": str(path), "found": found, "schema": schema}))
    try:
        dump.fill(connection, path, schema)
        if migrations.current(connection) in migrations.known():
            migrations.run(connection)
        check(connection, path)
    except (psycopg.Error, DatabaseError) as error:
        raise _unsound(path, Sentence("backup.damaged", {"detail": cause.of(error)})) from error


def check(connection: Connection, path: Path) -> None:
    """Raises Unusable for a restored store that is not sound."""
    found = soundness.of(connection)
    _refuse(path, found if found.problems else soundness.Found(0, False, soundness.originals(connection)))


def _restore_file(engine: Engine, path: Path) -> tuple[int, str]:
    place = Path(engine.url.database or "")
    with copied(engine, path) as (copy, fresh):
        kept = aside.named(place, "before-restore") if place.exists() else None
        closed, readable = _shut(engine) if kept else (settling.Closed(), False)
        with store.writing(fresh) as connection:
            revision = settling.settle(connection, path, closed, kept.name if kept else "")
        _own(copy, place)
        shelf.sync(copy)
        if kept and readable:
            with aside.alone(engine, "backup.in_use") as connection:
                if settling.closed(connection) != closed:
                    raise Unusable(Sentence("backup.in_use"))
                if os.name != "nt":
                    aside.swap(place, kept, copy)
            if os.name == "nt":  # Windows moves no open file, and refuses while anybody else has it open
                aside.swap(place, kept, copy)
        else:
            aside.unlocked(place, kept or aside.named(place, "before-restore"), copy)
        shelf.sync(place.parent)
    return revision, kept.name if kept else ""


def _restore_schema(engine: Engine, path: Path) -> tuple[int, str]:
    try:
        with store.writing(dump.throwaway(engine)) as connection:
            schema, tables = _present(connection, path)
            closed = settling.closed(connection)
            kept = aside.schema(connection, "before_restore") if tables else ""
            fill(connection, path, schema)
            return settling.settle(connection, path, closed, kept), kept
    except OperationalError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise Unusable(Sentence("backup.in_use")) from error
        raise
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise Unusable(Sentence("backup.no_right", {"user": engine.url.username or ""})) from error
        raise


def _present(connection: Connection, path: Path) -> tuple[str, list[str]]:
    """The schema in use and its tables; waits for all who read or write them, and keeps new ones out till the end."""
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar()
    if schema is None:  # somebody dropped it: that is why we restore
        schema = dump.schema(path)
        connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    tables = sorted(inspect(connection).get_table_names(schema=schema))
    if tables:
        names = ", ".join(f'"{schema}"."{table}"' for table in tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    return schema, tables


def _shut(engine: Engine) -> tuple[settling.Closed, bool]:
    """What the present file has closed, and whether SQLite can read it at all: it may be why we restore."""
    with Path(engine.url.database or "").open("rb") as file:
        start = file.read(len(_SQLITE))
    if start not in (b"", _SQLITE):  # SQLite would clear away the log beside it, perhaps all that is left
        return settling.Closed(), False
    try:
        with store.reading(engine) as connection:
            return settling.closed(connection), True
    except OperationalError:
        raise
    except DatabaseError:
        return settling.Closed(), False


def _own(copy: Path, place: Path) -> None:
    """The restored file belongs to whom the store belonged, also when the administrator of the machine restores."""
    if os.name != "nt":
        like = (place if place.exists() else place.parent).stat()
        if os.geteuid() == 0:
            os.chown(copy, like.st_uid, like.st_gid)
        if place.exists():
            os.chmod(copy, like.st_mode & 0o777)


def _refuse(path: Path, found: soundness.Found) -> None:
    if found.problems:
        raise _unsound(path, found.problems[0])


def _unsound(path: Path, problem: Sentence) -> Unusable:
    return Unusable(Sentence("backup.unsound", {"file": str(path), "why": soundness.said((problem,))}))
