"""Slips that leave every single figure readable: fractions for %, metal beyond its ore, a wrong year; sound ones pass.

Each example stands beside its sound sibling. Numbers are worked out by hand from the shipped catalogue's ranges.
"""

from __future__ import annotations

from datetime import date

import pytest

from kpi import mending, words
from kpi.intake import read
from kpi.model import Book
from kpi.period import Calendar
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.books import shipped
from tests.kpi.intake.conftest import Load, book, codes

Asked = list[tuple[str, str, int | None]]
TODAY = date(2026, 11, 22)
FRACTION, OTHERS = ("rate_as_fraction", "warning"), ("hundredfold_of_others", "warning")
ORE = "月份,处理矿量(万吨)\n"


def ship(text: str, known: Book | None = None, today: date | None = TODAY) -> Reading:
    return read(text.encode(), "月报.csv", shipped(), known, today=today)


def asked(reading: Reading) -> Asked:
    """Every sentence can be said, and none shows a number as 8.9e+06."""
    said = [words.issue(lang, issue) for issue in reading.issues for lang in LANGS]
    assert not any("e+" in text or "{" in text for text in said)
    return [(issue.code, issue.severity, issue.line) for issue in reading.issues]


RATES = [
    ("月份,整改按期率,专家系统投用率,三会一课按期率\n2022-08,0.98,0.95,1\n", [(*FRACTION, 2)] * 3),
    ("月份,整改按期率,专家系统投用率,三会一课按期率\n2022-08,98,95,100\n", []),
    ("月份,整改按期率(小数)\n2022-08,0.98\n", []),
    ("月份,整改按期率\n2022-08,0.98%\n", []),  # the cell itself says what it is
    ("月份,整改按期率(%)\n2022-07,98\n2022-08,0.98\n", [(*OTHERS, 3)]),
    ("月份,整改按期率(%)\n2022-07,98\n2022-08,0.3\n", []),  # 30 against 98: no slip of the point
    ("月份,整改按期率\n2022-07,0\n2022-08,0.5\n", [(*FRACTION, 3)]),  # the nought may be either
    ("月份,整改按期率\n2022-07,0\n2022-08,0\n", []),
    ("月份,整改按期率\n2022-07,0.5\n2022-08,12\n", []),
    ("月份,类别,整改按期率\n2022-08,计划,100\n2022-08,实际,0.98\n", [(*OTHERS, 3)]),
    ("月份,智能化示范试点建设\n2022-07,0.6\n2022-08,0.8\n", [(*FRACTION, 2)]),
    ("月份,智能化示范试点建设\n2022-07,1\n2022-08,30\n2022-09,已完成\n", []),  # begun, half way, done
    ("月份,设备故障率,尾矿镍品位,原矿镍品位\n2022-08,0.42,0.2,0.9\n", []),  # small by nature
    ("月份,黄药单耗\n2022-09,0.12\n", [("unit_unsaid", "warning", 2)]),  # kg/t surely
    ("月份,黄药单耗\n2022-09,120\n", []),
    ("月份,黄药单耗(g/t)\n2022-09,0.12\n", []),
]
MASSES = [
    # 9500 万吨 of nickel in 88.1 万吨 of ore; 1.8 % of 881,000 t are 15,858 t
    ("月份,处理矿量(万吨),精矿镍金属量(万吨)\n2022-08,88.1,9500\n", [("metal_over_ore", "error", 2)]),
    ("月份,处理矿量(万吨),精矿镍金属量(t)\n2022-08,88.1,9500\n", []),
    ("月份,处理矿量(万吨),精矿镍金属量(t)\n2022-08,88.1,15800\n", []),
    ("月份,处理矿量(万吨),精矿镍金属量(t)\n2022-08,88.1,16500\n", [("metal_rich", "warning", 2)]),
    ("月份,计划·处理矿量(万吨),计划·精矿镍金属量(万吨)\n2022-08,88.1,9500\n", [("metal_over_ore", "error", 2)]),
    ("月份,处理矿量(万吨),精矿产量(万吨)\n2022-08,88.1,890\n", [("concentrate_over_ore", "error", 2)]),
    ("月份,计划·处理矿量(万吨),计划·精矿产量(万吨)\n2022-08,88.1,890\n", [("concentrate_over_ore", "error", 2)]),
    ("月份,处理矿量(万吨),精矿产量(万吨)\n2022-08,88.1,8.9\n", []),
    (  # 1.2 % of 881,000 t are 10,572 t: known feed speaks first
        "月份,处理矿量(万吨),原矿镍品位,精矿镍金属量(t)\n2022-08,88.1,1.2,16500\n",
        [("metal_from_nothing", "error", 2)],
    ),
    ("月份,范围,处理矿量(万吨)\n2022-08,一系列,45\n2022-08,全厂,40\n", [("part_over_whole", "warning", 2)]),
    ("月份,范围,处理矿量(万吨)\n2022-08,一系列,45\n2022-08,全厂,85\n", []),
    ("月份,范围,处理矿量(万吨)\n2022-08,一系列,40.3\n2022-08,全厂,40\n", []),  # 40 may be 40.4
    ("月份,范围,镍回收率\n2022-08,一系列,84\n2022-08,全厂,83\n", []),  # a rate is no amount
    (  # all parts are known: their sum says it
        "月份,范围,处理矿量(万吨)\n2022-08,一系列,45\n2022-08,二系列,10\n2022-08,全厂,40\n",
        [("parts_do_not_add", "warning", 4)],
    ),
]
YEARS = [
    (ORE + "2022-06,85\n2022-07,85\n2002-08,86\n", [("year_apart", "warning", 4)]),
    (ORE + "2022-06,85\n2022-07,85\n2022-08,86\n", []),
    (ORE + "2020-09,85\n2022-09,85\n", []),  # two years apart may be compared
    (ORE + "2032-09,85\n", [("month_ahead", "error", 2)]),
    (ORE + "2026-11,85\n", []),  # the month that runs: a preliminary figure
    (ORE + "2026-12,85\n", [("month_ahead", "error", 2)]),
    ("月份,计划·处理矿量(万吨)\n2027-03,85\n", []),
    (ORE + "2021-12,85\n2022-03,85\n", [("months_absent", "warning", 3)]),
    (ORE + "2021-05,85\n2022-06,85\n", [("months_absent", "warning", 3)]),
    (ORE + "2021-12,85\n2022-01,85\n", []),
    (ORE + "2021-08,85\n2021-09,85\n2022-08,85\n2022-09,85\n", []),  # the same months of two years
    (ORE + "2021-09,85\n2022-08,84\n2022-09,85\n", []),  # this month, the one before, the same of last year
    (ORE + "2021-12,85\n" + "".join(f"2022-{n:02},85\n" for n in range(3, 13)), [("months_absent", "warning", 12)]),
]


