"""What inspect says of shapes that public files have: bills, yearbooks, attendance lists, statistics forms."""

from __future__ import annotations

import pytest

from kpi.intake import Inspection, inspect
from tests.kpi.intake.workbooks import Rows, book, saved


def look(text: str, encoding: str = "gb18030") -> Inspection:
    return inspect(text.encode(encoding), "x.csv")


def told(found: Inspection) -> tuple[tuple[int, ...], int, list[tuple[int, str]]]:
    return found.header_rows, found.rows, [(out.line, out.kind) for out in found.left_out]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("年份,季度,产量\n2020年,三季度,5\n,四季度,6\n2021年,一季度,7\n", "2020-Q3 2020-Q4 2021-Q1"),
        ("年份,季度,产量\n2020,1,5\n2020,2,6\n2021,1,7\n", "2020-Q1 2020-Q2 2021-Q1"),
        ("年份,季度,产量\n2020,1,5\n2020,5,6\n2021,1,7\n", "2020 2021"),  # the control: there is no fifth quarter
        ("No,year,month,day,hour,pm\n1,2010,1,1,0,5\n2,2010,1,1,1,6\n3,2010,12,31,0,7\n", "2010-01-01 2010-12-31"),
        ("年/Year,月/Month,日/Day,數值\n2020,1,1,18.3\n2020,2,29,17.1\n", "2020-01-01 2020-02-29"),
        ("2021年各周产量\n周次,产量\n第1周,5\n第12周,6\n", "2021-W01 2021-W12"),
        ("周,产量\n2020-W05,5\n2020年第6周,6\n", "2020-W05 2020-W06"),
        ("各周产量\n周次,产量\n第1周,5\n第12周,6\n", ""),  # the control: of which year?
        ("统计区间,产量\n2021.01.01-2021.01.31,5\n2021.02.01-2021.02.28,6\n", "2021-01 2021-02"),
        (
            "日期,产量\n2021.01.01-03.31,5\n2021年4月5日至2021年4月11日,6\n",
            "2021-Q1 2021-04-05/2021-04-11",
        ),
        ("日期,成交量\n109/05/04,5\n109/05/05,6\n", "2020-05-04 2020-05-05"),
        ("統計年月,產量\n10812,5\n10901,6\n", "2019-12 2020-01"),
        ("时间,转速\n10812,5\n10901,6\n", ""),  # the control: mere numbers, and no years
        ("109年5月6日 生產日報\n设备,处理量\n1号磨,1230\n2号磨,1180\n", "2020-05-06"),
        ("统计年度,统计月份,产量\n2020,11,5\n2020,12,6\n", "2020-11 2020-12"),
        ("代码,20201231,20210331\nA,28.2,30.1\nB,41.2,40.0\n", "2020-12 2021-03"),
        ("年 份 Year,产量 Output\n2019,5\n2020,6\n2021,5\n", "2019 2020 2021"),
        ("编号 No,产量 Output\n2019,5\n2020,6\n2021,5\n", ""),  # the control
        ("编号,采样日期,品位\nS1,2021/5/1,0.8\nS2,2021/5/1,0.7\nS3,2021/5/3,0.9\n", "2021-05-01 2021-05-03"),
        ("设备,投产日期,台数\n磨机,2016-08-01,1\n浮选机,2012-05-12,2\n泵,2018-03-20,3\n", ""),  # in no order
        ("编号,更新日期,品位\nS1,2021/5/3,0.8\nS2,2021/5/3,0.7\n", ""),  # one day for all is that of writing
        ("某矿生产日报\n2023年5月6日\n设备,处理量\n1号磨,1230\n2号磨,1180\n", "2023-05-06"),
        ("填报日期：2023年5月6日\n设备,处理量\n1号磨,1230\n2号磨,1180\n", ""),  # the day of writing
        ("2023年5月报表\n2023年6月2日\n设备,处理量\n1号磨,1230\n2号磨,1180\n", "2023-05"),  # its month
        ("2021年一季度产量\n设备,处理量\n1号磨,1230\n2号磨,1180\n", "2021-Q1"),
        ("能源消费量(2009年)\n行业,煤炭\n农业,1230\n工业,1180\n", "2009"),
        ("2018年起口径有调整\n行业,煤炭\n农业,1230\n工业,1180\n", ""),  # the control
        ("2018年和2019年\n行业,煤炭\n农业,1230\n工业,1180\n", ""),  # the control: which of them?
        ("Airport,Year,January,February,Whole year\nA,2019,5,6,11\nA,2018,7,8,15\n", "2019-01 2019-02 2018-01 2018-02"),
        ("2021年5月考勤表\n姓名,1,2,3,4,5,合计\n甲,8,8,8,0,8,32\n乙,8,8,0,8,8,32\n",
         "2021-05-01 2021-05-02 2021-05-03 2021-05-04 2021-05-05"),
        ("2021年考勤表\n姓名,1,2,3,4,5,合计\n甲,8,8,8,0,8,32\n乙,8,8,0,8,8,32\n", "2021"),  # the control: no month
        ("Quarter,Ore\nQ4 2021,5\n1Q 2022,6\nH1 2022,7\n", "2021-Q4 2022-Q1 2022-H1"),
        ("Quarter,Ore\nQ4 21,5\n1Q22,6\n", ""),  # the control: years of two digits
        ("MSN,YYYYMM,Value\nA,197411,5\nA,197413,6\nA,197501,7\nA,197513,8\n", "1974-11 1974 1975-01 1975"),
        ("iso,units,X1799,X1800,X1801\nusa,kt,5,6,7\n", "1799 1800 1801"),
        ("名称,X1,X2\n甲,5,6\n", ""),  # the control: no years
        ("地区,1850,1851,1852\n甲,5,6,7\n乙,6,7,8\n", "1850 1851 1852"),
        ("设备,1600,1800\n泵,5,6\n", ""),  # the control: speeds
        ("sector,1971,2010,2100\ngas,5,6,7\noil,6,7,8\n", "1971 2010 2100"),
        ("Date,Price\n1833-01,18.9\n1950-01,34.7\n", "1833-01 1950-01"),
        ("年度,銅\n平成30年度,5\n令和元年度,6\n", "2018 2019"),
        ("名称,值\n令和工业,5\n平成机械,6\n", ""),  # the control
        ("Month,Ore\n09.2022,5\n10.2022,6\n", "2022-09 2022-10"),
        ("项目,比\n09.2022,5\n10.2022,6\n", ""),  # the control: figures
        ("No,Report_Date_as_MM_DD,n\nA,2022-09-27,5\nB,2022-09-20,6\n", "2022-09-27 2022-09-20"),
        ("厂,Pstng Date,数量\n甲,01.09.2022,5\n乙,02.09.2022,6\n", "2022-09-01 2022-09-02"),
        ("TIME,2018S1,\n,,\nGEO,Price,Tax\nBE,5,6\nDE,6,7\n", "2018-H1"),
        ("component,Before 1945,Post 2010\nWall,5,6\nRoof,6,7\n", ""),
        ("date,Cash\n05. January 2022,5\n01-Sep-2022,6\n", "2022-01-05 2022-09-01"),
        ('Date,Price\n"Jan 05, 2022",5\n"Dec 31, 2021",6\n', "2022-01-05 2021-12-31"),
        ("Mes,Cobre\nene-2022,5\nfeb-2022,6\n", "2022-01 2022-02"),
        ("Timestamp,Flow\n9/1/2022 1:00:00 PM,5\n9/13/2022 2:00:00 PM,6\n", "2022-09-01 2022-09-13"),
        ("timestamp,value\n2022-09-01T00:00:00+08:00,5\n2022-09-02T00:00:00.000Z,6\n", "2022-09-01 2022-09-02"),
        ("采样时间,pH\n2022年9月1日 8:00,7\n2022年9月2日8时30分,7.1\n", "2022-09-01 2022-09-02"),
        ("geo,TIME_PERIOD,OBS\nDE,2022-07,5\nFR,2022-08,6\n", "2022-07 2022-08"),
        ("Stadt,Jahr,Monat,Zahl\nK,2022,7,5\nK,2022,8,6\n", "2022-07 2022-08"),
        ("Year,Month,Ore\n2022,July,5\n2022,August,6\n", "2022-07 2022-08"),
        ("id,year,period,value\nA,2022,M12,5\nA,2022,M13,6\n", "2022-12 2022"),
        ("Year,Quarter,Index\n2021,1,5\n2021,Annual,6\n", "2021-Q1 2021"),
        ("Year,Period,Trade\n2022,202207,5\n2022,202208,6\n", "2022-07 2022-08"),
        ("Country,2018 [YR2018],2019 [YR2019]\nChile,5,6\nPeru,6,7\n", "2018 2019"),
        ("会计年度,2021A,2022E\n收入,5,6\n利润,6,7\n", "2021 2022"),
        ("型号,W2000价格,W2010价格\n甲,5,6\n乙,6,7\n", ""),  # the control: names of machines
        ("Item,2019-20,2020-21\nOre,5,6\nMetal,6,7\n", ""),  # the control: years that begin within one
        ("Item,2021 9 months,2020 9 months\nOre,5,6\nMetal,6,7\n", ""),  # the control: no whole years
        ("Item,Quarter ended Sep 2022,Half year ended 31 Dec 2021,Year to date Sep 2022\nOre,5,6,7\nNi,6,7,8\n",
         "2022-Q3 2021-H2"),
        ("设备,2022-09-01,2022-09-02,2022-09-30\n磨机,5,6,7\n泵,6,7,8\n", "2022-09-01 2022-09-02 2022-09-30"),
        ("Item,Day\nOre,31/07/2022\nOre,31/08/2022\n", "2022-07 2022-08"),
        ("交易日期：20220930,,\n合约,收盘价,成交量\nsi2308,18210,1022\nsi2309,18310,2022\n", "2022-09-30"),
        ("时间(年),GDP\n2019,5\n2020,6\n2021,5\n", "2019 2020 2021"),
        ("反应时间(s),速度\n2019,5\n2020,6\n2021,5\n", ""),  # the control: how long it took
        ("證券代碼,會計期間\n1,2019年\n2,2020年\n", "2019 2020"),
        ("年度,比率\n98年,5\n99年,6\n100年,7\n", "2009 2010 2011"),
        ("日期,成交量\n99/12/31,5\n100/01/03,6\n", "2010-12-31 2011-01-03"),
        ("年度,月份,發電\n108,1,5\n108,2,6\n109,1,7\n", "2019-01 2019-02 2020-01"),
        ("年度,季度,發電\n108,1,5\n108,2,6\n109,1,7\n", "2019-Q1 2019-Q2 2020-Q1"),
        ("years,rate\n98,5\n99,6\n100,7\n", "2009 2010 2011"),
        ("时间,温度\n99.1,5\n99.5,6\n100.2,7\n", ""),  # the control: seconds
        ("years,rate\n97,5\n99,6\n101,7\n", ""),  # the control: not one after the other
        ("2021年生产情况\n序号,指标,数值\n1,矿,5\n2,镍,6\n一,铜,7\n", "2021"),  # numbers of rows are no months
        ("2021年5月考勤表\n姓名,1,2,3,4\n,六,日,一,二\n甲,8,8,8,0\n乙,8,8,0,8\n",
         "2021-05-01 2021-05-02 2021-05-03 2021-05-04"),
        ("2020年价格比上年涨跌幅度\n指标,全国\n食品,8.3\n衣着,-0.2\n", "2020"),
        ("2020年9月上年同期价格\n指标,全国\n食品,8.3\n衣着,-0.2\n", ""),  # the control: last year's
    ],
)  # fmt: skip
def test_times_are_told_from_wherever_they_stand(text: str, periods: str) -> None:
    assert " ".join(look(text).periods) == periods


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Item,2019-20,2020-21\nOre,5,6\nMetal,6,7\n", "period_years"),
        ("Year,Ore\n2009-10,5\n2010-11,6\n2011-12,7\n", "period_years"),
        ("月份,产量\n2009-10,5\n2010-10,6\n2011-10,7\n", ""),  # the control: Octobers
        ("Item,Jul-22,Aug-22\nOre,5,6\nMetal,6,7\n", "period_two_digits"),
        ("Item,3Q21,4Q21\nOre,5,6\nMetal,6,7\n", "period_two_digits"),
        ("Item,2020,2021,1Q22,2Q22\nOre,5,6,7,8\nMetal,6,7,8,9\n", "period_two_digits"),
        ("Quarter,Ore\n3Q21,5\n4Q21,6\n", "period_two_digits"),
        ("型号,SAG 22,SAG 24\n功率,5,6\n重量,6,7\n", ""),  # the control: no month
        ("Date,Ore\n01/02/1980,5\n01/03/1980,6\n", "period_turned"),
        ("年月,产量\n202212,5\n202213,6\n202301,7\n", "period_unknown"),  # one slip is no year's sum
        ("年份,产量\n98年,5\n99年,6\n", "period_two_digits"),
        ("日期,产量\n21/1/5,5\n21/1/17,6\n", "period_two_digits"),
        ("期限,利率\n10年,5\n30年,6\n", ""),  # the control: how long
        ("地区,2019年,2020年\n甘肃,1.613.200,5\n新疆,,6\n", "not_a_number"),
        ("See Table 1, page 50\n\nYear Price\n1850 22.00\n1851 17.00\n", "no_table"),
    ],
)
def test_times_that_cannot_be_told_are_not_left_out_in_silence(text: str, code: str) -> None:
    assert [issue.code for issue in look(text).issues] == [code] * bool(code)


