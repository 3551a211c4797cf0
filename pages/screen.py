"""大屏: the round of slides that runs by itself; the layer above it (round.js) outlives every failure."""

from __future__ import annotations

import time

import streamlit as st

from db import rights, settings, store
from kpi import legible, playlist
from kpi.catalog import WrongCatalog
from kpi.charts import markup
from pages.parts import deck, scene, who

TICK_S = 4
"""A publication shows within this and a second."""

_AWAY: tuple[type[Exception], ...] = (*store.FAILURES, settings.Unusable, WrongCatalog)
lang = scene.language()


def wanted() -> deck.Wanted:
    """What the address asks for; nobody can choose on a screen."""
    asked = st.query_params
    room = asked.get("distance", ""), asked.get("inch", "")
    distance, inch = legible.asked(*room)
    return deck.Wanted(
        lang,
        asked.get("month", ""),
        asked.get("scope", ""),
        asked.get("playlist", ""),
        playlist.dwell(asked.get("dwell", ""), settings.screen_dwell()),
        distance,
        inch,
        legible.unread(*room),
        asked.get("as_of", ""),
    )


@st.fragment(run_every=TICK_S)
def live() -> None:
    """Reads how far the store is; a store that is away leaves the last picture to the screen and is said by a sign."""
    state, drawn = "ok", ""
    try:
        look = who.looks()
        if look.actor is None:
            state = "away"  # the gate ends the socket within seconds
        else:
            rights.require(look.actor, "see", "figures")
            drawn = deck.of(look, wanted())
            state = "ok" if drawn else "empty"
    except _AWAY:
        state = "away"
    st.html(markup.pulse(time.time(), state))
    if drawn:
        st.html(drawn)
    elif state == "empty":
        st.info(deck.nothing(look, lang))


live()
