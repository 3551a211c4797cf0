"""Step ⑤ of an upload, and what a reviewer looks at: what would change, cell by cell and status by status."""

from __future__ import annotations

import streamlit as st

from kpi import applied
from kpi.charts import checking, markup
from kpi.model import PLANS, Plan
from kpi.reading import Row
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
    added = [delta.row for delta in difference.added]
    held = {_place(own): year for year, own in applied.overridden(now.shelf.book, added)}
    for name in _PARTS:
        if counts[name]:
            with st.expander(now.say(f"upload.{name}", count=counts[name]), expanded=name == "changed"):
                cells = (
                    (delta.row, delta.before or held.get(_place(delta.row))) for delta in getattr(difference, name)
                )
                st.html(checking.changes(cells, catalog, now.lang, moved=name == "changed"))


def _place(cell: Row | Plan) -> tuple[str, str, str] | None:
    """Of a plan, be it a figure or an end of it, what it is the plan of."""
    return (cell.indicator, cell.scope, cell.period) if isinstance(cell, Plan) or cell.kind in PLANS else None
