"""How fast a file becomes durable rows, beside a bare ``executemany`` of the same rows in the same run.

Prints rows per second and ratios: bytes → checked rows, checked rows → durable rows, and both together; wanted is at
least a quarter of the bare rate for checked rows → durable. On PostgreSQL too where KPI_TEST_POSTGRES names a server.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine

from db import sample, settings, store, uploads
from kpi import intake
from kpi.model import Catalog
from kpi.reading import Reading, Row

ROUNDS = 3
BARE = (
    "CREATE TABLE fact (series_id INTEGER, period TEXT, batch_id INTEGER, value REAL, qualifier TEXT, value_text TEXT,"
    " note TEXT, stage TEXT, src_sheet TEXT, src_row INTEGER, src_col INTEGER,"
    " PRIMARY KEY (series_id, period, batch_id)) WITHOUT ROWID"
)


def main() -> None:
    catalog = settings.catalog()
    for years in (5, 25, 90):
        rows = list(many(catalog, years))
        data = as_csv(catalog, rows)
        bare = best(lambda rows=rows: bare_seconds(rows))
        reading, reads = timed(lambda data=data: intake.read(data, "many.csv", catalog))
        assert not reading.errors and len(reading.rows) == len(rows), reading.errors[:3]
        durable = best(lambda data=data, reading=reading: publish_seconds(catalog, data, reading))
        show("bare sqlite3.executemany", len(rows), bare, bare)
        show("checked rows → durable rows", len(rows), durable, bare)
        show("bytes → checked rows", len(rows), reads, bare)
        show("bytes → durable rows", len(rows), reads + durable, bare)
        print()


def many(catalog: Catalog, years: int) -> Iterator[Row]:
    """The sample's months of 2022, real in shape and consistent, once for each of the years before."""
    data = (sample.FOLDER / "actuals_2022.csv").read_bytes()
    shapes = [row for row in intake.read(data, "actuals_2022.csv", catalog).rows if row.value is not None]
    plain = [row for row in shapes if row.qualifier == "eq" and not row.text]
    for year in range(2022 - years, 2022):
        yield from (replace(row, period=f"{year}-{row.period[5:]}") for row in plain)


def as_csv(catalog: Catalog, rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["月份", "范围", "指标", "类别", "数值", "单位", "备注"])
    for row in rows:
        unit = catalog.indicators[row.indicator].unit.key
        writer.writerow([row.period, row.scope, row.indicator, "实际", repr(row.value), unit, ""])
    return text.getvalue().encode("utf-8-sig")


def bare_seconds(rows: list[Row]) -> float:
    """The same cells as ready tuples into a table of the same form, one transaction, as durable as ours."""
    names = {name: at for at, name in enumerate(sorted({(r.scope, r.indicator) for r in rows}))}
    tuples = sorted(
        (names[r.scope, r.indicator], r.period, 1, r.value, r.qualifier, r.text, r.note, r.stage, "", r.line, r.column)
        for r in rows
    )
    with fresh() as engine, engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(BARE)
        start = perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(f"INSERT INTO fact VALUES ({', '.join('?' * 11)})", tuples)
        raw.execute("COMMIT")
        return perf_counter() - start


def publish_seconds(catalog: Catalog, data: bytes, reading: Reading) -> float:
    with fresh() as engine:
        store.upgrade(engine)
        start = perf_counter()
        answer = uploads.publish_readings(engine, catalog, [("many.csv", data)], [reading], by="benchmark")
        seconds = perf_counter() - start
        assert isinstance(answer, uploads.Receipt)
        return seconds


@contextmanager
def fresh() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        yield store.engine(f"sqlite:///{Path(folder) / 'kpi.db'}")


def timed(work: object) -> tuple[Reading, float]:
    start = perf_counter()
    return work(), perf_counter() - start


def best(work: object) -> float:
    return min(work() for _ in range(ROUNDS))


def show(name: str, rows: int, seconds: float, bare: float) -> None:
    print(f"{name:30}{rows:>8} rows {seconds:8.3f} s {rows / seconds:>10,.0f} rows/s   {bare / seconds:5.2f} of bare")


if __name__ == "__main__":
    main()
