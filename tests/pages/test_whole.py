"""Our own markup reaches the page letter by letter."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

INDENTED = "  <p>a</p>\n  <p>b</p>\n"


@pytest.mark.parametrize(
    ("call", "sent"), [("whole.html", INDENTED), ("st.html", "<p>a</p>\n<p>b</p>")], ids=["ours", "control"]
)
def test_our_markup_is_sent_as_it_was_made(call: str, sent: str) -> None:
    """The control: Streamlit's own takes the indentation off, for which it goes through every line."""
    at = AppTest.from_string(f"import streamlit as st\nfrom pages.parts import whole\n{call}({INDENTED!r})").run()
    assert [element.proto.body for element in at.get("html")] == [sent]
