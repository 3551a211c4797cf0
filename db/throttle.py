"""The waiting time after failed logins: it grows to five minutes, and never closes an account for good."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from db import audit, clock, names, store
from db.tables import throttle

FREE, FREE_ANYWHERE = 5, 50
"""Failures without waiting: from one place, and from all strange places together."""
LONGEST_WAIT_S = 300
_FORGOTTEN_S = 3600


def keys(login: str, address: str, device: str = "") -> Mapping[str, int]:
    """What a login's failures are counted under, each with how many are free of waiting.

    A browser that has logged in before is counted by itself, so that a stranger who guesses cannot keep its owner out.
    """
    if device:
        return {names.digest(f"{login}\n{device}"): FREE}
    return {names.digest(f"{login}\n{address}\n"): FREE, names.digest(f"{login}\n"): FREE_ANYWHERE}


def reserve(engine: Engine, tried: Mapping[str, int]) -> int:
    """Count an attempt before it is made: seconds to wait, or 0 when it may be made now.

    Counting first keeps many attempts at once within the same bound as one after the other.
    """
    now = clock.now().timestamp()
    with store.reading(engine) as connection:
        if wait := _wait(_rows(connection, tried), now):
            return wait  # without a write: guessing must not keep the store busy
    with store.writing(engine) as connection:
        audit.lock(connection)
        connection.execute(delete(throttle).where(throttle.c.last < now - _FORGOTTEN_S, throttle.c.until < now))
        rows = _rows(connection, tried)
        if wait := _wait(rows, now):
            return wait
        for key, free in tried.items():
            failures = rows[key].failures + 1 if key in rows else 1
            wait = delay(failures, free)
            values = {"failures": failures, "last": now, "until": now + wait if wait else 0.0}
            change = update(throttle).where(throttle.c.key == key) if key in rows else insert(throttle)
            connection.execute(change.values({"key": key} | values))
    return 0


def _rows(connection: Connection, tried: Mapping[str, int]) -> dict[str, Any]:
    return {row.key: row for row in connection.execute(select(throttle).where(throttle.c.key.in_(list(tried))))}


def _wait(rows: Mapping[str, Any], now: float) -> int:
    """Whole seconds, counted up."""
    return max((ceil(row.until - now) for row in rows.values() if row.until > now), default=0)


def delay(failures: int, free: int) -> int:
    """Seconds until the next attempt: none for the first ``free``, then 1, 2, 4 … at most five minutes."""
    return 0 if failures < free else min(LONGEST_WAIT_S, 2 ** min(failures - free, 20))


def forgive(connection: Connection, tried: Mapping[str, int]) -> None:
    connection.execute(delete(throttle).where(throttle.c.key.in_(list(tried))))