@pytest.mark.parametrize(("text", "found"), [*RATES, *MASSES, *YEARS])
def test_a_slip_is_told_and_its_sound_sibling_is_not(text: str, found: Asked) -> None:
    assert asked(ship(text)) == found


def test_a_fraction_is_offered_as_a_percentage_and_then_no_longer_asked_about() -> None:
    reading = ship("月份,整改按期率\n2022-08,0.985\n")
    ((cell, meant),) = mending.percentages(reading.issues)
    assert (cell.found, meant) == ("0.985", "98.5%")
    assert ship(f"月份,整改按期率\n2022-08,{meant}\n").issues == ()


def test_rates_that_were_small_before_are_not_asked_about() -> None:
    past = {("idea_done_rate", "plant", f"2022-0{n}"): 0.8 for n in range(1, 5)}
    assert codes(ship("月份,金点子实施率\n2022-08,0.9\n", Book(shipped(), book(past).actuals, {}))) == []
    assert codes(ship("月份,金点子实施率\n2022-08,0.9\n")) == ["rate_as_fraction"]


def test_what_was_published_tells_the_years_too() -> None:
    past = Book(shipped(), book({("ore_milled_dry", "plant", "2021-08"): 850_000.0}).actuals, {})
    (found,) = ship(ORE + "2002-08,85\n", past).issues
    assert (found.code, found.args["others"], found.args["gap"]) == ("year_apart", "2021", 19)
    assert codes(ship(ORE + "2023-08,85\n", past)) == codes(ship(ORE + "2021-09,85\n", past)) == []
    assert codes(ship(ORE + "2002-08,85\n")) == []  # one year alone, nothing to compare it with


