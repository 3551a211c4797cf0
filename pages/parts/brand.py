"""One brand's page: two lanes side by side, 业务成效 | 党建过程, a card and a chart for every indicator."""

from __future__ import annotations

import streamlit as st

from kpi import message
from kpi.charts import amount, axis, card, frame, markup, rate, table
from kpi.progress import Figure
from pages.parts import scene
from pages.parts.scene import Scene
from pages.parts.shared import Opened


def show(key: str) -> None:
    now = scene.current()
    opened = now.opened()
    if opened is None:
        st.info(now.say("frame.empty"))
        return
    brand = opened.board.brand(key)
    present, expected = brand.coverage
    coverage = now.say("brand.coverage", present=present, expected=expected)
    st.html(markup.brand_head(brand, coverage, now.lang))
    for lane, column in zip(("business", "party"), st.columns(2, gap="medium"), strict=True):
        with column:
            st.html(markup.lane_head(now.say(f"brand.{lane}"), now.say(f"brand.{lane}_note")))
            for figure in brand.shown(lane):
                _figure(figure, opened, now)
            raw = [f for f in brand.figures if f.indicator.lane == lane and f.indicator.role == "input" and f.known]
            if raw:
                with st.expander(now.say("brand.inputs")):
                    st.html(card.inputs(raw, now.lang))
    if files := now.files("figures"):
        st.html(markup.downloads(files, now.lang))


def _figure(figure: Figure, opened: Opened, now: Scene) -> None:
    indicator = figure.indicator
    origin = f"{now.link('origin')}&indicator={figure.indicator.key}"
    st.html(card.card(figure, now.lang, now.theme, sample=opened.board.sample, origin=origin))
    if indicator.free_text or not figure.known:
        return
    drawn_at_once = indicator.role == "headline"
    if drawn_at_once:
        _chart(figure, opened, now)
    label = now.say("brand.table" if drawn_at_once else "brand.chart")
    with st.expander(label, on_change="rerun", key=f"open-{indicator.key}") as more:
        if more.open:
            if not drawn_at_once:
                _chart(figure, opened, now)
            st.html(table.months(opened.series(indicator.key), now.lang))


def _chart(figure: Figure, opened: Opened, now: Scene) -> None:
    indicator = figure.indicator
    series = opened.series(indicator.key)
    scope = opened.desk.book.catalog.scopes[opened.board.scope].name
    unit = axis.scale(series, now.lang)[1]
    month = now.say("frame.month_of", year=opened.board.month.year, number=opened.board.month.number)
    st.caption(now.say("chart.title", name=indicator.name, scope=scope, unit=unit, month=month))
    drawn = (amount if indicator.amount else rate).chart(series, now.lang, now.theme)
    said = message.sentence(figure, now.lang)
    st.plotly_chart(drawn, theme=None, key=f"chart-{indicator.key}", config=frame.CONFIG, alt=said)
