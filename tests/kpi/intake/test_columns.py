"""Headings mean what they say, their parts in any order; the ambiguous is asked, the unknown dropped by name."""

from __future__ import annotations

import pytest

from kpi import words
from kpi.intake import read
from kpi.intake.headings import placed
from tests.kpi.books import shipped
from tests.kpi.intake.conftest import Load, codes


@pytest.mark.parametrize(
    ("heading", "kind", "value"),
    [
        ("处理矿量", "actual", 87.3),
        ("处理矿量(万吨)", "actual", 873000),
        ("处理矿量（万吨）", "actual", 873000),
        ("处理矿量【万吨】", "actual", 873000),
        ("矿量[万吨]", "actual", 873000),
        ("处理矿量/万吨", "actual", 873000),
        ("处理矿量（干）(万吨)", "actual", 873000),
        ("处理矿量（干）", "actual", 87.3),
        ("处理 矿量 ( 万吨 )", "actual", 873000),
        ("ore_milled_dry", "actual", 87.3),
        ("ORE_MILLED_DRY(KT)", "actual", 87300),
        ("ore milled dry", "actual", 87.3),
        ("计划·处理矿量(万吨)", "plan", 873000),
        ("处理矿量(万吨)·计划", "plan", 873000),
        ("处理矿量计划(万吨)", "plan", 873000),
        ("处理矿量_计划", "plan", 87.3),
        ("计划-处理矿量", "plan", 87.3),
        ("计划：处理矿量", "plan", 87.3),
        ("处理矿量(计划)", "plan", 87.3),
        ("处理矿量(计划)(万吨)", "plan", 873000),
        ("本月计划处理矿量", "plan", 87.3),
        ("实际·处理矿量(万吨)", "actual", 873000),
        ("处理矿量完成", "actual", 87.3),
        ("plan: ore milled dry (kt)", "plan", 87300),
        ("ore_milled_dry_plan", "plan", 87.3),
    ],
)
def test_a_wide_heading_in_every_spelling(load: Load, heading: str, kind: str, value: float) -> None:
    reading = load(f"月份,{heading}\n2022-09,87.3\n")
    assert [(r.indicator, r.kind, r.value) for r in reading.rows] == [("ore_milled_dry", kind, value)]
    assert codes(reading) == (["unit_unsaid"] if value < 100 else [])


def test_an_indicators_own_name_may_hold_a_word_for_actual(load: Load) -> None:
    reading = load("月份,镍回收率（实际）,镍回收率（实际）计划\n2022-09,84.1,83.3\n")
    assert [(r.indicator, r.kind) for r in reading.rows] == [("rec_ni_actual", "actual"), ("rec_ni_actual", "plan")]


def test_a_year_plan_column_is_one_plan_however_often_it_is_repeated(load: Load) -> None:
    reading = load("月份,年计划·处理矿量(万吨),处理矿量(万吨)\n2022-08,1000,88.9\n2022-09,1000,87.3\n")
    assert [(r.kind, r.period, r.value) for r in reading.rows if r.kind == "plan"] == [("plan", "2022", 10_000_000)]
    assert reading.issues == ()
    assert codes(load("月份,年计划·处理矿量(万吨)\n2022-08,1000\n2022-09,999\n")) == ["contradicts"]


@pytest.mark.parametrize(
    "header",
    [
        "月份,范围,指标,类别,数值,单位,备注",
        "统计月份,车间,指标名称,类型,值,计量单位,说明",
        "month,scope,indicator,kind,value,unit,note",
        "日期,系列,考核指标,计划/实际,数据,单位,注",
        "Month,Line,KPI,Type,Value,Unit,Remarks",
    ],
)
def test_a_long_heading_row_in_its_usual_spellings(load: Load, header: str) -> None:
    reading = load(f"{header}\n2022-09,一系列,处理矿量,计划,49,万吨,检修\n")
    assert [(r.scope, r.kind, r.period, r.value, r.note, r.line, r.column) for r in reading.rows] == [
        ("line1", "plan", "2022-09", 490000, "检修", 2, 5)
    ]
    assert reading.issues == ()


def test_columns_of_the_long_form_come_in_any_order_and_the_optional_ones_may_be_absent(load: Load) -> None:
    reading = load("数值,指标,月份\n873000,矿量,2022-09\n")
    assert [(r.scope, r.kind, r.value) for r in reading.rows] == [("plant", "actual", 873000)]


