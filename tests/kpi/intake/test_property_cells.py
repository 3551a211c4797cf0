"""Every number in the body of a report ends in a row, in what was left out, or in what is asked or refused by name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi import catalog, intake, words
from kpi.headings import normal
from kpi.intake.headings.crossed import Cross
from kpi.reading import Reading

CATALOG = catalog.load()
PRODUCTS = ["尾矿", "损失", "合计", "小计", "原矿（累计）", "期初库存", "中矿", "一系列原矿", "其中", "差值", "镍精矿"]
QUANTITIES = [
    "铜品位(%)",
    "产率(%)",
    "水分(%)",
    "镍回收率(%)",
    "铜回收率(%)",
    "镍金属量(t)",
    "铜分布率(%)",
    "浓度(%)",
    "累计产量(t)",
    "上月产量(t)",
    "计划产量(t)",
    "金品位(g/t)",
    "浓度",
    "备用",
    "产量完成率(%)",
]
OF_METALS = [
    "尾矿品位(%)",
    "精矿金属量(t)",
    "水分(%)",
    "产率(%)",
    "合计",
    "其中",
    "分布率(%)",
    "累计回收率(%)",
    "浓度(%)",
]
METALS = ["钴", "水分(%)", "金", "产量(t)", "累计", "合计"]
NAMES = ["镍回收率", "铜回收率", "原矿水分", "其中", "小计", "合计", "累计处理矿量", "二、消耗指标", "其他"]
KINDS = [
    "计划",
    "累计",
    "上月",
    "同比",
    "完成率",
    "得分",
    "权重",
    "年计划",
    "日均",
    "预测",
    "偏差",
    "人数",
    "1-9月",
    "上年同期",
]
WIDE = [
    "精矿产量(吨)",
    "镍回收率(%)",
    "员工人数",
    "累计处理矿量(吨)",
    "处理矿量同比",
    "计划处理矿量(吨)",
    "浓度(%)",
    "合计",
]
MONTHS = ["合计", "平均", "2022年1-9月", "同比", "上年同期", "全年", "三季度"]
LAYOUTS = (
    ("2022年9月金属平衡表", "产品", ("原矿", "精矿"), PRODUCTS, ("产量(t)", "镍品位(%)"), QUANTITIES),
    ("2022年9月技术指标", "项目", ("原矿品位(%)", "精矿品位(%)", "回收率(%)"), OF_METALS, ("镍", "铜"), METALS),
    ("2022年9月生产情况", "指标", ("处理矿量", "精矿产量"), NAMES, ("实际",), KINDS),
    ("生产月报", "月份", ("2022-07", "2022-08", "2022-09"), MONTHS, ("处理矿量(吨)",), WIDE),
)
SIZES = {"原矿": "1.05", "精矿": "8.78", "尾矿": "0.16", "损失": "0.01"}
TONNES = {"精矿": "97567", "尾矿": "764433", "损失": "12"}
Table = tuple[str, list[str], list[list[str]]]


def figure(label: str, head: str) -> str:
    """Of a size that is none of an error's, wherever label and heading say something."""
    said = label + head
    table = TONNES if any(word in said for word in ("(t)", "吨", "矿量", "产量")) else SIZES
    return next((size for word, size in table.items() if word in said), "862000" if table is TONNES else "83.4")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A title, the headings, and rows of a label and figures: an ordinary table, up to three strange rows and columns.

    Some figures are blank, and of one label all may be.
    """
    title, corner, rows_own, rows_more, heads_own, heads_more = draw(st.sampled_from(LAYOUTS))
    more = [draw(st.lists(st.sampled_from(each), max_size=3, unique=True)) for each in (rows_more, heads_more)]
    labels, heads = draw(st.permutations([*rows_own, *more[0]])), [*heads_own, *more[1]]
    blank = draw(st.sets(st.tuples(st.sampled_from(labels), st.sampled_from(heads)), max_size=4))
    bare = draw(st.sampled_from(["", *labels]))
    rows = [
        [each, *("" if each == bare or (each, head) in blank else figure(each, head) for head in heads)]
        for each in labels
    ]
    return title, [corner, *heads], rows


def read(table: Table) -> Reading:
    title, heads, rows = table
    lines = [title, ",".join(heads), *(",".join(row) for row in rows)]
    return intake.read("\n".join(lines).encode(), "x.csv", CATALOG)


def lost(table: Table, found: Reading) -> list[str]:
    """The cells with a number that nothing tells of, as label/heading."""
    if found.errors:
        return []
    _, heads, rows = table
    stored = {(row.line, row.column) for row in found.rows}
    apart = {left.line for left in found.left_out if left.kind not in ("column", "title", "blank")}
    columns = {normal(left.text) for left in found.left_out if left.kind == "column"}
    told = [words.issue("zh", issue) for issue in found.issues if issue.code != "crossed_read"]
    told += [words.render("zh", said) for said in found.said]
    said = [normal(text) for text in told]
    cells = [
        (n, m, f"{row[0]}/{heads[m]}") for n, row in enumerate(rows, 3) for m, text in enumerate(row) if m and text
    ]
    return [
        name
        for n, m, name in cells
        if (n, m + 1) not in stored
        and n not in apart
        and normal(heads[m]) not in columns
        and not any(normal(name) in text or f"“{normal(heads[m])}”" in text for text in said)
        and not any(issue.code == "crossed_rows" and name.split("/")[0] in str(issue.args) for issue in found.issues)
    ]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tables())
def test_every_number_ends_in_a_row_in_what_is_left_out_or_in_a_sentence(table: Table) -> None:
    assert lost(table, read(table)) == []


@pytest.mark.soak
@settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_every_number_ends_somewhere_at_length(table: Table) -> None:
    assert lost(table, read(table)) == []


def test_a_cell_that_is_passed_over_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: were 精矿/水分(%) not asked, as it was, the property would fail."""
    table = ("2022年9月", ["产品", "产量(t)", "水分(%)"], [["原矿", "862000", "3.1"], ["精矿", "97567", "8.1"]])
    assert lost(table, found := read(table)) == []
    assert [issue.args["rows"] for issue in found.issues if issue.code == "crossed_left"] == ["精矿/水分(%)"]
    asked = Cross.asked
    monkeypatch.setattr(Cross, "asked", lambda *of: [i for i in asked(*of) if i.code != "crossed_left"])
    assert lost(table, read(table)) == ["精矿/水分(%)"]


