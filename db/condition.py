"""How the store is at this moment: readable, of our form, administered, backed up, with room on its disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from db import accounts, backup, clock, migrations, read, store
from kpi.unit import Sentence


@dataclass(frozen=True, slots=True)
class Condition:
    """``problem``: why the store cannot be used as it is; the rest is known only as far as it can be read.

    ``size`` and ``free`` are bytes, the latter beside an SQLite file only; ``backup`` is the age of the newest one.
    """

    problem: Sentence | None = None
    readable: bool = False
    revision: int = 0
    sample: bool = False
    administered: bool = False
    size: int | None = None
    free: int | None = None
    backup: timedelta | None = None

    @property
    def real(self) -> bool:
        """Whether it holds the plant's own figures."""
        return self.revision > 0 and not self.sample


def now() -> Condition:
    """The same of the store of the settings, also while not even its address can be looked at."""
    try:
        return of(store.engine())
    except store.FAILURES as failure:
        return Condition(store.why(failure))


def of(engine: Engine) -> Condition:
    """Looks without changing anything; what is wrong is in the answer, not raised."""
    file = None if store.is_postgres(engine) else Path(engine.url.database or "")
    if file is not None and not file.exists():
        return Condition(Sentence("deploy.no_store"))
    try:
        with store.reading(engine) as connection:
            return _of(connection, engine, file)
    except store.FAILURES as failure:
        return Condition(store.why(failure))


def _of(connection: Connection, engine: Engine, file: Path | None) -> Condition:
    at, newest = migrations.current(connection), migrations.newest()
    if at is None:
        return Condition(Sentence("deploy.no_store"), readable=True)
    if at != newest:
        return Condition(Sentence("deploy.other_form", {"at": at, "wanted": str(newest)}), readable=True)
    head = read.head(connection)
    return Condition(
        readable=True,
        revision=head.revision,
        sample=head.sample,
        administered=accounts.administered(connection),
        size=_size(connection, file),
        free=None if file is None else shutil.disk_usage(file.parent).free,
        backup=_backup(engine),
    )


def _size(connection: Connection, file: Path | None) -> int:
    if file is None:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    parts = (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm")))
    return sum(part.stat().st_size for part in parts if part.exists())


def _backup(engine: Engine) -> timedelta | None:
    try:
        return backup.age(backup.where(engine), clock.now())
    except OSError:  # a folder that cannot be read holds no backup for us
        return None
