"""Years, months, units and words of a plant's everyday files: read as they are meant, or refused with the true reason.

The figures are worked out by hand: 1,020 万吨 are 10,200,000 t, 310 万kW·h are 3,100,000 kWh, 86.2 万吨 are 862,000 t.
"""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi import catalog, intake
from kpi.intake.checks import zeros
from kpi.intake.grid import dates
from kpi.intake.headings import pairs, products, remarks, yearly
from kpi.reading import Reading

CATALOG = catalog.load()
ORE, NI = "ore_milled_dry", "rec_ni_actual"
ROW = "⏎处理矿量,万吨,"
MONTHS = "月份,处理矿量(万吨)⏎2022年7月,85⏎2022年8月,86⏎2022年9月,87⏎"
SPLIT = [("2022-09", "plan", 850_000.0), ("2022-09", "actual", 860_000.0)]
SEVEN = [("2022-07", "actual", 850_000.0), ("2022-08", "actual", 860_000.0), ("2022-09", "actual", 870_000.0)]
YEAR = [("2022", "plan", 10_200_000.0)]
JAN_FEB = [("2022-01", "plan", 800_000.0), ("2022-02", "plan", 810_000.0)]
TITLE, KIND, YEARLY = "month_from_title", "kind_from_title", "year_plan_from_title"
Told = list[tuple[str, str, float]]


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def told(found: Reading) -> Told:
    return [(row.period, row.kind, row.value or 0.0) for row in found.rows]


def asked(found: Reading) -> str:
    return " ".join(sorted(("!" if issue.severity == "error" else "") + issue.code for issue in found.issues))


def workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.split("⏎"):
        book.active.append([float(c) if c.replace(".", "").isdigit() else c for c in line.split(",")])
    book.save(held := io.BytesIO())
    return held.getvalue()