def test_rows_without_a_figure_of_their_own_take_nothing_with_them() -> None:
    """At its smallest, what the property found: nothing of these was stored, left out or asked."""
    for text, told in (
        ("指标,单位,本月,累计\n处理矿量,吨,,7712000", ["cumulative_alone"]),
        ("指标,单位,本月,人数\n处理矿量,吨,,560\n精矿产量,吨,97567,", ["unknown_column"]),
        ("产品,产量(t),镍品位(%)\n损失,12,\n原矿,862000,", ["balance_rows", "unknown_column_near"]),
    ):
        found = intake.read(f"2022年9月\n{text}".encode(), "x.csv", CATALOG)
        assert [issue.code for issue in found.issues if issue.code != "month_from_title"] == told
    found = intake.read("2022年9月\n指标,实际,人数\n员工,,560\n精矿产量,97567,1".encode(), "x.csv", CATALOG)
    assert (3, "note", "员工 560") in [(left.line, left.kind, left.text) for left in found.left_out]


def test_a_table_that_goes_on_below_a_label_that_only_sorts_is_read_as_one() -> None:
    """二、指标 under 一、产量, with its heading again; below 上年同期 it is another table, which is asked."""
    head, more = "指标,单位,计划,实际\n", "镍回收率,%,83.3,83.4\n"
    for label, stored, told in (("二、指标", 4, []), ("二、上年同期", 2, ["tables_left"])):
        text = f"2022年9月\n一、产量\n{head}处理矿量,万吨,85,86.2\n\n{label}\n{head}{more}"
        found = intake.read(text.encode(), "x.csv", CATALOG)
        asked = [issue.code for issue in found.issues if issue.code != "month_from_title"]
        assert (len(found.rows), asked) == (stored, told)
