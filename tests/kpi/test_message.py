"""The sentence of every case: ahead, behind, even, incomplete, no plan, lower-is-better, qualified, text, milestone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi import message
from kpi.model import Book
from kpi.unit import Lang
from tests.kpi.books import PLAN_01, book, cells, figure, months, shipped

ORE, POWER, MAGNESIA = "ore_milled_dry", "power_kwh", "mgo_conc"
SAVED, WORDS_ONLY, PILOT = "outsourced_repair_saving", "conduct_text", "pilot_demo"
COST = "outsourced_cost"
TONNES = 10_000


def said(of: Book, key: str, month: str, lang: Lang = "zh") -> str:
    return message.sentence(figure(of, key, month), lang)


def ore(*done: float | None, planned: bool = True) -> Book:
    """Months of ore in 万吨 beside PLAN-01."""
    plan = months(ORE, 2022, [float(v * TONNES) for v in PLAN_01]) if planned else {}
    return book(months(ORE, 2022, [None if v is None else v * TONNES for v in done]), plan)


def test_ahead_says_how_far_and_that_the_rest_can_be_reached() -> None:
    # 171 of 161; 829 of 1000 left over 10 months, 839 planned for them
    assert said(ore(86, 85), ORE, "2022-02") == (
        "累计完成 171.0 万吨，完成全年任务 17.10%；超计划 10.00 万吨（累计计划完成率 106.21%）；"
        "剩余 10 个月需月均 82.90 万吨，为剩余计划的 98.8%，可达。"
    )


def test_behind_says_what_is_lacking_and_that_no_month_was_ever_so_good() -> None:
    # 140 of 161 is 86.96 %; 860 left over 10 months, of 839 planned 102.5 %; the best month brought 70
    assert said(ore(70, 70), ORE, "2022-02") == (
        "累计完成 140.0 万吨，完成全年任务 14.00%；欠计划 21.00 万吨（累计计划完成率 86.96%）；"
        "剩余 10 个月需月均 86.00 万吨，为剩余计划的 102.5%，高于历史最好月份。"
    )
    assert said(ore(70, 70), ORE, "2022-02", "en") == (
        "1,400,000 t done so far, 14.00% of the year's task; 210,000 t below plan (86.96% of plan to date); "
        "the 10 months left need 860,000 t each, 102.5% of what is planned for them, "
        "more than the best month on record."
    )


def test_what_every_forecast_misses_is_not_called_within_reach() -> None:
    # 505 of 565; 495 left over 5 months, of 435 planned 113.8 %; January brought 100, but F1 to F3 say 866, 894, 940
    assert said(ore(100, 70, 70, 70, 70, 55, 70), ORE, "2022-07").endswith(
        "剩余 5 个月需月均 99.00 万吨，为剩余计划的 113.8%，有数的 7 个月里 1 个月达到过。"
    )


def test_an_incomplete_year_to_date_says_so_and_asks_for_nothing() -> None:
    assert said(ore(85, None, 90), ORE, "2022-03") == (
        "仅 2/3 个月，累计完成 175.0 万吨，完成全年任务 17.50%；超计划 4.00 万吨（累计计划完成率 102.34%）。"
    )


def test_even_with_plan_is_neither_above_nor_below() -> None:
    assert "；与计划持平；" in said(ore(85, 76), ORE, "2022-02")


def test_without_a_plan_only_what_was_done_is_said() -> None:
    assert said(ore(85, 85, planned=False), ORE, "2022-02") == "累计完成 170.0 万吨。"


def test_the_years_plan_reached_early_is_said() -> None:
    assert said(ore(1200), ORE, "2022-01").endswith("；全年计划已完成。")


def test_nothing_reported_says_what_to_do() -> None:
    assert said(ore(), ORE, "2022-02") == "没有数据，无法判断。请上传本期数据。"


@pytest.mark.parametrize(
    ("each", "sentence"),
    [
        (90.0, "累计 180 千瓦时，已用全年计划 15.00%；低于计划 20 千瓦时（为计划的 90.00%）（越低越好）；"
               "剩余 10 个月月均不超过 102 千瓦时。"),
        (110.0, "累计 220 千瓦时，已用全年计划 18.33%；高于计划 20 千瓦时（为计划的 110.00%）（越低越好）；"
                "剩余 10 个月月均不超过 98 千瓦时。"),
    ],
    ids=["saved", "overspent"],
)  # fmt: skip
def test_of_what_is_spent_less_is_better_and_the_rest_is_a_ceiling(each: float, sentence: str) -> None:
    facts = book(months(POWER, 2022, [each, each]), months(POWER, 2022, [100.0] * 12))
    assert said(facts, POWER, "2022-02") == sentence


@pytest.mark.parametrize(
    ("each", "zh", "en"),
    [
        # of 120 in the year 90 are used in 9 months, where 90 were planned; 30 are left for 3
        (10.0, "累计 90.00 万元，已用全年预算 75.00%；与计划持平（越低越好）；剩余 3 个月月均不超过 10.00 万元。",
         "900,000 CNY year to date, 75.00% of the year's budget used; exactly on plan (lower is better); "
         "the 3 months left may take 100,000 CNY each."),
        # 135 of 120: 15 over, nothing is finished
        (15.0, "累计 135.00 万元，已超全年预算 15.00 万元（为全年预算的 112.50%）；"
         "高于计划 45.00 万元（为计划的 150.00%）（越低越好）；剩余 3 个月已没有余量。",
         "1,350,000 CNY year to date, 150,000 CNY over the year's budget (112.50% of it); 450,000 CNY above plan "
         "(150.00% of it) (lower is better); nothing is left for the 3 months to come."),
    ],
    ids=["within", "over"],
)  # fmt: skip
def test_a_cost_uses_a_budget_and_an_overspent_one_is_not_finished(each: float, zh: str, en: str) -> None:
    facts = book(months(COST, 2022, [each] * 9), months(COST, 2022, [10.0] * 12))
    assert (said(facts, COST, "2022-09"), said(facts, COST, "2022-09", "en")) == (zh, en)


def test_of_a_cost_known_as_a_bound_only_what_is_certain_is_over() -> None:
    plan = months(COST, 2022, [10.0] * 12)
    over, within = (
        said(book({(COST, "plant", "2022-01"): (130, sign)}, plan), COST, "2022-01") for sign in ("ge", "le")
    )
    assert "已超全年预算 ≥10 万元（为全年预算的 ≥108.33%）" in over
    assert "已用全年预算 ≤108.33%" in within


@pytest.mark.parametrize(
    ("level", "zh", "en"),
    [
        (6.71, "累计 6.71%；高于计划 0.21 个百分点（越低越好）。",
         "6.71% year to date; 0.21 pp above plan (lower is better)."),
        (6.3, "累计 6.30%；低于计划 0.20 个百分点（越低越好）。",
         "6.30% year to date; 0.20 pp below plan (lower is better)."),
        (6.5, "累计 6.50%；与计划持平（越低越好）。", "6.50% year to date; exactly on plan (lower is better)."),
    ],
    ids=["above", "below", "even"],
)  # fmt: skip
def test_a_rate_differs_in_percentage_points(level: float, zh: str, en: str) -> None:
    facts = book(months(MAGNESIA, 2022, [level]), months(MAGNESIA, 2022, [6.5]))
    assert (said(facts, MAGNESIA, "2022-01"), said(facts, MAGNESIA, "2022-01", "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "ending"),
    [
        ((80, "ge"), "≥80 万元，完成全年任务 ≥80.00%；至少超计划 8.00 万元（累计计划完成率 ≥111.11%）。"),
        ((72, "ge"), "≥72 万元，完成全年任务 ≥72.00%；不低于计划。"),
        ((70, "ge"), "≥70 万元，完成全年任务 ≥70.00%；只知道下限或约数，差距未定。"),
        ((80, "approx"), "≈80 万元，完成全年任务 ≈80.00%；只知道下限或约数，差距未定。"),
    ],
    ids=["at-least-ahead", "at-least-even", "at-least-below", "about"],
)
def test_a_bound_claims_only_what_is_certain(value: tuple[float, str], ending: str) -> None:
    facts = book(
        {(SAVED, "plant", "2022-01"): value}, {(SAVED, "plant", "2022-01"): 72.0, (SAVED, "plant", "2022"): 100.0}
    )
    assert said(facts, SAVED, "2022-01") == "累计完成 " + ending


def test_a_text_result_is_its_own_sentence() -> None:
    assert (
        said(book({(WORDS_ONLY, "plant", "2022-01"): "已召开 3 次专题会"}), WORDS_ONLY, "2022-01")
        == "已召开 3 次专题会"
    )
    assert said(book({}), WORDS_ONLY, "2022-01") == "本期无数据"


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        (50.0, "进度 50.00%；落后计划 10.00 个百分点。"),
        (70.0, "进度 70.00%；超前计划 10.00 个百分点。"),
        (60.0, "进度 60.00%；按期。"),
    ],
)
def test_a_milestone_is_ahead_behind_or_on_time(level: float, sentence: str) -> None:
    facts = book(
        {(PILOT, "plant", "2022-01"): level}, {(PILOT, "plant", "2022-01"): 60.0, (PILOT, "plant", "2022-12"): 100.0}
    )
    assert said(facts, PILOT, "2022-01") == sentence


@pytest.mark.parametrize(
    ("done", "zh", "en"),
    [
        ("2022-02", "完成（进度 100.00%）；按期。", "“完成” (100.00% reached); on time."),
        ("2022-03", "完成（进度 100.00%）；比计划晚 31 天。", "“完成” (100.00% reached); 31 days later than planned."),
    ],
)
def test_a_milestone_that_is_passed_has_a_sentence_and_says_how_late(done: str, zh: str, en: str) -> None:
    # due at the end of February; March has 31 days
    facts = book({(PILOT, "plant", done): "完成"}, {(PILOT, "plant", "2022-02"): 100.0})
    assert (said(facts, PILOT, "2022-03"), said(facts, PILOT, "2022-03", "en")) == (zh, en)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_indicator_is_left_without_a_sentence(lang: Lang) -> None:
    for key in shipped().indicators:
        assert len(said(book({}), key, "2022-01", lang)) > 4, key


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (565.0, ("在计划区间 546.0–574.0 万吨 内", "0 吨（0.00%）")),
        (546.0, ("在计划区间 546.0–574.0 万吨 内", "0 吨（0.00%）")),
        (574.0, ("在计划区间 546.0–574.0 万吨 内", "0 吨（0.00%）")),
        (600.0, ("高出计划区间 546.0–574.0 万吨 26.00 万吨", "+26.00 万吨（+4.53%）")),
        (540.0, ("低于计划区间 546.0–574.0 万吨 6.00 万吨", "−6.00 万吨（−1.10%）")),
    ],
)
def test_a_figure_counts_from_the_nearest_end_of_its_planned_range(done: float, expected: tuple[str, str]) -> None:
    place = (ORE, "plant", "2022-01")
    low, high = cells({place: 546.0 * TONNES}), cells({place: 574.0 * TONNES})
    of = replace(book({place: done * TONNES}, {}), lows=low, highs=high)
    found = figure(of, ORE, "2022-01")
    assert (message.gap(found, "zh"), message.signed_gap(found, "zh", percent_too=True)) == expected


def test_a_lower_bound_inside_a_range_is_only_known_not_to_be_below() -> None:
    place = (ORE, "plant", "2022-01")
    low, high = cells({place: 546.0 * TONNES}), cells({place: 574.0 * TONNES})
    of = replace(book({place: (560.0 * TONNES, "ge")}, {}), lows=low, highs=high)
    assert message.gap(figure(of, ORE, "2022-01"), "zh") == "不低于计划"
