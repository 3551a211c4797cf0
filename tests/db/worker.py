"""A process of its own that publishes, for the tests of two writers and of kill −9. Not a test module.

    python worker.py ADDRESS MODE NAME COUNT

``publish``: COUNT publications of one cell once a line arrives on stdin; prints what became of them as JSON.
``naive``: the same with the lock taken away. ``stream``: big publications for ever, each acknowledged on stdout.
``die``: kills itself in the middle of a batch, after COUNT rows. ``die-split``: the same, with a commit every 500 rows.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from db import bulk, publication, store, uploads
from db.actor import Actor
from kpi import catalog as catalogs
from kpi.model import Catalog
from kpi.reading import Reading, Row

MONTHS = [f"{year}-{month:02d}" for year in range(1950, 2000) for month in range(1, 13)]


def main(address: str, mode: str, name: str, count: int) -> None:
    if mode == "naive":
        publication.lock = lambda connection: ("", 0)
    engine, catalog = store.engine(address), catalogs.load()
    if mode in ("publish", "naive"):
        print("ready", flush=True)
        sys.stdin.readline()
        if mode == "naive":
            store.writing = store_plain
        print(json.dumps(repeat(engine, catalog, name, count)))
    elif mode == "stream":
        while True:
            print(send(engine, catalog, name, big(float(time.monotonic_ns()))).revision, flush=True)
    else:
        die_within(engine, count, split=mode == "die-split")
        send(engine, catalog, name, big(1.0))


def store_plain(engine: Engine) -> Any:
    """The transaction without our BEGIN IMMEDIATE, without the ledger's lock."""
    return engine.begin()


def repeat(engine: Engine, catalog: Catalog, name: str, count: int) -> dict[str, list[Any]]:
    done: dict[str, list[Any]] = {"published": [], "failed": []}
    for turn in range(count):
        value = float(turn) + (0.5 if name == "b" else 0.0)
        try:
            rows = (Row("ore_milled_dry", "plant", "actual", "2022-09", value),)
            answer = send(engine, catalog, name, rows)
        except store.FAILURES as failure:
            done["failed"].append(str(failure).splitlines()[0])
        else:
            done["published"].append(answer.revision)
    return done


def send(engine: Engine, catalog: Catalog, name: str, rows: tuple[Row, ...]) -> uploads.Receipt:
    data = f"{name} {rows[0].value}".encode()
    answer = uploads.publish_readings(
        engine, catalog, [(name, data)], [Reading(name, rows, ())], by=Actor(name, "console")
    )
    assert isinstance(answer, uploads.Receipt), answer.issues
    return answer


def big(value: float) -> tuple[Row, ...]:
    """3,000 cells."""
    return tuple(
        Row(indicator, "plant", "actual", month, value)
        for indicator in ("ore_milled_dry", "ni_feed", "ni_metal", "cu_feed", "cu_metal")
        for month in MONTHS
    )


def die_within(engine: Engine, count: int, *, split: bool) -> None:
    whole = bulk.insert

    def in_pieces(connection: Connection, table: str, columns: Sequence[str], values: bulk.Values) -> None:
        if table != "fact":
            whole(connection, table, columns, values)
            return
        width = len(columns)
        for start in range(0, len(values) // width, 500):
            if start >= count:
                os.kill(os.getpid(), signal.SIGKILL)
            whole(connection, table, columns, values[start * width : (start + 500) * width])
            if split:
                commit(connection)

    bulk.insert = in_pieces


def commit(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.commit()
    if not store.is_postgres(connection):
        driver.execute("BEGIN IMMEDIATE")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
