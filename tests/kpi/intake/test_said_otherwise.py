"""What a file says besides its headings: another month, a struck cell, a comment, a sheet beside the one read.

Every file is a compact one (⏎ ends a line); what must come of it was worked out by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kpi import catalog, intake, words
from kpi.intake import choosing
from kpi.intake.carriers import runs
from kpi.intake.checks import history, ordinary
from kpi.intake.headings import comments, contradicted, graded, monthly, wet
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.intake.workbooks import add, book, changed, saved

CATALOG = catalog.load()
ORE, TITLE = "处理矿量(t)", "month_from_title"
TABLE = [["指标", "单位", "数值"], ["处理矿量", "t", 862000]]


def read(said: str | bytes, name: str = "x.csv") -> Reading:
    found = intake.read(said if isinstance(said, bytes) else said.replace("⏎", "\n").encode(), name, CATALOG)
    assert all(words.issue(lang, issue) for lang in LANGS for issue in found.issues)
    return found


def asked(said: str | bytes, name: str = "x.csv") -> list[str]:
    """The codes of what is refused, behind a !, and of what is asked."""
    issues = read(said, name).issues
    return sorted(f"!{issue.code}" if issue.severity == "error" else issue.code for issue in issues)


@pytest.mark.parametrize("row", ["差值", "平衡差(%)", "金属平衡差", "差异"])
def test_a_row_of_what_does_not_balance_is_left_out_by_its_name(row: str) -> None:
    found = read(f"2022年9月⏎项目,镍,铜⏎回收率(%),83.2,72⏎{row},0.8,1⏎")
    assert [issue.code for issue in found.issues] == ["month_from_title", "crossed_read", "crossed_rows"]
    assert ([row.value for row in found.rows], found.left_out[-1].text) == ([83.2, 72], f"{row} 0.8 1")


@pytest.mark.parametrize(
    ("heading", "cell", "codes"),
    [
        *((heading, "2022-10-01", ["!no_header"]) for heading in ("填报日期", "导出时间", "创建时间", "更新时间")),
        ("编号", "202210", ["!no_header"]),
        ("Week", "2022-09", ["!no_header"]),
        *((heading, "2022-10", ["month_heading"]) for heading in ("结算月份", "对比月份", "检修月份", "批次")),
        ("Report date", "2022-10-01", ["month_heading"]),
        ("End time", "2022-10-01", ["month_heading"]),
        *(
            (heading, "2022-10", [])
            for heading in ("所属月份", "会计期间", "报告年月", "Reporting month", "TIME_PERIOD")
        ),
        ("开始日期,结束日期", "2022-09-01,2022-09-30", ["unknown_column"]),
        ("开始时间,结束时间", "2022-09-01 00:00,2022-10-01 00:00", ["unknown_column"]),
        ("开始日期,结束日期", "2022-01-01,2022-09-30", ["!span_no_month"]),
    ],
)
def test_what_looks_like_months_is_the_month_by_its_heading_only(heading: str, cell: str, codes: list[str]) -> None:
    assert asked(f"{heading},{ORE}⏎{cell},862000⏎") == codes


def test_without_its_heading_being_read_any_month_is_the_figures_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "is_none", lambda *_: False)
    monkeypatch.setattr(monthly, "asked", lambda *_: [])
    assert asked(f"填报日期,{ORE}⏎2022-10-01,862000⏎") == asked(f"批次,{ORE}⏎2022-10,862000⏎") == []


def looking(cell: Any, heading: Any = "镍回收率(%)") -> bytes:
    return saved(book([["月份", heading], ["2022-09", cell]]))


def run(text: str, **look: Any) -> TextBlock:
    return TextBlock(InlineFont(**look), text)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (CellRichText("83.2", run("1", vertAlign="superscript")), "83.2¹"),
        (CellRichText(run("85", strike=True), "8500"), "〔划去：85〕8500"),
    ],
)
def test_a_raised_or_struck_part_is_no_digit_of_a_figure(
    cell: CellRichText, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = read(looking(cell), "x.xlsx").errors
    assert [(issue.code, issue.found) for issue in refused] == [("not_a_number", found)]
    monkeypatch.setattr(runs, "looked", lambda text, **_: text)
    assert not [issue for issue in read(looking(cell), "x.xlsx").errors if issue.code == "not_a_number"]


def test_shared_texts_keep_the_look_of_their_parts_and_a_heading_says_what_was_struck() -> None:
    raised = b"<si><r><t>83.2</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r><rPh><t>9</t></rPh></si>"
    data = looking("83.2¹")
    parted = changed(data, "xl/sharedStrings.xml", lambda part: part.replace("<si><t>83.2¹</t></si>".encode(), raised))
    assert [issue.found for issue in read(parted, "x.xlsx").errors] == ["83.2¹"]
    head = CellRichText(run("计划", strike=True), "镍回收率(%)")
    assert asked(looking(83.2, head), "x.xlsx") == ["!heading_unread"]
    metres = CellRichText("新水量(m", run("3", vertAlign="superscript"), ")")
    assert [row.value for row in read(looking(850_000, metres), "x.xlsx").rows] == [850_000]


@pytest.mark.parametrize(("code", "asked_for"), [(";;;", ["B2"]), (";;", ["B2"]), ("0.00;;", []), ("General", [])])
def test_cells_that_their_number_format_hides_are_asked(code: str, asked_for: list[str]) -> None:
    made = book([["月份", "处理矿量(万吨)"], ["2022-09", 88]], formats={"B2": code})
    assert [i.args["cells"] for i in read(saved(made), "x.xlsx").issues if i.code == "concealed_cells"] == asked_for


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("注：本表为预计数，仅含一系列", "D5（注：本表为预计数，仅含一系列）"),
        ("此表由党委办公室在每月的例会上使用", ""),
    ],
)
def test_a_text_box_that_speaks_of_other_figures_is_asked_with_its_place(text: str, told: str) -> None:
    made = book([["月份", "处理矿量(万吨)"], ["2022-09", 88]])
    made.worksheets[0].add_chart(BarChart(), "D5")  # gives the sheet a drawing, to which the box is added
    ours = "http://schemas.openxmlformats.org/drawingml/2006"
    ns = f'xmlns:x="{ours}/spreadsheetDrawing" xmlns:d="{ours}/main"'
    box = (
        f"<x:twoCellAnchor {ns}><x:from><x:col>3</x:col><x:colOff>0</x:colOff><x:row>4</x:row></x:from><x:to><x:col>9"
        f"</x:col><x:row>8</x:row></x:to><x:sp><x:txBody><d:p><d:r><d:t>{text[:4]}</d:t></d:r><d:r><d:t>{text[4:]}</d:t>"
        "</d:r></d:p></x:txBody></x:sp></x:twoCellAnchor></"
    )
    data = changed(saved(made), "xl/drawings/drawing1.xml", lambda old: box.encode().join(old.rsplit(b"</", 1)))
    found = [i.args["comments"] for i in read(data, "x.xlsx").issues if i.code == "comments_tell"]
    assert found == ([told] if told else [])


def test_struck_cells_and_comments_that_speak_of_other_figures_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = book([["月份", ORE], ["2022-09", 862000]])
    made["表"]["B2"].font = Font(strike=True)
    assert [i.args["cells"] for i in read(saved(made), "x.xlsx").issues if i.code == "struck_cells"] == ["B2"]
    made["表"]["B2"].font = Font()
    for text, codes in (
        ("张三:\n8月数", 1),
        ("预计数", 1),
        ("累计数", 1),
        ("数据由中心化验室和调度室共同核对后填写", 0),
    ):
        made["表"]["B2"].comment = Comment(text, "x")
        assert asked(saved(made), "x.xlsx") == ["comments_tell"] * codes, text
    made["表"]["B2"].comment = Comment("8月数", "x")
    monkeypatch.setattr(comments, "telling", lambda *_: "")
    assert asked(saved(made), "x.xlsx") == []


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], hidden: str = "") -> bytes:
    made = book(sheets[0][1], name=sheets[0][0])
    for name, rows in sheets[1:]:
        add(made, name, rows)
    if hidden:
        made[hidden].sheet_state = "hidden"
    return saved(made)


SEPTEMBER = ("9月", [["2022年9月"], *TABLE])


@pytest.mark.parametrize(
    ("data", "lost"),
    [
        (workbook(SEPTEMBER, ("质量", [["指标", "本月"], ["镍回收率(%)", 83]])), "“质量”"),
        (workbook(SEPTEMBER, ("8月", [["2022年8月"], *TABLE]), hidden="8月"), "“8月”"),
        (
            workbook(SEPTEMBER, ("8月", [["2022年8月"], *TABLE]), ("补充", [["指标", "本月"], ["镍回收率(%)", 83]])),
            "“补充”",
        ),
        (workbook(SEPTEMBER, ("说明", [["处理矿量指干矿量"], ["镍回收率", "按化验计"]])), ""),
    ],
)
def test_a_sheet_with_figures_that_is_not_read_is_asked_about(
    data: bytes, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [issue.args["sheets"] for issue in read(data, "x.xlsx").issues if issue.code == "sheets_lost"]
    assert found == ([lost] if lost else [])
    monkeypatch.setattr(choosing, "_has_figures", lambda *_: False)
    assert "sheets_lost" not in asked(data, "x.xlsx")


def test_a_cover_sheet_gives_no_false_reason() -> None:
    assert asked(workbook(("封面", [["2022年9月生产月报"]]), ("月报", TABLE)), "x.xlsx") == ["!no_month_heading"]


@pytest.mark.parametrize(
    ("said", "name", "codes"),
    [
        (f"2022年9月生产月报⏎月份,{ORE}⏎2022-08,862000⏎", "x.csv", ["month_other_title"]),
        (f"2023年生产月报⏎月份,{ORE}⏎2022-08,862000⏎", "x.csv", ["month_other_title"]),
        (f"月份,{ORE}⏎2022-08,862000⏎", "2022年9月.csv", ["month_other_name"]),
        (f"月份,{ORE}⏎2022-08,862000⏎2022-09,861000⏎", "2022年10月导出.csv", []),
        (f"2022年9月生产月报⏎月份,{ORE}⏎2022-08,862000⏎2022-09,861000⏎", "x.csv", []),
        (f"2022年生产月报⏎月份,{ORE}⏎2022-08,862000⏎", "x.csv", []),
        ("2022年9月⏎指标,单位,2022年10月计划⏎处理矿量,t,862000⏎", "x.csv", []),
    ],
)
def test_a_title_or_a_name_of_another_month_than_the_figures_is_asked(
    said: str, name: str, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(said, name) == codes
    monkeypatch.setattr(contradicted, "dated", lambda *_: ())
    assert asked(said, name) == []


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("月份,尾矿量(t),铜品位(%)⏎2022-09,764000,0.9", "尾矿"),
        ("月份,精矿产量(t),镍品位(%)⏎2022-09,97567,1.5", "精矿"),
        ("月份,处理矿量(t),精矿产量(t),镍品位(%)⏎2022-09,862000,97567,1.5", "精矿"),
        ("2022年9月⏎指标,单位,数值⏎尾矿量,t,764000⏎镍品位,%,1.1", "尾矿"),
        ("月份,处理矿量(t),镍品位(%),精矿产量(t)⏎2022-09,862000,1.5,97567", ""),
        ("月份,处理矿量(t),精矿产量(t),镍品位(%),精矿镍品位(%)⏎2022-09,862000,97567,1.5,8", ""),
        ("月份,尾矿量(t),原矿镍品位(%)⏎2022-09,764000,1.5", ""),
    ],
)
def test_a_grade_of_no_product_beside_another_products_figures_is_asked(
    said: str, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [i.args["product"] for i in read(said).issues if i.code == "grade_whose"] == ([whose] if whose else [])
    monkeypatch.setattr(graded, "asked", lambda *_: [])
    assert "grade_whose" not in asked(said)


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        ("月份;新水量(万m³)⏎2022-08;12,345", "12345"),
        ("月份;台时处理量⏎2022-08;530,125", "530125"),
        (f"月份;{ORE};镍回收率(%)⏎2022-08;862,000;83.2", ""),
        (f"月份\t{ORE}⏎2022-08\t862,000", ""),
    ],
)
def test_a_lone_comma_among_semicolons_may_be_a_point(said: str, joined: str) -> None:
    assert [i.args["joined"] for i in read(said).issues if i.code == "comma_thousands"] == ([joined] if joined else [])


def test_a_column_that_says_what_the_figures_are_is_quoted_and_wet_tonnes_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = "2022年9月⏎指标,单位,{},数值⏎处理矿量,t,{},862000"
    for heading, cell in (("统计区间", "9.1-9.20"), ("聚合", "MAX"), ("是否有效", "否"), ("倍率", "10000")):
        found = read(form.format(heading, cell)).issues
        assert [issue.code for issue in found] == [TITLE, "unknown_column"]
        assert f"写着：{cell}" in words.issue("zh", found[1])
    for heading, cell in (("干湿", "湿"), ("计量方式", "湿基"), ("统计口径", "湿")):
        assert asked(form.format(heading, cell)) == ["!wet_said"]
    monkeypatch.setattr(wet, "_beside", lambda *_: None)
    assert asked(form.format("干湿", "湿")) == [TITLE, "unknown_column"]


@pytest.mark.parametrize(("last", "code"), [(3200, ["far_from_history"]), (16, ["far_below_history"]), (165, [])])
def test_a_rate_that_was_steady_is_asked_when_it_is_many_times_itself(
    last: float, code: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "月份,黄药单耗(g/t)⏎" + "".join(f"2022-{n:02},{150 + n}⏎" for n in range(1, 12)) + f"2022-12,{last}"
    assert asked(said) == code
    monkeypatch.setattr(history, "_is_measured", lambda _: False)
    monkeypatch.setattr(ordinary, "measured", lambda *_: False)
    assert asked(said) == []


def test_the_months_own_under_plan_and_actual_and_of_this_year_is_read() -> None:
    both = "2022年9月⏎指标,单位,计划,,实际,⏎,,本月,累计,本月,累计⏎处理矿量,t,860000,7800000,862000,7810000"
    found = read(both)
    assert sorted((row.kind, row.value) for row in found.rows) == [("actual", 862_000), ("plan", 860_000)]
    assert [issue.code for issue in found.issues] == [TITLE, "headings_spread"]
    found = read("2022年9月⏎指标,单位,上年同月,本年本月⏎处理矿量,t,860000,862000")
    assert ([row.value for row in found.rows], [i.code for i in found.issues]) == ([862_000], [TITLE])
