"""The wall's pictures of a year, measured: columns from zero, dots in their limits, figures that keep their place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from db import settings
from kpi.charts import lettering, levels, monthly
from kpi.charts.palette import DARK
from kpi.charts.pen import Frame
from kpi.period import whole_year
from kpi.series import Series
from tests.kpi.charts.test_svg import SVG, picture

FRAME = Frame(1200, 500, 34, "alt <1>")
NONE = (None,) * 12


def series(key: str, actual: list[float | None], plan: list[float | None], **more: Any) -> Series:
    def year(values: list[float | None]) -> tuple[float | None, ...]:
        return tuple(values) + (None,) * (12 - len(values))

    indicator = settings.catalog().indicators[key]
    made = Series(indicator, whole_year(2022), year(actual), year(plan), NONE, NONE, NONE)
    return replace(made, **{name: year(values) for name, values in more.items()})


def drawn(markup: str, name: str) -> list[dict[str, str]]:
    return [dict(e.attrib) for e in picture(markup).iter(f"{SVG}{name}")]


def said(markup: str) -> list[str]:
    return ["".join(e.itertext()) for e in picture(markup).iter(f"{SVG}text")]


def test_columns_stand_on_zero_and_are_as_high_as_their_values() -> None:
    """The axis is at 500 − 1.35 × 34 = 454.1 and the highest column's top at 1.3 × 34 = 44.2, so 409.9 for 100."""
    of = series("ore_milled_dry", [1_000_000.0, 500_000.0], [800_000.0, 500_000.0], forecast=[None, None, 750_000.0])
    markup = monthly.columns(of, DARK, FRAME, 10_000)
    bars = [bar for bar in drawn(markup, "rect") if "stroke" in bar]
    plans, actual = [b for b in bars if b["fill"] == "none"], [b for b in bars if b["fill"] == DARK.actual]
    (forecast,) = [b for b in bars if b["fill"] == "url(#h)"]
    assert [float(b["height"]) for b in actual] == pytest.approx([409.9, 204.95], abs=0.06)
    assert [float(b["height"]) for b in plans] == pytest.approx([327.92, 204.95], abs=0.06)
    assert float(forecast["height"]) == pytest.approx(307.4, abs=0.06)
    assert {round(float(b["y"]) + float(b["height"]), 0) for b in bars} == {454.0}
    assert said(markup) == ["100", "50", "75", *map(str, range(1, 13))]


def test_a_gap_has_no_column_and_a_year_without_figures_only_its_months() -> None:
    of = series("ore_milled_dry", [None, 10.0], [])
    assert said(monthly.columns(of, DARK, FRAME, 1))[0] == "10"
    assert said(monthly.columns(series("ore_milled_dry", [], []), DARK, FRAME, 1)) == list(map(str, range(1, 13)))
    assert said(levels.dots(series("rec_ni_actual", [], []), DARK, FRAME)) == list(map(str, range(1, 13)))


def test_a_missing_past_month_is_marked_and_a_future_one_is_not() -> None:
    of = series("ore_milled_dry", [10.0, None, 12.0, None], [])
    assert said(monthly.columns(replace(of, due=3), DARK, FRAME, 1)).count("◌") == 1
    assert said(monthly.columns(replace(of, due=4), DARK, FRAME, 1)).count("◌") == 2
    nothing = series("ore_milled_dry", [], [])
    assert "◌" not in said(monthly.columns(replace(nothing, due=3), DARK, FRAME, 1))
    rate = series("rec_ni_actual", [83.0, None, 83.5], [])
    assert said(levels.dots(replace(rate, due=3), DARK, FRAME)).count("◌") == 1