def test_days_as_excel_stores_them_head_columns() -> None:
    rows: Rows = [["指标", 44743, 44774, 44805], ["产量", 5, 6, 7], ["销量", 4, 5, 6]]
    found = inspect(saved(book(rows)), "x.xlsx")
    assert (found.header_rows, found.rows, found.periods) == ((1,), 2, ("2022-07", "2022-08", "2022-09"))
    rows[0] = ["指标", 44743, 44774, 45000]
    assert inspect(saved(book(rows)), "x.xlsx").header_rows == (), "the control: no months one after another"


def test_a_total_of_every_group_is_a_category_where_people_are_counted() -> None:
    rows = "{0},15-24,2020,5\n男,15-24,2020,3\n女,15-24,2020,2\n{0},25-34,2020,7\n男,25-34,2020,4\n女,25-34,2020,3\n"
    assert look("性别,年龄,年份,人数\n" + rows.format("合计")).rows == 6
    assert look("班组,年龄,年份,人数\n" + rows.format("合计")).rows == 4, "the control: parts of a plant"
    assert look("Sex,Age,Year,Value\n" + rows.format("Total")).rows == 6


def test_what_comes_again_on_the_next_page_is_no_row() -> None:
    head = "地区,金属矿,\n,铜矿,镍矿\n,吨,吨\n"
    found = look("表1,,\n" + head + "甘肃,5,6\n续表,,\n" + head + "新疆,6,7\n")
    assert (found.rows, [out.line for out in found.left_out]) == (2, [1, 6, 7, 8, 9])
    page = "收发存表,,,第{}页/共2页\n编码,名称,期初,结存\n"
    found = look(page.format(1) + "01,球,5,5\n" + page.format(2) + "02,药,6,6\n")
    assert told(found) == ((2,), 2, [(1, "title"), (4, "title"), (5, "title")])


