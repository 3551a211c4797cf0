"""The layout every Plotly figure of ours shares: our fonts, no template, bars from zero, hover with full values."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from kpi import words
from kpi.charts import axis, lettering, palette
from kpi.charts.palette import Theme
from kpi.series import Series
from kpi.unit import Lang

_SIGNED, _SIGNED_NARROW = 40, 20
"""Letters of a signature's line: 480 points, as in a lane of a window of 1366, and on a phone 260."""


def figure(
    theme: Theme, lang: Lang, *, unit: str, zero: bool, second: str | None = None, narrow: bool = False
) -> go.Figure:
    """An empty figure with axes in ``unit``; ``second`` adds a right-hand axis with that title.

    ``narrow`` is a phone's, which has room for every other month's name and for a legend and a signature of more lines.
    """
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
        "height": 380 if narrow else 316,
        # fixed, so that a chart and the tables of its months keep their place whatever the numbers
        "margin": {"l": 48, "r": 56 if second else 8, "t": 88, "b": 64}
        if narrow
        else {"l": 56, "r": 72 if second else 16, "t": 40, "b": 48},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": palette.font(lang), "size": 14, "color": theme.ink},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": theme.card, "font": {"color": theme.ink, "family": palette.font(lang), "size": 13}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemwidth": 30,
            "font": {"size": 13, "color": theme.muted},
        },
        "barmode": "overlay",
        "uniformtext": {"mode": "hide", "minsize": 13 if narrow else 11},  # numbers give way rather than overlap
        "bargap": 0.3,
        "xaxis": {
            **axis,
            "showgrid": False,
            "type": "category",
            "tickfont": {"size": 14 if narrow else 12, "color": theme.muted},
        },
        "yaxis": {**axis, "title": {"text": unit, "font": {"size": 13, "color": theme.muted}}},
    }
    layout["xaxis"]["tickfont"] = {"size": 14 if narrow else 12, "color": theme.muted}
    if narrow:
        layout["xaxis"]["dtick"] = 2
    if zero:
        layout["yaxis"]["rangemode"] = "tozero"
    if second is not None:
        layout["yaxis2"] = {**axis, "overlaying": "y", "side": "right", "showgrid": False, "rangemode": "tozero"}
        layout["yaxis2"] |= {"tickmode": "auto", "nticks": 6}
        layout["yaxis2"]["title"] = {"text": second, "font": {"size": 13, "color": theme.muted}}
    return go.Figure(layout=layout)


def no_data(drawn: go.Figure, series: Series, lang: Lang, theme: Theme, *, at: float) -> None:
    """A mark at the height ``at`` in every month that is missing, told apart from those that are still to come.

    Another in those that were reported and have no rate, as nothing came up.
    """
    x = axis.labels(series.months, lang)
    kinds = (("status.no_data", axis.missing(series), "circle-open-dot"), ("chart.idle", series.idle, "line-ew-open"))
    for code, gone, symbol in kinds:
        if gone:
            said = words.say(lang, code)
            drawn.add_scatter(
                x=[x[n] for n in gone], y=[at] * len(gone), name=said, mode="markers", cliponaxis=False,
                hovertemplate=f"{said}<extra></extra>",
                marker={"symbol": symbol, "size": 12, "color": theme.status["unknown"]},
            )  # fmt: skip


def sign(drawn: go.Figure, said: Sequence[str], theme: Theme, *, narrow: bool = False) -> None:
    """What it is below the chart, for the picture somebody takes away."""
    lines = laid(said, narrow=narrow)
    if (more := len(lines) - (2 if narrow else 1)) > 0:
        high = 17 * more
        drawn.layout.margin.b, drawn.layout.height = drawn.layout.margin.b + high, drawn.layout.height + high
    text = "<br>".join(map(escape, lines))
    drawn.add_annotation(
        text=text, align="left", showarrow=False, xref="paper", yref="paper", x=0, y=0, xanchor="left", yanchor="top",
        yshift=-24,
        font={"size": 13 if narrow else 12, "color": theme.muted},
    )  # fmt: skip


def laid(parts: Sequence[str], *, narrow: bool = False) -> list[str]:
    """As many parts on a line as it holds; only one that is longer is broken."""
    room, lines = _SIGNED_NARROW if narrow else _SIGNED, list[str]()
    for part in parts:
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and lettering.width(joined) <= room:
            lines[-1] = joined
        else:
            lines += lettering.wrapped(part, room)
    return lines


def explain(drawn: go.Figure, meaning: str, *, narrow: bool = False) -> None:
    """The definition below the month in the box on hover (design 23); a phone's box is as narrow as its chart."""
    said = "<br>".join(map(escape, lettering.wrapped(meaning, 18 if narrow else 32)))
    drawn.layout.xaxis.unifiedhovertitle = {"text": f"<b>%{{x}}</b><br><span style='font-size:0.9em'>{said}</span>"}


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
