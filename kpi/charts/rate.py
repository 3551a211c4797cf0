"""Rates: monthly dots, the weighted year-to-date as a step, and the plan as a line; nothing stacked or summed."""

from __future__ import annotations

import plotly.graph_objects as go

from kpi import words
from kpi.charts import axis, frame
from kpi.charts.palette import Theme
from kpi.series import Series, Values
from kpi.unit import Lang


def chart(series: Series, lang: Lang, theme: Theme) -> go.Figure:
    """Dots need no zero baseline, so the axis shows the range that matters (design 11)."""
    unit = series.indicator.unit.name.of(lang)
    drawn = frame.figure(theme, unit=unit, zero=False)
    x = axis.labels(series.months, lang)
    template = f"%{{y:,.{series.indicator.unit.decimals}f}} {unit}"

    def trace(values: Values, name: str, *, mode: str, colour: str, shape: str = "linear", dash: str = "solid") -> None:
        if any(v is not None for v in values):
            drawn.add_scatter(
                x=x, y=list(values), name=words.say(lang, name), mode=mode, hovertemplate=template, connectgaps=False,
                line={"color": colour, "width": 2, "shape": shape, "dash": dash}, marker={"size": 9, "color": colour},
            )  # fmt: skip

    trace(series.last_year, "chart.last_year", mode="markers", colour=theme.last_year)
    trace(series.plan, "chart.plan", mode="lines", colour=theme.muted, shape="hvh", dash="dot")
    weighted = "chart.level" if series.indicator.milestone else "chart.weighted"
    trace(series.to_date, weighted, mode="lines", colour=theme.status["met"], shape="hvh")
    trace(series.actual, "chart.actual", mode="markers", colour=theme.actual)
    return drawn
