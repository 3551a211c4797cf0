"""The store's engine and its transactions: one for reading a page, one for a publication."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from pathlib import Path
from shutil import disk_usage
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from db import address, audit, migrations, settings
from db.actor import CONSOLE
from db.settings import Unusable
from kpi import cause
from kpi.unit import Sentence

try:
    import pysqlite3 as _sqlite
except ImportError:  # no wheel for this machine (security.md): Python's own, guarded by the version floor
    _sqlite = sqlite3

FLOOR = (3, 51, 3)
"""Older SQLite can corrupt a store in WAL mode (the WAL-reset bug, security.md)."""
BUSY_MS = 10_000
_LEAST_FREE = 256 * 1024
"""Bytes for the index of the log, and some to write."""
PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    # a publication of 100,000 cells stays in memory until it is committed
    "cache_size=-65536",
    # without it INSERT OR REPLACE would remove a fact without waking the append-only triggers
    "recursive_triggers=ON",
)
FAILURES: tuple[type[Exception], ...] = (SQLAlchemyError, psycopg.Error, OSError)
"""What the world's failures look like; caught only at the edge and said with `why`."""


def engine(url: str | None = None) -> Engine:
    """The engine of an address, one per process. Raises Unusable for an address that cannot be used."""
    return _engine(_url(url or settings.get("KPI_DATABASE"), settings.demo(), str(Path.cwd())))


def kept(plain: Engine | None = None) -> Engine:
    """The same store for what every run of a page asks: a few reading connections stay open, until `let_go`.

    To open an SQLite file and learn its tables takes longer than all that is asked. Whoever restores a store needs it
    for himself (db/aside.py): what is kept must be let go every few seconds.
    """
    return _kept(plain or engine())


def let_go() -> None:
    """Close the kept connections to a file that nobody uses at this moment."""
    if not is_postgres(engine()):
        kept().dispose()


@lru_cache(maxsize=64)
def _url(given: str, demo: bool, folder: str) -> URL:
    """Every page and socket asks for the engine; where it lies is read from the address and the mounts only once."""
    return address.parse(given)


@cache
def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(
        url, creator=partial(_open, Path(url.database or "")), module=_sqlite, poolclass=NullPool, hide_parameters=True
    )
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


@lru_cache(maxsize=8)
def _kept(plain: Engine) -> Engine:
    if is_postgres(plain):
        return plain
    path = Path(plain.url.database or "")

    def noted(record: ConnectionPoolEntry) -> Any:
        record.info["file"] = _which(path)  # before: should another file come between, its next user opens that
        return _open(path)

    options: dict[str, Any] = {"poolclass": QueuePool, "max_overflow": 0, "hide_parameters": True}
    made = create_engine(plain.url, creator=noted, module=_sqlite, **options)
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    event.listen(made, "checkout", partial(_still, path))
    return made


def _which(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path at this moment; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _still(path: Path, _connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Refuses a kept connection to a file that was moved away or replaced; it is opened anew, which says the rest."""
    if record.info["file"] != _which(path):
        raise DisconnectionError


def _open(path: Path) -> Any:
    """A connection to the file that is there: SQLite itself would make an empty store of one that has gone away."""
    return _sqlite.connect(f"{path.as_uri()}?mode=rw", uri=True, check_same_thread=False)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """We own BEGIN: the driver's own lost 150 of 300 updates of two writers (security.md)."""
    connection.exec_driver_sql(connection.get_execution_options().get("kpi_begin", "BEGIN"))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction, hence one revision, for everything a page or a command asks."""
    options: dict[str, Any] = {}
    if is_postgres(engine):
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if not is_postgres(engine):
            connection.exec_driver_sql("PRAGMA query_only=ON")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: everything in it is kept, or nothing."""
    with engine.connect().execution_options(kpi_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if is_postgres(engine):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        yield connection


def upgrade(engine: Engine, folder: Path = migrations.FOLDER) -> None:
    """Bring the store's tables to the newest form; a failure leaves it as it was."""
    if not is_postgres(engine) and not Path(engine.url.database or "").exists():
        # it holds password hashes: for its owner only
        os.close(os.open(str(engine.url.database), os.O_CREAT | os.O_WRONLY, 0o600))
    with engine.connect().execution_options(kpi_begin="BEGIN IMMEDIATE") as connection:
        raw = connection.connection.driver_connection
        if raw is not None and not is_postgres(engine):
            raw.execute(f"PRAGMA journal_mode={'WAL' if _sound() else 'DELETE'}")
            raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            _own(connection)
            before = migrations.current(connection)
            migrations.run(connection, folder)
            if before not in (None, after := migrations.current(connection)):
                audit.write(connection, CONSOLE, "upgrade", "store", before={"at": before}, after={"at": after})
            if not is_postgres(engine) and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise RuntimeError(f"migration leaves orphans in {broken[0]}")


def ready(engine: Engine) -> None:
    """Make an empty store usable. Raises Unusable when a store must be upgraded first, or is newer than we are."""
    at = None
    if is_postgres(engine) or Path(engine.url.database or "").exists():
        with engine.connect() as connection:
            at = migrations.current(connection)
    if at is None:
        upgrade(engine)
    elif at != migrations.newest():
        known = at in migrations.known()
        raise Unusable(Sentence("store.behind" if known else "store.ahead", {"at": at}))


def warnings(engine: Engine) -> tuple[Sentence, ...]:
    """What the operator should know about this machine's database, to be shown on start and on the page."""
    if is_postgres(engine) or _sound():
        return ()
    return (Sentence("store.old_sqlite", {"found": _sqlite.sqlite_version, "floor": ".".join(map(str, FLOOR))}),)


def why(error: BaseException) -> Sentence:
    """The reader's sentence for one of FAILURES."""
    text, detail = str(getattr(error, "orig", None) or error), cause.at(error)
    for sign, code in (("locked", "busy"), ("lock timeout", "busy"), ("full", "disk_full"), ("No space", "disk_full")):
        if sign in text:
            return Sentence(f"store.{code}", {"detail": detail})
    if "disk I/O error" in text and _no_room():  # SQLite says so where it has none for the files beside the store
        return Sentence("store.no_room", {"detail": detail})
    return Sentence("store.failed", {"detail": detail})


def _no_room() -> bool:
    """Whether there is less space beside the store than SQLite takes to open it."""
    try:
        return disk_usage(Path(address.parse().database or "").parent).free < _LEAST_FREE
    except (OSError, Unusable):
        return False


def is_postgres(bound: Engine | Connection) -> bool:
    return bound.dialect.name == "postgresql"


def _sound() -> bool:
    return tuple(_sqlite.sqlite_version_info) >= FLOOR


def _own(connection: Connection) -> None:
    """Two processes that start together upgrade one after the other; PostgreSQL must keep Chinese text."""
    if is_postgres(connection):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7265042)")
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise Unusable(Sentence("store.not_utf8", {"found": str(encoding)}))
