"""The accounts: who may log in as what, made and changed by an administrator or at the console."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from db import access, audit, clock, names, passwords, rights, settings, store, throttle
from db.actor import CONSOLE, PEOPLE, Actor, Role
from db.settings import Unusable
from db.tables import account
from kpi.model import Catalog
from kpi.unit import Sentence, Words


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a screen; ``scope`` '' is everything, ``seen_at`` '' for one who was never here."""

    id: int
    login: str
    name: str
    role: Role
    scope: str
    pages: tuple[str, ...]
    must_change: bool
    disabled: bool
    created_at: str
    seen_at: str


def first(engine: Engine) -> tuple[str, str] | None:
    """Where nobody can administer yet: a new administrator's login and one-time password; None where somebody can."""
    with store.writing(engine) as connection:
        audit.lock(connection)
        taken = set(connection.execute(select(account.c.login)).scalars())
        if connection.execute(select(account.c.id).where(account.c.role == "admin", account.c.scope == "")).first():
            return None
        login = next(name for name in ("admin", *(f"admin{n}" for n in range(2, 1000))) if name not in taken)
        password = passwords.made()
        _insert(connection, CONSOLE, login, "", "admin", "", password)
    return login, password


def add(engine: Engine, by: Actor, login: str, role: Role, *, name: str = "", scope: str = "") -> str:
    """A new account's one-time password. Raises Unusable for a login, role or scope that cannot be, or is taken."""
    rights.require(by, "manage", "account")
    login, name = names.login(login), names.plain(name)
    password = passwords.made()
    with store.writing(engine) as connection:
        audit.lock(connection)
        if connection.execute(select(account.c.id).where(account.c.login == login)).first():
            raise Unusable(Sentence("person.taken", {"login": login}))
        _insert(connection, by, login, name, _person(role), _scope(by, scope), password)
    return password


def reset(engine: Engine, by: Actor, login: str) -> str:
    """A new one-time password for somebody who forgot his; his sessions end, his waiting time after failures too."""
    rights.require(by, "manage", "account")
    password = passwords.made()
    with store.writing(engine) as connection:
        audit.lock(connection)
        row = _found(connection, by, login)
        if row.role == "screen":
            raise Unusable(Sentence("person.no_password", {"login": row.login}))
        _keep_password(connection, row.id, password, must_change=True)
        access.revoke_all(connection, row.id)
        throttle.forgive_login(connection, row.login)
        audit.write(connection, by, "reset_password", f"account {row.login}")
    return password


def change_password(engine: Engine, by: Actor, old: str, new: str) -> Sentence | None:
    """Change one's own password and end one's other sessions; the reason why not, or None when it is done."""
    with store.reading(engine) as connection:
        row = connection.execute(select(account).where(account.c.id == by.account)).one()
    tried = throttle.keys(row.login, by.address, f"account {row.id}")
    if wait := throttle.reserve(engine, tried):
        return Sentence("access.wait", {"seconds": wait})
    if not passwords.right(row.password, old):
        return Sentence("password.wrong_old")
    with store.writing(engine) as connection:
        throttle.forgive(connection, tried)
    if old == new:
        return Sentence("password.same")
    if wrong := passwords.problem(new, row.login):
        return wrong
    with store.writing(engine) as connection:
        audit.lock(connection)
        _keep_password(connection, row.id, new, must_change=False)
        access.revoke_all(connection, row.id, but=by.access)
        audit.write(connection, by, "change_password", f"account {row.login}")
    return None


def set_role(engine: Engine, by: Actor, login: str, role: Role, *, scope: str | None = None) -> None:
    """Another role, and another scope where one is given; in force at the account's next step."""
    rights.require(by, "manage", "account")
    with store.writing(engine) as connection:
        audit.lock(connection)
        row = _found(connection, by, login)
        if row.role == "screen":
            raise Unusable(Sentence("person.screen_role", {"login": row.login}))
        new = {"role": _person(role), "scope": row.scope if scope is None else _scope(by, scope)}
        before = {"role": row.role, "scope": row.scope}
        if before == new:
            raise Unusable(Sentence("person.unchanged", {"login": row.login}))
        connection.execute(update(account).where(account.c.id == row.id).values(new))
        if row.role == "admin" and row.scope == "":
            _somebody_administers(connection)
        audit.write(connection, by, "set_role", f"account {row.login}", before=before, after=new)


