"""Who looks at a page, as the store knows him at this very run, and how far the store is."""

from __future__ import annotations

import streamlit as st

from db import access, read, settings, store
from db.actor import DEMO, Actor
from db.read import Head


def looks() -> tuple[Actor | None, Head]:
    """The actor of the session that the gate named, None when it has ended meanwhile; in one read with the revision."""
    number = str(st.user.get("session") or "")
    with store.reading(store.engine()) as connection:
        head = read.head(connection)
        if settings.demo():
            return DEMO, head
        if not (number.isascii() and number.isdigit()):
            return None, head
        return access.by_number(connection, int(number)), head