def test_a_month_begins_where_the_plants_calendar_says() -> None:
    """With the 25th closing the month, December began on 26 November; nobody saying the day, nothing is asked."""
    closing = Book(shipped(), {}, {}, calendar=Calendar(25))
    assert codes(ship(ORE + "2026-12,85\n", closing, date(2026, 11, 26))) == []
    assert codes(ship(ORE + "2026-12,85\n", closing, date(2026, 11, 25))) == ["month_ahead"]
    assert codes(ship(ORE + "2032-09,85\n", today=None)) == []


def test_the_months_between_two_years_are_named(load: Load) -> None:
    (found,) = load(ORE + "2021-11,85\n2022-03,85\n").issues
    assert found.args["months"] == "2021-12、2022-01、2022-02"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("填报单位：选矿厂    2022年9月    单位：万吨\n月份,处理矿量\n2022-09,88.1\n", [881_000]),
        ("单位：万吨    填报单位：选矿厂\n月份,处理矿量\n2022-08,88.1\n", [881_000]),
        ("月份,处理矿量 万吨,镍回收率、%\n2022-08,88.1,83\n", [881_000, 83]),
        ("月份,处理矿量　万吨,精矿产量、吨\n2022-08,88.1,88000\n", [881_000, 88_000]),
        ("月份,指标,数值\n2022-08,处理矿量 万吨,88.1\n", [881_000]),
        ("月份,设备故障率(‰),新水量(万方)\n2022-08,4.2,50\n", [0.42, 500_000]),
        ("月份,设备故障率\n2022-08,4.2‰\n", [0.42]),
    ],
)
def test_a_unit_is_read_wherever_it_stands(text: str, values: list[float]) -> None:
    reading = ship(text)
    assert ([row.value for row in reading.rows], reading.issues) == (values, ())


def test_a_unit_that_does_not_fit_behind_a_blank_is_not_taken_for_one() -> None:
    assert codes(ship("月份,处理矿量 小时,精矿产量(t)\n2022-08,88.1,88000\n")) == ["unknown_column"]


def test_minus_nought_is_nought() -> None:
    (row,) = ship("月份,故障停机时间\n2022-08,-0\n").rows
    assert str(row.value) == "0.0"


