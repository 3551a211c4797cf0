"""Rates: monthly dots in their natural limits, the weighted year-to-date as a step, the plan as a line; no sums."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from kpi import signals, words
from kpi.charts import axis, frame, lettering, scales, variance
from kpi.charts.palette import Theme
from kpi.series import Series, Values
from kpi.unit import Lang

AIR = 0.06
"""Of an axis, what it has beyond its outermost dots."""
_LEGEND = 16
"""Letters of a legend's entry on a phone: 230 points beside its symbol."""


def chart(series: Series, lang: Lang, theme: Theme, *, narrow: bool = False, group: Sequence[Series] = ()) -> go.Figure:
    """Dots need no zero baseline, so the axis shows the range that matters (design 11), as long as in its ``group``."""
    unit = series.indicator.unit.name.of(lang)
    drawn = frame.figure(theme, lang, unit=unit, zero=False, narrow=narrow)
    x = axis.labels(series.months, lang)
    decimals = series.indicator.unit.decimals
    template = f"%{{customdata:,.{decimals}f}} {unit}"

    def trace(values: Values, name: str, *, mode: str, colour: str, shape: str = "linear", dash: str = "solid") -> None:
        if any(v is not None for v in values):
            drawn.add_scatter(
                x=x, y=list(values), name=words.say(lang, name), mode=mode, hovertemplate=template, connectgaps=False,
                customdata=axis.shown(values, decimals),
                line={"color": colour, "width": 2, "shape": shape, "dash": dash}, marker={"size": 9, "color": colour},
            )  # fmt: skip

    natural = signals.natural(series)
    if natural is not None:
        _band(drawn, x, natural, series, lang, theme)
    trace(series.last_year, "chart.last_year", mode="markers", colour=theme.last_year)
    trace(series.plan, "chart.plan", mode="lines", colour=theme.muted, shape="hvh", dash="dot")
    for name, end in (("chart.plan_low", series.plan_low), ("chart.plan_high", series.plan_high)):
        if end != series.plan:  # the end that decides is drawn as the plan already
            trace(end, name, mode="lines", colour=theme.muted, shape="hvh", dash="dash")
    weighted = "chart.level" if series.indicator.milestone else "chart.weighted"
    trace(series.to_date, weighted, mode="lines", colour=theme.status["met"], shape="hvh")
    trace(series.actual, "chart.actual", mode="markers", colour=theme.actual)
    if natural is not None and any(natural.marks):
        _signals(drawn, x, series, natural, lang, theme, narrow=narrow)
    lowest = min((v for v in (*series.actual, *series.plan) if v is not None), default=0.0)
    frame.no_data(drawn, series, lang, theme, at=lowest)
    if ends := scales.ends(series, group):
        air = AIR * (ends[1] - ends[0])
        drawn.layout.yaxis.range = (ends[0] - air, ends[1] + air)
    variance.below(drawn, series, lang, theme, narrow=narrow, group=group)
    return drawn


def _band(drawn: go.Figure, x: list[str], natural: signals.Natural, series: Series, lang: Lang, theme: Theme) -> None:
    """The natural process limits as one pale band: what lies in it needs no explaining."""
    name, limits = words.say(lang, "chart.natural"), natural.limits
    said = series.indicator.unit.span(limits.low, limits.high, lang)
    edge = {"mode": "lines", "line": {"width": 0}, "name": name, "legendgroup": "natural"}
    drawn.add_scatter(x=x, y=[limits.low] * len(x), showlegend=False, hoverinfo="skip", **edge)
    drawn.add_scatter(
        x=x, y=[limits.high] * len(x), fill="tonexty", fillcolor=theme.natural, hovertemplate=said, **edge
    )


def _signals(
    drawn: go.Figure,
    x: list[str],
    series: Series,
    natural: signals.Natural,
    lang: Lang,
    theme: Theme,
    *,
    narrow: bool,
) -> None:
    """A ring round what is a signal: not red, for it says unusual, not bad (design 13)."""
    found = [value if mark else None for value, mark in zip(series.actual, natural.marks, strict=True)]
    said = words.say(lang, "chart.signal")
    named = "<br>".join(lettering.wrapped(said, _LEGEND)) if narrow else said  # Plotly wraps entries, never words
    drawn.add_scatter(
        x=x, y=found, name=named, mode="markers", hoverinfo="skip", connectgaps=False,
        marker={"size": 18, "symbol": "circle-open", "color": theme.ink, "line": {"width": 2}},
    )  # fmt: skip
