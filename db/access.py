"""What opens the door: sessions after a login, API tokens, paired screens; and the waiting time after failures."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Subquery, bindparam, func, insert, select, update

from db import audit, clock, names, passwords, rights, settings, store, throttle
from db.actor import Actor
from db.settings import Unusable
from db.tables import access, account
from kpi.unit import Sentence

Kind = Literal["session", "token", "screen", "device"]
TOKEN_DAYS, DEVICE_DAYS, SCREEN_DAYS = 365, 180, 3650
VOUCHED = "oidc"
"""The name of a session that another identity provider vouched for."""
_TOUCH = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Entered:
    """A login that succeeded: the new session's token and, for a browser not known yet, a device token."""

    token: str
    device: str
    login: str


@dataclass(frozen=True, slots=True)
class Key:
    """One session, token or pairing as its owner or an administrator sees it; times are UTC."""

    id: int
    kind: Kind
    name: str
    login: str
    address: str
    created_at: str
    seen_at: str
    expires_at: str


def log_in(engine: Engine, login: str, password: str, *, address: str, device: str = "") -> Entered | Sentence:
    """A new session, or why not: the same sentence for a wrong password, an unknown and a closed account."""
    login = names.folded(login)
    known = _device(engine, device, login)
    tried = throttle.keys(login, address, f"device {known}" if known else "")
    if wait := throttle.reserve(engine, tried):
        return Sentence("access.wait", {"seconds": wait})
    with store.reading(engine) as connection:
        row = connection.execute(select(account).where(account.c.login == login)).first()
    right = passwords.right(row.password if row else "", password)
    with store.writing(engine) as connection:
        audit.lock(connection)
        if row is None or not right or row.disabled:
            who = Actor(login if row else "?", row.role if row else "viewer", address=address)
            audit.write(connection, who, "login_refused", "session")
            return Sentence("access.wrong")
        throttle.forgive(connection, tried)
        return enter(connection, row, address=address, known_device=bool(known))


def enter(
    connection: Connection, row: Any, *, address: str, known_device: bool = True, vouched: bool = False
) -> Entered:
    """Open a session for an account whose owner has shown who he is; the caller holds the trail's lock.

    ``vouched``: another identity provider says so; such a session does not depend on our own password.
    """
    token, name = secrets.token_urlsafe(32), VOUCHED if vouched else ""
    number = insert_row(connection, row.id, "session", token, settings.session(), name=name, address=address)
    device = "" if known_device else secrets.token_urlsafe(32)
    if device:
        insert_row(connection, row.id, "device", device, timedelta(days=DEVICE_DAYS), address=address)
    audit.write(connection, Actor(row.login, row.role, address=address), "login", f"session {number}")
    return Entered(token, device, row.login)


def find(connection: Connection, token: str, kinds: tuple[Kind, ...], *, address: str = "") -> Actor | None:
    """Who holds a token, as he is now; None for one unknown, expired, idle too long, revoked or of a closed account."""
    row = connection.execute(_query().where(access.c.secret == names.digest(token), access.c.kind.in_(kinds))).first()
    return _actor(row, address)


def by_number(connection: Connection, number: int) -> Actor | None:
    """The same by the number of the session, token or pairing."""
    return _actor(connection.execute(_by_number(), {"number": number}).first(), "")


def touch(engine: Engine, actor: Actor) -> None:
    """Remember that somebody was here, at most once a minute."""
    moment = clock.now()
    stale = (access.c.id == actor.access, access.c.seen_at < clock.stamp(moment - _TOUCH))
    with store.reading(store.kept(engine)) as connection:
        if connection.execute(select(access.c.id).where(*stale)).first() is None:
            return
    with store.writing(engine) as connection:
        connection.execute(update(access).where(*stale).values(seen_at=clock.stamp(moment)))


def log_out(engine: Engine, by: Actor, *, everywhere: bool = False) -> None:
    """End this session, or all of the account's (退出所有设备)."""
    with store.writing(engine) as connection:
        audit.lock(connection)
        if everywhere and by.account is not None:
            revoke_all(connection, by.account)
        else:
            _revoke(connection, access.c.id == by.access)
        audit.write(connection, by, "logout_everywhere" if everywhere else "logout", f"session {by.access}")


def add_token(engine: Engine, by: Actor, name: str) -> str:
    """A new API token of one's own, shown once; it may do what its owner may, for a year."""
    rights.require(by, "hold", "token")
    if by.account is None:
        raise Unusable(Sentence("access.no_account"))
    name, token = names.plain(name), f"kpi_{secrets.token_urlsafe(32)}"
    with store.writing(engine) as connection:
        audit.lock(connection)
        number = insert_row(connection, by.account, "token", token, timedelta(days=TOKEN_DAYS), name=name)
        audit.write(connection, by, "add", f"token {number}", after={"name": name})
    return token