OCTOBER = "2022年10月统计,,,,\n指标,单位,"
SAID = ("month_from_title", "warning", None)
BESIDE = [
    # what is done since January holds the month, and in January is the month
    (f"{OCTOBER}本月,本年累计\n提出金点子,项,103,9\n", [SAID, ("month_over_sum", "warning", 3)]),
    (f"{OCTOBER}本月,本年累计\n提出金点子,项,9,103\n", [SAID]),
    (f"{OCTOBER}本月,累计(万吨)\n处理矿量,万吨,87.24,834.84\n精矿产量,吨,124100,11.9\n",
     [SAID, ("month_over_sum", "warning", 4)]),  # 11.9 万吨 are 119,000 t
    (f"{OCTOBER.replace('10月', '1月')}本月,本年累计\n处理矿量,t,858000,958000\n",
     [SAID, ("january_unlike_sum", "warning", 3)]),
    (f"{OCTOBER.replace('10月', '1月')}本月,本年累计(万吨)\n处理矿量,t,858000,85.8\n", [SAID]),
    ("月份,处理矿量(t),处理矿量累计(t)\n2022-08,861300,6600021\n2022-09,875700,7457721\n",
     [("sum_grows_otherwise", "warning", 3)]),  # 7,457,721 − 6,600,021 = 857,700
    ("月份,处理矿量(t),处理矿量累计(t)\n2022-08,861300,6600021\n2022-09,857700,7457721\n", []),
    ("指标,单位,2022年1月,2022年2月,2022年累计\n处理矿量,万吨,85,83,186\n", [("months_unlike_sum", "warning", 2)]),
    ("指标,单位,2022年1月,2022年2月,2022年累计\n处理矿量,万吨,85,83,168\n", []),
    # 872,400 ÷ 868,000 = 100.507 %; of MgO less is better, 6.5 ÷ 6.32 = 102.85 %
    (f"{OCTOBER}计划,完成,完成率\n处理矿量,t,868000,872400,85.8%\n", [SAID, ("rate_unlike", "warning", 3)]),
    (f"{OCTOBER}计划,完成,完成率\n处理矿量,t,868000,872400,100.5%\n精矿氧化镁,%,6.5,6.32,102.8%\n", [SAID]),
    (f"{OCTOBER}计划,完成,累计,完成率\n处理矿量,t,868000,872400,8348400,85.8%\n", [SAID]),  # that of the sum
    # 103 ÷ 120 = 85.83 %, 4 ÷ 5 = 80 %: what was done since January
    (f"{OCTOBER}全年计划,完成,完成率\n提出金点子,项,120,103,85.8%\n", [SAID, ("perhaps_year_so_far", "warning", 3)]),
    (f"{OCTOBER}全年计划,完成\n提出金点子,项,120,103\n", [SAID, ("only_years_plan", "warning", 3)]),
    (f"{OCTOBER}全年计划,本月完成,完成率\n提出金点子,项,120,9,7.5%\n", [SAID]),
    (f"{OCTOBER}全年计划,计划,完成\n提出金点子,项,120,10,9\n", [SAID]),
    (f"{OCTOBER}全年计划,完成,累计\n提出金点子,项,120,9,103\n", [SAID]),
    # a level for the whole year is the usual plan of a rate: 84.01 % is no sum of months
    (f"{OCTOBER}年计划,实际,去年同期\n镍回收率,%,83.32,84.01,83.3\n", [SAID]),
    # 414.6 ÷ 442 = 93.8 %, of the months from January on; 414.6 ÷ 525 = 79.0 %, of the year
    (f"{OCTOBER}10月计划,10月实际,10月完成%,1-10月计划,1-10月实际,1-10月完成%\n"
     "外委费用,万元,42,38.6,91.9,442,414.6,93.8\n", [("year_from_title", "warning", None)]),
    (f"{OCTOBER}年计划,月计划,月完成,月完成率,年完成,年完成率\n外委费用,万元,525,42,38.6,91.9%,414.6,79.0%\n", [SAID]),
]  # fmt: skip
GROWN = [
    ("月份,精矿产量(t)\n2021-01,120000\n2021-02,231000\n2021-03,352000\n2021-04,470000\n", "like_running_total", 5),
    ("月份,精矿产量(t)\n2021-01,120000\n2021-02,111000\n2021-03,121000\n2021-04,118000\n", "", 0),
    ("月份,提出金点子\n2021-01,9\n2021-02,19\n2021-03,30\n2021-04,41\n", "like_running_total", 5),
    ("月份,提出金点子\n2021-01,9\n2021-02,10\n2021-03,12\n2021-04,13\n", "", 0),
    ("月份,故障停机时间\n2022-08,2562\n", "unit_unsaid", 2),  # no month has 2562 h, 2562 min are 42.7 h
    ("月份,故障停机时间\n2022-08,42.7\n", "", 0),
    ("月份,水系统分质分级回用升级改造(%)\n2022-09,92\n2022-10,12\n", "progress_falls", 3),
    ("月份,水系统分质分级回用升级改造(%)\n2022-09,86\n2022-10,92\n", "", 0),
    # 486,500 × 1.212 % × 83.62 % = 4930.6 t = 69,150 × 7.130 %; with 89.62 % it is 5284 t
    ("月份,处理矿量(t),原矿镍品位(%),精矿产量(t),精矿镍品位(%),镍回收率(%)\n2022-10,486500,1.212,69150,7.130,89.62\n",
     "two_ways_differ", 2),
    ("月份,处理矿量(t),原矿镍品位(%),精矿产量(t),精矿镍品位(%),镍回收率(%)\n2022-10,486500,1.212,69150,7.130,83.62\n",
     "", 0),
    # 100 × 7.13 × (1.212 − 0.231) ÷ (1.212 × (7.13 − 0.231)) = 83.65 %; half a digit of 0.231 is 0.04 of it
    ("月份,原矿镍品位(%),精矿镍品位(%),尾矿镍品位(%),镍理论回收率(%)\n2022-10,1.212,7.13,0.231,86.6\n", "balance", 2),
    ("月份,原矿镍品位(%),精矿镍品位(%),尾矿镍品位(%),镍理论回收率(%)\n2022-10,1.212,7.13,0.231,83.7\n", "", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), BESIDE)
