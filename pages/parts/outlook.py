"""Step ⑤ of an upload, and what a reviewer looks at: what would change, cell by cell and status by status."""

from __future__ import annotations

import streamlit as st

from kpi.charts import checking, markup
from pages.parts.intray import Checked
from pages.parts.scene import Scene

_PARTS = ("changed", "added", "absent")


def show(now: Scene, checked: Checked, title: str) -> None:
    """新增 / 改动（旧 → 新, Δ）/ 相同 / 上次有而这次没有, and the statuses that would turn."""
    difference, catalog = checked.preview.difference, now.shelf.book.catalog
    counts = {name: len(getattr(difference, name)) for name in (*_PARTS, "same")}
    st.html(markup.lane_head(title, now.say("upload.difference_count", **counts)))
    if checked.turns:
        st.html(checking.turns(checked.turns, catalog, now.lang))
    elif difference.changed or difference.added:
        st.html(checking.note(now.say("upload.no_turns")))
    for name in _PARTS:
        if counts[name]:
            with st.expander(now.say(f"upload.{name}", count=counts[name]), expanded=name == "changed"):
                cells = ((delta.row, delta.before) for delta in getattr(difference, name))
                st.html(checking.changes(cells, catalog, now.lang, moved=name == "changed"))
