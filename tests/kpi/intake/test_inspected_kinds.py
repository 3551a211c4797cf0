"""What inspect says of kinds of files that have nothing to do with a plant: exports of data services, lists, forms."""

from __future__ import annotations

import pytest

from kpi.intake import Inspection, inspect
from tests.kpi.intake.workbooks import Rows, book, saved


def look(text: str) -> Inspection:
    return inspect(text.encode("gb18030"), "x.csv")


def told(found: Inspection) -> tuple[tuple[int, ...], int, list[tuple[int, str]]]:
    return found.header_rows, found.rows, [(out.line, out.kind) for out in found.left_out]


def test_the_names_of_an_exported_series_are_heading_and_its_statistics_are_not() -> None:
    head = "指标名称,铜产量,镍产量\n频率,月,月\n单位,万吨,万吨\n指标ID,S01,S02\n来源,统计局,统计局\n"
    body = "2022-09-30,94.9,1.7\n2022-08-31,89.9,\n2022-07-31,87.3,1.5\n数据来源：Wind,,\n"
    found = look(head + body)
    assert told(found) == ((1, 2, 3, 4, 5), 3, [(9, "note")])
    assert (found.columns[1], found.periods) == ("铜产量/月/万吨/S01/统计局", ("2022-09", "2022-08", "2022-07"))
    found = look(
        ",人口\n区域,中国\n频率,年\n单位,百万人\n首次观测日期,1949\n总和 SUM,77996.3\n1949,541.67\n1950,551.96\n"
    )
    assert told(found) == ((1, 2, 3, 4), 2, [(5, "note"), (6, "note")])
    assert found.periods == ("1949", "1950")


@pytest.mark.parametrize(
    ("cells", "periods"),
    [
        ("季度 2021年第四季度 2022年一季度 2022年上半年", "2021-Q4 2022-Q1 2022-H1"),
        ("Date 31.12.1950 31.12.1951", "1950-12-31 1951-12-31"),
        ("Date 16/12/2006 17/12/2006", "2006-12-16 2006-12-17"),
        ("Date 1/3/2020 1/13/2020", "2020-01-03 2020-01-13"),
        ("Date 1/3/2020 1/4/2020", ""),  # the control: which of them is the month?
        ("时间 2020/1/1_0:15 2020/1/1_0:30 2020/1/2_0:15", "2020-01-01 2020-01-02"),
        ("年份 1949 1950", "1949 1950"),
        ("period 2020M1 2020M12", "2020-01 2020-12"),
        ("年月別 民國103年1月 民國103年12月", "2014-01 2014-12"),
    ],
)
def test_times_are_told_as_other_files_write_them(cells: str, periods: str) -> None:
    heading, *rows = (
        cells.replace("_", " ").split(" ") if "_" not in cells else [c.replace("_", " ") for c in cells.split()]
    )
    found = look(f"{heading},数\n" + "".join(f"{cell},5.5\n" for cell in rows))
    issues = [] if periods else ["period_turned"]  # nothing is left out in silence
    assert (" ".join(found.periods), found.rows, [issue.code for issue in found.issues]) == (
        periods,
        len(rows),
        issues,
    )


def test_quarters_and_days_take_their_year_and_month_from_above() -> None:
    rows: Rows = [
        ["指标", "2020年", None, "2021年"],
        [None, "三季度", "四季度", "一季度"],
        ["产量", 1, 2, 3],
        ["销量", 1, 2, 3],
    ]
    sheet = book(rows)
    sheet.active.merge_cells("B1:C1")
    found = inspect(saved(sheet), "x.xlsx")
    assert (found.header_rows, found.periods) == ((1, 2), ("2020-Q3", "2020-Q4", "2021-Q1"))
    found = look("某矿生产日报,,\n2023年5月,,\n日期,处理量,备注\n1日,2890,\n2日,2901,\n31日,2877,\n合计,8668,\n")
    assert told(found) == ((3,), 3, [(1, "title"), (2, "title"), (7, "total")])
    assert (found.periods, found.issues) == (("2023-05-01", "2023-05-02", "2023-05-31"), ())


