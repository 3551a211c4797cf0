"""The empty report passes the gate unasked, and so does the filled one."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kpi import form, template
from kpi.catalog import parse
from kpi.intake import read
from kpi.model import Book, Observation
from kpi.period import Month
from kpi.template import HEADINGS, MEASURES, REFERENCES, long_csv
from tests.kpi.intake.conftest import CATALOG, SCOPES, TOML, UNITS, indicator

PLAN = ["85", "76", "86", "84", "86", "60", "88", "88", "86", "88", "86", "87"]  # oracles.json PLAN-01, 万吨


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_it_opens_in_excel_and_has_the_canonical_headings() -> None:
    data = long_csv(CATALOG, 2022)
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == data.count(b"\n")
    assert rows(data)[0] == ["月份", "范围", "指标", "类别", "数值", "单位", "备注"]


def test_it_asks_for_what_is_reported_and_for_the_plans_of_what_is_judged() -> None:
    asked = rows(long_csv(CATALOG, 2022))[1:]
    ore = [row for row in asked if row[2] == "处理矿量（干）"]
    assert [row[0] for row in ore if row[3] == "实际"] == [f"2022年{n}月" for n in range(1, 13)]
    assert [row[0] for row in ore if row[3] == "计划"] == [*(f"2022年{n}月" for n in range(1, 13)), "2022"]
    assert {tuple(row[4:]) for row in ore} == {("", "t", "")}
    recovery = [row for row in asked if row[2] == "镍回收率（实际）"]
    assert {row[3] for row in recovery} == {"计划"}, "a computed rate is not asked for, its plan is"
    assert {row[1] for row in asked} == {"全厂"}


def test_empty_it_says_nothing_and_nothing_is_wrong() -> None:
    reading = read(long_csv(CATALOG, 2022), "模板.csv", CATALOG)
    assert (reading.rows, reading.issues, reading.left_out) == ((), (), ())


def test_filled_it_passes_without_a_question() -> None:
    filled = rows(long_csv(CATALOG, 2022))
    for row in filled[1:]:
        if row[2] == "处理矿量（干）":
            row[4:6] = ("1000" if row[0] == "2022" else PLAN[int(row[0][5:-1]) - 1]), "万吨"
        elif row[2] == "镍回收率（实际）":
            row[4] = "83.32"
    out = io.StringIO()
    csv.writer(out).writerows(filled)
    reading = read(out.getvalue().encode("gb18030"), "模板.csv", CATALOG)
    assert (len(reading.rows), reading.issues) == (12 + 13 + 13, ())
    assert sum(row.value or 0 for row in reading.rows if row.kind == "plan" and row.period == "2022") == 10_000_083.32


def test_a_name_that_excel_would_run_is_text_and_still_read_back() -> None:
    names = [f"\n[[brand]]\n{table}" for table in TOML.split("[[brand]]\n")[1:8]]
    brands = "".join(name.partition("\n[[scope]]")[0] for name in names)
    catalog = parse(UNITS + brands + SCOPES + indicator("mesh", "-200目", "%", '"never"'))
    data = long_csv(catalog, 2022)
    assert rows(data)[1][2] == "'-200目"
    filled = data.decode("utf-8-sig").replace("实际,,", "实际,65,", 1).encode()
    assert [(r.indicator, r.value) for r in read(filled, "x.csv", catalog).rows] == [("mesh", 65)]


# The workbook.

SEPTEMBER = Month(2022, 9)


def book() -> Book:
    """August milled 889,000 t, September is planned with 860,000 t."""
    actual = Observation("ore_milled_dry", "plant", "2022-08", 889_000.0)
    plan = Observation("ore_milled_dry", "plant", "2022-09", 860_000.0)
    cells = [{(cell.indicator, cell.scope, cell.period): cell} for cell in (actual, plan)]
    return Book(CATALOG, *cells)


def made(month: Month | None = SEPTEMBER, known: Book | None = None) -> bytes:
    return form.figures(CATALOG, 2022, known, "zh", month=month, scope="plant")


def opened(data: bytes, name: str = "填报") -> tuple[openpyxl.Workbook, Worksheet]:
    found = openpyxl.load_workbook(io.BytesIO(data))
    return found, found[name]


def saved(found: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def test_the_workbook_asks_for_the_same_as_the_csv_brand_by_brand() -> None:
    _, sheet = opened(made(None))
    heads, *found = sheet.iter_rows(values_only=True)
    assert heads == (*HEADINGS, *REFERENCES)
    asked = [
        (re.sub(r"-0?(.+)", r"年\1月", str(row[0])), *(value or "" for value in row[1:7])) for row in found if row[2]
    ]
    assert sorted(asked) == sorted(tuple(row) for row in rows(long_csv(CATALOG, 2022))[1:])
    brands = list(dict.fromkeys(row[7] for row in found if row[7]))
    assert brands == [
        brand.name.zh for brand in CATALOG.brands if CATALOG.of_brand(brand.key) and brand.name.zh in brands
    ]
    assert [row[7] for row in found if row[7]] == sorted((row[7] for row in found if row[7]), key=brands.index)


def test_of_one_month_it_shows_last_month_and_the_plan_beside() -> None:
    _, sheet = opened(made(known=book()))
    found = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] == "处理矿量（干）"]
    assert [(row[0], row[3], row[4], row[8], row[9]) for row in found] == [
        ("2022-09", "实际", None, 889_000, 860_000),
        ("2022-09", "计划", None, 889_000, 860_000),
    ]


def test_what_the_lines_and_the_year_make_is_shown_beside_too() -> None:
    """491,300 + 381,700 t of two lines; a year's rate is the plan of each of its months, and a year's range."""
    place = {scope: ("ore_milled_dry", scope, "2022-08") for scope in ("line1", "line2")}
    tonnes = {"line1": 491_300.0, "line2": 381_700.0}
    done = {place[scope]: Observation(*place[scope], value) for scope, value in tonnes.items()}
    rate = ("rec_ni_actual", "plant", "2022")
    known = Book(CATALOG, done, {rate: Observation(*rate, 83.32)})
    found = list(opened(made(known=known))[1].iter_rows(min_row=2, values_only=True))
    ore = {(row[1], row[8]) for row in found if row[2] == "处理矿量（干）"}
    names = [CATALOG.scopes[scope].name.zh for scope in ("plant", "line1", "line2")]
    assert ore == {*zip(names, (873_000, 491_300, 381_700), strict=True)}
    assert [row[9] for row in found if row[2] == "镍回收率（实际）"] == [83.32]


def test_headings_and_references_are_locked_and_what_is_filled_in_is_not() -> None:
    _, sheet = opened(made(known=book()))
    assert sheet.protection.sheet and not sheet.protection.password
    assert [cell.protection.locked for cell in sheet[1]] == [True] * 10
    assert [cell.protection.locked for cell in sheet[2]] == [False] * 7 + [True] * 3


def test_names_are_chosen_from_lists_that_hold_all_of_them() -> None:
    found, sheet = opened(made())
    lists = {str(rule.error): rule for rule in sheet.data_validations.dataValidation}
    assert lists and all(rule.type == "list" and rule.showErrorMessage for rule in lists.values())
    columns = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(columns) == {"B", "C", "D", "F"}
    hidden = found["清单"]
    assert hidden.sheet_state == "hidden"
    known = {cell.value for row in hidden.iter_rows() for cell in row}
    assert {i.name.zh for i in CATALOG.indicators.values()} | {s.name.zh for s in CATALOG.scopes.values()} <= known


@pytest.mark.parametrize("month", [SEPTEMBER, None], ids=["month", "year"])
def test_empty_the_workbook_says_nothing_and_nothing_is_asked(month: Month | None) -> None:
    reading = read(made(month, book()), "填报模板.xlsx", CATALOG)
    assert (reading.rows, reading.issues, reading.sheet) == ((), (), "填报")
    assert {left.kind for left in reading.left_out} == {"column"}


@pytest.mark.parametrize("as_text", [False, True])
def test_filled_the_workbook_passes_without_a_question(as_text: bool) -> None:
    found, sheet = opened(made(None, book()))
    for row in sheet.iter_rows(min_row=2):
        period, name, unit = row[0].value, row[2].value, row[5]
        if name == "处理矿量（干）":
            value = "1000" if period == "2022" else PLAN[int(str(period)[5:]) - 1]
            row[4].value, unit.value = value if as_text else float(value), "万吨"
        elif name == "镍回收率（实际）":
            row[4].value = "83.32" if as_text else 83.32
    reading = read(saved(found), "填报模板-2022.xlsx", CATALOG)
    assert (len(reading.rows), reading.issues) == (12 + 13 + 13, ())
    assert sum(row.value or 0 for row in reading.rows if row.kind == "plan" and row.period == "2022") == 10_000_083.32
    assert {row.sheet for row in reading.rows} == {"填报"}


def test_another_scope_goes_into_the_spare_rows() -> None:
    found, sheet = opened(made())
    at = next(cell.row for cell in sheet["A"] if cell.value is None)
    line = next(scope.name.zh for scope in CATALOG.scopes.values() if scope.parent == "plant")
    for column, value in enumerate(("2022-09", line, "处理矿量（干）", "实际", 400_000, "t"), start=1):
        assert not sheet.cell(at, column).protection.locked
        sheet.cell(at, column).value = value
    reading = read(saved(found), "x.xlsx", CATALOG)
    assert ([(row.scope, row.value, row.line) for row in reading.rows], reading.issues) == (
        [("line1", 400_000, at)],
        (),
    )


def test_only_columns_marked_as_references_are_left_out_unasked() -> None:
    """The negative control: the same column under another name is a question."""
    found, sheet = opened(made(known=book()))
    sheet.cell(1, 9).value = "上月修正"
    assert [issue.code for issue in read(saved(found), "x.xlsx", CATALOG).issues] == ["computed_column"]


def test_a_measure_is_filled_in_on_its_own_form() -> None:
    found, sheet = opened(form.measures(CATALOG, "zh"), "措施")
    assert next(sheet.iter_rows(values_only=True)) == MEASURES
    assert read(saved(found), "措施.xlsx", CATALOG).issues == ()
    given = ("2022-09", "全厂", "处理矿量（干）", "加强点检", "检修车间", "2022-10-31", "进行中")
    for column, value in enumerate(given, start=1):
        sheet.cell(2, column).value = value
    reading = read(saved(found), "措施.xlsx", CATALOG)
    (row,) = reading.rows
    assert (row.kind, row.label, row.period, reading.issues) == ("action", "加强点检", "2022-09", ())


def test_the_csv_of_one_month_and_scope_holds_only_those() -> None:
    asked = rows(long_csv(CATALOG, 2022, month=SEPTEMBER, scope="line1"))[1:]
    assert {(row[0], row[1]) for row in asked} == {("2022年9月", CATALOG.scopes["line1"].name.zh)}
    assert len(asked) == sum(row[0] == "2022年9月" for row in rows(long_csv(CATALOG, 2022))[1:])


def known(*cells: tuple[str, str, str], plans: tuple[tuple[str, str, str], ...] = ()) -> Book:
    return Book(CATALOG, *({cell: Observation(*cell, 1.0) for cell in side} for side in (cells, plans)))


LINES = {key: CATALOG.scopes[key].name.zh for key in ("line1", "line2")}
IN_USE = known(
    *(("ore_milled_dry", scope, period) for scope in LINES for period in ("2021-12", "2022-03")),
    ("fault_hours", "line2", "2022-03"),
    ("water", "line1", "2015-06"),  # nothing of it since
    plans=(("ore_milled_dry", "line1", "2022"),),
)


def below(data: bytes) -> list[tuple[str, str, str]]:
    """(scope, indicator, kind) of the rows under the plant's."""
    return list(dict.fromkeys((row[1], row[2], row[3]) for row in rows(data)[1:] if row[1] != "全厂"))


