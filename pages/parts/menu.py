"""The menu: which pages there are, and which of them somebody may open."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db import rights
from db.actor import Actor
from db.rights import Verb, What
from kpi import words
from kpi.model import Catalog
from kpi.unit import Lang

AFTER: tuple[tuple[str, Verb, What], ...] = (
    ("definitions", "see", "figures"),
    ("upload", "check", "upload"),
    ("review", "publish", "upload"),
    ("history", "see", "history"),
    ("changes", "see", "history"),
    ("admin", "manage", "account"),
    ("screens", "manage", "screen"),
    ("audit", "see", "audit"),
)
"""The pages that follow the brands, each with the right it needs."""
SCREEN = "screen"
"""The meeting-room screen: for everybody who may see figures, of the pages he may see."""


def titles(actor: Actor, catalog: Catalog, lang: Lang) -> dict[str, str]:
    """The pages of one who may see the figures, in order, by key; a screen has only those it was given."""
    found = {"overview": words.say(lang, "frame.overview")}
    found |= {b.key: b.name.of(lang).removeprefix("党建+").removeprefix("Party building + ") for b in catalog.brands}
    found |= {key: words.say(lang, f"frame.{key}") for key, verb, what in AFTER if rights.may(actor, verb, what)}
    return {key: title for key, title in found.items() if not actor.pages or key in actor.pages}


def pages(actor: Actor, catalog: Catalog, lang: Lang) -> Sequence[StreamlitPage]:
    # copies, as every run marks the one of its own that it may open
    return [copy(page) for page in _made(tuple(titles(actor, catalog, lang).items()), bool(actor.pages), lang)]


@lru_cache(maxsize=64)
def _made(shown: tuple[tuple[str, str], ...], screen: bool, lang: Lang) -> tuple[StreamlitPage, ...]:
    """The pages of everybody with this very menu: each looks for its file, too long for every run."""
    found = [st.Page(f"{key}.py", title=title, default=number == 0) for number, (key, title) in enumerate(shown)]
    # reached from a card; a screen has nobody who could click
    origin = st.Page("origin.py", title=words.say(lang, "frame.origin"), visibility="hidden")
    wall = st.Page(f"{SCREEN}.py", title=words.say(lang, "frame.screen"))
    return (*found, wall) if screen else (*found, wall, origin)