def test_remarks_and_footnotes_are_no_rows() -> None:
    head = "# Units: t, kg, lb\n# ----\nmonth,ore,metal\n"
    found = look(head + "2022-07,5,6\n# gap,,\n2022-08,6,7\n")
    assert told(found) == ((3,), 2, [(1, "title"), (2, "title"), (5, "note")])
    assert look("设备,电流\n#1 磨机,5\n#2磨机,\n#3 磨机,7\n").rows == 3, "the control: machines"
    found = look("Country,2020,2021\nChile,5733,5620\nPeru,2154,2299\n1,Estimated,\n2,Revised 2021 figures,\n")
    assert told(found) == ((1,), 2, [(4, "note"), (5, "note")])
    assert look("序号,事项,备注\n1,检修,\n2,换衬板,\n").rows == 2, "the control: numbered rows"
    head = "Country,Item,Year,Unit,Quantity\nChina,Coal,2019,kt,5\nChina,Coal,2020,kt,6\n\n"
    found = look(head + "footnoteSeqID,Footnote\n1,Estimate\n")
    assert told(found) == ((1,), 2, [(5, "note"), (6, "note")])
    found = look("时间,磨机\n2022-09-01,120\n2022-09-02,122\n平均,121\n最大,122\n")
    assert told(found) == ((1,), 2, [(4, "total"), (5, "total")])


