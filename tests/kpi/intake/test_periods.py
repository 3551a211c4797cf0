"""Every way to write a month, and the ones that have to be asked."""

from __future__ import annotations

import pytest

from kpi.intake.words import periods
from kpi.intake.words.cleaning import Wrong
from kpi.period import Month
from tests.kpi.intake.conftest import Load, codes

SEPTEMBER = Month(2022, 9)


def read(text: str, *, year: int = 0, closing: int = 0) -> Month | int | str:
    found = periods.of_column([text], year, closing).read(text)
    return found.code if isinstance(found, Wrong) else found


@pytest.mark.parametrize(
    "text",
    [
        "2022-09",
        "2022年9月",
        "2022年09月",
        "2022年9月份",
        "2022-9",
        "2022/09",
        "2022/9",
        "2022.9",
        "2022.09",
        "202209",
        "2022-09-30",
        "2022/9/1",
        "2022年9月30日",
        "20220930",
        "2022-09-01 00:00:00",
        "2022/9/1 0:00",
        "44805",
        "44834",
        "44805.0",
        "２０２２年９月",
        "二〇二二年九月",
        " 2022 年 9 月 ",
        "2022　年9月",
        '="2022-09"',
        "Sep 2022",
        "September 2022",
        "2022-Sep",
    ],
)
def test_september_2022_in_every_spelling(text: str) -> None:
    assert read(text) == SEPTEMBER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "period_missing"),
        ("2022年1-9月", "period_span"),
        ("2022年1—9月", "period_span"),
        ("1-9月", "period_span"),
        ("2022.1-9", "period_span"),
        ("2022年第三季度", "period_span"),
        ("上半年", "period_span"),
        ("2022Q3", "period_span"),
        ("2022年9月累计", "period_span"),
        ("22年9月", "period_two_digits"),
        ("22-09", "period_two_digits"),
        ("Sep-22", "period_two_digits"),
        ("9/22", "period_two_digits"),
        ("2022-09-15", "period_day"),
        ("44820", "period_day"),
        ("9月", "period_no_year"),
        ("2022-13", "period_unknown"),
        ("2202-09", "period_unknown"),
        ("202213", "period_unknown"),
        ("九", "period_no_year"),
        ("abc", "period_unknown"),
        ("29999", "period_unknown"),
    ],
)
def test_what_is_not_one_month_is_refused_by_its_reason(text: str, code: str) -> None:
    assert read(text) == code


@pytest.mark.parametrize("text", ["2022", "2022年", "2022年度", "2022全年"])
def test_a_year_is_a_year(text: str) -> None:
    assert read(text) == 2022


@pytest.mark.parametrize("text", ["9月", "9月份", "九月", "09月", "9"])
def test_a_bare_month_takes_the_year_it_is_told(text: str) -> None:
    assert read(text, year=2022) == SEPTEMBER


def test_the_closing_day_of_the_plant_is_a_month_too() -> None:
    assert read("2022-09-25", closing=25) == SEPTEMBER
    assert read("2022-09-25") == "period_day"


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        (["2022.9", "2022.1", "2022.11"], 10),
        (["2022.11", "2022.1", "2022.9"], 10),
        (["2022.09", "2022.1", "2022.11"], 10),
        (["2021.01", "2021.02", "2022.1"], 10),
        (["2022.01", "2022.02", "2022.1"], 10),
        (["2022.1", "2022.2", "2022.3"], 1),
        (["2022.1", "2022.9", "2022.10", "2022.11"], 1),
        (["2022.1"], None),
        (["2022.9", "2022.1"], None),
        (["2022.01", "2022.1", "2022.10"], None),
        (["2022.1", "2022.2", "2022.8", "2022.9", "2022.1", "2022.11"], None),
    ],
)
def test_the_october_trap(column: list[str], meant: int | None) -> None:
    found = periods.of_column(column, 0, 0).read("2022.1")
    assert found == (Month(2022, meant) if meant else Wrong("period_dotted", {"year": "2022"}))


def test_a_dotted_month_that_was_understood_is_confirmed_and_one_that_was_not_is_asked(load: Load) -> None:
    reading = load("月份,处理矿量\n2022.9,100000\n2022.1,200000\n2022.11,300000\n")
    assert [r.period for r in reading.rows] == ["2022-09", "2022-10", "2022-11"]
    assert [(i.code, i.severity, i.line) for i in reading.issues] == [("dotted_month", "warning", 3)]
    assert [(i.code, i.severity) for i in load("月份,处理矿量\n2022.1,2\n").issues] == [("period_dotted", "error")]


@pytest.mark.parametrize(
    ("title", "name", "code", "period"),
    [
        ("选矿厂2022年月报", "x.csv", "year_from_title", "2022-09"),
        ("选矿厂月报", "2021年月报.csv", "year_from_name", "2021-09"),
        ("选矿厂月报", "x.csv", "period_no_year", None),
        ("2021年与2022年对比", "2022.csv", "period_no_year", None),
    ],
)
def test_the_year_of_a_bare_month_is_found_and_said(
    load: Load, title: str, name: str, code: str, period: str | None
) -> None:
    reading = load(f"{title},\n月份,处理矿量\n9月,873000\n", name)
    assert codes(reading) == [code]
    assert [r.period for r in reading.rows] == ([period] if period else [])


def test_a_year_is_for_plans_only(load: Load) -> None:
    reading = load("月份,指标,类别,数值\n2022,处理矿量,计划,10000000\n2022,处理矿量,实际,1\n")
    assert [(r.kind, r.period) for r in reading.rows] == [("plan", "2022")]
    assert [(i.code, i.line) for i in reading.issues] == [("year_of_actual", 3)]