PLANS: list[tuple[str, str, str, Told]] = [
    # a table without months is the plan of the year that stands around it
    ("2022年年度计划⏎指标,单位,年度计划⏎处理矿量,万吨,1020⏎镍回收率,%,83.32", "x.csv", YEARLY,
     [*YEAR, ("2022", "plan", 83.32)]),
    (f"2022年度计划指标⏎指标,单位,计划{ROW}1020", "x.csv", YEARLY, YEAR),
    (f"2022年全年生产计划⏎项目,单位,数值{ROW}1020", "x.csv", f"{KIND} {YEARLY}", YEAR),
    (f"2022年生产计划⏎指标,单位,全年{ROW}1020", "x.csv", f"{KIND} {YEARLY}", YEAR),
    (f"指标,单位,本年计划{ROW}1020", "2022年计划.csv", "year_plan_from_name", YEAR),
    (f"2022年度计划⏎指标,单位,计划{ROW}1020", "2022年9月.csv", YEARLY, YEAR),
    (f"2022年生产计划⏎指标,单位,计划{ROW}85", "2022年9月.csv", "month_from_name", [("2022-09", "plan", 850_000.0)]),
    (f"2022年年度计划⏎指标,单位,全年,上半年,下半年{ROW}1020,500,520", "x.csv",
     f"{KIND} span_left {YEARLY}", YEAR),
    (f"2022年年度计划⏎指标,单位,2021年实际,2022年计划{ROW}1000,1020", "x.csv", "year_left", YEAR),
    (f"2022年年度计划⏎指标,单位,上年实际,本年计划{ROW}1000,1020", "x.csv", YEARLY, YEAR),
    ("2022年年度计划⏎项目,单位,年度计划⏎一、产量指标,,⏎处理矿量,万吨,1020⏎二、质量指标,,⏎镍回收率,%,83", "x.csv",
     YEARLY, [*YEAR, ("2022", "plan", 83.0)]),
    (f"2022年生产计划⏎指标,单位,全年计划,2021年完成{ROW}1020,1000", "x.csv", "year_left", YEAR),
    ("2022年年度计划⏎产品,单位,年度计划⏎镍精矿,吨,100000⏎铜精矿,吨,1000", "x.csv", "!no_month_heading", []),
    (f"2022年度计划⏎指标,单位,计划,一季度,二季度{ROW}1020,250,250", "x.csv", f"span_left {YEARLY}", YEAR),
    (f"2022年度计划⏎指标,单位,计划,1月,2月{ROW}1020,80,81", "x.csv", f"{KIND} year_from_title", [*YEAR, *JAN_FEB]),
    (f"2022年年度计划⏎（2021年12月20日）⏎指标,单位,年度计划{ROW}1020", "x.csv", YEARLY, YEAR),
    (f"2022年度计划执行情况⏎指标,单位,计划{ROW}85", "2022年9月.csv", "month_from_name",
     [("2022-09", "plan", 850_000.0)]),
    # never what is shorter than a year, done, foretold for several years or of the month beside it
    *((f"{title}⏎指标,单位,计划{ROW}255", "x.csv", f"!{code}", []) for title, code in (
        ("2022年三季度计划", "title_span"), ("2022年上半年计划", "title_span"), ("2022年1-9月计划", "title_span"),
        ("2022年前三季度计划", "title_span"), ("2022年月度计划", "no_month_heading"),
        ("2021-2022年度计划", "no_month_heading"), ("2022年计划完成情况", "no_month_heading"),
        ("2022年指标", "no_month_heading"))),
    (f"2022年完成情况⏎指标,单位,实际{ROW}1020", "x.csv", "!no_month_heading", []),
    (f"2022年生产计划⏎指标,单位,计划,实际{ROW}1020,85", "x.csv", "!no_month_heading", []),
    (f"指标,单位,三季度计划{ROW}255", "x.csv", "!period_quarter", []),
    ("月份,处理矿量(万吨)⏎2022年三季度计划,255", "x.csv", "!period_quarter", []),
    # 全年 among the months of a plan is the year's plan, among those of a report a sum
    (f"2022年生产计划⏎指标,单位,1月,2月,全年合计{ROW}80,81,1020", "x.csv", f"{KIND} year_from_title",
     [*JAN_FEB, *YEAR]),
    ("2022年生产计划⏎月份,处理矿量(万吨)⏎1月,80⏎2月,81⏎全年,1020", "x.csv", f"{KIND} year_from_title",
     [*JAN_FEB, *YEAR]),
    (f"2022年生产完成⏎指标,单位,7月,8月,9月,全年{ROW}85,86,87,1020", "x.csv",
     "span_left year_from_title", SEVEN),
    # what was done the year before is no plan, be the title one of plans
    (f"2022年计划⏎指标,单位,2021年,2022年{ROW}1000,1020", "x.csv", f"{KIND} year_before", YEAR),
    (f"2022年计划⏎指标,单位,2021年计划,2022年计划{ROW}1000,1020", "x.csv", "", [("2021", "plan", 10_000_000.0), *YEAR]),
]  # fmt: skip
AMONG: list[tuple[str, str, Told]] = [
    *(
        (f"{MONTHS}{said},770", "span_left", SEVEN)
        for said in ("1-9月", "2022年1-9月", "2022年1月至9月", "1—9月份", "前三季度", "截至9月", "前9个月")
    ),
    (f"{MONTHS}1-9月累计,770", "", SEVEN),
    (f"{MONTHS}1-10月,860", "!period_span", SEVEN),  # October is nowhere else
    (f"{MONTHS}三季度,300", "total_differs", SEVEN),  # 258 by hand
    (f"{MONTHS}2021年,1000", "year_left", SEVEN),
    (f"{MONTHS}2023年,1000", "!year_of_actual", SEVEN),
    *((f"{MONTHS}{said},1020", "row_years_plan", SEVEN) for said in ("年计划", "全年计划", "年度目标", "2022年计划")),
    *((f"{MONTHS}{said},75", "", SEVEN) for said in ("完成年计划", "完成年计划%", "占全年计划比例")),
    (f"{MONTHS}月计划,85", "!period_unknown", SEVEN),
    *(
        (f"2022年⏎指标,单位,{said},7月,8月,9月{ROW}1000,85,86,87", "year_from_title year_left", SEVEN)
        for said in ("2021年", "2021年实际")
    ),
    (f"2022年⏎指标,单位,7月,8月,9月,1-9月{ROW}85,86,87,770", "year_from_title", SEVEN),
]
HEADINGS: list[tuple[str, str, str, Told]] = [
    *((heads, "85,86", TITLE, SPLIT) for heads in (
        "计划指标,完成指标", "指标值,完成值", "指标值,实际值", "计划完成,实际完成", "考核指标,完成情况",
        "计划,完成情况", "目标值,实际完成情况", "预算,实际", "下达计划,实际完成", "考核目标,实际指标")),
    ("设计指标,计划指标,实际指标", "90,85,86", f"{TITLE} unknown_column", SPLIT),
    ("本年计划,本月计划,本月完成", "1020,85,86", TITLE, [*YEAR, *SPLIT]),
    ("计划指标,实际指标,差异,完成%,得分", "85,86,1,101.2,9.5", TITLE, SPLIT),
    ("计划,完成情况", "85,超额完成", f"{TITLE} unknown_column", SPLIT[:1]),
    ("计划,完成情况", "85,101%", f"{TITLE} unknown_column", SPLIT[:1]),
    ("计划,实际,完成情况", "85,86,101.2", f"{TITLE} unknown_column", SPLIT),
    ("本月计划,本月实际,2021年实际", "85,86,1000", f"{TITLE} year_left", SPLIT),
    ("2022年计划,本月计划,本月实际", "1020,85,86", TITLE, [*YEAR, *SPLIT]),
    ("2021年计划,本月计划,本月实际", "1000,85,86", f"{TITLE} unknown_column", SPLIT),
    ("本月,截至9月末", "86,770", TITLE, SPLIT[1:]),
    ("指标值", "86", TITLE, SPLIT[1:]),
    ("完成情况", "86", TITLE, SPLIT[1:]),
    ("计划完成", "101", "!heading_unclear", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "codes", "rows"), PLANS)