def test_names_without_a_code_label_the_rows_below() -> None:
    rows = "A1,Chile,5\nA2,Peru,6\n,Asia,\nA3,China,7\nA4,India,8\n"
    assert told(look("API,,1980\n" + rows)) == ((1,), 4, [(4, "title")])
    assert look("API,,1980\n" + rows.replace("A1", "")).rows == 5, "the control: not every row has its code"
    head = ",,2000,2001\nElectricity,kWh,,\nGeneration,,,\nRenewables,,,\nHydro,,,\n"
    found = look(head + "".join(f"{name},GWh,5,6\n" for name in ("Albania", "Austria", "Chad", "Peru")))
    assert (found.header_rows, found.periods) == ((1,), ("2000", "2001"))


def test_a_dash_says_that_times_have_no_unit() -> None:
    found = look("日期,给矿量,品位\n-,t/h,%\n2022-09-01,320,1.2\n2022-09-02,318,1.1\n")
    assert (found.header_rows, found.rows, found.columns) == ((1, 2), 2, ("日期", "给矿量/t/h", "品位/%"))
    assert look("设备,电流,电压\n-,停,检修\n甲,5,6\n乙,6,7\n").header_rows == (1,), "the control: words"


def test_a_merged_title_beside_its_month_heads_no_columns() -> None:
    rows: Rows = [
        ["生产月报", None, None, None, "2022年9月"],
        ["指标", "单位", "计划", "实际", "完成率"],
        ["矿石", "t", 1, 2, 200],
        ["镍", "t", 2, 3, 150],
    ]
    sheet = book(rows)
    sheet.active.merge_cells("A1:D1")
    found = inspect(saved(sheet), "x.xlsx")
    assert (told(found), found.periods) == (((2,), 2, [(1, "title")]), ("2022-09",))
    sheet = book(
        [["产品", None, "2021年", None], ["名称", "规格", "计划", "实际"], ["矿石", "A", 1, 2], ["镍", "B", 2, 3]]
    )
    for cells in ("A1:B1", "C1:D1"):
        sheet.active.merge_cells(cells)
    assert inspect(saved(sheet), "x.xlsx").header_rows == (1, 2), "the control: labels over groups of columns"


