"""Reports whose indicators are said by a product, a quantity and a metal together, and what stands above a table."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake.grid import metals
from kpi.intake.headings import crosstable, preface, wet
from kpi.reading import Reading
from tests.kpi.intake.workbooks import add, book, saved

CATALOG = catalog.load()
NI = {"head_grade_ni": 1.22, "conc_grade_ni": 9.0, "rec_ni_actual": 83.5}
CU = {"head_grade_cu": 0.66, "conc_grade_cu": 4.49, "rec_cu_actual": 77.0}
MASSES = {"ore_milled_dry": 862000.0, "conc_mass": 97567.0}
TOP, UNDER = "原矿,,,精矿,,,回收率(%),", "处理量(t),镍品位(%),铜品位(%),产量(t),镍品位(%),铜品位(%),镍,铜"
HEADS = f"{TOP}⏎{{}},{UNDER}"
FIGURES = "862000,1.22,0.66,97567,9.00,4.49,83.5,77.0"
PAIR = "指标,单位,计划,实际⏎处理矿量,万吨,85,86.2⏎镍回收率,%,83.32,83.5"


def read(said: str, name: str = "x.csv") -> Reading:
    return intake.read(said.replace("⏎", "\n").encode(), name, CATALOG)


def sheet(said: str, merged: list[str]) -> Reading:
    rows = [[_typed(cell) for cell in line.split(",")] for line in said.split("⏎")]
    return intake.read(saved(book(rows, merged)), "x.xlsx", CATALOG)


def _rows(row: str) -> list[list[str | float | None]]:
    return [[_typed(cell) for cell in line.split(",")] for line in ("2022年9月", "指标,单位,实际", row)]


def _typed(cell: str) -> str | float | None:
    return float(cell) if cell.replace(".", "").isdigit() else cell or None


def figures(found: Reading) -> dict[str, float | None]:
    return {row.indicator: row.value for row in found.rows if row.kind == "actual"}


def codes(found: Reading) -> set[str]:
    return {f"!{issue.code}" if issue.severity == "error" else issue.code for issue in found.issues}


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        (f"月份,{HEADS.format('')}⏎2022-09,{FIGURES}", ["A1:A2", "B1:D1", "E1:G1", "H1:I1"]),
        (f"2022年9月⏎范围,{HEADS.format('')}⏎全厂,{FIGURES}", ["A2:A3", "B2:D2", "E2:G2", "H2:I2"]),
        (f"2022年9月,{HEADS.format('范围')}⏎全厂,{FIGURES}", ["B1:D1", "E1:G1", "H1:I1"]),
        (f"2022年9月,{HEADS.format('')}⏎全厂,{FIGURES}", ["A1:A2", "B1:D1", "E1:G1", "H1:I1"]),
        (f"2022年9月⏎{TOP}⏎{UNDER}⏎{FIGURES}", ["A2:C2", "D2:F2", "G2:H2"]),
    ],
    ids=["months down", "month above", "month in the corner", "corner over both rows", "no first column"],
)
def test_products_over_their_quantities_are_read_with_and_without_merged_cells(said: str, merged: list[str]) -> None:
    for found in (read(said), sheet(said, merged)):
        assert (figures(found), found.errors) == ({**MASSES, **NI, **CU}, ())
        assert "metal_headings" in codes(found)


def test_the_month_in_the_corner_of_metals_over_their_grades() -> None:
    said = "2022年9月,,镍,,铜,⏎范围,处理量(t),原矿品位(%),回收率(%),原矿品位(%),回收率(%)⏎全厂,862000,1.22,83.5,0.66,77"
    wanted = {"ore_milled_dry": 862000, "head_grade_ni": 1.22, "rec_ni_actual": 83.5, "head_grade_cu": 0.66}
    for found in (read(said), sheet(said, ["C1:D1", "E1:F1"])):
        assert figures(found) == wanted | {"rec_cu_actual": 77}
    aside = read(said.replace("2022年9月,,镍,,铜,", "2022年9月,,累计,,,"))
    assert aside.errors and not aside.rows


@pytest.mark.parametrize(
    "said",
    [
        "2022年9月⏎项目,镍,铜⏎原矿品位(%),1.22,0.66⏎精矿品位(%),9,4.49⏎回收率(%),83.5,77",
        "2022年9月⏎指标,单位,镍,铜⏎原矿品位,%,1.22,0.66⏎精矿品位,%,9,4.49⏎回收率,%,83.5,77",
        "2022年9月,镍,铜⏎原矿品位(%),1.22,0.66⏎精矿品位(%),9,4.49⏎回收率(%),83.5,77",
        "2022年9月⏎金属,原矿品位(%),精矿品位(%),实际回收率(%)⏎镍,1.22,9,83.5⏎铜,0.66,4.49,77",
        "月份,金属,原矿品位(%),精矿品位(%),回收率(%)⏎2022-09,Ni,1.22,9,83.5⏎2022-09,Cu,0.66,4.49,77",
        "2022年9月,镍,,,铜,,⏎项目,原矿品位(%),精矿品位(%),回收率(%),原矿品位(%),精矿品位(%),回收率(%)⏎"
        "全厂,1.22,9,83.5,0.66,4.49,77",
        "2022年9月⏎指标,单位,实际⏎镍,,⏎原矿品位,%,1.22⏎精矿品位,%,9⏎回收率,%,83.5⏎铜,,⏎原矿品位,%,0.66⏎精矿品位,%,4.49⏎"
        "回收率,%,77",
    ],
)
def test_metals_across_or_down_make_the_indicators_with_the_other_side(said: str) -> None:
    found = read(said)
    assert (figures(found), found.errors) == ({**NI, **CU}, ())
    assert codes(found) & {"crossed_read", "metal_headings", "metal_rows"}


def test_what_the_title_measures_of_the_metals_below_it() -> None:
    found = read("2022年回收率(%)⏎月份,镍,铜⏎9月,83.5,77")
    assert figures(found) == {"rec_ni_actual": 83.5, "rec_cu_actual": 77.0}
    assert codes(found) == {"year_from_title", "metal_headings"}


def test_the_product_of_the_title_is_that_of_the_metals_below() -> None:
    found = read("2022年9月精矿化验⏎金属,品位(%)⏎镍,9⏎铜,4.49")
    assert figures(found) == {"conc_grade_ni": 9.0, "conc_grade_cu": 4.49}


BALANCE = (
    "产品名称,产量(t),产率(%),镍品位(%),镍金属量(t),理论回收率(%),实际回收率(%)⏎"
    "原矿,1000,100,1.0,10,100,100⏎精矿,81.6327,8.16327,10.0,8.16327,81.63265,80⏎尾矿,918.3673,91.83673,0.2,1.83673,,"
)


def test_a_metal_balance_is_read_and_what_has_no_indicator_is_named() -> None:
    """MET-01 of 1,000 t: feed 1 %, concentrate 10 %, tailings 0.2 % give a yield of 8.16327 and 81.63265 %."""
    found = read(f"2022年9月镍金属平衡表⏎{BALANCE}⏎合计,1000,100,1.0,10,,")
    assert (found.errors, {row.period for row in found.rows}) == ((), {"2022-09"})
    assert figures(found) == pytest.approx({
        "ore_milled_dry": 1000, "conc_mass": 81.6327, "tail_mass": 918.3673, "conc_yield": 8.16327,
        "head_grade_ni": 1.0, "conc_grade_ni": 10.0, "tail_grade_ni": 0.2,
        "ni_feed": 10, "ni_metal": 8.16327, "ni_tail": 1.83673, "rec_ni_theory": 81.63265, "rec_ni_actual": 80,
    })  # fmt: skip
    left = next(issue for issue in found.issues if issue.code == "crossed_left")
    assert str(left.args["rows"]).split("、") == [
        "原矿/产率(%)", "原矿/理论回收率(%)", "原矿/实际回收率(%)", "尾矿/产率(%)",
    ]  # fmt: skip
    assert [(out.line, out.kind) for out in found.left_out if out.kind == "total"] == [(6, "total")]
    assert [(row.line, row.column) for row in found.rows if row.indicator == "conc_grade_ni"] == [(4, 4)]


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ("2022年9月⏎产品,产量(t),品位(%)⏎原矿,862000,1.2⏎精矿,97567,9", "crossed_unknown", "原矿/品位(%)"),
        ("2022年9月⏎产品,产量(t),镍品位(%)⏎原矿,862000,1.2⏎镍精矿,9000,9⏎铜精矿,900,1", "balance_rows", ""),
        ("2022年9月⏎产品,数量(t),镍品位(%)⏎镍精矿,9000,9⏎铜精矿,900,1", "balance_rows", ""),
        ("2022年9月⏎产品,产量(t),镍品位(%)⏎原矿,862000,1.2⏎中矿,9000,3⏎精矿,97567,9", "balance_rows", ""),
        ("2022年9月⏎项目,镍,铜⏎原矿品位(%),1.2,0.6⏎处理矿量(t),862000,", "crossed_unknown", "处理矿量(t)/镍"),
        (f"2022年9月工艺金属平衡表⏎{BALANCE}", "balance_calculated", "工艺金属平衡"),
        (f"金属平衡表⏎{BALANCE}", "no_month_heading", ""),
        (
            "2022年9月⏎产品,数量(t),水分(%),镍品位(%)⏎原矿,898000,4,1.2⏎精矿,108000,10,9",
            "crossed_unknown",
            "原矿/数量(t)",
        ),
        ("2022年9月⏎项目,原矿,精矿⏎数量(t),898000,108000⏎水分(%),4,10", "crossed_unknown", "数量(t)/原矿"),
        ("2022年回收率同比(%)⏎月份,镍,铜⏎9月,0.5,0.7", "no_known_heading", ""),
    ],
)
def test_a_table_of_products_that_nobody_can_tell_is_refused_and_says_why(said: str, code: str, told: str) -> None:
    found = read(said)
    assert found.rows == ()
    assert [issue.code for issue in found.errors] == [code]
    assert found.errors[0].found == told or not told


def test_without_the_refusal_a_calculated_balance_would_be_stored_as_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosstable, "_measured", lambda cross, heading, titles: cross)
    assert read(f"2022年9月工艺金属平衡表⏎{BALANCE}").rows


PRODUCTS = "⏎产品,镍{0},铜{0}⏎原矿,1.22,0.66⏎精矿,9,4.49"
GRADES = {"head_grade_ni": 1.22, "head_grade_cu": 0.66, "conc_grade_ni": 9.0, "conc_grade_cu": 4.49}
OTHERS = ["金属量（千吨）", "回收率(%)", "损失率", "品位升降(%)", "品位偏差", "金属分布率(%)", "产率", "生产月报"]


@pytest.mark.parametrize("title", OTHERS)
def test_metals_by_products_are_no_grades_where_the_title_says_another_quantity_or_none(title: str) -> None:
    found = read(f"2022年9月{title}{PRODUCTS.format('')}")
    assert (found.rows, codes(found)) == ((), {"!crossed_unknown"})
    across = read(f"2022年{title}⏎月份,原矿,,精矿,⏎,镍,铜,镍,铜⏎9月,1.22,0.66,9,4.49")
    assert across.errors and not across.rows


def test_metals_by_products_are_grades_where_品位_or_percent_is_said() -> None:
    for said in (f"2022年9月品位{PRODUCTS.format('')}", f"2022年9月生产月报{PRODUCTS.format('(%)')}"):
        assert figures(read(said)) == GRADES


def test_without_the_rule_a_title_of_recoveries_would_be_stored_as_grades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metals, "is_grade", lambda around, headings, *, percent: True)
    assert figures(read(f"2022年9月回收率(%){PRODUCTS.format('')}")) == GRADES


BARE = "2022年9月,镍,,铜,⏎产品,回收率%,品位%,{},品位%⏎精矿,83.5,9,4380.8,4.49⏎尾矿,,0.227,1308.4,0.171"


def test_units_without_brackets_in_a_second_heading_row_are_read_with_their_quantities() -> None:
    found = read(BARE.format("金属量t"))
    assert figures(found) == {
        "rec_ni_actual": 83.5, "conc_grade_ni": 9.0, "tail_grade_ni": 0.227, "cu_metal": 4380.8, "cu_tail": 1308.4,
        "conc_grade_cu": 4.49, "tail_grade_cu": 0.171,
    }  # fmt: skip
    assert "unnamed_columns" not in codes(found)


LOST = "2022年9月品位⏎产品,镍,,铜,⏎,甲x,乙x,丙x,丁x⏎精矿,83.5,9,77,4.49⏎尾矿,16.5,0.227,23,0.171"


def test_a_second_heading_row_that_is_not_understood_lets_no_figure_through(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(LOST).errors and not read(LOST).rows
    bare = "2022年9月品位⏎产品,镍,,铜⏎原矿,1.22,5,0.66⏎精矿,9,6,4.49"
    assert codes(read(bare)) == {"!crossed_unknown"} and not read(bare).rows
    monkeypatch.setattr(crosstable, "_whole", lambda cross, parts, below: cross)
    assert figures(read(bare)) == GRADES


@pytest.mark.parametrize(
    "said",
    [
        f"2022年9月金属平衡表（湿基）⏎{BALANCE}",
        f"2022年9月金属平衡表（含水）⏎{BALANCE}",
        f"2022年9月金属平衡表⏎单位：湿吨⏎{BALANCE}",
        "2022年9月⏎单位：湿吨⏎指标,实际⏎处理矿量,890000",
        "单位：吨（湿）⏎月份,处理矿量⏎2022-09,890000",
    ],
)
def test_tonnes_that_are_called_wet_are_not_stored_as_dry(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (read(said).rows, [issue.code for issue in read(said).errors]) == ((), ["wet_said"])
    monkeypatch.setattr(wet, "refused", lambda of, good, names: None)
    assert "ore_milled_dry" in figures(read(said))


@pytest.mark.parametrize(
    "said",
    [
        "2022年9月（不含水）⏎指标,实际⏎处理矿量,862000",
        "2022年9月⏎单位：湿吨⏎指标,实际⏎处理矿量（干）,862000",
        "2022年9月湿量与干量⏎指标,实际⏎湿矿量,890000⏎处理矿量,862000",
        "2022年9月（水分按湿基计）⏎指标,实际⏎处理矿量,862000",
    ],
)
def test_dry_tonnes_are_read_where_wet_is_denied_or_said_of_another_figure(said: str) -> None:
    assert figures(read(said))["ore_milled_dry"] == 862_000


@pytest.mark.parametrize(
    "above",
    [
        "统计期,2022年9月,,单位：万吨", "报表月份,2022年9月", "月份,2022年9月⏎单位,选矿厂", "年份,2022,月份,9",
        "年度,2022⏎月份,9", "年月,2022-09,,⏎单位,选矿厂,,⏎,,,", "统计月份：,2022年9月,填报单位：,选矿厂",
        "单位：选矿厂,,,2022年9月", "单位,选矿厂,,2022年9月,填报日期,2022-10-08",
    ],
)  # fmt: skip
def test_labels_and_what_they_label_above_a_table_are_its_titles(above: str) -> None:
    found = read(f"{above}⏎{PAIR}")
    assert (found.errors, {row.period for row in found.rows}) == ((), {"2022-09"})
    assert figures(found) == {"ore_milled_dry": 862000.0, "rec_ni_actual": 83.5}


@pytest.mark.parametrize("above", ["填报单位,选矿厂,填报月份,2022年9月", "报表日期,2022年9月30日"])
def test_the_day_or_month_of_writing_above_a_table_is_no_month_of_figures(above: str) -> None:
    assert codes(read(f"{above}⏎{PAIR}")) == {"!no_month_heading"}


def test_without_the_rule_labels_above_a_table_refuse_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preface, "_title", lambda line, names: None)
    assert read(f"年份,2022,月份,9⏎{PAIR}").errors


@pytest.mark.parametrize(
    ("said", "name", "asked"),
    [
        ("年份,1月,2月⏎2021年,84,85⏎2022年,86,87", "处理矿量(万吨).csv", {"indicator_from_name"}),
        ("选矿厂处理矿量(万吨)⏎月份,1,2⏎2021年,84,85⏎2022年,86,87", "x.csv", set()),
        ("处理矿量(万吨),1月,2月⏎2021年,84,85⏎2022年,86,87", "x.csv", set()),
        ("处理矿量(万吨),2021年,2022年⏎1月,84,86⏎2月,85,87", "x.csv", set()),
    ],
)
def test_years_across_months_of_one_indicator(said: str, name: str, asked: set[str]) -> None:
    found = read(said, name)
    assert codes(found) == asked
    assert {row.period: row.value for row in found.rows} == {
        "2021-01": 840_000, "2021-02": 850_000, "2022-01": 860_000, "2022-02": 870_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        (
            {"生产": "处理矿量,万吨,86.2", "设备": "故障停机时间,h,95"},
            {("ore_milled_dry", "plant", 862000.0), ("fault_hours", "plant", 95.0)},
        ),
        (
            {"一系列": "镍回收率,%,83.5", "二系列": "镍回收率,%,83.4"},
            {("rec_ni_actual", "line1", 83.5), ("rec_ni_actual", "line2", 83.4)},
        ),
    ],
)
def test_sheets_of_one_month_are_read_together_when_all_are_chosen(
    sheets: dict[str, str], wanted: set[tuple[str, str, float]]
) -> None:
    first, *rest = sheets.items()
    made = book(_rows(first[1]), name=first[0])
    for name, row in rest:
        add(made, name, _rows(row))
    data = saved(made)
    found = intake.read(data, "x.xlsx", CATALOG, sheet="*")
    assert ({(row.indicator, row.scope, row.value) for row in found.rows}, found.errors) == (wanted, ())
    assert codes(intake.read(data, "x.xlsx", CATALOG)) == {"!sheet_ambiguous"}
