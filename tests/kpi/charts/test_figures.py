"""The charts of a year, read from the figure's own data: twelve months, gaps left open, plan as an outline."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kpi import series
from kpi.charts import amount, axis, columns, frame, rate, table
from kpi.charts.palette import DARK, LIGHT
from kpi.model import Book
from kpi.period import Month
from kpi.progress import Desk
from kpi.series import Series
from tests.kpi.books import ACTUAL_01, PLAN_01, book, months, plan_01, shipped

ORE, RATE = "ore_milled_dry", "rec_ni_actual"
MONTHS = [f"{n}月" for n in range(1, 13)]
# PLAN-01 added up by hand, 万吨
ACTUAL_TO_DATE = [86.2, 163.3, 249.3, 334.2, 421.5, 482.9, 571.4, 660.3, 747.6]
PLAN_TO_DATE = [85, 161, 247, 331, 417, 477, 565, 653, 739, 827, 913, 1000]


def of(facts: Book, key: str, month: str = "2022-09") -> Series:
    return series.of_year(Desk(facts, "plant", Month.parse(month)), shipped().indicators[key])


def traces(drawn: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in drawn.data if trace.name}  # a seam below a line has none


def rows(table_: str) -> list[list[str]]:
    return [re.findall("<t[dh][^>]*>([^<]*)", row) for row in table_.split("<tr>")[1:]]


def close(found: Any, expected: list[float | None]) -> None:
    """Equal to the last bit that matters, gaps in the same places."""
    assert [None if v is None else round(v, 6) for v in found] == expected


# ---- amounts


def test_ore_is_drawn_in_ten_thousand_tonnes_over_twelve_months() -> None:
    drawn = amount.chart(of(plan_01(), ORE), "zh", LIGHT)
    found = traces(drawn)
    assert list(found) == ["计划", "实际", "预测", "累计计划", "累计实际", "较计划", "较计划 %"]
    assert all(list(trace.x) == MONTHS for trace in found.values())
    close(found["实际"].y, [*ACTUAL_01, None, None, None])
    close(found["计划"].y, [float(v) for v in PLAN_01])
    close(found["累计实际"].y, [*ACTUAL_TO_DATE, None, None, None])
    close(found["累计计划"].y, [float(v) for v in PLAN_TO_DATE])
    close(found["预测"].y, [None] * 9 + [88.0, 86.0, 87.0])  # F3 leaves the months left at their plan
    assert found["预测"].marker.pattern.shape == "/"


def test_a_wall_has_the_same_picture_with_every_length_twice_as_large() -> None:
    small = amount.chart(of(plan_01(), ORE), "zh", LIGHT)
    large = frame.enlarged(small, 2.0)
    assert (large.layout.font.size, large.layout.margin.l, large.layout.height) == (28, 112, 2 * small.layout.height)
    one, two = traces(small)["累计实际"], traces(large)["累计实际"]
    assert (two.line.width, two.marker.size, two.y) == (4, 10, one.y)
    assert traces(large)["实际"].width == 0.54  # of a month's room
    assert frame.enlarged(small, 1.0) is small


def test_each_months_distance_to_plan_stands_below_in_the_unit_and_in_per_cent() -> None:
    drawn = amount.chart(of(plan_01(), ORE), "zh", LIGHT)
    found = traces(drawn)
    close(found["较计划"].y, [1.2, 1.1, 0.0, 0.9, 1.3, 1.4, 0.5, 0.9, 1.3, None, None, None])
    close(found["较计划 %"].y[:2], [round(120 / 85, 6), round(110 / 76, 6)])
    assert found["较计划"].text[:3] == ("+1.20", "+1.10", "0") and found["较计划"].textangle == 0
    # on hover in full: 862,000 − 850,000 t, and 12 ÷ 850
    hovered = {
        t.name: (t.customdata[0], t.hovertemplate) for t in drawn.data if t.yaxis in ("y3", "y4") and t.customdata
    }
    assert hovered == {"较计划": ("+12,000 吨", "%{customdata}"), "较计划 %": ("+1.41%", "%{customdata}")}
    assert set(found["较计划"].marker.color[:9]) == {LIGHT.status["met"]}
    assert drawn.layout.yaxis.domain[0] >= drawn.layout.yaxis3.domain[1]


def test_distances_that_would_touch_the_next_months_are_written_upright() -> None:
    """A month is 34 points wide in a lane of a window of 1366; −12.01 takes (0.555 × 5 + 0.3) × 12 = 37."""
    late = book(months(ORE, 2022, [734_567] * 9), months(ORE, 2022, [854_667] * 12))
    bars = traces(amount.chart(of(late, ORE), "zh", LIGHT))["较计划"]
    assert (bars.text[0], bars.textangle, bars.customdata[0]) == ("−12.01", -90, "−120,100 吨")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    ("rates", "long"), [([100.0, 50.0, 95.0], True), ([50.0, 66.67], True), ([100.0, 100.0], False)]
)
def test_every_distance_and_its_number_lie_within_the_panel(rates: list[float], long: bool, narrow: bool) -> None:
    """The worst month's number was outside, where nobody could read it: −45.00 below a plan of 95.

    So long a one is upright at a desk too: in a panel of 144 points, of 96 else, 0.72 of which are the bars'.
    """
    upright = narrow or long
    height, letters = (144 * 0.72, 42) if upright else (96 * 0.72, 20)
    key = "mgo_conc"
    facts = book(months(key, 2022, list(rates)), months(key, 2022, [95.0] * len(rates)))
    drawn = rate.chart(of(facts, key, f"2022-0{len(rates)}"), "zh", LIGHT, narrow=narrow)
    low, high = drawn.layout.yaxis3.range
    points = height / (high - low)
    for value in (r - 95.0 for r in rates):
        assert (high - value if value >= 0 else value - low) * points >= letters - 0.001
    bars = traces(drawn)["较计划"]
    assert (bars.constraintext, bars.textangle) == ("none", -90 if upright else 0)


def test_less_is_good_where_less_is_better() -> None:
    magnesia = "mgo_conc"
    facts = book(months(magnesia, 2022, [6.3, 6.6]), months(magnesia, 2022, [6.5, 6.5]))
    bars = traces(rate.chart(of(facts, magnesia, "2022-02"), "zh", LIGHT))["较计划"]
    close(bars.y[:2], [-0.2, 0.1])
    assert bars.text[:2] == ("−0.20", "+0.10")  # the sign stays arithmetic
    assert bars.marker.color[:2] == (LIGHT.status["met"], LIGHT.status["behind"])


def test_the_overviews_forecast_is_hatched_and_in_the_place_of_the_actual() -> None:
    drawn = columns.option(of(plan_01(), ORE), "zh", LIGHT)
    actual, missing, forecast, plan = drawn["series"]
    assert missing["data"] == []
    assert [column and column["value"] for column in forecast["data"]] == [*[None] * 9, 88.0, 86.0, 87.0]
    assert forecast["stack"] == actual["stack"] and forecast["itemStyle"]["decal"]["symbol"] == "rect"
    assert plan["itemStyle"]["decal"] == actual["itemStyle"]["decal"] == {"symbol": "none"}
    assert drawn["legend"]["data"] == ["实际", "计划", "预测"]


def test_natural_limits_are_a_band_and_a_signal_is_ringed() -> None:
    head = "good_rate"
    last = [1.2, 1.3] * 6
    facts = book({**months(head, 2021, list(last)), **months(head, 2022, [1.25, 1.9])})
    found = traces(rate.chart(of(facts, head, "2022-02"), "zh", LIGHT))
    assert [round(v, 4) for v in found["自然波动区间"].y] == [1.516] * 12  # 1.25 + 3 × 0.1 ÷ 1.128
    assert found["信号：超出自然波动，或连续 8 个月在均值同侧"].y[:3] == (None, 1.9, None)
    assert found["信号：超出自然波动，或连续 8 个月在均值同侧"].marker.color == LIGHT.ink  # unusual, not bad: never red


def test_the_axes_start_at_zero_and_name_their_unit() -> None:
    layout = amount.chart(of(plan_01(), ORE), "zh", LIGHT).layout
    assert (layout.yaxis.rangemode, layout.yaxis2.rangemode) == ("tozero", "tozero")
    assert (layout.yaxis.title.text, layout.yaxis2.title.text) == ("万吨", "累计 万吨")
    assert (layout.yaxis2.side, layout.yaxis2.overlaying) == ("right", "y")


def test_actual_is_solid_and_plan_an_outline_without_filling() -> None:
    found = traces(amount.chart(of(plan_01(), ORE), "zh", DARK))
    assert found["计划"].marker.color == "rgba(0,0,0,0)"
    assert found["计划"].marker.line.color == DARK.muted
    assert found["实际"].marker.color == DARK.actual
    assert (found["累计计划"].line.dash, found["累计实际"].line.dash) == ("dot", "solid")
    assert {found["累计计划"].yaxis, found["累计实际"].yaxis} == {"y2"}


def test_a_missing_month_leaves_a_gap_and_ends_the_cumulative_line() -> None:
    facts = book(months(ORE, 2022, [800_000, 700_000, None, 900_000]), months(ORE, 2022, [800_000] * 12))
    found = traces(amount.chart(of(facts, ORE, "2022-04"), "zh", LIGHT))
    close(found["实际"].y, [80.0, 70.0, None, 90.0, *[None] * 8])
    close(found["累计实际"].y, [80.0, 150.0, *[None] * 10])
    assert found["累计实际"].connectgaps is False


def test_last_year_is_drawn_where_it_is_known() -> None:
    facts = book(months(ORE, 2022, [800_000]) | months(ORE, 2021, [750_000, 760_000]))
    found = traces(amount.chart(of(facts, ORE, "2022-01"), "zh", LIGHT))
    assert list(found) == ["上年同期", "实际", "累计实际"]
    close(found["上年同期"].y, [75.0, 76.0, *[None] * 10])
    assert found["上年同期"].marker.color == LIGHT.last_year


def test_small_amounts_keep_their_unit() -> None:
    facts = book(months("idea_proposed", 2022, [8, 9, 0]))
    drawn = amount.chart(of(facts, "idea_proposed", "2022-03"), "zh", LIGHT)
    close(traces(drawn)["实际"].y, [8.0, 9.0, 0.0, *[None] * 9])  # a reported zero is no gap
    assert drawn.layout.yaxis.title.text == "项"


@pytest.mark.parametrize(
    ("most", "lang", "divisor", "unit"),
    [
        (873_000, "zh", 10_000.0, "万吨"),
        (873_000, "en", 10_000.0, "10,000 t"),
        (10_000, "zh", 10_000.0, "万吨"),
        (9_999, "zh", 1.0, "吨"),
        (9_999, "en", 1.0, "t"),
    ],
)
def test_tonnages_from_ten_thousand_on_are_scaled(most: float, lang: Any, divisor: float, unit: str) -> None:
    assert axis.scale(of(book(months(ORE, 2022, [most])), ORE, "2022-01"), lang) == (divisor, unit)


# ---- rates


def metals(out: list[float | None], feed: list[float | None]) -> Book:
    facts = months("ni_metal", 2022, out) | months("ni_feed", 2022, feed)
    return book(facts, {(RATE, "plant", "2022"): 83.32})


def test_a_rate_is_drawn_as_dots_with_its_weighted_year_to_date_as_a_step() -> None:
    """AGG-01: 84, 78 and 86 % of 0.96, 0.54 and 1.17 万吨 of metal come to 83.66, not to 82.67."""
    facts = metals([8_064, 4_212, 10_062], [9_600, 5_400, 11_700])
    found = traces(rate.chart(of(facts, RATE, "2022-03"), "zh", LIGHT))
    assert list(found) == ["计划", "累计（加权）", "实际", "较计划"]
    close(found["实际"].y, [84.0, 78.0, 86.0, *[None] * 9])
    assert [round(v, 2) for v in found["累计（加权）"].y[:3]] == [84.0, 81.84, 83.66]
    assert list(found["计划"].y) == [83.32] * 12
    assert (found["实际"].mode, found["累计（加权）"].line.shape) == ("markers", "hvh")
    below = found.pop("较计划")
    assert (below.type, [round(v, 2) for v in below.y[:3]]) == ("bar", [0.68, -5.32, 2.68])
    assert all(trace.type == "scatter" and list(trace.x) == MONTHS for trace in found.values())
    assert all(trace.connectgaps is False for trace in found.values())


def test_a_rate_with_a_missing_month_has_a_gap_and_no_year_to_date_after_it() -> None:
    facts = metals([8_064, None, 10_062], [9_600, None, 11_700])
    found = traces(rate.chart(of(facts, RATE, "2022-03"), "zh", LIGHT))
    close(found["实际"].y, [84.0, None, 86.0, *[None] * 9])
    close(found["累计（加权）"].y, [84.0, *[None] * 11])


def test_the_axis_of_a_rate_shows_the_range_that_matters() -> None:
    layout = rate.chart(of(metals([8_064], [9_600]), RATE, "2022-01"), "zh", LIGHT).layout
    assert layout.yaxis.rangemode is None
    assert layout.yaxis.title.text == "%"


def test_nothing_known_draws_nothing() -> None:
    assert len(rate.chart(of(book({}), "head_grade_ni"), "zh", LIGHT).data) == 0
    assert len(amount.chart(of(book({}), ORE), "zh", LIGHT).data) == 0


@pytest.mark.parametrize("key", [ORE, RATE])
def test_charts_are_set_in_our_own_type_on_the_cards_own_ground(key: str) -> None:
    chart = amount.chart if key == ORE else rate.chart
    layout = chart(of(plan_01(), key), "zh", LIGHT).layout
    assert layout.font.family.startswith("Noto Sans CJK SC")
    english = chart(of(plan_01(), key), "en", LIGHT).layout  # · as narrow as in the words beside the chart
    assert {english.font.family, english.hoverlabel.font.family} == {f"kpi-latin, {layout.font.family}"}
    assert (layout.font.color, layout.hoverlabel.bgcolor) == (LIGHT.ink, LIGHT.card)
    assert (layout.paper_bgcolor, layout.plot_bgcolor) == ("rgba(0,0,0,0)",) * 2


def test_a_month_that_was_not_reported_has_a_mark_and_months_to_come_have_none() -> None:
    """Of April nothing was reported either, and it is over: May is still to come."""
    gap = of(book(months(ORE, 2022, [80_000.0, None, 90_000.0])), ORE, "2022-04")
    assert list(traces(amount.chart(gap, "zh", LIGHT))["无数据"].x) == ["2月", "4月"]
    assert [dot["value"] for dot in columns.option(gap, "zh", LIGHT)["series"][1]["data"]] == [[1, 0], [3, 0]]
    rates = of(book(months(RATE, 2022, [83.0, None, 84.0])), RATE, "2022-04")
    found = traces(rate.chart(rates, "zh", LIGHT))["无数据"]
    assert (list(found.x), list(found.y)) == (["2月", "4月"], [83.0, 83.0])


def test_a_month_in_which_nothing_was_due_is_not_called_unreported() -> None:
    """Of January 4 tasks of 5; in February none was due; of March nothing was reported."""
    due = {**months("ore_tasks_due", 2022, [5.0, 0.0]), **months("ore_tasks_on_time", 2022, [4.0, 0.0])}
    found = traces(rate.chart(of(book(due), "ore_tasks_on_time_rate", "2022-03"), "zh", LIGHT))
    assert (list(found["当月无发生"].x), list(found["无数据"].x)) == (["2月"], ["3月"])


def test_a_column_says_in_full_on_hover_what_it_is() -> None:
    series_of = of(
        book(months(ORE, 2022, [871_613.0, None]), months(ORE, 2022, [870_000.0, 860_000.0])), ORE, "2022-02"
    )
    actual, missing, _, plan = columns.option(series_of, "zh", LIGHT)["series"]
    said = actual["data"][0]["tooltip"]["formatter"]
    assert said.startswith("2022年1月<br>实际 871,613 吨<br>计划 870,000 吨<br>较计划 +1,613 吨<br><small>")
    assert plan["data"][0]["tooltip"]["formatter"] == said
    assert missing["data"][0]["tooltip"]["formatter"].startswith("2022年2月<br>计划 860,000 吨<br>无数据<br><small>")


# ---- the overview's columns


def test_a_brand_pages_box_on_hover_has_the_definition_under_the_month() -> None:
    drawn = rate.chart(of(plan_01(), ORE), "zh", LIGHT)
    frame.explain(drawn, "公式：100 × Σ 精矿 ÷ Σ 原矿。口径：按金属量加权；任何月份都不取平均 <x>", narrow=True)
    # 18 letters a line: to 原矿。 it is 15.5, 口 makes 16.5, and 径 with its colon does not fit; 均 is the 18th
    assert drawn.layout.xaxis.unifiedhovertitle.text == (
        "<b>%{x}</b><br><span style='font-size:0.9em'>公式：100 × Σ 精矿 ÷ Σ 原矿。口"
        "<br>径：按金属量加权；任何月份都不取平均<br>&lt;x&gt;</span>"
    )


def test_the_overviews_columns_are_the_same_numbers() -> None:
    drawn = columns.option(of(plan_01(), ORE), "zh", LIGHT)
    actual, *_, plan = drawn["series"]
    assert (plan["name"], [column["value"] for column in plan["data"]]) == ("计划", [float(v) for v in PLAN_01])
    assert [column and column["value"] for column in actual["data"]] == [*ACTUAL_01, None, None, None]
    assert actual["name"] == "实际"
    assert actual["data"][2]["label"] == {"formatter": "86.0"}
    assert drawn["xAxis"]["data"] == MONTHS
    assert drawn["yAxis"]["min"] == 0
    assert (plan["itemStyle"]["color"], actual["itemStyle"]["color"]) == ("transparent", LIGHT.actual)
    assert drawn["animation"] is False
    assert columns.title(of(plan_01(), ORE), "zh") == "处理矿量（干） · 万吨"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_figure_stands_within_its_column_where_an_outline_would_cross_it(narrow: bool) -> None:
    """All alike, as soon as one plan is higher; on a short column on a ground of its own: 5 of 90 is less than 14 %."""
    done = [700_000, 50_000, 950_000]
    behind = book(months(ORE, 2022, list(done)), months(ORE, 2022, [900_000] * 12))
    drawn = columns.option(
        of(behind, ORE, "2022-03"), "zh", DARK, narrow=narrow, signed=["处理矿量（干） · 万吨", "全厂"]
    )
    labels = [column["label"] for column in drawn["series"][0]["data"][:3]]
    assert [label.get("position") for label in labels] == ["insideTop", None, "insideTop"]
    assert labels[0]["color"] == labels[1]["backgroundColor"] == DARK.card and labels[0].get("align") == (
        "right" if narrow else None
    )
    foot = ["处理矿量（干） · 万吨 · 全厂"]  # 7 + 4 × 0.555 … letters: one line, 17 points
    assert (drawn["title"]["text"].split("\n"), drawn["grid"]["bottom"]) == (foot, 8 + 17)


def test_the_overviews_columns_name_months_and_unit_in_english() -> None:
    drawn = columns.option(of(plan_01(), ORE), "en", DARK)
    assert drawn["xAxis"]["data"][8] == "Sep"
    assert drawn["series"][0]["data"][8]["value"] == 87.3
    assert columns.title(of(plan_01(), ORE), "en") == "Ore milled (dry) · 10,000 t"


# ---- the table behind


def test_the_table_behind_a_chart_holds_every_number_and_dashes_for_gaps() -> None:
    drawn = str(table.months(of(plan_01(), ORE), "zh"))
    assert drawn.count("<tr>") == 13
    assert '<th class="num">实际<br>万吨</th>' in drawn and drawn.count("万吨") == 6  # in the head, not in every cell
    assert rows(drawn)[9] == ["2022-09", "87.30", "86.00", "+1.30", "747.6", "739.0", "—"]
    assert rows(drawn)[10][:4] == ["2022-10", "—", "88.00", "—"]
    assert "上年同期" not in drawn  # nothing is known of last year


@pytest.mark.parametrize(
    ("narrow", "lines"),
    [
        (True, ["Grinding expert system in full operation", "Plant · 2022-09 · revision 5", "sample data"]),
        (False, ["Grinding expert system in full operation · Plant · 2022-09 · revision 5", "sample data"]),
    ],
)
def test_a_signature_has_as_many_lines_as_it_needs_and_the_chart_keeps_its_height(
    narrow: bool, lines: list[str]
) -> None:
    """A phone's line holds 20 heights: 28 × 0.555 + 11 × 0.3 + 0.7 = 19.5 fit, with "sample data" 21.7 do not.

    A desk's holds 40. The margin holds two lines of a phone's and one of a desk's, each more is 17 points higher.
    """
    drawn = frame.figure(LIGHT, "zh", unit="%", zero=True, narrow=narrow)
    inner = drawn.layout.height - drawn.layout.margin.b
    said = ("Grinding expert system in full operation", "Plant", "2022-09", "revision 5", "sample data")
    frame.sign(drawn, said, LIGHT, narrow=narrow)
    assert drawn.layout.annotations[0].text.split("<br>") == lines
    assert drawn.layout.height - drawn.layout.margin.b == inner
    assert drawn.layout.margin.b == (64 + 17 if narrow else 48 + 17)
