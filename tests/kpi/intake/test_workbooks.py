"""Workbooks: what Excel stores is read as the user sees it, and what cannot be read rightly is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kpi.intake import inspect, read
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG, codes
from tests.kpi.intake.workbooks import add, book, changed, saved

HEAD = ["月份", "处理矿量(万吨)"]
TEXT = "月份,处理矿量(万吨)\n2022-09,88\n".encode()
SHEET = "xl/worksheets/sheet1.xml"
Values = list[tuple[str, str, str, float | None]]


def load(made: Any, name: str = "月报.xlsx", **chosen: str) -> Reading:
    return read(made if isinstance(made, bytes) else saved(made), name, CATALOG, **chosen)


def values(reading: Reading) -> Values:
    return [(row.period, row.scope, row.kind, row.value) for row in reading.rows]


def test_a_titled_report_with_dates_percent_cells_a_total_and_a_note() -> None:
    rows = [
        ["2022年生产月报"],
        ["月份", "处理矿量(万吨)", "镍回收率"],
        [datetime(2022, 8, 1), 87.3, 0.835],
        [datetime(2022, 9, 1), 88, 0.84],
        ["合计", 175.3],
        ["注：按结算数报"],
    ]
    formats = {"A3": 'yyyy"年"m"月"', "A4": "mmm-yy", "C3": "0.0%", "C4": "0.00%"}
    reading = load(book(rows, ["A1:C1"], formats))
    assert [(r.period, r.indicator, r.value, r.sheet, r.line, r.column) for r in reading.rows] == [
        ("2022-08", "ore_milled_dry", 873_000, "表", 3, 2),
        ("2022-08", "rec_ni_actual", 83.5, "表", 3, 3),
        ("2022-09", "ore_milled_dry", 880_000, "表", 4, 2),
        ("2022-09", "rec_ni_actual", 84, "表", 4, 3),
    ]
    assert [(out.line, out.kind) for out in reading.left_out] == [(1, "title"), (5, "total"), (6, "note")]
    assert (reading.sheet, reading.issues) == ("表", ())


@pytest.mark.parametrize(
    ("stored", "code", "month"),
    [
        (2022.1, "0.00", "2022-10"),
        (2022.01, "0.00", "2022-01"),
        ("2022.10", "General", "2022-10"),
        (44805, "General", "2022-09"),
        (202209, "0", "2022-09"),
        (datetime(2022, 9, 30), "yyyy/m/d", "2022-09"),
        (datetime(2022, 9, 15), 'yyyy"年"m"月"', "2022-09"),
        (datetime(2022, 9, 15), '[DBNum1][$-804]yyyy"年"m"月";@', "2022-09"),
    ],
)
def test_a_month_is_what_the_cell_shows(stored: object, code: str, month: str) -> None:
    reading = load(book([HEAD, [stored, 1]], formats={"A2": code}))
    assert [row.period for row in reading.rows] == [month]


def test_a_month_that_lost_its_zero_is_asked_where_nothing_shows_it() -> None:
    assert codes(load(book([HEAD, [2022.1, 1]]))) == ["period_dotted"]


def test_formats_of_chinese_excel_that_have_only_a_number_are_dates() -> None:
    made = saved(book([HEAD, [44805, 1]], formats={"A2": "0.00"}))
    styled = changed(made, "xl/styles.xml", lambda part: part.replace(b'numFmtId="2"', b'numFmtId="57"'))
    assert styled != made
    assert [row.period for row in load(styled).rows] == ["2022-09"]


def test_a_workbook_that_counts_from_1904_gives_the_month_it_shows() -> None:
    made = book([HEAD, [datetime(2022, 9, 1), 1]])
    made.epoch = CALENDAR_MAC_1904
    assert [row.period for row in load(made).rows] == ["2022-09"]
    plain = book([HEAD, [44805 - 1462, 1]])
    plain.epoch = CALENDAR_MAC_1904
    assert [row.period for row in load(plain).rows] == ["2022-09"]


@pytest.mark.parametrize(
    ("stored", "code", "value", "issue"),
    [
        (0.1 + 0.2, "General", 3000, None),
        ("87.3", "@", 873_000, None),
        ("　87.3 ", "@", 873_000, None),
        (87, '0.0"万吨"', 870_000, None),
        (87, '0.0"吨"', None, "unit_conflict"),
        (870_000, "0.0,", None, "scaled_format"),
        (870_000, '0!.0,"万"', None, "scaled_format"),
        (0.5, "0%", None, "percent_sign"),
        (datetime(2022, 3, 20), "m/d;@", None, "date_in_number"),
        (datetime(2022, 3, 20), "mmm-yy", None, "date_in_number"),
        ("=40+5", "General", None, "formula_uncached"),
        ("#DIV/0!", "General", None, "excel_error"),
    ],
)
def test_a_figure_is_what_the_cell_shows_or_it_is_refused(
    stored: object, code: str, value: float | None, issue: str | None
) -> None:
    reading = load(book([HEAD, ["2022-09", stored]], formats={"B2": code}))
    assert [row.value for row in reading.rows] == ([] if value is None else [value])
    assert [(i.code, i.severity, i.cell, i.sheet) for i in reading.issues] == (
        [(issue, "error", "B2", "表")] if issue else []
    )


def test_a_formula_with_its_result_is_read_and_one_whose_result_is_nothing_is_blank() -> None:
    made = saved(book([HEAD, ["2022-09", "=40+5"]]))
    solved = changed(made, SHEET, lambda part: part.replace(b"<v />", b"<v>45</v>"))
    assert [row.value for row in load(solved).rows] == [450_000]
    empty = changed(
        made,
        SHEET,
        lambda part: part.replace(b'<c r="B2">', b'<c r="B2" t="str">').replace(b"<v />", b"<v></v>"),
    )
    assert (load(empty).rows, codes(load(empty))) == ((), [])


def test_shared_texts_are_read_without_their_furigana_and_across_their_fonts() -> None:
    made = saved(book([["x", "处理矿量(万吨)"], ["2022-09", 45]]))
    texts = "<sst><si><r><t>月</t></r><r><rPr/><t>份_x000D_</t></r><rPh><t>ユエ</t></rPh></si></sst>".encode()
    relation = b'<Relationship Id="t" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    shared = changed(made, "xl/sharedStrings.xml", lambda _: texts)
    shared = changed(shared, "xl/_rels/workbook.xml.rels", lambda part: part.replace(b"</Relationships>", relation))
    shared = changed(shared, SHEET, lambda part: part.replace(b't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>'))
    assert [row.value for row in load(shared).rows] == [450_000]
    assert inspect(shared, "x.xlsx").columns[0] == "月份"


def test_labels_in_merged_cells_belong_to_every_row_and_figures_do_not() -> None:
    rows = [["月份", "范围", "处理矿量(万吨)"], [202209, "一系列", 45], [None, "二系列", 42]]
    reading = load(book(rows, ["A2:A3"]))
    assert values(reading) == [("2022-09", "line1", "actual", 450_000), ("2022-09", "line2", "actual", 420_000)]
    rows[2][2] = None
    refused = load(book(rows, ["A2:A3", "C2:C3"]))
    assert [(i.code, i.cell) for i in refused.errors] == [("merged_figure", "C3")]


def test_a_label_is_not_carried_beyond_its_merged_cells() -> None:
    """The negative control of filling down: without a merge the blank month is an error, not the one above."""
    rows = [["月份", "范围", "处理矿量(万吨)"], [202209, "一系列", 45], [None, "二系列", 42]]
    assert [i.code for i in load(book(rows)).errors] == ["period_missing"]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    made = book([HEAD, ["2022-08", 87], ["2022-09", 88]])
    made.active.row_dimensions[3].hidden = True
    made.active.column_dimensions["B"].hidden = True
    reading = load(made)
    assert len(reading.rows) == 2
    assert [(i.code, i.severity) for i in reading.issues] == [("hidden_rows", "warning"), ("hidden_columns", "warning")]


def test_the_one_sheet_that_fits_is_read_and_the_others_are_named() -> None:
    made = book([["说明"], ["本表由选矿厂填报"]], name="说明")
    add(made, "数据", [HEAD, ["2022-09", 88]])
    reading = load(made)
    assert (reading.sheet, reading.sheets, len(reading.rows)) == ("数据", ("说明", "数据"), 1)
    assert [sentence.code for sentence in reading.said][:1] == ["issue.told_sheet"]


def test_sheets_of_different_forms_that_fit_are_the_users_choice() -> None:
    made = book([HEAD, ["2022-08", 87]], name="8月")
    add(made, "9月", [["月份", "处理矿量(吨)"], ["2022-09", 880_000]])
    reading = load(made)
    assert ([i.code for i in reading.errors], reading.rows, reading.sheets) == (["sheet_ambiguous"], (), ("8月", "9月"))
    assert reading.errors[0].args["sheets"] == "“8月”、“9月”"
    assert values(load(made, sheet="9月")) == [("2022-09", "plant", "actual", 880_000)]
    assert [i.code for i in load(made, sheet="十月").errors] == ["sheet_unknown"]
    for found in (read(TEXT, "a.csv", CATALOG, sheet="9月"), inspect(TEXT, "a.csv", sheet="9月")):
        assert [issue.code for issue in found.issues] == ["sheet_of_text"]  # and not the file's one table all the same
    assert len(read(TEXT, "a.csv", CATALOG, sheet="*").rows) == 1
    assert [row.period for row in load(made, sheet="*").rows] == ["2022-08", "2022-09"]


def test_a_hidden_sheet_is_read_only_when_it_is_named() -> None:
    made = book([HEAD, ["2022-08", 87]], name="8月")
    add(made, "旧", [HEAD, ["2022-07", 80]])
    made["旧"].sheet_state = "hidden"
    assert [row.period for row in load(made).rows] == ["2022-08"]
    assert [row.period for row in load(made, sheet="旧").rows] == ["2022-07"]


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 16_384), (1, 201), (5, 16_384)])
def test_a_cell_far_away_is_refused_and_takes_no_room(row: int, column: int) -> None:
    made = book([HEAD, ["2022-09", 88]])
    made.active.cell(row, column, "x")
    assert codes(load(made)) == ["too_many_columns"]


def test_a_cell_far_below_is_a_note_and_takes_no_room() -> None:
    made = book([HEAD, ["2022-09", 88]])
    made.active.cell(1_048_576, 1, "制表：某")
    assert (len(load(made).rows), codes(load(made))) == (1, [])


def test_a_range_merged_over_the_whole_sheet_is_cut_to_what_is_filled() -> None:
    made = book([["2022年9月生产月报"], ["指标", "计划", "实际"], ["处理矿量(万吨)", 85, 88]], ["A1:XFD1"])
    assert [row.value for row in load(made).rows] == [850_000, 880_000]
    tall = saved(book([["月份", "处理矿量(万吨)", "备注"], ["2022-09", 88, "快"]]))
    column = b'</sheetData><mergeCells><mergeCell ref="C2:C1048576"/></mergeCells>'
    assert len(load(changed(tall, SHEET, lambda part: part.replace(b"</sheetData>", column))).rows) == 1


def test_more_than_can_be_merged_is_refused() -> None:
    rows = [HEAD, *([f"{1950 + n // 12}-{n % 12 + 1:02}", n] for n in range(1100))]
    whole = b'</sheetData><mergeCells><mergeCell ref="A1:GR1101"/></mergeCells>'
    made = changed(saved(book(rows)), SHEET, lambda part: part.replace(b"</sheetData>", whole))
    assert codes(load(made)) == ["merged_too_large"]


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.floats(-(10**6), 10**6, allow_nan=False).map(lambda n: round(n, 4)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8),
    st.sampled_from(["2022-09", "月份", "处理矿量(万吨)", "合计", "一系列", "计划", "2022年9月", "—", "9月"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    st.booleans(),
)
RANGES = st.sampled_from(["A1:B1", "A1:A3", "B2:C3", "A2:C2", "C1:C9"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.lists(RANGES, max_size=1))
def test_any_workbook_gets_an_answer_and_an_error_keeps_every_row_of_it_apart(
    rows: list[list[object]], merged: list[str]
) -> None:
    legal = [[cell if not isinstance(cell, str) or cell.isprintable() else "x" for cell in row] for row in rows]
    data = saved(book(legal, merged))
    found, reading = inspect(data, "x.xlsx"), read(data, "x.xlsx", CATALOG)
    assert found.rows == len(found.data)
    assert all(len(line.cells) == len(found.columns) for line in found.data)
    assert all(row.sheet == "表" and row.line and row.column for row in reading.rows)


def _written(number: float) -> bool:
    """A figure of a size that somebody may write down."""
    return number == 0 or abs(number) > 1e-9


FIGURES = st.floats(-1e9, 1e9, allow_subnormal=False).filter(_written)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(FIGURES, min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_number_is_the_one_openpyxl_reads(rows: list[list[float]]) -> None:
    """An independent reader; ours keeps fifteen digits, as Excel does."""
    data = saved(book([["号", *(f"列{n}" for n in range(5))], *([f"行{n}", *row] for n, row in enumerate(rows))]))
    found = inspect(data, "x.xlsx")
    theirs = load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, min_col=2, values_only=True)
    assert [[float(cell) for cell in line.cells[1:] if cell] for line in found.data] == [
        [float(f"{value:.15g}") for value in row if value is not None] for row in theirs
    ]


def _laughs(part: bytes) -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return part.replace(b"<worksheet", entities + b"<worksheet", 1)


def _old(streams: str) -> bytes:
    """The beginning of an old Office file with streams of these names."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + streams.encode("utf-16-le")


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "entities": (lambda data: changed(data, SHEET, _laughs), "entities_file"),
    "bomb": (lambda data: changed(data, "xl/media/a.xml", lambda _: b"\0" * 5_000_000), "zip_bomb"),
    "macros": (lambda data: changed(data, "xl/vbaProject.bin", lambda _: b"x"), "macro_file"),
    "old macros": (lambda data: changed(data, "xl/macrosheets/sheet1.xml", lambda _: b"<x/>"), "macro_file"),
    "binary": (lambda data: changed(data, "xl/workbook.bin", lambda _: b"x"), "binary_workbook"),
    "word": (lambda data: changed(data, "word/document.xml", lambda _: b"<x/>"), "office_file"),
    "cut off": (lambda data: data[: len(data) // 2], "excel_file"),
    "no sheet": (lambda data: changed(data, SHEET, lambda _: b"<worksheet>"), "excel_file"),
    "row nought": (
        lambda data: changed(data, SHEET, lambda part: part.replace(b'r="B2"', b'r="B0"')),
        "excel_file",
    ),
    "string that is not there": (
        lambda data: changed(data, SHEET, lambda part: part.replace(b'<c r="B2" t="n">', b'<c r="B2" t="s">')),
        "excel_file",
    ),
    "encrypted": (lambda _: _old("EncryptedPackage"), "encrypted_file"),
    "xls with macros": (lambda _: _old("Workbook_VBA_PROJECT_CUR"), "macro_file"),
    "damaged xls": (lambda _: _old("Workbook" * 99), "excel_file"),
    "archive": (lambda _: changed(_EMPTY, "../../a.csv", lambda _: b"a,b\n"), "packed_file"),
    "rar": (lambda _: b"Rar!\x1a\x07", "packed_file"),
    "picture": (lambda _: b"\x89PNG\r\n", "picture_file"),
    "web page named xls": (lambda _: "<html><table><tr><td>月份".encode(), "html_file"),
}
_EMPTY = b"PK\x05\x06" + b"\0" * 18


@pytest.mark.parametrize(("spoil", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_its_sentence(spoil: Callable[[bytes], bytes], code: str) -> None:
    sound = saved(book([HEAD, ["2022-09", 88]]))
    assert codes(load(sound)) == []  # the control: without the harm the same file is read
    reading = load(spoil(sound))
    assert (codes(reading), reading.rows) == ([code], ())
    assert [issue.code for issue in inspect(spoil(sound), "x.xlsx").issues] == [code]


def test_names_that_climb_out_of_the_folder_only_are_names() -> None:
    made = changed(saved(book([HEAD, ["2022-09", 88]])), "../../etc/passwd", lambda _: b"x")
    assert len(load(made, name="../../月报.xlsx").rows) == 1


def test_a_cell_of_several_lines_is_a_cell_like_any_other() -> None:
    """Alt+Enter in a remark; in a text file the same may be rows that an open quotation mark swallowed."""
    rows = [[*HEAD, "备注"], ["2022-09", 88, "检修两天\n2022-10,89,已恢复\n正常"]]
    reading = load(book(rows))
    assert ([row.value for row in reading.rows], codes(reading)) == ([880_000], [])
