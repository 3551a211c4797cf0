"""The meeting-room screens: those that are paired, those that are not any more, and the form that pairs one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode, urljoin

import streamlit as st
from markupsafe import Markup

from db import screens, store, trail
from db.access import Key
from db.accounts import Account
from db.actor import Actor
from kpi import legible, playlist
from kpi.charts import ledger, markup
from pages.parts import acting, menu, people, picking
from pages.parts.scene import Scene

_ANY = Actor("", "screen")
"""A wall that may show whatever walls may."""


def paired(now: Scene, walls: Sequence[Account], keys: Sequence[Key]) -> None:
    """Each wall with what it shows and when it was last here, and the way to end it."""
    acting.outcome("walls")
    known = {wall.login: wall for wall in walls}
    for key in keys:
        if key.login in known:
            with st.container(
                horizontal=True, wrap=False, vertical_alignment="center", border=True, key=f"wall-{key.id}"
            ):
                st.html(_line(now, known[key.login], key))
                note = now.say("screens.revoke_note", name=known[key.login].name)
                told = now.say("screens.revoke"), note, now.say("screens.revoke_yes")
                if acting.sure(f"revoke-{key.id}", *told):
                    acting.do("walls", partial(people.revoke, now, key.id, "screens.ended"))
    if not keys:
        st.html(ledger.note(now.say("screens.none")))


def unpaired(now: Scene, walls: Sequence[Account]) -> None:
    """Accounts of screens without a pairing: to be closed where nobody needs them."""
    if not walls:
        return
    st.html(markup.lane_head(now.say("screens.unpaired"), now.say("screens.unpaired_note")))
    acting.outcome("unpaired")
    for wall in walls:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"wall-of-{wall.id}"):
            state = now.say("screens.disabled") if wall.disabled else ""
            st.html(ledger.entry(wall.name, (state, *_facts(now, wall))))
            if not wall.disabled and st.button(now.say("screens.disable"), key=f"disable-{wall.id}"):
                acting.do("unpaired", partial(_disabled, now, wall.login))


def pair(now: Scene) -> None:
    """What to do at the wall, and the form for the code that it shows."""
    query = _sized(now)
    address = urljoin(st.context.url or "", f"/login/screen?{query}")
    steps = now.say("screens.step_open", address=address), now.say("screens.step_code", minutes=screens.MINUTES)
    st.html(markup.lane_head(now.say("screens.pair"), ""))
    st.html(ledger.steps(*steps, now.say("screens.step_fill")))
    acting.outcome("pair")
    catalog = now.shelf.book.catalog
    slides = playlist.slides([brand.key for brand in catalog.brands])
    names = {key: name for key, name in menu.titles(_ANY, catalog, now.lang).items() if key in slides}
    turn = acting.turn("pair")
    with st.container(border=True):  # no form: what is chosen in one is lost with the language
        code = st.text_input(now.say("screens.code"), max_chars=12, key=f"pair_code-{turn}")
        hint = now.say("screens.name_hint")
        name = st.text_input(now.say("screens.name"), max_chars=64, placeholder=hint, key=f"pair_name-{turn}")
        pages = picking.some(f"pair_pages-{turn}", now.say("screens.pages"), list(names), names.__getitem__)
        scope = people.scopes(now, f"pair-{turn}", now.actor.scope)
        if st.button(now.say("screens.make"), type="primary", key="make_wall"):
            acting.do("pair", lambda: _paired(now, code, name, tuple(key for key in names if key in pages), scope))


def _sized(now: Scene) -> str:
    """How large its letters must be, by the room; what is chosen goes into the wall's address."""
    st.html(markup.lane_head(now.say("frame.screen"), now.say("wall.open_note")))
    left, right = st.columns(2)
    distance = left.number_input(
        now.say("wall.distance"), 1.0, 30.0, legible.DISTANCE, 0.5, format="%g", key="distance"
    )
    inch = right.number_input(now.say("wall.inch"), 20.0, 300.0, legible.INCH, 1.0, format="%g", key="inch")
    size = legible.size(distance, inch, now.lang)
    mm, metres = f"{legible.character(distance):.0f}", f"{legible.farthest(inch, now.lang):.1f}"
    said = now.say("wall.type", mm=mm, points=size.points)
    if not size.enough:
        said = now.say("wall.type_short", needed=size.needed, points=size.points, metres=metres)
    query = urlencode({"distance": f"{distance:g}", "inch": f"{inch:g}", "lang": now.lang})
    here = Markup('<a href="/screen?{}" target="_blank"><u>{}</u></a>').format(query, now.say("wall.open"))
    st.html(ledger.steps(said, now.say("wall.keys"), here))
    return query


def _paired(now: Scene, code: str, name: str, pages: tuple[str, ...], scope: str) -> str:
    screens.pair(store.engine(), now.actor, code, name, pages, scope=scope)
    return now.say("screens.paired", name=name.strip())


def _disabled(now: Scene, login: str) -> str:
    people.close(now, login, disabled=True)
    return now.say("screens.was_disabled", login=login)


def _line(now: Scene, wall: Account, key: Key) -> Markup:
    times = now.say("screens.times", since=people.when(now, key.created_at), seen=people.when(now, key.seen_at))
    return ledger.entry(wall.name, _facts(now, wall), (key.address, times))


def _facts(now: Scene, wall: Account) -> tuple[str, str]:
    """What it may show of what."""
    catalog = now.shelf.book.catalog
    names = menu.titles(_ANY, catalog, now.lang)
    pages = now.say("trail.comma").join(names.get(page, page) for page in wall.pages)
    return trail.scope(wall.scope, catalog, now.lang), pages
