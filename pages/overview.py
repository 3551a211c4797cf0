"""总览: which brand is behind, by how much, what is being done."""

from __future__ import annotations

import streamlit as st

from kpi import backtest
from kpi.charts import columns, markup
from kpi.message import sentence
from pages.parts import scene

now = scene.current()
opened = now.opened()
if opened is None:
    st.info(now.say("frame.empty"))
    st.stop()
board, lang = opened.board, now.lang
st.html(now.once(opened, "tiles", markup.tiles, opened.headlines(), lang, now.theme, now.link))
left, right = st.columns([55, 45], gap="small")
with left:
    st.html(now.once(opened, "gaps", markup.gaps, board.gaps, lang, now.link, now.files("gaps")))
headline = board.brand("ore").headline
if headline is not None:
    with right, st.container(key="kpi-chart"):
        series = opened.series(headline.indicator.key)
        said = sentence(headline, lang)
        more = now.once(opened, "backtest", backtest.sentence, opened.desk, headline, lang)
        st.html(markup.panel_head(columns.title(series, lang), said, more))
        option = columns.option(series, lang, now.theme)
        st.echarts_chart(option, height=305, theme=None, key="ore", renderer="svg", alt=said)
