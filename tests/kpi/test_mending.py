"""The fix list: bad cells mended on the page as an overlay, unknown names given a meaning, the bytes untouched."""

from __future__ import annotations

from kpi import intake, mending, words
from kpi.intake import overlay
from kpi.intake.carriers.sheet import Cells, Sheet
from kpi.intake.carriers.table import Line
from kpi.reading import Issue, Reading
from tests.kpi.books import shipped

TEXT = """月份,范围,指标,类别,数值,单位
2023-01,全厂,处理矿量,实际,八十,万吨
2023-13,全厂,处理矿量,实际,80,万吨
2023-02,三系列,处理矿量,实际,80,万吨
2023-02,全厂,处理况量,实际,80,万吨
2023-03,全厂,镍回收率,实际,183.66,%
"""


def read(text: str = TEXT, **choices: object) -> Reading:
    return intake.read(text.encode(), "一.csv", shipped(), **choices)  # type: ignore[arg-type]


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.errors]


def test_the_list_holds_the_bad_cells_only_and_asks_for_names_elsewhere() -> None:
    found = read()
    cells = mending.bad_cells(found.issues)
    assert [(cell.row, cell.column, cell.heading, cell.found) for cell in cells] == [
        (2, 5, "数值", "八十"),
        (3, 1, "月份", "2023-13"),
        (6, 5, "数值", "183.66"),
    ]
    asked = mending.unknown(found.issues, shipped())
    assert [(name.found, name.suggested[:1]) for name in asked] == [
        ("三系列", ()),  # one click would put it under 二系列
        ("处理况量", ("ore_milled_dry",)),
    ]
    assert set(asked[0].suggested + asked[0].others) == set(shipped().scopes)
    assert set(asked[1].suggested + asked[1].others) == set(shipped().indicators)


def test_everything_mended_on_the_page_reads_like_a_mended_file() -> None:
    cells = mending.bad_cells(read().issues)
    corrections = mending.corrected([], cells, ["80", "2023-03", "83.66"])
    assert corrections == [["", 2, 5, "八十", "80"], ["", 3, 1, "2023-13", "2023-03"], ["", 6, 5, "183.66", "83.66"]]
    mapping = {"三系列": "line1", "处理况量": "ore_milled_dry"}
    found = read(corrections=corrections, mapping=mapping)
    by_hand = TEXT.replace("八十", "80").replace("2023-13", "2023-03").replace("183.66", "83.66")
    by_hand = by_hand.replace("三系列", "一系列").replace("处理况量", "处理矿量")
    assert codes(found) == []
    assert [row.cell for row in found.rows] == [row.cell for row in read(by_hand).rows]
    assert [row.value for row in found.rows] == [row.value for row in read(by_hand).rows]


def test_rates_written_as_fractions_are_percentages_at_one_press_with_all_their_digits() -> None:
    text = "月份,镍回收率(%),备注\n2022-07,0.8366123,\n2022-08,83.12,\n2022-09,83.1,\n"
    proposed = mending.percentages(read(text).issues)
    assert [(cell.row, cell.column, cell.found, meant) for cell, meant in proposed] == [
        (2, 2, "0.8366123", "83.66123%")
    ]
    after = read(text, corrections=mending.corrected([], [cell for cell, _ in proposed], [m for _, m in proposed]))
    assert ([row.value for row in after.rows], after.issues) == ([83.66123, 83.12, 83.1], ())
    assert mending.percentages(read(text.replace("0.8366123", "83.66")).issues) == ()


def test_an_untouched_cell_adds_no_correction_and_a_second_round_adds_to_the_first() -> None:
    cells = mending.bad_cells(read().issues)
    first = mending.corrected([], cells, ["80", "2023-13", "183.66 "])
    assert first == [["", 2, 5, "八十", "80"]]
    left = mending.bad_cells(read(corrections=first).issues)
    assert mending.corrected(first, left, ["2023-03", "183.66"]) == [*first, ["", 3, 1, "2023-13", "2023-03"]]


def test_a_correction_of_a_correction_is_applied_after_it() -> None:
    chain = [["", 2, 5, "八十", "八一"], ["", 2, 5, "八一", "81"]]
    assert "not_a_number" not in codes(read(corrections=chain))


