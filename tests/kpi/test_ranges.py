"""Plans that are ranges: which end decides, how ends add up, and what a reader is told. All numbers by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi import applied, board, export, message, ranges, series, words
from kpi.charts import card, gap_table, table
from kpi.charts.palette import LIGHT
from kpi.model import Book, Observation, Promised, Version
from kpi.period import Month
from kpi.progress import Desk, Figure
from kpi.reading import Row
from tests.kpi.books import Facts, book, cells, figure, months, plan_01, shipped

NI, MGO, FINE, ORE = "rec_ni_actual", "mgo_conc", "grind_fineness", "ore_milled_dry"
JULY = "2022-07"


def planned(actual: Facts, plan: Facts | None = None, low: Facts | None = None, high: Facts | None = None) -> Book:
    return replace(book(actual, plan), lows=cells(low or {}), highs=cells(high or {}))


def july(key: str, actual: float | None, low: float | None, high: float | None) -> Figure:
    """One month with a range for a plan, of an indicator that stands for itself in that month."""
    place = (key, "plant", "2022-01")
    given = [{place: end} if end is not None else {} for end in (actual, low, high)]
    return figure(planned(given[0], {}, given[1], given[2]), key, "2022-01")


@pytest.mark.parametrize(
    ("actual", "status", "gap"),
    [
        (83.0, "met", 0.0), (82.5, "met", 0.0), (84.0, "met", 0.5),
        (82.49, "warning", -0.01), (82.0, "warning", -0.5), (81.9, "behind", -0.6),
    ],
)  # fmt: skip
def test_where_higher_is_better_the_low_end_decides(actual: float, status: str, gap: float) -> None:
    found = july(NI, actual, 82.5, 83.5)
    assert found.ytd.verdict.status == status
    assert found.ytd.plan == 82.5
    assert found.ytd.gap == pytest.approx(gap)  # from the nearest end, nothing within


@pytest.mark.parametrize(
    ("actual", "status"), [(5.0, "met"), (6.5, "met"), (6.51, "warning"), (7.15, "warning"), (7.2, "behind")]
)
def test_where_lower_is_better_the_high_end_decides(actual: float, status: str) -> None:
    found = july(MGO, actual, 5.5, 6.5)
    assert (found.ytd.verdict.status, found.ytd.plan) == (status, 6.5)


@pytest.mark.parametrize(
    ("actual", "status", "gap"),
    [(70.0, "met", 0.0), (68.0, "met", 0.0), (72.0, "met", 0.0), (72.5, "behind", 0.5), (67.0, "behind", -1.0)],
)
def test_a_band_is_met_inside_and_missed_outside(actual: float, status: str, gap: float) -> None:
    found = july(FINE, actual, 68.0, 72.0)
    assert found.ytd.verdict.status == status
    assert found.ytd.gap == pytest.approx(gap)
    assert found.ytd.plan is None
    assert found.judged


def test_a_band_counts_for_its_brand_only_with_a_range() -> None:
    of = planned(
        {(FINE, "plant", "2022-01"): 73.0}, {}, {(FINE, "plant", "2022-01"): 68.0}, {(FINE, "plant", "2022-01"): 72.0}
    )
    month = figure(of, FINE, "2022-01")
    seen = board.figures(of, board.months(of)[0], "plant").brand("intelligence")
    assert (seen.status, seen.worst and seen.worst.indicator.key) == ("behind", FINE)
    assert month.judged
    assert not figure(planned({(FINE, "plant", "2022-01"): 73.0}), FINE, "2022-01").judged


@pytest.mark.parametrize(
    ("key", "low", "high", "code"), [(NI, None, 83.5, "reason.no_low"), (MGO, 5.5, None, "reason.no_high")]
)
def test_the_end_that_does_not_decide_decides_nothing(
    key: str, low: float | None, high: float | None, code: str
) -> None:
    found = july(key, 83.0 if key == NI else 6.0, low, high)
    assert (found.ytd.verdict.status, found.ytd.verdict.reason.code) == ("unknown", code)


def test_one_end_alone_is_a_plan() -> None:
    assert july(NI, 82.0, 82.5, None).ytd.verdict.status == "warning"
    assert july(FINE, 67.0, 68.0, None).ytd.verdict.status == "behind"
    assert july(FINE, 99.0, 68.0, None).ytd.verdict.status == "met"


def test_a_figure_within_its_range_is_what_completion_counts_by() -> None:
    places = [(ORE, "plant", "2022-01")]
    of = planned({places[0]: 84.0}, {places[0]: 85.0}, {places[0]: 80.0}, {places[0]: 90.0})
    found = figure(of, ORE, "2022-01")
    assert found.ytd.of_plan == pytest.approx(100 * 84 / 85)
    assert found.ytd.verdict.status == "met"  # 84 is above the low end


def test_ends_of_amounts_add_over_months_and_over_lines() -> None:
    low = months(ORE, 2022, [80.0, 70.0], "line1") | months(ORE, 2022, [20.0, 30.0], "line2")
    high = months(ORE, 2022, [90.0, 80.0], "line1") | months(ORE, 2022, [25.0, 35.0], "line2")
    found = figure(planned(months(ORE, 2022, [100.0, 110.0]), {}, low, high), ORE, "2022-02")
    assert (found.ytd.planned.low, found.ytd.planned.high) == (200.0, 230.0)
    assert (found.month.planned.low, found.month.planned.high) == (100.0, 115.0)
    assert found.ytd.of_plan == pytest.approx(105.0)


def test_a_month_without_its_end_leaves_the_range_to_date_open() -> None:
    of = planned(months(ORE, 2022, [100.0, 110.0]), {}, months(ORE, 2022, [80.0]))
    assert not figure(of, ORE, "2022-02").ytd.planned.ranged


def test_months_with_a_figure_lend_it_to_the_range() -> None:
    of = planned(months(ORE, 2022, [100.0, 110.0]), {(ORE, "plant", "2022-02"): 95.0}, months(ORE, 2022, [80.0]))
    assert figure(of, ORE, "2022-02").ytd.planned.low == 175.0


def test_ends_of_a_rate_are_weighted_by_the_planned_denominators() -> None:
    feed = months("ni_feed", 2022, [100.0, 300.0])
    done = months("ni_feed", 2022, [100.0, 100.0]) | months("ni_metal", 2022, [84.0, 84.0])
    found = figure(planned(done, feed, months(NI, 2022, [82.0, 84.0]), months(NI, 2022, [83.0, 85.0])), NI, "2022-02")
    # (100 × 82 + 300 × 84) ÷ 400 and (100 × 83 + 300 × 85) ÷ 400
    assert found.ytd.planned.low == pytest.approx(83.5)
    assert found.ytd.planned.high == pytest.approx(84.5)


def test_a_range_of_the_year_holds_for_a_rate_in_every_month() -> None:
    year = (NI, "plant", "2022")
    found = figure(planned({(NI, "plant", "2022-01"): 83.0}, {}, {year: 82.5}, {year: 83.5}), NI, "2022-01")
    assert (found.ytd.planned.low, found.ytd.planned.high, found.ytd.verdict.status) == (82.5, 83.5, "met")


def test_a_range_is_read_as_the_plant_writes_it() -> None:
    unit = shipped().indicators[NI].unit
    assert unit.span(82.5, 83.5, "zh") == "82.50–83.50%"
    assert unit.span(82.5, None, "zh") == "≥82.5%"
    assert unit.span(None, 83.5, "zh") == "≤83.5%"
    assert unit.span(83.0, 83.0, "zh") == "83.00%"
    ore = shipped().indicators[ORE].unit
    assert ore.span(7_390_000.0, 7_450_000.0, "zh") == "739.0–745.0 万吨"
    ideas = shipped().indicators["idea_proposed"].unit
    assert [ideas.show(n, "en") for n in (0.0, 1.0, -1.0, 11.0)] == ["0 items", "1 item", "−1 item", "11 items"]
    assert ideas.span(1.0, 3.0, "en") == "1–3 items"


def test_the_card_the_table_and_the_answer_say_the_range() -> None:
    found = july(NI, 82.0, 82.5, 83.5)
    assert "82.50–83.50%" in card.card(found, "zh", LIGHT, sample=False)
    assert "82.50–83.50%" in gap_table.table([found], "zh", lambda brand: brand)
    assert "按下限判定" in card.card(found, "zh", LIGHT, sample=False)


def seen(batch: int, value: float) -> Observation:
    return Observation(NI, "plant", JULY, value, batch=batch)


@pytest.mark.parametrize(
    ("point", "ends", "first", "left"),
    [(1, 2, False, "range"), (2, 1, False, "point"), (1, 1, False, "both"),
     (0, 2, False, "point"), (2, 0, False, "range"), (1, 2, True, "point"), (2, 1, True, "range")],
)  # fmt: skip
def test_of_a_figure_and_a_range_the_newer_holds(point: int, ends: int, first: bool, left: str) -> None:
    place = (NI, "plant", JULY)
    found = ranges.settled(
        Promised({place: seen(point, 83.0)}, {place: seen(ends, 82.5)}, {place: seen(ends, 83.5)}), first=first
    )
    kept = {"point": bool(found.points), "range": bool(found.lows) and bool(found.highs)}
    assert kept == {"point": left in ("point", "both"), "range": left in ("range", "both")}


def test_a_report_in_hand_puts_a_range_in_the_place_of_a_figure() -> None:
    place = (NI, "plant", "2022-01")
    of = replace(book({place: 83.0}), plans={place: seen(3, 83.2)})
    rows = [Row(NI, "plant", "plan_low", "2022-01", 82.0), Row(NI, "plant", "plan_high", "2022-01", 83.5)]
    after = figure(applied.to(of, rows), NI, "2022-01")
    assert (after.ytd.planned.value, after.ytd.planned.low, after.ytd.planned.high) == (82.0, 82.0, 83.5)


VERSIONS = (Version(2022, 1, approved_on="2022-01-05"), Version(2022, 2, "2022-07-05", "年度检修提前", 9))


def adjusted() -> Book:
    """739 万吨 by July in force, 745 at the beginning of the year."""
    first = months(ORE, 2022, [1_065_000.0] * 6 + [1_060_000.0])
    now = months(ORE, 2022, [1_065_000.0] * 6 + [1_000_000.0])
    done = months(ORE, 2022, [1_060_000.0] * 7)
    return replace(book(done, now), versions=VERSIONS, first=Promised(cells(first)))


def test_an_adjusted_plan_stands_beside_the_first_one() -> None:
    found = figure(adjusted(), ORE, JULY)
    assert (found.ytd.plan, found.ytd.first and found.ytd.first.value) == (7_390_000.0, 7_450_000.0)
    assert found.ytd.of_plan == pytest.approx(100 * 742 / 739)
    assert found.ytd.of_first == pytest.approx(100 * 742 / 745)
    assert message.adjusted(found, found.ytd.planned, found.ytd.first, "zh", fully=True) == (
        "739.0 万吨（调整，2022-07-05 批准；年初 745.0 万吨）"
    )
    assert "调整，2022-07-05 批准；年初 745.0 万吨" in card.card(found, "zh", LIGHT, sample=False)
    assert 'title="2022 年计划第 2 版；年初 745.0 万吨"' in gap_table.table([found], "zh", lambda brand: brand)


def test_a_folded_card_says_its_range_outside_the_fold() -> None:
    ranged = card.card(july(FINE, 70.0, 68.0, 72.0), "zh", LIGHT, sample=False)
    assert '<p class="small">累计计划 68.00–72.00%</p>' in ranged.partition("<details>")[0]
    plain = figure(book({(MGO, "plant", "2022-01"): 6.0}, {(MGO, "plant", "2022-01"): 6.5}), MGO, "2022-01")
    assert '<p class="small">累计计划' not in card.card(plain, "zh", LIGHT, sample=False)


def test_a_month_that_no_adjustment_touched_says_nothing_of_one() -> None:
    found = figure(adjusted(), ORE, "2022-06")
    assert (found.ytd.first, found.adjusted) == (None, False)
    assert "调整" not in gap_table.table([found], "zh", lambda brand: brand)


def test_the_exports_carry_the_version_the_range_and_the_first_plan() -> None:
    of = adjusted()
    seen = board.figures(of, board.months(of)[0], "plant")
    for made in (export.figures(seen, of, "zh"), export.gaps(seen, of, "zh")):
        column = {head: at for at, head in enumerate(made.heads)}
        (row,) = [row for row in made.rows if row[column["指标代码"]] == ORE]
        assert row[column["计划版本"]] == "2022 年第 2 版（调整，2022-07-05 批准）"
        assert row[column["累计计划（文字）"]] == "739.0 万吨"
        assert row[column["累计计划"]] == 7_390_000.0
    wide = export.figures(seen, of, "zh")
    (row,) = [row for row in wide.rows if row[wide.heads.index("指标代码")] == ORE]
    assert row[wide.heads.index("年初累计计划")] == "745.0 万吨"
    place = (NI, "plant", "2022-01")
    banded = planned({place: 83.0}, {}, {place: 82.5}, {place: 83.5})
    wide = export.figures(board.figures(banded, board.months(banded)[0], "plant"), banded, "zh")
    (row,) = [row for row in wide.rows if row[wide.heads.index("指标代码")] == NI]
    ends = [row[wide.heads.index(name)] for name in ("累计计划下限", "累计计划上限", "累计计划（文字）")]
    assert ends == [82.5, 83.5, "82.50–83.50%"]


def test_a_figure_in_a_band_is_said_to_be_in_it() -> None:
    assert message.gap(july(FINE, 70.0, 68.0, 72.0), "zh") == "在计划区间 68.00–72.00% 内"
    assert message.gap(july(FINE, 72.5, 68.0, 72.0), "zh") == "高出计划区间 68.00–72.00% 0.50 个百分点"
    reason = words.render("zh", july(FINE, 72.5, 68.0, 72.0).ytd.verdict.reason)
    assert reason == "实际 72.50%，偏离计划区间（≥68%，≤72%）0.50 个百分点；区间内为达标，区间外为未达标。"


@pytest.mark.parametrize(
    ("key", "actual", "low", "high", "said"),
    [
        (NI, 82.0, 82.5, None, "较计划 −0.50 个百分点（实际 82.00%，计划 ≥82.5%）"),
        (MGO, 6.6, None, 6.5, "计划 ≤6.5%，越低越好"),
        # the gap of the reason is that of the card, and it says from which end: the nearest, nothing within
        (NI, 83.9, 82.5, 83.5, "高出计划区间 82.50–83.50% 0.40 个百分点（实际 83.90%）；按下限判定，≥82.50% 达标"),
        (NI, 83.0, 82.5, 83.5, "在计划区间 82.50–83.50% 内（实际 83.00%）；按下限判定，"),
        (NI, 82.0, 82.5, 83.5, "低于计划区间 82.50–83.50% 0.50 个百分点（实际 82.00%）；按下限判定，"),
        (MGO, 6.6, 5.5, 6.5, "计划 5.50–6.50%，按上限，越低越好"),
        (ORE, 91e4, 80e4, 90e4, "计划完成率 113.75%（实际 91.00 万吨，计划 80.00–90.00 万吨，按下限）"),
    ],
)
def test_the_reason_says_the_range_and_by_which_end(
    key: str, actual: float, low: float | None, high: float | None, said: str
) -> None:
    assert said in words.render("zh", july(key, actual, low, high).ytd.verdict.reason)


@pytest.mark.parametrize(
    ("key", "actual", "low", "high", "gap", "code"),
    [
        # an end that cannot judge is nothing to count from either, on neither side of it
        *((ORE, actual, None, 89e4, None, "no_low") for actual in (86e4, 91e4)),
        *((MGO, actual, 5.5, None, None, "no_high") for actual in (5.0, 6.0)),
        # a band is held to the one end it has
        (FINE, 67.0, 68.0, None, -1.0, "band_out"), (FINE, 69.0, 68.0, None, 0.0, "band_in"),
    ],
)  # fmt: skip
def test_a_limit_that_cannot_judge_leaves_the_gap_empty_and_says_why(
    key: str, actual: float, low: float | None, high: float | None, gap: float | None, code: str
) -> None:
    found = july(key, actual, low, high)
    assert (found.month.gap, found.ytd.gap) == (gap, gap)
    assert found.month.verdict.reason.code == f"reason.{code}"
    place = (key, "plant", "2022-01")
    of = planned({place: actual}, {}, {} if low is None else {place: low}, {} if high is None else {place: high})
    year = series.of_year(Desk(of, "plant", Month(2022, 1)), of.catalog.indicators[key])
    assert (year.gap[0], found.ytd.gap_percent or 0.0) == (gap, 0.0)


def test_no_figure_leaves_with_the_noise_of_binary_arithmetic() -> None:
    """83.9 − 83.5 = 0.4, 84.0 − 83.9 = 0.1, 10 × 0.1 = 1: as anybody works them out, at every way out."""
    place = (NI, "plant", "2022-01")
    spent = next(k for k, each in shipped().indicators.items() if each.amount and each.unit.key == "万元")
    of = planned(
        {place: 83.9, (NI, "plant", "2021-01"): 83.5} | months(spent, 2022, [0.1, 0.1, 0.1]), {}, {place: 82.5},
        {place: 83.5},
    )  # fmt: skip
    (year,) = [series.of_year(Desk(of, "plant", Month(2022, 1)), of.catalog.indicators[NI])]
    assert year.gap[0] == 0.4
    told = board.as_json(board.figures(of, Month(2022, 1), "plant"))
    (one,) = [each for brand in told["brands"] for each in brand["indicators"] if each["key"] == NI]
    assert (one["month"]["gap"], one["month_yoy"]["difference"]) == (0.4, 0.4)
    seen = board.figures(of, Month(2022, 3), "plant")
    (three,) = [each for b in board.as_json(seen)["brands"] for each in b["indicators"] if each["key"] == spent]
    assert three["ytd"]["actual"] == 0.3
    for made in (export.figures(seen, of, "zh"), export.months(year, seen, of.catalog, "zh")):
        loose = [cell for row in made.rows for cell in row if isinstance(cell, float) and len(repr(cell)) > 17]
        assert loose == []


YEAR, JANUARY = (NI, "plant", "2022"), (NI, "plant", "2022-01")


@pytest.mark.parametrize(
    ("points", "lows", "highs", "month"),
    [
        # figure, low, high that January is held to: what the month says itself goes before the year
        ({JANUARY: 84.0}, {YEAR: 83.32}, {}, (84.0, None, None)),
        ({JANUARY: 84.0}, {YEAR: 83.0}, {YEAR: 85.0}, (84.0, None, None)),
        ({YEAR: 83.0}, {JANUARY: 84.0}, {}, (84.0, 84.0, None)),
        ({}, {JANUARY: 84.0}, {YEAR: 90.0}, (84.0, 84.0, None)),
        ({}, {YEAR: 83.32}, {}, (83.32, 83.32, None)),
        ({JANUARY: 83.0}, {JANUARY: 82.5}, {JANUARY: 83.5}, (83.0, 82.5, 83.5)),
        ({JANUARY: 84.0}, {JANUARY: 82.5}, {}, (82.5, 82.5, None)),
    ],
)
def test_a_months_own_plan_is_not_mixed_with_the_years(
    points: Facts, lows: Facts, highs: Facts, month: tuple[float | None, ...]
) -> None:
    of = figure(planned({JANUARY: 83.9}, points, lows, highs), NI, "2022-01").month.planned
    assert (of.value, of.low, of.high) == month


def test_a_years_limit_goes_before_the_sum_of_its_months_and_its_figure_before_their_limits() -> None:
    year = (ORE, "plant", "2022")
    each: list[float | None] = [101.0] * 12
    of = planned(months(ORE, 2022, [100.0]), months(ORE, 2022, each), {year: 1_200.0})
    found = figure(of, ORE, "2022-01").ytd
    assert (found.year_planned.value, found.year_planned.low) == (1_200.0, 1_200.0)
    assert (found.planned.value, found.planned.low) == (101.0, None)
    of = planned(months(ORE, 2022, [100.0]), {year: 1_200.0}, months(ORE, 2022, each))
    found = figure(of, ORE, "2022-01").ytd
    assert (found.year_planned.value, found.year_planned.low, found.planned.low) == (1_200.0, None, 101.0)
    # lines that have figures do not stand in for a plant that has a limit
    lines: Facts = {(ORE, line, "2022-01"): value for line, value in (("line1", 60.0), ("line2", 45.0))}
    found = figure(planned(months(ORE, 2022, [99.0]), lines, months(ORE, 2022, [100.0])), ORE, "2022-01").ytd
    assert (found.planned.value, found.gap) == (100.0, -1.0)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(857_000.0, 861_000.0, "+0.40 万吨"), (857_000.0, 857_040.0, "+40 吨"), (9_000.0, 12_000.0, "+3,000 吨"),
     (1_020_000.0, 1_010_000.0, "−1.00 万吨")],
)  # fmt: skip
def test_a_difference_is_told_in_the_unit_of_its_values(before: float, now: float, said: str) -> None:
    assert message.moved(shipped().indicators[ORE], before, now, "zh") == said


def test_the_answer_for_programs_keeps_the_sign_of_a_corrected_bound() -> None:
    of = book({})
    key = next(key for key, indicator in of.catalog.indicators.items() if indicator.qualified)
    place = (key, "plant", "2022-01")
    seen = Observation(*place, 12.0, original=9.25, original_qualifier="ge")
    of = replace(of, actuals={place: seen})
    told = board.as_json(board.figures(of, board.months(of)[0], "plant"))
    (one,) = [each for brand in told["brands"] for each in brand["indicators"] if each["key"] == key]
    assert (one["original"], one["original_qualifier"]) == (9.25, "ge")


def test_the_answer_for_programs_has_both_ends_of_a_range() -> None:
    of = planned(months(ORE, 2022, [92.0e4]), {}, months(ORE, 2022, [80.0e4]), months(ORE, 2022, [90.0e4]))
    told = board.as_json(board.figures(of, Month(2022, 1), "plant"))
    (one,) = [each for brand in told["brands"] for each in brand["indicators"] if each["key"] == ORE]
    ends = [(one[part]["plan_low"], one[part]["plan_high"], one[part]["gap"]) for part in ("month", "ytd")]
    assert ends == [(80.0e4, 90.0e4, 2.0e4)] * 2  # the gap is to the nearest end


def test_the_table_of_months_shows_both_ends() -> None:
    of = planned(months(ORE, 2022, [82.0e4]), {}, months(ORE, 2022, [80.0e4]), months(ORE, 2022, [85.0e4]))
    drawn = table.months(series.of_year(Desk(of, "plant", Month(2022, 1)), of.catalog.indicators[ORE]), "zh")
    assert all(said in drawn for said in ("计划下限<br>万吨", "计划上限<br>万吨", ">80.00<", ">85.00<"))
    plain = table.months(series.of_year(Desk(plan_01(), "plant", Month(2022, 1)), of.catalog.indicators[ORE]), "zh")
    assert "计划下限" not in plain


def test_the_answer_for_programs_tells_of_ranges_and_adjustments_only_where_there_are_some() -> None:
    ore = board.as_json(board.figures(adjusted(), board.months(adjusted())[0], "plant"))["brands"][1]["indicators"][0]
    assert ore["planned"]["version"] == {
        "year": 2022,
        "number": 2,
        "approved_on": "2022-07-05",
        "reason": "年度检修提前",
    }
    assert ore["planned"]["ytd"]["first"] == {"value": 7_450_000.0, "low": None, "high": None}
    plain = book(months(ORE, 2022, [1.0]), months(ORE, 2022, [1.0]))
    assert (
        "planned"
        not in board.as_json(board.figures(plain, board.months(plain)[0], "plant"))["brands"][1]["indicators"][0]
    )