def test_plan_and_actual_may_stand_side_by_side_in_the_long_form(load: Load) -> None:
    reading = load("月份,指标,单位,计划,实际\n2022-09,处理矿量,万吨,86,87.3\n")
    assert [(r.kind, r.value) for r in reading.rows] == [("plan", 860000), ("actual", 873000)]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("月份,处理矿量,处理矿量", "duplicate_heading"),
        ("月份,处理矿量,矿量", "same_meaning"),
        ("月份,处理矿量(万吨),实际处理矿量", "same_meaning"),
        ("月份,日期,处理矿量", "same_meaning"),
        ("月份,指标,数值,处理矿量", "mixed_forms"),
        ("月份,指标,处理矿量", "mixed_forms"),
        ("月份,计划,处理矿量", "figures_of_nothing"),
        ("月份,数值,处理矿量", "no_indicator_column"),
        ("月份,指标,备注", "no_value_column"),
        ("月份,措施,备注", "no_indicator_column"),
        ("月份,类别,计划·处理矿量", "kind_twice"),
        ("月份,单位,处理矿量", "unit_column_in_wide"),
        ("月份,处理矿量(小时),镍回收率", "unit_unknown"),
        ("月份,处理矿量(湿),镍回收率", "bracket_unknown"),
        ("月份,处理矿量,姓名", "personal_column"),
        ("月份,处理矿量,身份证号", "personal_column"),
        ("月份,处理矿量,手机号码", "personal_column"),
        ("月份,处理矿量,phone", "personal_column"),
    ],
)
def test_headings_that_cannot_be_told_apart_stop_the_reading_before_any_row(load: Load, header: str, code: str) -> None:
    reading = load(header + "\n" + "乱写,乱写,乱写\n" * 500)
    assert code in codes(reading)
    assert len(reading.errors) <= 2, "a wrong heading is one problem, not one a row"
    assert {i.line for i in reading.issues} == {1}
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("填表人", "unknown_column"),
        ("处理矿亮", "unknown_column_near"),
        ("累计镍回收率", "cumulative_alone"),
        ("累计处理考核矿量", "cumulative_column"),
        ("1-10月处理矿量", "span_left"),
        ("镍回收率完成率(%)", "computed_alone"),
        ("", "unnamed_columns"),
    ],
)
def test_other_columns_are_dropped_by_name(load: Load, heading: str, code: str) -> None:
    reading = load(f"月份,处理矿量,{heading}\n2022-09,873000,5\n")
    assert [(i.code, i.severity, i.line) for i in reading.issues] == [(code, "warning", 1)]
    assert [(out.kind, out.text) for out in reading.left_out] == [("column", heading or "C:C")]
    assert [r.value for r in reading.rows] == [873000]


def test_columns_without_a_name_are_counted_together(load: Load) -> None:
    reading = load("月份,处理矿量,,\n2022-09,873000,5,6\n")
    assert [(i.code, i.args["count"], i.args["letters"]) for i in reading.issues] == [
        ("unnamed_columns", 2, "C:C、D:D")
    ]
    assert [out.text for out in reading.left_out] == ["C:C", "D:D"]


@pytest.mark.parametrize(
    "heading", ["回收率(%)", "回收率", "计划·回收率", "recovery", "精矿品位", "品位(%)", "回收率計劃"]
)
def test_a_heading_that_may_be_several_indicators_is_an_error_that_lists_them(heading: str) -> None:
    reading = read(f"月份,处理矿量,{heading}\n2022-09,873000,3\n".encode(), "x.csv", shipped())
    (issue,) = reading.errors
    assert (issue.code, issue.line, issue.column, reading.rows) == ("ambiguous_column", 1, heading, ())
    wanted = "精矿镍品位、精矿铜品位" if heading == "精矿品位" else "镍"
    assert wanted in words.issue("zh", issue)
    if heading == "回收率(%)":
        assert "“回收率(%)”可以是镍回收率（实际）、铜回收率（实际）" in words.issue("zh", issue)


@pytest.mark.parametrize(("heading", "cell"), [("填表人", "5"), ("No", "87.301"), ("回收率", "略"), ("矿", "3")])
def test_a_heading_that_names_nothing_known_or_holds_no_figures_stays_a_warning(heading: str, cell: str) -> None:
    reading = read(f"月份,处理矿量,{heading}\n2022-09,873000,{cell}\n".encode(), "x.csv", shipped())
    assert (reading.errors, len(reading.rows)) == ((), 1)
    assert [i.code for i in reading.issues] in (["unknown_column"], ["unknown_column_near"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("月份,处理矿量,,,镍回收率\n,计划,实际,计划,实际\n2022-09,86,87.3,83,84\n", 2),
        ("月份,处理矿量,,镍回收率,\n月份,计划,实际,计划,实际\n2022-09,86,87.3,83,84\n", 2),
    ],
)
def test_headings_in_two_rows_have_one_sentence(load: Load, text: str, line: int) -> None:
    reading = load(text)
    assert [(i.code, i.severity, i.line) for i in reading.issues] == [("two_heading_rows", "error", line)]
    assert "合成一行" in words.issue("zh", reading.issues[0])


