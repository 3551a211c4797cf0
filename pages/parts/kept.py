"""What an uploader has in hand, kept for him alone while he loads a page anew or logs in again; nothing is stored."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from db.actor import Actor

HOURS = 12
"""For how long after the last change, as long as the server runs."""
PEOPLE = 8
"""Of how many people at most; then the one whose last change is longest ago gives way."""


def keep(by: Actor, store: str, what: object) -> None:
    """Keep it in the place of what was kept of this person before; of one without an account nothing is kept."""
    if by.account is None:
        return
    places = _places(store)
    places.pop(by.account, None)
    places[by.account] = monotonic(), what
    for account in list(places)[:-PEOPLE]:
        places.pop(account, None)


def find(by: Actor, store: str) -> object:
    """What was kept of this person last; None for nothing."""
    since, what = _places(store).get(by.account or 0, (0.0, None))
    if what is not None and monotonic() - since >= HOURS * 3600:
        forget(by, store)
        return None
    return what


def forget(by: Actor, store: str) -> None:
    _places(store).pop(by.account or 0, None)


@st.cache_resource(show_spinner=False)
def _places(store: str) -> dict[int, tuple[float, object]]:
    """By the number of each account: since when, and what. Its order is that of the last changes."""
    return {}
