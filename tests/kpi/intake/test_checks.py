"""Figures that contradict each other, their own past or nature are refused or questioned; sound ones are not."""

from __future__ import annotations

import pytest

from kpi import words
from kpi.intake import read
from kpi.model import Book
from kpi.period import Calendar
from tests.kpi.intake.conftest import CATALOG, Load, book, codes


def month(period: str = "2022-09", scope: str = "", **figures: str) -> str:
    """A long file of one month's figures, by indicator key."""
    return "月份,范围,指标,数值\n" + "".join(f"{period},{scope},{key},{text}\n" for key, text in figures.items())


def months(key: str, *texts: str, start: int = 1, scope: str = "") -> str:
    rows = (f"2022-{n:02},{scope},{key},{text}\n" for n, text in enumerate(texts, start))
    return "月份,范围,指标,数值\n" + "".join(rows)


def published(key: str, *values: float, year: int = 2021, scope: str = "plant") -> Book:
    return book({(key, scope, f"{year}-{n:02}"): value for n, value in enumerate(values, 1)})


# the same cell twice


def test_the_same_cell_with_two_values_is_an_error_and_with_one_a_warning(load: Load) -> None:
    twice = load("月份,处理矿量\n2022-09,873000\n2022年9月,87.3万吨\n")
    assert [(i.code, i.severity, i.line, i.args["line"]) for i in twice.issues] == [("repeated", "warning", 3, 2)]
    assert len(twice.rows) == 1
    against = load("月份,处理矿量\n2022-09,873000\n202209,873001\n")
    assert [(i.code, i.severity, i.line) for i in against.issues] == [("contradicts", "error", 3)]


def test_plan_and_actual_of_one_month_are_two_cells(load: Load) -> None:
    assert load("月份,计划·处理矿量,处理矿量\n2022-09,860000,873000\n").issues == ()


# what a line can mill


@pytest.mark.parametrize(
    ("ore", "scope", "asked"),
    [
        ("586500", "一系列", []),  # 1.15 × 17000 t/d × 30 d = 586,500 t
        ("586501", "一系列", ["above_capacity"]),
        ("1035000", "", []),  # 1.15 × (17000 + 13000) × 30
        ("1035001", "", ["above_capacity"]),
    ],
)
def test_more_ore_than_the_line_can_mill_is_questioned(load: Load, ore: str, scope: str, asked: list[str]) -> None:
    assert codes(load(month(scope=scope, ore_milled_dry=ore))) == asked


def test_the_days_are_those_of_the_statistics_month(load: Load) -> None:
    closing_25 = Book(CATALOG, {}, {}, calendar=Calendar(25))  # 26 February … 25 March: 28 days
    text = month("2022-03", "一系列", ore_milled_dry="560000")  # 1.15 × 17000 × 28 = 547,400
    assert codes(load(text, book=closing_25)) == ["above_capacity"]
    assert codes(load(text)) == []


# its own past


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("873000", []),
        ("87.3", ["wrong_unit_of_history"]),
        ("873", ["wrong_unit_of_history"]),
        ("400000", []),
    ],
)
def test_a_tonnage_in_the_wrong_unit_is_questioned_with_the_likely_unit(
    load: Load, text: str, asked: list[str]
) -> None:
    past = published("ore_milled_dry", *[860_000.0] * 12)
    reading = load(month(ore_milled_dry=text), book=past)
    assert [code for code in codes(reading) if code != "parts_do_not_add"] == asked
    if text == "87.3":
        assert (reading.issues[0].args["unit"], reading.issues[0].args["likely"]) == ("万吨", "873000 t")
    if text == "873":
        assert reading.issues[0].args["unit"] == "千吨"


def test_eight_times_the_usual_tonnage_is_questioned(load: Load) -> None:
    past = published("ore_milled_dry", *[10_037.0] * 12)  # domain.md §1.8 (5): 83,659 t against a median of 10,037 t
    assert codes(load(month(ore_milled_dry="83659"), book=past)) == ["far_from_history"]


def test_a_rate_a_hundred_times_off_its_past_is_questioned(load: Load) -> None:
    past = published("fault_rate", *[0.79] * 12)
    assert codes(load(month(fault_rate="0.42"), book=past)) == []
    assert codes(load(month(head_grade_ni="0.0168"), book=published("head_grade_ni", *[1.7] * 12))) == [
        "hundredfold_of_history"
    ]