def test_plan_and_actual_columns_of_the_long_form_are_no_second_heading_row(load: Load) -> None:
    assert load("处理矿量月报,,,\n月份,指标,计划,实际\n2022-09,处理矿量,860000,873000\n").issues == ()


def test_an_empty_unknown_column_is_no_question(load: Load) -> None:
    assert load("月份,处理矿量,审批\n2022-09,873000,\n").issues == ()


@pytest.mark.parametrize(
    ("cell", "code"), [("一系列", "column_of_scopes"), ("计划", "column_of_kinds"), ("甲班", "unknown_column")]
)
def test_a_column_whose_loss_would_misplace_the_figures_is_not_dropped(load: Load, cell: str, code: str) -> None:
    reading = load(f"月份,某列,处理矿量\n2022-09,{cell},873000\n")
    assert codes(reading) == [code]
    assert bool(reading.errors) == (code != "unknown_column")


def test_a_unit_in_the_title_holds_where_it_fits_and_is_told(load: Load) -> None:
    reading = load("单位：万吨,,\n月份,处理矿量,镍回收率\n2022-09,87.3,84.1\n")
    assert [r.value for r in reading.rows] == [873000, 84.1]
    assert [(s.code, s.args["unit"]) for s in reading.said] == [("issue.told_unit", "万吨")]


def test_a_headings_own_unit_wins_over_the_titles(load: Load) -> None:
    assert [r.value for r in load("单位：万吨,\n月份,处理矿量(t)\n2022-09,873000\n").rows] == [873000]


HALF = "月份,范围,处理矿量\n2022-09,{},380000\n"
LINES = "月份,范围,处理矿量\n2022-09,一系列,490000\n2022-09,二系列,380000\n"


@pytest.mark.parametrize(
    ("text", "name", "told", "found"),
    [
        # a heading that says another part than the row is refused; the row's blank is the heading's
        ("月份,范围,全厂处理矿量\n2022-09,一系列,490000\n", "x.csv", ["line1"], ["scope_twice"]),
        ("月份,范围,一系列处理矿量\n2022-09,二系列,490000\n", "x.csv", ["line2"], ["scope_twice"]),
        ("月份,范围,一系列处理矿量\n2022-09,,490000\n", "x.csv", ["line1"], []),
        ("月份,范围,一系列处理矿量\n2022-09,示例一系列,490000\n", "x.csv", ["line1"], []),
        # a blank is the title's, a wholly blank column as if it were not there
        (f"一系列2022年9月\n{HALF.format('')}", "x.csv", ["line1"], ["scope_from_title"]),
        (HALF.format(""), "一系列.csv", ["line1"], ["scope_from_name"]),
        (HALF.format(""), "x.csv", ["plant"], []),
        # a title's part is asked beside others, and refused where nothing of it stands in the table
        (f"一系列月报\n{HALF.format('二系列')}", "x.csv", ["line2"], ["scope_not_titled"]),
        (f"一系列月报\n{HALF.format('全厂')}", "x.csv", ["plant"], ["scope_not_titled"]),
        (f"一系列月报\n{LINES}", "x.csv", ["line1", "line2"], ["scope_other"]),
        (HALF.format("二系列"), "一系列.csv", ["line2"], ["scope_other"]),
        (f"选矿厂月报\n{LINES}", "x.csv", ["line1", "line2"], []),
        (f"一系列月报\n{HALF.format('一系列')}", "一系列.csv", ["line1"], []),
        # who is responsible is a part of the plant where all are parts of it, and a number is written in several ways
        ("月份,责任单位,处理矿量\n2022-09,一系列,490000\n", "x.csv", ["line1"], []),
        ("月份,工序,处理矿量\n2022-09,1#系列,490000\n2022-09,2号系列,380000\n", "x.csv", ["line1", "line2"], []),
    ],
)
def test_a_part_of_the_plant_is_said_once_or_asked(
    load: Load, text: str, name: str, told: list[str], found: list[str]
) -> None:
    reading = load(text, name)
    refused = [issue.code for issue in reading.errors]
    assert ([row.scope for row in reading.rows] if not refused else told, codes(reading)) == (told, found)


def test_without_these_looks_a_figure_of_the_plant_would_be_a_lines(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(placed, "twice", lambda *_: ())
    monkeypatch.setattr(placed, "contradicted", lambda *_, **__: [])
    assert load("月份,范围,全厂处理矿量\n2022-09,一系列,490000\n").issues == ()
    assert load(f"一系列月报\n{HALF.format('二系列')}").issues == ()
