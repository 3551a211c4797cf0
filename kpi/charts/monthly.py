"""A year's months as pictures for the wall: columns beside their plan, or dots within their natural limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from kpi import signals
from kpi.charts import svg
from kpi.charts.axis import scaled
from kpi.charts.lettering import width
from kpi.charts.palette import FONT, SHAPES, Theme
from kpi.period import Span
from kpi.series import Series, Values


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture so wide and high on a stage of 1920, with letters of this size; ``alt`` says it in words."""

    wide: int
    high: int
    letter: int
    alt: str

    @property
    def foot(self) -> float:
        """Where the axis lies, above the names of the months."""
        return self.high - 1.35 * self.letter

    @property
    def head(self) -> float:
        """Where the highest value lies, below its own figure."""
        return 1.3 * self.letter

    def step(self, count: int) -> float:
        return self.wide / count


_DRAWING = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="{}" font-size="{}" text-anchor="middle">'
    '<defs><pattern id="h" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2.5" height="9" fill="{}"/></pattern></defs>{}</svg>'
)
_BAR = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}" stroke-width="2"/>')
_TEXT = Markup('<text x="{:.1f}" y="{:.1f}" fill="{}">{}</text>')
_CLEAR = Markup(
    '<text x="{:.1f}" y="{:.1f}" fill="{}" stroke="{}" stroke-width="9" stroke-linejoin="round" paint-order="stroke">'
    "{}</text>"
)
"""A figure among lines, with the ground round it."""
_LINE = Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"{}/>')
_DOT = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="{}" stroke-width="3"/>')
_STEP = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="4"/>')
_DASHED = Markup(' stroke-dasharray="12 9"')


def columns(series: Series, theme: Theme, frame: Frame, divisor: float, closed: int = 0) -> Markup:
    """Actual solid, plan as an outline behind it, forecast hatched in the months left; all from zero.

    A plan that is a range is outlined to its high end with a line across at its low one. A month without a figure
    among the first ``closed`` is marked ◌: an empty place would read as nothing done.
    """
    none = (None,) * len(series.months)
    drawn = (series.actual, series.plan, series.forecast or none, series.plan_low or none, series.plan_high or none)
    actual, plan, forecast, low, high = (scaled(values, divisor) for values in drawn)
    plan = [a if b is None else b for a, b in zip(plan, high, strict=True)]
    top = max((v for v in (*actual, *plan, *forecast, *low) if v is not None and v > 0), default=1.0)
    step, unit = frame.step(len(series.months)), (frame.foot - frame.head) / top
    decimals = _decimals([*actual, *forecast], step, frame.letter)
    parts = [_LINE.format(0, frame.foot, frame.wide, frame.foot, theme.line, 2, "")]
    across, known = [], any(value is not None for value in actual)
    for index, (done, planned, expected) in enumerate(zip(actual, plan, forecast, strict=True)):
        left, wide = index * step + 0.13 * step, 0.62 * step
        if planned is not None and expected is None:
            parts.append(_bar(frame, left + 0.12 * step, wide, planned * unit, "none", theme.muted))
        if (least := low[index]) is not None and expected is None:
            y = frame.foot - max(least, 0.0) * unit
            across.append(_LINE.format(left + 0.12 * step, y, left + 0.12 * step + wide, y, theme.muted, 4, _DASHED))
        if done is None and index < closed and known:
            y = frame.foot - 0.3 * frame.letter
            parts.append(_CLEAR.format(left + wide / 2 + 0.03 * step, y, theme.muted, theme.card, SHAPES["unknown"]))
        if (value := done if done is not None else expected) is None:
            continue
        fill, ink = (theme.actual, theme.ink) if done is not None else ("url(#h)", theme.muted)
        edge = theme.actual if done is not None else theme.muted
        parts.append(_bar(frame, left, wide, value * unit, fill, edge))
        over = max(value, planned or 0.0) if expected is None else value
        lift = frame.foot - max(over, 0.0) * unit - 0.3 * frame.letter
        parts.append(_TEXT.format(left + wide / 2 + 0.03 * step, lift, ink, f"{value:,.{decimals}f}"))
    parts += across
    parts.append(_months(series.months, frame, theme))
    return _image(frame, theme, parts)


