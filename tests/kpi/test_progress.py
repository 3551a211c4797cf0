"""Progress, status and comparison against the worked examples of oracles.json and domain.md §2."""

from __future__ import annotations

from datetime import date

import pytest

from kpi import board, message, series, tile, verdict, words
from kpi.model import Action, Book
from kpi.period import Month
from kpi.progress import Desk, Figure
from kpi.series import Series
from tests.kpi.books import ACTUAL_01, PLAN_01, book, figure, months, plan_01, shipped

ORE = "ore_milled_dry"


def test_PLAN_01_annual_and_schedule_completion() -> None:
    ytd = figure(plan_01(), ORE, "2022-09").ytd
    assert ytd.actual == pytest.approx(7_476_000)
    assert ytd.plan == pytest.approx(7_390_000)
    assert ytd.year_plan == pytest.approx(10_000_000)
    assert ytd.of_year == pytest.approx(74.76)
    assert ytd.of_plan == pytest.approx(101.1637, abs=1e-4)
    assert ytd.gap == pytest.approx(86_000)
    assert ytd.verdict.status == "met"


def test_PLAN_01_required_run_rate() -> None:
    required = figure(plan_01(), ORE, "2022-09").required
    assert required.per_month == pytest.approx(841_333.33, abs=0.01)
    assert required.of_remaining_plan == pytest.approx(96.705, abs=1e-3)
    assert required.feasible is True  # the best month on record brought 88.9 万吨


def test_PLAN_01_forecasts_with_last_years_share_of_0_745() -> None:
    last_year = [74.5] * 9 + [76.5] * 3  # Jan–Sep 670.5 of 900.0 = 0.745
    facts = months(ORE, 2022, [v * 10_000 for v in ACTUAL_01]) | months(ORE, 2021, [v * 10_000 for v in last_year])
    found = figure(book(facts, months(ORE, 2022, [v * 10_000 for v in PLAN_01])), ORE, "2022-09").forecast
    assert found is not None
    assert found.run_rate == pytest.approx(9_968_000)
    assert found.plan_proportional == pytest.approx(10_116_373, abs=1)
    assert found.plan_additive == pytest.approx(10_086_000)
    assert found.seasonal == pytest.approx(10_034_899, abs=1)


def test_no_forecast_before_six_closed_months() -> None:
    assert figure(plan_01(), ORE, "2022-05").forecast is None
    assert figure(plan_01(), ORE, "2022-06").forecast is not None


def test_no_required_rate_in_december_or_without_a_plan() -> None:
    full = book(months(ORE, 2022, [800_000] * 12), months(ORE, 2022, [v * 10_000 for v in PLAN_01]))
    assert figure(full, ORE, "2022-12").required.per_month is None
    assert figure(book(months(ORE, 2022, [1, 2])), ORE, "2022-02").required.per_month is None


def test_only_a_years_plan_gives_of_year_and_no_verdict() -> None:
    yearly = book(months(ORE, 2022, [v * 10_000 for v in ACTUAL_01]), {(ORE, "plant", "2022"): 10_000_000})
    ytd = figure(yearly, ORE, "2022-09").ytd
    assert ytd.of_year == pytest.approx(74.76)
    assert ytd.of_plan is None
    assert ytd.verdict.status == "unknown"
    assert "没有分月计划" in words.render("zh", ytd.verdict.reason)


def missing_august(actual: float) -> Book:
    values = [actual] * 7 + [None, actual]
    return book(months(ORE, 2022, values), months(ORE, 2022, [100.0] * 12))


def test_a_missing_month_is_compared_with_the_plan_of_the_months_present_and_never_met() -> None:
    ytd = figure(missing_august(110.0), ORE, "2022-09").ytd
    assert (ytd.actual, ytd.plan, ytd.months_present, ytd.months_expected) == (880, 800, 8, 9)
    assert ytd.verdict.status == "unknown"
    assert figure(missing_august(110.0), ORE, "2022-09").forecast is None


def test_a_missing_month_does_not_excuse_what_is_already_behind() -> None:
    assert figure(missing_august(90.0), ORE, "2022-09").ytd.verdict.status == "behind"
    assert figure(missing_august(97.0), ORE, "2022-09").ytd.verdict.status == "warning"


