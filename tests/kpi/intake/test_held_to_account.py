"""Comparisons, copies and shifted rows hold a month to account; each question stands beside a sound sibling.

What is published: 870,000 t and 83 % in September 2022, 843,000 t in October 2021. Worked out by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kpi import words
from kpi.intake import read
from kpi.intake.checks import compared, copied, fractions, growing, history, machines, shifted
from kpi.intake.headings import blanks
from kpi.model import Book
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.books import book, shipped

HEAD, LONG = "2022年10月⏎指标,单位,", "month_from_title"
YEAR: Mapping[str, Sequence[float]] = {
    "ore_milled_dry": (850e3, 800e3, 860e3, 855e3, 845e3, 600e3, 865e3, 868e3, 870e3),
    "conc_mass": (110e3, 105e3, 112e3, 111e3, 109e3, 80e3, 113e3, 114e3, 115e3),
    "rec_ni_actual": (83.1, 83.3, 83.2, 83.4, 83.0, 82.8, 83.6, 83.5, 83.0),
    "head_grade_ni": (1.21, 1.22, 1.23, 1.24, 1.25, 1.21, 1.22, 1.23, 1.234),
    "power_kwh": (32e6, 30e6, 33e6, 32e6, 31e6, 24e6, 33e6, 33e6, 32e6),
    "ball_kg": (63e4, 60e4, 64e4, 63e4, 62e4, 50e4, 64e4, 63e4, 63e4),
    "throughput": (72.0, 71, 73, 72, 71, 70, 73, 72, 72),
    "idea_proposed": (9, 8, 10, 9, 9, 7, 10, 12, 9),
    "patent_filed": (0, 1, 0, 0, 1, 0, 1, 0, 0),
    "outsourced_cost": (37.0, 38, 36, 39, 41, 60, 38, 37, 38),
}
STORED = book(
    {(key, "plant", f"2022-{n:02}"): value for key, months in YEAR.items() for n, value in enumerate(months, 1)}
    | {("ore_milled_dry", "plant", "2021-10"): 843e3},
    {("rec_ni_actual", "plant", "2022"): 83.5},
)
SUM_TO_OCTOBER = 7413e3 + 878.5e3
"""850+800+860+855+845+600+865+868+870 = 7413 thousand tonnes, and October's."""


def ship(text: str, known: Book | None = STORED) -> Reading:
    found = read(text.replace("⏎", "\n").encode(), "x.csv", shipped(), known)
    said = [words.issue(lang, each) for issue in found.issues for each in (issue, *issue.each) for lang in LANGS]
    assert not any("{" in text for text in said)
    return found


def asked(text: str, known: Book | None = STORED) -> str:
    return " ".join(issue.code for issue in ship(text, known).issues if issue.code != LONG)


COMPARED = [
    # 78.85 was typed for 87.85 万吨 everywhere
    ("计划,实际,差值", "88,{},-0.15", "comparison_unlike"),
    ("计划,实际,超欠", "88,{},-0.15", "comparison_unlike"),
    ("计划,实际,比计划±", "88,{},-0.15", "comparison_unlike"),
    ("计划,实际,完成率,比计划±", "88,{},,-0.15", "comparison_unlike"),
    ("计划,实际,差值(t)", "88,{},-1500", "comparison_unlike"),
    ("计划,实际,差值", "88,{},-1500", "comparison_unlike"),  # in t, as many write it
    ("计划,实际,差值", "88,{},-0.17%", "comparison_unlike"),  # −0.15 ÷ 88
    ("本月,上月,环比(%)", "{},87.0,0.98", "comparison_unlike"),  # 0.85 ÷ 87
    ("本月,环比(%)", "{},0.98", "comparison_unlike"),  # of the store's September
    ("本月,比上月增减", "{},0.85", "comparison_unlike"),
    ("本月,上年同期,同比增减", "{},84.3,3.55", "comparison_unlike"),
    ("本月,上年同期,同比(%)", "{},84.3,4.21", "comparison_unlike"),  # 3.55 ÷ 84.3
    ("本月,同比", "{},1.0421", "comparison_unlike"),
    ("本月,去年同月,同比%", "{},84.3,104.2", "comparison_unlike"),
]


