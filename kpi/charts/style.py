"""The style sheet of our own markup, and the colours of the theme that it takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kpi.charts.palette import FONT, Theme

_PAPER = """@media print{
  :root { --kpi-card: black; }
  html { background: white!important; filter: invert(1) hue-rotate(180deg); }
  body { background: none!important; }
}"""
"""On paper what is dark on the screen is light, charts and pictures included; hues stay."""


def sheet(theme: Theme, version: str = "") -> str:
    """The ``<style>`` element that `rules` take a theme's colours from, and the version of those it is meant for."""
    colours: dict[str, str] = {
        "font": FONT,
        "ink": theme.ink,
        "muted": theme.muted,
        "brand": theme.brand,
        "card": theme.card,
        "line": theme.line,
        **{str(state): colour for state, colour in theme.status.items()},
    }
    variables = "".join(f"--kpi-{name}:{value};" for name, value in colours.items())
    return f"<style>:root{{{variables}--kpi-version:{version}}}{_PAPER if theme.mode == 'dark' else ''}</style>"


@cache
def rules() -> str:
    """All else; class names are ours, all begin with ``kpi``. Fetched once by a browser, not sent at every run."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