def test_a_running_month_stands_apart_with_a_plan_in_proportion_to_its_days() -> None:
    facts = book(months(ORE, 2022, [100.0] * 8 + [45.0]), months(ORE, 2022, [90.0] * 12))
    found = figure(facts, ORE, "2022-09", today=date(2022, 9, 16))  # fifteen of thirty days are over
    assert found.month.plan == pytest.approx(45.0)
    assert found.month.verdict.status == "unknown"
    assert (found.ytd.actual, found.ytd.months_expected) == (800, 8)
    assert not found.month_yoy.comparable
    ahead = figure(facts, ORE, "2022-10", today=date(2022, 9, 16)).month  # not begun: its plan stands whole
    assert (ahead.plan, ahead.verdict.reason.code) == (90.0, "reason.not_begun")
    assert found.month.verdict.reason.code == "reason.running"


def test_a_plant_that_closes_on_the_25th_has_closed_september_on_the_26th() -> None:
    facts = book(months(ORE, 2022, [100.0] * 9), months(ORE, 2022, [90.0] * 12), closing_day=25)
    assert figure(facts, ORE, "2022-09", today=date(2022, 9, 25)).ytd.months_expected == 8
    assert figure(facts, ORE, "2022-09", today=date(2022, 9, 26)).ytd.months_expected == 9


@pytest.mark.parametrize(
    ("share", "status"), [(100.0, "met"), (99.999, "warning"), (95.0, "warning"), (94.99, "behind")]
)
def test_flow_thresholds_are_100_and_95_percent_of_plan_to_date(share: float, status: str) -> None:
    found = figure(book(months(ORE, 2022, [share]), months(ORE, 2022, [100.0])), ORE, "2022-01")
    assert found.ytd.verdict.status == status


@pytest.mark.parametrize(
    ("value", "status"), [(83.32, "met"), (83.319, "warning"), (82.82, "warning"), (82.81, "behind")]
)
def test_recovery_is_judged_in_percentage_points(value: float, status: str) -> None:
    facts = book({("rec_ni_actual", "plant", "2022-01"): value}, {("rec_ni_actual", "plant", "2022"): 83.32})
    ytd = figure(facts, "rec_ni_actual", "2022-01").ytd
    assert ytd.verdict.status == status
    assert (ytd.of_plan, ytd.of_year, ytd.gap_percent) == (None, None, None)
    assert ytd.plan_note is not None
    assert ytd.plan_note.zh == "年度目标（恒定）"


@pytest.mark.parametrize(("hours", "status"), [(0.60, "met"), (0.66, "warning"), (0.67, "behind"), (0.42, "met")])
def test_a_failure_rate_is_green_to_plan_and_amber_to_a_tenth_above(hours: float, status: str) -> None:
    facts = {("fault_hours", "plant", "2022-01"): hours, ("run_hours", "plant", "2022-01"): 100 - hours}
    found = figure(book(facts, {("fault_rate", "plant", "2022-01"): 0.60}), "fault_rate", "2022-01")
    assert found.ytd.verdict.status == status


def test_status_is_decided_on_unrounded_values_with_a_float_tolerance() -> None:
    third = book(months(ORE, 2022, [0.1, 0.2]), months(ORE, 2022, [0.15, 0.15]))  # 0.30000000000000004 / 0.3
    assert figure(third, ORE, "2022-02").ytd.verdict.status == "met"


def test_YOY_46_says_the_relative_change_and_the_percentage_points() -> None:
    facts = {
        ("fault_hours", "plant", "2022-09"): 420,
        ("run_hours", "plant", "2022-09"): 99_580,
        ("fault_hours", "plant", "2021-09"): 790,
        ("run_hours", "plant", "2021-09"): 99_210,
    }
    found = figure(book(facts), "fault_rate", "2022-09")
    assert found.month_yoy.relative == pytest.approx(-46.84, abs=0.005)
    assert found.month_yoy.difference == pytest.approx(-0.37)
    said = message.change(found.indicator, found.month_yoy, "zh")
    assert said == "降低 46.84%（下降 0.37 个百分点）"


def test_PP_01_is_down_3_6_points_and_16_51_percent() -> None:
    facts = book({("good_rate", "plant", "2022-01"): 18.2, ("good_rate", "plant", "2021-01"): 21.8})
    found = figure(facts, "good_rate", "2022-01").month_yoy
    assert found.difference == pytest.approx(-3.6)
    assert found.relative == pytest.approx(-16.51, abs=0.005)


