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
    ],
)  # fmt: skip
def test_times_are_told_from_wherever_they_stand(text: str, periods: str) -> None:
    assert " ".join(look(text).periods) == periods


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
