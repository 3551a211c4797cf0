"""The layout every Plotly figure of ours shares: our fonts, no template, bars from zero, hover with full values."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from kpi import words
from kpi.charts.palette import FONT, Theme
from kpi.model import Indicator
from kpi.period import Span
from kpi.unit import Lang


def labels(months: Span, lang: Lang) -> list[str]:
    return [words.say(lang, "chart.month", number=month.number) for month in months]


def scale(indicator: Indicator, lang: Lang, largest: float) -> tuple[float, str]:
    """(divisor, unit) of an axis: 万吨 for large Chinese tonnages."""
    symbol = indicator.unit.split(largest, lang)[1]
    return (10_000.0 if symbol == "万吨" else 1.0), symbol


def figure(theme: Theme, *, unit: str, zero: bool, second: str | None = None) -> go.Figure:
    """An empty figure with axes in ``unit``; ``second`` adds a right-hand axis with that title."""
    axis: dict[str, Any] = {
        "gridcolor": theme.line,
        "zerolinecolor": theme.line,
        "linecolor": theme.line,
        "tickfont": {"size": 13, "color": theme.muted},
        "fixedrange": True,
        "automargin": True,
    }
    layout: dict[str, Any] = {
        "template": None,
        "height": 300,
        "margin": {"l": 8, "r": 8, "t": 34, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": theme.ink},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": theme.card, "font": {"color": theme.ink, "family": FONT}},
        "legend": {"orientation": "h", "x": 0, "y": 1.14, "font": {"size": 13, "color": theme.muted}},
        "barmode": "overlay",
        "bargap": 0.3,
        "xaxis": {**axis, "showgrid": False, "type": "category"},
        "yaxis": {**axis, "title": {"text": unit, "font": {"size": 13, "color": theme.muted}}},
    }
    if zero:
        layout["yaxis"]["rangemode"] = "tozero"
    if second is not None:
        layout["yaxis2"] = {**axis, "overlaying": "y", "side": "right", "showgrid": False, "rangemode": "tozero"}
        layout["yaxis2"] |= {"tickmode": "auto", "nticks": 6}
        layout["yaxis2"]["title"] = {"text": second, "font": {"size": 13, "color": theme.muted}}
    return go.Figure(layout=layout)


CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": [
        "zoom2d",
        "pan2d",
        "select2d",
        "lasso2d",
        "zoomIn2d",
        "zoomOut2d",
        "autoScale2d",
        "resetScale2d",
    ],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}
