"""Setting the present store aside, never deleting it: a file beside its place, or a schema under another name."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from db import clock
from db.settings import Unusable
from kpi.unit import Sentence

PATIENCE_S = 10.0
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; left behind, it would be taken for part of the next file at that place."""


def stamp() -> str:
    """The moment as it stands in names: UTC to the microsecond."""
    return clock.now().strftime("%Y%m%dT%H%M%S%fZ")


def named(path: Path, why: str) -> Path:
    """The name under which a store's file is kept: ``kpi-<why>-<moment>.db``."""
    return path.with_name(f"{path.stem}-{why}-{stamp()}{path.suffix}")


def swap(path: Path, aside: Path, fresh: Path) -> None:
    """A link first, so that there is no moment without a store at its place."""
    try:
        os.link(path, aside)
    except OSError:  # a disk without hard links
        path.rename(aside)
    fresh.replace(path)


def unlocked(path: Path, aside: Path, fresh: Path) -> None:
    """The same for what SQLite cannot read or lock; whatever lies beside it goes along."""
    for side in SIDES:
        beside = path.with_name(path.name + side)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + side))
    if path.exists():
        swap(path, aside, fresh)
    else:
        fresh.replace(path)


@contextmanager
def alone(engine: Engine, refusal: str = "store.in_use") -> Iterator[Connection]:
    """The only connection, everything in the one file: no log beside it that the rename would leave behind.

    Raises Unusable with the sentence ``refusal`` while somebody else uses the file.
    """
    until = time.monotonic() + PATIENCE_S
    with engine.connect().execution_options(kpi_begin="BEGIN EXCLUSIVE") as connection:
        raw = connection.connection.driver_connection
        while raw is not None:
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.execute("PRAGMA journal_mode=DELETE")
                break
            except engine.dialect.loaded_dbapi.OperationalError as error:
                if time.monotonic() > until:
                    raise Unusable(Sentence(refusal)) from error
                time.sleep(0.05)
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise Unusable(Sentence(refusal)) from error
        with transaction:
            yield connection


def schema(connection: Connection, why: str) -> str:
    """Rename the PostgreSQL schema in use and make an empty one in its place; the name it is kept under."""
    name = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    kept = f"{name}_{why}_{stamp().lower()}"
    connection.exec_driver_sql(f'ALTER SCHEMA "{name}" RENAME TO "{kept}"')
    connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
    return kept
