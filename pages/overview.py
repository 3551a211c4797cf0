"""总览: which brand is behind, by how much, what is being done."""

from __future__ import annotations

import streamlit as st

from kpi.charts import columns, markup
from kpi.message import sentence
from pages.parts import scene

now = scene.current()
opened = now.opened()
if opened is None:
    st.info(now.say("frame.empty"))
    st.stop()
st.html(markup.tiles(opened.headlines(), now.lang, now.theme, now.link))
left, right = st.columns([55, 45], gap="small")
with left:
    st.html(markup.gaps(opened.board.gaps, now.lang, now.link, now.files("gaps")))
headline = opened.board.brand("ore").headline
if headline is not None:
    with right, st.container(key="kpi-chart"):
        series = opened.series(headline.indicator.key)
        st.html(markup.panel_head(columns.title(series, now.lang), sentence(headline, now.lang)))
        option = columns.option(series, now.lang, now.theme)
        st.echarts_chart(option, height=400, theme=None, key="ore", renderer="svg", alt=sentence(headline, now.lang))
