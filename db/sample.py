"""The sample figures: loading them into an empty store, and setting a sample store aside for real figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from db import aside, audit, migrations, publication, read, settings, store, uploads
from db.actor import CONSOLE
from db.settings import Unusable
from db.tables import access, account, audit_head, batch, ledger
from db.tables import audit as audit_rows
from kpi.model import Catalog
from kpi.unit import Sentence

FOLDER = settings.ROOT / "sample_data"
_KEPT = (account, access, audit_rows)


def load(engine: Engine, catalog: Catalog, folder: Path = FOLDER) -> uploads.Receipt | uploads.Refused:
    """Publish all sample files in one transaction, marked as sample. Raises Unusable when there are none."""
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    if not files:
        raise Unusable(Sentence("store.no_sample_files", {"folder": folder.name}))
    return uploads.publish(engine, catalog, files, by=CONSOLE, kind="sample")


def clear(engine: Engine) -> str:
    """Set the sample aside and leave a fresh store; the name under which the sample is kept.

    Raises Unusable, with nothing changed, when the store holds real figures, no sample, or is in use.
    """
    return _clear_schema(engine) if store.is_postgres(engine) else _clear_file(engine)


def _check(connection: Connection) -> None:
    if connection.execute(select(batch.c.id).where(batch.c.kind != "sample").limit(1)).first():
        raise Unusable(Sentence("store.holds_real"))
    if not read.head(connection).sample:
        raise Unusable(Sentence("store.no_sample"))


def _mark(connection: Connection) -> None:
    """A restart must not load the sample again that somebody cleared."""
    connection.execute(update(ledger).values(cleared=True))
    audit.write(connection, CONSOLE, "clear_sample", "store")


def _people(connection: Connection) -> dict[str, list[Row[Any]]]:
    """The accounts, what opens the door for them, and the trail: these are real, whatever the figures are."""
    return {table.name: list(connection.execute(select(table).order_by(table.c.id))) for table in _KEPT}


def _carry_over(connection: Connection, people: dict[str, list[Row[Any]]]) -> None:
    for table in _KEPT:
        if rows := [row._asdict() for row in people[table.name]]:
            connection.execute(insert(table), rows)
    for row in people[audit_rows.name]:  # the trail's head only moves on row by row
        connection.execute(update(audit_head).values(count=row.id, hash=row.hash))


def _clear_schema(engine: Engine) -> str:
    with store.writing(engine) as connection:
        publication.lock(connection)
        _check(connection)
        people = _people(connection)
        kept = aside.schema(connection, "sample")
        migrations.run(connection)
        _carry_over(connection, people)
        _mark(connection)
    return kept


def _clear_file(engine: Engine) -> str:
    with store.reading(engine) as connection:
        _check(connection)
        people = _people(connection)
    path = Path(engine.url.database or "")
    kept = aside.named(path, "sample")
    fresh = path.with_name(f"{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    empty = store.engine(f"sqlite:///{fresh}")
    store.upgrade(empty)
    with store.writing(empty) as connection:
        _carry_over(connection, people)
        _mark(connection)
    with aside.alone(engine) as connection:
        _check(connection)
        if _people(connection) != people:
            raise Unusable(Sentence("store.in_use"))
        if os.name != "nt":
            aside.swap(path, kept, fresh)
    if os.name == "nt":  # Windows moves no open file, and refuses while anybody else has it open
        aside.swap(path, kept, fresh)
    return kept.name
