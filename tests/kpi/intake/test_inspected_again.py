"""What inspect lost or misread of tables nobody had shown it: codes as months, columns as another table, rows as notes.

Each group holds its negative control: the same shape where the other reading is right.
"""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake import Inspection, inspect

CATALOG = catalog.load()


def look(text: str, name: str = "x.csv") -> Inspection:
    return inspect(text.replace("⏎", "\n").encode(), name)


def codes(found: Inspection) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    ("text", "rows", "told"),
    [
        ("名称,代码,市值⏎平安,000001,10⏎*ST海航,600221,1,300⏎万科,000002,12⏎", 3, ["row_too_wide"]),
        ("产品,单价,数量⏎镍,10,5⏎*铜,20,6,涨价⏎钴,30,7⏎", 3, ["row_too_wide"]),
        ("品名,单价,数量⏎笔,1,5⏎备注1:贴纸,2,6,红色⏎纸,3,7⏎", 3, ["row_too_wide"]),
        ("客户,城市,额⏎甲,北京,10⏎乙,上海,20⏎某某贸易有限公司,浦东,见合同,A座,8楼⏎", 3, ["row_too_wide"]),
        ("月份,矿,率⏎1月,81,83⏎2月,82,83⏎注：1,2,3月为快报,4月为终报⏎", 2, []),  # the controls: notes
        ("产品,单价,数量⏎镍,10,5⏎钴,30,7⏎*含税,不含运费,不含装卸,暂估⏎", 2, []),
        ("国,矿,率⏎日,81,83⏎印,82,83⏎Figures for China, India, Japan, and others⏎", 2, []),
    ],
)
def test_a_row_with_a_cell_too_many_is_no_note(text: str, rows: int, told: list[str]) -> None:
    found = look(text)
    assert (found.rows, [code for code in codes(found) if code == "row_too_wide"]) == (rows, told)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("班级,人数,,班主任,年龄⏎一班,40,,张三,30⏎二班,41,,李四,35⏎三班,39,,,⏎", 4),
        ("矿山,储量,,投产年,产能⏎一号,100,,2001,2⏎二号,200,,2002,3⏎三号,50,,,⏎", 4),
        ("地区,产量,,面积,产值⏎东,1,,5,6⏎西,2,,6,7⏎南,3,,,⏎", 4),
        ("年份,煤,,预测年,煤预测⏎2019,10,,2023,15⏎2020,11,,2024,16⏎2021,12,,,⏎", 2),  # the controls: times twice
        ("年份,煤,,药剂,用量⏎2019,10,,黄药,41⏎2020,11,,松油,12⏎2021,12,,,⏎2022,13,,,⏎", 2),  # shorter by two
    ],
)
def test_columns_of_which_the_last_row_alone_is_blank_stay(text: str, columns: int) -> None:
    found = look(text)
    assert (len(found.columns), "several_tables" in codes(found)) == (columns, columns == 2)


@pytest.mark.parametrize("heading", ["合同编号", "文号", "型号", "规格", "比例尺", "编号", "批次", "合同 No"])
def test_numbers_before_a_year_are_no_months_below_a_heading_of_codes(heading: str) -> None:
    months = ("2022-01", "2022-02", "2022-03")
    for mark in ("-", "/"):
        body = "".join(f"{number}{mark}2022,{number}0⏎" for number in (1, 2, 3))
        assert (look(f"{heading},金额⏎{body}").periods == ()) is (heading != "合同 No")
        for named in ("月份", "", "date", "期号"):
            assert look(f"{named},金额⏎{body}").periods == months, "the control: nothing says codes"


def test_the_gate_takes_no_months_from_a_column_of_codes() -> None:
    body = ",处理矿量(万吨),镍回收率(%)⏎8/2022,85,80⏎9/2022,86,81⏎10/2022,87,82⏎".replace("⏎", "\n")
    coded = intake.read(f"合同编号{body}".encode(), "x.csv", CATALOG)
    assert coded.rows == () and any(issue.severity == "error" for issue in coded.issues)
    for heading in ("月份", ""):
        found = intake.read(f"{heading}{body}".encode(), "x.csv", CATALOG)
        ore = [(row.period, row.value) for row in found.rows if row.indicator == "ore_milled_dry"]
        assert ore == [("2022-08", 850_000.0), ("2022-09", 860_000.0), ("2022-10", 870_000.0)], "the control"
    beside = "合同编号,月份,处理矿量(万吨)\n1-2022,2022-08,85\n2-2022,2022-09,86\n"
    found = intake.read(beside.encode(), "x.csv", CATALOG)
    assert [(row.period, row.value) for row in found.rows] == [("2022-08", 850_000.0), ("2022-09", 860_000.0)]


def test_what_is_no_figure_may_stand_in_a_column_of_codes() -> None:
    for heading, odd in (("章节", "1.1.1"), ("规格", "6206/2"), ("批号", "100I3"), ("房间", "1O3"), ("版本", "1.2.3")):
        body = "".join(f"{n}号,{6200 + n}⏎" for n in range(9))
        assert look(f"标题,{heading}⏎{body}末,{odd}⏎").issues == (), heading
        assert codes(look(f"标题,处理量⏎{body}末,{odd}⏎")) == ["not_a_number"], "the control: figures"
    for heading in ("1号机", "信号", "酸度acid", "NOx"):
        assert codes(look(f"标题,{heading}⏎甲,5⏎乙,6⏎丙,12O⏎丁,7⏎")) == ["not_a_number"], "the control: no codes"


