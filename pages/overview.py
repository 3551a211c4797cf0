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
    """Points that a desk's window leaves below the tiles; never less than the chart beside the table needs."""
    found = fitting.left(opened.board.brands, lang, remarks=1 if now.as_of else 0, head=now.head())
    headline = opened.board.brand("ore").headline
    return found if headline is None else max(found, fitting.beside(*said(opened, headline)))


def said(opened: Opened, headline: Figure) -> tuple[str, str]:
    """The sentence above the columns, and how far it can be relied on."""
    return sentence(headline, lang), backtest.sentence(opened.desk, headline, lang)


def chart(opened: Opened, headline: Figure) -> tuple[str, dict[str, Any], str, int]:
    """The head above the columns, the columns, what they say in words, and how high they may be."""
    series = opened.series(headline.indicator.key)
    told, relied = said(opened, headline)
    title, name = columns.title(series, lang), now.picture(opened.board, headline.indicator.key)
    head = markup.panel_head(title, told, relied, picture=name)
    signed = now.signed(opened.board, title)
    drawn = columns.option(series, lang, now.theme, narrow=now.window == "narrow", signed=signed)
    return head, drawn, told, fitting.picture(told, relied, room(opened))


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
            head, option, alt, high = now.once(opened, f"ore {now.window}", chart, opened, headline)
            whole.html(head)
            st.echarts_chart(option, height=high, theme=None, key="ore", renderer="svg", alt=alt)
