"""The empty report passes the gate unasked, and so does the filled one."""

from __future__ import annotations

import csv
import io

from kpi.catalog import parse
from kpi.intake import read
from kpi.template import long_csv
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
    assert [row[0] for row in ore if row[3] == "实际"] == [f"2022-{n:02}" for n in range(1, 13)]
    assert [row[0] for row in ore if row[3] == "计划"] == [*(f"2022-{n:02}" for n in range(1, 13)), "2022"]
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
            row[4:6] = ("1000" if row[0] == "2022" else PLAN[int(row[0][5:]) - 1]), "万吨"
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
