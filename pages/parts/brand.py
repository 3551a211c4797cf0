"""One brand's page: two lanes side by side, 业务成效 | 党建过程, a card and a chart for every indicator."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kpi import backtest, message, signals
from kpi.charts import amount, axis, card, frame, markup, rate, scales, table
from kpi.progress import Figure
from kpi.series import Series
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
            whole = [f for f in shown if len(shown) <= _MOST or f.late or f.indicator.role == "headline"]
            for figure in whole:
                _figure(figure, opened, now)
            rest = shown[len(whole) :]
            for at in range(0, len(rest), 2):
                for figure, half in zip(rest[at : at + 2], st.columns(2, gap="small"), strict=False):
                    with half:
                        _figure(figure, opened, now, half=True)
            raw = [f for f in brand.figures if f.indicator.lane == lane and f.indicator.role == "input" and f.known]
            if raw:
                with st.expander(now.say("brand.inputs")):
                    st.html(card.inputs(raw, now.lang))
    if files := now.files("figures"):
        st.html(markup.downloads(files, now.lang))


def _figure(figure: Figure, opened: Opened, now: Scene, *, half: bool = False) -> None:
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
        _chart(figure, opened, now, half=half)
    label = now.say("brand.table" if drawn_at_once else "brand.chart")
    with st.expander(label, on_change="rerun", key=f"open-{indicator.key}") as more:
        if more.open:
            if not drawn_at_once:
                _chart(figure, opened, now, half=half)
            st.html(table.months(opened.series(indicator.key), now.lang))
            if files := now.files("months", indicator=indicator.key):
                st.html(markup.downloads(files, now.lang))


def _chart(figure: Figure, opened: Opened, now: Scene, *, half: bool) -> None:
    """Title, what to read from it, the chart, all on one card; on one of ``half`` the width as on a phone."""
    key = figure.indicator.key
    narrow = half or now.window == "narrow"
    head, drawn = now.once(opened, f"chart {key} {now.window} {narrow}", _drawn, figure, opened, now, narrow)
    with st.container(key=f"kpi-drawn-{key}", gap=None):
        st.html(head)
        said = message.sentence(figure, now.lang)
        config = frame.config(now.picture(opened.board, key))
        st.plotly_chart(drawn, theme=None, key=f"chart-{key}", config=config, alt=said)


def _drawn(figure: Figure, opened: Opened, now: Scene, narrow: bool) -> tuple[str, Any]:
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
    others = _peers(figure, opened)
    group = scales.group(series, others)
    drawn = (amount if indicator.amount else rate).chart(series, now.lang, now.theme, narrow=narrow, group=group)
    scale = [now.say("chart.own_scale")] if others and not group else []
    frame.sign(drawn, [*now.signed(opened.board, indicator.name.of(now.lang)), *scale], now.theme, narrow=narrow)
    frame.explain(drawn, markup.meaning(indicator, now.lang), narrow=narrow)
    return head, frame.enlarged(drawn, 1.0 if now.window == "narrow" else float(now.window))


def _peers(figure: Figure, opened: Opened) -> list[Series]:
    """The other charts of its page that are to be read on the same scale."""
    brand = opened.board.brand(figure.indicator.brand)
    charts = [f for lane in ("business", "party") for f in brand.shown(lane) if f.known and not f.indicator.free_text]
    return [
        opened.series(each.indicator.key)
        for each in charts
        if each is not figure and scales.alike(each.indicator, figure.indicator)
    ]