def test_months_below_a_row_of_their_year_are_of_that_year() -> None:
    found = look("时间,产量\n2019年,\n11月,5\n12月,6\n2020年,\n1月,7\n")
    assert told(found) == ((1,), 3, [(2, "title"), (5, "title")])
    assert (found.periods, found.issues) == (("2019-11", "2019-12", "2020-01"), ())
    assert look("时间,产量\n2019年,11\n1月,5\n2月,6\n").periods == ("2019", "2019-01", "2019-02")
    assert look("编号,产量\n2019,11\n1,5\n2,6\n").periods == (), "the control: numbers are no years"
    unclear = look("时间,产量\n1月,5\n2019年,\n2月,6\n")
    assert "period_no_year" in {issue.code for issue in unclear.issues}, "the control: the first has no year above it"
    assert look("二〇二一年统计,\n月份,产量\n一月份,5\n十二月份,6\n").periods == ("2021-01", "2021-12")


def test_a_sum_behind_the_label_of_its_group_is_a_sum() -> None:
    rows: Rows = [
        ["类型", "电站", "电量"],
        ["水电", "甲", 3],
        [None, "乙", 6],
        [None, "小计", 9],
        ["风电", "丙", 8],
        ["合计", None, 17],
    ]
    sheet = book(rows)
    sheet.active.merge_cells("A2:A4")
    assert told(inspect(saved(sheet), "x.xlsx")) == ((1,), 3, [(4, "total"), (6, "total")])


def test_words_where_figures_belong_make_no_second_heading_row() -> None:
    found = look("机组,状态,负荷\n1号机,检修,停\n2号机,运行,300\n3号机,运行,310\n")
    assert told(found) == ((1,), 3, [])
    found = look("地区,名称,地址,级别\n" + "安徽,某馆,某路,一级\n" * 5 + "福建,某馆,无,一级\n")
    assert told(found) == ((1,), 6, [])
    found = look("地区,2020年,2021年\n" + "".join(f"{c}地,,\n" for c in "甲乙丙丁戊己") + "庚地,5,6\n")
    assert told(found) == ((1,), 7, [])
    found = look("企业名称,某公司\n填报月份,2021年5月\n指标,数值\n产量,5\n销量,6\n")
    assert told(found) == ((3,), 2, [(1, "title"), (2, "title")])
    found = look("指标,铜,镍\n地区,中国,中国\n时间,月,月\n2022-01,5,6\n2022-02,5,6\n")
    assert told(found) == ((1, 2, 3), 2, []), "the control: rows of labels above a period are heading"


def test_a_row_that_says_who_and_in_which_unit_heads_nothing() -> None:
    rows = "一、营业收入,1000,900\n减：营业成本,500,400\n二、营业利润,500,500\n"
    found = look("利润表,,\n编制单位：某公司,2021年5月,单位：元\n项目,本期金额,上期金额\n" + rows)
    assert told(found) == ((3,), 3, [(1, "title"), (2, "title")])
    head = "填报单位：某矿,,填报日期：2021年5月,\n指标名称,计量单位,本月,累计\n采矿量,吨,500,2500\n选矿量,吨,450,2300\n"
    found = look(head + "单位负责人：张三,,填表人：李四,\n")
    assert told(found) == ((2,), 2, [(1, "title"), (5, "note")])
    found = look("单位：万吨,2020年,2021年\n铜,5,6\n镍,7,8\n")
    assert (told(found), found.periods) == (((1,), 2, []), ("2020", "2021")), "the control: a corner may say the unit"


def test_a_blank_column_behind_the_years_parts_no_table() -> None:
    found = look(
        "某年鉴,,,91\n表五 价格指数,,,\n年份,,总指数,食品\n1989,,63.6,48.2\n1991,,68.6,52.2\n,,,\n2012,,96.9,87.7\n"
    )
    assert told(found) == ((3,), 3, [(1, "title"), (2, "title")])
    assert found.periods == ("1989", "1991", "2012")


def test_a_numbered_row_without_figures_is_a_row_and_a_number_alone_is_not() -> None:
    assert told(look("序号,国家,人口\n13,甲,5\n14,乙,6\n15,,\n16,,\n")) == ((1,), 4, [])
    assert told(look("序号,国家,人口\n13,甲,5\n14,乙,6\n99,,\n")) == ((1,), 2, [(4, "note")])


