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
from pages.web import html

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
    written = Path(style.__file__).with_name("style.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsl", written) == []
    used = set(re.findall(r"var\(--kpi-([a-z]+)\)", rules))
    assert used - set(re.findall(r"--kpi-([a-z]+):", sheet)) == set()
    assert "url(" not in sheet + rules and "@import" not in sheet + rules


def test_a_dark_page_prints_the_light_ones_colours() -> None:
    """Text stays text: each colour is exchanged by name or as a chart writes it; only small pictures are turned."""
    rules, sheet = style.rules(), style.sheet(palette.DARK)
    assert "html:root{--kpi-ink:#1B2530;" in rules and "--kpi-behind:#B83A0B;" in rules
    assert 'svg [fill="#EDF2F7"],' in rules  # ECharts: #EDF2F7 is 237, 242, 247, the light ink 27, 37, 48
    assert 'svg [style*="fill: rgb(237, 242, 247)"]{fill:rgb(27,37,48)!important}' in rules
    assert 'svg [style*="stroke: rgb(124, 196, 245)"]{stroke:rgb(0,103,163)!important}' in rules  # on plan
    assert 'svg [style*="fill: rgb(160, 180, 200)"]{fill:rgb(120,140,160)!important}' in rules  # the natural band
    assert "filter" not in rules and re.findall(r"([^{}]+)\{filter", sheet) == [".kpi img,canvas"]
    assert "filter" not in style.sheet(palette.LIGHT)


def test_what_is_saved_from_a_dark_page_is_drawn_in_the_light_ones_colours() -> None:
    """The card (#18212C) becomes white, what is done (#D6DEE7) the light theme's #3D4B5A."""
    found = style.lightened()
    assert (found["24,33,44"], found["214,222,231"]) == ("255,255,255", "61,75,90")
    assert set(found) >= {",".join(str(int(c[n : n + 2], 16)) for n in (1, 3, 5)) for c in palette.DARK.status.values()}


def test_a_greyed_wall_can_be_read_from_every_seat() -> None:
    """Each letter's grey through the cover, on its card and beside it; a state's own colour would be the faintest."""
    css = (Path(html.__file__).with_name("round.css")).read_text(encoding="utf-8")
    greyed = re.search(r"#kpi-screen\.stale .slide>main[^{]*\{([^}]*)opacity\((.\d+)\)", css)
    assert greyed is not None
    through, theme = float(greyed[2]), palette.DARK
    changed = dict(re.findall(r"--(\w+): ([^;]+);", greyed[1]))
    own = {str(name): colour for name, colour in theme.status.items()}
    texts = {name: changed.get(name, colour).replace("var(--ink)", theme.ink) for name, colour in own.items()}
    texts |= {"ink": theme.ink, "muted": changed["muted"], "in a chart": theme.muted}

    def seen(colour: str) -> str:
        grey = sum(f * int(colour[n : n + 2], 16) for f, n in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))
        return "#" + 3 * f"{round(through * grey + (1 - through) * 21):02x}"  # the page behind it, #0F161E, is 21

    assert {name for name, colour in texts.items() if contrast(seen(colour), seen(theme.card)) < 4.5} == set()
    assert contrast(seen(theme.status["behind"]), seen(theme.card)) < 4.5  # the control: its own colour


def test_no_text_ends_the_string_that_repeats_it_above_every_sheet() -> None:
    sheet = style.sheet(palette.LIGHT, running=('a"}</style><b>', "第 5 版"))
    assert sheet.count("</style>") == 1 and '"第 5 版"' in sheet
    assert r'"a\22 \7d \3c \2f style\3e \3c b\3e "' in sheet
