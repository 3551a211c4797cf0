"""Our own markup on a page, sent as it was made: of a text Streamlit first looks at the beginning of every line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st


@dataclass(frozen=True, slots=True)
class _Whole:
    markup: str

    def _repr_html_(self) -> str:
        """The name by which Streamlit asks an object for its markup."""
        return self.markup


def html(markup: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Show markup that has no indentation to be taken off."""
    st.html(_Whole(markup), width=width)
