"""What inspect says of files of other people's habits: headings without merged cells, days, years by months, commas."""

from __future__ import annotations

import pytest

from kpi.intake import Inspection, inspect
from tests.kpi.intake.workbooks import Rows, book, saved


def look(text: str, encoding: str = "gb18030") -> Inspection:
    return inspect(text.encode(encoding), "x.csv")


def doubts(found: Inspection) -> list[tuple[str, int | None, str]]:
    return [(issue.code, issue.line, issue.found) for issue in found.issues]


def test_group_labels_without_merged_cells_head_their_columns() -> None:
    kinds, units = [None, "计划", "实际", "计划", "实际"], [None, "万吨", "万吨", "吨", "吨"]
    figures: Rows = [["1月", 85, 86.2, 9000, 9100], ["2月", 80, 77.1, 9000, 8800]]
    rows: Rows = [["2022年月报"], ["月份", "处理矿量", None, "精矿产量", None], kinds, units, *figures]
    found = inspect(saved(book(rows)), "x.xlsx")
    assert (found.header_rows, found.rows, found.issues) == ((2, 3, 4), 2, ())
    assert found.columns == (
        "月份", "处理矿量/计划/万吨", "处理矿量/实际/万吨", "精矿产量/计划/吨", "精矿产量/实际/吨")  # fmt: skip


def test_parts_of_a_title_are_no_group_labels() -> None:
    """The control: words above every column, the first included, head nothing."""
    found = look("编制：选矿厂,,2022年9月,\n月份,处理矿量,镍回收率,备注\n2022-08,80,83,\n2022-09,81,83,\n")
    assert (found.header_rows, found.columns) == ((2,), ("月份", "处理矿量", "镍回收率", "备注"))


def test_days_are_days_from_the_first_to_the_last_of_a_month() -> None:
    found = look("日期,处理量\n" + "".join(f"2022/9/{day},2800\n" for day in range(1, 31)))
    assert (found.periods[0], found.periods[-1], len(found.periods)) == ("2022-09-01", "2022-09-30", 30)
    ends = look("日期,处理量\n2022/8/31,2800\n2022/9/30,2900\n2022/10/31,2950\n")
    assert ends.periods == ("2022-08", "2022-09", "2022-10")


def test_years_down_and_months_across_are_months() -> None:
    found = look("年份,10月,11月,12月\n2021,1.5,2.5,3.5\n2022,4.5,5.5,6.5\n")
    assert found.periods == ("2021-10", "2021-11", "2021-12", "2022-10", "2022-11", "2022-12")
    assert look("年份,铜,镍\n2021,1.5,2.5\n2022,4.5,5.5\n").periods == ("2021", "2022")


def test_figures_with_words_ranges_or_commas_for_points_are_told() -> None:
    rows = ("2022-01;9;1,20", "2022-02;416.87(含外购);1.3", "2022-03;100~120;1.4", "2022-04;8;1.5", "2022-05;7;1.6")
    found = look("月份;产量;品位\n" + "\n".join(rows) + "\n")
    assert doubts(found) == [
        ("not_a_number", 2, "1,20"), ("not_a_number", 3, "416.87(含外购)"), ("not_a_number", 4, "100~120")]  # fmt: skip
    assert doubts(look("月份;型号;备注\n2022-01;100(新);3台\n2022-02;200~300型;4台\n")) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_without_its_mark_too(encoding: str) -> None:
    found = look("月份\t处理矿量(万吨)\n2022-09\t88.1\n", encoding)
    assert (found.encoding, found.delimiter, found.rows) == ("utf-16", "\t", 1)
    assert [i.code for i in inspect(b"\0" * 400 + b"ab" * 40, "x.csv").issues] == ["binary_file"]
