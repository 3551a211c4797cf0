"""The audit trail as it is read: which rows somebody may see, and what each says in his language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db import accounts, audit, rights
from db.actor import ROLES, Actor
from db.audit import Entry
from kpi import words
from kpi.model import Catalog
from kpi.unit import Lang

COLUMNS = ("at", "who", "role", "address", "what", "change")
Facts = Mapping[str, Any]
_BATCH = 1000
_NOTHING = "—"
_FIRST = ("login", "name", "role", "revision", "file")


def entries(
    connection: Connection, by: Actor, catalog: Catalog, *, limit: int, before: int | None = None, login: str = ""
) -> list[Entry]:
    """The newest rows first, those older than number ``before``; of one's own scope's accounts only. Raises Forbidden.

    What was tried under no account's name is shown to those who may see everything.
    """
    rights.require(by, "see", "audit")
    among = None
    if rights.scopes(by, catalog) is not None:
        among = [account.login for account in accounts.listed(connection, by)]
    return audit.entries(connection, limit=limit, before=before, login=login, among=among)


def every(connection: Connection, by: Actor, catalog: Catalog, *, login: str = "") -> Iterator[Entry]:
    """All of them, a thousand at a time."""
    found, before = entries(connection, by, catalog, limit=_BATCH, login=login), None
    while found:
        yield from found
        before = found[-1].id
        found = entries(connection, by, catalog, limit=_BATCH, before=before, login=login)


def heads(lang: Lang) -> list[str]:
    return [words.say(lang, f"trail.column_{column}") for column in COLUMNS]


def cells(entry: Entry, catalog: Catalog, lang: Lang) -> list[str]:
    """When, who, as what, from where, what he did, before → after."""
    who = words.say(lang, "trail.nobody") if entry.login == "?" else entry.login
    role = _role(entry.role, lang) if entry.login != "?" else ""
    address = words.say(lang, "door.role_console") if entry.address == "console" else entry.address
    told = [moment(entry.at), who, role, address, done(entry, lang), change(entry, catalog, lang)]
    return [text or _NOTHING for text in told]


def moment(stamp: str) -> str:
    """A stamp in the server's own time, to the second, with its distance from UTC; other texts as they are."""
    try:
        at = datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    offset = at.utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0.0
    return f"{at:%Y-%m-%d %H:%M:%S} UTC{f'{hours:+g}' if hours else ''}"


def done(entry: Entry, lang: Lang) -> str:
    """What was done to what. A row must be readable also when nobody knows its verb, as after tampering."""
    kind, _, name = entry.what.partition(" ")
    code = f"trail.on_{kind}" if name or kind != "session" else "trail.on_session_any"
    what = _known(lang, code, entry.what, name=name)
    return _known(lang, f"trail.verb_{entry.verb}", f"{entry.verb} {what}", what=what)


def change(entry: Entry, catalog: Catalog, lang: Lang) -> str:
    """The differences in words; a fact that was only stated stands alone."""
    try:
        before, after = _facts(entry.before), _facts(entry.after)
    except ValueError:
        return f"{entry.before} → {entry.after}"
    keys = sorted({**before, **after}, key=lambda key: (key not in _FIRST, key))
    said = (_said(key, before, after, catalog, lang) for key in keys)
    return words.say(lang, "trail.joint").join(filter(None, said))


def _said(key: str, before: Facts, after: Facts, catalog: Catalog, lang: Lang) -> str:
    """One fact; '' for one that did not change, and for a name that was not given."""
    name = _known(lang, f"trail.key_{key}", key)
    old, new = (_value(key, facts[key], catalog, lang) if key in facts else "" for facts in (before, after))
    if old and new:
        return "" if old == new else words.say(lang, "trail.changed", key=name, before=old, after=new)
    return "" if (old or new) == _NOTHING else words.say(lang, "trail.stated", key=name, value=old or new)


def _facts(text: str) -> Facts:
    found = json.loads(text) if text else {}
    if not isinstance(found, dict):
        raise ValueError
    return found


def _value(key: str, value: Any, catalog: Catalog, lang: Lang) -> str:
    if isinstance(value, list):
        said = (_value(key, each, catalog, lang) for each in value)
        return words.say(lang, "trail.comma").join(said) or _NOTHING
    match key:
        case "role":
            return _role(str(value), lang)
        case "scope":
            return scope(str(value), catalog, lang)
        case "pages":
            return page(str(value), catalog, lang)
        case "state":
            return _known(lang, f"export.state_{value}", str(value))
        case "sha256":
            return f"{str(value)[:12]}…"
    return _NOTHING if value in (None, "") else str(value)


def scope(key: str, catalog: Catalog, lang: Lang) -> str:
    """A scope's name; '' is everything; one that is no longer in the catalogue keeps its key."""
    found = catalog.scopes.get(key)
    return words.say(lang, "door.everything") if key == "" else found.name.of(lang) if found else key


def page(key: str, catalog: Catalog, lang: Lang) -> str:
    """What a page is called."""
    brands = {brand.key: brand.name.of(lang) for brand in catalog.brands}
    return brands.get(key) or _known(lang, f"frame.{key}", key)


def _role(key: str, lang: Lang) -> str:
    return words.say(lang, f"door.role_{key}") if key in ROLES else key


def _known(lang: Lang, code: str, otherwise: str, **args: str) -> str:
    return words.say(lang, code, **args) if code in words.sentences(lang) else otherwise
