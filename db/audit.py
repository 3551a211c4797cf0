"""The audit trail: one row for every change, chained by hashes, in the transaction of the change itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db import clock
from db.actor import Actor
from db.tables import audit, audit_head
from kpi.unit import Sentence

_COLUMNS = ("id", "at", "login", "role", "address", "verb", "what", "before", "after")
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when and from where; ``before`` and ``after`` are JSON objects, '' for none."""

    id: int
    at: str
    login: str
    role: str
    address: str
    verb: str
    what: str
    before: str
    after: str


def lock(connection: Connection) -> tuple[int, str]:
    """Wait for our turn at the trail; its length and last hash then stay ours until the transaction ends."""
    count, last = connection.execute(select(audit_head.c.count, audit_head.c.hash).with_for_update()).one()
    return count, last


def write(
    connection: Connection,
    actor: Actor,
    verb: str,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one row; kept or lost together with the change it tells of."""
    count, last = lock(connection)
    row = (count + 1, clock.stamp(), actor.login, actor.role, actor.address, verb, what, _json(before), _json(after))
    chained = _hash(last, row)
    values = dict(zip(_COLUMNS, row, strict=True))
    connection.execute(insert(audit).values(**values, hash=chained))
    connection.execute(update(audit_head).values(count=count + 1, hash=chained))


def entries(
    connection: Connection,
    *,
    limit: int = 200,
    before: int | None = None,
    login: str = "",
    among: Collection[str] | None = None,
) -> list[Entry]:
    """The newest rows first, those older than number ``before``, of one login or of those given."""
    query = select(*(audit.c[name] for name in _COLUMNS)).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    if login:
        query = query.where(audit.c.login == login)
    if among is not None:
        query = query.where(audit.c.login.in_(among))
    return [Entry(*row) for row in connection.execute(query)]


def first(connection: Connection, what: str) -> Entry | None:
    """What happened to it first."""
    query = select(*(audit.c[name] for name in _COLUMNS)).where(audit.c.what == what).order_by(audit.c.id).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Entry(*row)


def verify(connection: Connection) -> tuple[Sentence, ...]:
    """The first place where the chain is broken: a row changed, taken out, or cut off at the end; empty if sound."""
    count, head = connection.execute(select(audit_head.c.count, audit_head.c.hash)).one()
    query = select(*(audit.c[name] for name in _COLUMNS), audit.c.hash).order_by(audit.c.id)
    last, number = "", 0
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        number += 1
        if row.id != number or row.hash != _hash(last, tuple(row[:-1])):
            return (Sentence("audit.broken", {"number": number}),)
        last = row.hash
    if (number, last) != (count, head):
        return (Sentence("audit.cut", {"found": number, "count": count}),)
    return ()


def count(connection: Connection) -> int:
    return int(connection.execute(select(audit_head.c.count)).scalar_one())


def _json(values: Mapping[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _hash(last: str, row: tuple[Any, ...]) -> str:
    return sha256(json.dumps([last, *row], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
