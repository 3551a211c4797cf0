"""The bullet and the sparkline, measured: lengths from zero, markers in their place, lines that break at gaps."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest

from kpi.charts import palette, svg
from kpi.charts.palette import LIGHT

SVG = "{http://www.w3.org/2000/svg}"
Rect = dict[str, str]


def picture(markup: str) -> ElementTree.Element:
    """The drawing inside an image."""
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', markup)
    assert found is not None
    return ElementTree.fromstring(b64decode(found[1]))


def rects(markup: str) -> list[Rect]:
    return [dict(rect.attrib) for rect in picture(markup).iter(f"{SVG}rect")]


def bullet(actual: float, *plans: float, last_year: float | None = None, full: float | None = None) -> list[Rect]:
    return rects(svg.bullet(LIGHT, actual=actual, plans=plans, last_year=last_year, full=full, alt="x"))


def test_a_bullet_of_the_years_ore_is_74_76_long_with_the_plan_at_73_9() -> None:
    track, measure, last_year, plan = bullet(747.6, 739.0, last_year=730.1, full=1000.0)
    assert (track["x"], track["width"], track["fill"]) == ("0", "100", LIGHT.track)
    assert (measure["x"], measure["width"], measure["fill"]) == ("0", "74.76", LIGHT.actual)
    assert (plan["x"], plan["fill"]) == ("73.90", LIGHT.ink)
    assert (last_year["x"], last_year["fill"]) == ("73.01", LIGHT.last_year)


def test_the_bar_is_a_third_of_the_height_and_the_plan_marker_all_of_it() -> None:
    track, measure, plan = bullet(50.0, 60.0, full=100.0)
    assert (track["height"], measure["height"], measure["y"], plan["height"]) == ("12", "4", "4", "12")


def test_without_a_right_end_the_largest_value_has_a_tenth_to_spare() -> None:
    """0.42 of a plan of 0.60 and 0.79 last year: the end is 0.869."""
    _, measure, last_year, plan = bullet(0.42, 0.60, last_year=0.79)
    assert (measure["width"], plan["x"], last_year["x"]) == ("48.33", "69.04", "90.91")


def test_more_than_the_year_makes_the_end_longer_and_never_runs_out_of_the_picture() -> None:
    _, measure, plan = bullet(110.0, 100.0, full=100.0)
    assert (measure["width"], plan["x"]) == ("90.91", "82.64")  # the end is 121


@pytest.mark.parametrize("actual", [0.0, -3.0])
def test_nothing_and_less_than_nothing_have_no_length(actual: float) -> None:
    _, measure, plan = bullet(actual, 50.0, full=100.0)
    assert (measure["x"], measure["width"], plan["x"]) == ("0", "0.00", "50.00")


def test_a_plan_at_the_very_end_is_still_seen() -> None:
    _, _, plan = bullet(50.0, 100.0, full=100.0)
    assert (plan["x"], plan["width"]) == ("99.40", "0.6")


def test_a_planned_range_is_marked_at_both_ends() -> None:
    _, _, low, high = bullet(70.0, 68.0, 72.0, full=100.0)
    assert (low["x"], high["x"]) == ("68.00", "72.00")


def test_with_nothing_to_compare_there_is_no_bullet() -> None:
    """A bar of 1.22 on a track of its own making would say nothing."""
    assert svg.bullet(LIGHT, actual=1.22, plans=(), last_year=None, full=None, alt="x") == ""


def test_an_image_says_in_words_what_it_shows_and_its_words_are_escaped() -> None:
    drawn = svg.bullet(LIGHT, actual=1.0, plans=[2.0], last_year=None, full=None, alt='矿量"><script>')
    assert 'alt="矿量&#34;&gt;&lt;script&gt;"' in drawn
    assert "<script" not in drawn


# ---- sparkline


def lines(*values: float | None) -> list[str]:
    drawn = svg.sparkline(palette.DARK, values, alt="x")
    return [line.attrib["points"] for line in picture(drawn).iter(f"{SVG}polyline")]


def test_a_sparkline_runs_from_the_lowest_to_the_highest_value() -> None:
    assert lines(10.0, 20.0, 15.0) == ["2.0,30.0 99.0,4.0 196.0,17.0"]


def test_a_sparkline_breaks_at_a_gap() -> None:
    assert lines(10.0, 20.0, None, 15.0, 10.0) == ["2.0,30.0 50.5,4.0", "147.5,17.0 196.0,30.0"]


def test_the_last_known_month_is_marked_where_it_stands() -> None:
    drawn = svg.sparkline(LIGHT, [10.0, 20.0, None], alt="x")
    (dot,) = picture(drawn).iter(f"{SVG}circle")
    assert (dot.attrib["cx"], dot.attrib["cy"]) == ("99.0", "4.0")
    (dot,) = picture(svg.sparkline(LIGHT, [10.0, 20.0], alt="x")).iter(f"{SVG}circle")
    assert float(dot.attrib["cx"]) + float(dot.attrib["r"]) < 200, "the last one is not cut in half"


def test_equal_values_lie_level() -> None:
    assert lines(5.0, 5.0) == ["2.0,30.0 196.0,30.0"]


def test_one_value_is_no_line() -> None:
    assert svg.sparkline(LIGHT, [None, 5.0, None], alt="x") == ""
    assert svg.sparkline(LIGHT, [], alt="x") == ""
