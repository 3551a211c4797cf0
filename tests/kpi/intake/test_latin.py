"""Latin words, bare days, versions, theory, footnotes and other departments around a table are asked, never dropped."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake.checks import history, ordinary
from kpi.intake.headings import theory
from kpi.intake.words import latin
from kpi.reading import Reading
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
TITLE = "2022年9月生产月报"
ACTUAL = "⏎指标,单位,实际⏎处理矿量,t,862000"
RATE = "⏎指标,单位,实际⏎镍回收率,%,84"


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues} - {"month_from_title"}


def asked(said: str, table: str = ACTUAL) -> str:
    """The words that are asked of where they stand behind the title and on a line of their own."""
    found = read(f"{said}{table}" if said[:1] == "2" else f"{TITLE}⏎{said}{table}")
    return str(next((issue.args["words"] for issue in found.issues if issue.code == "around_unread"), ""))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        *((f"2022年9月 {word}", word) for word in ("MTD", "wet", "LY", "avg", "min", "LE", "guidance", "void")),
        ("to date", "to"), ("last month", "last"), ("Q3", "Q3"), ("W38", "W38"), ("1st half", "st、half"),
        ("Line 3", "Line 3"), ("Plant B", "B"), ("B系列", "B"), ("D1-D20", "D1-D20"), ("1-20", "1-20"),
        ("2022年9月(1-20)生产月报", "1-20"), ("2022.09(1~20)", "1~20"), ("2022年9月(D20)", "(D20)"),
        ("版本：作废", "作废"), ("版次,作废", "作废"), ("2022年9月销售月报", "销售"), ("含税", "含税"),
        ("2022年9月集团生产月报", "集团"), ("外协选厂", "外协选厂"), ("尾矿再选厂", "尾矿再选厂"), ("理论平衡", "理论"),
    ],
)  # fmt: skip
def test_a_word_around_a_table_that_nobody_knows_is_asked_by_its_name(said: str, words: str) -> None:
    assert asked(said) == words


@pytest.mark.parametrize("said", [
    "2022-09 Longshou Concentrator monthly report", "Prepared by: John Smith", "Date: 2022-10-03", "(1)主要指标",
    "2022年9月 Ni Cu 金属平衡", "2022年9月(1-30)生产月报", "2022年9月KPI指标(V1.0)", "表1-2", "电话:0935-12-20",
    "版本：V1.0", "版本：A/0", "版次：第一版", "版本：2022-10-08", "数据来源：DCS", "XX公司", "理论学习",
    "2022年9月金川集团龙首选矿厂生产月报", "主要工艺技术指标",
])  # fmt: skip
def test_what_reports_say_in_latin_words_and_numbers_is_not_asked(said: str) -> None:
    assert asked(said, RATE) == ""


def test_a_file_s_name_is_asked_where_it_says_its_month_and_its_copies_are_not() -> None:
    assert "around_unread" in codes(read(f"{TITLE}{ACTUAL}", "2022-09 LY.csv"))
    for name in ("2022-09 report (1).csv", "Book1.csv", "7f3a.csv", "2022-09_v2.csv"):
        assert codes(read(f"{TITLE}{ACTUAL}", name)) == set(), name


@pytest.mark.parametrize(("said", "code"), [
    ("版本：预算", "kind_from_title"), ("版次：预测", "!kind_neither"), ("版本,累计", "!not_month_title"),
    ("版本：二系列", "scope_from_title"), ("版本：8月", "!titles_disagree"), ("版次：1-20日", "!days_said"),
])  # fmt: skip
def test_a_version_that_says_what_the_figures_are_is_heard(said: str, code: str) -> None:
    assert code in codes(read(f"2022年9月⏎{said}⏎指标,单位,数值⏎处理矿量,t,862000"))


@pytest.mark.parametrize("said", [
    "此表作废", "更正：处理矿量应为852000", "勘误：处理矿量应为852000", "注：II系列数据", "Note: year-to-date figures",
    "Figures are YTD", "* forecast", "Line 2 only", "数据来源：预算", "说明：回收率为理论值", "注：数据为工艺指标",
])  # fmt: skip
def test_a_footnote_that_voids_or_corrects_or_names_another_figure_is_asked(said: str) -> None:
    assert codes(read(f"{TITLE}{RATE}⏎{said}")) == {"notes_deny"}


def test_the_same_in_the_column_of_remarks_and_events_are_not_asked() -> None:
    table = "⏎指标,单位,实际,备注⏎处理矿量,t,862000,"
    for said in (
        "作废",
        "数据有误",
        "应为8月",
        "补报8月",
        "forecast",
        "折合湿基",
        "最高",
        "8月26日-9月25日",
        "单位万吨",
    ):
        assert codes(read(f"{TITLE}{table}{said}")) & {"remarks_deny", "remarks_unit"}, said
    for said in ("PLC fault repaired", "Line 2 shutdown", "最高日产3万吨", "检修8小时"):
        assert codes(read(f"{TITLE}{table}{said}")) == set(), said


def test_a_rate_that_may_be_worked_out_from_assays_is_asked_and_tonnes_under_the_same_title_are_not() -> None:
    assert asked("2022年9月工艺指标", RATE) == "工艺"
    assert asked("2022年9月⏎工艺", "⏎指标,单位,实际⏎工艺,,⏎镍回收率,%,84") == "工艺"
    assert asked("2022年9月工艺指标") == ""


def test_a_month_s_figures_beside_another_month_s_plan_are_refused() -> None:
    for said in ("2022年9月生产情况及10月计划", "2022年9月生产情况和下月计划"):
        assert codes(read(f"{said}⏎指标,单位,9月,10月⏎处理矿量,t,862000,870000")) >= {"!kind_mixed"}
    assert codes(read("2022年9月、10月计划⏎指标,单位,9月,10月⏎处理矿量,t,862000,870000")) >= {"kind_from_title"}


@pytest.mark.parametrize(("code", "head", "kept"), [
    ('"计划"0', "数值", False), ('"合计"0', "实际", False), ('"实际"0', "计划", False),
    ('"计划"0', "计划", True), ('"实际"0', "实际", True), ('"共"0', "数值", True),
])  # fmt: skip
def test_a_number_format_that_calls_its_figure_another_kind_is_refused(code: str, head: str, kept: bool) -> None:
    made = book([["2022年9月"], ["指标", "单位", head], ["处理矿量", "t", 862000]])
    made.active["C3"].number_format = code
    assert codes(intake.read(saved(made), "x.xlsx", CATALOG)) == (set() if kept else {"!not_a_number"})


def test_a_shift_s_or_a_day_s_figures_are_asked_about() -> None:
    """Both are names that real files use (domain.md §6)."""
    assert codes(read("月份,当天折干(t)⏎2022-09,862000")) == {"days_named"}
    assert codes(read("月份,白班水分(%)⏎2022-09,3")) == {"days_named"}


def series(heading: str, *values: float) -> set[str]:
    rows = "⏎".join(f"2022-{month:02d},{value}" for month, value in enumerate(values, 1))
    return codes(read(f"月份,{heading}⏎{rows}"))


def test_throughput_and_hours_run_are_compared_with_capacity_and_with_their_neighbours() -> None:
    assert series("台时处理量(t/h)", 12700) == {"above_hourly"}
    assert series("台时处理量(t/h)", *[130] * 11, 700) == {"far_from_history"}
    assert series("台时处理量(t/h)", *[130] * 11, 20) == {"far_below_history"}
    assert series("专家系统自动控制时间(h)", *[3900] * 11, 39030) == {"far_from_history"}
    assert series("计划检修时间(h)", 39, 20, 80, 10, 120, 5, 40, 33, 5, 60, 12, 390) == set()


def test_several_lines_and_several_years_in_a_title_are_told() -> None:
    assert codes(read(f"1+2系列{TITLE}{ACTUAL}")) == {"scope_unclear_title"}
    found = read("三年计划⏎指标,单位,2022年,2023年,2024年⏎处理矿量,万吨,900,950,1000")
    assert [(row.kind, row.period) for row in found.rows] == [("plan", f"{year}") for year in (2022, 2023, 2024)]
    assert "scope_from_title" in codes(read("一系列2022年生产报表⏎月份,处理矿量(万吨)⏎2022-10,4.6"))


def test_without_these_looks_the_figures_were_stored_with_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls."""
    monkeypatch.setattr(latin, "left", lambda *_: [])
    monkeypatch.setattr(latin, "denies", lambda _: False)
    monkeypatch.setattr(theory, "said", lambda _: [])
    monkeypatch.setattr(history, "_is_measured", lambda _: False)
    monkeypatch.setattr(ordinary, "measured", lambda *_: False)
    assert asked("2022年9月 MTD") == asked("2022年9月工艺指标", RATE) == ""
    assert codes(read(f"{TITLE}{ACTUAL}⏎* forecast")) == set()
    assert series("台时处理量(t/h)", *[130] * 11, 700) == set()