@pytest.mark.parametrize("before", [None, 0.0])
def test_no_base_or_a_zero_base_is_not_comparable(before: float | None) -> None:
    facts = months(ORE, 2022, [100.0]) | ({} if before is None else months(ORE, 2021, [before]))
    found = figure(book(facts), ORE, "2022-01").yoy
    assert (found.comparable, found.relative, found.difference) == (False, None, None)


def test_a_year_to_date_is_not_compared_when_last_year_lacks_one_of_its_months() -> None:
    facts = months(ORE, 2022, [100.0, 100.0]) | months(ORE, 2021, [90.0])
    assert not figure(book(facts), ORE, "2022-02").yoy.comparable


def test_month_on_month_is_difference_and_percent() -> None:
    found = figure(book(months(ORE, 2022, [80.0, 100.0])), ORE, "2022-02").mom
    assert (found.difference, found.relative) == (20.0, 25.0)


def test_a_lower_bound_proves_a_plan_met_but_never_missed() -> None:
    key = "outsourced_repair_saving"
    met = figure(book({(key, "plant", "2022-01"): (80, "ge")}, months(key, 2022, [75.0])), key, "2022-01")
    open_ = figure(book({(key, "plant", "2022-01"): (80, "ge")}, months(key, 2022, [90.0])), key, "2022-01")
    assert met.ytd.verdict.status == "met"
    assert open_.ytd.verdict.status == "unknown"
    assert open_.required.per_month is None


def test_a_zero_target_for_what_should_not_happen() -> None:
    rate = shipped().indicators["fault_rate"]
    assert verdict.judge(rate, 0.0, 0.0).status == "met"
    assert verdict.judge(rate, 0.1, 0.0).status == "behind"
    assert verdict.judge(shipped().indicators[ORE], 5.0, 0.0).status == "unknown"


def test_a_milestone_is_judged_by_its_date() -> None:
    due = {("expert_system", "plant", "2022-08"): 100}
    early = book({("expert_system", "plant", "2022-07"): "完成"}, due)
    assert figure(early, "expert_system", "2022-09").ytd.verdict.status == "met"
    assert figure(early, "expert_system", "2022-09").text == "完成"
    late = book({("expert_system", "plant", "2022-08"): 90}, due)
    assert figure(late, "expert_system", "2022-07").ytd.verdict.counts is False  # not due yet
    assert figure(late, "expert_system", "2022-08").ytd.verdict.status == "warning"  # due this month
    assert figure(late, "expert_system", "2022-09").ytd.verdict.status == "behind"  # thirty days late


def test_a_passed_milestone_stays_passed_next_year() -> None:
    done = book({("pilot_demo", "plant", "2021-11"): "完成"}, {("pilot_demo", "plant", "2021-12"): 100})
    assert figure(done, "pilot_demo", "2022-02").ytd.verdict.status == "met"


def test_the_plan_of_a_rate_is_weighted_by_planned_metal_where_it_is_given() -> None:
    plan = {
        ("ore_milled_dry", "plant", "2022-01"): 1000, ("head_grade_ni", "plant", "2022-01"): 1.0,
        ("rec_ni_actual", "plant", "2022-01"): 80.0, ("ore_milled_dry", "plant", "2022-02"): 3000,
        ("head_grade_ni", "plant", "2022-02"): 1.0, ("rec_ni_actual", "plant", "2022-02"): 84.0,
    }  # fmt: skip
    found = figure(book(plan, plan), "rec_ni_actual", "2022-02").ytd
    assert found.plan == pytest.approx(83.0)  # (10 × 80 + 30 × 84) / 40


def test_a_brand_takes_the_worst_of_its_indicators_with_a_plan_and_names_it() -> None:
    facts = book(
        {("rec_ni_actual", "plant", "2022-01"): 84.0, ("rec_cu_actual", "plant", "2022-01"): 75.0},
        {("rec_ni_actual", "plant", "2022"): 83.32, ("rec_cu_actual", "plant", "2022"): 77.02},
    )
    brand = board.figures(facts, Month(2022, 1), "plant").brand("metrics")
    assert brand.status == "behind"
    assert brand.worst is not None
    assert brand.worst.indicator.key == "rec_cu_actual"


def test_a_brand_without_a_plan_is_unknown() -> None:
    assert board.figures(plan_01(), Month(2022, 9), "plant").brand("innovation").status == "unknown"


