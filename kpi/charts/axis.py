"""What both chart libraries write along their axes: the months, and the unit large tonnages are drawn in."""

from __future__ import annotations

from collections.abc import Iterable

from kpi import exact, words
from kpi.period import Span
from kpi.series import Series, Values
from kpi.unit import Lang, Unit


def labels(months: Span, lang: Lang) -> list[str]:
    names = words.say(lang, "chart.months").split()
    return [names[month.number - 1] for month in months]


def scale(series: Series, lang: Lang) -> tuple[float, str]:
    """(divisor, unit) of the monthly axis: tonnages from 10,000 t on are drawn in 万吨, for the labels' sake."""
    unit = series.indicator.unit
    largest = max((v for v in (*series.actual, *series.plan) if v is not None), default=0.0)
    if unit.key == "t" and largest >= 10_000:
        return 10_000.0, words.say(lang, "chart.ten_thousand", unit=unit.name)
    return 1.0, unit.name.of(lang)


def missing(series: Series) -> list[int]:
    """The months without a figure that are over or have one after them: a gap has a mark of its own (design 12).

    A milestone's level needs no figure of every month, nor does a rate of one in which nothing came up.
    """
    known = [n for n, value in enumerate(series.actual) if value is not None]
    last = max([series.due, *known]) if known and not series.indicator.milestone else 0
    return [n for n in range(last) if series.actual[n] is None and n not in series.idle]


def shown(values: Values | Iterable[float | None], decimals: int) -> list[float | None]:
    """As they are read: a browser that writes them with so many decimals need not round again."""
    return [None if value is None else exact.rounded(value, decimals) for value in values]


def read(values: Values | Iterable[float | None], unit: Unit, lang: Lang) -> list[float | None]:
    """In what a reader's language counts in (`Unit.spoken`), as they are read."""
    _, times, decimals = unit.spoken(lang)
    return shown(scaled(values, 1 / times), decimals)


def scaled(values: Values | Iterable[float | None], divisor: float) -> list[float | None]:
    return [None if value is None else value / divisor for value in values]