@pytest.mark.parametrize(("heads", "row", "code"), COMPARED)
def test_a_comparison_that_the_figure_does_not_bear_out_is_asked(heads: str, row: str, code: str) -> None:
    assert asked(f"{HEAD}{heads}⏎处理矿量,万吨,{row.format('87.85')}") == ""
    assert asked(f"{HEAD}{heads}⏎处理矿量,万吨,{row.format('78.85')}") == code


def test_one_column_is_one_question_and_says_what_the_difference_is() -> None:
    text = f"{HEAD}计划,实际,差值⏎处理矿量,万吨,88,78.85,-0.15⏎镍回收率,%,83.3,84.02,0.27"
    (found,) = (issue for issue in ship(text).issues if issue.code == "comparison_unlike")
    assert len(found.each) == 2
    assert "相差 -9.15 万吨" in words.issue("zh", found.each[0])


@pytest.mark.parametrize(
    "text",
    [
        "本月,累计,同比(%)⏎处理矿量,万吨,87.85,829.15,9.9",  # of the running total
        "计划,实际,占比(%)⏎处理矿量,万吨,88,87.85,55",
        "计划,实际,完成比例⏎处理矿量,万吨,88,87.85,99.83",
        "计划,实际,同比(%)⏎镍回收率,%,83.3,84.02,12",  # nothing is known of October 2021
        "本月,较上月增减⏎镍回收率,%,84.02,1.02",  # percentage points
        "本月,环比(%)⏎镍回收率,%,84.02,1.23",  # 84.02 ÷ 83 = 1.0123
        "本月,同比⏎处理矿量,万吨,87.85,84.3",  # the figure itself
    ],
)
def test_other_comparisons_are_left_alone(text: str) -> None:
    assert "comparison_unlike" not in asked(HEAD + text)


def test_last_month_and_last_year_beside_are_what_was_published() -> None:
    assert asked(f"{HEAD}实际,上月,上年同期⏎处理矿量,万吨,87.85,87.0,84.3") == ""
    assert asked(f"{HEAD}实际,上月⏎处理矿量,万吨,87.0,87.85") == "earlier_unlike"
    assert asked(f"{HEAD}实际,上年同期⏎处理矿量,万吨,84.3,87.85") == "earlier_unlike"
    assert asked(f"{HEAD}实际,上月⏎处理矿量,万吨,87.0,87.85", None) == ""


def test_a_running_total_is_what_the_published_months_make() -> None:
    assert SUM_TO_OCTOBER == 8_291_500
    assert asked(f"{HEAD}实际,累计⏎处理矿量,万吨,87.85,829.15") == ""
    assert asked(f"{HEAD}实际,累计⏎处理矿量,万吨,87.85,831.2") == ""  # 0.25 % were put right of earlier months
    assert asked(f"{HEAD}实际,累计⏎处理矿量,万吨,78.85,829.15") == "sum_unlike_published"
    assert asked(f"{HEAD}计划,实际,累计⏎处理矿量,万吨,,88,87.85") == "month_over_sum"
    assert asked(f"{HEAD}计划,实际,累计⏎处理矿量,万吨,,88,88.1") == "sum_unlike_published"
    assert asked("2022年1月⏎指标,单位,实际,累计⏎处理矿量,万吨,88,87.85", None) == ""
    ideas = f"{HEAD}实际,累计⏎提出金点子,项,11,{{}}"  # 83 were published before October
    assert [asked(ideas.format(n)) for n in (94, 99, 90)] == ["", "", "sum_unlike_published"]


