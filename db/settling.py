"""What a restored store must not bring back: sessions, what was revoked or closed since, numbers caches remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, inspect, select, update

from db import audit, clock
from db.actor import CONSOLE
from db.tables import access, account, ledger


@dataclass(frozen=True, slots=True)
class Closed:
    """What the present store has shut since the backup, and a restored one must not open again."""

    secrets: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    roles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Login → role and scope: what was decided last holds."""


def closed(connection: Connection) -> Closed:
    if not inspect(connection).has_table("access"):
        return Closed()
    lasting = access.c.kind.in_(("token", "screen"))
    secrets = connection.execute(select(access.c.secret).where(lasting, access.c.revoked_at.is_not(None))).scalars()
    logins = connection.execute(select(account.c.login).where(account.c.disabled)).scalars()
    rows = connection.execute(select(account.c.login, account.c.role, account.c.scope))
    return Closed(frozenset(secrets), frozenset(logins), {login: (role, scope) for login, role, scope in rows})


def settle(connection: Connection, path: Path, shut: Closed, kept: str) -> int:
    """Make the copy the store: no session lives on, caches start anew, the trail tells of it; its revision."""
    revoked = access.c.kind.in_(("session", "device")) | access.c.secret.in_(shut.secrets)
    moment = clock.stamp()
    connection.execute(update(access).where(revoked, access.c.revoked_at.is_(None)).values(revoked_at=moment))
    connection.execute(update(account).where(account.c.login.in_(shut.logins)).values(disabled=True))
    for login, (role, scope) in shut.roles.items():
        connection.execute(update(account).where(account.c.login == login).values(role=role, scope=scope))
    # revisions made from here on are not those the old store made under the same numbers
    connection.execute(update(ledger).values(store=uuid4().hex))
    revision: int = connection.execute(select(ledger.c.head)).scalar_one()
    said = {"file": path.name, "revision": revision, "aside": kept}
    audit.write(connection, CONSOLE, "restore", "store", after=said)
    return revision