def test_words_at_the_left_of_a_table_are_told() -> None:
    found = look(",,\n备注一,,\n,月份,产量\n,2022-07,5\n,2022-08,6\n说明在左,,\n")
    assert told(found) == ((3,), 2, [(2, "title"), (6, "note")])


def test_what_stands_below_a_line_of_dashes_is_no_data() -> None:
    head = "支付宝交易记录明细查询\n------交易记录明细列表------\n交易号,交易创建时间,交易对方,金额（元）,收/支,状态,\n"
    rows = "T2\t,2020-12-30 12:31:22 ,甲,50.00   ,支出,成功,\nT1\t,2020-12-28 08:11:02 ,乙,19.90   ,收入,成功,\n"
    found = look(head + rows + "--------------------\n共2笔记录\n已收入:1笔,19.90元\n已支出:1笔,50.00元\n")
    assert told(found) == ((3,), 2, [(1, "title"), (2, "title"), (6, "note"), (7, "note"), (8, "note"), (9, "note")])
    assert (found.periods, found.issues) == (("2020-12-30", "2020-12-28"), ())
    found = look("项目,一季度,二季度\n产量,5,6\n----------,,\n销量,5,6\n库存,1,2\n")
    assert (found.rows, [out.line for out in found.left_out]) == (3, [3]), "the control: the table goes on below it"


def test_headings_parted_from_their_rows_by_a_blank_one_are_theirs() -> None:
    head = "表1 礦產品產量,,\n年別,石灰石,黃金\nYear,Limestone,Gold\n,公噸,公克\n,,\n"
    found = look(head + "民國108年,-,311\n民國110年,12,-\n資料來源：礦務局,,\n", "big5")
    assert told(found) == ((2, 3, 4), 2, [(1, "title"), (8, "note")])
    assert (found.columns, found.periods) == (
        ("年別/Year", "石灰石/Limestone/公噸", "黃金/Gold/公克"),
        ("2019", "2021"),
    )
    head = "Year,,Movements,,,,\n,,Aircraft,,Passengers,,Cargo,,\n,,Total,Home,Total,Home,,Foreign,Home\n,,,,,,\n"
    found = look(head + "1952,,51,20,26,10,1,7,8\n1981,,121,90,104,50,2,7,8\n\n2012,,404,230,468,300,3,7,8\n")
    assert (found.header_rows, found.rows, found.periods) == ((2, 3), 3, ("1952", "1981", "2012"))
    assert found.columns[1:6] == (
        "Aircraft/Total",
        "Aircraft/Home",
        "Passengers/Total",
        "Passengers/Home",
        "Cargo",
    )


def test_headings_that_do_not_stand_over_their_columns_are_not_guessed() -> None:
    found = look("年份,中国,美国,,\nGDP,占比%,GDP,占比%,\n2019,14.3,16.3,21.3,24.3\n2018,13.8,16.0,20.5,23.7\n")
    assert [(issue.code, issue.severity) for issue in found.issues] == [("duplicate_heading", "error")] * 2


def test_a_heading_said_in_two_languages_is_one() -> None:
    found = look("site,people,area\n区域别,人口数,面积\n板桥,557114,23.1\n三重,387484,16.3\n")
    assert (found.header_rows, found.rows, found.columns[1]) == ((1, 2), 2, "people/人口数")
    found = look("site,people,area\n板桥,停,检修\n三重,387484,16.3\n中和,413291,20.1\n")
    assert (found.header_rows, found.rows) == ((1,), 3), "the control"


