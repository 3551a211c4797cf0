"""One brand's page: two lanes side by side, 业务成效 | 党建过程, a card and a chart for every indicator."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kpi import backtest, message, signals
from kpi.charts import amount, axis, card, frame, markup, rate, table
from kpi.progress import Figure
from pages.parts import approving, scene
from pages.parts.scene import Scene
from pages.parts.shared import Opened

_MOST = 8
"""Cards below each other in a lane; of more, those that are no headlines stand two and two."""


def show(key: str) -> None:
    now = scene.current()
    opened = now.opened()
    if opened is None:
        st.info(now.say("frame.empty"))
        return
    brand = opened.board.brand(key)
    present, expected = brand.coverage
    coverage = now.say("brand.coverage", present=present, expected=expected)
    version = approving.in_force(now, opened.board.month.year)
    st.html(markup.brand_head(brand, coverage, now.lang, version))
    for lane, column in zip(("business", "party"), st.columns(2, gap="medium"), strict=True):
        with column:
            st.html(markup.lane_head(now.say(f"brand.{lane}"), now.say(f"brand.{lane}_note")))
            shown = brand.shown(lane)
            whole = [f for f in shown if len(shown) <= _MOST or f.indicator.role == "headline"]
            for figure in whole:
                _figure(figure, opened, now)
            for at in range(len(whole), len(shown), 2):
                for figure, half in zip(shown[at : at + 2], st.columns(2, gap="small"), strict=False):
                    with half:
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
    drawn = now.once(
        opened, f"card {indicator.key}", card.card, figure, now.lang, now.theme,
        sample=opened.board.sample, origin=origin,
    )  # fmt: skip
    st.html(drawn)
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
            if files := now.files("months", indicator=indicator.key):
                st.html(markup.downloads(files, now.lang))


def _chart(figure: Figure, opened: Opened, now: Scene) -> None:
    """Title, what to read from it, the chart, all on one card."""
    key = figure.indicator.key
    head, drawn = now.once(opened, f"chart {key} {now.window}", _drawn, figure, opened, now)
    with st.container(key=f"kpi-drawn-{key}", gap=None):
        st.html(head)
        said = message.sentence(figure, now.lang)
        name = f"{key}-{opened.board.month}-r{opened.board.revision}"
        st.plotly_chart(drawn, theme=None, key=f"chart-{key}", config=frame.config(name), alt=said)


def _drawn(figure: Figure, opened: Opened, now: Scene) -> tuple[str, Any]:
    """Its head as HTML, and the Plotly figure."""
    indicator = figure.indicator
    series = opened.series(indicator.key)
    scope = opened.desk.book.catalog.scopes[opened.board.scope].name
    unit = axis.scale(series, now.lang)[1]
    month = now.say("frame.month_of", year=opened.board.month.year, number=opened.board.month.number)
    title = now.say("chart.title", name=indicator.name, scope=scope, unit=unit, month=month)
    more = backtest.sentence(opened.desk, figure, now.lang) or signals.sentence(series, now.lang)
    more = more or message.sentence(figure, now.lang)
    head = markup.reading(indicator, title, more, now.link("definitions"), now.lang)
    narrow = now.window == "narrow"
    drawn = (amount if indicator.amount else rate).chart(series, now.lang, now.theme, narrow=narrow)
    sample = [now.say("card.sample")] if opened.board.sample else []
    signed = [indicator.name.of(now.lang), scope.of(now.lang), str(opened.board.month), now.revision, *sample]
    frame.sign(drawn, signed, now.theme, narrow=narrow)
    frame.explain(drawn, markup.meaning(indicator, now.lang), narrow=narrow)
    return head, drawn if narrow else frame.enlarged(drawn, float(now.window))
