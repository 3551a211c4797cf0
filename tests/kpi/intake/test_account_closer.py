"""Copies of the plan, counts, points, 1-10月累计, plans so far, moved rows and odd rates hold a month to account.

Beside each question stands a sound sibling; the published figures are those of `test_held_to_account`, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kpi import words
from kpi.intake.checks import compared, controls, moved, spanplans, unusual
from kpi.model import Book
from tests.kpi.books import book
from tests.kpi.intake.test_held_to_account import HEAD, STORED, YEAR, asked, ship

DIFFERENCES = [
    # the plan, the month before or the year before was copied; the difference still tells
    ("计划,实际,差值", "处理矿量,万吨,88.00,{},-0.15", "87.85", "88.00"),
    ("计划,实际,差值", "处理矿量,万吨,88,{},-0.15", "87.85", "88"),
    ("计划,实际,差值", "处理矿量,t,880000,{},-1500", "878500", "880000"),
    ("计划,实际,差值", "用电量,万kWh,3350,{},-37.6", "3312.4", "3350"),
    ("实际,上月,环比增减", "处理矿量,万吨,{},87.0,0.85", "87.85", "87.0"),
    ("实际,上年同期,同比增减", "处理矿量,万吨,{},84.3,3.55", "87.85", "84.3"),
    # a difference of counts is exact, and no quotient: 17 ÷ 10 is 1 and a bit
    ("计划,实际,差值", "提出金点子,项,10,{},1", "11", "17"),
    ("计划,实际,差值", "提出金点子,项,10,{},1", "11", "20"),
    ("计划,实际,差值", "提出金点子,项,10,{},4", "14", "13"),
    ("计划,实际,差值", "机关下现场次数,次,46,{},3", "49", "94"),
    ("计划,实际,差值", "申报专利,件,0,{},1", "1", "2"),
    ("计划,实际,差值", "外委费用,万元,42,{},-0.7", "41.3", "31.4"),
    ("计划,实际,超欠", "处理矿量,万吨,88.00,{},-0.15", "87.85", "75.00"),  # 75 ÷ 88 − 1 = −0.148
    ("实际,上月,环比增减", "申报专利,件,{},0,1", "1", "3"),
    ("实际,上月,环比增减", "提出金点子,项,{},9,-1", "8", "15"),  # 15 ÷ 9 − 1 = 0.67
    # percentage points
    ("计划,实际,差值(百分点)", "镍回收率,%,83.50,{},0.52", "84.02", "82.04"),
    ("计划,实际,超欠（个百分点）", "镍回收率,%,83.50,{},0.52", "84.02", "82.04"),
    ("实际,环比(百分点)", "镍回收率,%,{},1.02", "84.02", "80.24"),  # September's 83
]


@pytest.mark.parametrize(("heads", "row", "right", "wrong"), DIFFERENCES)
def test_a_difference_is_of_the_two_figures(heads: str, row: str, right: str, wrong: str) -> None:
    assert asked(f"{HEAD}{heads}⏎{row.format(right)}") == ""
    assert asked(f"{HEAD}{heads}⏎{row.format(wrong)}") == "comparison_unlike"


@pytest.mark.parametrize(
    "text",
    [
        "计划,实际,差异率(%)⏎处理矿量,万吨,88.00,87.85,-0.17",  # −0.15 ÷ 88
        "计划,实际,比计划±⏎处理矿量,万吨,88.00,87.85,99.83",
        "计划,实际,差值⏎处理矿量,万吨,88.00,88.00,0",
        "计划,实际,差值⏎处理矿量,万吨,88.00,87.85,-1500",
        "本月计划,本月实际,累计计划,累计实际,累计差值⏎处理矿量,万吨,88.00,87.85,830,829.15,-0.85",
        "实际,累计,累计增减⏎处理矿量,万吨,87.85,829.15,5.45",
    ],
)
def test_other_differences_are_left_alone(text: str) -> None:
    assert asked(HEAD + text) == ""


def test_the_total_of_named_months_is_a_running_total() -> None:
    text = f"{HEAD}本月实际,1-10月累计{{}}⏎处理矿量,万吨,{{}},829.15{{}}"  # 741.3 were published to September
    assert asked(text.format("", "87.85", "")) == ""
    assert asked(text.format("", "78.85", "")) == "sum_unlike_published"
    assert asked(text.format(",1-9月累计", "87.85", ",741.30"), None) == ""
    assert asked(text.format(",1-9月累计", "78.85", ",741.30"), None) == "sum_grows_otherwise"
    assert asked(f"{HEAD}本月实际,1-9月累计⏎处理矿量,万吨,87.85,741.30") == ""  # it goes with another month


def test_a_plan_beside_what_was_done_so_far_is_of_the_same_months() -> None:
    """127,000 t a month make 1,270,000 t to October and 1,524,000 t in the year."""
    text = "精矿产量,t,127000,116750,{},1085750"
    for heads in ("本月计划,本月实际,本年计划,本年实际", "月计划,月实际,年计划,年实际"):
        assert asked(f"{HEAD}{heads}⏎{text.format(1190000)}") == "plan_so_far"
        assert asked(f"{HEAD}{heads}⏎{text.format(1500000)}") == ""
    december = f"2022年12月⏎指标,单位,月计划,月实际,年计划,年实际⏎{text.format(1190000)}"
    assert "plan_so_far" not in asked(december, None)
    assert asked(f"{HEAD}年计划,月计划,月实际,累计⏎精矿产量,t,1100000,127000,116750,1085750") == ""


def test_a_row_whose_blank_cell_moved_is_asked() -> None:
    plans = book(MONTHS, {("power_unit", "plant", "2022"): 38.0})
    head = f"{HEAD}计划,实际,差值⏎处理矿量,万吨,88.00,87.85,-0.15⏎"
    assert asked(f"{head}镍回收率,%,,83.32,84.02") == "row_moved"
    assert asked(f"{head}镍回收率,%,,84.02,") == asked(f"{head}镍回收率,%,,84.02,0.7") == ""
    assert asked(f"{head}提出金点子,项,,12,12") == ""  # a formula's difference from a blank plan
    summed = f"{HEAD}计划,实际,累计⏎精矿产量,t,116000,115900,1084900⏎"
    assert asked(f"{summed}吨矿电耗,kWh/t,,38,37.71", plans) == "row_moved"
    assert asked(f"{summed}吨矿电耗,kWh/t,,37.71,37.8", plans) == ""
    before = f"{HEAD}上月,本月⏎处理矿量,万吨,87.0,87.85⏎"
    assert asked(f"{before}镍回收率,%,,83.0") == "row_moved"
    assert asked(f"{before}镍回收率,%,83.0,83.0") == asked(f"{before}镍回收率,%,,83.4") == ""
    assert asked(f"{HEAD}上月,本月⏎镍回收率,%,,83.0") == ""  # the column is blank everywhere


MONTHS = {(key, "plant", f"2022-{n:02}"): value for key, months in YEAR.items() for n, value in enumerate(months, 1)}
TWELVE = book(MONTHS | {("ore_milled_dry", "plant", f"2021-{n:02}"): 850e3 for n in (10, 11, 12)})


def test_a_rate_is_held_to_its_own_year_and_an_amount_to_its_least_month() -> None:
    """Nine recoveries of 82.8 to 83.6 % around 83.21 %: six sigma are 1.5 points and a fifth of the rest 3.4."""
    assert asked(f"{HEAD}实际⏎镍回收率,%,74.02") == "unlike_own_year"
    assert asked(f"{HEAD}实际⏎镍回收率,%,80.0") == asked(f"{HEAD}实际⏎镍回收率,%,86.5") == ""
    few = Book(STORED.catalog, {key: seen for key, seen in STORED.actuals.items() if key[2] != "2022-01"},
               STORED.plans, (), revision=1, calendar=STORED.calendar)  # fmt: skip
    assert asked(f"{HEAD}实际⏎镍回收率,%,74.02", few) == ""
    # 60 万吨 in the overhaul's month; 54 is nine tenths of it, and 61.6 seven tenths of the plan
    assert asked(f"{HEAD}计划,实际⏎处理矿量,万吨,88.00,49.76", TWELVE) == "below_plan_and_year"
    assert asked(f"{HEAD}计划,实际⏎处理矿量,万吨,60.00,49.76", TWELVE) == ""
    assert asked(f"{HEAD}计划,实际⏎处理矿量,万吨,88.00,58.00", TWELVE) == ""
    assert asked(f"{HEAD}实际⏎处理矿量,万吨,49.76", TWELVE) == "below_year"
    lines = f"{HEAD}全厂,一系列,二系列⏎处理矿量,万吨,49.76,49.76,0"
    assert "below" not in asked(lines, TWELVE)  # the line that stood still says why
    assert asked(f"{HEAD}实际⏎处理矿量,万吨,49.76") == ""  # ten months are no whole year


def _nothing(*_: object, **__: object) -> Iterator[Any]:
    return iter(())


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (compared, "计划,实际,差值⏎处理矿量,万吨,88.00,88.00,-0.15"),
        (moved, "计划,实际,差值⏎处理矿量,万吨,88.00,87.85,-0.15⏎镍回收率,%,,83.32,84.02"),
        (spanplans, "本月计划,本月实际,本年计划,本年实际⏎精矿产量,t,127000,116750,1190000,1085750"),
        (unusual, "实际⏎镍回收率,%,74.02"),
    ],
)
def test_without_the_check_the_slip_would_be_taken(module: Any, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(HEAD + text) != ""
    monkeypatch.setattr(module, "check", _nothing)
    assert asked(HEAD + text) == ""


def test_without_the_rules_of_headings_the_slip_would_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    span = f"{HEAD}本月实际,1-10月累计⏎处理矿量,万吨,78.85,829.15"
    assert asked(span) != ""
    monkeypatch.setattr(controls, "is_sum", lambda _: False)
    assert asked(span) == ""


def test_the_sentences_say_what_to_look_at() -> None:
    (found,) = (i for i in ship(f"{HEAD}实际⏎镍回收率,%,74.02").issues if i.code == "unlike_own_year")
    assert "9 个月的数（82.8% 至 83.6%）" in words.issue("zh", found)
