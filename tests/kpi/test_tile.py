"""What a tile adds to its figure: missing months, why nothing can be said, corrections, the reports of the month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi import board, caveat, message, tile
from kpi.board import Board, BrandBoard
from kpi.model import Book
from kpi.period import Month
from kpi.unit import Lang, digits
from tests.kpi.books import book, months, shipped

ORE, IDEAS, COST, PILOT = "ore_milled_dry", "idea_proposed", "outsourced_cost", "pilot_demo"


def at(of: Book, month: str) -> Board:
    return board.figures(of, Month.parse(month), "plant")


def faults(year: int, hours: list[float | None]) -> dict[tuple[str, str, str], object]:
    """The months' fault hours beside 1000 hours of running and fault together."""
    run = [None if each is None else 1000 - each for each in hours]
    return months("fault_hours", year, hours) | months("run_hours", year, run)


def reform(*hours: float | None) -> BrandBoard:
    """Fault hours of 2022 after 8 in every month of 2021; the rate may be 0.9 %."""
    facts = faults(2021, [8.0] * 12) | faults(2022, list(hours))
    return at(book(facts, {("fault_rate", "plant", "2022"): 0.9}), f"2022-{len(hours):02d}").brand("reform")


def test_a_change_on_last_year_with_a_month_missing_says_so_and_that_lower_is_better() -> None:
    # 4 + 4 of 2000 hours are 0.40 %, after 0.80 % in the same two months
    said = tile.of(reform(4.0, None, 4.0), "zh")
    assert (said.number, said.unit, tile.under(said)) == ("50.00", "%", "同比降低 · 越低越好")
    assert tile.whole_message(said, "zh") == ("数据不完整（2/3 个月）；0.80% → 0.40%，差 0.40 个百分点")
    assert said.worst == "无法判断（缺月，仅 2/3 个月）：设备故障率 0.40%，计划 0.90%"
    whole = tile.of(reform(4.0, 4.0, 4.0), "zh")
    assert (whole.partly, whole.worst) == ("", "")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (4.0, "0.80% → 0.40%，差 0.40 个百分点"),
        # 0.80 and 0.445 are 0.355 apart, 0.36 as read (0.3550000…); 0.80 − 0.45 would read 0.35
        (4.45, "0.800% → 0.445%，差 0.36 个百分点"),
        (4.44, "0.80% → 0.44%，差 0.36 个百分点"),
    ],
)
def test_the_two_values_of_a_change_have_the_decimals_that_their_difference_needs(now: float, said: str) -> None:
    assert tile.of(reform(now), "zh").said == said


@pytest.mark.parametrize(
    ("lang", "number", "under"), [("zh", "完成", "里程碑"), ("en", "“完成”", "milestone · plant's words")]
)
def test_the_plants_own_words_stand_in_quotes_in_another_language(lang: Lang, number: str, under: str) -> None:
    found = at(book({(PILOT, "plant", "2022-09"): "完成"}), "2022-09").brand("intelligence")
    said = tile.of(found, lang)
    assert (said.number, said.under) == (number, under)


def test_coverage_counts_what_was_reported_for_the_month_and_asks_for_nothing_finished() -> None:
    facts = months(ORE, 2022, [850_000.0] * 9)
    (before, all_), (after, _) = (at(book(facts), m).brand("ore").coverage for m in ("2022-09", "2022-10"))
    assert (before, after) == (1, 0)
    assert tile.of(at(book(facts), "2022-10").brand("ore"), "zh").coverage == f"本月已填报 0/{all_} 项指标"
    passed = book({(PILOT, "plant", "2022-09"): "完成"})
    (before, all_), after = (at(passed, m).brand("intelligence").coverage for m in ("2022-09", "2022-10"))
    assert (before, after) == (1, (0, all_ - 1))  # nobody reports again what is finished


def test_a_year_to_date_with_a_month_stated_anew_names_the_month() -> None:
    facts = book(months(IDEAS, 2022, [10.0] * 9), months(IDEAS, 2022, [10.0] * 12))
    place = (IDEAS, "plant", "2022-05")
    again = {**facts.actuals, place: replace(facts.actuals[place], original=12.0)}
    found = at(replace(facts, actuals=again), "2022-09").brand("innovation")
    assert tile.of(found, "zh").corrected == "5月已更正（原 12 项）"
    assert tile.of(at(facts, "2022-09").brand("innovation"), "zh").corrected == ""
    many = {key: replace(cell, original=1.0) for key, cell in facts.actuals.items()}
    found = at(replace(facts, actuals=many), "2022-09").brand("innovation")
    assert tile.of(found, "zh").corrected == "含已更正的数（9 个月）"


def test_what_else_is_late_stands_beside_what_decides() -> None:
    actual = months(COST, 2022, [15.0] * 9) | faults(2022, [12.0] * 9)
    plan = months(COST, 2022, [10.0] * 12) | {("fault_rate", "plant", "2022"): 0.9}
    found = at(book(actual, plan), "2022-09").brand("reform")
    late = {f.indicator.key for f in (found.worst, *found.also_late) if f}
    assert late == {COST, "fault_rate"} and len(found.also_late) == 1


