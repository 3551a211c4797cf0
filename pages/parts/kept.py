"""What an uploader has in hand, kept for him alone while he loads a page anew or logs in again; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import streamlit as st

from db import clock
from db.actor import Actor

HOURS = 12
"""For how long after the last change, as long as the server runs."""
TOTAL = 400 * 1024 * 1024
"""Bytes of all that is kept of everybody; what comes when it is full is not kept, and nothing gives way to it."""


@dataclass(frozen=True)
class Kept:
    """What one window of a person had in hand; ``at`` is when it last changed, in UTC."""

    window: str
    at: str
    what: object
    size: int
    since: float


def keep(by: Actor, store: str, window: str, what: object, size: int) -> bool:
    """Keep it in the place of what was kept of this window before; False where there is no room.

    Of one without an account nothing is kept: everybody without one would find it.
    """
    places = _places(store)
    forget(by, store, window)
    if by.account is None or sum(each.size for each in _fresh(store).values()) + size > TOTAL:
        return False
    places[by.account, window] = Kept(window, clock.stamp(), what, size, monotonic())
    return True


def of(by: Actor, store: str) -> tuple[Kept, ...]:
    """What is kept of this person's windows, the newest first."""
    mine = [each for (account, _), each in _fresh(store).items() if account == by.account]
    return tuple(sorted(mine, key=lambda each: each.since, reverse=True))


def forget(by: Actor, store: str, window: str) -> None:
    _places(store).pop((by.account or 0, window), None)


def _fresh(store: str) -> dict[tuple[int, str], Kept]:
    """What is not too old; the rest is kept no longer."""
    places, now = _places(store), monotonic()
    for place, each in list(places.items()):
        if now - each.since >= HOURS * 3600:
            places.pop(place, None)
    return dict(places)


@st.cache_resource(show_spinner=False)
def _places(store: str) -> dict[tuple[int, str], Kept]:
    """By the number of each account and the name of its window."""
    return {}
