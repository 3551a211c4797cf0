"""The style sheet of our own markup, and the colours of the theme that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kpi.charts.palette import FONT, LIGHT, Theme

_PAPER = """@media print{{
  :root {{ {} }}
  html:root {{ background: white!important; filter: invert(1) hue-rotate(180deg); }}
  html:root :is(body,[data-testid="stApp"]) {{ background: none!important; }}
}}"""
"""On paper what is dark on the screen is light, charts and pictures included; hues stay."""
_TURNED = ((-0.574, 1.430, 0.144), (0.426, 0.430, 0.144), (0.426, 1.430, -0.856))
"""What ``hue-rotate(180deg)`` makes of red, green and blue (Filter Effects, 1)."""


def sheet(theme: Theme, version: str = "") -> str:
    """The ``<style>`` element that `rules` take a theme's colours from, and the version of those it is meant for."""
    variables = _variables({"font": FONT, **_colours(theme)})
    return f"<style>:root{{{variables}--kpi-version:{version}}}{_paper() if theme.mode == 'dark' else ''}</style>"


@cache
def _paper() -> str:
    return _PAPER.format(_variables({name: negative(colour) for name, colour in _colours(LIGHT).items()}))


def negative(colour: str) -> str:
    """The colour that paper's inversion makes this one of, as near as a screen's colours reach."""
    given = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    found = (1 - sum(a * b for a, b in zip(row, given, strict=True)) for row in _TURNED)
    return "#" + "".join(f"{round(255 * min(max(each, 0.0), 1.0)):02X}" for each in found)


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
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
