"""A unit said anywhere around a table counts or is asked for; points, commas and control sums are looked at twice."""

from __future__ import annotations

import io
import zipfile

import pytest

from kpi.intake import read
from kpi.intake.carriers import package
from kpi.intake.inspection import inspect
from kpi.reading import Issue
from tests.kpi.books import shipped
from tests.kpi.intake.conftest import Load, book, codes

ORE = "月份,处理矿量\n2022-09,87\n"


def past(*values: float, key: str = "ore_milled_dry") -> object:
    return book({(key, "plant", f"2021-{n:02}"): value for n, value in enumerate(values, 1)})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2022年生产情况（万吨）\n" + ORE, "x.csv"),
        ("处理矿量统计表(万吨)\n" + ORE, "x.csv"),
        ("单位 万吨\n" + ORE, "x.csv"),
        ("单位：万吨\n" + ORE, "x.csv"),
        ("2022年生产情况单位：万吨\n" + ORE, "x.csv"),
        ("计量单位为万吨\n" + ORE, "x.csv"),
        ('"单位：矿量万吨，品位%"\n' + ORE, "x.csv"),
        ("单位：矿量万吨、品位%\n" + ORE, "x.csv"),
        ("单位：万吨/%\n" + ORE, "x.csv"),
        ("单位：万吨、%\n" + ORE, "x.csv"),
        (ORE + "单位：万吨\n", "x.csv"),
        (ORE + "注：处理矿量单位为万吨\n", "x.csv"),
        ("指标,2022年9月,单位：万吨\n处理矿量,87,\n", "x.csv"),
        (ORE, "2022年生产情况（万吨）.csv"),
    ],
)
def test_a_unit_said_around_a_table_holds_for_what_it_fits_and_is_told(load: Load, text: str, name: str) -> None:
    reading = load(text, name=name)
    assert ([row.value for row in reading.rows], reading.issues) == ([870_000], ())  # 87 万吨 = 870,000 t
    assert [said.args["unit"] for said in reading.said] == ["万吨"]


@pytest.mark.parametrize("unit", ["万吨", "万吨、%", "万吨/%"])
def test_a_unit_of_mass_is_never_put_on_a_rate(load: Load, unit: str) -> None:
    reading = load(f"单位：{unit}\n月份,处理矿量,镍回收率\n2022-09,87,83\n")
    assert [row.value for row in reading.rows] == [870_000, 83]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单位：吨、万吨\n" + ORE, [("unit_ambiguous", "error")]),
        ("单位：矿量万吨\n月份,精矿产量\n2022-09,12\n", [("unit_nearby", "warning")]),
        (ORE + "注：本表数据以万吨计\n", [("unit_nearby", "warning")]),
        (ORE + "注：填报时按千吨折算\n", [("unit_nearby", "warning")]),
        (ORE + "注：2021年以前单位为千吨\n", [("unit_nearby", "warning")]),
        ("月份,处理矿量,外购矿(万吨)\n2022-09,87,5\n", [("unit_nearby", "warning"), ("unknown_column", "warning")]),
        (ORE, [("unit_unsaid", "warning")]),
        ("月份,节约外委修理费用\n2022-09,92500\n", [("unit_unsaid", "warning")]),
        ("月份,处理矿量\n2022-08,86\n2022-09,87\n", [("unit_unsaid", "warning")]),  # once for a column
    ],
)
def test_a_unit_that_is_in_doubt_is_asked_for(load: Load, text: str, found: list[tuple[str, str]]) -> None:
    assert sorted((issue.code, issue.severity) for issue in load(text).issues) == found


@pytest.mark.parametrize(
    "text",
    [
        "月份,处理矿量(吨)\n2022-09,87\n",
        "月份,处理矿量\n2022-09,87吨\n",
        "月份,指标,类别,数值,单位\n2022-09,处理矿量,实际,87,吨\n",
        "单位：吨\n" + ORE,
        "月份,处理矿量\n2022-09,873000\n",
        "月份,节约外委修理费用\n2022-09,80\n",
        "填报单位：选矿厂\n月份,处理矿量\n2022-09,873000\n",
        "300万吨选厂月报\n月份,处理矿量\n2022-09,260000\n",
        "月份,处理矿量(万吨),备注\n2022-09,87,120\n",  # no thousands: 万吨 has none
    ],
)
def test_a_figure_with_its_unit_or_of_a_likely_size_is_not_asked_about(load: Load, text: str) -> None:
    assert load(text).issues == ()


def test_a_year_of_the_same_size_settles_the_unit_and_another_size_does_not(load: Load) -> None:
    assert codes(load(ORE, book=past(*[88.0] * 12))) == []
    assert codes(load(ORE, book=past(*[860_000.0] * 12))) == ["wrong_unit_of_history"]
    assert codes(load(ORE + "注：以万吨计\n", book=past(*[88.0] * 12))) == []


# points and commas

