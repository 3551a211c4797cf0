"""The panels below a chart: each month's distance to plan as bars, for amounts also in per cent as pins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import copysign
from typing import NamedTuple

import plotly.graph_objects as go

from kpi import message, words
from kpi.charts import axis, lettering
from kpi.charts.palette import Theme
from kpi.series import Series
from kpi.unit import Lang, digits


class _Panel(NamedTuple):
    """In points: the height of a panel, its title included, and what a number at the end of a bar needs."""

    height: int
    number: int
    angle: int
    letter: int


class _Bars(NamedTuple):
    """What a panel shows: its values at the bars, then others' on the same scale; how they are read, and in full."""

    every: list[list[float | None]]
    title: str
    decimals: int
    full: list[str]

    @property
    def said(self) -> list[str]:
        shown = self.decimals
        return ["" if v is None else digits(v, shown, signed=True) if round(v, shown) else "0" for v in self.every[0]]


PANEL, TURNED, NARROW = _Panel(96, 20, 0, 12), _Panel(144, 46, -90, 12), _Panel(144, 46, -90, 13)
_MONTH = 32
"""Points that a number has beside the next month's."""
BARS = 0.72
"""Of a panel's height, what its title leaves."""


PIN = 4
"""Half the head of a pin, in points."""


def _reach(values: Sequence[float | None], panel: _Panel, pin: int) -> tuple[float, float]:
    """The axis in the bars' unit: every bar and its number lie within, above and below zero."""
    known = [v for v in values if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    above, below = (panel.number + pin if found else 3 for found in (any(v >= 0 for v in known), low < 0))
    point = ((high - low) or 1.0) / (panel.height * BARS - above - below)
    return low - below * point, high + above * point


def below(
    drawn: go.Figure,
    series: Series,
    lang: Lang,
    theme: Theme,
    *,
    narrow: bool = False,
    group: Sequence[Series] = (),
) -> None:
    """Add the panels on the chart's own months (design 10); nothing where no month has both actual and plan.

    Bars start at zero. Colour says good or bad in the indicator's own direction, the sign stays arithmetic (design 5).
    Distances are drawn as long as in its ``group``, so that equal bars are equal gaps.
    """
    divisor, unit = axis.scale(series, lang)
    if all(gap is None for gap in series.gap):
        return
    points = words.say(lang, "message.points", number="").strip() if series.indicator.unit.percent else unit
    each = group or [series]
    decimals = 2 if divisor > 1 else series.indicator.unit.decimals
    panels = [
        _Bars(
            [axis.scaled(one.gap, divisor) for one in each],
            words.say(lang, "chart.variance", unit=points),
            decimals,
            [_full(gap, series, lang) for gap in series.gap],
        )
    ]
    if series.indicator.amount:
        shares = [_shares(one) for one in each]
        full = ["" if v is None else f"{digits(v, 2, signed=True)}%" for v in shares[0]]
        panels.append(_Bars(shares, words.say(lang, "chart.variance_percent"), 1, full))
    panel = NARROW if narrow else TURNED if any(_touch(bars) for bars in panels) else PANEL
    _make_room(drawn, len(panels) * panel.height)
    for number, bars in enumerate(panels):
        _panel(drawn, series, bars, lang, theme, number=number, of=len(panels), panel=panel)


def _full(gap: float | None, series: Series, lang: Lang) -> str:
    """A distance to its last digit, for on hover (design 23): +12,000 吨."""
    unit = series.indicator.unit
    if gap is None:
        return ""
    return message.size(series.indicator, gap, lang, signed=True) if unit.percent else unit.full(gap, lang, signed=True)


def _touch(bars: _Bars) -> bool:
    """Whether two numbers side by side would, in a lane of a window of 1366: 34 points a month, two of them between."""
    return any(lettering.width(said) * PANEL.letter > _MONTH for said in bars.said)


def _shares(series: Series) -> list[float | None]:
    """Δ ÷ plan in %; None without a plan to divide by."""
    return [
        100 * gap / plan if gap is not None and plan else None
        for gap, plan in zip(series.gap, series.beside, strict=True)
    ]


def _make_room(drawn: go.Figure, more: int) -> None:
    """The chart keeps its height, the panels go below it on the same months."""
    height = drawn.layout.height
    drawn.layout.height = height + more
    inner = drawn.layout.height - drawn.layout.margin.t - drawn.layout.margin.b
    low = more / inner
    drawn.layout.yaxis.domain = (low, 1)


def _panel(
    drawn: go.Figure, series: Series, bars: _Bars, lang: Lang, theme: Theme, *, number: int, of: int, panel: _Panel
) -> None:
    """One panel on its own vertical axis, ``y3`` the upper one."""
    values, title, name, last = bars.every[0], bars.title, f"y{number + 3}", number == of - 1
    pin = PIN if number else 0
    reach = _reach(list(chain(*bars.every)), panel, pin)
    share = drawn.layout.yaxis.domain[0] / of
    floor = (of - 1 - number) * share
    drawn.layout[f"yaxis{number + 3}"] = {
        "domain": (floor, floor + share * BARS),
        "range": reach,
        "fixedrange": True,
        "showgrid": False,
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": theme.muted,
        "anchor": "x",
    }
    if last:
        drawn.layout.xaxis.anchor = name
    drawn.add_annotation(
        text=title, showarrow=False, xref="paper", yref="paper", x=0, y=floor + share * 0.76, xanchor="left",
        yanchor="bottom", font={"size": 13, "color": theme.muted},
    )  # fmt: skip
    good = 1 if series.indicator.better == "higher" else -1
    colours = [theme.status["met" if (value or 0) * good >= 0 else "behind"] for value in values]
    if series.indicator.better == "band":
        colours = [theme.actual] * len(values)
    head = pin * (reach[1] - reach[0]) / (panel.height * BARS)
    ends = [v if v is None else v + copysign(head, v) for v in values]
    x = axis.labels(series.months, lang)
    # on hover the share by its name, the distance with a unit of its own
    shared = {"x": x, "name": title if number else words.say(lang, "chart.gap"), "yaxis": name, "showlegend": False}
    shared["cliponaxis"] = False
    drawn.add_bar(
        **shared, y=ends, width=0.5, text=bars.said, customdata=bars.full, textangle=panel.angle,
        textposition="outside",
        constraintext="none", textfont={"size": panel.letter, "color": theme.ink},
        marker={"color": ["rgba(0,0,0,0)"] * len(values) if number else colours}, hovertemplate="%{customdata}",
    )  # fmt: skip
    if number:  # pins, whose numbers stand at the ends of unseen bars
        drawn.add_scatter(
            **shared, y=values, mode="markers", marker={"color": colours, "size": 2 * PIN}, hoverinfo="skip",
            error_y={"type": "data", "symmetric": False, "width": 0, "thickness": 1.5, "color": theme.muted,
                     "array": [max(-(v or 0.0), 0.0) for v in values],
                     "arrayminus": [max(v or 0.0, 0.0) for v in values]},
        )  # fmt: skip
