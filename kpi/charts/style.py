"""The style sheet of our own markup, with the theme's colours put in front."""

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


def sheet(theme: Theme) -> str:
    """The ``<style>`` element; class names are ours, all begin with ``kpi``."""
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
    return f"<style>:root{{{variables}}}\n{_rules()}{_PAPER if theme.mode == 'dark' else ''}</style>"


@cache
def _rules() -> str:
    # on one line: Streamlit looks at the beginning of each line whenever it sends the sheet
    return " ".join(Path(__file__).with_name("style.css").read_text(encoding="utf-8").split())
