"""Many rows at once, the fast way of each database: tuples for SQLite, COPY for PostgreSQL (store.md, Speed).

Column types are not applied on this path: hand in ints, floats, str and None, sorted by the table's key. All values
stand in one list, row after row: a tuple for each of very many rows keeps Python's garbage collector busy, which took
as long as the rest of what we do with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from db import store

Values = list[Any]
_TOGETHER = 100
"""Rows in one statement: a third less time than one by one, more gain nothing; far from SQLite's 32,766 values."""


def insert(connection: Connection, table: str, columns: Sequence[str], values: Values) -> None:
    """Append rows in the connection's transaction."""
    if not values:
        return
    names, width = ", ".join(columns), len(columns)
    if not store.is_postgres(connection):
        whole = len(values) // (width * _TOGETHER) * width * _TOGETHER
        one = f"({', '.join('?' * width)})"
        for count, part in ((_TOGETHER, values[:whole]), (1, values[whole:])):
            if rows := _cut(part, width * count):
                connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * count)}", rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in _cut(values, width):
            copy.write_row(row)


def _cut(values: Values, width: int) -> list[tuple[Any, ...]]:
    return [tuple(values[at : at + width]) for at in range(0, len(values), width)]


def put_in_force(connection: Connection, batch: int) -> None:
    """Make a batch's facts the current values, inside the database; the first batch of each cell stays known."""
    # from Python tuples the same took twice the time
    connection.exec_driver_sql(
        "INSERT INTO fact_current (series_id, period, batch_id, value, qualifier, first_batch_id)"
        f" SELECT series_id, period, batch_id, value, qualifier, batch_id FROM fact WHERE batch_id = {batch:d}"
        " ON CONFLICT (series_id, period) DO UPDATE"
        " SET batch_id = excluded.batch_id, value = excluded.value, qualifier = excluded.qualifier"
    )