def test_what_stands_beside_a_figure_is_its_control(text: str, found: Asked) -> None:
    assert asked(ship(text)) == found


@pytest.mark.parametrize(("text", "code", "line"), GROWN)
def test_figures_that_contradict_each_other_are_asked_and_mended_ones_are_not(text: str, code: str, line: int) -> None:
    assert asked(ship(text)) == ([(code, "warning", line)] if code else [])


def test_nobody_is_told_that_the_months_figure_was_read_where_it_may_be_the_years() -> None:
    found = ship(f"{OCTOBER}全年计划,完成,完成率\n提出金点子,项,120,103,85.8%\n申报专利,件,5,4,80%\n")
    assert [len(issue.each) for issue in found.issues if issue.code == "perhaps_year_so_far"] == [2]
    assert found.said == ()


LINES = book({
    (key, scope, f"2022-{n:02}"): value + n % 3 * step
    for n in range(1, 10)
    for scope in ("line1", "line2")
    for key, value, step in (("power_kwh", 16e6, 1e5), ("conc_mass", 60e3, 500), ("fault_hours", 25, 3),
                             ("rec_ni_actual", 83.5, 0.1), ("rec_cu_actual", 77, 0.1), ("idea_proposed", 9, 1))
})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # two lines of 16 GWh and 60,000 t are a plant of 32 GWh and 120,000 t
        (
            "月份,用电量(万kWh),精矿产量(t)\n2022-10,32366000,12.41\n",
            ["wrong_unit_of_history", "wrong_unit_of_history"],
        ),
        ("月份,用电量(万kWh),精矿产量(t)\n2022-10,3236.6,124100\n", []),
        ("月份,范围,精矿产量(t)\n2022-10,一系列,180000\n", ["far_from_history"]),  # a quarter's
        ("月份,范围,提出金点子\n2022-10,一系列,85\n", ["far_from_history"]),
        # 2472 min are 41.2 h
        ("月份,范围,故障停机时间(h)\n2022-10,一系列,2472\n", ["wrong_unit_of_history"]),
        ("月份,范围,故障停机时间\n2022-10,一系列,2472\n", ["wrong_unit_of_history"]),
        ("月份,范围,故障停机时间(h)\n2022-10,一系列,190\n", ["far_from_history"]),
        ("月份,范围,故障停机时间(min)\n2022-10,一系列,27\n", ["wrong_unit_of_history"]),
        ("月份,范围,故障停机时间(min)\n2022-10,一系列,2472\n", []),
        ("月份,范围,镍回收率(%),铜回收率(%)\n2022-10,一系列,77.1,83.6\n", ["metals_exchanged"]),
        ("月份,范围,镍回收率(%),铜回收率(%)\n2022-10,一系列,83.6,77.1\n", []),
        ("月份,范围,镍回收率(%),铜回收率(%)\n2022-10,一系列,82.5,78.1\n", []),
    ],
)
def test_history_is_compared_rolled_up_in_hours_and_crosswise(text: str, found: list[str]) -> None:
    assert sorted(code for code, *_ in asked(ship(text, LINES))) == found


def test_minutes_become_hours_without_a_binary_tail() -> None:
    (row,) = ship("月份,故障停机时间(min)\n2022-08,2472\n").rows
    assert repr(row.value) == "41.2"
