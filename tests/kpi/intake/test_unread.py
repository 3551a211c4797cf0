"""What around a table nobody understands is asked of, once; what every report says, and what remarks tell, is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi import catalog, intake, words
from kpi.intake.headings import comments, notes, remarks, unread
from kpi.intake.words import vocabulary
from kpi.reading import LeftOut, Reading
from kpi.unit import LANGS
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
TITLE = "2022年9月选矿厂生产月报"
ACTUAL = "⏎指标,单位,实际⏎处理矿量,万吨,86.2⏎"
VALUE = "⏎指标,单位,数值⏎处理矿量,万吨,86.2⏎"


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def sheets(*names: str) -> Reading:
    made = book([])
    made.remove(made.active)
    for number, name in enumerate(names, 1):
        sheet = made.create_sheet(name)
        for row in ([f"2022年{number}月"], ["指标", "单位", "实际"], ["处理矿量", "万吨", 86.2]):
            sheet.append(row)
    return intake.read(saved(made), "月报.xlsx", CATALOG, sheet="*")


UNREAD = (
    *(
        f"2022年9月{said}{ACTUAL}"
        for said in ("（截至目前）", "（二十天）", "初", "中", "快报", "初步", "（暂估）", "草稿")
    ),
    *(
        f"{TITLE}⏎{said}{ACTUAL}"
        for said in ("生产天数：15天", "（9月20日）", "样表", "未审", "更正", "填报单位,选矿二厂")
    ),
    *(
        f"2022年9月⏎{said}{VALUE}"
        for said in ("标准", "内控", "红线值", "展望", "差额", "对比", "类别,权重", "类别,示例")
    ),
    *(
        f"{TITLE}⏎{said}{VALUE}"
        for said in (
            "年度指标",
            "年初计划",
            "年度计划分解",
            "类别,年度",
        )
    ),
    *(f"{pair},选矿二厂⏎月份,2022年9月{ACTUAL}" for pair in ("范围", "系列", "车间", "部门")),
    "2022年9月金属平衡表（9月20日）⏎产品,产量(t)⏎原矿,862000⏎精矿,97567",
)
READ = (
    *(f"2022年9月{said}{ACTUAL}" for said in (
        "（30天）", "末", "底", "月报（定稿）", "计划与实际对比", "当月数据", "生产情况通报",
    )),
    *(f"{said}{ACTUAL}" for said in (
        "金川集团股份有限公司龙首选矿厂2022年9月份主要生产技术经济指标完成情况", "2022年第9期2022年9月选矿月报",
        "二〇二二年九月生产月报", "选矿厂月报⏎统计期间：2022年9月1日至2022年9月30日",
        "选矿厂⏎2022年9月1日0:00至2022年9月30日24:00",
    )),
    "截止2022年9月30日生产完成情况⏎指标,单位,本月,累计⏎处理矿量,万吨,86.2,771.2⏎",
    *(f"{TITLE}⏎{said}{ACTUAL}" for said in (
        "填报单位：金川集团选矿厂,,填报日期：2022年10月3日", "日历天数：30天，生产天数：29天",
        "制表：张三,,审核：李四", "（2022.10.08）", "附件2", "统计部门,预测中心", "设备、党建、创新八大品牌指标",
    )),
)  # fmt: skip


@pytest.mark.parametrize("text", UNREAD)
def test_a_text_that_may_deny_the_figures_is_asked_where_nobody_understands_it(text: str) -> None:
    assert "around_unread" in codes(read(text))


@pytest.mark.parametrize("text", READ)
def test_what_every_report_says_is_not_asked(text: str) -> None:
    assert codes(read(text)) == {"month_from_title"}


def test_a_name_of_a_sheet_or_of_a_file_is_asked_once_for_all_tables_with_its_words() -> None:
    found = [issue for issue in sheets("1月快报", "2月快报").issues if issue.code == "around_unread"]
    assert len(found) == 1
    assert (found[0].args["words"], found[0].args["texts"]) == ("快报", "“1月快报”、“2月快报”")
    assert all("快报" in words.issue(lang, found[0]) and "{" not in words.issue(lang, found[0]) for lang in LANGS)
    assert "around_unread" in codes(read(f"{TITLE}{ACTUAL}", "2022年9月月报-修正.csv"))
    assert "around_unread" not in codes(read(f"{TITLE}{ACTUAL}", "2022-09-月报(1)-副本.csv"))


def test_days_in_words_of_a_clock_and_up_to_a_day_are_refused() -> None:
    for said in ("截止日期：2022年9月20日", "2022年9月1日8:00至16日8:00", "1日8:00至16日8:00"):
        assert codes(read(f"{TITLE}⏎{said}{ACTUAL}")) == {"!days_said"}, said


def test_a_file_s_name_that_says_a_yearly_report_is_only_asked_beside_the_titles_month() -> None:
    assert codes(read(f"{TITLE}{ACTUAL}", "2022年年报.csv")) == {"month_from_title", "not_month_name"}


DENYING = (
    "注1：以上数据为1-20日", "注：未扣水", "注：含水", "注：数据为初步数", "注：数据未经审核", "※ 本月为日均值",
    "* 累计", "注：上旬数据", "注：9月26日以后的产量未计入", "注：缺9月28-30日数据", "注：本表为三系列数据",
    "注：部分数据暂缺", "注：只统计了20天",
)  # fmt: skip
HARMLESS = (
    "注：累计数自1月1日起计算", "注：去年同期处理矿量84万吨", "注：以上均为当月实际数，不是累计数",
    "注：预计10月处理矿量87万吨", "注：二系列9月1-5日检修", "注：湿矿量按水分3%折算为干矿量",
    "注：完成率＝实际/计划", "注：处理矿量包括一系列、二系列", "注：累计为1-9月", "注：本表含一系列和二系列",
    "说明：数据截止9月30日24时", "注：上月数据已更正", "注：与上月相比处理矿量增加1.2万吨", "注：本月计划检修48小时",
    "本月处理矿量完成86.2万吨，完成计划的101.4%。",
)  # fmt: skip


@pytest.mark.parametrize("note", DENYING)
def test_a_remark_above_or_below_that_may_deny_the_figures_is_asked(note: str) -> None:
    assert codes(read(f"{TITLE}{ACTUAL}{note}")) == {"month_from_title", "notes_deny"}
    assert codes(read(f"{TITLE}⏎{note}{ACTUAL}")) & {"notes_deny", "!wet_said"}


@pytest.mark.parametrize("note", HARMLESS)
def test_a_harmless_remark_is_neither_a_title_nor_asked(note: str) -> None:
    assert codes(read(f"{TITLE}{ACTUAL}{note}")) == {"month_from_title"}
    assert codes(read(f"{TITLE}⏎{note}{ACTUAL}")) == {"month_from_title"}


def test_the_same_words_in_a_column_of_remarks_are_asked_and_events_are_not() -> None:
    for said in ("前20天", "湿", "三系列", "上旬", "年初计划", "未扣水", "未经审核", "初步数", "年度指标", "参考值"):
        text = f"2022年9月⏎指标,单位,实际,备注⏎处理矿量,万吨,86.2,{said}"
        assert "remarks_deny" in codes(read(text)), said
    for said in ("检修3天", "9月15日停机", "上旬停产", "湿式球磨改造", "较上旬提高", "正常"):
        text = f"2022年9月⏎指标,单位,实际,备注⏎处理矿量,万吨,86.2,{said}"
        assert codes(read(text)) == {"month_from_title"}, said


STEMS = (
    "含26—31日预估", "暂按计划数填", "理论值", "缺3天", "单位为千吨", "只有二系列", "含水9%", "毛重",
    "含8月补报1.2万吨", "品位按8月数", "同上月", "化验未出，按上月品位", "皮带秤故障，数据不准", "按台时推算",
    "待复核", "未结账", "速报", "到28号", "部分数据", "含铜渣3万吨", "仅统计白班", "按设计能力折算",
    "以财务结算为准", "取前三月平均", "沿用8月数",
)  # fmt: skip
PLAIN = (
    "磨机计划检修3天", "按计划完成", "设备检修", "停电2小时", "已扣水", "部分设备检修", "待料停机2小时",
    "缺矿停机3天", "不含外购矿", "暂停作业5小时", "与上月持平", "2号磨待修", "完成全年计划", "按9月计划组织生产",
    "甲班检修", "低于设计值", "只开一台磨机", "天气预报暴雨", "评估合格", "按结算数报",
)  # fmt: skip


def test_a_stem_anywhere_in_a_remark_a_note_or_a_comment_is_asked_and_the_work_s_own_words_are_not() -> None:
    head = f"{TITLE}⏎指标,单位,实际,备注⏎处理矿量,万吨,86.2,"
    for said in STEMS:
        assert codes(read(head + said)) - {"month_from_title"} in ({"remarks_deny"}, {"remarks_unit"}), said
        assert codes(read(f"{TITLE}{ACTUAL}注：{said}")) & {"notes_deny", "unit_around_differs"}, said
        assert comments.telling([("C3", f"{said}，请核对")]), said
    for said in PLAIN:
        assert codes(read(head + said)) == {"month_from_title"}, said
        assert codes(read(f"{TITLE}{ACTUAL}注：{said}")) == {"month_from_title"}, said
        assert not comments.telling([("C3", f"{said}，详见车间的运行记录")]), said


OF_WORK = (
    "缺少备件停机3天", "缺衬板停机2天", "检修跨月进行，月底未完工", "跨年项目", "沿用原药剂制度",
    "借用二系列备件抢修", "参照兄弟单位经验优化球比", "引用专利2篇", "采用去年攻关成果", "应用上年科技成果",
    "利用9月检修改造旋流器", "按公司9月调度会要求组织生产", "跳闸原因待查", "整改方案待审批", "待补充钢球",
    "资料待报批", "已受理待审查", "全月未出事故", "未出安全事故", "标准未统一", "设备未到齐", "攻关初步见效",
    "初步达产", "初步评审通过", "初稿已完成", "初报方案已上会", "速报事故已处理", "供电部门预报停电", "换大口径管道",
    "旋流器沉砂口径调整为120mm", "口径已统一", "以安全为准", "不准带病运行", "操作有误导致跳停1次",
    "人员不齐，加班组织生产", "接近设计指标", "突破设计能力，创单月纪录", "按设计能力组织", "检修任务量大",
    "接近目标值", "实现年度目标值", "计划量已全部完成", "夜班跑槽", "早班跑矿一次", "丙班产量第一",
    "夜班台时低于白班", "部分矿石氧化率高", "部分时段供矿不足", "部分成果已推广", "预计年底完成二期",
    "预计提前1个月完工", "估计工期3个月", "估算效益15万元", "暂由二系列处理", "暂按变更方案施工", "补录检修台账",
    "结转上月检修尾项", "漏报警整改完成", "理论值与实际吻合", "与理论值差0.1", "截至9月25日完成管道敷设",
    "含外委人工费", "未含税", "处理矿量按皮带秤计量扣除水分折算。", "故障率口径与上年一致。",
    "指标口径按公司《指标管理办法》执行。", "补报数据请注明。", "缺钳工2天，抢修延后", "采用新药剂，回收率提高",
    "皮带未及时更换", "待备件到货后安装", "初步查明原因为轴承损坏", "估计下月中旬投用", "暂时停用5号浮选机",
    "补加钢球20吨", "夜班停电1小时", "超设计能力8%", "安全隐患未整改2项", "借鉴外厂经验", "部分管线更换",
    "检修计划安排不准确", "8月遗留问题已整改",
    "沿用上年激励办法", "9月多报送材料2份", "数据异常已排查", "除二系列外其余系列正常", "试车3天",
)  # fmt: skip
"""What is said of work: the same words, and none of them of the figure."""
OTHERWISE = (
    "1-9月合计", "9个月合计", "8-9月合并", "8、9月合计", "与8月合并填报", "8月数在内", "季度数", "折合全月",
    "去年9月", "昨日数", "周报数", "小时数", "除二系列外", "毛吨", "应为87万吨", "实为87.3万吨", "单位应为千吨",
    "数有问题", "假设值", "试车数据", "数据取自DCS", "冲减8月多报", "已扣除8月多报3000吨", "破碎量", "出矿量",
    "1-8月平均数", "7、8月数合并填列", "上半年累计数", "含8月尾数", "前年同月数", "周累计", "班产量", "除四系列外",
    "应是86.5", "实际应为84.5万吨", "数据存疑", "试运行数据", "处理量为湿吨", "扣减8月多计2000吨", "入库矿量",
    "人员误报", "取上周数", "月初库存计入", "缺二系列", "试生产数据", "年化数", "检修期间产量未计入", "停产期间按上月",
)  # fmt: skip
"""What says that the figure is several months', another day's, part's, number's or quantity's."""
FROM_WORK_S_SIDE = ("其中2项待确认", "补报8月2项", "暂估", "截至9月20日", "与8月合并填报")


