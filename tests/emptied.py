"""Upgraded, empty stores at a tenth of the price: the real migrations make one, the tests get it copied or emptied."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from db import store as stores
from db.tables import metadata

MOST = 4 << 20
"""Bytes of rows that were deleted, beyond which the tables are made anew."""
ORDER = [table.name for table in metadata.sorted_tables]
"""What refers to another comes after it."""
_SIZE = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = to_regnamespace('public')"
_SHAPE = """SELECT md5(coalesce(string_agg(part, ' ' ORDER BY part), '')) FROM (
  SELECT 'class' || oid || '.' || xmin::text AS part FROM pg_class WHERE relnamespace = to_regnamespace('public')
  UNION ALL SELECT 'column' || attrelid || '.' || attnum || '.' || a.xmin::text FROM pg_attribute a
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = to_regnamespace('public')
  UNION ALL SELECT 'trigger' || t.oid || '.' || t.xmin::text FROM pg_trigger t
    JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = to_regnamespace('public')
  UNION ALL SELECT 'constraint' || oid || '.' || xmin::text FROM pg_constraint
    WHERE connamespace = to_regnamespace('public')
  UNION ALL SELECT 'function' || oid || '.' || xmin::text FROM pg_proc WHERE pronamespace = to_regnamespace('public')
  UNION ALL SELECT 'type' || oid || '.' || xmin::text FROM pg_type WHERE typnamespace = to_regnamespace('public')
  UNION ALL SELECT 'schema' || nspname FROM pg_namespace WHERE nspname LIKE 'public%') AS parts"""
"""Changes with every statement that alters the form of the database, whoever makes it."""
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
_KEPT = """SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"""
"""The tables that triggers keep from being emptied."""


class Postgres:
    """One database of a test worker: given without any table, or as the migrations leave it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        self.shape = ""
        self.rows: dict[str, bytes] = {}

    def bare(self) -> None:
        with psycopg.connect(self.plain, autocommit=True) as connection:
            found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public%'").fetchall()
            for (schema,) in found:
                connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
            connection.execute("CREATE SCHEMA public")

    def upgraded(self) -> None:
        """Emptied of rows where the last test left its form alone; made anew by the migrations where it did not."""
        with psycopg.connect(self.plain) as connection:
            as_left = bool(self.shape) and self._found(connection, _SHAPE) == self.shape
            as_left = as_left and int(self._found(connection, _SIZE)) < MOST
            if as_left:
                self._empty(connection)
        if not as_left:
            self.bare()
            stores.upgrade(stores.engine(self.address))
        with psycopg.connect(self.plain) as connection:
            if not as_left:
                self._keep(connection)
            self.shape = self._found(connection, _SHAPE)

    def _found(self, connection: psycopg.Connection, query: str) -> str:
        found = connection.execute(query).fetchone()
        return str(found and found[0])

    def _keep(self, connection: psycopg.Connection) -> None:
        """The rows that the migrations write."""
        for (table,) in connection.execute(_TABLES).fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as rows:
                self.rows[table] = b"".join(map(bytes, rows))

    def _empty(self, connection: psycopg.Connection) -> None:
        kept = [table for (table,) in connection.execute(_KEPT).fetchall()]
        for table in kept:
            connection.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table in reversed([*self.rows.keys() - metadata.tables.keys(), *ORDER]):  # TRUNCATE waits for the disk
            connection.execute(f'DELETE FROM "{table}"')
        for table, rows in self.rows.items():
            if rows:
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copied:
                    copied.write(rows)
        connection.execute("UPDATE ledger SET store = %s", [uuid4().hex])
        for table in kept:
            connection.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def made(path: Path) -> Path:
    """An upgraded, empty SQLite store to be copied, in one file."""
    engine = stores.engine(f"sqlite:///{path}")
    stores.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def copied(source: Path, path: Path) -> Engine:
    """A copy with a name of its own, by which the caches of one process tell stores apart."""
    shutil.copy(source, path)
    engine = stores.engine(f"sqlite:///{path}")
    with stores.writing(engine) as connection:
        connection.execute(text("UPDATE ledger SET store = :name"), {"name": uuid4().hex})
    return engine