def test_a_figure_stands_in_its_own_column_or_right_above_it_never_on_the_plans_outline() -> None:
    """A month has 100 points, its column 78 from 4 on, 409.9 points are 11: 37.264 a unit, letters 34.

    7: the column's top is at 454.1 − 260.845 = 193.255, its figure one letter below. 0: 0.3 letters above the axis,
    within the hollow outline. 1 is too short for its figure, and the edge of a plan of 2 would strike through that:
    the outline stands beside the column, from 4 + 78 + 4 on.
    """
    of = series("ore_milled_dry", [8.0, 7.0, 0.0, 1.0], [8.0, 11.0, 11.0, 2.0])
    markup = monthly.columns(of, DARK, FRAME, 1)
    texts = [(e["x"], e["y"], e["fill"]) for e in drawn(markup, "text")][:4]
    assert texts[1:] == [
        ("143.0", "227.3", DARK.card), ("243.0", "443.9", DARK.ink), ("343.0", "406.6", DARK.ink),
    ]  # fmt: skip
    plans = [(b["x"], b["width"]) for b in drawn(markup, "rect") if b.get("fill") == "none"]
    assert plans == [("16.0", "78.0"), ("116.0", "78.0"), ("216.0", "78.0"), ("386.0", "8.0")]


def test_a_ring_marks_a_signal_and_levels_stand_in_figures_beside_the_dots() -> None:
    """Last year 80 and 82 in turn: mean 81, moving range 2, limits 81 ± 2 × 3 / 1.128 = 75.68 and 86.32."""
    year = [80.0, 82.0] * 6
    of = series("rec_ni_actual", [81.0, 90.0], [83.0] * 12, last_year=year)
    markup = levels.dots(of, DARK, FRAME)
    rings = [c for c in drawn(markup, "circle") if c["fill"] == "none"]
    assert [(ring["r"], ring["stroke"]) for ring in rings] == [("17", DARK.ink)]
    assert len(drawn(markup, "circle")) == 3
    scale = [e for e in drawn(markup, "text") if float(e["x"]) > 1200 - 3 * 34]
    assert {"83.00", "75.68", "86.32", "90.00"} <= set(said(markup)) and len(scale) == 4
    none = levels.dots(series("rec_ni_actual", [81.0, 84.0], []), DARK, FRAME)
    assert said(none).count("81.00") == 2 and said(none).count("84.00") == 2  # the lowest and the highest, without plan


def test_both_ends_of_a_planned_range_are_drawn() -> None:
    """409.9 points for 100: the high end's outline is as high, the low end's line 80 % of it above 454.1."""
    of = series("ore_milled_dry", [90.0], [80.0], plan_low=[80.0], plan_high=[100.0])
    markup = monthly.columns(of, DARK, FRAME, 1)
    (outline,) = [float(b["height"]) for b in drawn(markup, "rect") if b.get("fill") == "none"]
    across = [float(e["y1"]) for e in drawn(markup, "line") if "stroke-dasharray" in e]
    assert outline == pytest.approx(409.9, abs=0.06) and across == pytest.approx([126.2], abs=0.1)
    rate = series("rec_ni_actual", [83.0], [82.5], plan_low=[82.5], plan_high=[83.5])
    lines = [e for e in drawn(levels.dots(rate, DARK, FRAME), "line") if "stroke-dasharray" in e]
    assert len({e["y1"] for e in lines}) == 2


def test_a_decimal_is_shown_where_it_has_room() -> None:
    of = series("ore_milled_dry", [12.34, 5.0], [])
    assert said(monthly.columns(of, DARK, FRAME, 1))[:2] == ["12.3", "5.0"]
    assert said(monthly.columns(of, DARK, replace(FRAME, wide=600), 1))[:2] == ["12", "5"]


def test_dots_say_the_latest_the_lowest_and_the_highest() -> None:
    of = series("rec_ni_actual", [83.0, 83.5, 84.5, 83.6, 82.0, 83.4, 83.9], [83.3] * 12)
    markup = levels.dots(of, DARK, FRAME)
    assert len(drawn(markup, "circle")) == 7
    assert sorted(said(markup)[:3]) == ["82.00", "83.90", "84.50"]
    heights = [float(dot["cy"]) for dot in drawn(markup, "circle")]
    assert heights.index(min(heights)) == 2 and heights.index(max(heights)) == 4


def test_names_are_escaped_and_the_picture_is_well_formed() -> None:
    markup = monthly.columns(series("ore_milled_dry", [1.0], []), DARK, FRAME, 1)
    assert 'alt="alt &lt;1&gt;"' in markup
    assert isinstance(picture(markup), ElementTree.Element)