DOTTED = "月份,处理矿量({})\n2022-07,861.000\n2022-08,860.000\n2022-09,871.613\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DOTTED.format("吨"), [("dot_thousands", "861.000", "861000")]),
        (DOTTED.format("吨").replace("861.000", "861"), [("dot_thousands", "860.000", "860000")]),
        (DOTTED.format("吨").replace("861.000", "861.5"), []),  # so the points are decimal points
        (DOTTED.format("吨").replace("861.000", "1234.567"), []),
        ("月份,处理矿量(万吨)\n2022-07,86.100\n2022-08,86.000\n", []),  # three decimals of 万吨 are ordinary
        ("月份,镍回收率(%)\n2022-07,83.125\n2022-08,83.250\n", []),
    ],
)
def test_points_before_three_digits_are_asked_about_under_small_units(
    load: Load, text: str, found: list[tuple[str, str, str]]
) -> None:
    asked = [(i.code, i.found, i.args["joined"]) for i in load(text).issues if i.code == "dot_thousands"]
    assert asked == found


@pytest.mark.parametrize("last", ["备注", ""])
def test_a_number_that_its_own_comma_has_cut_in_two_is_an_error(load: Load, last: str) -> None:
    text = f"月份,镍回收率(%),处理矿量(吨),{last}\n2022-08,83.1,860,000\n2022-09,83.2,870,000\n"
    wrong = [(i.code, i.cell, i.args["joined"]) for i in load(text).errors]
    assert wrong == [("comma_split", "C2", "860000"), ("comma_split", "C3", "870000")]
    assert load(text.replace("860,000", '"860,000",').replace("870,000", "870000,见附表")).errors == ()


def test_a_lone_860_among_870_000_is_asked_about(load: Load) -> None:
    found = load('月份,处理矿量(吨)\n2022-08,860\n2022-09,"870,000"\n').issues
    assert [(i.code, i.cell, i.args["other"]) for i in found] == [("lost_thousands", "B2", "870,000")]
    assert load('月份,处理矿量(吨)\n2022-08,860000\n2022-09,"870,000"\n').issues == ()


# control sums

LINES = "月份,范围,处理矿量(万吨)\n2022-09,一系列,45\n2022-09,二系列,{}\n{}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("月份,处理矿量(万吨)\n2022-08,86\n2022-09,87\n合计,300\n", [("300", "173")]),
        ("月份,处理矿量(万吨)\n2022-08,86\n2022-09,87\n合计,173\n", []),
        ("月份,处理矿量(万吨)\n2022-08,86\n2022-09,87\n合计,174\n", []),  # 86.4 + 87.4 = 173.8
        ("月份,处理矿量(吨)\n2022-08,860000\n2022-09,870000\n合计,1740000\n", [("1740000", "1730000")]),
        ("月份,镍回收率(%)\n2022-08,83\n2022-09,84\n合计,83.5\n", []),  # rates are not added
        ("月份,处理矿量(万吨)\n2022-08,86\n2022-09,87\n平均,86.5\n", []),
        (LINES.format("42", "2022-09,全厂,87.5\n合计,,87\n"), [("87", "87.5")]),
        (LINES.format("42", "2022-09,全厂,87\n合计,,87\n"), []),
        (LINES.format("42", "小计,,87\n2022-10,一系列,44\n2022-10,二系列,41\n小计,,85\n合计,,172\n"), []),
        (LINES.format("42", "小计,,87\n2022-10,一系列,44\n2022-10,二系列,41\n小计,,95\n合计,,172\n"), [("95", "85")]),
    ],
)
def test_a_total_row_is_compared_with_the_rows_it_covers(load: Load, text: str, found: list[tuple[str, str]]) -> None:
    reading = load(text)
    asked = [(i.args["total"], i.args["sum"]) for i in reading.issues if i.code == "total_differs"]
    assert (asked, reading.errors) == (found, ())
    assert not {300 * 10_000, 1_740_000} & {row.value for row in reading.rows}  # never data


# two months in one


def test_january_and_february_as_one_figure_are_left_out_and_asked_and_other_spans_refused(load: Load) -> None:
    for said in ("2022年1-2月", "1—2月", "2022年1~2月份"):
        found = load(f"月份,处理矿量(万吨)\n{said},170\n2022-03,87\n")
        assert [(i.code, i.severity, i.line, i.found) for i in found.issues] == [("period_joint", "warning", 2, said)]
        assert [(row.period, row.value) for row in found.rows] == [("2022-03", 870_000)]
    assert codes(load("月份,处理矿量(万吨)\n2022年1-9月,800\n2022-03,87\n")) == ["period_span"]


# what an inspection flags, and packages


@pytest.mark.parametrize("cell", ["86O000", "8.6e5", "NaN", "TRUE", '"8,60,000"', "86。5"])
def test_an_inspection_flags_a_slip_among_figures(cell: str) -> None:
    text = f"月份,处理矿量(吨)\n2022-06,850000\n2022-07,860000\n2022-08,{cell}\n2022-09,870000\n"
    assert [(i.code, i.cell) for i in inspect(text.encode(), "x.csv").issues] == [("not_a_number", "B4")]
    assert inspect(text.replace(cell, '"860,000"').encode(), "x.csv").issues == ()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_package_with_two_parts_of_one_name_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, "<a/>")
    assert package.kind(packed.getvalue()) == Issue("excel_file")


def test_the_shipped_catalogue_asks_about_87_t_of_ore_and_92_500_wan_of_savings() -> None:
    for text in (ORE, "月份,节约外委修理费用\n2022-09,92500\n"):
        assert [i.code for i in read(text.encode(), "x.csv", shipped()).issues] == ["unit_unsaid"]