def test_a_slip_inside_the_file_itself_is_seen_without_any_past(load: Load) -> None:
    reading = load(months("ore_milled_dry", "862000", "771000", "86", "849000", "873000"))
    assert [(i.code, i.line) for i in reading.issues] == [("wrong_unit_of_history", 4)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("0", ["far_below_history"]),
        ("90000", ["far_below_history"]),  # 10.5 % of 860,000 t: one digit too few
        ("171999", ["far_below_history"]),  # a fifth is 172,000 t
        ("172001", []),
        ("614000", []),  # an overhaul
        ("—", []),
    ],
)
def test_a_tonnage_far_below_its_past_is_questioned(load: Load, text: str, asked: list[str]) -> None:
    past = published("ore_milled_dry", *[860_000.0] * 12)
    found = [i for i in load(month(ore_milled_dry=text), book=past).issues if i.code != "parts_do_not_add"]
    assert [i.code for i in found] == asked
    assert all(i.severity == "warning" for i in found)
    if text == "90000":
        assert (found[0].args["share"], found[0].args["usual"]) == ("10.5%", "860000 t")
        assert "单位" in words.issue("zh", found[0]) and "少写了一位" in words.issue("zh", found[0])


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([700.0, 690, 720, 650, 710, 705], ["far_below_history"]),
        ([700.0, 690, 720, 650, 710], []),  # five months are no history
        ([700.0, 690, 720, 100, 710, 705], []),  # 720 ÷ 100: not steady
        ([700.0, 690, 0, 650, 710, 705], []),  # zero happens
    ],
)
def test_any_other_sum_far_below_a_steady_past_is_questioned(load: Load, values: list[float], asked: list[str]) -> None:
    assert codes(load(month(run_hours="100"), book=published("run_hours", *values, year=2022))) == asked


def test_a_month_without_savings_or_ideas_is_no_slip(load: Load) -> None:
    assert codes(load(month(saving="0"), book=published("saving", *[9.0] * 12))) == []
    assert codes(load(month(idea_proposed="0"), book=published("idea_proposed", *[9.0] * 12))) == []


def test_two_neighbours_are_no_history(load: Load) -> None:
    known = published("ore_milled_dry", 860_000, 870_000)
    assert codes(load(month(ore_milled_dry="87.3"), book=known)) == ["unit_unsaid"]


# grades, metals, recoveries


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"conc_grade_ni": "7.0", "head_grade_ni": "1.2", "tail_grade_ni": "0.23"}, []),
        ({"conc_grade_ni": "1.2", "head_grade_ni": "7.0"}, ["concentrate_not_richer"]),
        ({"head_grade_ni": "0.2", "tail_grade_ni": "0.23"}, ["tail_not_poorer"]),
        ({"head_grade_ni": "0", "ore_milled_dry": "800000"}, ["grade_zero"]),
        ({"conc_mass": "900000", "ore_milled_dry": "800000"}, ["concentrate_over_ore"]),
        ({"ni_metal": "110", "ni_feed": "100"}, ["metal_from_nothing"]),
        ({"run_hours": "713.8", "fault_hours": "6.2", "calendar_hours": "744"}, []),
        ({"run_hours": "740", "fault_hours": "6.2", "calendar_hours": "744"}, ["hours_over_calendar"]),
        ({"run_hours": "9999", "fault_hours": "6.2"}, []),
    ],
)
def test_what_cannot_be_is_an_error(load: Load, figures: dict[str, str], found: list[str]) -> None:
    reading = load(month(**figures))
    assert ([i.code for i in reading.errors], [i.severity for i in reading.issues]) == (found, ["error"] * len(found))


def test_a_contradiction_with_what_was_published_is_seen_too(load: Load) -> None:
    past = book({("head_grade_ni", "plant", "2022-09"): 1.2})
    assert codes(load(month(tail_grade_ni="1.3"), book=past)) == ["tail_not_poorer"]
    assert codes(load(month("2022-08", tail_grade_ni="1.3"), book=past)) == []


def test_published_figures_do_not_stand_in_for_unreadable_ones(load: Load) -> None:
    past = book({("head_grade_ni", "plant", "2022-09"): 1.2})
    assert codes(load(month(head_grade_ni="一点四", tail_grade_ni="1.3"), book=past)) == ["not_a_number"]


