"""Who looks at a page, as the store knows him at this very run, and how far the store is."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db import access, meetings, read, settings, store
from db.actor import DEMO, Actor
from db.meetings import Meeting
from db.read import Head


@dataclass(frozen=True)
class Look:
    """One run's read of the store: the actor, None when his session has ended meanwhile; the revision; the meetings."""

    actor: Actor | None
    head: Head
    meetings: tuple[Meeting, ...]


def looks() -> Look:
    number = str(st.user.get("session") or "")
    with store.reading(store.engine()) as connection:
        actor = DEMO if settings.demo() else None
        if actor is None and number.isascii() and number.isdigit():
            actor = access.by_number(connection, int(number))
        return Look(actor, read.head(connection), meetings.listed(connection))
