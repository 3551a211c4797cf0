"""A page as it would be with an upload published, marked as such; nothing of it is stored."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from hashlib import sha256

import streamlit as st

from db.submissions import Sent
from kpi import applied
from kpi.charts import gap_table, markup
from kpi.period import Month
from pages.parts import brand, intray, picking, scene
from pages.parts.intray import Checked
from pages.parts.scene import Scene
from pages.parts.shared import Shelf


def show(now: Scene, number: int, files: tuple[Sent, ...], checked: Checked) -> None:
    """The overview or a brand's page at a month, on request."""
    if not st.toggle(now.say("reviewing.asif"), key=f"asif-{number}"):
        return
    then = _shelf(number, files, checked)
    catalog = then.book.catalog
    names = {"": now.say("frame.overview")} | {b.key: b.name.of(now.lang) for b in catalog.brands}
    months = [str(month) for month in then.months]
    with st.container(border=True, key="kpi-asif"):
        with st.container(horizontal=True):
            page = picking.one("asif_page", now.say("reviewing.asif_page"), list(names), names.__getitem__, width=240)
            said = partial(scene.month_said, now.lang)
            month = picking.one("asif_month", now.say("frame.month"), months, said, width=200) if months else ""
        st.html(markup.mark(now.say("reviewing.asif_mark", number=number)))
        _draw(replace(now, shelf=then, month=Month.parse(month) if month else None, as_of=""), page)


def _draw(then: Scene, page: str) -> None:
    """The scene is another's for the length of one page."""
    before = scene.current()
    scene.set_current(then)
    try:
        _overview(then) if not page else brand.show(page)
    finally:
        scene.set_current(before)


def _overview(then: Scene) -> None:
    opened = then.opened()
    if opened is None:
        st.info(then.say("frame.empty"))
        return
    st.html(markup.tiles(opened.headlines(), then.lang, then.theme, _nowhere))
    st.html(gap_table.table(opened.board.gaps, then.lang, _nowhere))


def _nowhere(page: str) -> str:
    """Links would lead to the published figures, which look the same."""
    return "/review"


def _shelf(number: int, files: tuple[Sent, ...], checked: Checked) -> Shelf:
    rows = [row for reading in checked.preview.readings for row in reading.rows]
    shelf = checked.shelf
    mark = sha256(repr([intray.state(file) for file in files]).encode()).hexdigest()[:16]
    return replace(shelf, book=applied.to(shelf.book, rows), key=f"{shelf.key}/as-if/{number}/{mark}")
