"""Reports whose indicators are said by a product, a quantity and a metal together, and what stands above a table."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake.grid import metals
from kpi.intake.headings import crossing, crosstable, preface, wet
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
    spare = next(said for said in found.said if said.code == "issue.told_cells")
    assert str(spare.args["rows"]).split("、") == [
        "原矿/产率(%)", "原矿/理论回收率(%)", "原矿/实际回收率(%)", "尾矿/产率(%)",
    ]  # fmt: skip
    assert codes(found) == {"month_from_title", "crossed_read"}
    assert [(out.line, out.kind) for out in found.left_out if out.kind == "total"] == [(6, "total")]
    assert [(row.line, row.column) for row in found.rows if row.indicator == "conc_grade_ni"] == [(4, 4)]


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ("2022年9月⏎产品,产量(t),品位(%)⏎原矿,862000,1.2⏎精矿,97567,9", "crossed_unknown", "原矿/品位(%)"),
        ("2022年9月⏎产品,产量(t),镍品位(%)⏎原矿,862000,1.2⏎镍精矿,9000,9⏎铜精矿,900,1", "balance_rows", ""),
        ("2022年9月⏎产品,数量(t),镍品位(%)⏎镍精矿,9000,9⏎铜精矿,900,1", "balance_rows", ""),
        ("2022年9月⏎项目,镍,铜⏎原矿品位(%),1.2,0.6⏎处理矿量(t),862000,", "crossed_unknown", "处理矿量(t)/镍"),
        (f"2022年9月工艺金属平衡表⏎{BALANCE}", "balance_calculated", "工艺金属平衡"),
        (f"金属平衡表⏎{BALANCE}", "no_month_heading", ""),
        (
            "2022年9月⏎产品,数量(t),水分(%),镍品位(%)⏎原矿,898000,4,1.2⏎精矿,108000,10,9",
            "crossed_wet",
            "原矿/数量(t)",
        ),
        ("2022年9月⏎项目,原矿,精矿⏎数量(t),898000,108000⏎水分(%),4,10", "crossed_wet", "数量(t)/原矿"),
        (f"2022年9月⏎{BALANCE}⏎入选原矿,1000,100,1.0,10,100,100", "product_twice", "入选原矿"),
        (f"2022年9月⏎{BALANCE}⏎精矿（干）,81.6,,10,8.2,,", "product_twice", "精矿(干)"),
        ("2022年9月⏎产品,产量(t),镍品位(%)⏎原矿,862000,1.2⏎镍精矿,9000,9⏎尾矿,750000,.1", "product_unlike", "镍精矿"),
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
OTHERS = ["金属量", "回收率(%)", "损失率", "品位升降(%)", "品位偏差", "金属分布率(%)", "产率", "生产月报"]


@pytest.mark.parametrize("title", OTHERS)
def test_metals_by_products_are_no_grades_where_the_title_says_another_quantity_or_none(title: str) -> None:
    found = read(f"2022年9月{title}{PRODUCTS.format('')}")
    word = title.removesuffix("(%)")
    told = [("metals_bare", {}) if word == "生产月报" else ("metals_titled", {"word": word})]
    assert (found.rows, [(issue.code, issue.args) for issue in found.issues]) == ((), told)
    across = read(f"2022年{title}⏎月份,原矿,,精矿,⏎,镍,铜,镍,铜⏎9月,1.22,0.66,9,4.49")
    assert across.errors and not across.rows


def test_metals_by_products_are_grades_where_品位_or_percent_is_said() -> None:
    for said in (f"2022年9月品位{PRODUCTS.format('')}", f"2022年9月生产月报{PRODUCTS.format('(%)')}"):
        assert figures(read(said)) == GRADES


def test_without_the_rule_a_title_of_recoveries_would_be_stored_as_grades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metals, "is_grade", lambda around, headings, *, percent: True)
    assert figures(read(f"2022年9月回收率(%){PRODUCTS.format('')}")) == GRADES


ORE = {"ore_milled_dry": 890000.0, "conc_mass": 106000.0, "tail_mass": 784000.0}
NICKEL = {"head_grade_ni": 1.22, "conc_grade_ni": 9.0, "tail_grade_ni": 0.17}
ORE_2, NICKEL_2 = ({k: v for k, v in each.items() if "tail" not in k} for each in (ORE, NICKEL))
LAID_OUT: list[tuple[str, dict[str, float], str]] = [
    # what stands beside each product's own figures is said, not asked
    (
        "产品,本月产量(t),累计产量(t),完成率(%)⏎原矿,890000,7990000,104⏎精矿,106000,960000,106⏎尾矿,784000,7030000,99",
        ORE,
        "",
    ),
    ("产品,产量(t),累计(t),差额(t)⏎原矿,890000,7990000,1⏎精矿,106000,960000,2⏎尾矿,784000,7030000,3", ORE, ""),
    ("项目,原矿,精矿,尾矿⏎产量(t),890000,106000,784000⏎产率(%),100,12,88", ORE | {"conc_yield": 12.0}, ""),
    ("产品,时间,产量(t)⏎原矿,本月,890000⏎,累计,7990000⏎精矿,本月,106000⏎,累计,1⏎尾矿,本月,784000", ORE, ""),
    ("产品,产量(t)⏎原矿（本月）,890000⏎原矿（累计）,7990000⏎精矿（本月）,106000⏎尾矿（本月）,784000", ORE, ""),
    # and asked where it may be the only figure, or where it has no product of ours
    ("产品,本月产量(t),累计产量(t)⏎原矿,890000,7990000⏎精矿,106000,960000⏎尾矿,784000,⏎中矿,,1", ORE, "crossed_rows"),
    ("产品,产量(t),月累计产量(t)⏎原矿,890000,1⏎精矿,106000,2⏎尾矿,784000,3", ORE, "cumulative_month"),
    ("产品,本月产量(t),累计产量(t)⏎原矿,890000,1⏎精矿,106000,2⏎尾矿,,3", ORE_2, "cumulative_alone"),
    ("产品,产量(t)⏎原矿,890000⏎精矿,106000⏎其中：镍精矿,56000⏎期初库存,5⏎损失,7⏎尾矿,784000", ORE, "crossed_rows"),
    ("项目,原矿,精矿,损失,尾矿⏎产量(t),890000,106000,7,784000", ORE, "crossed_rows"),
    ("产品,产量(t)⏎原矿,890000⏎精矿,106000⏎尾矿,784000⏎金属平衡差,5", ORE, "crossed_rows"),
    # cells that were merged over plan and actual
    (
        "产品,类别,产量(t)⏎原矿,计划,880000⏎,实际,890000⏎精矿,计划,1⏎,实际,106000⏎损失,计划,2⏎,实际,3",
        ORE_2,
        "cells_unmerged crossed_rows",
    ),
    # units in rows of their own, and words about the quantity
    ("产品,产量,镍⏎单位,万吨,%⏎原矿,89,1.22⏎精矿,10.6,9⏎尾矿,78.4,.17", ORE | NICKEL, ""),
    ("产品,产量,镍⏎计量单位,(万吨),(%)⏎原矿,89,1.22⏎精矿,10.6,9⏎尾矿,78.4,.17", ORE | NICKEL, ""),
    ("产品,指标,单位,实际⏎原矿,数量,t,890000⏎精矿,数量,t,106000", ORE_2, "metal_rows"),
    ("产品,产量（干）(t),镍%⏎原矿,890000,1.22⏎精矿,106000,9⏎尾矿,784000,.17", ORE | NICKEL, ""),
    (
        "产品,指标,单位,实际⏎原矿,产量,万吨,89⏎,镍品位,%,1.22⏎精矿,产量,t,106000⏎,镍品位,%,9",
        ORE_2 | NICKEL_2,
        "metal_rows",
    ),
]


@pytest.mark.parametrize(("said", "wanted", "asked"), LAID_OUT)
def test_a_balance_with_more_beside_it_is_read_and_only_what_may_be_lost_is_asked(
    said: str, wanted: dict[str, float], asked: str
) -> None:
    found = read(f"2022年9月金属平衡表⏎{said}")
    assert (figures(found), found.errors) == (wanted, ())
    assert codes(found) - {"month_from_title", "crossed_read"} == set(asked.split())


UNTOLD = [
    ("产品,产量(t)⏎原矿,890000⏎,5000⏎精矿,106000", "crossed_unlabelled"),
    ("产品,类别,产量(t)⏎原矿,实际,890000⏎,实际,5000⏎精矿,实际,106000", "crossed_unlabelled"),
    ("产品,类别,产量(t)⏎,计划,880000⏎原矿,实际,890000⏎精矿,实际,106000", "crossed_unlabelled"),
    ("产品,指标,单位,实际⏎原矿,数量,t,890000⏎原矿,水分,%,3.2⏎精矿,数量,t,106000", "crossed_wet"),
    ("指标,单位,实际⏎原矿数量,t,890000⏎精矿数量,t,106000", "weights_mixed"),
    ("项目,镍,铜,水分(%)⏎精矿品位(%),9,4.49,8.1", "balance_rows"),
    ("系列,产品,产量(t)⏎一系列,原矿,390000⏎二系列,原矿,400000⏎,精矿,106000", "scope_blank_below"),
]


@pytest.mark.parametrize(("said", "code"), UNTOLD)
def test_rows_of_a_balance_that_do_not_say_whose_or_which_tonnes_they_hold_are_refused(said: str, code: str) -> None:
    assert [issue.code for issue in read(f"2022年9月⏎{said}").errors] == [code]


def test_without_the_refusal_a_row_without_its_product_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosstable, "_placed", lambda cross, parts, below, names: cross)
    assert figures(read(f"2022年9月⏎{UNTOLD[0][0]}")) == ORE_2


def test_lines_and_plans_of_a_balance_hold_for_the_blank_rows_below_and_the_quantity_at_their_left() -> None:
    said = "系列,产品,产量(t),计划⏎一系列,原矿,390000,380000⏎,精矿,49000,48000⏎二系列,原矿,3,4⏎,精矿,1,2"
    found = read(f"2022年9月⏎{said}")
    assert codes(found) >= {"cells_unmerged"} and not found.errors
    assert {(row.scope, row.indicator, row.kind, row.value) for row in found.rows} == {
        ("line1", "ore_milled_dry", "actual", 390000.0), ("line1", "ore_milled_dry", "plan", 380000.0),
        ("line1", "conc_mass", "actual", 49000.0), ("line1", "conc_mass", "plan", 48000.0),
        ("line2", "ore_milled_dry", "actual", 3.0), ("line2", "ore_milled_dry", "plan", 4.0),
        ("line2", "conc_mass", "actual", 1.0), ("line2", "conc_mass", "plan", 2.0),
    }  # fmt: skip


def test_what_a_balance_leaves_out_stands_among_what_was_left_out() -> None:
    found = read("2022年9月⏎产品,产量(t),累计产量(t)⏎原矿,890000,7990000⏎原矿（累计）,7,⏎精矿,106000,960000⏎损失,7,")
    left = [(each.line, each.kind, each.text) for each in found.left_out if each.kind != "title"]
    assert left == [(2, "column", "累计产量(t)"), (4, "total", "原矿(累计) 7"), (6, "total", "损失 7")]


def test_the_plan_of_a_balance_stands_behind_its_quantity_in_the_same_unit() -> None:
    found = read("2022年9月⏎产品,产量t,计划t,镍品位%,计划%,计划下限(t)⏎原矿,89,85,1.22,1.2,8⏎精矿,10,11,9,8.9,7")
    assert figures(found) == {"ore_milled_dry": 89.0, "conc_mass": 10.0, "head_grade_ni": 1.22, "conc_grade_ni": 9.0}
    plans = {row.indicator: row.value for row in found.rows if row.kind == "plan"}
    assert plans == {"ore_milled_dry": 85.0, "conc_mass": 11.0, "head_grade_ni": 1.2, "conc_grade_ni": 8.9}
    assert "crossed_left" in codes(found) and not any(row.kind == "plan_low" for row in found.rows)


def test_units_between_the_metal_and_the_figures_are_not_lost() -> None:
    said = "2022年9月⏎产品,镍,⏎,金属量,品位⏎,kg,%⏎原矿,10858000,1.22⏎精矿,9540000,9"
    wanted = {"ni_feed": 10858.0, "ni_metal": 9540.0, "head_grade_ni": 1.22, "conc_grade_ni": 9.0}
    assert figures(sheet(said, ["A2:A4", "B2:C2"])) == wanted


def test_parts_of_the_plant_in_the_names_of_products() -> None:
    said = "产品,产量(t)⏎一系列原矿,490000⏎二系列原矿,400000⏎一系列精矿,56000⏎二系列精矿,50000"
    found = read(f"2022年9月⏎{said}")
    assert {(row.indicator, row.scope): row.value for row in found.rows} == {
        ("ore_milled_dry", "line1"): 490000, ("ore_milled_dry", "line2"): 400000,
        ("conc_mass", "line1"): 56000, ("conc_mass", "line2"): 50000,
    }  # fmt: skip
    partly = read("2022年9月一系列金属平衡⏎产品,产量(t)⏎原矿,490000⏎二系列精矿,400000")
    assert (codes(partly), partly.rows) == ({"!scope_partly_said"}, ())


def test_metals_by_products_under_金属量_with_its_unit_are_tonnes_of_metal() -> None:
    for title in ("2022年9月金属量（千吨）", "2022年9月金属量⏎单位：千吨"):
        found = read(f"{title}⏎产品,镍,铜⏎原矿,10.8,5.8⏎精矿,9.5,4.7")
        wanted = {"ni_feed": 10800.0, "cu_feed": 5800.0, "ni_metal": 9500.0, "cu_metal": 4700.0}
        assert (figures(found), found.errors) == (wanted, ())
    mixed = read("2022年9月品位及金属量(t)⏎产品,镍,铜⏎原矿,10.8,5.8⏎精矿,9.5,4.7")
    assert (codes(mixed), mixed.rows) == ({"!metals_titled"}, ())


@pytest.mark.parametrize(
    "said",
    [
        "2022年9月镍回收率(%)⏎产品,本月,累计⏎精矿,83.5,83.4⏎尾矿,16.5,16.6",
        "2022年镍品位(%)⏎月份,精矿,尾矿⏎9月,9,0.17",
    ],
)
def test_products_alone_are_no_tonnes_under_a_title_of_another_quantity(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (codes(read(said)), read(said).rows) == ({"!metals_titled"}, ())
    monkeypatch.setattr(metals, "speaks_of_mass", lambda around: True)  # the control: 83.5 t of concentrate
    assert "conc_mass" in figures(read(said))


def test_the_ores_quantity_is_never_its_wet_one_by_a_bare_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "2022年9月⏎产品,数量吨,镍品位%⏎原矿,890000,1.22⏎精矿,106000,9"
    assert figures(read(said)) == ORE_2 | NICKEL_2
    wet = read("2022年9月⏎产品,产量(t)⏎原矿,890000⏎湿精矿,116000⏎精矿,106000")
    assert (codes(wet), wet.rows) == ({"!crossed_wet"}, ())
    monkeypatch.setattr(crossing.Crossing, "may_be_wet", lambda self, text, place: False)
    assert figures(read("2022年9月⏎产品,产量(t)⏎原矿,890000⏎湿精矿,116000⏎精矿,106000"))


def test_a_row_of_copper_that_is_not_read_makes_no_品位_one_of_copper() -> None:
    found = read("2022年9月⏎产品,产量(t),品位(%)⏎原矿,890000,1.22⏎精矿,106000,9⏎铜精矿,5,20")
    assert (codes(found), found.rows) == ({"!crossed_unknown"}, ())


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
    assert codes(read(bare)) == {"!crossed_nameless"} and not read(bare).rows
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
