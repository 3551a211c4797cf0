"""Brands, adjusted plans, marks, materials and restated titles: each figure is the right one's, or is asked of."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake.headings import crosswords, otherwise, stems, unasked, unplaced, unread, versions
from kpi.intake.words import brands, others
from kpi.reading import Reading

CATALOG = catalog.load()
MONTH = "month_from_title"
ROWS = "指标,单位,计划,实际⏎处理矿量,万吨,88,87.85"
READ = {("ore_milled_dry", "plan"): 880_000, ("ore_milled_dry", "actual"): 878_500}


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def figures(found: Reading) -> dict[tuple[str, str], float | None]:
    return {} if found.errors else {(row.indicator, row.kind): row.value for row in found.rows}


OTHERS = (
    "党建+矿量,整改率,%",
    "指标,整改完成率,%",
    "矿量,督办完成率,%",
    "智能化,三会一课,%",
    "矿量,创效,万元",
    "指标,降本,万元",
)


@pytest.mark.parametrize("row", OTHERS)
def test_a_share_of_counts_and_money_of_another_brand_are_not_the_plants(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"2022年10月⏎品牌,指标,单位,实际⏎{row},90"
    assert (figures(read(text)), codes(read(text))) == ({}, {MONTH, "!brand_other"})
    monkeypatch.setattr(brands, "_is_work", lambda *_: False)
    assert list(figures(read(text)).values()) == [90]


@pytest.mark.parametrize(
    ("row", "key"), [("作风,整改率,%", "rectification_rate"), ("矿量,镍回收率,%", "rec_ni_actual"), (",创效,万元", "")]
)
def test_the_own_brands_share_and_a_measured_figure_of_any_brand_are_read(row: str, key: str) -> None:
    found = read(f"2022年10月⏎品牌,指标,单位,实际⏎{row},84")
    assert figures(found) == {(key or "outsourced_repair_saving", "actual"): 84}


def test_copper_concentrate_is_not_our_concentrate(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"2022年10月⏎{ROWS}⏎铜精矿产量,t,,20000"
    assert (figures(read(text)), codes(read(text))) == (READ, {MONTH, "rows_unknown"})
    monkeypatch.setattr(others, "_COPPER", "没有")
    assert "!indicator_unknown_near" in codes(read(text))


@pytest.mark.parametrize(
    ("heads", "row", "plan"),
    [
        ("计划,调整计划", "87,88", 880_000),
        ("调整计划,计划", "88,87", 880_000),
        ("计划,调整计划", "87,", 870_000),
        ("年初计划,第一次调整,第二次调整", "86,87,88", 880_000),
        ("年初计划,第一次调整,第二次调整", "86,87,", 870_000),
    ],
)
def test_the_adjusted_plan_is_the_plan(heads: str, row: str, plan: float, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"2022年10月⏎指标,单位,{heads},实际⏎处理矿量,万吨,{row},87.85"
    found = read(text)
    assert figures(found) == READ | {("ore_milled_dry", "plan"): plan}
    assert codes(found) == {MONTH, "plan_version"}
    monkeypatch.setattr(versions, "headed", lambda lines, _: lines)
    assert (figures(read(text)), codes(read(text))) != (figures(found), codes(found))


def test_what_may_be_no_adjusted_plan_leaves_the_plan_alone() -> None:
    for beside in ("计划调整,1", "调整量,1", "现指标,86"):
        head, figure = beside.split(",")
        found = read(f"2022年10月⏎指标,单位,计划,{head},实际⏎处理矿量,万吨,88,{figure},87.85")
        assert figures(found).get(("ore_milled_dry", "plan"), 880_000) == 880_000, beside
        assert codes(found) > {MONTH}, beside


def test_marks_under_done_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年10月⏎指标,单位,计划,实际,完成,备注⏎处理矿量,万吨,88,87.85,×,⏎镍回收率,%,83.32,84.02,√,"
    rates = {("rec_ni_actual", "plan"): 83.32, ("rec_ni_actual", "actual"): 84.02}
    assert (figures(read(text)), codes(read(text))) == (READ | rates, {MONTH})
    monkeypatch.setattr(otherwise, "_marked", lambda line, *_: line)
    assert "!not_a_number" in codes(read(text))
    assert "!not_a_number" in codes(read("2022年10月⏎指标,单位,计划,完成⏎处理矿量,万吨,88,√"))


def test_the_words_of_an_analysis_beside_the_figures_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    heads = "差距原因,存在问题,整改措施,下步措施,是否完成,完成情况,完成时限"
    text = f"2022年10月⏎{ROWS.replace('实际', f'实际,{heads}')},供矿不足,设备老化,优化台时,协调供矿,否,未完成,11月底"
    assert (figures(read(text)), codes(read(text))) == (READ, {MONTH})
    monkeypatch.setattr(unasked, "is_plain", lambda *_: False)
    assert "unknown_column" in codes(read(text))
    wet = f"2022年10月⏎{ROWS.replace('实际', '实际,整改措施')},暂估"
    assert codes(read(wet)) > {MONTH}  # a word on the figure is asked of, under whatever heading


@pytest.mark.parametrize("head", ["±", "欠(-)超(+)", "增（+）减（-）", "盈亏", "对比"])
def test_differences_by_signs_are_known_as_such(head: str) -> None:
    found = read(f"2022年10月⏎指标,单位,计划,实际,{head}⏎处理矿量,万吨,88,87.85,-0.15")
    assert (figures(found), codes(found)) == (READ, {MONTH})


@pytest.mark.parametrize(
    "title",
    [
        "（更正）",
        "更正表",
        "修正稿",
        "（修改后）",
        "（重报）",
        "（补报）",
        "（更新）",
        "（第二次上报）",
        "（年度检修）",
    ],
)
def test_a_restated_report_is_as_good_as_the_first(title: str) -> None:
    assert codes(read(f"选矿厂2022年10月生产技术指标{title}⏎{ROWS}")) == {MONTH}


def test_what_is_yet_to_be_restated_is_asked() -> None:
    for title in ("（更正前）", "（待更新）", "（未更正）", "⏎更正"):
        assert codes(read(f"选矿厂2022年10月生产技术指标{title}⏎{ROWS}")) == {MONTH, "around_unread"}, title


def test_one_concentrator_of_a_company_is_ours_and_its_second_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "选矿分厂2022年10月生产月报"
    assert codes(read(f"{title}⏎{ROWS}")) == {MONTH}
    assert "part_unknown_title" in codes(read(f"二{title}⏎{ROWS}"))
    monkeypatch.setattr(unplaced, "_OURS", unread._shape("没有"))
    assert "part_unknown_title" in codes(read(f"{title}⏎{ROWS}"))


def test_notes_of_holidays_calendars_and_sums_deny_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for note in ("备注：10月5日至7日国庆假期正常生产。", "注：10月份全月生产31天。", "注：表中累计数按公司财务口径。"):
        assert codes(read(f"选矿厂2022年10月指标⏎{ROWS}⏎{note}")) == {MONTH}, note
    for note in ("注：数据为累计数，按财务口径。", "注：10月生产20天数据。", "注：表中数据为10月1日至20日。"):
        assert codes(read(f"选矿厂2022年10月指标⏎{ROWS}⏎{note}")) == {MONTH, "notes_deny"}, note
    monkeypatch.setattr(stems, "_SETTLED", unread._shape("没有"))
    assert "notes_deny" in codes(read(f"选矿厂2022年10月指标⏎{ROWS}⏎注：表中累计数按公司财务口径。"))


def test_prices_and_stocks_beside_what_was_used_are_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年10月材料消耗表⏎材料名称,单位,消耗量,单价(元),金额(万元)⏎钢球,t,639.5,7000,447.65"
    found = read(text)
    assert figures(found) == {("ball_kg", "actual"): 639_500}
    assert codes(found) == {MONTH, "crossed_read", "unknown_column"}
    monkeypatch.setattr(crosswords, "_STOCKED", unread._shape("没有"))
    assert "!row_names_unknown" in codes(read(text))


def test_tonnes_of_a_product_in_the_rows_of_its_metals_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "2022年10月金属平衡⏎产品,金属,数量(t),品位(%),金属量(t)⏎精矿,镍,126750,7.204,9130.5⏎精矿,铜,126750,3.606,4570.3"
    )
    keys = ("conc_mass", "conc_grade_ni", "ni_metal", "conc_grade_cu", "cu_metal")
    own = zip(keys, (126_750, 7.204, 9130.5, 3.606, 4570.3), strict=True)
    assert figures(read(text)) == {(key, "actual"): value for key, value in own}
    assert "!contradicts" in codes(read(text.replace("铜,126750", "铜,126760")))
    alone = "2022年10月金属平衡⏎产品,金属,产量(t),品位(%)⏎精矿,镍,9130,7.204⏎精矿,铜,4570,3.606"
    assert "!crossed_unknown" in codes(read(alone))  # it may be the metal's
    monkeypatch.setattr("kpi.intake.headings.crossing.whole", lambda *_: ())
    assert "!crossed_unknown" in codes(read(text))


def test_an_unknown_product_beside_ours_is_left_out_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年10月金属平衡⏎产品,金属,品位(%)⏎精矿,镍,7.204⏎精矿,铜,3.606⏎中矿,镍,2.1"
    found = read(text)
    assert figures(found) == {("conc_grade_ni", "actual"): 7.204, ("conc_grade_cu", "actual"): 3.606}
    assert [issue.args["rows"] for issue in found.issues if issue.code == "crossed_rows"] == ["中矿/镍"]
    monkeypatch.setattr("kpi.intake.headings.leads.together", lambda lines: lines)
    assert "crossed_rows" not in codes(read(text))
