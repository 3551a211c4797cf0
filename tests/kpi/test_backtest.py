"""The forecast tried on last year: PLAN-01 moved back a year, its end written by hand."""

from __future__ import annotations

from kpi import backtest, progress, series
from kpi.model import Book
from kpi.period import Month
from kpi.progress import Desk
from tests.kpi.books import ACTUAL_01, PLAN_01, book, months, shipped

ORE = "ore_milled_dry"
TONNES = 10_000


def two_years(last_three: list[float]) -> Desk:
    """The same plan in both years; in 2021 the last quarter came to ``last_three``."""
    of_2021 = [v * TONNES for v in (*ACTUAL_01, *last_three)]
    plan = [float(v * TONNES) for v in PLAN_01]
    facts: Book = book(
        {**months(ORE, 2021, list(of_2021)), **months(ORE, 2022, [v * TONNES for v in ACTUAL_01])},
        {**months(ORE, 2021, list(plan)), **months(ORE, 2022, list(plan))},
    )
    return Desk(facts, "plant", Month.parse("2022-09"))


def said(desk: Desk) -> str:
    return backtest.sentence(desk, progress.figure(desk, shipped().indicators[ORE]), "zh")


def test_last_years_forecast_is_held_against_what_came() -> None:
    # F3 in September: 747.6 + (1000 − 739) = 1008.6; the year: 747.6 + 240 = 987.6; 21 ÷ 987.6 = 2.13 %
    found = backtest.last_year(two_years([80, 80, 80]), shipped().indicators[ORE])
    assert found is not None
    assert (found.year, round(found.forecast / TONNES, 1), round(found.actual / TONNES, 1)) == (2021, 1008.6, 987.6)
    assert round(found.error, 2) == 2.13


def test_the_sentence_gives_value_interval_and_error() -> None:
    # F1 747.6 ÷ 9 × 12 = 996.8; F2 1000 × 747.6 ÷ 739 = 1011.6; F4 equals 987.6 since last year was alike
    assert said(two_years([80, 80, 80])) == (
        "预计全年 1,008.6 万吨（4 种算法的区间 987.6–1,011.6 万吨）。"
        "回测：2021 年 9 月用同一算法会预计 1,008.6 万吨，全年实际 987.6 万吨，误差 +2.13%。"
    )


def test_an_incomplete_year_cannot_test_anything() -> None:
    assert said(two_years([80])).endswith("。2021 年没有完整的逐月计划和实际，这一算法无法回测。")


def test_another_method_is_not_passed_off_as_the_same() -> None:
    """Last year without a plan: F1 could say something, but the forecast is F3's."""
    of_2021 = [v * TONNES for v in (*ACTUAL_01, 80, 80, 80)]
    facts: Book = book(
        {**months(ORE, 2021, list(of_2021)), **months(ORE, 2022, [v * TONNES for v in ACTUAL_01])},
        months(ORE, 2022, [float(v * TONNES) for v in PLAN_01]),
    )
    desk = Desk(facts, "plant", Month.parse("2022-09"))
    assert backtest.last_year(desk, shipped().indicators[ORE]) is None
    assert "无法回测" in said(desk)


def test_one_method_alone_is_no_interval_and_draws_no_forecast() -> None:
    desk = Desk(book(months(ORE, 2022, [v * TONNES for v in ACTUAL_01])), "plant", Month.parse("2022-09"))
    assert said(desk) == ""
    assert series.of_year(desk, shipped().indicators[ORE]).forecast == ()


def test_before_six_months_nothing_is_said() -> None:
    facts = book(months(ORE, 2022, [1.0] * 5), months(ORE, 2022, [1.0] * 12))
    assert said(Desk(facts, "plant", Month.parse("2022-05"))) == ""
