"""Brands, titles, notes, plants and names of parts as an examiner wrote them: the figure is the one that is meant."""

from __future__ import annotations

import io
import zipfile

import pytest

from kpi import catalog, intake, words
from kpi.intake.headings import branded, comments, preface, purpose, remarks, stems, unread, versions, yearly
from kpi.intake.words import others
from kpi.reading import Reading
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
ROWS = "⏎处理矿量,万吨,88,87.85⏎镍回收率,%,83.32,84.02"
HEAD = "指标,单位,计划,实际"
MONTH = "month_from_title"
READ = {
    ("ore_milled_dry", "plan"): 880_000,
    ("ore_milled_dry", "actual"): 878_500,
    ("rec_ni_actual", "plan"): 83.32,
    ("rec_ni_actual", "actual"): 84.02,
}


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def figures(found: Reading) -> dict[tuple[str, str], float | None]:
    return {(row.indicator, row.kind): row.value for row in found.rows}


def branding(*rows: str) -> Reading:
    return read("2022年10月⏎品牌,指标,单位,实际" + "".join(f"⏎{row}" for row in rows))


@pytest.mark.parametrize(
    ("rows", "keys", "asked"),
    [
        (("党建+创新,提出金点子,项,11",), {"idea_proposed": 11}, set[str]()),
        (("党建+创新,合理化建议,项,11",), {"idea_proposed": 11}, set()),
        (("党建+创新,闭环金点子,项,9",), {"idea_closed": 9}, set()),
        (("党建+创新,金点子闭环率,%,90",), {"idea_closure_rate": 90}, set()),
        (("党建+创新,金点子数,项,3",), {"innovation_ideas_tagged": 3}, set()),
        (("党建+创新,金点子,项,3",), {"innovation_ideas_tagged": 3}, {"brand_composed"}),  # the name of either
        (("党建+智能化,提出金点子,项,3",), {"intelligence_ideas_tagged": 3}, {"brand_composed"}),
        (
            ("党建+创新,提出金点子,项,3", "党建+矿量,提出金点子,项,2"),  # each brand's own
            {"innovation_ideas_tagged": 3, "ore_ideas_tagged": 2},
            {"brand_composed"},
        ),
        (
            ("创新,提出金点子,项,11", "创新,创新·金点子数,项,3"),
            {"idea_proposed": 11, "innovation_ideas_tagged": 3},
            set(),
        ),
    ],
)
def test_a_name_of_the_catalogue_goes_before_a_brand_s(
    rows: tuple[str, ...], keys: dict[str, float], asked: set[str]
) -> None:
    found = branding(*rows)
    assert {row.indicator: row.value for row in found.rows} == keys
    assert codes(found) - {MONTH} == asked


def test_without_the_rule_the_headline_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branded.brands, "called", lambda *_: "brand")
    assert [row.indicator for row in branding("党建+创新,提出金点子,项,11").rows] == ["innovation_ideas_tagged"]


@pytest.mark.parametrize(
    ("text", "name", "asked"),
    [
        ("选矿厂2022年10月生产计划⏎指标,单位,实际⏎处理矿量,万吨,88", "x.csv", True),
        ("选矿厂2022年10月生产计划⏎指标,单位,完成⏎处理矿量,万吨,88", "x.csv", True),
        ("指标,单位,实际⏎处理矿量,万吨,88", "2022年10月计划.csv", True),
        (f"选矿厂2022年10月生产计划⏎{HEAD}{ROWS}", "x.csv", False),
        ("选矿厂2022年10月计划完成情况⏎指标,单位,实际⏎处理矿量,万吨,88", "x.csv", False),
        ("计划科2022年10月月报⏎指标,单位,实际⏎处理矿量,万吨,88", "x.csv", False),
        ("2022年10月绩效考核⏎指标,单位,实际⏎处理矿量,万吨,88", "x.csv", False),
    ],
)
def test_a_title_of_a_plan_over_actuals_is_asked(text: str, name: str, asked: bool) -> None:
    assert ("kind_told_actual" in codes(read(text, name))) is asked


