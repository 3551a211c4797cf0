"""What the wall's pictures of a year are drawn with: the frame, the strokes, figures among them, and the months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kpi.charts import axis, svg
from kpi.charts.palette import FONT, SHAPES, Theme
from kpi.period import Span
from kpi.series import Series


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

    @property
    def field(self) -> float:
        """Points between the highest value and the axis."""
        return self.foot - self.head

    def step(self, count: int) -> float:
        return self.wide / count


_DRAWING = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="{}" font-size="{}" text-anchor="middle">'
    '<defs><pattern id="h" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2.5" height="9" fill="{}"/></pattern></defs>{}</svg>'
)
BAR = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}" stroke-width="2"/>')
TEXT = Markup('<text x="{:.1f}" y="{:.1f}" fill="{}">{}</text>')
CLEAR = Markup(
    '<text x="{:.1f}" y="{:.1f}" fill="{}" stroke="{}" stroke-width="9" stroke-linejoin="round" paint-order="stroke">'
    "{}</text>"
)
"""A figure among lines, with the ground round it."""
LINE = Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"{}/>')
DASHED = Markup(' stroke-dasharray="12 9"')


def gaps(series: Series, frame: Frame, theme: Theme, step: float) -> list[Markup]:
    """◌ on the axis for each month without a figure: an empty place would read as nothing done."""
    y = frame.foot - 0.3 * frame.letter
    return [CLEAR.format((n + 0.5) * step, y, theme.muted, theme.card, SHAPES["unknown"]) for n in axis.missing(series)]


def months(span: Span, frame: Frame, theme: Theme, step: float) -> Markup:
    y = frame.high - 0.25 * frame.letter
    return Markup("").join(TEXT.format((n + 0.5) * step, y, theme.muted, month.number) for n, month in enumerate(span))


def image(frame: Frame, theme: Theme, parts: Iterable[Markup]) -> Markup:
    drawn = _DRAWING.format(frame.wide, frame.high, FONT, frame.letter, theme.muted, Markup("").join(parts))
    return svg.image("chart", frame.alt, drawn)