def test_a_planned_indicator_without_data_keeps_its_brand_from_reading_on_plan() -> None:
    facts = book(
        {("rec_ni_actual", "plant", "2022-01"): 84.0},
        {("rec_ni_actual", "plant", "2022"): 83.32, ("rec_cu_actual", "plant", "2022"): 77.02},
    )
    brand = board.figures(facts, Month(2022, 1), "plant").brand("metrics")
    assert brand.status == "unknown"
    assert brand.worst is not None
    assert brand.worst.indicator.key == "rec_cu_actual"


def test_a_refused_rollup_still_counts_every_month_that_was_reported() -> None:
    facts = months("ore_milled_dry", 2022, [10.0, 10.0]) | months("head_grade_ni", 2022, [1.0, 1.0])
    found = figure(book(facts | months("rec_ni_actual", 2022, [80.0, 81.0, 82.0])), "rec_ni_actual", "2022-03").ytd
    assert (found.actual, found.months_present, found.months_expected) == (None, 3, 3)
    assert "无法加权" in words.render("zh", found.verdict.reason)


def test_only_open_measures_are_listed_in_their_latest_state() -> None:
    def action(month: int, text: str, state: str) -> Action:
        return Action(ORE, "plant", Month(2022, month), text, "磨浮一车间", "2022-10-31", state)

    facts = book(
        months(ORE, 2022, [1] * 9),
        actions=(action(8, "换衬板", "进行中"), action(9, "换衬板", "完成"), action(9, "错峰检修", "进行中")),
    )
    assert [a.text for a in figure(facts, ORE, "2022-08").actions] == ["换衬板"]
    assert [a.text for a in figure(facts, ORE, "2022-09").actions] == ["错峰检修"]


def test_the_message_says_done_gap_and_need() -> None:
    assert message.sentence(figure(plan_01(), ORE, "2022-09"), "zh") == (
        "累计完成 747.6 万吨，完成全年任务 74.76%；超计划 8.60 万吨（累计计划完成率 101.16%）；"
        "剩余 3 个月需月均 84.13 万吨，为剩余计划的 96.7%，可达。"
    )


def test_a_later_month_does_not_close_the_one_that_runs() -> None:
    facts = book(months(ORE, 2022, [100.0] * 11), months(ORE, 2022, [90.0] * 12))
    ytd = figure(facts, ORE, "2022-12", today=date(2022, 11, 22)).ytd  # November runs, December is to come
    assert (ytd.actual, ytd.months_expected) == (1000, 10)


def test_a_milestone_is_late_from_the_day_after_its_month() -> None:
    def verdict_on(day: date) -> str:
        facts = book({("expert_system", "plant", "2022-07"): 90}, {("expert_system", "plant", "2022-10"): 100})
        return figure(facts, "expert_system", "2022-11", today=day).ytd.verdict.status

    assert verdict_on(date(2022, 11, 5)) == "warning"  # five days late
    assert verdict_on(date(2022, 11, 15)) == "warning"  # fifteen
    assert verdict_on(date(2022, 11, 16)) == "behind"


def test_a_milestone_is_not_due_while_its_month_runs_and_counts_as_soon_as_it_is_passed() -> None:
    plan = {("expert_system", "plant", "2022-11"): 100}
    open_ = figure(
        book({("expert_system", "plant", "2022-10"): 90}, plan), "expert_system", "2022-11", today=date(2022, 11, 22)
    )
    assert (open_.ytd.verdict.counts, open_.ytd.verdict.reason.code) == (False, "reason.not_due")
    passed = book({("expert_system", "plant", "2022-11"): "完成"}, plan)
    assert figure(passed, "expert_system", "2022-11", today=date(2022, 11, 22)).ytd.verdict.status == "met"


def test_a_plan_that_cannot_be_weighted_keeps_its_brand_from_reading_on_plan() -> None:
    facts = months("run_hours", 2022, [80.0, 80.0]) | months("calendar_hours", 2022, [100.0, 100.0])
    found = book(facts | months(ORE, 2022, [10.0, 10.0]), months("op_rate", 2022, [96, 97]) | months(ORE, 2022, [9, 9]))
    ytd = figure(found, "op_rate", "2022-02").ytd
    assert ytd.verdict.status == "unknown"
    assert "无法加权" in words.render("zh", ytd.verdict.reason)
    assert board.figures(found, Month(2022, 2), "plant").brand("ore").status == "unknown"


