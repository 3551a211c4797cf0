"""Years written once, words in a table's corner, quarters beside months, days: read as they are meant, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.intake import inspect, read
from kpi.intake.grid import dates
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG, codes
from tests.kpi.intake.workbooks import book, saved

ORE, NI = "ore_milled_dry", "rec_ni_actual"
Told = list[tuple[str, str, str, float]]


def text(said: str) -> Reading:
    return read(said.encode(), "x.csv", CATALOG)


def figures(reading: Reading) -> list[tuple[str, str, str, float | None]]:
    return [(row.period, row.scope, row.indicator, row.value) for row in reading.rows]


def ore(*months: str, first: float = 800_000) -> Told:
    """80 万吨 in the first month, 81 in the next, 82 …"""
    return [(month, "plant", ORE, first + 10_000 * n) for n, month in enumerate(months)]


LINES: Told = [("2022-09", "line1", ORE, 450_000), ("2022-09", "line2", ORE, 400_000),
               ("2022-09", "line1", NI, 83), ("2022-09", "line2", NI, 84)]  # fmt: skip
ORE_BY_LINE: Told = [("2022-08", "line1", ORE, 450_000), ("2022-08", "line2", ORE, 400_000),
                     ("2022-09", "line1", ORE, 460_000), ("2022-09", "line2", ORE, 410_000)]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told", "asked"),
    [
        (
            "年,月,处理矿量(万吨)\n2021,11,80\n,12,81\n2022,1,82\n,2,83\n",
            ore("2021-11", "2021-12", "2022-01", "2022-02"),
            ["year_carried"],
        ),
        (
            "年,月,处理矿量(吨)\n2021,11,800000\n,12,810000\n合计,,1610000\n2022,1,820000\n",
            ore("2021-11", "2021-12", "2022-01"),
            ["year_carried"],
        ),
        ("月份,处理矿量(万吨)\n2022年1月,80\n2月,81\n3月,82\n", ore("2022-01", "2022-02", "2022-03"), ["year_carried"]),
        ("指标,2022年1月,2月,3月\n处理矿量(万吨),80,81,82\n", ore("2022-01", "2022-02", "2022-03"), ["year_carried"]),
        (
            "指标,单位,2021年11月,12月,2022年1月,2月\n处理矿量,万吨,80,81,82,83\n",
            ore("2021-11", "2021-12", "2022-01", "2022-02"),
            ["year_carried"],
        ),
        ("2022年9月,一系列,二系列\n处理矿量(万吨),45,40\n镍回收率(%),83,84\n", LINES, ["month_from_corner"]),
        ("处理矿量(万吨),一系列,二系列\n2022年8月,45,40\n2022年9月,46,41\n合计,91,81\n", ORE_BY_LINE, []),
        (
            "处理矿量(万吨),2022年8月,2022年9月\n一系列,45,46\n二系列,40,41\n",
            [ORE_BY_LINE[n] for n in (0, 2, 1, 3)],
            [],
        ),
        ("2022年,1月,2月\n处理矿量(万吨),80,81\n", ore("2022-01", "2022-02"), []),
        (
            "2022年9月,本月,累计\n处理矿量(万吨),80,700\n",
            ore("2022-09"),
            ["month_from_corner"],
        ),
        ("2022年9月生产月报\n指标,单位,数值\n处理矿量,万吨,80\n", ore("2022-09"), ["month_from_title"]),
        (
            "指标,单位,2022年1月,2022年2月,2022年3月,2022年一季度\n处理矿量,万吨,80,81,82,243\n",
            ore("2022-01", "2022-02", "2022-03"),
            [],
        ),
        (
            "指标,单位,2022年1月,2022年2月,2022年3月,2022年一季度\n处理矿量,吨,800000,810000,820000,2430001\n",
            ore("2022-01", "2022-02", "2022-03"),
            ["span_differs"],
        ),
        (
            "月份,处理矿量(吨)\n2022-01,800000\n2022-02,810000\n2022-03,820000\n2022年一季度,2430001\n",
            ore("2022-01", "2022-02", "2022-03"),
            ["total_differs"],
        ),
        (
            "范围,指标,单位,2022年8月,2022年9月\n一系列,处理矿量,万吨,,\n一系列,镍回收率,%,83,84\n",
            [("2022-08", "line1", NI, 83), ("2022-09", "line1", NI, 84)],
            [],
        ),
        (
            "月份,单位,处理矿量(万吨)\n2022-08,一系列,45\n2022-08,二系列,40\n2022-09,一系列,46\n2022-09,二系列,41\n",
            ORE_BY_LINE,
            [],
        ),
        ("月份,处理矿量(万吨),处理矿量(万吨)\n单位,一系列,二系列\n2022-08,45,40\n2022-09,46,41\n", ORE_BY_LINE, []),
        ("日期,处理矿量(万吨)\n2022-08-31,80\n2022-09-30,81\n", ore("2022-08", "2022-09"), []),
    ],
)
def test_tables_people_make_are_read_and_what_was_assumed_is_asked(said: str, told: Told, asked: list[str]) -> None:
    reading = text(said)
    assert (figures(reading), reading.errors) == (told, ())
    assert sorted(set(codes(reading))) == sorted(asked)


@pytest.mark.parametrize(
    ("said", "code", "found"),
    [
        ("2023年\n年,月,处理矿量(万吨)\n2021,11,80\n,12,81\n,1,82\n", "period_year_unclear", "1"),
        ("2023年\n月份,处理矿量(万吨)\n2022年11月,80\n12月,81\n1月,82\n", "period_year_unclear", "1月"),
        ("2023年\n指标,单位,2021年12月,1月\n处理矿量,万吨,80,81\n", "period_year_unclear", "1月"),
        ("指标,单位,2021年3月,2月\n处理矿量,万吨,80,81\n", "period_year_unclear", "2月"),
        ("指标,单位,12月,2022年1月\n处理矿量,万吨,80,81\n", "period_year_unclear", "12月"),
        ("月份,处理矿量(万吨)\n2022年一季度,243\n2022年二季度,250\n", "period_quarter", "2022年一季度"),
        ("选矿厂日报\n日期,处理矿量(吨)\n2022-09-01,28000\n", "period_daily", "2022-09-01"),
        ("日期,处理矿量(吨)\n2022-09-01,28000\n2022-09-30,28100\n", "period_daily", "2022-09-01"),
        ("日期,指标,单位,数值\n2022-09-01,处理矿量,吨,28000\n2022-09-30,镍回收率,%,83\n", "period_daily", "2022-09-01"),
        ("日期,处理矿量(吨)\n44805,28000\n44806,28100\n", "period_daily", "44805"),
        ("月份,单位,处理矿量\n2022-08,万吨,45\n", "unit_column_in_wide", "单位"),
        ("2022年9月,一系列,2022年8月\n处理矿量(万吨),45,40\n", "no_header", "2022年9月 一系列 2022年8月"),
    ],
)
def test_what_may_mean_two_things_is_refused_with_the_true_reason(said: str, code: str, found: str) -> None:
    errors = text(said).errors
    assert (errors[0].code, errors[0].found, {issue.code for issue in errors}) == (code, found, {code})


def test_a_daily_report_is_asked_even_where_its_month_is_said() -> None:
    assert "not_month_title" in codes(text("选矿厂日报\n月份,处理矿量(吨)\n2022-09,28000\n"))
    beside = text("2022年9月生产日报\n指标,单位,本日,本月\n处理矿量,万吨,2.8,80\n")
    assert (figures(beside), "not_month_title" in codes(beside)) == (ore("2022-09"), False)


def test_a_year_merged_over_its_months_needs_no_question() -> None:
    rows: list[list[Any]] = [["年", "月", "处理矿量(万吨)"], [2021, 11, 80], [None, 12, 81], [2022, 1, 82]]
    reading = read(saved(book(rows, ["A2:A3"])), "x.xlsx", CATALOG)
    assert (figures(reading), codes(reading)) == (ore("2021-11", "2021-12", "2022-01"), [])


def test_without_the_order_of_the_months_a_new_year_would_be_put_into_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """The defect switched on: the year is carried whatever the months."""

    def greedy(texts: list[str]) -> list[str]:
        year = ""
        return [text if (year := text[:5] if len(text) > 5 else year) and len(text) > 5 else year + text
                for text in texts]  # fmt: skip

    monkeypatch.setattr(dates, "carried", greedy)
    wrong = text("指标,单位,2021年12月,1月\n处理矿量,万吨,80,81\n")
    assert ("2021-01", "plant", ORE, 810_000) in figures(wrong)


def test_inspect_tells_unreadable_months_and_the_rows_of_another_table() -> None:
    half = inspect("月份,处理矿量\n2022-08,86\n八月份吧,87\n?,88\n2022-09,88\n".encode(), "x.csv")
    assert [(i.code, i.line, i.severity) for i in half.issues] == [
        ("period_unknown", 3, "error"), ("period_unknown", 4, "error")]  # fmt: skip
    two = inspect("月份,处理矿量\n2022-08,86\n2022-09,87\n\n设备,功率\n球磨机,3000\n\n备注：快报\n".encode(), "x.csv")
    assert [(left.line, left.kind) for left in two.left_out] == [(5, "table"), (6, "table"), (8, "note")]
    blank = inspect("指标,单位,2022年8月,9月\n处理矿量,万吨,,\n镍回收率,%,83,84\n".encode(), "x.csv")
    assert (blank.header_rows, blank.rows, blank.periods) == ((1,), 2, ("2022-08", "2022-09"))
    years = inspect("年,月,处理矿量\n2021,12,80\n2022,1,81\n,2,82\n".encode(), "x.csv")
    assert years.periods == ("2021-12", "2022-01", "2022-02")
