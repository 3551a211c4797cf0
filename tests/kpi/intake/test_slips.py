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
    assert codes(ship("月份,处理矿量 小时,精矿产量(t)\n2022-08,88.1,88000\n")) == ["unknown_column_near"]


def test_minus_nought_is_nought() -> None:
    (row,) = ship("月份,故障停机时间\n2022-08,-0\n").rows
    assert str(row.value) == "0.0"