SHIFTED = [
    ("计划,实际,备注⏎镍回收率,%,,83.32,84.02", "number_in_note"),
    ("计划,实际,备注⏎镍回收率,%,83.5,,84.02", "number_in_note"),
    ("计划,实际,备注⏎镍回收率,%,83.5,84.02,3", ""),
    ("计划,实际,备注⏎镍回收率,%,,84.02,2号磨待修", ""),
    ("计划,实际,完成率⏎处理矿量,万吨,88,87.85,99.83%⏎镍回收率,%,,83.32,84.02", "rate_without_plan"),
    ("计划,实际,完成率⏎处理矿量,万吨,88,87.85,99.83%⏎镍回收率,%,,83.32,99.8", ""),  # of the year's 83.5
    ("计划,实际,完成率⏎处理矿量,万吨,88,87.85,99.83%⏎镍回收率,%,,84.02,", ""),
]


@pytest.mark.parametrize(("text", "code"), SHIFTED)
def test_a_row_that_was_moved_by_one_cell_is_asked(text: str, code: str) -> None:
    assert asked(HEAD + text) == code


HISTORY = [
    # ten times in both columns: the year's, and the year's so far
    ("用电量,万kWh,33500,32400", "far_from_history"),
    ("用电量,万kWh,3350,3240", ""),
    ("用电量,万kWh,7000,6900", ""),  # a plant that doubles
    ("台时处理量,t/h,720,726", "far_from_history"),
    ("外委费用,万元,4.2,3.75", "far_below_history"),
    ("提出金点子,项,100,105", "far_from_history"),
    ("提出金点子,项,20,22", ""),
    ("申报专利,件,,12", "far_above_counts"),
    ("申报专利,件,,3", ""),
]


@pytest.mark.parametrize(("row", "code"), HISTORY)
def test_a_plan_that_agrees_is_no_witness(row: str, code: str) -> None:
    assert asked(f"{HEAD}计划,实际⏎{row}") == code


@pytest.mark.parametrize(
    ("row", "unit", "likely"),
    [
        ("钢球消耗量,t,639500", "kg", "639500 kg"),
        ("外委费用,元,37.5", "万元", "37.5 万元"),
        ("精矿产量,千吨,126750", "t", "126750 t"),
        ("用电量,万kWh,33124000", "kWh", "33124000 kWh"),
        ("钢球消耗量,kg,639.5", "t", "639500 kg"),
    ],
)
def test_the_unit_that_was_meant_is_named_whatever_unit_was_written(row: str, unit: str, likely: str) -> None:
    (found,) = (issue for issue in ship(f"{HEAD}实际⏎{row}").issues if issue.code != LONG)
    assert (found.code, found.args["unit"], found.args["likely"]) == ("wrong_unit_of_history", unit, likely)


COPY = (
    "实际⏎处理矿量,t,868123⏎精矿产量,t,115123⏎原矿镍品位,%,1.234⏎镍回收率,%,83.15⏎用电量,kWh,32100123⏎提出金点子,项,9"
)
OWN = {"ore_milled_dry": 868123, "conc_mass": 115123, "head_grade_ni": 1.234, "rec_ni_actual": 83.15}
SEPTEMBER = book({(key, "plant", "2022-09"): value for key, value in OWN.items()} | {
    ("power_kwh", "plant", "2022-09"): 32100123, ("idea_proposed", "plant", "2022-09"): 9})  # fmt: skip
AUGUST = book({(key, "plant", "2022-08"): value for key, value in OWN.items()})
TWO = book({(key, "plant", "2022-09"): value for key, value in list(OWN.items())[:2]} | {
    ("rec_ni_actual", "plant", "2022-09"): 83.2, ("power_kwh", "plant", "2022-09"): 31e6})  # fmt: skip


