"""The waiting time after failed logins: it grows to five minutes, and never closes an account for good."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from db import audit, clock, names, store
from db.tables import throttle

FREE, FREE_ANYWHERE, FREE_HERE = 5, 50, 100
"""Failures without waiting: of a login at one place, of a login at all strange places, of all logins at one place."""
LONGEST_WAIT_S, LONGEST_SHARED_S = 300, 5
"""The waits that many share stay short: else one who guesses without end keeps everybody else out."""
_FORGOTTEN_S = 3600
_LIKE = 32
Tried = Mapping[str, tuple[int, int]]
"""What an attempt is counted under: key → (failures free of waiting, longest wait in seconds)."""


def keys(login: str, address: str, device: str = "") -> Tried:
    """What a login's failures are counted under.

    A browser that has logged in before is counted by itself, so that a stranger who guesses cannot keep its owner out.
    """
    own = _of(login)
    if device:
        return {f"{own}{names.digest(device)}": (FREE, LONGEST_WAIT_S)}
    return {
        f"{own}{names.digest(address)}": (FREE, LONGEST_WAIT_S),
        own: (FREE_ANYWHERE, LONGEST_SHARED_S),
        names.digest(f"at {address}"): (FREE_HERE, LONGEST_SHARED_S),
    }


def reserve(engine: Engine, tried: Tried) -> int:
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
        for key, (free, longest) in tried.items():
            failures = rows[key].failures + 1 if key in rows else 1
            wait = delay(failures, free, longest)
            values = {"failures": failures, "last": now, "until": now + wait if wait else 0.0}
            change = update(throttle).where(throttle.c.key == key) if key in rows else insert(throttle)
            connection.execute(change.values({"key": key} | values))
    return 0


def _rows(connection: Connection, tried: Tried) -> dict[str, Any]:
    return {row.key: row for row in connection.execute(select(throttle).where(throttle.c.key.in_(list(tried))))}


def _wait(rows: Mapping[str, Any], now: float) -> int:
    """Whole seconds, counted up."""
    return max((ceil(row.until - now) for row in rows.values() if row.until > now), default=0)


def delay(failures: int, free: int, longest: int = LONGEST_WAIT_S) -> int:
    """Seconds until the next attempt: none for the first ``free``, then 1, 2, 4 … at most ``longest``."""
    return 0 if failures < free else min(longest, 2 ** min(failures - free, 20))


def forgive(connection: Connection, tried: Tried) -> None:
    connection.execute(delete(throttle).where(throttle.c.key.in_(list(tried))))


def forgive_login(connection: Connection, login: str) -> None:
    """Wherever its failures came from."""
    connection.execute(delete(throttle).where(throttle.c.key.startswith(_of(login), autoescape=True)))


def _of(login: str) -> str:
    """How the keys of a login begin."""
    return f"{names.digest(login)[:_LIKE]}:"
