"""Copies, sums beside months, ten days, year plans and lines hold figures to account; each beside a sound sibling.

What is published is that of `test_held_to_account`, and lines of 490,000 and 375,000 t a month. Worked out by hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from kpi.intake.checks import balance, controls, copied, growing, remainders, summed, yearsizes
from kpi.model import Book
from tests.kpi.books import book
from tests.kpi.intake.test_held_to_account import HEAD, STORED, asked, ship

YEARS, KIND = "year_from_title", "kind_from_title"
ACROSS = "2020年选矿厂⏎指标,单位,1月,2月,3月,"


def asked_of(text: str, known: Book | None = STORED) -> str:
    said = (issue.code for issue in ship(text, known).issues)
    return " ".join(code for code in said if code not in ("month_from_title", "year_plan_from_title", YEARS, KIND))


FORM = "实际⏎处理矿量,万吨,84.30⏎镍回收率,%,{}⏎铜回收率,%,76.91⏎钢球单耗,kg/t,0.728"
OWN = {"ore_milled_dry": 842_997, "rec_ni_actual": 83.2873, "rec_cu_actual": 76.9138, "ball_unit": 0.7281}
"""To the last digit 84.30 万吨, 83.29 %, 76.91 % and 0.728 kg/t."""


@pytest.mark.parametrize("month", ["2022-09", "2022-08", "2021-10", "2020-11"])
def test_a_copy_of_any_month_of_two_years_is_asked(month: str) -> None:
    known = book({(key, "plant", month): value for key, value in OWN.items()})
    (found,) = (each for each in ship(HEAD + FORM.format("83.29"), known).issues if each.code == "copied_from_before")
    assert (found.args["before"], found.args["count"]) == (month, 4)
    assert "copied_from_before" not in asked(HEAD + FORM.format("84.02").replace("76.91", "77.65"), known)
    assert "copied_from_before" not in asked(HEAD + FORM.format("83.29"), book({
        (key, "plant", "2020-09"): value for key, value in OWN.items()}))  # fmt: skip


def test_what_many_months_have_alike_is_no_copy() -> None:
    """The calendar's hours of October are those of August, July and May."""
    hours = {"line1": 6696, "line2": 5952, "plant": 12648}
    known = book({("calendar_hours", s, f"2022-0{n}"): value for s, value in hours.items() for n in (3, 5, 7, 8)})
    rows = "⏎".join(f"2022-10,{name},日历时间,{hours[s]},h"
                    for name, s in (("一系列", "line1"), ("二系列", "line2"), ("全厂", "plant")))  # fmt: skip
    assert "copied_from_before" not in asked(f"月份,范围,指标,数值,单位⏎{rows}", known)


def test_three_short_figures_of_another_month_may_be_alike_by_chance() -> None:
    known = {("tail_grade_ni", "plant"): 0.231, ("tail_grade_cu", "plant"): 0.175, ("grind_fineness", "plant"): 75.6}
    rows = f"{HEAD}实际⏎尾矿镍品位,%,0.231⏎尾矿铜品位,%,0.175⏎磨矿细度,%,75.6"
    assert asked(rows, book({(*place, "2022-09"): value for place, value in known.items()})) == "copied_from_before"
    assert asked(rows, book({(*place, "2022-03"): value for place, value in known.items()})) == ""


def test_actuals_that_are_the_published_plan_are_asked_without_a_column_of_plans() -> None:
    plans = {("ore_milled_dry", "plant", "2022-10"): 880e3, ("rec_ni_actual", "plant", "2022"): 83.32,
             ("rec_cu_actual", "plant", "2022"): 77.02}  # fmt: skip
    rows = f"{HEAD}实际⏎处理矿量,万吨,88.00⏎镍回收率,%,83.32⏎铜回收率,%,{{}}"
    assert asked(rows.format("77.02"), book({}, plans)) == "copied_from_plan"
    assert asked(rows.format("77.65"), book({}, plans)) == ""


ORE_PLAN = "2023年选矿厂计划⏎指标,单位,年计划⏎处理矿量,万吨,{}⏎提出金点子,项,{}⏎申报专利,件,12"


