"""People who are logged in: accounts and open sessions, made without the time that hashing passwords takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from db import access, accounts, audit
from db import store as stores
from db.actor import Actor
from db.tables import account

COOKIE = "kpi_session"


@dataclass(frozen=True)
class Session:
    """What a browser holds after a login, and the number by which the pages know it."""

    token: str
    number: int

    @property
    def cookie(self) -> dict[str, str]:
        return {"cookie": f"{COOKIE}={self.token}"}

    @property
    def user(self) -> dict[str, str]:
        """What ``st.user`` holds behind the gate."""
        return {"session": str(self.number), "window": ""}

    def actor(self, engine: Engine) -> Actor:
        with stores.reading(engine) as connection:
            found = access.by_number(connection, self.number)
        assert found is not None
        return found


def enter(
    engine: Engine, role: str = "analyst", *, login: str = "", scope: str = "", pages: str = "[]", name: str = "周工"
) -> Session:
    """An open session; the account is called as its role unless another login is given, and made when there is none."""
    login = login or role
    with stores.writing(engine) as connection:
        audit.lock(connection)
        found = connection.execute(select(account.c.id).where(account.c.login == login)).scalar()
        owner = found or accounts.insert_row(
            connection, login=login, name=name, role=role, scope=scope, pages=pages, password="", must_change=False
        )
        token = f"token-of-{login}-{access.last_number(connection) + 1}"
        kind: access.Kind = "screen" if role == "screen" else "session"
        number = access.insert_row(connection, owner, kind, token, timedelta(hours=1))
    return Session(token, number)


def enter_alone(engine: Engine) -> Session:
    """The one person of a small plant (KPI_SELF_REVIEW), as the first session of a store."""
    return enter(engine, "reviewer", login="analyst")


FIRST = {"name": COOKIE, "value": "token-of-analyst-1", "url": "http://127.0.0.1"}
"""The cookie of the first session in a new store, as a browser is given it; one for all ports."""


def enter_served(folder: Path) -> Session:
    """The same in the store of an application that `tests.web.serving` runs in this folder."""
    return enter_alone(stores.engine(f"sqlite:///{folder / 'kpi.db'}"))
