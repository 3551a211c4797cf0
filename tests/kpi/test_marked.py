"""The user's own workbook comes back with its bad cells marked, and a mended copy of it passes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from kpi import rewritten
from kpi.intake import read
from kpi.intake.carriers import ownlist, sources
from kpi.intake.words import vocabulary
from kpi.marked import Marked, listed, mark
from kpi.reading import Issue, Reading
from kpi.unit import Lang
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import Rows, add, book, changed, saved

NAMES = vocabulary.of(CATALOG)
ROWS: Rows = [
    ["2022年月报"],
    ["月份", "处理矿量(万吨)", "镍回收率(%)"],
    ["2022-08", "八十", 0.83],
    ["2022-09", 88, 183.66],
]
RED, AMBER = "00F8B4AE", "00FFE08A"


def report() -> Workbook:
    made = book(ROWS, ["A1:C1"], {"C3": "0.00"})
    made.active.column_dimensions["A"].width = 33
    add(made, "说明", [["由调度室填报"], ["=1+1"]])
    return made


def again(data: bytes, **how: object) -> Reading:
    return read(data, "x.xlsx", CATALOG, **how)  # type: ignore[arg-type]


def marked(data: bytes, name: str = "月报.xlsx", lang: Lang = "zh", **how: object) -> Marked:
    reading = read(data, name, CATALOG, **how)  # type: ignore[arg-type]
    made = mark(data, name, reading.issues, lang, NAMES, **how)  # type: ignore[arg-type]
    assert isinstance(made, Marked)
    return made


def test_bad_cells_are_red_doubtful_ones_amber_and_say_what_to_do() -> None:
    made = marked(saved(report()))
    sheet = load_workbook(io.BytesIO(made.data))["表"]
    assert (made.name, made.whole) == ("月报-问题已标出.xlsx", True)
    assert {c.coordinate: c.fill.fgColor.rgb for row in sheet for c in row if c.comment} == {
        "B3": RED, "C3": AMBER, "C4": RED}  # fmt: skip
    assert sheet["B3"].comment.text == "【错误】“八十”不是数。请只写数字；没有数据写“—”或留空。"
    assert sheet["C3"].comment.text.startswith("【提醒】")
    assert (sheet["B3"].value, sheet["C3"].number_format, sheet.column_dimensions["A"].width) == ("八十", "0.00", 33)
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:C1"]


def test_every_bad_cell_of_a_long_file_is_marked_and_listed() -> None:
    text = "月份,指标,数值\n" + "2022-09,处理矿量,多\n" * 700
    made = load_workbook(io.BytesIO(marked(text.encode(), "月报.csv").data))
    sheet, problems = made.worksheets
    red = [cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == RED]
    assert red == [f"C{row}" for row in range(2, 702)]
    assert [row[1].value for row in problems.iter_rows(min_row=2)] == list(range(2, 702))


def test_the_list_names_sheet_row_column_value_and_repair() -> None:
    made = load_workbook(io.BytesIO(marked(saved(report())).data))
    assert made.sheetnames == ["表", "说明", "问题清单"]
    rows = [[cell.value for cell in row] for row in made["问题清单"]]
    assert rows[0] == ["工作表", "行", "列", "实际值", "怎么改"]
    assert ["表", 3, "B 处理矿量(万吨)", "八十", "“八十”不是数。请只写数字；没有数据写“—”或留空。"] in rows
    english = load_workbook(io.BytesIO(marked(saved(report()), lang="en").data))
    assert english.sheetnames[-1] == "Problem list"
    assert "is not a number" in english["表"]["B3"].comment.text
    # what is wrong with the whole file blames no sheet, not even the first
    add(two := book(ROWS[1:], name="封面"), "九月", [["月份", "处理矿量(吨)"], ["2022-09", 880_000]])
    (found,) = load_workbook(io.BytesIO(marked(saved(two)).data))["问题清单"].iter_rows(min_row=2)
    assert (found[0].value, "“封面”、“九月”" in found[4].value) == (None, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mended_copy_passes_and_the_added_sheet_is_left_out_and_said(lang: Lang) -> None:
    made = marked(saved(report()), lang=lang)
    broken = again(made.data)
    assert ([i.cell for i in broken.errors], broken.sheets) == (["B3", "C4"], ("表", "说明"))
    mended = load_workbook(io.BytesIO(made.data))
    mended["表"]["B3"], mended["表"]["C3"], mended["表"]["C4"] = 80, 83, 83.66
    reading = again(saved(mended))
    assert reading.issues == ()
    assert [row.value for row in reading.rows] == [800_000, 83, 880_000, 83.66]
    assert "issue.told_own_list" in [sentence.code for sentence in reading.said]


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("张工.csv", "月份,处理矿量(t)\n2022-09,5.x\n", []),
        ("2022年9月.csv", "指标,数值\n处理矿量,5.x\n", ["month_from_name"]),
    ],
)
def test_a_text_file_mended_in_its_marked_copy_is_asked_no_more_than_itself(
    name: str, text: str, asked: list[str]
) -> None:
    made = marked(text.encode(), name)
    copy = load_workbook(io.BytesIO(made.data))
    (cell,) = (cell for row in copy["Sheet1"] for cell in row if cell.value == "5.x")
    cell.value = 873000
    itself = read(text.replace("5.x", "873000").encode(), name, CATALOG)
    reading = read(saved(copy), made.name, CATALOG)
    assert [i.code for i in reading.issues] == [i.code for i in itself.issues] == asked
    assert [(row.period, row.value) for row in reading.rows] == [("2022-09", 873_000)]


def test_a_sheet_of_the_users_own_that_is_only_called_so_is_read() -> None:
    """The control: it is known by its headings too, not by its name alone."""
    reading = again(saved(book([["月份", "处理矿量(万吨)"], ["2022-09", 88]], name="问题清单")))
    assert ([row.value for row in reading.rows], reading.sheet) == ([880_000], "问题清单")


def test_a_copy_marked_again_keeps_no_mark_of_the_time_before() -> None:
    first = load_workbook(io.BytesIO(marked(saved(report())).data))
    first["表"]["B3"] = 80
    second = load_workbook(io.BytesIO(marked(saved(first)).data))
    assert second.sheetnames == ["表", "说明", "问题清单"]
    assert (second["表"]["B3"].comment, second["表"]["B3"].fill.fill_type) == (None, None)
    assert second["表"]["C4"].comment.text.count("【错误】") == 1


def test_what_formulas_came_to_is_kept_but_not_beside_a_corrected_cell() -> None:
    rows = [["月份", "处理矿量(万吨)"], ["2022-08", "八十"], ["2022-09", "=44*2"]]
    empty = saved(book(rows))
    data = changed(empty, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<v />", b"<v>88</v>", 1))
    assert data != empty
    assert [i.cell for i in again(marked(data).data).errors] == ["B2"]
    fixed: dict[str, Any] = {"corrections": [["表", 2, 2, "八十", "80"]]}
    assert [row.value for row in again(data, **fixed).rows] == [800_000, 880_000]
    made = marked(data, **fixed)
    assert load_workbook(io.BytesIO(made.data))["表"]["B2"].value == "80"
    assert [i.code for i in again(made.data).errors] == ["formula_uncached"]  # Excel has to work it out anew


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "big5"])
def test_a_text_file_comes_back_as_a_workbook_of_texts(encoding: str) -> None:
    text = "月份,處理礦量(萬噸),備註\n2022-08,八十,=cmd|' /C calc'!A0\n2022-09,88,\"a\nb\"\n2022-10,x,-3\n"
    made = marked(text.encode(encoding), "月报.csv")
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert not made.whole
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    assert (sheet["C2"].value, sheet["B5"].value) == ("=cmd|' /C calc'!A0", "x")
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["B2", "B5"]
    reading = again(made.data)
    assert [(i.code, i.cell) for i in reading.errors] == [("not_a_number", "B2"), ("not_a_number", "B5")]


def test_a_formula_in_the_list_stays_a_text() -> None:
    issue = Issue("not_a_number", line=2, column="=1+1", found="=HYPERLINK(1)", file="x.csv")
    made = load_workbook(io.BytesIO(listed("x.csv", [issue], "zh").data))
    assert {cell.data_type for row in made.active for cell in row if isinstance(cell.value, str)} == {"s"}


def test_merged_headings_of_an_old_workbook_are_merged_again() -> None:
    """Told from what the reader repeats, as for .xls: the copy must be read like the original."""
    rows: Rows = [["月份", "处理矿量(万吨)", None], [None, "计划", "实际"], ["2022-09", 85, 88]]
    data = saved(book(rows, ["A1:A2", "B1:C1"]))
    opened = sources.open_(data, NAMES.knows, None)
    assert not isinstance(opened, Issue)
    copied = again(saved(rewritten.copied(opened)))
    assert [(r.kind, r.value) for r in copied.rows] == [(r.kind, r.value) for r in again(data).rows]
    assert [r.value for r in copied.rows] == [850_000, 880_000]


def test_the_users_own_comments_and_colours_elsewhere_stay() -> None:
    made = report()
    made["说明"]["A1"].fill = PatternFill("solid", fgColor="00FF00")
    kept = load_workbook(io.BytesIO(marked(saved(made)).data))
    assert kept["说明"]["A1"].fill.fgColor.rgb == "0000FF00"
    assert kept["说明"]["A2"].value == "=1+1"


def test_our_own_comments_ask_nothing_when_the_mended_copy_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Known by who signs them and how their lines begin; what others wrote above ours is asked about as before."""
    rows: Rows = [["月份", "处理矿量(t)", "球磨机作业率(%)"], ["2022-09", "49万", 92]]
    for said, told in (("", []), ("预计数", ["comments_tell"])):
        made = book(rows)
        if said:
            made.active["B2"].comment = Comment(said, "张工")
        first = load_workbook(io.BytesIO(marked(saved(made)).data))
        text = first.active["B2"].comment.text
        assert text.startswith(said) and "【错误】" in text and "万" in text
        first.active["B2"] = 490_000
        mended = saved(first)
        assert [i.code for i in again(mended).issues if i.code == "comments_tell"] == told
        left = load_workbook(io.BytesIO(marked(mended).data)).active["B2"].comment
        assert (left.text if left else "") == said
    own = book([rows[0], ["2022-09", 490_000, 92]])
    own.active["B2"].comment = Comment("【提醒】预计数", "张工")  # somebody else's, though it looks like ours
    assert "comments_tell" in {i.code for i in again(saved(own)).issues}
    monkeypatch.setattr(ownlist, "theirs", lambda _, text: text)
    assert "comments_tell" in {i.code for i in again(mended).issues}
