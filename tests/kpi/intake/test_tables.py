"""Several tables on a sheet and several sheets of one form: what is read, what is left out and said, what is asked."""

from __future__ import annotations

import pytest

from kpi.intake import inspect, read
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import Rows, add, book, saved

HEAD = ["月份", "处理矿量(万吨)"]
BELOW: Rows = [HEAD, ["2022-08", 87], ["2022-09", 88], [None], ["月份", "精矿产量"], ["2022-08", 9000]]
BESIDE: Rows = [
    ["月份", "处理矿量(万吨)", None, "月份", "精矿产量"],
    ["2022-08", 87, None, "2022-08", 9000],
    ["2022-09", 88, None, "2022-09", 9100],
]
FORM = ["指标", "单位", "计划", "实际"]


def load(rows: Rows, **how: str) -> Reading:
    return read(saved(book(rows)), "x.xlsx", CATALOG, **how)  # type: ignore[arg-type]


def values(reading: Reading) -> list[tuple[str, str, float | None, int, int]]:
    return [(row.indicator, row.period, row.value, row.line, row.column) for row in reading.rows]


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


ORE = [("ore_milled_dry", "2022-08", 870_000, 2, 2), ("ore_milled_dry", "2022-09", 880_000, 3, 2)]


@pytest.mark.parametrize(("rows", "other"), [(BELOW, "A5"), (BESIDE, "D1")], ids=["below", "beside"])
def test_of_two_tables_the_first_is_read_and_the_other_is_asked_about(rows: Rows, other: str) -> None:
    reading = load(rows)
    assert values(reading) == ORE
    assert [(i.code, i.severity) for i in reading.issues] == [("tables_left", "warning")]
    assert f"{other}（月份、精矿产量）" in str(reading.issues[0].args["places"])
    assert reading.tables == (("A1", "月份、处理矿量(万吨)"), (other, "月份、精矿产量"))
    assert [(left.kind, left.text) for left in reading.left_out][-1:] == [("table", f"{other} 月份、精矿产量")]


def test_another_table_is_chosen_by_its_corner_or_all_together() -> None:
    assert values(load(BELOW, table="A5")) == [("conc_mass", "2022-08", 9000, 6, 2)]
    assert values(load(BESIDE, table="d1"))[0] == ("conc_mass", "2022-08", 9000, 2, 5)
    every = load(BESIDE, table="*")
    assert values(every)[:2] == ORE and len(every.rows) == 4
    assert codes(every) == []
    wrong = load(BELOW, table="B9")
    assert ([(i.code, i.args["tables"]) for i in wrong.errors], wrong.rows) == ([("table_unknown", "A1、A5")], ())


def test_a_wrong_cell_of_a_lone_table_is_no_reason_to_look_for_another() -> None:
    """The control: only what two tables look like parts a sheet, so that nothing is left out for a typing error."""
    rows: Rows = [HEAD, ["2022-08", "八十"], [None], ["2022-09", 88]]
    reading = load(rows)
    assert ([i.code for i in reading.errors], reading.tables) == (["not_a_number"], ())


def test_a_text_file_parts_its_tables_too() -> None:
    text = "一、产量\n月份,处理矿量(万吨)\n2022-08,87\n\n二、质量\n月份,镍回收率(%)\n2022-08,83\n"
    reading = read(text.encode("gb18030"), "x.csv", CATALOG, table="A6")
    assert [(row.indicator, row.value, row.line) for row in reading.rows] == [("rec_ni_actual", 83, 7)]
    assert [row.value for row in read(text.encode(), "x.csv", CATALOG).rows] == [870_000]


def test_inspect_looks_at_the_table_it_is_told() -> None:
    data = saved(book(BESIDE))
    assert inspect(data, "x.xlsx").columns == ("月份", "处理矿量(万吨)")
    found = inspect(data, "x.xlsx", table="D1")
    assert (found.columns, found.rows, found.header_rows) == (("月份", "精矿产量"), 2, (1,))
    assert [i.code for i in found.issues] == ["several_tables"]
    assert [i.code for i in inspect(data, "x.xlsx", table="Z1").issues] == ["table_unknown"]


