"""Meeting-room screens: paired by the code that the wall shows, never logged in, revoked with one click."""

from __future__ import annotations

import json
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from db import access, accounts, audit, clock, names, rights, settings, store
from db.actor import Actor
from db.settings import Unusable
from db.tables import account, pairing
from kpi.unit import Sentence

MINUTES, TRIES = 10, 5
WAITING = 10
"""Walls that may wait at once at one address; anybody can ask for a code, and then only pushes out his own."""
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": ""})
"""Digits that a code never has, for the letters they are taken for."""


@dataclass(frozen=True, slots=True)
class Wall:
    """What a wall that waits is given: its cookie, and the code it shows for so many minutes."""

    token: str
    code: str
    minutes: int


def wait(engine: Engine, token: str = "", *, address: str = "") -> Wall:
    """The code a wall shows: the same while it is good, else a new one; the oldest waiting at its address gives way."""
    now = clock.stamp()
    with store.reading(engine) as connection:
        row = connection.execute(select(pairing).where(pairing.c.secret == names.digest(token))).first()
    if row is not None and row.expires_at > now and row.tries < TRIES:
        return Wall(token, code(token), _minutes(row.expires_at))
    token = secrets.token_urlsafe(32)
    with store.writing(engine) as connection:
        audit.lock(connection)
        connection.execute(delete(pairing).where(or_(pairing.c.expires_at <= now, pairing.c.tries >= TRIES)))
        mine = (pairing.c.address == address, pairing.c.account_id.is_(None))
        waiting = (
            connection.execute(select(pairing.c.secret).where(*mine).order_by(pairing.c.expires_at)).scalars().all()
        )
        connection.execute(delete(pairing).where(pairing.c.secret.in_(waiting[: max(0, len(waiting) - WAITING + 1)])))
        until = clock.stamp(clock.now() + timedelta(minutes=MINUTES))
        values = {"secret": names.digest(token), "code": names.digest(code(token)), "expires_at": until, "tries": 0}
        connection.execute(insert(pairing).values(address=address, **values))
    return Wall(token, code(token), MINUTES)


def _minutes(until: str) -> int:
    """How long a code is still good, counted up."""
    return ceil((datetime.fromisoformat(until) - clock.now()) / timedelta(minutes=1))


def code(token: str) -> str:
    """The eight characters (40 bits) that belong to a wall's cookie."""
    return b32encode(sha256(f"pairing {token}".encode()).digest())[:8].decode()


def pair(engine: Engine, by: Actor, shown: str, name: str, pages: tuple[str, ...], *, scope: str = "") -> None:
    """Let the wall that shows this code be the screen of this name; a pairing it had before ends.

    Raises Unusable for a wrong or old code; the fifth wrong one makes every code now shown void.
    """
    rights.require(by, "manage", "screen")
    wanted = names.digest(shown.upper().translate(_LOOKALIKES))
    login, kept = names.login(name), {"name": names.plain(name), "pages": json.dumps(pages), "scope": scope}
    if not pages or not rights.covers(by, scope, settings.catalog()):
        raise Unusable(Sentence("screen.no_pages"))
    with store.writing(engine) as connection:
        audit.lock(connection)
        good = (pairing.c.expires_at > clock.stamp(), pairing.c.tries < TRIES, pairing.c.account_id.is_(None))
        found = connection.execute(select(pairing.c.secret).where(pairing.c.code == wanted, *good)).first()
        if found is not None:
            number, before = _screen(connection, by, login, kept)
            connection.execute(update(pairing).where(pairing.c.secret == found.secret).values(account_id=number))
            audit.write(connection, by, "pair", f"screen {login}", before=before, after=kept | {"pages": list(pages)})
            return
        connection.execute(update(pairing).where(pairing.c.account_id.is_(None)).values(tries=pairing.c.tries + 1))
        audit.write(connection, by, "pair_refused", f"screen {login}")
    raise Unusable(Sentence("screen.wrong_code", {"tries": TRIES}))


def collect(engine: Engine, token: str, *, address: str) -> str | None:
    """The wall's lasting token, once, after it has been paired; None while it still waits."""
    mine = pairing.c.secret == names.digest(token)
    with store.reading(engine) as connection:
        row = connection.execute(select(pairing.c.account_id, pairing.c.expires_at).where(mine)).first()
    if row is None or row.account_id is None or row.expires_at <= clock.stamp():
        return None
    fresh = secrets.token_urlsafe(32)
    with store.writing(engine) as connection:
        audit.lock(connection)
        if not connection.execute(delete(pairing).where(mine)).rowcount:
            return None
        login = connection.execute(select(account.c.login).where(account.c.id == row.account_id)).scalar_one()
        number = access.insert_row(
            connection, row.account_id, "screen", fresh, timedelta(days=access.SCREEN_DAYS), address=address
        )
        audit.write(connection, Actor(login, "screen", address=address), "login", f"screen {number}")
    return fresh


def _screen(connection: Connection, by: Actor, login: str, kept: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """The number of a screen's account, and what it was before; it is made when there is none of this name."""
    row = connection.execute(select(account).where(account.c.login == login)).first()
    if row is None:
        return accounts.insert_row(connection, login=login, role="screen", **kept), None
    if row.role != "screen" or not rights.covers(by, row.scope, settings.catalog()):
        raise Unusable(Sentence("person.taken", {"login": login}))
    access.revoke_all(connection, row.id)
    connection.execute(update(account).where(account.c.id == row.id).values(kept | {"disabled": False}))
    return int(row.id), {"name": row.name, "pages": json.loads(row.pages), "scope": row.scope}
