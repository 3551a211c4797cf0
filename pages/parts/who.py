"""Who looks at a page, as the store knows him at this very run, and how far the store is."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db import access, meetings, read, settings, store
from db.actor import DEMO, Actor
from db.meetings import Meeting
from db.read import Head

WINDOWS = ("narrow", "1", "1.3", "1.6", "2")


@dataclass(frozen=True)
class Look:
    """One run's read of the store: the actor, None when his session has ended meanwhile; the revision; the meetings."""

    actor: Actor | None
    head: Head
    meetings: tuple[Meeting, ...]
    window: str = "1"
    """What the browser found its window to be when the page was opened: narrow, or how much is enlarged (ui.js)."""


def looks() -> Look:
    told = st.user.to_dict()  # what the gate says of him
    number, window = str(told.get("session") or ""), str(told.get("window"))
    with store.reading(store.kept()) as connection:
        actor = DEMO if settings.demo() else None
        if actor is None and number.isascii() and number.isdigit():
            actor = access.by_number(connection, int(number))
        known = window if window in WINDOWS else "1"
        return Look(actor, read.head(connection), meetings.listed(connection), known)
