"""The overview's monthly columns as an ECharts option, so that they appear at once and never blink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpi import words
from kpi.charts import axis, frame, markup, palette, scales
from kpi.charts.palette import Theme
from kpi.series import Series, Values
from kpi.unit import Lang, digits

_SIGNED = 17
"""Points of a line of what the picture says of itself."""
_TALL, _TALL_NARROW = 0.14, 0.35
"""Of the highest column, what a figure needs within its own: level, and upright on a phone."""


def title(series: Series, lang: Lang) -> str:
    """The indicator with the unit that the columns are drawn in."""
    return f"{series.indicator.name.of(lang)} · {axis.scale(series, lang)[1]}"


def option(
    series: Series, lang: Lang, theme: Theme, *, narrow: bool = False, signed: Sequence[str] = ()
) -> dict[str, Any]:
    """Actual solid, plan as an outline behind it, both from zero; values above the actual columns.

    Where an outline stands higher it would cross them: then they stand within their columns. On a phone they stand
    upright, for side by side ECharts would leave every other one out. ``signed`` is what the picture says of itself.
    """
    divisor, _ = axis.scale(series, lang)
    said = _said(series, lang)
    expected = series.forecast or (None,) * len(series.months)
    actual, plan = words.say(lang, "chart.actual"), words.say(lang, "chart.plan")
    forecast = words.say(lang, "chart.forecast")
    named = {actual: series.actual, plan: series.plan, forecast: series.forecast}
    shown = [name for name, values in named.items() if any(v is not None for v in values)]
    label = {"show": True, "position": "top", "fontSize": 13, "fontFamily": palette.font(lang)}
    if narrow:
        label |= {"rotate": 90, "align": "left", "verticalAlign": "middle"}
    text: dict[str, Any] = {"fontFamily": palette.font(lang), "fontSize": 14, "color": theme.muted}
    foot = frame.laid(signed, narrow=narrow)
    return {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},  # without it ECharts draws no hatching
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": palette.font(lang)},
        "grid": {
            "left": 8,
            "right": 8,
            "top": 56 if narrow else 40,
            "bottom": 8 + _SIGNED * len(foot),
            "containLabel": True,
        },
        "title": {
            "text": "\n".join(foot),
            "left": 0,
            "bottom": 0,
            "padding": 0,
            "textStyle": {**text, "fontSize": 12, "fontWeight": "normal", "lineHeight": _SIGNED},
        },
        "legend": {"right": 0, "top": 0, "data": shown, "textStyle": text, "selectedMode": False},
        "tooltip": {
            "trigger": "item",
            "textStyle": {"fontFamily": palette.font(lang)},
            "extraCssText": "max-width: 24rem; white-space: normal",
        },
        "xAxis": {
            "type": "category",
            "data": axis.labels(series.months, lang),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": theme.line}},
            "axisLabel": text,
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "axisLabel": text,
            "splitLine": {"lineStyle": {"color": theme.line}},
        },
        "series": [
            {
                "name": actual,
                "type": "bar",
                "stack": "own",  # the forecast takes the place of the actual in the months left
                "data": _clear(_hovered(_rounded(series.actual, divisor), said), series, theme, narrow=narrow),
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {"color": theme.actual, "decal": {"symbol": "none"}},
                "label": {**label, "color": theme.ink},
            },
            {
                "name": words.say(lang, "status.no_data"),
                "type": "scatter",
                "data": [{"value": [n, 0], "tooltip": {"formatter": said[n]}} for n in axis.missing(series)],
                "symbol": "circle",
                "symbolSize": 12,
                "itemStyle": {
                    "color": "transparent",
                    "borderColor": theme.status["unknown"],
                    "borderWidth": 2,
                    "borderType": "dotted",
                    "decal": {"symbol": "none"},
                },
                "label": {
                    **label,
                    "formatter": words.say(lang, "status.no_data"),
                    "color": theme.muted,
                    "backgroundColor": theme.card,  # else the plan's outline crosses it
                    "padding": 2,
                },
            },
            {
                "name": forecast,
                "type": "bar",
                "stack": "own",
                "data": _hovered(_rounded(expected, divisor), said),
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {
                    "color": "transparent",
                    "borderColor": theme.muted,
                    "borderWidth": 1,
                    "decal": {
                        "symbol": "rect",
                        "color": theme.muted,
                        "dashArrayX": [1, 0],
                        "dashArrayY": [1.5, 4],
                        "rotation": -0.7854,
                    },
                },
                "label": {**label, "color": theme.muted},
            },
            {
                "name": plan,
                "type": "bar",
                "z": 1,  # behind the actual, and to the right of it as on the brands' own pages
                "barGap": "-82%",
                "barCategoryGap": "28%",
                "data": _hovered(_rounded(series.plan, divisor), said),
                "itemStyle": {
                    "color": "transparent",
                    "borderColor": theme.muted,
                    "borderWidth": 1.5,
                    "decal": {"symbol": "none"},
                },
            },
        ],
    }


def _rounded(values: Values, divisor: float) -> list[float | None]:
    return [None if value is None else round(value, 4) for value in axis.scaled(values, divisor)]


def _hovered(values: list[float | None], said: list[str]) -> list[dict[str, Any] | None]:
    """Each column with one decimal above it, so that all labels are alike, and in full on hover."""
    return [
        None if v is None else {"value": v, "label": {"formatter": digits(v, 1)}, "tooltip": {"formatter": text}}
        for v, text in zip(values, said, strict=True)
    ]


def _clear(
    drawn: list[dict[str, Any] | None], series: Series, theme: Theme, *, narrow: bool
) -> list[dict[str, Any] | None]:
    """Figures where no outline crosses them: within their columns, above a short one on a ground of their own.

    All alike, as soon as one would be crossed.
    """
    if not any(a is not None and p is not None and p > a for a, p in zip(series.actual, series.plan, strict=True)):
        return drawn
    top = scales.reach(series)[1]
    for each, value in zip(drawn, series.actual, strict=True):
        if each is None or value is None:
            continue
        if value < (_TALL_NARROW if narrow else _TALL) * top:
            each["label"] |= {"backgroundColor": theme.card, "padding": [1, 2]}
        else:  # what is wider than its column keeps a ground beside it
            each["label"] |= {"position": "insideTop", "color": theme.card, "textBorderColor": theme.actual}
            each["label"] |= {"textBorderWidth": 3, **({"align": "right"} if narrow else {})}
    return drawn


def _said(series: Series, lang: Lang) -> list[str]:
    """What is said of each month on hover: every value in full, and the definition (design 23), as HTML."""
    unit, shown = series.indicator.unit, ("actual", "plan", "gap", "last_year", "forecast")
    of = [(words.say(lang, f"chart.{name}"), getattr(series, name), name == "gap") for name in shown]
    meaning = Markup("<small>{}</small>").format(markup.meaning(series.indicator, lang))
    found = []
    for at, month in enumerate(series.months):
        named = words.say(lang, "frame.month_of", year=month.year, number=month.number)
        known = [(name, values[at], signed) for name, values, signed in of if values and values[at] is not None]
        lines = [f"{name} {unit.full(v, lang, signed=signed)}" for name, v, signed in known]
        if at in axis.missing(series):
            lines.append(words.say(lang, "status.no_data"))
        found.append(str(Markup("<br>").join([named, *lines, meaning])))
    return found