NOTES = (
    "以上为计划数",
    "以上数据为10月计划。",
    "上表为年初计划。",
    "一系列数据为9月数。",
    "一系列为9月数",
    "以上为破碎矿量。",
    "表中矿量为破碎量。",
    "矿量按皮带秤未折干",
    "回收率未经化验最终确认。",
    "原矿品位为报出品位，化验未回。",
    "以上数据仅供参考",
    "以上为全公司数据",
    "上述指标为浮选段指标",
    "一系列10月停产，数据为二系列",
    "品位为快速分析结果。",
    "含尾矿再选量。",
    "本表数据不作为考核依据。",
    "数据来源于DCS。",
)
QUIET = (
    "矿量为干矿量。",
    "品位为化验班报加权平均。",
    "一系列检修3天，二系列正常生产。",
    "计划数为年初下达计划。",
    "完成率99.8%。",
    "指标按《选矿技术指标管理办法》统计。",
    "累计数自1月1日起。",
    "一系列、二系列合计为全厂。",
    "以上数据为全厂数据。",
    "处理矿量以皮带秤计量，已折干。",
    "数据由生产科提供，化验室复核。",
    "以上数据均为实际完成数。",
    "公司下达计划88万吨。",
    "浮选段加强药剂管理。",
    "以上指标经生产例会审议通过。",
    "经公司2022年9月28日生产经营会批准。",
    "9月份数据有误，以本表为准。",
    "以上为10月数据。",
    "数据来源于生产统计台账。",
)


def test_a_note_below_a_table_is_judged_as_a_remark_beside_a_figure_is() -> None:
    for note in NOTES:
        assert codes(read(f"2022年10月⏎{HEAD}{ROWS}⏎注：{note}")) == {MONTH, "notes_deny"}, note
    for note in QUIET:
        found = read(f"2022年10月⏎{HEAD}{ROWS}⏎注：{note}")
        assert (codes(found), figures(found)) == ({MONTH}, READ), note
    assert "remarks_deny" in codes(read("2022年10月⏎指标,单位,实际,备注⏎处理矿量,万吨,87.85,与上月同"))


def test_without_the_words_the_notes_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "_ALL", stems._WITHOUT)
    assert codes(read(f"2022年10月⏎{HEAD}{ROWS}⏎注：以上为计划数")) == {MONTH}
    monkeypatch.setattr(stems, "_DENIALS", ())
    assert codes(read(f"2022年10月⏎{HEAD}{ROWS}⏎注：以上为破碎矿量。")) == {MONTH}


WIDER = (
    "集团公司2022年10月生产月报",
    "全公司2022年10月生产月报",
    "股份公司2022年10月月报",
    "公司2022年10月生产月报",
    "公司各选厂2022年10月指标",
    "各选矿厂2022年10月合计",
    "同行业2022年10月指标",
    "外协选矿厂2022年10月月报",
    "外委选矿厂2022年10月月报",
    "外包选矿厂2022年10月月报",
    "来料加工选矿厂2022年10月月报",
    "新建选矿厂2022年10月月报",
)
NAMED = ("龙首矿选矿厂", "红旗岭选矿厂", "永昌选矿厂", "镍矿选矿厂", "金川集团股份有限公司选矿厂")


def test_the_company_and_plants_that_are_not_ours_are_asked_and_a_plant_s_name_is_not() -> None:
    for title in WIDER:
        found = read(f"{title}⏎{HEAD}{ROWS}")
        assert (codes(found), figures(found)) == ({MONTH, "around_unread"}, READ), title
    for name in NAMED:
        assert codes(read(f"{name}2022年10月生产月报⏎{HEAD}{ROWS}")) == {MONTH}, name
    assert codes(read(f"XX镍业有限公司⏎2022年10月选矿厂月报⏎{HEAD}{ROWS}")) == {MONTH}  # a letterhead


def test_without_the_rules_the_company_s_figures_are_the_plant_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "_companies", lambda *_: [])
    assert codes(read(f"股份公司2022年10月月报⏎{HEAD}{ROWS}")) == {MONTH}


def boxed(title: str, text: str) -> Reading:
    """A workbook with a text box over its table."""
    made = book([["2022年10月月报"], ["指标", "单位", "实际"], ["处理矿量", "万吨", 87.85]])
    source, out = zipfile.ZipFile(io.BytesIO(saved(made))), io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</worksheet>", f'<drawing xmlns:r="{office}" r:id="rX"/></worksheet>'.encode())
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
                own = f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{kind}"/></Types>'
                part = part.replace(b"</Types>", own.encode())
            target.writestr(name, part)
        relation = f'<Relationship Id="rX" Type="{office}/drawing" Target="../drawings/drawing1.xml"/>'
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        relations = f'<Relationships xmlns="{package}">{relation}</Relationships>'
        target.writestr("xl/worksheets/_rels/sheet1.xml.rels", relations)
        shape = (
            "<x:twoCellAnchor><x:from><x:col>0</x:col><x:row>0</x:row></x:from><x:sp><x:txBody><a:p><a:r>"
            f"<a:t>{text}</a:t></a:r></a:p></x:txBody></x:sp></x:twoCellAnchor>"
        )
        spaces = f'xmlns:x="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main"'
        target.writestr("xl/drawings/drawing1.xml", f"<x:wsDr {spaces}>{shape}</x:wsDr>")
    return intake.read(out.getvalue(), title, CATALOG)


