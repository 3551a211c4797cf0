"""What a reader sees when a page fails: one sentence in his language; Streamlit logs the technical words."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from db import condition, settings, store
from kpi import words
from kpi.unit import Sentence
from pages.web import html, metrics

AGAIN_S = 4
"""How often a page that could not be drawn asks for the store: it is back within this and what its drawing takes."""


def said(error: Exception) -> bool:
    """Streamlit's handler for what a page script did not catch; True keeps its own English box away."""
    metrics.meters().pages_failed.inc()
    st.error(words.render(html.language(st.query_params.get("lang")), _sentence(error)))
    if isinstance(error, store.FAILURES):
        _watch()
    return True


def _watch() -> None:
    """Run the page anew once the store answers; a reload would lose what its reader has chosen and handed over."""
    first = [True]  # the page's own run, which has just failed and cannot be ended from within its failure

    @st.fragment(run_every=AGAIN_S)
    def again() -> None:
        if first:
            first.clear()
        elif condition.now().problem is None:
            st.rerun()

    again()


def _sentence(error: Exception) -> Sentence:
    if isinstance(error, settings.Unusable):
        return error.sentence
    if not isinstance(error, store.FAILURES):
        return Sentence("http.broken")
    why = store.why(error)
    return replace(why, code="frame.away") if why.code == "store.failed" else why  # a reader has no database to mend
