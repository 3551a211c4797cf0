"""Boxes to choose from whose choice stays what it is while their words change with the language.

The browser answers with an option's words and keeps them: in another language they would be no option, the box would
show the old words and the page take the first option. So a choice is read in the words it was shown in, and given to
the box anew. In a form the browser keeps it to itself: these boxes belong outside of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import streamlit as st

from pages.parts import scene

T = TypeVar("T")


def one(
    key: str,
    label: str,
    options: Sequence[T],
    shown: Callable[[T], str],
    first: T | None = None,
    *,
    width: int | None = None,
) -> T:
    """One of several, the ``first`` or the one at the top until another is chosen."""
    chosen = scene.held(key)
    scene.hold(key, chosen if chosen in options else options[0] if first is None else first)
    return st.selectbox(label, options, format_func=shown, key=key, width=width or "stretch")


def some(key: str, label: str, options: Sequence[T], shown: Callable[[T], str]) -> Sequence[T]:
    """Several of several, all of them until some are taken away."""
    chosen = cast(Sequence[T] | None, scene.held(key))
    scene.hold(key, [each for each in options if chosen is None or each in chosen])
    return st.multiselect(label, options, format_func=shown, key=key)