def test_a_plan_of_a_year_is_known_by_the_year_around_it(text: str, name: str, codes: str, rows: Told) -> None:
    found = read(text, name)
    assert (asked(found), told(found)) == (codes, rows)


@pytest.mark.parametrize(("text", "codes", "rows"), AMONG)
def test_what_is_no_month_among_months_is_left_out_and_asked(text: str, codes: str, rows: Told) -> None:
    found = read(text)
    assert (asked(found), told(found)) == (codes, rows)


@pytest.mark.parametrize(("heads", "figures", "codes", "rows"), HEADINGS)
def test_plan_and_actual_are_told_by_their_headings_together(heads: str, figures: str, codes: str, rows: Told) -> None:
    found = read(f"2022年9月生产指标⏎指标,单位,{heads}{ROW}{figures}")
    assert (asked(found), told(found)) == (codes, rows)


@pytest.mark.parametrize("text", [PLANS[0][0], AMONG[1][0], f"2022年9月⏎项目,单位,指标值,完成值{ROW}85,86"])
def test_a_workbook_says_the_same_as_a_text_file(text: str) -> None:
    found, same = intake.read(workbook(text), "x.xlsx", CATALOG), read(text)
    assert told(found) == told(same) != []


@pytest.mark.parametrize(
    ("said", "codes", "rows"),
    [
        ("9月完成,10月计划", "year_from_title", [("2022-09", "actual", 860_000.0), ("2022-10", "plan", 850_000.0)]),
        ("完成,计划", "!title_months", []),
        ("本月完成,10月计划", "!heading_no_month year_from_title", [("2022-10", "plan", 850_000.0)]),
        ("9月,10月", "!kind_mixed", []),
    ],
)
def test_a_report_with_the_next_months_plan_is_never_swapped(said: str, codes: str, rows: Told) -> None:
    found = read(f"2022年9月完成情况及10月计划⏎指标,单位,{said}{ROW}86,85")
    assert (asked(found), told(found)) == (codes, rows)