def test_the_lines_are_asked_for_what_they_report_and_are_planned_for() -> None:
    one, two = LINES.values()
    ore, hours = (CATALOG.indicators[key].name.zh for key in ("ore_milled_dry", "fault_hours"))
    data = long_csv(CATALOG, 2022, IN_USE)
    assert sorted(below(data)) == sorted(
        [(one, ore, "实际"), (one, ore, "计划"), (two, ore, "实际"), (two, hours, "实际")]
    )
    assert len(rows(data)) - len(rows(long_csv(CATALOG, 2022))) == 12 + 13 + 12 + 12
    assert below(long_csv(CATALOG, 2022, IN_USE, scope="line2")) == below(long_csv(CATALOG, 2022, scope="line2"))
    assert below(template.plans_csv(CATALOG, 2022, IN_USE)) == [(one, ore, "")]
    # the years nearest to 1999 on record are 2015 and 2021
    assert {row[:2] for row in below(long_csv(CATALOG, 1999, IN_USE))} == {
        (one, CATALOG.indicators["water"].name.zh), (one, ore), (two, ore),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_filled_for_the_lines_too_it_passes_without_a_question(kind: str) -> None:
    """40 and 30 万吨 of two lines beside the plant's 70; the negative control is the plant at 77."""
    tonnes = {"全厂": 70.0, LINES["line1"]: 40.0, LINES["line2"]: 30.0}

    def filled(plant: float) -> bytes:
        if kind == "csv":
            found = rows(long_csv(CATALOG, 2022, IN_USE))
            for row in found:
                if row[2:4] == ["处理矿量（干）", "实际"]:
                    row[4:6] = str({**tonnes, "全厂": plant}[row[1]]), "万吨"
            out = io.StringIO()
            csv.writer(out).writerows(found)
            return out.getvalue().encode("utf-8-sig")
        book, sheet = opened(made(None, IN_USE))
        for cells in sheet.iter_rows(min_row=2):
            if (cells[2].value, cells[3].value) == ("处理矿量（干）", "实际"):
                cells[4].value, cells[5].value = {**tonnes, "全厂": plant}[str(cells[1].value)], "万吨"
        return saved(book)

    reading = read(filled(70.0), f"模板.{kind}", CATALOG)
    assert (len(reading.rows), reading.issues) == (36, ())
    assert {(row.scope, row.value) for row in reading.rows} == {("plant", 7e5), ("line1", 4e5), ("line2", 3e5)}
    assert read(filled(77.0), f"模板.{kind}", CATALOG).issues
