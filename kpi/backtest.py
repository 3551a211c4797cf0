"""How good the forecast would have been a year ago: the same method, the same month, one year earlier."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi import progress, ranges, rollup, words
from kpi.model import Indicator
from kpi.period import whole_year
from kpi.progress import Desk, Figure
from kpi.unit import Lang


@dataclass(frozen=True, slots=True)
class BackTest:
    """What would have been forecast for ``year``, and what the year then brought, in the indicator's unit."""

    year: int
    forecast: float
    actual: float

    @property
    def error(self) -> float:
        """(forecast − actual) ÷ actual in %."""
        return 100 * (self.forecast - self.actual) / self.actual


def last_year(desk: Desk, indicator: Indicator) -> BackTest | None:
    """None where last year is not complete, or where this year's method had no basis then.

    Without last year's plan F3 cannot be tried: another method's error would say nothing of it.
    """
    earlier = replace(desk, month=desk.month.last_year)
    then, now = (progress.figure(each, indicator).forecast for each in (earlier, desk))
    came = rollup.over(desk.done, indicator.key, desk.scope, whole_year(earlier.month.year))
    if then is None or now is None or then.planned != now.planned or not came.value or len(came.present) < 12:
        return None
    return BackTest(earlier.month.year, then.best, came.value)


def sentence(desk: Desk, figure: Figure, lang: Lang) -> str:
    """The forecast with its interval and its back-test (design 12); '' without a forecast."""
    if figure.forecast is None:
        return ""
    unit, forecast = figure.indicator.unit, figure.forecast
    said = words.say(
        lang, "forecast.said", best=unit.show(ranges.about(unit, forecast.best), lang),
        range=ranges.estimated(unit, *forecast.range, lang), count=len(forecast.known),
    )  # fmt: skip
    then = last_year(desk, figure.indicator)
    if then is None:
        why = "untested" if figure.forecast.planned else "untested_year"
        return said + words.say(lang, f"forecast.{why}", year=desk.month.year - 1)
    error = f"{then.error:+.2f}%".replace("-", "−")
    return said + words.say(
        lang, "forecast.tested", year=then.year, month=desk.month.number, actual=unit.show(then.actual, lang),
        forecast=unit.show(ranges.about(unit, then.forecast), lang), error=error,
    )  # fmt: skip
