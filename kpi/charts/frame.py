"""The layout every Plotly figure of ours shares: our fonts, no template, bars from zero, hover with full values."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from kpi.charts.palette import FONT, Theme


def figure(theme: Theme, *, unit: str, zero: bool, second: str | None = None) -> go.Figure:
    """An empty figure with axes in ``unit``; ``second`` adds a right-hand axis with that title."""
    axis: dict[str, Any] = {
        "gridcolor": theme.line,
        "zerolinecolor": theme.line,
        "linecolor": theme.line,
        "tickfont": {"size": 13, "color": theme.muted},
        "fixedrange": True,
        "automargin": False,
        "tickangle": 0,
    }
    layout: dict[str, Any] = {
        "template": go.layout.Template(),  # None would mean Plotly's own, 6 kB a figure
        "height": 316,
        # fixed, so that a chart and the tables of its months keep their place whatever the numbers
        "margin": {"l": 56, "r": 72 if second else 16, "t": 40, "b": 48},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": theme.ink},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": theme.card, "font": {"color": theme.ink, "family": FONT, "size": 13}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemwidth": 30,
            "font": {"size": 13, "color": theme.muted},
        },
        "barmode": "overlay",
        "uniformtext": {"mode": "hide", "minsize": 11},  # on a phone numbers give way rather than overlap
        "bargap": 0.3,
        "xaxis": {**axis, "showgrid": False, "type": "category", "tickfont": {"size": 12, "color": theme.muted}},
        "yaxis": {**axis, "title": {"text": unit, "font": {"size": 13, "color": theme.muted}}},
    }
    if zero:
        layout["yaxis"]["rangemode"] = "tozero"
    if second is not None:
        layout["yaxis2"] = {**axis, "overlaying": "y", "side": "right", "showgrid": False, "rangemode": "tozero"}
        layout["yaxis2"] |= {"tickmode": "auto", "nticks": 6}
        layout["yaxis2"]["title"] = {"text": second, "font": {"size": 13, "color": theme.muted}}
    return go.Figure(layout=layout)


def sign(drawn: go.Figure, said: str, theme: Theme) -> None:
    """A line below the chart that says what it is, for the picture somebody takes away."""
    drawn.add_annotation(
        text=said, showarrow=False, xref="paper", yref="paper", x=0, y=0, xanchor="left", yanchor="top", yshift=-24,
        font={"size": 11, "color": theme.muted},
    )  # fmt: skip


def enlarged(drawn: go.Figure, scale: float) -> go.Figure:
    """The same picture with every length so many times as large, for a wall without device scaling (style.css)."""
    return drawn if scale == 1.0 else go.Figure(_enlarged(drawn.to_plotly_json(), "", scale))


_LENGTHS = frozenset({"size", "height", "thickness", "xshift", "yshift", "minsize", "itemwidth"})
"""In screen points wherever they stand; a width only is one of a line, as a bar's is counted in months."""


def _enlarged(part: Any, within: str, scale: float) -> Any:
    if isinstance(part, list | tuple):
        return [_enlarged(each, within, scale) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value * scale
        if key in _LENGTHS or within == "margin" or (within == "line" and key == "width")
        else _enlarged(value, key, scale)
        for key, value in part.items()
    }


def config(name: str) -> dict[str, Any]:
    """How a chart may be handled; ``name`` is that of the picture taken away."""
    return {**CONFIG, "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}


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
}
