"""A year of amounts as a picture for the wall: each month's column from zero beside its plan, figures inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kpi.charts import pen
from kpi.charts.axis import scaled
from kpi.charts.lettering import width
from kpi.charts.palette import Theme
from kpi.charts.pen import Frame
from kpi.series import Series
from kpi.unit import digits

_LEFT, _WIDE, _ASIDE = 0.04, 0.78, 0.12
"""Of a month's place: before the column, the column, and how far its plan is moved to the right."""


@dataclass(frozen=True, slots=True)
class _Month:
    """What stands in one month's place, all in the axis' unit."""

    done: float | None
    plan: float | None
    """Of a range its high end."""
    expected: float | None
    low: float | None

    @property
    def value(self) -> float | None:
        return self.done if self.done is not None else self.expected


def columns(series: Series, theme: Theme, frame: Frame, divisor: float) -> Markup:
    """Actual solid, plan as an outline behind it, forecast hatched in the months left; all from zero.

    A plan that is a range is outlined to its high end with a line across at its low one. A figure stands in its own
    column, on a short one right above it: never on the plan's outline, where it would read as the plan.
    """
    found = _months(series, divisor)
    values = [v for each in found for v in (each.done, each.plan, each.expected, each.low) if v is not None and v > 0]
    unit = (frame.foot - frame.head) / max(values, default=1.0)
    step = frame.step(len(found))
    decimals = _decimals(found, step, frame.letter)
    parts: list[Markup] = [pen.LINE.format(0, frame.foot, frame.wide, frame.foot, theme.line, 2, "")]
    said: list[Markup] = []  # figures lie above every line
    for index, each in enumerate(found):
        place = _Place(frame, theme, (index + _LEFT) * step, step, unit)
        text = "" if each.value is None else digits(each.value, decimals)
        parts += place.shapes(each, text)
        said += place.figure(each, text)
    gone = pen.gaps(series, frame, theme, step)
    return pen.image(frame, theme, [*parts, *said, *gone, pen.months(series.months, frame, theme, step)])


def _months(series: Series, divisor: float) -> list[_Month]:
    none = (None,) * len(series.months)
    drawn = (series.actual, series.plan, series.forecast or none, series.plan_low or none, series.plan_high or none)
    actual, plan, forecast, low, high = (scaled(values, divisor) for values in drawn)
    ends = [a if b is None else b for a, b in zip(plan, high, strict=True)]
    return [_Month(*each) for each in zip(actual, ends, forecast, low, strict=True)]


@dataclass(frozen=True, slots=True)
class _Place:
    """One month's place in the picture: where its column begins, a month's width, and a unit's height."""

    frame: Frame
    theme: Theme
    left: float
    step: float
    unit: float

    @property
    def wide(self) -> float:
        return _WIDE * self.step

    def tall(self, value: float | None) -> float:
        """What is below zero has no column in a picture of amounts."""
        return max(value or 0.0, 0.0) * self.unit

    def inside(self, each: _Month, text: str) -> bool:
        """Whether the figure has room within its column."""
        letter = self.frame.letter
        return each.done is not None and self.tall(each.done) >= 1.2 * letter and width(text) * letter <= self.wide

    def shapes(self, each: _Month, text: str) -> list[Markup]:
        found, aside = [], _ASIDE * self.step
        if each.plan is not None and each.expected is None:
            begin = self.wide + 4 if self._meets(each, text) else aside
            found.append(self._bar(begin, self.wide + aside - begin, each.plan, "none", self.theme.muted))
        if each.done is not None:
            found.append(self._bar(0, self.wide, each.done, self.theme.actual, self.theme.actual))
        elif each.expected is not None:
            found.append(self._bar(0, self.wide, each.expected, "url(#h)", self.theme.muted))
        if each.low is not None and each.expected is None:
            y, begin = self.frame.foot - self.tall(each.low), self.left + aside
            found.append(pen.LINE.format(begin, y, begin + self.wide, y, self.theme.muted, 4, pen.DASHED))
        return found

    def _bar(self, begin: float, wide: float, value: float, fill: str, edge: str) -> Markup:
        tall = self.tall(value)
        return pen.BAR.format(self.left + begin, self.frame.foot - tall, wide, tall, fill, edge)

    def _meets(self, each: _Month, text: str) -> bool:
        """Whether a figure above its column would lie on an edge of the plan's outline, which then stands beside it."""
        tall, planned, letter = self.tall(each.value), self.tall(each.plan), self.frame.letter
        if not text or self.inside(each, text) or planned <= tall + 0.2 * letter:
            return False
        return planned <= tall + 1.3 * letter or width(text) * letter / 2 + 4 > self.wide / 2 - _ASIDE * self.step

    def figure(self, each: _Month, text: str) -> list[Markup]:
        if not text:
            return []
        theme, inside = self.theme, self.inside(each, text)
        ink, ground = (theme.card, theme.actual) if inside else (theme.ink, theme.card)
        ink = theme.muted if each.done is None else ink
        y = self.frame.foot - self.tall(each.value) + (1.0 if inside else -0.3) * self.frame.letter
        return [pen.CLEAR.format(self.left + self.wide / 2, y, ink, ground, text)]


def _decimals(months: Iterable[_Month], step: float, letter: int) -> int:
    """One decimal where any value has one and all have room for it: the actual ones in their columns."""
    known = [(each.value, _WIDE if each.done is not None else 0.97) for each in months]
    sized = [(value, share) for value, share in known if value is not None]
    if all(value == round(value) for value, _ in sized):
        return 0
    return int(all(width(digits(value, 1)) * letter <= share * step for value, share in sized))
