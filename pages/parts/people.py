"""The accounts of people: the list, a new one, and what may be changed of one, his logins and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from db import access, accounts, store, trail
from db.access import Key
from db.accounts import Account
from db.actor import PEOPLE, Role
from kpi.charts import ledger, markup
from pages.parts import acting, picking
from pages.parts.scene import Scene
from pages.web import pieces

_COLUMNS = ("login", "name", "role", "scope", "seen", "state")


def listing(now: Scene, people: Sequence[Account]) -> None:
    """Everybody, with what he may do and when he was last here."""
    st.html(ledger.table([now.say(f"admin.column_{column}") for column in _COLUMNS], [_cells(now, a) for a in people]))


def add(now: Scene) -> None:
    """The form for a new account, and its password once it is made."""
    st.html(markup.lane_head(now.say("admin.add"), now.say("admin.can")))
    acting.outcome("add")
    turn = acting.turn("add")
    with st.container(border=True):  # no form: what is chosen in one is lost with the language
        login = st.text_input(now.say("admin.login"), max_chars=64, key=f"add_login-{turn}")
        name = st.text_input(now.say("admin.name"), max_chars=64, key=f"add_name-{turn}")
        role = _role(now, f"add-{turn}", "viewer")
        scope = scopes(now, f"add-{turn}", now.actor.scope)
        if st.button(now.say("admin.make"), type="primary", key="make_account"):
            acting.do("add", lambda: _fresh(now, login, role, name, scope))


def manage(now: Scene, people: Sequence[Account], keys: Sequence[Key]) -> None:
    """One account: its role and scope, its password, whether it is open, and what it is logged in with."""
    st.html(markup.lane_head(now.say("admin.manage"), now.say("admin.reset_note")))
    known = {account.login: account for account in people}
    chosen = known[st.selectbox(now.say("admin.which"), list(known), key="which")]
    acting.outcome("one")
    _rights(now, chosen)
    with st.container(horizontal=True):
        if st.button(now.say("admin.reset"), key=f"reset-{chosen.id}"):
            acting.do("one", lambda: _reset(now, chosen.login))
        closed = chosen.disabled
        if st.button(now.say("admin.enable" if closed else "admin.disable"), key=f"closed-{chosen.id}-{closed}"):
            acting.do("one", lambda: close(now, chosen.login, disabled=not closed))
    _keys(now, [key for key in keys if key.login == chosen.login])


def close(now: Scene, login: str, *, disabled: bool) -> str:
    accounts.disable(store.engine(), now.actor, login, disabled=disabled)
    return now.say("admin.was_disabled" if disabled else "admin.was_enabled", login=login)


def scopes(now: Scene, place: str, kept: str) -> str:
    """A box with the scopes one may give away; '' is everything. ``place`` is part of its key."""
    catalog, seen = now.shelf.book.catalog, now.shelf.scopes
    whole = [""] if seen is None else []
    offered = whole + [key for key in catalog.scopes if key != catalog.plant.key and (seen is None or key in seen)]
    if kept not in offered:  # no longer in the catalogue, but it is what stands
        offered.append(kept)
    shown = partial(trail.scope, catalog=catalog, lang=now.lang)
    return picking.one(f"scope-{place}", now.say("admin.scope"), offered, shown, kept)


def _cells(now: Scene, of: Account) -> list[str]:
    state = "disabled" if of.disabled else "must_change" if of.must_change else "open"
    role, scope = now.say(f"door.role_{of.role}"), trail.scope(of.scope, now.shelf.book.catalog, now.lang)
    return [of.login, of.name or "—", role, scope, when(now, of.seen_at), now.say(f"admin.{state}")]


def _role(now: Scene, place: str, kept: Role) -> Role:
    return picking.one(f"role-{place}", now.say("admin.role"), PEOPLE, lambda role: now.say(f"door.role_{role}"), kept)


def _rights(now: Scene, of: Account) -> None:
    place = f"rights-{of.id}-{of.role}-{of.scope}"
    with st.container(border=True):
        role, scope = _role(now, place, of.role), scopes(now, place, of.scope)
        if st.button(now.say("admin.save"), key=f"save-{of.id}"):
            acting.do("one", lambda: _changed(now, of.login, role, scope))


def _changed(now: Scene, login: str, role: Role, scope: str) -> str:
    accounts.set_role(store.engine(), now.actor, login, role, scope=scope)
    return now.say("admin.changed", login=login)


def _fresh(now: Scene, login: str, role: Role, name: str, scope: str) -> str:
    password = accounts.add(store.engine(), now.actor, login, role, name=name, scope=scope)
    acting.keep_secret("add", login, password)
    return now.say("admin.made", login=login)


def _reset(now: Scene, login: str) -> str:
    password = accounts.reset(store.engine(), now.actor, login)
    acting.keep_secret("one", login, password)
    return now.say("admin.was_reset", login=login)


def _keys(now: Scene, keys: Sequence[Key]) -> None:
    st.html(markup.lane_head(now.say("admin.keys"), "" if keys else now.say("admin.no_keys")))
    for key in keys:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"key-{key.id}"):
            st.html(_line(now, key))
            told = now.say("admin.revoke"), now.say("admin.revoke_note"), now.say("admin.revoke_yes")
            if acting.sure(f"revoke-{key.id}", *told):
                acting.do("one", partial(revoke, now, key.id, "admin.ended"))


def revoke(now: Scene, number: int, said: str) -> str:
    access.revoke(store.engine(), now.actor, number)
    return now.say(said)


def _line(now: Scene, key: Key) -> Markup:
    name = now.say("admin.token", name=key.name) if key.kind == "token" else now.say("admin.session")
    here = now.say("door.here") if key.id == now.actor.access else ""
    times = now.say("admin.key_times", since=when(now, key.created_at), seen=when(now, key.seen_at))
    return ledger.entry(name, (here, key.address, times))


def when(now: Scene, stamp: str) -> str:
    """A moment in the server's own time, as text."""
    found = pieces.when(now.lang, stamp)
    return found.striptags() if isinstance(found, Markup) else found
