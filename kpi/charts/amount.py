"""Amounts: monthly columns beside the outlined plan, with the cumulative line against the cumulative plan."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from kpi import words
from kpi.charts import axis, frame, scales, variance
from kpi.charts.palette import Theme
from kpi.series import Series, Values
from kpi.unit import Lang

FEW = 6
AIR = 1.05
"""What an axis has above its highest figure."""


def chart(series: Series, lang: Lang, theme: Theme, *, narrow: bool = False, group: Sequence[Series] = ()) -> go.Figure:
    """Columns start at zero; cumulative lines stand on their own axis at the right, on the scale of their ``group``."""
    divisor, unit = axis.scale(series, lang)
    cumulative = words.say(lang, "chart.cumulative_axis", unit=unit)
    drawn = frame.figure(theme, lang, unit=unit, zero=True, second=cumulative, narrow=narrow)
    x = axis.labels(series.months, lang)
    full = series.indicator.unit
    symbol, _, decimals = full.spoken(lang)
    template = f"%{{customdata:,.{decimals}f}} {symbol}"

    def bar(values: Values, name: str, colour: str, *, outline: str, shift: float, width: float) -> None:
        if any(v is not None for v in values):
            drawn.add_bar(
                x=x, y=axis.scaled(values, divisor), name=words.say(lang, name), offset=shift, width=width,
                marker={"color": colour, "line": {"color": outline, "width": 1.5}}, hovertemplate=template,
                customdata=axis.read(values, full, lang),
            )  # fmt: skip

    def line(values: Values, name: str, colour: str, dash: str) -> None:
        if any(v is not None for v in values):
            drawn.add_scatter(  # a seam in the card's own colour, without which the line is lost on the columns
                x=x, y=axis.scaled(values, divisor), yaxis="y2", mode="lines", hoverinfo="skip", showlegend=False,
                line={"color": theme.card, "width": 7}, connectgaps=False, name="",
            )  # fmt: skip
            drawn.add_scatter(
                x=x, y=axis.scaled(values, divisor), name=words.say(lang, name), yaxis="y2", mode="lines+markers",
                line={"color": colour, "width": 2, "dash": dash}, marker={"size": 5}, hovertemplate=template,
                connectgaps=False, customdata=axis.read(values, full, lang),
            )  # fmt: skip

    bar(series.last_year, "chart.last_year", theme.last_year, outline=theme.last_year, shift=-0.44, width=0.2)
    bar(series.plan, "chart.plan", "rgba(0,0,0,0)", outline=theme.muted, shift=-0.12, width=0.54)
    bar(series.actual, "chart.actual", theme.actual, outline=theme.actual, shift=-0.24, width=0.54)
    for name, end in (("chart.plan_low", series.plan_low), ("chart.plan_high", series.plan_high)):
        if any(v is not None for v in end) and end != series.plan:
            drawn.add_scatter(
                x=x, y=axis.scaled(end, divisor), name=words.say(lang, name), mode="markers", hovertemplate=template,
                customdata=axis.read(end, full, lang),
                marker={"symbol": "line-ew-open", "size": 22, "color": theme.muted, "line": {"width": 2}},
            )  # fmt: skip
    if not full.decimals and divisor == 1.0:
        _whole(drawn, scales.reach(series)[1], scales.top(group or [series]))
    frame.no_data(drawn, series, lang, theme, at=0.0)
    _forecast(drawn, x, series, divisor, template, lang, theme)
    line(series.plan_to_date, "chart.plan_to_date", theme.muted, "dot")
    line(series.to_date, "chart.to_date", theme.status["met"], "solid")
    if ends := scales.ends(series, group):
        drawn.layout.yaxis.range = (0.0, AIR * ends[1] / divisor)
        drawn.layout.yaxis2.range = (0.0, AIR * scales.top(group) / divisor)
    variance.below(drawn, series, lang, theme, narrow=narrow, group=group)
    return drawn


def _forecast(
    drawn: go.Figure, x: list[str], series: Series, divisor: float, template: str, lang: Lang, theme: Theme
) -> None:
    """What the months left are expected to bring: hatched, never solid (design 1)."""
    if any(v is not None for v in series.forecast):
        drawn.add_bar(
            x=x, y=axis.scaled(series.forecast, divisor), name=words.say(lang, "chart.forecast"), offset=-0.24,
            width=0.54, hovertemplate=template, customdata=axis.read(series.forecast, series.indicator.unit, lang),
            marker={"color": "rgba(0,0,0,0)", "line": {"color": theme.actual, "width": 1},
                    "pattern": {"shape": "/", "fgcolor": theme.actual, "size": 6, "solidity": 0.2}},
        )  # fmt: skip


def _whole(drawn: go.Figure, monthly: float, cumulative: float) -> None:
    """No ticks between 0 and 1 of what is counted; larger numbers Plotly keeps whole by itself."""
    for name, most in (("yaxis", monthly), ("yaxis2", cumulative)):
        if most < FEW:
            drawn.layout[name].update(dtick=1, tickmode="linear")