@pytest.mark.parametrize(
    ("ore", "ideas", "wanted"),
    [
        # 741.3 万吨 in nine months are 988.4 a year, 83 ideas 110.7; 3 patents tell nothing
        ("1010", "120", ""),
        ("1010", "300", ""),
        ("700", "60", ""),
        ("88", "120", "plan_unlike_year"),
        ("500", "120", "plan_unlike_year"),
        ("101", "12", "plan_unlike_year"),
        ("10100", "120", "plan_unlike_year above_capacity"),
        ("1010", "1200", "plan_unlike_year"),
        ("1010", "10", "plan_unlike_year"),
    ],
)
def test_a_year_s_plan_is_held_to_the_year_before(ore: str, ideas: str, wanted: str) -> None:
    found = asked_of(ORE_PLAN.format(ore, ideas))
    assert set(found.split()) - {"above_capacity"} == set(wanted.split()) - {"above_capacity"}


def test_a_year_s_plan_is_held_to_the_plan_before_and_to_its_own_that_stands() -> None:
    plans = {("ore_milled_dry", "plant", f"2022-{n:02}"): 830e3 for n in range(1, 13)}  # 996 万吨
    (found,) = (i for i in ship(ORE_PLAN.format("101", "120"), book({}, plans)).issues if i.code == "plan_unlike_year")
    assert (found.args["value"], found.args["share"], found.args["other"]) == ("996 万吨", "10.1%", "2022")
    stands = book({}, plans | {("ore_milled_dry", "plant", "2023"): 1.1e6})
    assert asked_of(ORE_PLAN.format("101", "120"), stands) == ""
    assert asked_of(ORE_PLAN.format("101", "120"), None) == ""


