"""A year of rates as a picture for the wall: monthly dots in their natural limits, the level to date, the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from kpi import signals
from kpi.charts import pen, scales
from kpi.charts.lettering import width
from kpi.charts.palette import Theme
from kpi.charts.pen import Frame
from kpi.series import Series, Values
from kpi.unit import digits

_RADIUS = 17
"""Of a dot's ring, in points."""
_DOT = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="9" fill="{}"/>')
_RING = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="17" fill="none" stroke="{}" stroke-width="3"/>')
_STEP = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="4"/>')
Pair = tuple[float | None, ...]


def dots(series: Series, theme: Theme, frame: Frame, group: Sequence[Series] = ()) -> Markup:
    """A dot a month in its natural limits, the weighted year to date as a step, the plan dashed; no zero needed.

    Of a ``group`` all have axes of one length (design 14).

    A ring marks a signal; the levels of plan and limits stand in figures at the right.
    """
    natural, plans = signals.natural(series), _plans(series)
    limits = (natural.limits.low, natural.limits.high) if natural else ()
    known = [v for v in (*series.actual, *chain(*plans), *series.to_date, *limits) if v is not None]
    axis = _Axis.of(known, scales.ends(series, group), frame)
    scale = _scale(axis, plans, limits, series.indicator.unit.decimals) if known else []
    aside = max((width(text) + 0.5 for _, text in scale), default=0.0) * frame.letter
    wide = frame.wide - aside
    step = wide / len(series.months)
    parts: list[Markup] = []
    if limits:
        top = axis.at(limits[1])
        parts.append(pen.BAR.format(0, top, wide, axis.at(limits[0]) - top, theme.natural, "none"))
    parts.append(pen.LINE.format(0, frame.foot, wide, frame.foot, theme.line, 2, ""))
    parts += [
        pen.LINE.format(n * step, axis.at(value), (n + 1) * step, axis.at(value), theme.muted, 3, pen.DASHED)
        for n, pair in enumerate(plans)
        for value in pair
        if value is not None
    ]
    parts += [_STEP.format(points, theme.status["met"]) for points in _steps(series.to_date, step, axis.at)]
    parts += _dots(series.actual, natural.marks if natural else (), axis, theme, step)
    parts += _figures(series, axis, theme, step, _lines(series.to_date, plans, axis, step))
    parts += pen.gaps(series, frame, theme, step)
    parts += [pen.TEXT.format(frame.wide - aside / 2, y, theme.muted, text) for y, text in scale]
    return pen.image(frame, theme, [*parts, pen.months(series.months, frame, theme, step)])


def _plans(series: Series) -> list[Pair]:
    """Each month's plan, or both ends of a range: these stand for its plan, which is one of them."""
    ends = tuple(zip(series.plan_low, series.plan_high, strict=True)) or ((None, None),) * len(series.months)
    return [pair if any(v is not None for v in pair) else (v, None) for pair, v in zip(ends, series.plan, strict=True)]


@dataclass(frozen=True, slots=True)
class _Axis:
    """From the lowest to the highest of all that is drawn, with a little room."""

    frame: Frame
    least: float
    most: float
    low: float
    rise: float

    @classmethod
    def of(cls, known: Sequence[float], ends: scales.Ends | None, frame: Frame) -> _Axis:
        least, most = min(known, default=0.0), max(known, default=1.0)
        low, high = ends or (least, most)
        room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
        rise = (frame.foot - frame.head - 0.15 * frame.letter) / (high - low + 2 * room)
        return cls(frame, least, most, low - room, rise)

    def at(self, value: float) -> float:
        return self.frame.foot - (value - self.low) * self.rise


def _scale(axis: _Axis, plans: Sequence[Pair], limits: Pair, decimals: int) -> list[tuple[float, str]]:
    """(baseline, figure) of the levels that count: plan, natural limits, else ends, as far as they do not overlap."""
    last = next((pair for pair in reversed(plans) if any(v is not None for v in pair)), ())
    found: list[tuple[float, str]] = []
    letter, foot = axis.frame.letter, axis.frame.foot
    for level in (v for v in (*last, *limits, axis.most, axis.least) if v is not None):
        y = min(axis.at(level) + 0.36 * letter, foot)
        if all(abs(y - other) >= 1.05 * letter for other, _ in found):
            found.append((y, digits(level, decimals)))
    return found


def _dots(values: Values, marks: Sequence[signals.Mark], axis: _Axis, theme: Theme, step: float) -> list[Markup]:
    """A dot for each month, with a ring round it where it is a signal."""
    found = []
    for index, value in enumerate(values):
        if value is not None:
            found.append(_DOT.format((index + 0.5) * step, axis.at(value), theme.actual))
            if marks and marks[index]:
                found.append(_RING.format((index + 0.5) * step, axis.at(value), theme.ink))
    return found


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def _lines(to_date: Values, plans: Sequence[Pair], axis: _Axis, step: float) -> list[Box]:
    """Where the level to date and the plan run, month by month."""
    levels = [(n, value) for n, pair in enumerate(plans) for value in (*pair, to_date[n]) if value is not None]
    return [(n * step, axis.at(value) - 3, (n + 1) * step, axis.at(value) + 3) for n, value in levels]


def _figures(series: Series, axis: _Axis, theme: Theme, step: float, lines: Sequence[Box]) -> list[Markup]:
    """The values of the months that are said, each where the fewest lines and dots meet it."""
    letter, wide, taken = axis.frame.letter, step * len(series.months), list(lines)
    least = min((v for v in series.actual if v is not None), default=0.0)
    dots = {n: _round((n + 0.5) * step, axis.at(v)) for n, v in enumerate(series.actual) if v is not None}
    found = []
    for index in _named(series.actual, lambda a, b: abs(a - b) * axis.rise > 1.6 * letter):
        value = series.actual[index] or 0.0
        said = digits(value, series.indicator.unit.decimals)
        met = [*taken, *(box for n, box in dots.items() if n != index)]
        spots = _spots(axis, (index + 0.5) * step, axis.at(value), width(said) * letter, wide, under=value == least)
        x, y = min(spots, key=lambda spot: sum(_meet(_box(spot, said, letter), box) for box in met))
        taken.append(_box((x, y), said, letter))
        found.append(pen.CLEAR.format(x, y, theme.ink, theme.card, said))
    return found


def _round(x: float, y: float) -> Box:
    return x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS


def _spots(axis: _Axis, x: float, y: float, long: float, wide: float, *, under: bool) -> list[tuple[float, float]]:
    """Middle and baseline of the places round a dot that lie in the picture, the most usual first."""
    letter, half = axis.frame.letter, long / 2
    middle = min(max(x, half), wide - half)
    below = [(middle, y + 1.4 * letter)] if axis.frame.foot - y > 1.8 * letter else []
    aside = [(x + side * (half + 0.7 * letter), y + 0.36 * letter) for side in (1, -1)]
    beside = [spot for spot in aside if half <= spot[0] <= wide - half]
    above = [(middle, y - 0.7 * letter)]
    return [*below, *above, *beside] if under else [*above, *below, *beside]


def _box(spot: tuple[float, float], said: str, letter: int) -> Box:
    (middle, baseline), half = spot, width(said) * letter / 2
    return middle - half, baseline - 0.76 * letter, middle + half, baseline + 0.04 * letter


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
