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
    text: dict[str, Any] = {"fontFamily": FONT, "fontSize": 14, "color": theme.muted}
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 8, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"right": 0, "top": 0, "data": [actual, plan], "textStyle": text, "selectedMode": False},
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
                "itemStyle": {"color": "transparent", "borderColor": theme.muted, "borderWidth": 1.5},
            },
            {
                "name": actual,
                "type": "bar",
                "data": _labelled(series.actual, divisor),
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {"color": theme.actual},
                "label": {"show": True, "position": "top", "fontSize": 13, "fontFamily": FONT, "color": theme.ink},
            },
        ],
    }


def _rounded(values: Values, divisor: float) -> list[float | None]:
    return [None if value is None else round(value, 2) for value in axis.scaled(values, divisor)]


def _labelled(values: Values, divisor: float) -> list[dict[str, Any] | None]:
    """Each value with one decimal above its column, so that all labels are alike."""
    shown = _rounded(values, divisor)
    return [None if value is None else {"value": value, "label": {"formatter": f"{value:,.1f}"}} for value in shown]
