"""The sample figures: loading them into an empty store, and setting a sample store aside for real figures."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import OperationalError

from db import migrations, publication, read, settings, store, uploads
from db.settings import Unusable
from db.tables import batch, ledger
from kpi.model import Catalog
from kpi.unit import Sentence

FOLDER = settings.ROOT / "sample_data"
_PATIENCE_S = 10.0


def load(engine: Engine, catalog: Catalog, folder: Path = FOLDER) -> uploads.Receipt | uploads.Refused:
    """Publish all sample files in one transaction, marked as sample. Raises Unusable when there are none."""
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    if not files:
        raise Unusable(Sentence("store.no_sample_files", {"folder": folder.name}))
    return uploads.publish(engine, catalog, files, by="console", kind="sample")


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


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def _clear_schema(engine: Engine) -> str:
    with store.writing(engine) as connection:
        publication.lock(connection)
        _check(connection)
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        aside = f"{schema}_sample_{_stamp().lower()}"
        connection.exec_driver_sql(f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"')
        connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
        migrations.run(connection)
        _mark(connection)
    return aside


def _clear_file(engine: Engine) -> str:
    with store.reading(engine) as connection:
        _check(connection)
    path = Path(engine.url.database or "")
    aside = path.with_name(f"{path.stem}-sample-{_stamp()}{path.suffix}")
    fresh = path.with_name(f"{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    empty = store.engine(f"sqlite:///{fresh}")
    store.upgrade(empty)
    with store.writing(empty) as connection:
        _mark(connection)
    with _alone(engine) as connection:
        _check(connection)
        if os.name != "nt":
            _swap(path, aside, fresh)
    if os.name == "nt":  # Windows moves no open file, and refuses while anybody else has it open
        _swap(path, aside, fresh)
    return aside.name


def _swap(path: Path, aside: Path, fresh: Path) -> None:
    """A link first, so that there is no moment without a store at its place."""
    try:
        os.link(path, aside)
    except OSError:  # a disk without hard links
        path.rename(aside)
    fresh.replace(path)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """The only connection, everything in the one file: no log beside it that the rename would leave behind."""
    until = time.monotonic() + _PATIENCE_S
    with engine.connect().execution_options(kpi_begin="BEGIN EXCLUSIVE") as connection:
        raw = connection.connection.driver_connection
        while raw is not None:
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.execute("PRAGMA journal_mode=DELETE")
                break
            except engine.dialect.loaded_dbapi.OperationalError as error:
                if time.monotonic() > until:
                    raise Unusable(Sentence("store.in_use")) from error
                time.sleep(0.05)
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise Unusable(Sentence("store.in_use")) from error
        with transaction:
            yield connection