@pytest.mark.parametrize(
    ("text", "name", "periods", "told"),
    [
        ("年别,人数⏎1,10⏎2,20⏎3,30⏎4,15⏎", "x.csv", "", []),
        ("月份,人数⏎1,10⏎2,20⏎3,30⏎4,15⏎", "x.csv", "", ["period_no_year"] * 4),  # the control: months
        ("日期,客流⏎2022年8月31日 周三,1⏎2022年9月30日 周五,3⏎", "x.csv", "2022-08-31 2022-09-30", []),
        ("日期,客流⏎2022年8月31日,1⏎2022年9月30日,3⏎", "x.csv", "2022-08 2022-09", []),  # the control: ends of months
        ("日期,矿⏎9月29日,1⏎9月30日,2⏎10月1日,3⏎", "2022年日报.csv", "2022-09-29 2022-09-30 2022-10-01", []),
        ("日期,矿⏎7月31日,1⏎8月31日,2⏎9月30日,3⏎", "2022年月报.csv", "2022-07 2022-08 2022-09", []),
        ("日期,矿⏎12月31日,1⏎1月1日,2⏎", "2022年日报.csv", "", ["period_no_year"]),  # the control: which year?
        ("日期,矿⏎9月1日,1⏎9月2日,2⏎", "x.csv", "", ["period_no_year"]),
        ("2022年第36周生产周报,,⏎项目,计划,实际⏎矿,100,99⏎", "x.csv", "2022-W36", []),
        ("周报（2022年9月5日至9月11日）,,⏎项目,计划,实际⏎矿,100,99⏎", "x.csv", "2022-09-05/2022-09-11", []),
        ("月报（2022年9月1日至9月30日）,,⏎项目,计划,实际⏎矿,100,99⏎", "x.csv", "2022-09", []),  # the control
        ("品項,110年,111年⏎鎳,1,2⏎銅,4,5⏎", "x.csv", "2021 2022", []),
        ("品項,110年,120年⏎鎳,1,2⏎銅,4,5⏎", "x.csv", "", []),  # the control: spans of time
        ("資料年月,戶數⏎11107,10⏎11108,11⏎", "x.csv", "2022-07 2022-08", []),
        ("代碼,戶數⏎11107,10⏎11108,11⏎", "x.csv", "", []),  # the control: serials
        ("季別,產值⏎111年第1季,1⏎111年第2季,2⏎", "x.csv", "2022-Q1 2022-Q2", []),
        ("产品,1月,2月⏎镍,1,2⏎铜,4,5⏎", "x.csv", "", ["period_no_year"]),
        ("产品,1月,2月⏎镍,1,2⏎铜,4,5⏎", "2022年.csv", "2022-01 2022-02", []),  # the control: the name says it
        ("Country,2020,2021e⏎Brazil,169,160⏎Chile,77,100⏎", "x.csv", "2020 2021", []),
        (",某矿2022年产量⏎镍,1⏎铜,2⏎", "x.csv", "2022", []),
        ("产品,比2022年增加⏎镍,1⏎铜,2⏎", "x.csv", "", []),  # the control: no title in the corner
    ],
)
def test_times_are_told_or_asked_for(text: str, name: str, periods: str, told: list[str]) -> None:
    found = look(text, name)
    assert (" ".join(found.periods), codes(found)) == (periods, told)


def test_a_logger_names_units_and_what_it_did_above_the_figures() -> None:
    logger = "TOA5,CR1000,CR1000,1234,Std.03,prog.CR1,555,T⏎TIMESTAMP,RECORD,AirTC,RH⏎TS,RN,Deg C,%⏎,,Avg,Smp⏎"
    body = "2022-09-30 00:00:00,0,20.1,50⏎2022-09-30 01:00:00,1,20.2,51⏎"
    found = look(logger + body)
    assert (found.header_rows, found.rows, found.periods) == ((2, 3, 4), 2, ("2022-09-30",))
    words = look("机,一月,二月,三月⏎停,检修,停,停⏎甲,5,6,7⏎乙,6,7,8⏎")
    assert (words.header_rows, words.rows) == ((1,), 3), "the control: words of a machine are data"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("統計,額,股⏎股票,1000,100⏎ETF,200,20⏎證券合計(1+6),1200,120⏎", 2),
        ("日期,班次,矿⏎2022-09-29,白班,100⏎,夜班,101⏎2022-09-30,白班,99⏎月计,,300⏎", 3),
        ("产品,价,数⏎计算器,20,200⏎合计器(1+1),35,100⏎", 2),  # the controls: names
        ("姓名,部门,工资⏎张三,采矿,5000⏎周计,选矿,5100⏎李四,选矿,5200⏎", 3),
    ],
)
def test_a_sum_is_told_by_what_it_adds_or_leaves_blank(text: str, rows: int) -> None:
    assert look(text).rows == rows