def revoke(engine: Engine, by: Actor, number: int) -> None:
    """End a session, token or pairing: one's own, or as administrator anybody's. Raises Unusable for another's."""
    with store.writing(engine) as connection:
        audit.lock(connection)
        row = connection.execute(_query().where(access.c.id == number, access.c.revoked_at.is_(None))).first()
        mine = row is not None and row.account_id == by.account
        manages = rights.may(by, "manage", "account") or rights.may(by, "manage", "screen")
        if row is None or not (mine or (manages and rights.covers(by, row.scope, settings.catalog()))):
            raise Unusable(Sentence("access.unknown"))
        _revoke(connection, access.c.id == number)
        audit.write(connection, by, "revoke", f"{row.kind} {number}", before={"login": row.login, "name": row.key_name})


def listed(connection: Connection, by: Actor, kinds: tuple[Kind, ...], *, everybody: bool = False) -> tuple[Key, ...]:
    """What is valid now, newest first: one's own, or as administrator everybody's within one's scope."""
    query = _query().where(access.c.kind.in_(kinds)).order_by(access.c.id.desc())
    if everybody:
        rights.require(by, "manage", "account")
    else:
        query = query.where(access.c.account_id == by.account)
    catalog = settings.catalog()
    rows = (
        r for r in connection.execute(query) if _valid(r) and (not everybody or rights.covers(by, r.scope, catalog))
    )
    return tuple(
        Key(r.id, r.kind, r.key_name, r.login, r.key_address, r.created_at, r.seen_at, r.expires_at) for r in rows
    )


def last_seen() -> Subquery:
    """account_id and seen_at: when each account was last here."""
    query = select(access.c.account_id, func.max(access.c.seen_at).label("seen_at")).where(access.c.kind != "device")
    return query.group_by(access.c.account_id).subquery()


def revoke_all(connection: Connection, account_id: int, *, but: int | None = None) -> None:
    """End an account's sessions and pairings; its API tokens are listed and revoked one by one."""
    _revoke(
        connection,
        access.c.account_id == account_id,
        access.c.kind.in_(("session", "screen", "device")),
        *(() if but is None else (access.c.id != but,)),
    )


def last_number(connection: Connection) -> int:
    return connection.execute(select(func.max(access.c.id))).scalar() or 0


def insert_row(
    connection: Connection, owner: int, kind: Kind, token: str, lasts: timedelta, *, name: str = "", address: str = ""
) -> int:
    """The number of a new row; the caller holds the trail's lock."""
    number = last_number(connection) + 1
    now = clock.now()
    times = {
        "created_at": clock.stamp(now),
        "seen_at": "" if kind == "token" else clock.stamp(now),
        "expires_at": clock.stamp(now + lasts),
    }
    fixed = {
        "id": number,
        "account_id": owner,
        "kind": kind,
        "secret": names.digest(token),
        "name": name,
        "address": address,
    }
    connection.execute(insert(access).values(fixed | times))
    return number


def _device(engine: Engine, device: str, login: str) -> int | None:
    """The number of a device token that belongs to this login."""
    if not device:
        return None
    with store.reading(engine) as connection:
        row = connection.execute(
            _query().where(access.c.secret == names.digest(device), access.c.kind == "device")
        ).first()
    return row.id if row is not None and row.login == login and _valid(row) else None


@cache
def _query() -> Any:
    mine = (access.c.id, access.c.kind, access.c.account_id, access.c.created_at, access.c.seen_at, access.c.expires_at)
    names = (access.c.name.label("key_name"), access.c.address.label("key_address"), access.c.revoked_at)
    his = ("login", "name", "role", "scope", "pages", "must_change", "changed_at", "disabled")
    return select(*mine, *names, *(account.c[name] for name in his)).join(account, account.c.id == access.c.account_id)


@cache
def _by_number() -> Any:
    """Put together once: every run of every page asks."""
    return _query().where(access.c.id == bindparam("number"), access.c.kind != "device")


def _valid(row: Any) -> bool:
    now = clock.now()
    idle = row.kind == "session" and row.seen_at <= clock.stamp(now - settings.idle())
    return row.revoked_at is None and not row.disabled and not idle and row.expires_at > clock.stamp(now)


def _actor(row: Any, address: str) -> Actor | None:
    if row is None or not _valid(row):
        return None
    days = passwords.policy().days
    old = row.kind == "session" and days > 0 and row.changed_at < clock.stamp(clock.now() - timedelta(days=days))
    own = row.kind == "session" and row.key_name != VOUCHED
    pages, must = tuple(json.loads(row.pages)), own and (row.must_change or old)
    return Actor(
        row.login, row.role, row.scope, row.name, address or row.key_address, row.account_id, row.id, pages, must
    )


def _revoke(connection: Connection, *which: Any) -> None:
    still = access.c.revoked_at.is_(None)
    connection.execute(update(access).where(still, *which).values(revoked_at=clock.stamp()))