def test_a_copy_of_last_month_or_of_the_plan_is_asked_once() -> None:
    (found,) = (issue for issue in ship(HEAD + COPY, SEPTEMBER).issues if issue.code == "copied_from_before")
    assert (found.args["count"], found.args["before"]) == (5, "2022-09")  # 9 ideas come again by chance
    (found,) = (issue for issue in ship(HEAD + COPY, AUGUST).issues if issue.code == "copied_from_before")
    assert found.args["before"] == "2022-08"
    assert "copied_from_before" not in asked(HEAD + COPY, TWO)
    same = f"{HEAD}计划,实际⏎处理矿量,万吨,88,88⏎镍回收率,%,83.32,83.32⏎铜回收率,%,77.02,{{}}"
    assert asked(same.format("77.02"), None) == "copied_from_plan"
    assert asked(same.format("77.65"), None) == ""
    assert asked(f"{HEAD}计划,实际⏎提出金点子,项,12,12⏎申报专利,件,1,1⏎督办到期数,项,6,6", None) == ""


def test_meetings_are_no_percentages() -> None:
    head = "2022年10月⏎项目,计划,实际⏎三会一课按期率,"
    assert asked(head + "12,12") == "rate_like_count"
    assert asked(head + "100,91.7") == asked(head + "12%,12%") == asked(head + "100,92") == ""
    low = book({("meetings_rate", "plant", "2022-09"): 12})
    assert asked(head + "12,12", low) == ""


def test_a_last_row_without_a_scope_is_the_plant_s_where_it_adds_up() -> None:
    rates = "2022年10月⏎系列,镍回收率(%)⏎一系列,84.3⏎二系列,83.6⏎,83.95"
    assert asked(rates) == "scope_partly_blank"
    sums = "2022年10月⏎系列,处理矿量(t),镍回收率(%)⏎一系列,497600,84.3⏎二系列,380900,83.6⏎,878500,84.0"
    assert asked(sums) == ""  # 497,600 + 380,900


def test_rows_of_machines_or_shifts_are_refused_for_one_reason() -> None:
    shifts = "2022年10月⏎班组,处理矿量(t),镍回收率(%)⏎甲班,293100,84.1⏎乙班,292500,83.9⏎丙班,292900,84.0"
    (found,) = (issue for issue in ship(shifts).issues if issue.severity == "error")
    assert (found.code, found.args["rows"], len(found.each) >= 4) == ("parts_as_one", "3、4、5", True)
    assert ship("2022年10月⏎班组,处理矿量(t)⏎甲班,878500").errors == ()


def test_without_these_rules_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Any = lambda *_: []  # noqa: E731
    for module in (compared, shifted, copied):
        monkeypatch.setattr(module, "check", nothing)
    monkeypatch.setattr(fractions, "_counted", nothing)
    monkeypatch.setattr(blanks, "_adds_up", lambda *_: True)
    monkeypatch.setattr(machines, "settle", lambda issues, _: list(issues))
    monkeypatch.setattr(history, "_many", lambda *_: None)
    monkeypatch.setattr(history, "_near", lambda series, _: [(n, v) for n, each in series.items() for v in each])
    monkeypatch.setattr(growing, "_unlike", lambda *_: None)
    assert asked(f"{HEAD}计划,实际⏎用电量,万kWh,33500,32400") == ""
    assert asked(f"{HEAD}实际,累计⏎处理矿量,万吨,78.85,829.15") == ""
    assert asked(f"{HEAD}计划,实际,差值⏎处理矿量,万吨,88,78.85,-0.15") == ""
    assert asked(f"{HEAD}实际,上月⏎处理矿量,万吨,87.0,87.85") == ""
    assert asked(HEAD + SHIFTED[0][0]) == asked(f"{HEAD}计划,实际⏎申报专利,件,,12") == ""
    assert "copied_from_before" not in asked(HEAD + COPY, SEPTEMBER)
    assert asked("2022年10月⏎项目,计划,实际⏎三会一课按期率,12,12") == ""
    assert asked("2022年10月⏎系列,镍回收率(%)⏎一系列,84.3⏎二系列,83.6⏎,83.95") == ""
    shifts = "2022年10月⏎班组,处理矿量(t)⏎甲班,293100⏎乙班,292500"
    assert [issue.code for issue in ship(shifts).errors] == ["contradicts"]
