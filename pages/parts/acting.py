"""What an administrator's click does: done as who he is at that very run, and said once, where he clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, cast

import streamlit as st

from db.settings import Unusable
from kpi import words
from kpi.charts import ledger
from pages.parts import scene


def do(place: str, work: Callable[[], str]) -> NoReturn:
    """Do it and run the page anew, so that everything on it is as it is now.

    ``work`` returns what was done as a sentence; why it was not is what Unusable says.
    """
    scene.forget(f"secret_{place}")
    try:
        said, good = work(), True
    except Unusable as reason:
        said, good = words.render(scene.current().lang, reason.sentence), False
    scene.remember(f"outcome_{place}", (said, good))
    if good:
        scene.remember(f"round_{place}", turn(place) + 1)
    st.rerun()


def sure(key: str, label: str, note: str, yes: str) -> bool:
    """A click on what cannot be undone, asked once more; ``note`` says what it comes to."""
    with st.popover(label, key=f"ask-{key}"):
        st.html(ledger.note(note))
        return st.button(yes, key=key, type="primary")


def outcome(place: str) -> None:
    """Say what the last click here came to."""
    if found := scene.recall(f"outcome_{place}"):
        said, good = cast(tuple[str, bool], found)
        st.html(ledger.outcome(said, good=good))
        scene.forget(f"outcome_{place}")
    if given := scene.recall(f"secret_{place}"):
        _secret(place, *cast(tuple[str, str], given))


def keep_secret(place: str, login: str, password: str) -> None:
    """Show a password that was just made until it has been noted, or something else is done here."""
    scene.remember(f"secret_{place}", (login, password))


def _secret(place: str, login: str, password: str) -> None:
    now = scene.current()
    st.html(ledger.secret(now.say("admin.secret", login=login), password, now.say("admin.secret_todo")))
    st.button(now.say("admin.noted"), key=f"noted_{place}", on_click=scene.forget, args=(f"secret_{place}",))


def turn(place: str) -> int:
    """How often something was done here: part of a form's keys, so that it is empty again after it was done."""
    return cast(int, scene.recall(f"round_{place}") or 0)
