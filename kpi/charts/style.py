"""The style sheet of our own markup, and the colours of the theme that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kpi.charts.palette import DARK, FONT, LIGHT, Theme

_PICTURES = "@media print{.kpi img,canvas{filter:invert(1) hue-rotate(180deg)}}"
"""On paper the dark theme's small pictures, neutral in colour, are turned; all that has text keeps its text."""
_RUNNING = (
    "@page{{@top-left{{content:{}}}@top-right{{content:{}}}}}"
    "@page:first{{@top-left{{content:none}}@top-right{{content:none}}}}"
)
"""What stands above every printed sheet but the first, which has the page's own header."""


def sheet(theme: Theme, version: str = "", running: Sequence[str] = ()) -> str:
    """The ``<style>`` element that `rules` take a theme's colours from, and the version of those it is meant for.

    ``running``: what is repeated above every printed sheet, left and right.
    """
    variables = _variables({"font": FONT, **_colours(theme)})
    printed = _PICTURES if theme.mode == "dark" else ""
    if running:
        printed += _RUNNING.format(*map(_quoted, running))
    return f"<style>:root{{{variables}--kpi-version:{version}}}{printed}</style>"


def _quoted(text: str) -> str:
    """As a CSS string, every letter that could end it or the element by its number."""
    return '"' + "".join(c if c.isalnum() or c in " ·%." else f"\\{ord(c):x} " for c in text) + '"'


def _colours(theme: Theme) -> dict[str, str]:
    return {
        "ink": theme.ink,
        "muted": theme.muted,
        "brand": theme.brand,
        "card": theme.card,
        "line": theme.line,
        **{str(state): colour for state, colour in theme.status.items()},
    }


def _variables(values: Mapping[str, str]) -> str:
    return "".join(f"--kpi-{name}:{value};" for name, value in values.items())


@cache
def rules() -> str:
    """All else; class names are ours, all begin with ``kpi``. Fetched once by a browser, not sent at every run."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8") + _paper()


def _paper() -> str:
    """On paper all is light: our own colours by name, and in dark charts each by the light theme's."""
    drawn = "".join(_redrawn(old, new) for old, new in _pairs().items())
    return f"@media print{{html:root{{{_variables(_colours(LIGHT))}}}{drawn}}}"


def _pairs() -> dict[str, str]:
    """The dark theme's colours and what each is in the light one."""
    names = ("track", "line", "card", "last_year", "actual", "muted", "ink", "natural", "brand")
    return {getattr(DARK, n): getattr(LIGHT, n) for n in names} | {
        colour: LIGHT.status[state] for state, colour in DARK.status.items()
    }


def lightened() -> dict[str, str]:
    """The dark theme's colours and what each is in the light one, as "red,green,blue"."""
    return {",".join(map(str, _channels(old))): ",".join(map(str, _channels(new))) for old, new in _pairs().items()}


def _redrawn(old: str, new: str) -> str:
    """A colour of a chart's SVG, as ECharts (an attribute) and Plotly (a style, spelt by the browser) write it."""
    spelt, to = "rgb({}, {}, {})".format(*_channels(old)), "rgb({},{},{})".format(*_channels(new))
    return "".join(
        f'svg [{how}="{old}"],svg [{how}="{spelt}"],svg [style*="{how}: {spelt}"]{{{how}:{to}!important}}'
        for how in ("fill", "stroke")
    )


def _channels(colour: str) -> tuple[int, ...]:
    """Red, green and blue of ``#RRGGBB`` or ``rgba(…)``; how much shines through is written apart."""
    if colour.startswith("#"):
        return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return tuple(int(part) for part in colour.removeprefix("rgba(").split(",")[:3])
