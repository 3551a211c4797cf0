"""Small inline pictures without a chart library: the bullet graph and the sparkline."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kpi.charts.palette import Theme

_IMAGE = Markup('<img class="{css}" alt="{alt}" src="data:image/svg+xml;base64,{data}">')

_BULLET = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 12" preserveAspectRatio="none">'
    '<rect x="0" y="0" width="100" height="12" fill="{track}"/>'
    '<rect x="0" y="4" width="{measure:.2f}" height="4" fill="{actual}"/>{markers}</svg>'
)
_SPARK = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 34" preserveAspectRatio="xMaxYMid">{}{}</svg>'
)
_LINE = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>')
_DOT = Markup('<circle cx="{}" cy="{}" r="3.5" fill="{}"/>')
_MARKER = Markup('<rect x="{x:.2f}" y="{y}" width="{w}" height="{h}" fill="{colour}"/>')


def bullet(
    theme: Theme, *, actual: float, plans: Sequence[float], last_year: float | None, full: float | None, alt: str
) -> Markup:
    """A bar for the measure a third of the height, neutral marks for the plan or its ends, a lighter one for last year.

    ``full`` is the right end (a year's plan, 100 %); without it the largest value has a tenth to spare. From zero.
    Nothing where there is nothing to compare with: the bar's length would say nothing.
    """
    if not plans and last_year is None and full is None:
        return Markup("")
    known = [abs(v) for v in (actual, *plans, last_year, full) if v is not None]
    end = max(known, default=0.0)
    if not end or (full is None or end > full):
        end = end * 1.1 or 1.0

    def at(value: float) -> float:
        return min(max(100 * value / end, 0.0), 100.0)

    marks = Markup("")
    if last_year is not None:
        marks += _MARKER.format(x=min(at(last_year), 99.4), y=2, w="0.6", h=8, colour=theme.last_year)
    for plan in plans:
        marks += _MARKER.format(x=min(at(plan), 99.4), y=0, w="0.6", h=12, colour=theme.ink)
    return image(
        "bullet", alt, _BULLET.format(track=theme.track, measure=at(actual), actual=theme.actual, markers=marks)
    )


def sparkline(theme: Theme, values: Iterable[float | None], *, alt: str) -> Markup:
    """Months as a line that breaks at gaps, the last point marked; nothing for fewer than two values."""
    points = list(values)
    known = [v for v in points if v is not None]
    if len(known) < 2:
        return Markup("")
    low, high = min(known), max(known)
    spread = high - low or 1.0
    step = 194 / max(len(points) - 1, 1)  # with room for half the last dot
    runs: list[list[str]] = [[]]
    last = ""
    for index, value in enumerate(points):
        if value is None:
            runs.append([])
            continue
        last = f"{2 + index * step:.1f},{30 - 26 * (value - low) / spread:.1f}"
        runs[-1].append(last)
    lines = Markup("").join(_LINE.format(" ".join(run), theme.ink) for run in runs if run)
    x, y = last.split(",")
    return image("spark", alt, _SPARK.format(lines, _DOT.format(x, y, theme.ink)))


def image(css: str, alt: str, drawn: Markup) -> Markup:
    """As an image, because Streamlit's sanitizer drops inline SVG."""
    return _IMAGE.format(css=css, alt=alt, data=b64encode(drawn.encode()).decode())
