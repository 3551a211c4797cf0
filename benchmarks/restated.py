"""A month that was restated again and again: do current values, and what a batch would change, stay as quick?

Reads of the current values at 1, 10 and 30 restatements of 720 cells, and the difference of one more file, in turns on
SQLite and, where KPI_TEST_POSTGRES names a server, PostgreSQL. Wanted: each at most 1.5 × its time at one restatement.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from sqlalchemy import Engine

from benchmarks.durable import on_both, publish
from benchmarks.intake import many
from db import difference, read, settings, store
from kpi.model import Catalog
from kpi.reading import Row

RESTATED = (1, 10, 30)
CELLS, RUNS = 720, 40
Ask = Callable[[Engine], object]


def main() -> None:
    catalog = settings.catalog()
    on_both(lambda name, fresh: measure(name, fresh, catalog))


def measure(name: str, fresh: Callable[[], str], catalog: Catalog) -> None:
    rows = tuple(many(catalog, 2))[:CELLS]
    stores = {times: restated(fresh(), catalog, rows, times) for times in RESTATED}
    questions: dict[str, Ask] = {
        "current values": lambda engine: book(engine, catalog),
        "as of the first revision": lambda engine: book(engine, catalog, 1),
        "difference of a file": lambda engine: compared(engine, changed(rows, 99)),
    }
    for question, ask in questions.items():
        taken: dict[int, list[float]] = {times: [] for times in RESTATED}
        for _ in range(RUNS):
            for times, engine in stores.items():
                start = perf_counter()
                ask(engine)
                taken[times].append(perf_counter() - start)
        once = statistics.median(taken[1])
        for times, seconds in taken.items():
            median = statistics.median(seconds)
            wanted = "   wanted ≤ 1.5" if times > 1 and "first" not in question else ""
            said = f"{name}, {question}, restated {times} ×"
            print(f"{said:60}{1000 * median:8.1f} ms   {median / once:5.2f} × one restatement{wanted}")


def restated(address: str, catalog: Catalog, rows: tuple[Row, ...], times: int) -> Engine:
    engine = store.engine(address)
    store.upgrade(engine)
    for turn in range(times + 1):
        publish(engine, catalog, changed(rows, turn), f"{turn}")
    if store.is_postgres(engine):
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # as its own cleaning does within a minute
    return engine


def changed(rows: tuple[Row, ...], turn: int) -> tuple[Row, ...]:
    """Every cell another value."""
    return tuple(replace(row, value=(row.value or 0.0) * (1 + turn / 1000) + turn / 1000) for row in rows)


def book(engine: Engine, catalog: Catalog, revision: int | None = None) -> int:
    with store.reading(engine) as connection:
        return len(read.book(connection, catalog, revision).actuals)


def compared(engine: Engine, rows: tuple[Row, ...]) -> int:
    with store.reading(engine) as connection:
        return len(difference.of(connection, [rows]).changed)


if __name__ == "__main__":
    main()