def test_a_planned_amount_without_any_month_keeps_its_brand_from_reading_on_plan() -> None:
    hours = months("run_hours", 2022, [90.0, 90.0]) | months("calendar_hours", 2022, [100.0, 100.0])
    facts = book(hours, months(ORE, 2022, [9, 9]) | {("op_rate", "plant", "2022"): 89})
    brand = board.figures(facts, Month(2022, 2), "plant").brand("ore")
    assert brand.status == "unknown"
    assert brand.worst is not None
    assert (brand.worst.indicator.key, brand.worst.ytd.plan) == (ORE, 18)


def test_of_a_bound_only_what_is_certain_is_said() -> None:
    key = "mutual_repair_done"
    above = figure(book({(key, "plant", "2022-01"): (12, "gt")}, months(key, 2022, [10.0])), key, "2022-01")
    below = figure(book({(key, "plant", "2022-01"): (10, "gt")}, months(key, 2022, [30.0])), key, "2022-01")
    assert message.signed_gap(above, "zh", percent_too=True) == ">+2 项（>+20.00%）"
    assert message.signed_gap(below, "zh", percent_too=True) == "—"


def test_a_store_with_plans_only_opens_at_its_planned_months() -> None:
    assert board.months(book({}, months(ORE, 2023, [1.0, 2.0]))) == (Month(2023, 2), Month(2023, 1))
    assert board.months(book({}, {(ORE, "plant", "2023"): 9})) == (Month(2023, 1),)


def test_a_milestone_counts_as_reported_from_its_first_report_on() -> None:
    facts = book({("expert_system", "plant", "2022-06"): 60, ("expert_system", "plant", "2022-07"): "完成"})
    found = [figure(facts, "expert_system", month).ytd for month in ("2022-05", "2022-06", "2022-09")]
    assert [(ytd.months_present, ytd.months_expected) for ytd in found] == [(0, 5), (1, 6), (4, 9)]


def test_a_year_to_date_that_is_refused_has_no_year_on_year() -> None:
    facts = book({("rec_ni_actual", "plant", "2021-09"): 83.0, ("rec_ni_actual", "plant", "2022-09"): 83.6})
    found = figure(facts, "rec_ni_actual", "2022-09")
    assert (found.ytd.actual, found.yoy.comparable, found.month_yoy.comparable) == (None, False, True)


def test_a_missing_monthly_plan_is_named() -> None:
    plan = {(ORE, "plant", "2022-01"): 9, (ORE, "plant", "2022-03"): 9}
    reason = figure(book(months(ORE, 2022, [9.0, 9.0, 9.0]), plan), ORE, "2022-03").ytd.verdict.reason
    assert words.render("zh", reason) == "缺 2022-02 的分月计划，累计计划不全，不作进度判定。请补报。"


WATER = "water_system_upgrade"
LEVELS = [8.0, 14.0, 22.0, 31.0, 40.0, 50.0, 59.0, 68.0, 76.0]
DUE = [6, 12, 20, 28, 36, 45, 54, 62, 70, 80, 90, 100]


def project(*october: float) -> Book:
    """The water project of the sample: 76 % at the end of September, 80 % due at the end of October."""
    return book(months(WATER, 2022, [*LEVELS, *october]), months(WATER, 2022, [float(v) for v in DUE]))


def october(of: Book) -> tuple[Figure, Series, board.Board]:
    desk = Desk(of, "plant", Month(2022, 10))
    return figure(of, WATER, "2022-10"), series.of_year(desk, of.catalog.indicators[WATER]), board.at(desk)


def test_a_level_nobody_reported_is_carried_and_no_figure_of_the_month() -> None:
    """Judged against what is due now, 76 of 80 % on the last day, and said to be September's wherever it stands."""
    found, drawn, whole = october(project())
    assert (found.reported, found.since, found.month.actual, found.month.gap) == (False, Month(2022, 9), None, None)
    assert (found.ytd.actual, found.ytd.plan, found.ytd.gap, found.ytd.verdict.status) == (76, 80, -4, "warning")
    assert (found.ytd.months_present, found.ytd.months_expected) == (9, 10)
    assert words.render("zh", found.ytd.verdict.reason).startswith("沿用2022年9月填报，2022-10 到期，应到 80.00%，")
    assert words.render("zh", found.month.verdict.reason).startswith("本月未填报，沿用2022年9月填报的数。")
    assert message.sentence(found, "zh") == "进度 76.00%（沿用2022年9月填报）；落后计划 4.00 个百分点。"
    assert (drawn.actual[8:10], drawn.gap[8:10], drawn.to_date[8:11]) == ((76, None), (6, None), (76, 76, None))
    brand = whole.brand("projects")
    assert brand.coverage[0] == 0
    assert tile.whole_message(tile.of(brand, "en"), "en") == "carried from 2022-09; 4.00 pp behind plan"
    told = next(i for b in board.as_json(whole)["brands"] for i in b["indicators"] if i["key"] == WATER)
    assert (told["month"]["actual"], told["ytd"]["actual"], told["notes"]) == (None, 76.0, ["沿用2022年9月填报"])
    assert told["ytd"]["reason"].startswith("沿用2022年9月填报，")