def test_a_text_box_with_another_month_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "comments_tell" in codes(boxed("x.xlsx", "2022年9月生产月报"))
    assert "comments_tell" in codes(boxed("x.xlsx", "选矿厂2021年10月生产月报"))
    assert "comments_tell" not in codes(boxed("x.xlsx", "2022年10月生产月报"))
    assert "comments_tell" not in codes(boxed("x.xlsx", "9月28日更换2号磨机衬板完毕"))
    monkeypatch.setattr(comments, "_is_others", lambda *_: False)
    assert "comments_tell" not in codes(boxed("x.xlsx", "2022年9月生产月报"))


@pytest.mark.parametrize(
    "above", [",2022年10月生产月报,,", ",,2022年10月生产月报,", ",,,2022年10月", ",,2022年10月生产月报,⏎,,,"]
)
def test_a_title_may_stand_alone_in_any_column(above: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(f"{above}⏎{HEAD}{ROWS}")
    assert (figures(found), codes(found)) == (READ, {MONTH})
    monkeypatch.setattr(preface, "_centred", lambda lines: iter(lines))
    assert figures(read(f"{above}⏎{HEAD}{ROWS}")) != READ or "⏎" in above


def test_a_month_over_the_middle_of_a_heading_is_no_title() -> None:
    assert read(f",,2022年9月,⏎{HEAD}{ROWS}").errors


@pytest.mark.parametrize("heads", ["措施", "改进措施", "差异,原因分析,措施"])
def test_an_analysis_with_measures_beside_its_figures_is_read(heads: str) -> None:
    rest = ",".join("-0.15" if head == "差异" else "加强点检" for head in heads.split(","))
    blank = "," * len(heads.split(","))
    found = read(f"2022年10月⏎{HEAD},{heads}⏎处理矿量,万吨,88,87.85,{rest}⏎镍回收率,%,83.32,84.02{blank}")
    assert figures(found) == READ and not found.errors
    told = read("月份,范围,指标,措施,责任单位,期限,状态⏎2022-10,全厂,镍回收率,加强点检,生产科,2022-11-30,实施中")
    assert [row.kind for row in told.rows] == ["action"]  # a list of measures stays one


@pytest.mark.parametrize(
    "title", ["2023年目标责任书", "2023年承包指标", "2023年指标分解表", "2023年生产经营责任制指标"]
)
def test_a_year_s_targets_are_its_plan(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{title}⏎指标,单位,目标⏎处理矿量,万吨,1010⏎镍回收率,%,83.5"
    found = read(text)
    assert [(row.indicator, row.kind, row.period, row.value) for row in found.rows] == [
        ("ore_milled_dry", "plan", "2023", 10_100_000),
        ("rec_ni_actual", "plan", "2023", 83.5),
    ]
    assert codes(found) == {"year_plan_from_title"}
    monkeypatch.setattr(yearly, "_PROMISED", stems._WITHOUT)
    assert read(text).errors


def test_a_metal_may_be_led_by_among_them() -> None:
    rows = "⏎1,原矿品位,,⏎,其中：镍,%,1.237⏎,铜,%,0.67⏎2,回收率,,⏎,其中：镍,%,84.02⏎,铜,%,77.65"
    found = read(f"2022年10月⏎序号,指标,单位,实际{rows}")
    assert {row.indicator: row.value for row in found.rows} == {
        "head_grade_ni": 1.237,
        "head_grade_cu": 0.67,
        "rec_ni_actual": 84.02,
        "rec_cu_actual": 77.65,
    }
    assert codes(found) == {MONTH, "metal_rows"}
    dashed = read("2022年10月⏎指标,单位,实际⏎原矿品位-镍,%,1.237⏎回收率-铜,%,77.65")
    assert [row.indicator for row in dashed.rows] == ["head_grade_ni", "rec_cu_actual"]


PARTS = (
    "一段磨矿细度,%,55",
    "丁基黄药单耗,g/t,183.6",
    "机械故障时间,h,3",
    "电气故障时间,h,3",
    "发明专利申报,件,1",
    "粗精矿镍品位,%,4.2",
    "9月处理矿量,万吨,87.3",
    "镍粗选回收率,%,84",
    "处理矿量增量,万吨,1",
    "青年创新成果,项,2",
)


def test_a_part_is_left_out_by_name_and_never_corrected_to_the_whole() -> None:
    for row in PARTS:
        name = row.partition(",")[0]
        found = read(f"2022年10月⏎指标,单位,实际⏎用电量,万kWh,3312.4⏎{row}")
        assert ([r.indicator for r in found.rows], codes(found)) == (["power_kwh"], {MONTH, "rows_unknown"}), name
        assert others.nearest(name, ["磨矿细度", "黄药单耗", "故障时间", "专利申报", "精矿镍品位", "处理矿量"]) == ""
    assert others.nearest("镍回收律", ["镍回收率"]) == "镍回收率"  # misspelt, and no part


def test_without_the_rule_a_part_is_offered_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "_more", lambda *_: None)
    assert others.nearest("一段磨矿细度", ["磨矿细度"]) == "磨矿细度"


def test_a_list_of_months_leaves_unknown_rows_out_as_a_report_does() -> None:
    rows = "2022-10,处理矿量,87.85,万吨⏎2022-10,在册人数,818,人⏎2022-10,石灰单耗,1.2,kg/t"
    found = read(f"月份,指标,数值,单位⏎{rows}")
    assert figures(found) == {("ore_milled_dry", "actual"): 878_500}
    assert codes(found) == {"rows_unknown"}
    assert codes(read(f"月份,指标,数值,单位⏎{rows}⏎2022-10,处理矿亮,88,万吨")) == {
        "rows_unknown",
        "!indicator_unknown_near",
    }


def test_what_is_wrong_is_said_of_names_of_dates_and_of_garbled_words() -> None:
    material = read("2022年10月药剂消耗月报⏎药剂名称,单位,用量,单耗(g/t)⏎黄药,kg,161300,183.6⏎CMC,kg,263550,300")
    assert codes(material) == {"!row_names_unknown"}
    assert "黄药（黄药单耗、黄药消耗量）、CMC" in words.issue("zh", material.issues[0])
    milestone = "2022年10月⏎项目名称,计划完成时间,实际完成时间⏎水系统分质分级回用升级改造,2022-10-20,2022-10-18"
    assert codes(read(milestone)) == {"!milestone_days"}
    garbled = "月份,处理矿量⏎2022-10,878500".encode().decode("gb18030", "replace")
    found = read(garbled)
    assert codes(found) == {"!text_garbled"} and found.issues[0].args["meant"] == "月份"


EVERYDAY = (
    "用电情况",
    "用水情况",
    "设备故障情况",
    "科技创新工作",
    "亮进度亮差距情况",
    "生产组织情况",
    "挖潜增效指标",
    "全员创新情况",
    "尾矿输送情况",
    "厂务公开指标",
    "班子会材料附表",
    "节约情况",
    "形象进度",
    "主要指标目标值完成情况",
)


def test_everyday_words_are_not_asked_and_no_word_is_cut_in_two() -> None:
    for said in EVERYDAY:
        assert codes(read(f"选矿厂2022年10月{said}⏎{HEAD}{ROWS}")) == {MONTH}, said
    known = unread._shape("生产 情况 统计 完成 预 计 外 各项 主要 技术 指标")
    text = "生产技术主要各项指标外付情况统计完成"
    assert unread._whole("付", text, known) == "外付情况"


@pytest.mark.parametrize("heads", ["年初计划,调整计划", "原计划,现计划", "调整前,调整后"])
def test_the_plan_that_stands_is_read_beside_the_one_before(heads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"2022年10月计划与完成⏎指标,单位,{heads},实际⏎处理矿量,万吨,88,89,87.85"
    found = read(text)
    assert figures(found) == {("ore_milled_dry", "plan"): 890_000, ("ore_milled_dry", "actual"): 878_500}
    assert "plan_version" in codes(found)
    monkeypatch.setattr(versions, "headed", lambda lines, _: lines)
    assert ("ore_milled_dry", "plan") not in figures(read(text))


def test_headings_with_colons_and_a_column_of_savings_are_read() -> None:
    found = read("2022年10月⏎指标：,单位：,计划：,实际：⏎处理矿量：,万吨,88,87.85⏎镍回收率：,%,83.32,84.02")
    assert (figures(found), codes(found)) == (READ, {MONTH})
    saved_up = read("2022年10月⏎指标,单位,计划,实际,节超⏎用电量,万kWh,3400,3312.4,87.6")
    assert codes(saved_up) == {MONTH}


def test_two_sheets_that_say_one_month_name_each_other() -> None:
    made = book([])
    made.remove(made.active)
    for name, value in (("9月", 87.3), ("10月", 87.85)):
        sheet = made.create_sheet(name)
        for row in (["选矿厂2022年9月生产月报"], ["指标", "单位", "实际"], ["处理矿量", "万吨", value]):
            sheet.append(row)
    found = intake.read(saved(made), "x.xlsx", CATALOG, sheet="*")
    assert [(issue.code, issue.args["sheet"]) for issue in found.errors] == [("contradicts_sheet", "9月")]


def test_without_the_question_a_plan_s_title_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purpose, "contradicted", lambda *_: [])
    assert codes(read("选矿厂2022年10月生产计划⏎指标,单位,实际⏎处理矿量,万吨,88")) == {MONTH}
