"""总览: which brand is behind, by how much, what is being done."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kpi import backtest
from kpi.charts import columns, fitting, gap_table, markup
from kpi.message import sentence
from kpi.progress import Figure
from pages.parts import scene, whole
from pages.parts.shared import Opened

now = scene.current()
opened = now.opened()
if opened is None:
    st.info(now.say("frame.empty"))
    st.stop()
board, lang = opened.board, now.lang


def room(opened: Opened) -> float:
    """Points that a desk's window leaves below the tiles."""
    return fitting.left(opened.board.brands, lang, remarks=1 if now.as_of else 0)


def chart(opened: Opened, headline: Figure) -> tuple[str, dict[str, Any], str, int]:
    """The head above the columns, the columns, what they say in words, and how high they may be."""
    series = opened.series(headline.indicator.key)
    said, relied = sentence(headline, lang), backtest.sentence(opened.desk, headline, lang)
    head = markup.panel_head(columns.title(series, lang), said, relied)
    drawn = columns.option(series, lang, now.theme, narrow=now.window == "narrow")
    return head, drawn, said, fitting.picture(said, relied, room(opened))


def gaps(opened: Opened) -> str:
    return gap_table.table(
        opened.board.gaps, lang, now.link, now.files("gaps"), high=room(opened), waiting=opened.board.waiting
    )


whole.html(now.once(opened, "tiles", markup.tiles, opened.headlines(), lang, now.theme, now.link))
headline = board.brand("ore").headline
with st.container(key="kpi-halves"):
    whole.html(now.once(opened, "gaps", gaps, opened))
    if headline is not None:
        with st.container(key="kpi-chart"):
            head, option, said, high = now.once(opened, f"ore {now.window}", chart, opened, headline)
            whole.html(head)
            st.echarts_chart(option, height=high, theme=None, key="ore", renderer="svg", alt=said)
