"""The frame round every page: settings of the page, the menu, the choices, and what must stand on every page."""

from __future__ import annotations

import streamlit as st

from kpi import words
from kpi.charts import markup, style
from kpi.period import Month
from pages.parts import scene, shared

lang = scene.language()
st.set_page_config(page_title=words.say(lang, "frame.title"), layout="wide", initial_sidebar_state="collapsed")
shelf = shared.shelf()
brands = [
    st.Page(f"{brand.key}.py", title=brand.name.of(lang).removeprefix("党建+").removeprefix("Party building + "))
    for brand in shelf.book.catalog.brands
]
page = st.navigation(
    [
        st.Page("overview.py", title=words.say(lang, "frame.overview"), default=True),
        *brands,
        st.Page("definitions.py", title=words.say(lang, "frame.definitions")),
        st.Page("upload.py", title=words.say(lang, "frame.upload")),
    ],
    position="hidden" if st.context.is_embedded else "top",
)
st.html(style.sheet(scene.theme()))


def meta(month: Month | None) -> str:
    """Data month, linear time progress and revision: what the figures are, not when they were asked for."""
    revision = words.say(lang, "frame.revision", revision=shelf.head.revision)
    if month is None:
        return revision
    share = f"{100 * month.number / 12:.2f}%"
    return words.say(lang, "frame.meta", year=month.year, number=month.number, share=share, revision=revision)


with st.container(horizontal=True, vertical_alignment="center", key="kpi-header"):
    place = st.container()
    now = scene.choose(lang, shelf)
    place.html(markup.header(now.say("frame.title"), meta(now.month)))
scene.set_current(now)
for refusal in scene.refusals(now):
    st.html(markup.mark(refusal))
if shelf.head.sample:
    st.html(markup.mark(now.say("frame.sample")))
page.run()