def test_a_cell_that_says_something_else_by_now_is_left_alone() -> None:
    """The file was mended in Excel and uploaded again: the old correction must not overwrite it."""
    corrections = [["", 2, 5, "八十", "80"]]
    other = read(TEXT.replace("八十", "85"), corrections=corrections)
    assert next(row.value for row in other.rows if row.line == 2) == 850_000.0
    missed = next(issue for issue in other.errors if issue.code == "correction_missed")
    assert (missed.line, missed.cell, missed.found, missed.args["meant"]) == (2, "E2", "八十", "80")
    assert next(row.value for row in read(corrections=corrections).rows if row.line == 2) == 800_000.0


def test_a_correction_without_a_column_is_applied_only_where_it_is_the_only_one() -> None:
    sheet = Sheet("", (Line(1, ("80", "80", "x")),))
    assert overlay.corrected(sheet, [["", 1, 0, "80", "90"]]).lines[0].cells == ("80", "80", "x")
    assert overlay.corrected(sheet, [["", 1, 0, "x", "90"]]).lines[0].cells == ("80", "80", "90")
    assert overlay.corrected(sheet, [["", 1, 2, "80", "90"]]).lines[0].cells == ("80", "90", "x")
    chain = [
        ["", 1, 3, "x", "y"],
        ["", 1, 3, "y", "z"],
        ["", 1, 3, "x", "w"],
        ["", 1, 0, "80", "9"],
        ["", 7, 1, "", ""],
    ]
    found = overlay.missed([sheet], chain)
    assert [(i.cell, i.line) for i in found] == [("C1", 1), ("", 1), ("A7", 7)]
    assert "这一行有 2 格写着“80”，不知道是哪一格。请用 cell 指明单元格" in words.issue("zh", found[1])


def test_a_merged_range_is_one_cell_whichever_part_of_it_is_corrected() -> None:
    """October over both lines is September: said of A2, A3, both alike, or the row alone; not of both unlike."""
    cells = Cells("月报")
    for row, texts in enumerate(
        (("月份", "范围"), ("2026-10", "一系列"), ("", "二系列"), ("2026-10", "全厂")), start=1
    ):
        for column, text in enumerate(texts, start=1):
            cells.put(row, column, text)
    sheet = cells.sheet([(2, 1, 3, 1)], (False, (), ()))
    first, second, row = (["月报", *place, "2026-10", "2026-09"] for place in ((2, 1), (3, 1), (3, 0)))
    for made in ([first], [second], [row], [first, second]):
        assert [line.cells[0] for line in overlay.corrected(sheet, made).lines[1:]] == ["2026-09", "2026-09", "2026-10"]
        assert overlay.missed([sheet], made) == []
    unlike = [*first[:4], "2026-08"]
    assert [i.cell for i in overlay.missed([sheet], [second, unlike])] == ["A2"]


def test_a_correction_of_another_sheet_changes_nothing() -> None:
    sheet = Sheet("九月", (Line(1, ("80",)),))
    assert overlay.corrected(sheet, [["十月", 1, 1, "80", "90"]]) == sheet
    assert overlay.corrected(sheet, [["九月", 1, 1, "80", "90"]]).lines[0].cells == ("90",)


def test_a_meaning_can_be_taken_back() -> None:
    (name, *_) = mending.unknown([Issue("unknown_column", "warning", 1, "处理况量(万吨)", "处理况量(万吨)")], shipped())
    given = mending.mapped({}, name, "ore_milled_dry")
    assert given == {"处理况量(万吨)": "ore_milled_dry"}
    assert mending.mapped(given, name, "") == {}


def test_a_heading_keeps_its_unit_and_kind_when_its_name_is_given_a_meaning() -> None:
    text = "月份,处理况量(万吨),计划·处理况量(万吨)\n2023-01,80,100\n"
    both = [("actual", 800_000.0), ("plan", 1_000_000.0)]
    for heading in ("处理况量", "处理况量(万吨)"):
        assert [(r.kind, r.value) for r in read(text, mapping={heading: "ore_milled_dry"}).rows] == both


def test_a_table_without_one_known_heading_is_asked_for_all_of_them() -> None:
    text = "月份,甲矿,乙率\n2023-01,80,70\n"
    asked = mending.unheaded(read(text), ("月份", "甲矿", "乙率"), shipped())
    assert [name.found for name in mending.unknown(asked, shipped())] == ["甲矿", "乙率"]
    found = read(text, mapping={"甲矿": "ore_milled_dry"})
    assert [row.indicator for row in found.rows] == ["ore_milled_dry"]
    assert mending.unheaded(found, ("月份", "甲矿", "乙率"), shipped()) == ()


def test_a_mapping_to_nothing_known_means_nothing() -> None:
    assert codes(read(mapping={"处理况量": "no_such_key"})) == codes(read())
