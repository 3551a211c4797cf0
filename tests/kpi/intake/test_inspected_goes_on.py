"""What inspect takes for rows of a table below blank rows, for its last column, for its second heading, for sums."""

from __future__ import annotations

import pytest

from kpi.intake import inspect
from kpi.intake.grid import adding
from kpi.intake.tables import sections, structure
from tests.kpi.intake.conftest import Load, codes


def told(text: str) -> tuple[int, str]:
    found = inspect(text.encode("gb18030"), "x.csv")
    return found.rows, " ".join(f"{out.line}:{out.kind}" for out in found.left_out if out.kind != "blank")


PARTS = "矿种,2020,2021,2022\n煤,1,2,3\n油,1,2,3\n气,1,2,3\n,,,\n金属矿产,,,\n铁,1,2,3\n铜,1,2,3\n"


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        (PARTS, 5, "6:title"),
        (PARTS.replace("煤", "能源矿产,,,\n煤"), 5, "2:title 7:title"),  # the first section's label too
        (PARTS.replace("金属矿产,,,\n", "金属矿产,,,\n,,,\n"), 5, "6:title"),
        (PARTS.replace("金属矿产", "数据来源：自然资源部。"), 3, "6:note 7:note 8:note"),
        (PARTS.replace("铁,1,2,3\n铜,1,2,3", "铁,甲,乙,丙\n铜,甲,乙,丙"), 3, "6:note 7:note 8:note"),
        ("项目,2021,2022\n处理量(t),1,2\n停产检修,,\n镍(t),1,2\n钴(t),,\n", 4, ""),  # labels without a section
        ("国,,2021\n美洲,,\n,巴西,5\n,古巴,6\n亚洲,,\n,中国,7\n", 3, "2:title 5:title"),  # set in by a column
    ],
)
def test_rows_of_one_shape_go_on_below_a_blank_row_and_a_label(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


AGAIN = "车间,计划,实际\n一选,10,20\n二选,11,21\n三选,12,22\n,,\n{},,\n{},8,18\n{},9,19\n"


@pytest.mark.parametrize(
    "label",
    [
        "去年同期",
        "同比（%）",
        "其中外购",
        "占全市比重",
        "历史最高",
        "年度预算",
        "对比",
        "累计",
        "YTD",
        "1-9月",
        "Prior year",
    ],
)
def test_another_measure_below_a_blank_row_is_no_more_rows(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = AGAIN.format(label, "四选", "五选")
    assert told(other) == (3, "6:note 7:note 8:note")
    monkeypatch.setattr(sections, "_is_other", lambda *_: False)
    assert told(other)[0] == 5, "the control: rows of another measure among the data"


def test_the_same_rows_once_more_are_a_sections_only_where_the_first_has_a_label() -> None:
    again = AGAIN.format("铜系统", "一选", "二选")
    assert told(again) == (3, "6:note 7:note 8:note")
    assert told(again.replace("一选,10", "镍系统,,\n一选,10")) == (5, "2:title 7:title")
    assert told(AGAIN.format("铜系统", "四选", "五选")) == (5, "6:title"), "the control: other rows"


@pytest.mark.parametrize(
    "label",
    [
        "签字",
        "填表日期",
        "联系人：张三",
        "计算过程",
        "检测依据",
        "计量单位",
        "附：明细",
        "环境条件",
        "Assumptions",
        "STD",
    ],
)
def test_remarks_with_figures_below_a_blank_row_are_no_section(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = AGAIN.format(label, "张三", "李四")
    assert told(beside) == (3, "6:note 7:note 8:note")
    monkeypatch.setattr(sections, "_REMARKS", sections.re.compile("(?!)"))
    assert told(beside)[0] == 5, "the control"


def test_a_label_alone_between_blank_rows_needs_whole_rows_below_it() -> None:
    alone = AGAIN.format("能耗,,\n,", "球磨", "浮选")
    assert told(alone)[0] == 5
    assert told(alone.replace("浮选,9,19", "浮选,9,"))[0] == 3
    assert told(alone.replace("浮选,9,19\n", ""))[0] == 3, "one row"


def test_without_the_sections_their_rows_would_be_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_labels", lambda band: iter(()))
    assert told(PARTS) == (3, "6:note 7:note 8:note")


MARKED = "Country,2017,,2018,,2019,\nA,1,,2,,3,\nB,1,,2,,3,e\nC,1,,2,,3,r\nTotal,3,,6,,9,\n"


def test_a_column_whose_heading_stands_in_the_heading_row_belongs_to_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = inspect(MARKED.encode(), "x.csv")
    assert found.columns == ("Country", "2017", "2018", "2019", "")
    assert (found.periods, found.rows) == (("2017", "2018", "2019"), 3)
    aside = "Country,2016,2017,,2018,,202.4,\nA,9,1,,2,,3,\nB,9,1,,2,,3,e\nC,9,1,,2,,3,r\n"
    wide = inspect(aside.encode(), "x.csv").columns
    assert wide == ("Country", "2016", "2017", "2018"), "a figure beside the heading heads nothing"
    monkeypatch.setattr(structure.heads, "can_head", lambda cell: False)
    lost = inspect(MARKED.encode(), "x.csv")
    assert "2019" not in lost.columns, "the control: without the look the last year is lost"


BOTH = "地区,镍,铜\n{}北京,1,2\n河北,3,4\n"


@pytest.mark.parametrize(
    ("text", "head", "rows"),
    [
        (BOTH.format("Region,Nickel,Copper\n"), (1, 2), 2),
        (BOTH.format("Region,down,down\n"), (1,), 3),  # words of data, which come again
        (BOTH.format("天津,停,检修\n"), (1,), 3),
        ("地区,铅,锌\nRegion,Pb,Zn\n北京,1,2\n河北,3,4\n", (1, 2), 2),
        (BOTH.format("Region,Ni,Cu\n"), (1, 2), 2),  # a metal's sign below its name
        (BOTH.format("Chile,w,r\n"), (1,), 3),  # flags, states, codes
        (BOTH.format("Tianjin,OPEN,SHORT\n"), (1,), 3),
        (BOTH.format("Blank,LNR,LTR\n"), (1,), 3),
        (BOTH.format("MW-1,missed,absent\n"), (1,), 3),
        ("姓名,语文,数学\nAlice,absent,sick\nPeter,1,2\nMary,3,4\n", (1,), 3),  # a name over names
        ("国,2021,2022,2022\n,,,1-10月\nA,5,6,7\nB,5,6,7\n", (1, 2), 2),
        ("国,2021,2022,2023,2024\n,,,暂,暂\nA,5,6,7,8\nB,5,6,7,8\n", (1,), 3),  # no two headings to tell apart
    ],
)
def test_a_second_heading_row_says_the_first_again_or_tells_its_names_apart(
    text: str, head: tuple[int, ...], rows: int
) -> None:
    found = inspect(text.encode("gb18030"), "x.csv")
    assert (found.header_rows, found.rows) == (head, rows)


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("车间,量,金属\n一选,100,10\n二选,101,11\n,201,21\n", 2, "4:total"),
        ("车间,量,品位\n一选,100,0.8\n二选,101,0.9\n,201,0.85\n", 2, "4:total"),  # a mean beside the sum
        ("车间,量,金属\n一选,100,10\n二选,101,11\n,201,22\n", 3, ""),  # one adds up nothing
        ("车间,量\n一选,5\n二选,6\n,11\n,7\n", 4, ""),  # another row without a name is no sum
        ("车间,班,量\n一选,夜,5\n,白,6\n二选,夜,11\n", 3, ""),  # a merged cell that was lost
        ("车间,量,金属\n一选,11,2\n,11,2\n", 2, ""),  # one row is no sum
        ("日期,产量,停机\n2022-09-01,100,1\n2022-09-02,120,1\n,110,2\n2022-09-04,130,0\n", 4, ""),  # by chance
        ("日期,产量,停机\n2022-09-01,100,1\n2022-09-02,120,1\n,110,2\n", 3, ""),  # a few stops, and a mean
        ("时,流量,压力\n0,10,5\n1,20,5\n,30,5\n3,40,5\n", 4, ""),  # amid others all must add up
        ("品,量,金属\n镍,10,20\n铜,20,30\n,30,50\n锌,1,2\n铅,3,4\n", 4, "4:total"),  # as they do
        ("时,车,事故\n早,100,1\n中,200,2\n,300,1\n", 3, ""),  # less than any mean
        ("ID,x,y\n1,0,0\n2,1,1\n,1,1\n", 3, ""),  # naught and a figure add up to anything
    ],
)
def test_a_row_without_a_name_is_a_sum_where_all_its_figures_say_so(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


def test_without_the_look_at_few_a_day_would_be_a_sum_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "日期,产量,停机\n2022-09-01,100,1\n2022-09-02,120,1\n,110,2\n"
    assert told(text) == (3, "")
    monkeypatch.setattr(adding, "_FEW", 0)
    assert told(text) == (2, "4:total"), "the control"


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("国,矿\n巴西,5\n古巴,6\nTotal Americas,11\n中国,7\n日本,1\nTotal Asia,8\n", 4, "4:total 7:total"),
        ("项,矿\n巴西,5\n古巴,6\nTotal ore milled,90\n", 3, ""),  # a name, as its figure says
        ("国,矿\n巴西,5\n古巴,6\n总数,11\n", 2, "4:total"),
        ("项,件\n总数,11\n合格数,5\n废品数,6\n", 3, ""),  # the first of all is summed up by nothing
        ("国,矿\n巴西,5\nSub-total West,5\n古巴,6\nTotal - all,11\n", 2, "3:total 5:total"),
        ("项,1月,2月\npH,7,7.1\nTotal-N,1,1.1\nTotal: Cu,2,3\nCOD,9,9\n", 4, ""),
        ('司,年\n"Total, Inc.",10\nShell,30\nTotal-Elf,7\n', 3, ""),
        ("日,矿\n1,5\n2,6\nTotal,11\nMTD avg,5.5\n", 2, "4:total 5:total"),
        ("Row Labels,矿\nA,5\n(blank),\nGrand Total,5\n", 1, "3:note 4:total"),
        ("Row Labels,矿\nA,5\n(blank),6\nGrand Total,11\n", 2, "4:total"),  # what has no name counts
        ("品,矿\n镍,5\n铜,6\n过次页,11\n承前页,11\n", 2, "4:total 5:total"),
        ("摘要,借方,余额\n承前页,9,4\n付款,1,3\n收款,2,5\n过次页,12,5\n", 2, "2:total 5:total"),  # a ledger's
        ("类,额\n减值,5\n过次页,10\n全部,20\n", 3, ""),
        ("品,矿\n镍,5\n铜,0\n总数,5\n", 2, "4:total"),
        ("Taille,N\nPetite,1\nMoyenne,2\nGrande,3\n", 3, ""),
        ("Taille,N\nPetite,1\nGrande,3\nMoyenne,2\n", 2, "4:total"),
        ("Taille,N\nPetite,1\nGrande,3\nMoyenne,5\n", 3, ""),
        ("姓,人\n计,60\n王,40\n李,20\n", 3, ""),
        ("符,值\nΣ,10\nΔ,4\nΩ,6\n", 3, ""),
    ],
)
def test_words_for_sums_at_either_end_and_names_that_only_look_like_them(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


@pytest.mark.parametrize(
    "word",
    [
        "计",
        "計",
        "Gesamt",
        "Summe",
        "Итого",
        "ИТОГО:",
        "Sous-total",
        "Total général",
        "Promedio",
        "Moyenne",
        "合计金额",
    ],
)
def test_sums_are_known_in_other_languages(word: str) -> None:
    text = f"品,矿\n镍,5\n铜,17\n{word},{11 if word in ('Promedio', 'Moyenne') else 22}\n"
    found = inspect(text.encode("utf-8-sig"), "x.csv")
    assert (found.rows, [(out.line, out.kind) for out in found.left_out]) == (2, [(4, "total")])


@pytest.mark.parametrize(
    ("name", "unit"), [("小计量泵电耗", "t"), ("小计数器读数", "t"), ("总计停车时间", "h"), ("累计运行天数", "天")]
)
def test_another_word_or_unit_behind_that_of_a_sum_makes_a_name(name: str, unit: str) -> None:
    assert told(f"指标,单位,值\n处理量,t,100\n{name},{unit},3\n镍回收率,%,83\n") == (3, "")


@pytest.mark.parametrize(
    "name", ["合计占比", "合计消耗", "总计工时", "合计增减", "小计月均", "累计单耗", "合计其中外购"]
)
def test_words_behind_that_of_a_sum_leave_it_one(name: str) -> None:
    text = f"日期,铜,镍\n2022-09-01,10,1\n2022-09-02,20,2\n2022-09-03,30,3\n{name},60,7\n"
    found = inspect(text.encode("gb18030"), "x.csv")
    assert (found.rows, len(found.periods), found.left_out[-1].kind) == (3, 3, "total")


@pytest.mark.parametrize("name", ["合计耗电", "总计净重", "合计西北五省"])
def test_any_other_words_behind_it_do_where_it_adds_up(name: str) -> None:
    assert told(f"品,矿\n镍,5\n铜,6\n{name},11\n") == (2, "4:total")
    assert told(f"品,矿\n镍,5\n铜,6\n{name},12\n") == (3, "")


SUMMED = "2022年9月\n系列,处理矿量(t),精矿产量(t)\n一系列,400000,40000\n二系列,300000,30000\n,{},70000\n"


def test_the_gate_takes_no_sum_without_a_name_for_the_plants_own(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = load(SUMMED.format(700000))
    assert {row.scope for row in reading.rows} == {"line1", "line2"}
    assert [(out.line, out.kind) for out in reading.left_out] == [(1, "title"), (5, "total")]
    monkeypatch.setattr(adding, "rows", lambda *_, **__: frozenset())
    taken = load(SUMMED.format(700000))
    assert "plant" in {row.scope for row in taken.rows}, "the control: it was stored as the plant's own"


def test_the_gate_drops_no_row_whose_name_only_begins_as_a_sums_does(load: Load) -> None:
    text = "指标,单位,2022年9月\n处理矿量,t,700000\n{},kWh,3\n"
    kinds = {out.line: out.kind for out in load(text.format("小计量泵电耗")).left_out}
    assert kinds.get(3) != "total"
    assert {out.line: out.kind for out in load(text.format("小计")).left_out}[3] == "total", "the control"


def test_a_sum_without_a_name_is_held_to_what_it_sums_up(load: Load) -> None:
    assert "total_differs" not in codes(load(SUMMED.format(700000)))
    differs = load(SUMMED.format(700100))
    assert ("total_differs", 5) in [(issue.code, issue.line) for issue in differs.issues]
    assert {row.scope for row in differs.rows} == {"line1", "line2"}


MONTHS = "月份,处理矿量(t),镍回收率(%),停机次数\n2022年7月,1000,83.1,1\n2022年8月,1200,83.5,1\n{}\n"


def test_a_month_that_is_wanting_is_asked_for_where_what_is_read_does_not_add_up(load: Load) -> None:
    found = load(MONTHS.format(",1100,83.3,2"))
    assert not [out for out in found.left_out if out.kind == "total"]
    assert [(issue.line, issue.severity) for issue in found.issues if issue.line == 4][:1] == [(4, "error")]
    amid = load(MONTHS.format(",2200,83.3,2\n2022年9月,1000,83.3,2"))
    assert not [out for out in amid.left_out if out.kind == "total"]
    control = load(MONTHS.format(",2200,83.3,2"))
    assert (4, "total") in [(out.line, out.kind) for out in control.left_out]


@pytest.mark.parametrize("word", ["【合计】", "**合计**", "<合计>", "「合计」", "総计", "Ensemble"])
def test_a_sum_is_one_whatever_it_is_dressed_in(word: str) -> None:
    assert told(f"月份,一选,二选\n2022-09,100,50\n2022-10,110,60\n2022-11,120,70\n{word},330,180\n") == (3, "5:total")


def test_a_name_dressed_at_one_end_is_no_sum() -> None:
    assert told("站,量\n【合计】站,10\n【A】站,20\n【B】站,30\n") == (3, "")


def test_total_behind_the_day_is_one_only_where_it_adds_up() -> None:
    shifts = "Date,Shift,Ore (t)\n2022-09-01,Day,100\n2022-09-01,Night,200\n2022-09-01,Total,300\n"
    assert told(shifts) == (2, "4:total")
    assert told(shifts.replace("300", "940")) == (3, "")  # one of three sexes, kinds, routes