def test_the_commas_of_thousands_part_no_columns() -> None:
    found = look("年份\t产值\t\n2019\t1,234,567\n2020\t1,334,567\n")
    assert (found.delimiter, found.rows, found.columns) == ("\t", 2, ("年份", "产值"))


def test_a_daily_report_of_others_is_read_with_a_warning() -> None:
    found = look("某水电站运行日报,,\n填报日期：2019年8月3日,,\n机组,发电量,备注\n1#机,12.3,\n2#机,11.9,\n合计,24.2,\n")
    assert told(found) == ((3,), 2, [(1, "title"), (2, "title"), (6, "total")])
    assert [(issue.code, issue.severity) for issue in found.issues] == [("not_month_title", "warning")]


@pytest.mark.parametrize(
    ("text", "header", "rows", "left"),
    [
        ("合约,价,手\n铜,,\n2101,5,10\n2102,6,20\n小计,,30\n镍,,\n2101,7,4\n", (1,), 3, "2:title 5:total 6:title"),
        ("设备,电流,手\n磨机,,\nA1,578,10\nA2,579,20\n", (1,), 3, ""),  # the control: no numbers lead the rows
        ("序号,指标,本月\n一,产量,\n1,矿,5\n2,镍,6\n", (1,), 2, "2:title"),
        ("序号,指标,本月\n一,矿,5\n二,镍,\n三,铜,6\n", (1,), 3, ""),  # the control: a row without its figure
        ("资产,期末\n流动资产：,\n货币,5\n存货,6\n", (1,), 2, "2:title"),
        ("学号,语文\n101,98\n102,87\n平均分,92.5\n及格率,100%\n", (1,), 2, "4:total 5:total"),
        ("车间,产量\n磨浮,98\n碎矿,87\n达标率,100%\n", (1,), 3, ""),  # the control: names lead
        ("code,date,sales\n代码,日期,收入\n没有单位,没有单位,元\nA,2020年,5\nB,2020年,6\n", (1, 2, 3), 2, ""),
        ("设备,状态,电流\n甲,停,检修\n乙,开,5\n丙,开,6\n", (1,), 3, ""),  # the control: no row of units below
        ("日期,1,2,3,4,5\n星期,六,日,一,二,三\n甲,早,晚,休,早,晚\n乙,晚,休,早,晚,休\n", (1, 2), 2, ""),
        ("日期,1,2,3,4,5\n甲,早,晚,休,早,晚\n乙,晚,休,早,晚,休\n", (1,), 2, ""),
        ("编制单位：某矿,,日期：5日,\n资产,期末,负债,期末\n甲,5,乙,6\n丙,7,丁,8\n", (2,), 2, "1:title"),
        ("产量\n10\n20\n注：快报\n", (1,), 2, "4:note"),
        ("date,t\n1940/1/1,32\n1940/1/2,28\n1940/1/3,\n1940/1/4,\n", (1,), 4, ""),
        ("日期,班次,矿\n9月1日,夜,5\n9月1日,白,6\n9月1日,日累计,11\n9月2日,夜,5\n", (1,), 3, "4:total"),
        ("时间,温度,流量\nhh:mm,℃,m3/h\n8:00,20,100\n9:00,21,101\n", (1, 2), 2, ""),
        ("某股 日线\n日期  开盘  收盘\n2024/10/02,6.0,6.4\n2024/10/03,6.4,6.2\n来源:某\n", (2,), 2, "1:title 5:note"),
        ("某股 日线\n说明文字\n2024/10/02,6.04,6.43\n2024/10/03,6.41,6.22\n", (), 0, ""),  # the control: no heading
    ],
)  # fmt: skip
def test_rows_that_head_name_or_sum_up_others_are_told_by_what_leads_the_rest(
    text: str, header: tuple[int, ...], rows: int, left: str
) -> None:
    found = inspect(text.encode("gb18030"), "x.csv")
    assert (found.header_rows, found.rows) == (header, rows)
    assert " ".join(f"{out.line}:{out.kind}" for out in found.left_out) == left