def test_labels_of_groups_and_numbers_of_columns_are_no_rows() -> None:
    rows: Rows = [
        ["表1 产量", None, None, None],
        [None, "单位", "2020年", "2019年"],
        ["采矿业", None, None, None],
        ["原煤", "万吨", 390158, 384633],
        ["冶金", None, None, None],
        ["生铁", "万吨", 88752, 80937],
    ]
    for merged in ((), ("A3:D3", "A5:D5")):
        sheet = book(rows)
        for cells in merged:
            sheet.active.merge_cells(cells)
        found = inspect(saved(sheet), "x.xlsx")
        assert told(found) == ((2,), 2, [(1, "title"), (3, "title"), (5, "title")])
    found = look("指标,产量,同比\n全部,5,6\n分行业,,\n采矿业,3,4\n某分厂,,\n冶金,2,2\n")
    assert told(found) == ((1,), 4, [(3, "title")]), "the control: a row without its figures is a row"
    found = look("指标名称,代码,本月,1-本月\n甲,乙,1,2\n总产值,01,520,2600\n利润,02,52,260\n")
    assert told(found) == ((1,), 2, [(2, "title")])
    found = look("班组,人数,本月,累计\n甲,5,1,2\n乙,5,52,260\n")
    assert told(found) == ((1,), 2, []), "the control: shifts"


def test_labels_without_figures_stand_over_rows_that_have_a_unit_or_small_letters() -> None:
    found = look("Output,,,\n,,Q3 2022,Q2 2022\nEscondida (1),,,\nOre mined,(kt),108,107\nOre milled,(kt),32,34\n")
    assert told(found) == ((2,), 2, [(1, "title"), (3, "title")])
    found = look(",Q3 2022,Q2 2022\nCOPPER,,\nOre mined,108,107\nOre milled,32,34\n")
    assert told(found) == ((1,), 2, [(2, "title")])
    assert told(look("设备,,电流\n1#磨,运行,41\n2#磨,,\n3#磨,停,0\n"))[1] == 3, "the control: no unit"
    assert told(look("Country,2018,2019\nUSA,,\nChile,5,6\nPeru,7,8\n"))[1] == 3, "the control: a name"
    assert told(look(",Q3 2022,Q2 2022\nCopper,,\nNickel,108,107\nZinc,32,34\n"))[1] == 3, "the control: no figures"


def test_a_unit_below_the_first_of_the_years_and_a_line_of_signs_head_no_data() -> None:
    found = look("Minerals,2019,2020,2021\n,Tonnes\nCopper,544,475,479\nNickel,181,167,...\n")
    assert (found.header_rows, found.rows) == ((1, 2), 2)
    found = look("班次,产量,备注\n,,交接班\n夜,5,\n白,6,\n")
    assert (found.header_rows, found.rows) == ((1,), 3), "the control: a remark"
    found = look("| 月份 | 产量 |\n|---|---|\n| 2022-07 | 5 |\n| 2022-08 | 6 |\n")
    assert told(found) == ((1,), 2, [(2, "title")])


def test_the_column_that_leads_a_table_needs_no_heading_and_may_stand_apart() -> None:
    rows: Rows = [
        ["Quarterly report", None, None, None],
        [None, None, "Q3 2022", "Q2 2022"],
        ["Ore mined", None, 1205, 1180],
        ["Ore milled", None, 1190, 1175],
    ]
    found = inspect(saved(book(rows)), "x.xlsx")
    assert (found.columns, found.left_out[1:]) == (("", "Q3 2022", "Q2 2022"), ())


def test_tables_of_sums_and_pages_keep_only_their_rows() -> None:
    found = look("Source,Country,2021,2022\nMCS,Chile,5,6\nMCS,Peru,6,7\nMCS,World total (rounded),11,13\n")
    assert told(found) == ((1,), 2, [(4, "total")])
    assert told(look("Flow,Product,2021\nSupply,Total,5\nSupply,Solar,6\n"))[1] == 2, "the control: a kind"
    page = "设备台账,\n序号,设备\n"
    found = look(page + "1,磨机\n2,泵\n第1页,\n" + page + "3,皮带\n4,浮选机\n第2页,\n")
    assert told(found)[:2] == ((2,), 4)
    assert [out.line for out in found.left_out] == [1, 5, 6, 7, 10]