def disable(engine: Engine, by: Actor, login: str, *, disabled: bool = True) -> None:
    """Close an account, ending all its sessions, or open it again."""
    rights.require(by, "manage", "account")
    with store.writing(engine) as connection:
        audit.lock(connection)
        row = _found(connection, by, login)
        if row.disabled == disabled:
            raise Unusable(Sentence("person.unchanged", {"login": row.login}))
        connection.execute(update(account).where(account.c.id == row.id).values(disabled=disabled))
        if disabled:
            access.revoke_all(connection, row.id)
            if row.role == "admin" and row.scope == "":
                _somebody_administers(connection)
        audit.write(connection, by, "disable" if disabled else "enable", f"account {row.login}")


def listed(connection: Connection, by: Actor) -> tuple[Account, ...]:
    """All accounts within the administrator's scope, by login."""
    rights.require(by, "manage", "account")
    catalog, last = settings.catalog(), access.last_seen()
    query = select(account, func.coalesce(last.c.seen_at, "").label("seen_at"))
    rows = connection.execute(query.outerjoin(last, last.c.account_id == account.c.id).order_by(account.c.login))
    return tuple(_account(row) for row in rows if rights.covers(by, row.scope, catalog))


def administered(connection: Connection) -> bool:
    """Whether an administrator has made his password his own: before that nobody else may reach the dashboard."""
    c = account.c
    query = select(c.id).where(c.role == "admin", c.scope == "", c.disabled.is_(False), c.must_change.is_(False))
    return connection.execute(query.limit(1)).first() is not None


def colleagues(connection: Connection, by: Actor, catalog: Catalog) -> frozenset[str] | None:
    """Whose uploads an actor may see by his scope: himself and the accounts within it; None for everybody's."""
    if rights.scopes(by, catalog) is None:
        return None
    rows = connection.execute(select(account.c.login, account.c.scope))
    return frozenset([by.login, *(row.login for row in rows if rights.covers(by, row.scope, catalog))])


def insert_row(connection: Connection, **values: Any) -> int:
    """A new account's number; the caller holds the trail's lock."""
    number = (connection.execute(select(func.max(account.c.id))).scalar() or 0) + 1
    blank = {"pages": "[]", "password": "", "must_change": False, "disabled": False}
    moment = clock.stamp()
    connection.execute(
        insert(account).values(blank | {"created_at": moment, "changed_at": moment, "id": number} | values)
    )
    return number


def _insert(connection: Connection, by: Actor, login: str, name: str, role: Role, scope: str, password: str) -> None:
    kept = {"login": login, "name": name, "role": role, "scope": scope}
    insert_row(connection, **kept, password=passwords.hashed(password), must_change=True)
    audit.write(connection, by, "add", f"account {login}", after=kept)


def _found(connection: Connection, by: Actor, login: str) -> Any:
    row = connection.execute(select(account).where(account.c.login == names.folded(login))).first()
    if row is None or not rights.covers(by, row.scope, settings.catalog()):
        raise Unusable(Sentence("person.unknown", {"login": login}))
    return row


def _keep_password(connection: Connection, number: int, password: str, *, must_change: bool) -> None:
    kept = {"password": passwords.hashed(password), "changed_at": clock.stamp(), "must_change": must_change}
    connection.execute(update(account).where(account.c.id == number).values(kept))


def _somebody_administers(connection: Connection) -> None:
    c = account.c
    query = select(c.id).where(c.role == "admin", c.scope == "", c.disabled.is_(False))
    if connection.execute(query.limit(1)).first() is None:
        raise Unusable(Sentence("person.last_admin"))


def _person(role: str) -> Role:
    if role not in PEOPLE:
        raise Unusable(Sentence("person.wrong_role", {"role": role, "known": Words(*(", ".join(PEOPLE),) * 2)}))
    return role


def _scope(by: Actor, scope: str) -> str:
    """The key to keep: '' for the whole plant; nobody gives away more than he has."""
    catalog = settings.catalog()
    key = "" if scope in ("", catalog.plant.key) else scope
    if key and key not in catalog.scopes:
        known = ", ".join(catalog.scopes)
        raise Unusable(Sentence("person.wrong_scope", {"scope": scope, "known": Words(known, known)}))
    if not rights.covers(by, key, catalog):
        raise Unusable(Sentence("person.beyond_scope"))
    return key


def _account(row: Any) -> Account:
    fixed = (row.id, row.login, row.name, row.role, row.scope, tuple(json.loads(row.pages)))
    return Account(*fixed, row.must_change, row.disabled, row.created_at, row.seen_at)
