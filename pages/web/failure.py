"""What a reader sees when a page fails: one sentence in his language; Streamlit logs the technical words."""

from __future__ import annotations

import streamlit as st

from db import settings, store
from kpi import words
from kpi.unit import Sentence
from pages.web import html, metrics


def said(error: Exception) -> bool:
    """Streamlit's handler for what a page script did not catch; True keeps its own English box away."""
    metrics.meters().pages_failed.inc()
    st.error(words.render(html.language(st.query_params.get("lang")), _sentence(error)))
    return True


def _sentence(error: Exception) -> Sentence:
    if isinstance(error, settings.Unusable):
        return error.sentence
    return store.why(error) if isinstance(error, store.FAILURES) else Sentence("http.broken")