def test_series_are_led_by_what_they_are_called_in_any_language() -> None:
    found = look(
        "Title,Copper,Nickel\nUnit,Index,Index\nRelease date,14-09-2022,14-09-2022\n2022 Q1,5,6\n2022 JUL,7,8\n"
    )
    assert (found.header_rows, found.rows, found.periods) == ((1, 2, 3), 2, ("2022-Q1", "2022-07"))


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        ("광산,동\n갑,5\n을,6\n", "euc-kr", True),
        ("鉱山,産出量,備考\n別子,12,休止\n", "euc-jp", True),
        ("Год;Добыча руды\n2019;120\n", "koi8-r", True),
        ("Рудник;Никель\nА;5\n", "cp1251", True),
        ("Rok;Těžba rudy (t)\n2019;120\n", "cp1250", True),
        ("Rok;Powiat;t\n2019;łódzki;5\n", "cp1250", True),
        ("Jahr;Straßenlänge (km²)\n2019;120\n", "cp1252", False),
        ("Année;Département\n2019;Isère\n", "cp1252", False),
        ("城市,人口\n甲市,5\n", "gb18030", False),
        ("礦場,銅,鎳\n甲礦,5,1\n", "big5", False),
        ("광산,동\n갑,5\n", "utf-8", False),
    ],
)
def test_an_encoding_that_nothing_proves_is_told_to_be_a_guess(text: str, encoding: str, *, guessed: bool) -> None:
    assert ("encoding_guessed" in {issue.code for issue in look(text, encoding).issues}) is guessed
    chosen = inspect(text.encode(encoding), "x.csv", encoding="gb18030")
    assert "encoding_guessed" not in {issue.code for issue in chosen.issues}, "the user's choice is no guess"


def test_tabs_part_before_commas_and_blank_corners_before_commas_of_decimals() -> None:
    found = look("unit,geo\\TIME_PERIOD\t2018 \t2019 \nGWH,AT\t5 \t: \nGWH,DE\t6 \t7 p\n")
    assert (found.delimiter, found.rows, found.periods) == ("\t", 2, ("2018", "2019"))
    found = look(";a;b\n2022-09;1,5;2,5\n2022-10;1,6;2,6\n")
    assert (found.header_rows, found.rows, found.periods) == ((1,), 2, ("2022-09", "2022-10"))
    found = look(",2022 Guidance,2023 Guidance\nCopper,755 – 785,790 - 855\nGold,285 – 310,265 - 295\n")
    assert (found.header_rows, found.rows) == ((1,), 2)


def test_sums_of_groups_and_of_a_year_are_no_rows() -> None:
    found = look("区域,月份,销量\n东,2021-01,5\n东 汇总,,5\n西,2021-01,6\n西 汇总,,6\n总计,,11\n")
    assert told(found) == ((1,), 2, [(3, "total"), (5, "total"), (6, "total")])
    found = look("季度,产量\n2020年3季度,5\n2020年4季度,6\n全年,20\n")
    assert (told(found), found.periods, found.issues) == (((1,), 2, [(4, "total")]), ("2020-Q3", "2020-Q4"), ())


def test_a_last_row_with_its_unit_is_a_row_though_all_of_it_is_missing() -> None:
    text = "指标,2019年,2018年\n开发投资额(亿元),4231,4033\n土地开发面积(万平方米),,\n数据来源：国家统计局\n"
    assert told(look(text)) == ((1,), 2, [(4, "note")])
    text = text.replace("土地开发面积(万平方米)", "以上不含农户")
    assert told(look(text)) == ((1,), 1, [(3, "note"), (4, "note")]), "the control: a note"


def test_small_figures_below_merged_headings_are_no_months() -> None:
    rows: Rows = [
        ["指标", None, "2021年", None],
        [None, None, "1月", "2月"],
        ["铜", "产量", 1, 2],
        [None, "销量", 1, 2],
    ]
    sheet = book(rows)
    for cells in ("A1:B2", "C1:D1", "A3:A4"):
        sheet.active.merge_cells(cells)
    found = inspect(saved(sheet), "x.xlsx")
    assert (found.header_rows, found.rows, found.periods) == ((1, 2), 2, ("2021-01", "2021-02"))
    sheet.active["C2"], sheet.active["D2"] = 1, 2
    found = inspect(saved(sheet), "x.xlsx")
    assert (found.header_rows, found.periods) == ((1, 2), ("2021-01", "2021-02")), "the control: months below a year"


def test_the_sheet_with_a_list_of_words_is_chosen_before_a_cover() -> None:
    book_ = book([["填报说明"], ["本表每月5日前报送。"]])
    sheet = book_.create_sheet("名单")
    for row in (["姓名", "部门", "职务"], ["甲", "磨浮", "主任"], ["乙", "碎矿", "技术员"]):
        sheet.append(row)
    found = inspect(saved(book_), "x.xlsx")
    assert (found.sheet, found.header_rows, found.rows, found.issues) == ("名单", (1,), 2, ())


