"""How fast a file becomes durable rows, beside a bare ``executemany`` of the same rows in the same run.

Prints rows per second and ratios to the bare rate: checked rows → durable rows (wanted: at least a quarter), bytes →
checked rows, and both together.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from db import sample, settings, store, uploads
from db.actor import CONSOLE
from kpi import intake
from kpi.model import Catalog
from kpi.reading import Reading, Row

ROUNDS = 3
YEARS = (5, 25)
"""How many copies of the sample's nine months a file holds: about 5,600 and 28,000 rows."""
BARE = (
    "CREATE TABLE fact (series_id INTEGER, period TEXT, batch_id INTEGER, value REAL, qualifier TEXT, value_text TEXT,"
    " note TEXT, stage TEXT, src_sheet TEXT, src_row INTEGER, src_col INTEGER,"
    " PRIMARY KEY (series_id, period, batch_id)) WITHOUT ROWID"
)


def main() -> None:
    catalog = settings.catalog()
    for years in YEARS:
        rows = list(many(catalog, years))
        data = as_csv(catalog, rows)
        start = perf_counter()
        reading = intake.read(data, "many.csv", catalog)
        checked = perf_counter() - start
        if reading.errors or len(reading.rows) != len(rows):
            raise SystemExit(f"the intake refused the benchmark's file: {reading.errors[:3]}")
        bare = best(bare_seconds, rows)
        durable = best(publish_seconds, catalog, data, reading)
        for name, seconds in (
            ("bare sqlite3.executemany", bare),
            ("checked rows → durable rows", durable),
            ("bytes → checked rows", checked),
            ("bytes → durable rows", checked + durable),
        ):
            rate, ratio = len(rows) / seconds, bare / seconds
            print(f"{name:30}{len(rows):>8} rows {seconds:8.3f} s {rate:>10,.0f} rows/s   {ratio:5.2f} of bare")


def many(catalog: Catalog, years: int) -> Iterator[Row]:
    """The sample's months of 2022, real in shape and consistent, once for each of the years before."""
    data = (sample.FOLDER / "actuals_2022.csv").read_bytes()
    rows = intake.read(data, "actuals_2022.csv", catalog).rows
    plain = [row for row in rows if row.kind == "actual" and row.value is not None and row.qualifier == "eq"]
    for year in range(2022 - years, 2022):
        yield from (replace(row, period=f"{year}-{row.period[5:]}") for row in plain if not row.text)


def as_csv(catalog: Catalog, rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["月份", "范围", "指标", "类别", "数值", "单位", "备注"])
    for row in rows:
        unit = catalog.indicators[row.indicator].unit.key
        writer.writerow([row.period, row.scope, row.indicator, "实际", repr(row.value), unit, ""])
    return text.getvalue().encode("utf-8-sig")


def bare_seconds(folder: Path, rows: list[Row]) -> float:
    """The same cells as ready, sorted tuples into a table of the same form, one transaction, as durable as ours."""
    names = {name: at for at, name in enumerate(sorted({(r.scope, r.indicator) for r in rows}))}
    tuples = sorted(
        (names[r.scope, r.indicator], r.period, 1, r.value, r.qualifier, r.text, r.note, r.stage, "", r.line, r.column)
        for r in rows
    )
    connection = sqlite3.connect(folder / "bare.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(BARE)
    start = perf_counter()
    connection.executemany(f"INSERT INTO fact VALUES ({', '.join('?' * 11)})", tuples)
    connection.commit()
    seconds = perf_counter() - start
    connection.close()
    return seconds


def publish_seconds(folder: Path, catalog: Catalog, data: bytes, reading: Reading) -> float:
    """Into a store that has taken a first publication, as a running server's has."""
    engine = store.engine(f"sqlite:///{folder / 'kpi.db'}")
    store.upgrade(engine)
    first = Reading("first.csv", (Row("ore_milled_dry", "plant", "plan", "2022", 1.0),), ())
    uploads.publish_readings(engine, catalog, [("first.csv", b"first")], [first], by=CONSOLE)
    start = perf_counter()
    answer = uploads.publish_readings(engine, catalog, [("many.csv", data)], [reading], by=CONSOLE)
    seconds = perf_counter() - start
    if isinstance(answer, uploads.Refused):
        raise SystemExit(f"the store refused the benchmark's file: {answer.issues[:3]}")
    return seconds


def best(work: Callable[..., float], *args: object) -> float:
    def once() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return work(Path(folder), *args)

    return min(once() for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
