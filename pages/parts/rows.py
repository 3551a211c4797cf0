"""The audit trail a page at a time: which account's, and how far back."""

from __future__ import annotations

from typing import cast

import streamlit as st

from db import names
from pages.parts import scene
from pages.parts.scene import Scene

AT_ONCE = 200


def login(now: Scene) -> str:
    """The account whose rows are wanted, '' for all; another one starts at the newest row again."""
    label, hint = now.say("trail.filter"), now.say("trail.filter_hint")
    found = names.folded(st.text_input(label, placeholder=hint, key="trail_login", max_chars=names.LONGEST, width=360))
    if found != scene.recall("trail_of"):
        scene.remember("trail_of", found)
        scene.forget("trail_before")
    return found


def before() -> int | None:
    """The number before which the rows are to begin; None for the newest."""
    return cast(int | None, scene.recall("trail_before"))


def turn(now: Scene, last: int | None) -> None:
    """The ways on: to what is older, and back to the newest."""
    with st.container(horizontal=True):
        if last is not None:
            st.button(now.say("trail.earlier"), key="earlier", on_click=scene.remember, args=("trail_before", last))
        if before() is not None:
            st.button(now.say("trail.newest"), key="newest", on_click=scene.forget, args=("trail_before",))