def test_side_calculations_behind_a_blank_column_are_no_columns_of_the_table() -> None:
    rows: Rows = [["站名", "发电量", None, "系数", 0.95], ["甲", 10], ["乙", 9], ["丙", 8, None, "试算", 20], ["丁", 7]]
    assert inspect(saved(book(rows)), "x.xlsx").columns == ("站名", "发电量")
    full: Rows = [["站名", "发电量", None, "风速"], *([name, 10, None, 5.5] for name in "甲乙丙丁")]
    assert inspect(saved(book(full)), "x.xlsx").columns == ("站名", "发电量", "风速")


# ---- several sheets


def month_sheets(title: str = "2022年选矿月报", months: int = 12) -> bytes:
    made = book([[title], FORM, ["处理矿量", "万吨", 85, 81]], ["A1:D1"], name="1月")
    for month in range(2, months + 1):
        add(made, f"{month}月", [[title], FORM, ["处理矿量", "万吨", 85, 80 + month]], ["A1:D1"])
    return saved(made)


def test_the_sheets_of_twelve_months_are_one_report() -> None:
    reading = read(month_sheets(), "x.xlsx", CATALOG)
    actual = [(row.period, row.value, row.sheet, row.line) for row in reading.rows if row.kind == "actual"]
    assert actual == [(f"2022-{n:02d}", (80 + n) * 10_000, f"{n}月", 3) for n in range(1, 13)]
    assert reading.errors == ()
    told = next(i for i in reading.warnings if i.code == "months_from_sheets")
    assert "1月 → 1月、2月 → 2月" in str(told.args["months"])
    assert "issue.told_sheets" in [sentence.code for sentence in reading.said]
    assert [row.value for row in read(month_sheets(), "x.xlsx", CATALOG, sheet="3月").rows] == [850_000, 830_000]


def test_sheets_that_all_say_one_month_are_never_put_together_unasked() -> None:
    """Whoever copies a sheet and forgets its title: twelve times January is not a year."""
    reading = read(month_sheets("2022年1月选矿月报"), "x.xlsx", CATALOG)
    assert ([i.code for i in reading.errors], reading.rows) == (["sheet_ambiguous"], ())
    alone = read(month_sheets("2022年1月选矿月报"), "x.xlsx", CATALOG, sheet="3月")
    assert {"month_from_title", "sheet_month_differs"} <= {i.code for i in alone.warnings}
    every = read(month_sheets("2022年1月选矿月报"), "x.xlsx", CATALOG, sheet="*")
    assert "contradicts_sheet" in {i.code for i in every.errors}


def test_a_summary_beside_the_months_is_left_out_and_asked_about() -> None:
    made = book([HEAD, ["2022-01", 80]], name="1月")
    add(made, "2月", [HEAD, ["2022-02", 81]])
    add(made, "汇总", [HEAD, ["2022-01", 80], ["2022-02", 99]])
    add(made, "说明", [["由调度室填报"]])
    reading = read(saved(made), "x.xlsx", CATALOG)
    assert [(row.period, row.value) for row in reading.rows] == [("2022-01", 800_000), ("2022-02", 810_000)]
    assert [(i.code, i.args["sheets"]) for i in reading.warnings] == [("sheets_left", "“汇总”")]


def test_years_on_sheets_of_their_own_are_checked_as_one() -> None:
    """A month missing in the middle of two years' sheets is missed once, across the sheets."""
    made = book([HEAD, *([f"{n}月", 80] for n in range(1, 13))], name="2021年")
    add(made, "2022年", [HEAD, *([f"{n}月", 80] for n in (1, 2, 4))])
    reading = read(saved(made), "x.xlsx", CATALOG)
    assert len(reading.rows) == 15
    assert [i.args["months"] for i in reading.warnings if i.code == "months_absent"] == ["2022-03"]