SUMS = [
    # 81.30 + 71.90 + 82.40 = 235.60
    (f"{ACROSS}合计⏎处理矿量,万吨,81.30,71.90,82.40,{{}}", "235.60", "253.60"),
    (f"{ACROSS}1-3月⏎处理矿量,万吨,81.30,71.90,82.40,{{}}", "235.60", "253.60"),
    (f"{ACROSS}本年⏎处理矿量,万吨,81.30,71.90,82.40,{{}}", "235.60", "253.60"),
    (f"{ACROSS}合计⏎提出金点子,项,8,9,7,{{}}", "24", "25"),
    ("2020年选矿厂⏎指标,单位,3月,4月,合计⏎处理矿量,万吨,82.40,80.10,{}", "162.50", "165.20"),
    ("2020年计划⏎指标,单位,1月,2月,合计⏎处理矿量,万吨,85,76,{}", "161", "116"),
    *(
        (f"2020年选矿厂⏎指标,单位,{','.join(f'{n}月' for n in range(1, 13))},{head}⏎处理矿量,万吨{',80.5' * 12},{{}}",
         "966.0", "978.0")
        for head in ("全年", "1-12月", "合计")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sound", "wrong"), SUMS)
def test_a_sum_beside_months_across_must_be_theirs(text: str, sound: str, wrong: str) -> None:
    assert asked_of(text.format(sound), None) == ""
    assert asked_of(text.format(wrong), None) in ("months_unlike_sum", "sum_unlike_published")


@pytest.mark.parametrize(
    "text",
    [
        # of rates, of a year that has not ended, means, and sums of each two months
        f"{ACROSS}合计⏎镍回收率,%,83.1,83.2,83.3,83.2",
        f"{ACROSS}全年⏎镍回收率,%,83.1,83.2,83.3,83.9",
        f"{ACROSS}平均⏎处理矿量,万吨,81.30,71.90,82.40,78.53",
        "2020年选矿厂⏎指标,单位,1月,2月,小计,3月,4月,总计⏎处理矿量,万吨,81.30,71.90,153.20,82.40,80.10,315.70",
    ],
)
def test_other_sums_beside_months_ask_nothing_of_them(text: str) -> None:
    assert "months_unlike_sum" not in asked_of(text, None)


RUNNING = ["1～10月", "年初至今", "本年数", "年实际", "截至10月累计", "YTD"]


@pytest.mark.parametrize("head", RUNNING)
def test_a_running_total_is_one_under_all_its_names(head: str) -> None:
    """741.30 and 87.85 are 829.15 万吨."""
    assert asked(f"{HEAD}实际,{head}⏎处理矿量,万吨,87.85,829.15") == ""
    assert asked(f"{HEAD}实际,{head}⏎处理矿量,万吨,78.85,829.15") == "sum_unlike_published"


def test_a_running_total_behind_several_months_is_of_the_last() -> None:
    for heads in ("9月,10月,累计", "10月,9月,1-10月", "10月,2021年10月,9月,本年累计"):
        figures = {"10月": "{}", "9月": "87.00", "2021年10月": "84.30"}
        row = ",".join(figures.get(head, "829.15") for head in heads.split(","))
        text = f"2022年10月⏎指标,单位,{heads.replace('10月,2021', '2022年10月,2021')}⏎处理矿量,万吨,{row}"
        assert "sum_unlike_published" not in asked(text.format("87.85"))
        assert "sum_unlike_published" in asked(text.format("78.85"))


@pytest.mark.parametrize(
    ("heads", "row", "code"),
    [
        ("计划,实际,超(+)欠(-)", "88.00,{},-0.15", "comparison_unlike"),
        ("计划,实际,超（+）欠（－）", "88.00,{},-0.15", "comparison_unlike"),
        ("计划,实际,兑现率(%)", "88.00,{},99.83", "rate_unlike"),
        ("计划,实际,计划兑现率(%)", "88.00,{},99.83", "rate_unlike"),
        ("上旬,中旬,下旬,实际", "28.10,28.50,31.25,{}", "days_unlike_month"),
        ("实际,上旬实际,中旬实际,下旬实际", "{},28.10,28.50,31.25", "days_unlike_month"),
    ],
)
def test_more_columns_beside_hold_a_month_to_account(heads: str, row: str, code: str) -> None:
    assert asked(f"{HEAD}{heads}⏎处理矿量,万吨,{row.format('87.85')}") == ""
    assert asked(f"{HEAD}{heads}⏎处理矿量,万吨,{row.format('85.87')}") == code


def test_ten_days_of_a_rate_or_without_one_of_them_ask_nothing() -> None:
    assert asked(f"{HEAD}上旬,中旬,下旬,实际⏎镍回收率,%,83.1,83.2,83.3,83.2") == ""
    assert asked(f"{HEAD}上旬,中旬,下旬,实际⏎处理矿量,万吨,28.10,28.50,,87.85") == ""


LINES = book(
    {("ore_milled_dry", line, f"2022-{n:02}"): value + 1000 * n
     for line, value in (("line1", 490e3), ("line2", 375e3)) for n in range(1, 10)}
)  # fmt: skip
PLANT = "月份,范围,指标,数值,单位⏎2022-10,全厂,处理矿量,{},t⏎2022-10,二系列,处理矿量,380900,t"


def test_a_line_s_figure_for_the_plant_is_asked_beside_the_other_line() -> None:
    (found,) = ship(PLANT.format("497600"), LINES).issues
    assert (found.code, found.args["rest"], found.args["least"]) == ("rest_of_parts", "116700 t", "491000 t")
    assert asked(PLANT.format("878500"), LINES) == asked(PLANT.format("497600"), None) == ""
    assert "rest_of_parts" not in asked(PLANT.format("497600") + "⏎2022-10,一系列,处理矿量,116700,t", LINES)


@pytest.mark.parametrize(
    ("rows", "sound", "wrong"),
    [
        ("督办到期数,项,5⏎督办按期完成数,项,4⏎督办事项按期完成率,%,{}", "80", "100"),
        ("三会一课应召开数,次,12⏎三会一课按期召开数,次,11⏎三会一课按期率,%,{}", "91.67", "100"),
        ("已作决定金点子,项,10⏎采纳金点子,项,9⏎金点子采纳率,%,{}", "90", "99"),
    ],
)
def test_a_rate_of_two_counts_must_be_theirs(rows: str, sound: str, wrong: str) -> None:
    assert asked(f"{HEAD}实际⏎{rows.format(sound)}", None) == ""
    assert asked(f"{HEAD}实际⏎{rows.format(wrong)}", None) == "balance"


def test_without_these_rules_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Any = lambda *_: []  # noqa: E731
    for module in (copied, summed, yearsizes, remainders):
        monkeypatch.setattr(module, "check", nothing)
    monkeypatch.setattr(controls, "is_sum", lambda heading: "累" in heading)
    monkeypatch.setattr(growing, "_unlike", nothing)
    monkeypatch.setattr(balance._Place, "counted", balance._Place.known)
    assert asked(HEAD + FORM.format("83.29"), book({(key, "plant", "2021-10"): v for key, v in OWN.items()})) == ""
    assert asked_of(ORE_PLAN.format("101", "1200")) == ""
    assert [asked_of(text.format(wrong), None) for text, _, wrong in SUMS] == [""] * len(SUMS)
    assert asked(f"{HEAD}上旬,中旬,下旬,实际⏎处理矿量,万吨,28.10,28.50,31.25,85.87") == ""
    assert asked(PLANT.format("497600"), LINES) == ""
    rows = "督办到期数,项,5⏎督办按期完成数,项,4⏎督办事项按期完成率,%,100"
    assert asked(f"{HEAD}实际⏎{rows}", None) == ""
