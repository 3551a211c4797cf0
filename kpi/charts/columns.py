"""The overview's monthly columns as an ECharts option, so that they appear at once and never blink."""

from __future__ import annotations

from typing import Any

from kpi import words
from kpi.charts import axis
from kpi.charts.palette import FONT, Theme
from kpi.series import Series, Values
from kpi.unit import Lang


def title(series: Series, lang: Lang) -> str:
    """The indicator with the unit that the columns are drawn in."""
    return f"{series.indicator.name.of(lang)} · {axis.scale(series, lang)[1]}"


def option(series: Series, lang: Lang, theme: Theme) -> dict[str, Any]:
    """Actual solid, plan as an outline behind it, both from zero; values above the actual columns."""
    divisor, _ = axis.scale(series, lang)
    actual, plan = words.say(lang, "chart.actual"), words.say(lang, "chart.plan")
    forecast = words.say(lang, "chart.forecast")
    shown = [actual, plan, *([forecast] if any(v is not None for v in series.forecast) else [])]
    text: dict[str, Any] = {"fontFamily": FONT, "fontSize": 14, "color": theme.muted}
    return {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},  # without it ECharts draws no hatching
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 8, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"right": 0, "top": 0, "data": shown, "textStyle": text, "selectedMode": False},
        "tooltip": {"trigger": "axis", "textStyle": {"fontFamily": FONT}},
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
                "name": plan,
                "type": "bar",
                "barGap": "-82%",
                "barCategoryGap": "28%",
                "data": _rounded(series.plan, divisor),
                "itemStyle": {
                    "color": "transparent",
                    "borderColor": theme.muted,
                    "borderWidth": 1.5,
                    "decal": {"symbol": "none"},
                },
            },
            {
                "name": actual,
                "type": "bar",
                "stack": "own",  # the forecast takes the place of the actual in the months left
                "data": _labelled(series.actual, divisor),
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {"color": theme.actual, "decal": {"symbol": "none"}},
                "label": {"show": True, "position": "top", "fontSize": 13, "fontFamily": FONT, "color": theme.ink},
            },
            {
                "name": words.say(lang, "status.no_data"),
                "type": "scatter",
                "data": [[n, 0] for n in axis.missing(series)],
                "symbol": "emptyCircle",
                "symbolSize": 12,
                "itemStyle": {"color": theme.status["unknown"]},
                "label": {
                    "show": True,
                    "position": "top",
                    "formatter": words.say(lang, "status.no_data"),
                    "fontSize": 13,
                    "fontFamily": FONT,
                    "color": theme.muted,
                },
            },
            {
                "name": forecast,
                "type": "bar",
                "stack": "own",
                "data": _labelled(series.forecast, divisor),
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
                "label": {"show": True, "position": "top", "fontSize": 13, "fontFamily": FONT, "color": theme.muted},
            },
        ],
    }


def _rounded(values: Values, divisor: float) -> list[float | None]:
    return [None if value is None else round(value, 2) for value in axis.scaled(values, divisor)]


def _labelled(values: Values, divisor: float) -> list[dict[str, Any] | None]:
    """Each value with one decimal above its column, so that all labels are alike."""
    shown = _rounded(values, divisor)
    return [None if value is None else {"value": value, "label": {"formatter": f"{value:,.1f}"}} for value in shown]