@pytest.mark.parametrize(
    ("text", "rows", "periods"),
    [
        ("# year     ann inc         unc\n  1959        0.96        0.31\n  1960        0.71        0.27\n"
         "  1961        0.78        0.27\n", 3, ("1959", "1960", "1961")),
        ("铜价, 美元/吨\nYear Price\n1850 22.00\n1851 17.00\n\n1852 22.00\n", 3, ("1850", "1851", "1852")),
        ("Year Jan Feb\n2020 5 6\n2021 6 *\n2022 7 8\n", 3,
         ("2020-01", "2020-02", "2021-01", "2021-02", "2022-01", "2022-02")),
        ("Country Ore\nChile 5\nPeru 6\nSouth Africa 7\nChina 8\nIran 9\nMali 4\n", 0, ()),  # two words, one name
        ("2019 1 2\n2020 2 3\n2021 4 5\n", 0, ()),  # no heading
        ("Year A\n2019 5\n2020 6\n2021 7\n\nYear B C\n2019 5 6\n2020 6 7\n2021 7 8\n", 0, ()),  # two tables
        ("#         decimal   average\n1958  3  1958.2  315.7\n1958  4  1958.3  317.4\n1958  5  1958.4  317.5\n",
         0, ()),  # fewer headings than columns
    ],
)  # fmt: skip
def test_columns_parted_by_blanks_are_cut_where_every_row_has_as_many_as_the_heading(
    text: str, rows: int, periods: tuple[str, ...]
) -> None:
    found = look(text, "utf-8")
    assert (found.delimiter == " ", found.rows, found.periods) == (rows > 0, rows, periods)
    assert ("no_table" in {issue.code for issue in found.issues}) is (rows == 0)


def test_wide_semicolons_and_rows_quoted_whole_part_and_a_comma_in_each_row_does_not() -> None:
    found = look("报告期；处理量（吨）\n2022年1月；1200\n2022年2月；1300\n")
    assert (found.delimiter, found.rows, found.periods) == ("；", 2, ("2022-01", "2022-02"))
    found = look("项目；说明\n安全；按期检查；无隐患\n环保；达标\n")
    assert [issue.code for issue in found.issues] == ["no_table"], "the control: sentences"
    found = look('"日期,""产量"""\n"2022-09-01,""5"""\n"2022-09-02,""6"""\n')
    assert (found.header_rows, found.columns, found.rows) == ((1,), ("日期", "产量"), 2)
    found = look("Год;Добыча руды, тыс. т;Никель\n2019;1200;12,5\n2020;1300;13,1\n", "utf-8")
    assert (found.delimiter, len(found.columns), found.periods) == (";", 3, ("2019", "2020"))


@pytest.mark.parametrize(
    ("days", "periods"),
    [
        ("11/01/2020 12/01/2020 01/01/2021", ("2020-11", "2020-12", "2021-01")),
        ("1/01/2021 12/01/2020 11/01/2020", ("2021-01", "2020-12", "2020-11")),
        ("01/11/2020 01/12/2020 01/01/2021", ("2020-11", "2020-12", "2021-01")),
        ("07/01/2020 10/01/2020 01/01/2021", ("2020-07-01", "2020-10-01", "2021-01-01")),
        ("01/01/2020 02/01/2020 03/01/2020", ()),  # the control: days, or months of one year
        ("03/01/2020 07/01/2020 02/01/2021", ()),  # the control: no even steps
    ],
)
def test_days_turned_are_sure_where_they_are_the_first_of_each_month_into_the_next_year(
    days: str, periods: tuple[str, ...]
) -> None:
    found = look("日期,价格\n" + "".join(f"{day},5\n" for day in days.split()))
    assert found.periods == periods
    assert ("period_turned" in {issue.code for issue in found.issues}) is (not periods)


def test_a_dash_for_a_rank_leads_a_total_and_an_expected_year_is_a_year() -> None:
    text = "排名,国家,产量(万吨)\n-,世界总计,2200\n1,智利,560\n2,秘鲁,230\n"
    assert told(look(text)) == ((1,), 2, [(2, "total")])
    assert told(look(text.replace("世界总计", "中国"))) == ((1,), 3, []), "the control: no rank is no sum"
    assert look("类别,镍铁\n2019,40.8\n2020,38.4\n2021E,37.9\n").periods == ("2019", "2020", "2021")
    assert look("型号,镍铁\n2019,40.8\n2025E,38.4\n2030,37.9\n").periods == (), "the control: types"
