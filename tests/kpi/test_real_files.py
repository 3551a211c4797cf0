"""Twelve files that people really sent come out as their manifest says; the folder KPI_TEST_FILES names holds them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi.intake import Inspection, inspect


@pytest.fixture
def look() -> Look:
    """Inspect one of the files by the number its name begins with."""
    folder = os.environ.get("KPI_TEST_FILES")
    if not folder:
        pytest.skip("KPI_TEST_FILES names no folder of real files")
    return Look(Path(folder))


class Look:
    """Finds a file by its number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, number: str, sheet: str | None = None) -> Inspection:
        path = next(self.folder.glob(f"{number}_*"))
        return inspect(path.read_bytes(), path.name, sheet=sheet)


def left(found: Inspection) -> list[tuple[int, str]]:
    return [(out.line, out.kind) for out in found.left_out]


def lines(found: Inspection) -> tuple[int, int]:
    """The first and the last data row, as the user counts them."""
    return found.data[0].number, found.data[-1].number


def test_titles_above_and_notes_below_of_one_width_with_the_data_are_told_apart(look: Look) -> None:
    found = look("01")
    assert (found.encoding, found.delimiter, found.header_rows, found.rows) == ("gb18030", ",", (3,), 258)
    assert found.columns[:2] == ("时间", "货币和准货币(M2)供应量期末值(亿元)")
    assert (len(found.columns), lines(found)) == (7, (4, 261))
    assert (found.periods[0], found.periods[-1], len(found.periods)) == ("2021-05", "1999-12", 258)
    assert left(found) == [(1, "title"), (2, "title"), (262, "note"), (263, "note")]
    assert found.issues == ()


def test_a_note_of_several_lines_is_one_note_and_trailing_blanks_are_missing(look: Look) -> None:
    found = look("03")
    assert (found.rows, lines(found), len(found.columns)) == (50, (4, 53), 12)
    assert [out.line for out in found.left_out if out.kind == "note"] == [54, 56, 57]
    assert found.data[0].cells[-2:] == ("", "")
    assert found.issues == ()


def test_a_month_that_lost_its_zero_is_october(look: Look) -> None:
    found = look("04")
    assert found.rows == 48
    assert found.periods == tuple(f"{year}-{month:02}" for year in range(2016, 2020) for month in range(1, 13))
    assert "出口总值（亿美元）" in found.columns


def test_a_tidy_table_in_gbk_under_latin_headings(look: Look) -> None:
    found = look("09")
    assert (found.encoding, found.columns, found.rows) == ("gb18030", ("keyword", "date", "index"), 352)
    assert (found.periods[0], found.periods[-1], len(found.periods)) == ("2019-01", "2022-08", 44)
    assert found.data[0].cells[0] == "去哪儿"


def test_per_cent_cells_stay_what_they_are_and_blank_is_not_nought(look: Look) -> None:
    found = look("11")
    assert (found.encoding, found.rows, found.header_rows) == ("gb18030", 92, (1,))
    column = found.columns.index("物理减伤率")
    assert found.data[0].cells[column] == "14.1%"
    blank = next(line for line in found.data if line.cells[0] == "嫦娥")
    assert blank.cells[found.columns.index("法术攻击")] == ""


def test_a_blank_corner_heads_the_years_and_empty_years_stay(look: Look) -> None:
    found = look("19")
    assert (found.encoding, found.rows, len(found.columns), found.columns[0]) == ("utf-8", 37, 89, "")
    assert found.periods == tuple(map(str, range(1978, 2015)))
    assert {"十种有色金属产量", "精炼铜产量"} <= set(found.columns)


def test_big5_is_not_read_as_gb18030(look: Look) -> None:
    found = look("24")
    assert (found.encoding, found.rows, len(found.columns)) == ("big5", 382, 18)
    assert found.columns[2] == "景點中文名稱"
    assert found.periods == ()


def test_four_heading_rows_keep_unit_and_frequency(look: Look) -> None:
    found = look("31")
    assert (found.sheet, found.header_rows, found.rows) == ("Sheet1", (1, 2, 3, 4), 120)
    assert "铁矿石原矿产量_当期/全国/月/万吨" in found.columns
    assert (len(found.columns), found.periods[0], found.periods[-1]) == (15, "2010-05", "2020-04")
    assert look("31", sheet="Sheet2").rows < 20


def test_years_across_under_two_titles(look: Look) -> None:
    found = look("34")
    assert (found.header_rows, found.rows, len(found.columns)) == ((3,), 52, 11)
    assert found.periods == tuple(str(year) for year in range(2024, 2014, -1))
    assert left(found) == [(1, "title"), (2, "title"), (56, "note")]


def test_a_daily_report_with_sums_beside_and_scratch_below(look: Look) -> None:
    found = look("36")
    assert (found.sheet, found.header_rows, found.rows, lines(found)) == ("Sheet1", (3,), 29, (4, 32))
    assert found.columns[:4] == ("序号", "场站", "日发电量（万kWh）", "平均风速／日辐照量")
    assert len(found.columns) == 5
    assert ("column", "H:J") in [(out.kind, out.text) for out in found.left_out]
    assert {33, 41, 46} <= {out.line for out in found.left_out if out.kind == "note"}


def test_labels_merged_over_rows_belong_to_each_of_them(look: Look) -> None:
    found = look("38")
    assert (found.rows, len(found.columns)) == (114, 10)
    assert [line.cells[0] for line in found.data[:6]] == ["A1"] * 5 + ["A2"]
    assert found.columns[0] == "催化剂组合编号"


def test_a_date_among_fractions_is_excels_doing_and_never_a_serial(look: Look) -> None:
    found = look("42")
    wrong = [issue for issue in found.issues if issue.code == "date_in_number"]
    assert ("J4", "2021-02-20") in [(issue.cell, issue.found) for issue in wrong]
    assert all(issue.severity == "error" for issue in wrong)
    assert not any("44247" in cell for line in found.data for cell in line.cells)
    assert {"several_tables", "sheet_ambiguous"} <= {issue.code for issue in found.issues}