def test_a_recovery_of_a_hundred_percent_is_questioned(load: Load) -> None:
    """MET-07: 100,000 t at 2 % Cu → 8,000 t at 25 % Cu is 100 %."""
    reading = load(month(ore_milled_dry="100000", head_grade_cu="2", conc_mass="8000", conc_grade_cu="25"))
    assert [(i.code, i.severity, i.args["recovery"]) for i in reading.issues] == [("recovery_too_high", "warning", 100)]
    assert codes(load(month(rec_cu_actual="97"))) == ["recovery_too_high"]
    assert codes(load(month(rec_cu_actual="96.9"))) == []


@pytest.mark.parametrize(
    ("metal", "ore", "grade", "recovery", "tonnes", "asked"),
    [
        ("cu", "393000", "0.97", "87", "3490", True),  # Nova, September 2019: +5.23 % (BAL-01)
        ("cu", "1517220", "0.10", "67", "971", False),  # Santa Rita 2013-Q4: −4.48 %, the grade is ±5 %
        ("cu", "1380704", "0.10", "69", "915", False),  # Santa Rita 2014-Q1: −3.96 %
        ("ni", "1517220", "0.45", "51", "3433", False),  # −1.41 %
        ("ni", "1700000", "0.43", "53", "3962", False),  # +2.26 %, the ore is rounded to 0.1 Mt
        ("ni", "129184", "0.97", "83.0", "1042", False),  # Savannah 2019-Q4: +0.18 %
        ("cu", "129184", "0.57", "93.9", "695", False),  # +0.52 %
        ("ni", "119401", "0.87", "83.4", "861", False),  # Savannah 2020-Q1: −0.61 %
        ("cu", "119401", "0.51", "94.0", "578", False),  # +0.98 %
    ],
)
def test_feed_times_grade_times_recovery_is_the_metal_within_what_was_written(
    load: Load, metal: str, ore: str, grade: str, recovery: str, tonnes: str, asked: bool
) -> None:
    figures = {f"head_grade_{metal}": grade, f"rec_{metal}_actual": recovery, f"{metal}_metal": tonnes}
    reading = load(month(ore_milled_dry=ore, **figures))
    found = [i for i in reading.issues if i.code != "above_capacity"]
    assert [i.code for i in found] == ["balance"] * asked
    if asked:
        assert (found[0].severity, found[0].args["deviation"]) == ("warning", "+5.23")
        assert words.issue("zh", found[0]).split("填报")[0].endswith("铜金属量")  # which of the four is in doubt


def test_a_rate_is_compared_with_its_own_hours(load: Load) -> None:
    """Definition A of domain.md §1.5: 6.2 / (713.8 + 6.2) = 0.8611 %."""
    hours = {"run_hours": "713.8", "fault_hours": "6.2"}
    assert codes(load(month(fault_rate="0.86", **hours))) == []
    assert codes(load(month(fault_rate="0.95", **hours))) == ["balance"]


@pytest.mark.parametrize(("cu_grade", "asked"), [("3.59", []), ("3.2", ["yields_disagree"])])
def test_two_metals_of_one_concentrate_have_one_yield(load: Load, cu_grade: str, asked: list[str]) -> None:
    """BAL-02: 7.317 % from Ni and 7.557 % from Cu, 3.28 % apart; at 3.2 % Cu it is 8.478 %, 15.9 % apart."""
    figures = {
        "head_grade_ni": "0.65",
        "conc_grade_ni": "6.7",
        "rec_ni_actual": "75.42",
        "head_grade_cu": "0.35",
        "conc_grade_cu": cu_grade,
        "rec_cu_actual": "77.51",
    }
    assert codes(load(month(**figures))) == asked


# the file as a whole


def test_three_months_without_a_fault_hour_are_questioned(load: Load) -> None:
    assert codes(load(months("fault_hours", "0", "0", "0"))) == ["zero_faults"]
    assert codes(load(months("fault_hours", "0", "0", "4.2"))) == []
    past = book({("fault_hours", "plant", p): 0.0 for p in ("2021-11", "2021-12")})
    reading = load(months("fault_hours", "0"), book=past)
    assert [(i.code, i.args["first"], i.args["last"]) for i in reading.issues] == [
        ("zero_faults", "2021-11", "2022-01")
    ]


