"""Checked rows → durable rows, beside the bare way of the same database in the same run, on SQLite and PostgreSQL.

A publication writes each row twice, as a fact and as the value in force, so the limit writes the same rows in the same
order, by ``executemany`` (SQLite) or COPY (PostgreSQL), into both tables as our migrations make them: wanted ≤ 1.5 ×
its time. All are timed until their connection is closed, which is when SQLite brings the rows from its log into the
store; only a publication also opens its own. Beside the facts alone, in a table without an index or references, the
ratio is printed too.
KPI_TEST_POSTGRES names the server; without it only SQLite is measured.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from benchmarks.intake import YEARS, many
from db import settings, store, uploads
from db.actor import CONSOLE
from db.tables import fact, fact_current
from kpi.model import Catalog
from kpi.reading import Reading, Row

ROUNDS = 7
Tuples = list[tuple[Any, ...]]
BARE = (
    "CREATE TABLE bare (series_id INTEGER, period TEXT, batch_id INTEGER, value DOUBLE PRECISION, qualifier TEXT,"
    " value_text TEXT, note TEXT, stage TEXT, src_sheet TEXT, src_row INTEGER, src_col INTEGER,"
    " PRIMARY KEY (series_id, period, batch_id))"
)


def main() -> None:
    catalog = settings.catalog()
    gc.collect()
    gc.freeze()  # as the server does before its first reader
    on_both(lambda name, fresh: measure(name, fresh, catalog))


def on_both(measure: Callable[[str, Callable[[], str]], None]) -> None:
    """Call it with each database's name and a maker of addresses of empty stores."""
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", lambda: f"sqlite:///{Path(folder) / f'{uuid4().hex}.db'}")
    if not os.environ.get("KPI_TEST_POSTGRES"):
        print("KPI_TEST_POSTGRES names no server: PostgreSQL not measured")
        return
    with databases() as fresh:
        measure("PostgreSQL", fresh)


def measure(name: str, fresh: Callable[[], str], catalog: Catalog) -> None:
    """The three ways in turns, so that a busy machine slows all alike; the best of each."""
    for years in YEARS:
        rows = tuple(many(catalog, years))
        taken: dict[str, list[float]] = {"limit": [], "facts alone, bare": [], "checked rows → durable rows": []}
        for _ in range(ROUNDS):
            engine = store.engine(fresh())
            store.upgrade(engine)
            publish(engine, catalog, rows[:1], "first")
            taken["checked rows → durable rows"].append(publish(engine, catalog, rows, "many"))
            facts, current = written(engine)
            taken["limit"].append(limit(store.engine(fresh()), facts, current))
            taken["facts alone, bare"].append(bare(store.engine(fresh()), facts))
        best = {way: min(seconds) for way, seconds in taken.items()}
        for way, seconds in best.items():
            to = seconds / best["limit"], seconds / best["facts alone, bare"]
            wanted = "   wanted ≤ 1.5" if way.startswith("checked") else ""
            said = f"{to[0]:5.2f} × the limit {to[1]:5.2f} × facts alone{wanted}"
            print(f"{f'{name}, {way}':44}{len(rows):>8} rows {seconds:8.3f} s   {said}")


def publish(engine: Engine, catalog: Catalog, rows: tuple[Row, ...], name: str) -> float:
    """Seconds from checked rows to the answer, everything that belongs to a publication in it."""
    reading = Reading(f"{name}.csv", rows, ())
    start = perf_counter()
    answer = uploads.publish_readings(engine, catalog, [(reading.name, name.encode())], [reading], by=CONSOLE)
    seconds = perf_counter() - start
    if isinstance(answer, uploads.Refused):
        raise SystemExit(f"the store refused the benchmark's file: {answer.issues[:3]}")
    return seconds


def written(engine: Engine) -> tuple[Tuples, Tuples]:
    """What the publication wrote into the two tables, in the order of their keys."""
    with store.reading(engine) as connection:
        facts, current = (
            [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2, 3")]
            for name in ("fact", "fact_current")
        )
        return facts, current


def limit(engine: Engine, facts: Tuples, current: Tuples) -> float:
    """The same rows into both tables of a new store of ours, in one transaction, as durable as ours."""
    store.upgrade(engine)
    with store.writing(engine) as connection:
        for batch in sorted({row[2] for row in facts}):
            connection.exec_driver_sql(_BATCH.format(batch))
        for series in sorted({row[0] for row in facts}):
            connection.exec_driver_sql(f"INSERT INTO series VALUES ({series}, 's{series}', 'i', 'actual', '')")
    return timed(engine, ((fact.name, facts), (fact_current.name, current)))


_BATCH = (
    "INSERT INTO batch (id, kind, status, content_key, file_name, uploaded_by, uploaded_at, parser_version, mapping,"
    " warnings, corrections, note, row_count, added, changed, part, idle)"
    " VALUES ({}, 'upload', 'published', '', '', '', '', '', '', '', '', '', 0, 0, 0, 0, '')"
)


def bare(engine: Engine, facts: Tuples) -> float:
    """Only the facts, into a table of the same form that nothing refers to."""
    store.upgrade(engine)
    with store.writing(engine) as connection:
        connection.exec_driver_sql(BARE + ("" if store.is_postgres(engine) else " WITHOUT ROWID"))
    return timed(engine, (("bare", facts),))


def timed(engine: Engine, tables: tuple[tuple[str, Tuples], ...]) -> float:
    """Seconds for the rows, their commit and the end of the connection, through the driver itself."""
    with store.writing(engine) as connection:
        driver: Any = connection.connection.driver_connection
        start = perf_counter()
        for name, rows in tables:
            if store.is_postgres(connection):
                copy(driver, name, rows)
            else:
                driver.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return perf_counter() - start


def copy(driver: Any, name: str, rows: Tuples) -> None:
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """Gives addresses of new, empty databases on the server; all are dropped at the end."""
    server = make_url(os.environ["KPI_TEST_POSTGRES"]).set(drivername="postgresql")
    made: list[str] = []
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as admin:

        def fresh() -> str:
            made.append(f"kpi_bench_{uuid4().hex[:12]}")
            admin.execute(f"CREATE DATABASE {made[-1]} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
            return address(made[-1])

        def address(name: str) -> str:
            url = server.set(drivername="postgresql+psycopg", database=name)
            return url.render_as_string(hide_password=False)

        try:
            yield fresh
        finally:
            for name in made:
                store.engine(address(name)).dispose()
                drop(admin, name)


def drop(admin: psycopg.Connection[Any], name: str) -> None:
    """The server's own cleaning may be at work in it for a moment, and is not ours to end."""
    for left in reversed(range(20)):
        try:
            admin.execute(f"DROP DATABASE {name}")
            return
        except psycopg.errors.ObjectInUse:
            if not left:
                raise
            sleep(0.5)


if __name__ == "__main__":
    main()