def test_a_plan_beside_next_month_in_the_title_is_not_this_months(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "2022年9月完成及下月计划⏎指标,单位,"
    assert asked(read(f"{title}完成,计划{ROW}86,85")) == "!title_months"
    own = read(f"{title}本月计划,本月完成,下月计划{ROW}85,86,84")
    assert (asked(own), told(own)) == (f"{TITLE} unknown_column", SPLIT)
    plan = read(f"2022年10月生产计划⏎指标,单位,9月,10月{ROW}86,85")
    assert (asked(plan), told(plan)) == (f"{KIND} year_before year_from_title", [("2022-10", "plan", 850_000.0)])
    monkeypatch.setattr(yearly, "_is_nexts", lambda *_: False)  # the control: October's plan was September's
    assert ("2022-09", "plan", 850_000.0) in told(read(f"{title}完成,计划{ROW}86,85"))


def test_a_january_behind_a_december_is_not_of_its_year(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"2022年12月完成情况及1月计划⏎指标,单位,12月完成,1月计划{ROW}86,85"
    assert (asked(read(text)), told(read(text))) == ("!period_year_unclear !period_year_unclear", [])
    monkeypatch.setattr(dates, "turns", lambda _: False)  # the control: the plan was stored eleven months too early
    assert ("2022-01", "plan", 850_000.0) in told(read(text))


@pytest.mark.parametrize("unit", ["万kW·h", "万kW.h", "万kWh", "万kw•h"])
def test_kilowatt_hours_are_known_with_and_without_their_dot(unit: str) -> None:
    found = read(f"月份,用电量({unit}),吨矿电耗({unit.replace('万', '')}/t)⏎2022-09,310,30.1")
    assert [row.value for row in found.rows] == [3_100_000.0, 30.1]
    assert asked(read(f"月份,用电量({unit}·a)⏎2022-09,310")) == "!unit_unknown"


@pytest.mark.parametrize("cell", ["80余万", "80多万", "约80万", "80万余"])
def test_ten_thousands_in_a_column_of_yuan_are_a_wrong_cell_that_is_quoted(cell: str) -> None:
    found = read(f"月份,金点子核实效益(元)⏎2022-09,{cell}")
    assert [(issue.code, issue.found, issue.cell) for issue in found.errors] == [("unit_conflict", cell, "B2")]
    assert [row.value for row in read(f"月份,金点子核实效益(万元)⏎2022-09,{cell}").rows] == [80.0]


BALANCE = "⏎原矿,862000,100,0.68⏎镍精矿,109000,12.6,6.2⏎尾矿,751800,87.3,0.13"


@pytest.mark.parametrize("title", ["2022年9月金属平衡表⏎", ""])
@pytest.mark.parametrize(
    ("heads", "code"),
    [
        ("产品,产量(吨),产率(%),镍品位(%)", "product_unlike"),
        ("产品名称,产量,产率,品位", "crossed_unknown"),
        ("项目,产量,品位,回收率", "crossed_unknown"),
    ],
)
def test_a_metal_balance_that_is_not_understood_names_the_row_or_the_column(title: str, heads: str, code: str) -> None:
    found = read(f"{title}{heads}{BALANCE}")
    assert ({issue.code for issue in found.errors}, found.rows) == ({code if title else "no_month_heading"}, ())


def test_without_the_rule_a_concentrates_grade_is_the_ores(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年9月金属平衡表⏎产品,镍品位(%)⏎镍精矿,6.2"
    assert asked(read(text)).startswith("!balance_rows")
    assert told(read("2022年9月⏎产品,镍品位(%)⏎原矿,0.68")) == [("2022-09", "actual", 0.68)]  # the ore's own is right
    monkeypatch.setattr(products, "are", lambda _: False)
    assert [(row.indicator, row.value) for row in read(text).rows] == [("head_grade_ni", 6.2)]


@pytest.mark.parametrize(
    ("name", "title", "code"),
    [
        ("2022年8月月报.csv", "2022年9月", "name_month_differs"),
        ("8月月报.csv", "2022年9月", "name_month_differs"),
        ("2021年9月.csv", "2022年9月", "name_month_differs"),
        ("2月.csv", "2022年12月", "name_month_differs"),
        ("2022年9月.csv", "2022年9月", ""),
        ("月报2022-10-08.csv", "2022年9月", ""),
        ("月报20221008.csv", "2022年9月", ""),
    ],
)
def test_a_files_name_that_contradicts_its_title_is_named(name: str, title: str, code: str) -> None:
    found = read(f"{title}⏎指标,单位,实际{ROW}86", name)
    assert [issue.code for issue in found.issues if issue.code != TITLE] == ([code] if code else [])
    assert "name_year_differs" in asked(read("2022年生产⏎月份,处理矿量(万吨)⏎9月,86", "2021年.csv"))


@pytest.mark.parametrize(
    ("head", "cell", "code"),
    [
        *((head, cell, "") for head, cell in (
            ("序号", "1"), ("情况说明", "设备检修"), ("填报人", "张三"), ("责任部门", "生产部"), ("得分", "9.5"),
            ("差异", "1.2"), ("完成%", "101.2"), ("偏差率(%)", "1.4"), ("未完成原因", "停电"), ("审核人", "李四"))),
        ("序号", "862000", "unknown_column"),
        ("情况说明", "预计数", "unknown_column"),
        ("情况说明", "不含二系列", "unknown_column"),
        ("情况说明", "862000", "unknown_column"),
        ("责任部门", "3", "unknown_column"),
    ],
)  # fmt: skip
def test_plain_columns_are_left_out_without_a_question(head: str, cell: str, code: str) -> None:
    found = read(f"月份,处理矿量(万吨),{head}⏎2022-09,86,{cell}")
    assert (asked(found), told(found)) == (code, SPLIT[1:])
    assert [left.text for left in found.left_out if left.kind == "column"] == [head]


@pytest.mark.parametrize("cells", ["", "-", "/", "暂无"])
def test_a_row_of_something_unknown_without_a_figure_is_left_out(cells: str) -> None:
    found = read(f"指标,单位,2022年9月{ROW}86⏎职工人数,人,{cells}")
    assert (asked(found), told(found)) == ("", SPLIT[1:])
    assert [(left.line, left.text.split()[0]) for left in found.left_out] == [(3, "职工人数")]
    assert asked(read(f"指标,单位,2022年9月{ROW}86⏎职工人数,人,0")) == "rows_unknown"


def test_zeros_of_several_months_are_asked_once() -> None:
    found = read("月份,处理矿量(万吨),精矿产量(吨),金点子⏎2022-07,0,0,0⏎2022-08,0,0,0⏎2022-09,85,9000,0")
    assert [(issue.code, issue.args["months"]) for issue in found.warnings if issue.code == "zero_months"] == [
        ("zero_months", "2022-07、2022-08")]  # fmt: skip
    for once in ("月份,处理矿量(万吨)⏎2022-07,0⏎2022-08,85", "月份,提出金点子(项)⏎2022-07,0⏎2022-08,0"):
        assert "zero_months" not in asked(read(once))


@pytest.mark.parametrize(
    ("text", "periods", "code"),
    [
        (f"2022-09-30,单位,计划,实际{ROW}85,86", ("2022-09-30",), "corner_day"),
        (f"2022年9月15日,单位,计划,实际{ROW}85,86", ("2022-09-15",), "corner_day"),
        (f"1月至2022年9月⏎指标,单位,计划,实际{ROW}770,780", (), "not_month_title"),
        (f"2022年9月累计⏎指标,单位,计划,实际{ROW}770,780", (), "not_month_title"),
        (f"2022年9月⏎指标,单位,计划,实际{ROW}85,86", ("2022-09",), ""),
        (f"指标,单位,2022-09-30{ROW}86", ("2022-09",), ""),
    ],
)
def test_inspect_takes_for_a_month_what_the_upload_does(text: str, periods: tuple[str, ...], code: str) -> None:
    seen = intake.inspect(text.replace("⏎", "\n").encode(), "x.csv")
    assert (seen.periods, {issue.code for issue in read(text).errors}) == (periods, {code} - {""})


def test_without_the_rules_the_figures_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: last year's tonnage were a plan, 指标值 an actual, and a guess stood unasked."""
    monkeypatch.setattr(yearly, "earlier", lambda *_: [])
    assert ("2021", "plan", 10_000_000.0) in told(read(PLANS[-2][0]))
    monkeypatch.setattr(pairs, "heard", lambda _, names, file: names)
    assert ("2022-09", "plan", 850_000.0) not in told(
        read(f"月份,指标,单位,指标值,完成值⏎2022-09{ROW[1:].replace('处', ',处')}85,86")
    )
    monkeypatch.setattr(remarks, "speaks", lambda _: False)
    assert asked(read("月份,处理矿量(万吨),情况说明⏎2022-09,86,预计数")) == ""
    monkeypatch.setattr(zeros, "QUANTITIES", frozenset())
    assert asked(read("月份,处理矿量(万吨)⏎2022-07,0⏎2022-08,0")) == ""