def test_a_month_that_the_file_skips_is_questioned_once(load: Load) -> None:
    reading = load("月份,处理矿量,镍回收率\n2022-07,885000,84\n2022-09,873000,84\n")
    assert [(i.code, i.args["months"]) for i in reading.issues] == [("months_absent", "2022-08")]


def test_an_indicator_that_alone_skips_a_month_is_named(load: Load) -> None:
    reading = load("月份,处理矿量,镍回收率\n2022-07,885000,84\n2022-08,889000,\n2022-09,873000,84\n")
    assert [(i.code, i.column, i.args["months"]) for i in reading.issues] == [("months_missing", "镍回收率", "2022-08")]
    assert load("月份,处理矿量,镍回收率\n2022-07,885000,84\n2022-08,889000,—\n2022-09,873000,84\n").issues == ()
    known = book({("rec_ni_actual", "plant", "2022-08"): 84.0})
    assert (
        load("月份,处理矿量,镍回收率\n2022-07,885000,84\n2022-08,889000,\n2022-09,873000,84\n", book=known).issues == ()
    )


def test_an_unreadable_month_is_not_called_missing(load: Load) -> None:
    assert codes(load("月份,处理矿量\n2022-07,885000\n2022-08,多\n2022-09,873000\n")) == ["not_a_number"]


PLAN_01 = [85, 76, 86, 84, 86, 60, 88, 88, 86, 88, 86, 87]  # oracles.json PLAN-01, 万吨: together 1000


@pytest.mark.parametrize(
    ("year", "asked"), [("1000", []), ("1000.04", []), ("1000.06", ["plans_do_not_add"]), ("990", ["plans_do_not_add"])]
)
def test_twelve_monthly_plans_make_the_years(load: Load, year: str, asked: list[str]) -> None:
    """To half a unit of display: 1,000.0 万吨 is shown with one decimal, so to 500 t."""
    rows = [f"2022-{n:02},处理矿量,计划,{plan},万吨" for n, plan in enumerate(PLAN_01, 1)] + [
        f"2022,处理矿量,计划,{year},万吨"
    ]
    assert codes(load("月份,指标,类别,数值,单位\n" + "\n".join(rows) + "\n")) == asked


def test_the_years_plan_is_compared_with_the_monthly_plans_already_published(load: Load) -> None:
    plans = {("ore_milled_dry", "plant", f"2022-{n:02}"): plan * 1e4 for n, plan in enumerate(PLAN_01, 1)}
    year = "月份,指标,类别,数值,单位\n2022,处理矿量,计划,{},万吨\n"
    assert codes(load(year.format(999), book=book({}, plans))) == ["plans_do_not_add"]
    assert codes(load(year.format(1000), book=book({}, plans))) == []


@pytest.mark.parametrize(
    ("plant", "asked"),
    [("873000", []), ("87.3万吨", []), ("87.4万吨", []), ("880001", ["parts_do_not_add"])],
)
def test_the_plants_own_row_is_compared_with_its_lines(load: Load, plant: str, asked: list[str]) -> None:
    """490,800 + 382,900 = 873,700 t; ±500 t for each written to the thousand, ±50 t for the hundreds of the lines."""
    text = f"月份,范围,处理矿量\n2022-09,一系列,490800\n2022-09,二系列,382900\n2022-09,全厂,{plant}\n"
    found = codes(load(text))
    assert found == (["parts_do_not_add"] if plant != "87.4万吨" and asked == [] else asked)


def test_without_all_lines_nothing_is_compared(load: Load) -> None:
    assert load("月份,范围,处理矿量\n2022-09,一系列,490800\n2022-09,全厂,873000\n").issues == ()


def test_counts_of_parts_are_never_added(load: Load) -> None:
    assert load("月份,范围,金点子\n2022-09,一系列,5\n2022-09,二系列,5\n2022-09,全厂,9\n").issues == ()


def test_reading_never_changes_what_it_is_given() -> None:
    past = published("ore_milled_dry", *[860_000.0] * 12)
    before = dict(past.actuals)
    read(month(ore_milled_dry="873000").encode(), "x.csv", CATALOG, past)
    assert past.actuals == before