def test_a_long_text_is_cut_between_words_and_never_within_a_figure() -> None:
    """A letter of ours is 0.56 of its height, a Chinese character one."""
    assert lettering.width("矿量") == 2.0
    assert lettering.lines("累计计划完成率", 8) == 1
    assert lettering.lines("累计计划完成率", 5) == 2
    assert lettering.short("short", 20, 1) == "short"
    cut = lettering.short("MgO in concentrate 6.71%, plan 6.50%", 17, 1)
    assert cut in ("MgO in concentrate 6.71%…", "MgO in concentrate…")


def test_a_figure_is_never_parted_from_its_unit() -> None:
    """外委费用 is 4 letters, 496.00 is 3.1 and 万元 2: in 8.5 letters the whole figure goes to the next line."""
    assert lettering.short("外委费用 496.00 万元，计划 442.00 万元", 12, 1) == "外委费用 496.00 万元…"
    assert lettering.short("外委费用 496.00 万元，计划 442.00 万元", 8.5, 1) == "外委费用…"
    assert lettering.lines("外委费用 496.00 万元", 8.5) == 2
    markup = lettering.held(
        Markup('<p title="9 万元">新水 0.544 立方米/吨，计划 2 个以上的目标，差 0.35 pp of 96 items</p>')
    )
    assert re.findall('<span class="held">(.*?)</span>', markup) == ["0.544 立方米/吨", "计划", "0.35 pp", "96 items"]
    assert 'title="9 万元"' in markup
    held = '<b>一</b> · <span class="held">2022-10-31</span>'
    assert lettering.held(Markup("<b>一</b> · 2022-10-31")) == held
    assert lettering.dated("<b>计划 2022-10-31") == '&lt;b&gt;计划 <span class="held">2022-10-31</span>'


def test_of_a_sentence_only_the_name_gives_way() -> None:
    def whole(name: str) -> str:
        return f"{name} 89.47%，计划 95.00%"

    assert lettering.fitted("整改按期率", whole, 20, 1) == "整改按期率 89.47%，计划 95.00%"
    cut = lettering.fitted("机关作风建设专项整治问题整改按期完成比例", whole, 16, 1)
    assert cut.startswith("机关作") and cut.endswith("… 89.47%，计划 95.00%")
    assert lettering.fitted("Unbreakable", whole, 9, 1) == "Unbreakable 89.47%，计划 95.00%"
    assert lettering.fitted("水系统分质分级", whole, 9, 1) == "水系统分… 89.47%，计划 95.00%"  # its head, whatever fits


def test_a_figure_that_does_not_fit_the_rest_of_a_line_takes_the_next() -> None:
    """7 letters of name leave no room for 89.47% of 3.24, and the plan's 6.6 none beside it: three lines of 9."""
    assert lettering.lines("机关作风建设… 89.47%，计划 95.00%", 9) == 3


def test_a_dots_figure_keeps_off_the_lines_where_another_side_is_free() -> None:
    """Below March's dot, the lowest, stand the months; the level to date runs above it: its figure goes to the right.

    The highest, without a line above it, has its figure there as ever.
    """
    of = series("rec_ni_actual", [84.0, 84.2, 82.0, 84.1], [], to_date=[84.0, 84.1, 82.2, 82.4])
    low, high = (levels.dots(each, DARK, FRAME) for each in (of, replace(of, to_date=NONE)))
    (x, y), (cx, cy) = at(low, "82.00"), spot(low, 2)
    assert x > cx + 17 and abs(y - cy) < 34
    assert at(high, "82.00")[0] == spot(high, 2)[0]  # the control: no line, no reason to give way
    assert at(low, "84.20")[1] < spot(low, 1)[1] - 17


def at(markup: str, text: str) -> tuple[float, float]:
    """Where a figure among the lines stands."""
    found = [e for e in picture(markup).iter(f"{SVG}text") if "".join(e.itertext()) == text and e.get("stroke")]
    return float(found[0].attrib["x"]), float(found[0].attrib["y"])


def spot(markup: str, month: int) -> tuple[float, float]:
    dot = drawn(markup, "circle")[month]
    return float(dot["cx"]), float(dot["cy"])
