"""What must hold in a store, and in every backup of one before it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from db import migrations, projection, read
from db.tables import upload_file
from kpi import cause, words
from kpi.unit import LANGS, Sentence, Words


@dataclass(frozen=True, slots=True)
class Found:
    """How far a store is, and what is wrong with it; ``behind``: its tables are of an older form."""

    revision: int
    behind: bool
    problems: tuple[Sentence, ...]


def of(connection: Connection) -> Found:
    """Tables of a form we know, revisions gapless up to the ledger's head, values in force.

    A broken audit trail is no reason against a backup: `db.drill` tells of it.
    """
    at, newest = migrations.current(connection), migrations.newest()
    if at is None:
        return Found(0, False, (Sentence("backup.no_tables"),))
    if at not in migrations.known():
        return Found(0, False, (Sentence("store.ahead", {"at": at}),))
    return Found(read.head(connection).revision, at != newest, projection.problems(connection))


def of_file(path: Path, module: Any) -> Found:
    """The same for an SQLite file nobody else uses, and whether its pages and references are whole."""
    # no engine of `db.store`: those are kept for ever, and a server makes a backup every hour
    engine = create_engine(URL.create("sqlite", database=str(path)), module=module, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            for pragma in ("trusted_schema=OFF", "cell_size_check=ON"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            said = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
            if said != ["ok"]:
                return Found(0, False, (Sentence("backup.damaged", {"detail": str(said[0])[:200]}),))
            orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if orphan is not None:
                return Found(0, False, (Sentence("backup.orphans", {"table": str(orphan[0])}),))
            return of(connection)
    except DatabaseError as error:
        return Found(0, False, (Sentence("backup.damaged", {"detail": cause.of(error)}),))


def originals(connection: Connection) -> tuple[Sentence, ...]:
    """Every uploaded file is byte for byte what its SHA-256 says; one at a time, they may be big."""
    keys = connection.execute(select(upload_file.c.sha256).order_by(upload_file.c.sha256)).scalars().all()
    wrong = 0
    for key in keys:
        data = connection.execute(select(upload_file.c.bytes).where(upload_file.c.sha256 == key)).scalar_one()
        wrong += sha256(data).hexdigest() != key
    return (Sentence("backup.originals", {"count": wrong}),) if wrong else ()


def said(problems: tuple[Sentence, ...]) -> Words:
    """The first problem, to be put into another sentence."""
    return Words(*(words.render(lang, problems[0]).rstrip("。.") for lang in LANGS))