def test_an_indicator_under_its_brand_is_named_without_it() -> None:
    key = "intelligence_gaps_closed_rate"
    assert shipped().indicators[key].name.zh == "智能化·差距整改完成率"
    found = at(book({}), "2022-09").brand("intelligence")
    figure = next(f for f in found.figures if f.indicator.key == key)
    assert (tile.named(found, figure, "zh"), tile.named(found, figure, "en")) == ("差距整改完成率", "Gaps closed")


def test_what_holds_a_brand_back_says_the_months_it_lacks_and_what_was_corrected() -> None:
    """Cost 30 of planned 20 in February of three; the headline, the failure rate, has every month."""

    def foot(cost: list[float | None], **original: float) -> tuple[str, str]:
        facts = faults(2022, [4.0] * 3) | months(COST, 2022, cost)
        of = book(facts, months(COST, 2022, [10.0] * 12) | {("fault_rate", "plant", "2022"): 0.9})
        place = (COST, "plant", "2022-03")
        again = {**of.actuals, place: replace(of.actuals[place], **original)}
        said = tile.of(at(replace(of, actuals=again), "2022-03").brand("reform"), "zh")
        return said.worst, said.corrected

    assert foot([15.0, None, 15.0]) == ("滞后：外委费用 30.00 万元（仅 2/3 个月），计划 20.00 万元", "")
    late = "滞后：外委费用 45.00 万元，计划 30.00 万元"
    assert foot([15.0] * 3) == (late, "")
    assert foot([15.0] * 3, original=5.0) == (late, "外委费用 3月已更正（原 5.00 万元）")


def test_several_corrected_months_say_what_each_was() -> None:
    """Of a rate a part was corrected: 1 h of 1,000 made 0.10 %, and 4 h are 0.40 %, as 4.004 of 1,000.004 h were."""
    facts = book(months(IDEAS, 2022, [10.0] * 3) | faults(2022, [4.0] * 3))
    was = {
        (IDEAS, "plant", "2022-02"): 12.0,
        (IDEAS, "plant", "2022-03"): 9.0,
        ("fault_hours", "plant", "2022-02"): 1.0,
        ("fault_hours", "plant", "2022-03"): 4.004,
    }
    again = {**facts.actuals, **{place: replace(facts.actuals[place], original=first) for place, first in was.items()}}
    found = {f.indicator.key: f for b in at(replace(facts, actuals=again), "2022-03").brands for f in b.figures}
    assert caveat.corrected(found[IDEAS], "zh") == "已更正（2月原 12 项、3月原 9 项）"
    assert caveat.corrected(found["fault_rate"], "zh") == "已更正（2月原 0.10%、3月）"  # 0.40% stands
    assert found["fault_rate"].original == (pytest.approx(0.4003984), "eq", "")


def test_what_was_first_published_as_a_bound_is_said_as_one() -> None:
    facts = book(months(IDEAS, 2022, [10.0] * 3))
    place = (IDEAS, "plant", "2022-03")
    for kind, said in (("ge", "3月已更正（原 ≥12 项）"), ("eq", "3月已更正（原 12 项）")):
        cell = replace(facts.actuals[place], original=12.0, original_qualifier=kind)
        found = at(replace(facts, actuals={**facts.actuals, place: cell}), "2022-03").brand("innovation")
        assert found.headline and caveat.corrected(found.headline, "zh") == said


@pytest.mark.parametrize(("due", "word"), [("2022-09", "未到期"), (None, "无计划")])
def test_a_brand_whose_plan_is_not_due_yet_is_not_said_to_have_none(due: str | None, word: str) -> None:
    facts = months(ORE, 2021, [800_000.0] * 12)
    found = at(book(facts, {(PILOT, "plant", due): 100.0} if due else {}), "2021-12").brand("intelligence")
    assert (found.status, message.status_word(found.spoken, "zh")) == ("unknown", word)
    assert at(book(facts, {(PILOT, "plant", due): 100.0} if due else {}), "2021-12").waiting is bool(due)
    said = tile.decided_by(found, "zh")
    assert said == ("智能化示范试点建设 未到期（2022-09）。" if due else "没有带计划的指标，不作判定。")


@pytest.mark.parametrize(
    ("value", "decimals", "read"),
    [(0.835, 2, "0.84"), (82.675, 2, "82.68"), (82.355, 2, "82.36"), (-0.835, 2, "−0.84"), (2.5, 0, "3"),
     (1234.5, 0, "1,235"), (-0.004, 2, "0.00"), (0.1 + 0.2, 1, "0.3"), (123.45, 1, "123.5"), (0.8349999, 2, "0.83")],
)  # fmt: skip
def test_a_half_is_rounded_away_from_zero_as_it_was_written(value: float, decimals: int, read: str) -> None:
    """四舍五入 by hand; binary halves round otherwise: Python writes 0.835 as 0.83 and 2.5 as 2."""
    assert digits(value, decimals) == read
    if (value, decimals) in ((0.835, 2), (2.5, 0)):
        assert f"{value:,.{decimals}f}" != read  # the control: what a plain format writes
