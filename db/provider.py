"""The identity provider that may say who somebody is (OIDC), and the session of one it vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from sqlalchemy import Engine, select

from db import access, audit, names, settings, store, throttle
from db.access import Entered
from db.actor import PEOPLE, Actor
from db.settings import Unusable
from db.tables import account
from kpi.unit import Sentence, Words

_NAME = "OIDC"


@dataclass(frozen=True, slots=True)
class Provider:
    """``issuer``: its address without a slash at the end; ``claim``: the one that holds our login."""

    issuer: str
    client: str
    secret: str
    name: str
    claim: str


def given() -> Provider | None:
    """The provider of the settings, None where none is set. Raises Unusable where it cannot work."""
    issuer, client = settings.get("KPI_OIDC_ISSUER").rstrip("/"), settings.get("KPI_OIDC_CLIENT")
    if not issuer:
        return None
    if not secure(issuer):
        wanted = Words("https 地址（本机除外）", "an https address (but for this machine's own)")
        raise Unusable(
            Sentence("store.wrong_setting", {"name": "KPI_OIDC_ISSUER", "value": issuer[:200], "wanted": wanted})
        )
    if not client:
        raise Unusable(Sentence("oidc.no_client"))
    if find_spec("authlib") is None:
        raise Unusable(Sentence("oidc.no_authlib"))
    name, claim = settings.get("KPI_OIDC_NAME") or _NAME, settings.get("KPI_OIDC_CLAIM")
    return Provider(issuer, client, settings.get("KPI_OIDC_SECRET"), name, claim)


def secure(address: str) -> bool:
    """Whether what is sent there stays secret: over TLS, or within this machine."""
    try:
        parts = urlsplit(address)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def reserve(engine: Engine, address: str) -> Sentence | None:
    """Count an attempt before the provider is asked: why it must wait, or None when it may be made now."""
    wait = throttle.reserve(engine, _tried(address))
    return Sentence("access.wait", {"seconds": wait}) if wait else None


def enter(engine: Engine, login: str, *, address: str) -> Entered | Sentence:
    """A new session for an account of this login that is there and open; no account is made."""
    with store.writing(engine) as connection:
        audit.lock(connection)
        row = connection.execute(select(account).where(account.c.login == names.folded(login))).first()
        if row is None or row.disabled or row.role not in PEOPLE:
            who = Actor(row.login if row else "?", row.role if row else "viewer", address=address)
            audit.write(connection, who, "login_refused", "session")
            return Sentence("oidc.unknown")
        throttle.forgive(connection, _tried(address))
        return access.enter(connection, row, address=address, vouched=True)


def refuse(engine: Engine, *, address: str) -> None:
    """Remember that somebody came back from the provider with nothing that proves who he is."""
    with store.writing(engine) as connection:
        audit.write(connection, Actor("?", "viewer", address=address), "login_refused", "session")


def _tried(address: str) -> throttle.Tried:
    return {names.digest(f"oidc\n{address}\n"): (throttle.FREE, throttle.LONGEST_WAIT_S)}