def dots(series: Series, theme: Theme, frame: Frame) -> Markup:
    """A dot a month in its natural limits, the weighted year to date as a step, the plan dashed; no zero needed."""
    natural = signals.natural(series)
    limits = (natural.limits.low, natural.limits.high) if natural else ()
    # the ends of a range stand for its plan, which is one of them
    ends = tuple(zip(series.plan_low, series.plan_high, strict=True)) or ((None, None),) * len(series.months)
    plans = [pair if any(v is not None for v in pair) else (v, None) for pair, v in zip(ends, series.plan, strict=True)]
    known = [v for v in (*series.actual, *chain(*plans), *series.to_date, *limits) if v is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    low, high = low - room, high + room
    step = frame.step(len(series.months))
    rise = (frame.foot - frame.head) / (high - low)

    def at(value: float) -> float:
        return frame.foot - (value - low) * rise

    parts = []
    if natural:
        tall = at(natural.limits.low) - at(natural.limits.high)
        parts.append(_BAR.format(0, at(natural.limits.high), frame.wide, tall, theme.natural, "none"))
    parts.append(_LINE.format(0, frame.foot, frame.wide, frame.foot, theme.line, 2, ""))
    for index, value in ((index, value) for index, pair in enumerate(plans) for value in pair):
        if value is not None:
            parts.append(_LINE.format(index * step, at(value), (index + 1) * step, at(value), theme.muted, 3, _DASHED))
    parts += [_STEP.format(points, theme.status["met"]) for points in _steps(series.to_date, step, at)]
    marks = natural.marks if natural else ("",) * len(series.months)
    for index, (value, mark) in enumerate(zip(series.actual, marks, strict=False)):
        if value is not None:
            ring = theme.ink if mark else theme.actual
            parts.append(_DOT.format((index + 0.5) * step, at(value), 14 if mark else 9, theme.actual, ring))
    for index in _named(series.actual, lambda a, b: abs(a - b) * rise > 1.6 * frame.letter):
        value = series.actual[index]
        if value is not None:
            said = f"{value:,.{series.indicator.unit.decimals}f}"
            half = width(said) * frame.letter / 2
            middle = min(max((index + 0.5) * step, half), frame.wide - half)
            under = (
                value == min(v for v in series.actual if v is not None) and frame.foot - at(value) > 1.7 * frame.letter
            )
            y = at(value) + (1.3 if under else -0.6) * frame.letter
            parts.append(_CLEAR.format(middle, y, theme.ink, theme.card, said))
    parts.append(_months(series.months, frame, theme))
    return _image(frame, theme, parts)


def _bar(frame: Frame, left: float, wide: float, tall: float, fill: str, edge: str) -> Markup:
    """From zero up; what is below zero has no column in a picture of amounts."""
    return _BAR.format(left, frame.foot - max(tall, 0.0), wide, max(tall, 0.0), fill, edge)


def _steps(values: Values, step: float, at: Callable[[float], float]) -> list[str]:
    """A level line for each month, broken where one is missing."""
    runs: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1] += [f"{x * step:.1f},{at(value):.1f}" for x in (index, index + 1)]
    return [" ".join(run) for run in runs if run]


def _named(values: Values, apart: Callable[[float, float], bool]) -> Sequence[int]:
    """The months that are said in figures: the latest, the lowest and the highest, if they stand apart."""
    known = [index for index, value in enumerate(values) if value is not None]
    if not known:
        return ()
    ranked = sorted(known, key=lambda index: values[index] or 0.0)
    found: list[int] = []
    for index in (known[-1], ranked[0], ranked[-1]):
        if all(abs(index - n) > 1 or (index != n and apart(values[index] or 0.0, values[n] or 0.0)) for n in found):
            found.append(index)
    return found


def _decimals(values: Iterable[float | None], step: float, letter: int) -> int:
    """One decimal where there is room for it and any value has one."""
    known = [v for v in values if v is not None]
    if all(v == round(v) for v in known):
        return 0
    return 1 if max(width(f"{v:,.1f}") for v in known) * letter <= 0.97 * step else 0


def _months(months: Span, frame: Frame, theme: Theme) -> Markup:
    step = frame.step(len(months))
    y = frame.high - 0.25 * frame.letter
    return Markup("").join(
        _TEXT.format((index + 0.5) * step, y, theme.muted, month.number) for index, month in enumerate(months)
    )


def _image(frame: Frame, theme: Theme, parts: Iterable[Markup]) -> Markup:
    drawn = _DRAWING.format(frame.wide, frame.high, FONT, frame.letter, theme.muted, Markup("").join(parts))
    return svg.image("chart", frame.alt, drawn)
