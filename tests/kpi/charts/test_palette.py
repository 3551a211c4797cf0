"""Colours can be read on both themes, and no state hangs on its colour alone (design 15, 16)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from kpi.charts import palette, style
from kpi.charts.palette import SHAPES, Theme

THEMES = [palette.LIGHT, palette.DARK]
CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def grounds(theme: Theme) -> Iterator[str]:
    """What our text stands on: cards, and the page as Streamlit's own settings colour it."""
    page = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme.mode]
    yield from (theme.card, page["backgroundColor"], page["secondaryBackgroundColor"])


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert contrast("#56B4E9", "#FFFFFF") < 4.5  # a colour-blind-safe blue that cannot carry text on white


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.mode)
def test_text_has_a_contrast_of_4_5_on_every_ground(theme: Theme) -> None:
    for ground in grounds(theme):
        for name in ("ink", "muted"):
            assert contrast(getattr(theme, name), ground) >= 4.5, (name, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.mode)
def test_the_word_of_each_state_has_a_contrast_of_4_5_on_every_ground(theme: Theme) -> None:
    assert set(theme.status) == {"met", "warning", "behind", "unknown"}
    for ground in grounds(theme):
        for status, colour in theme.status.items():
            assert contrast(colour, ground) >= 4.5, (status, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.mode)
def test_what_a_picture_is_read_by_has_a_contrast_of_3(theme: Theme) -> None:
    for ground in (*grounds(theme), theme.track):
        assert contrast(theme.actual, ground) >= 3, ground
        assert contrast(theme.ink, ground) >= 3, ground  # the plan marker crosses the track and the bar's ground
    assert all(contrast(theme.brand, ground) >= 3 for ground in grounds(theme))


def test_every_state_has_a_shape_of_its_own() -> None:
    assert SHAPES == {"met": "●", "warning": "▲", "behind": "▼", "unknown": "◌"}
    assert len(set(SHAPES.values())) == 4


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.mode)
def test_no_two_states_share_a_colour_and_none_is_the_party_red(theme: Theme) -> None:
    for (one, a), (other, b) in combinations(theme.status.items(), 2):
        assert a != b, (one, other)
    assert theme.brand not in (*theme.status.values(), theme.ink, theme.actual)


def test_the_style_sheet_takes_its_colours_from_the_palette_alone() -> None:
    sheet, rules = style.sheet(palette.DARK, "abc"), style.rules()
    assert "--kpi-behind:#FF7A4A;" in sheet and "--kpi-ink:#EDF2F7;" in sheet and "--kpi-version:abc}" in sheet
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsl", rules) == []
    used = set(re.findall(r"var\(--kpi-([a-z]+)\)", rules))
    assert used - set(re.findall(r"--kpi-([a-z]+):", sheet)) == set()
    assert "url(" not in sheet + rules and "@import" not in sheet + rules


@pytest.mark.parametrize(
    ("printed", "reach"), [("#FFFFFF", 1), ("#1B2530", 1), ("#0067A3", 1), ("#8F5600", 1), ("#A61B1B", 31)]
)
def test_a_dark_page_prints_the_light_ones_colours(printed: str, reach: int) -> None:
    """Filter Effects 1: a channel inverted is 1 − c, and its hue turned by 180° is 2·(0.213 r + 0.715 g + 0.072 b) − c.

    The party red would need more than all of a screen's red. Before, it was printed as #FF9D99, 158 off.
    """
    inverted = [1 - int(style.negative(printed)[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    light = 2 * (0.213 * inverted[0] + 0.715 * inverted[1] + 0.072 * inverted[2])
    wanted = [int(printed[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    assert max(abs(light - a - b) for a, b in zip(inverted, wanted, strict=True)) <= reach / 255