@pytest.mark.parametrize(
    ("indicator", "remarked", "asked"),
    [
        ("处理矿量", OF_WORK, False),
        ("处理矿量", OTHERWISE, True),
        ("申报专利", ("跨月推进，年底前提交", "含同期立项延续课题", "初步形成样机"), False),
        ("申报专利", FROM_WORK_S_SIDE, True),
    ],
)
def test_a_word_counts_where_it_is_said_of_the_figure(indicator: str, remarked: tuple[str, ...], asked: bool) -> None:
    names = vocabulary.of(CATALOG)
    (row,) = read(f"2022年9月⏎指标,实际⏎{indicator},862000").rows
    for said in remarked:
        assert bool([*remarks.check([replace(row, note=said)], "备注", names)]) is asked, said
        if indicator == "处理矿量":
            note = LeftOut(5, "note", f"注：{said}")
            assert bool([*remarks.below([row], [note], names)]) is asked, said


def test_remarks_of_several_sheets_are_one_question_that_lists_them() -> None:
    made = book([])
    made.remove(made.active)
    for number in (1, 2):
        for row in ([f"2022年{number}月"], ["指标", "单位", "实际", "备注"], ["处理矿量", "万吨", 86.2, "毛重"]):
            (made[f"{number}月"] if f"{number}月" in made.sheetnames else made.create_sheet(f"{number}月")).append(row)
    found = intake.read(saved(made), "月报.xlsx", CATALOG, sheet="*")
    (asked,) = (issue for issue in found.issues if issue.code == "remarks_deny")
    assert (asked.args["count"], asked.args["rows"]) == (2, "1月!3（毛重）；2月!3（毛重）")


def test_without_these_looks_the_figures_were_stored_with_the_months_tick_or_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The controls."""
    monkeypatch.setattr(unread, "asked", lambda *_: [])
    assert codes(read(f"2022年9月快报{ACTUAL}")) == {"month_from_title"}
    monkeypatch.setattr(remarks.notes, "doubted", lambda _: False)
    monkeypatch.setattr(remarks.stems, "told", lambda *_, **__: False)
    assert codes(read(f"{TITLE}{ACTUAL}注：只统计了20天")) == {"month_from_title"}
    monkeypatch.setattr(notes, "is_note", lambda _: False)
    assert "!not_month_title" in codes(read(f"{TITLE}⏎注：累计数自1月1日起计算{ACTUAL}"))