def test_the_same_level_reported_again_is_the_months_own() -> None:
    found, drawn, whole = october(project(76.0))
    assert (found.reported, found.carried, found.month.actual, found.notes) == (True, None, 76, ())
    assert (drawn.actual[9], drawn.gap[9], whole.brand("projects").coverage[0]) == (76, -4, 1)
    assert message.sentence(found, "zh") == "进度 76.00%；落后计划 4.00 个百分点。"
    assert "沿用" not in words.render("zh", found.ytd.verdict.reason)


def test_what_is_finished_stands_without_a_word_and_is_not_asked_for_again() -> None:
    done = book(months(WATER, 2022, [*LEVELS[:8], 100.0]), months(WATER, 2022, [float(v) for v in DUE]))
    found, drawn, whole = october(done)
    (left, of), (_, of_all) = whole.brand("projects").coverage, october(project())[2].brand("projects").coverage
    assert (found.carried, found.notes, left, of) == (None, (), 0, of_all - 1)
    assert (drawn.actual[9], drawn.to_date[9]) == (None, 100)
    assert words.render("zh", found.ytd.verdict.reason) == "已到 100.00%，按期。"
    assert words.render("zh", found.month.verdict.reason) == "2022年9月填报已完成，不再要求填报。"


def test_a_sparkline_ends_where_a_level_was_last_reported() -> None:
    desk = Desk(book(months(WATER, 2022, [8.0, None, 22.0])), "plant", Month(2022, 5))
    assert series.recent(desk, shipped().indicators[WATER], 5) == (8, 8, 22, None, None)


def test_a_rate_that_one_month_cannot_weigh_names_that_month() -> None:
    """Ore of February is missing: its assays, the plant's own or the lines', are all there is of it."""
    for scopes, present in ((("line1", "line2"), 2), (("plant",), 3)):
        facts: dict[tuple[str, str, str], object] = {}
        for scope in scopes:
            facts |= months("head_grade_ni", 2022, [1.2, 1.3, 1.1], scope)
            facts |= months(ORE, 2022, [100.0, None, 100.0], scope)
        ytd = figure(book(facts), "head_grade_ni", "2022-03").ytd
        assert (ytd.actual, ytd.months_present, ytd.months_expected) == (None, present, 3)
        assert words.render("zh", ytd.verdict.reason) == (
            "无法加权：2月只报了百分比、没有报分子分母，能加权的仅 2/3 个月，不能跨月或跨范围汇总。"
        )
        assert " in Feb only a percentage" in words.render("en", ytd.verdict.reason)
        whole = figure(book(facts | {(ORE, scope, "2022-02"): 100.0 for scope in scopes}), "head_grade_ni", "2022-03")
        assert whole.ytd.actual == pytest.approx(1.2)
    bare = figure(book(months("head_grade_ni", 2022, [1.2, 1.3])), "head_grade_ni", "2022-02").ytd.verdict.reason
    assert words.render("zh", bare).startswith("无法加权：只报了百分比")  # no month has weights: none is named


def test_the_rule_that_found_it_late_says_how_many_months_it_saw() -> None:
    def reason(*hours: float | None) -> str:
        facts = months("fault_hours", 2022, list(hours)) | months("run_hours", 2022, [90.0] * 3)
        found = figure(book(facts, {("fault_rate", "plant", "2022"): 0.6}), "fault_rate", "2022-03")
        assert found.late
        return words.render("zh", found.ytd.verdict.reason)

    assert reason(10.0, None, 10.0).startswith("仅 2/3 个月，实际 10.00%，")  # 20 of 200 hours
    assert reason(10.0, 10.0, 10.0).startswith("实际 10.00%，")
