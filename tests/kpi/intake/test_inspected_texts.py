"""Texts as offices, laboratories and banks export them, which inspect once cut, headed or dated wrongly."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake import Inspection, inspect
from kpi.reading import Reading


def look(text: str, name: str = "x.csv", encoding: str = "gb18030") -> Inspection:
    return inspect(text.replace("⏎", "\n").encode(encoding), name)


def told(found: Inspection) -> tuple[tuple[int, ...], int, str]:
    return found.header_rows, found.rows, " ".join(f"{out.line}:{out.kind}" for out in found.left_out)


def codes(found: Inspection | Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def test_a_tab_before_every_comma_ends_the_cells_and_does_not_part_them() -> None:
    text = "指标\t,2024年\t,2023年\t,⏎产量 (万吨)\t,12\t,13\t,⏎销量 (万吨)\t,\t,10\t,"
    found = look(text)
    assert (found.delimiter, found.columns) == (",", ("指标", "2024年", "2023年"))
    assert (found.rows, found.periods, codes(found)) == (2, ("2024", "2023"), set())
    for sign in ",;":  # the tab behind every other sign
        ended = look(text.replace("\t,", f"{sign}\t"))
        assert (ended.delimiter, ended.columns) == (sign, ("指标", "2024年", "2023年"))
    behind = look("地区\t,2024年\t,2023年\t⏎甘肃\t,10\t,20\t⏎青海\t,11\t,21\t")  # a tab at the end of a row too
    assert (behind.delimiter, behind.periods) == (",", ("2024", "2023"))
    assert look("指标\t2024年\t2023年⏎产量\t1,200\t,13").delimiter == "\t", "the control: one cell begins with a comma"


YEAR = "2022年,处理量(t),精矿量(t)⏎1月,401200,49621⏎2月,365500,45612⏎3月,410200,50122⏎"


@pytest.mark.parametrize(
    ("text", "rows", "periods"),
    [
        (YEAR, 3, "2022-01 2022-02 2022-03"),
        (YEAR + "一季度,1176900,145355", 3, "2022-01 2022-02 2022-03"),
        (YEAR + "2023年,,⏎1月,412000,51210⏎2月,398700,49001", 5, "2022-01 2022-02 2022-03 2023-01 2023-02"),
        ("选矿厂指标,,⏎" + YEAR, 3, "2022-01 2022-02 2022-03"),
        ("2022年,1月,2月⏎处理量,401200,365500⏎品位,1.2,1.3", 2, "2022-01 2022-02"),
        ("2022年,1月,1月,2月,2月⏎,计划,实际,计划,实际⏎处理量,1,2,3,4⏎精矿,5,6,7,8", 2, "2022-01 2022-02"),
        ("2022年,1月,2月⏎2021年,401200,365500⏎2020年,5,6", 2, "2021-01 2021-02 2020-01 2020-02"),
        (YEAR.replace("月", ""), 3, "2022"),  # the control: ranks are no months
        (YEAR.replace("2022年", "全厂"), 3, ""),  # the control: the corner is no year
    ],
)
def test_a_year_in_the_corner_is_that_of_the_months(text: str, rows: int, periods: str) -> None:
    found = look(text)
    assert (found.rows, " ".join(found.periods)) == (rows, periods)


def test_a_title_of_another_year_than_the_corner_is_asked_about() -> None:
    assert codes(look("2023年报表,,⏎" + YEAR)) == {"!period_no_year"}
    assert codes(look("2022年报表,,⏎" + YEAR)) == set(), "the control"


def test_the_gate_reads_a_year_in_the_corner_beside_a_column_it_does_not_know() -> None:
    text = "2022年,处理矿量（吨）,天气\n1月,401200,晴\n2月,365500,雪"
    found = intake.read(text.encode(), "全厂.csv", catalog.load())
    assert codes(found) == {"year_from_corner", "unknown_column"}
    assert [(str(row.period), row.value) for row in found.rows] == [("2022-01", 401_200), ("2022-02", 365_500)]
    other = intake.read(text.replace("处理矿量", "风速").encode(), "全厂.csv", catalog.load())
    assert other.errors, "the control: none of the headings is known"


@pytest.mark.parametrize(
    ("text", "heads", "rows", "column"),
    [
        (",产量,产量,销量,销量⏎产品,2021,2022,2021,2022⏎镍,100,110,90,95⏎铜,200,220,180,190", 2, 2, "产量/2022"),
        (",产量,产量,销量,销量⏎镍,5,6,5,6⏎铜,0,0,0,0", 1, 2, "产量"),  # the control: figures are no years
        (",,2021,,2022,⏎,,tonnes,%,tonnes,%⏎North,A,100,20,110,20⏎South,B,200,40,220,40", 2, 2, "2021/%"),
        ("日,一选,一选⏎,量,品位⏎,,质量码⏎2022-09-01,4012,1.25⏎2022-09-02,4100,1.26", 3, 2, "一选/品位/质量码"),
        (",甲,甲,乙,乙⏎,量,量,量,量⏎,,常值,,常值⏎9月1日,4,5,6,7⏎9月2日,4,5,6,7", 3, 2, "甲/量/常值"),
        ("日,甲,甲,乙,乙⏎,量,率,量,率⏎,,3,,4⏎9月1日,4,5,6,7⏎9月2日,4,5,6,7", 2, 3, "甲/率"),  # the control
        (",,Ore,Ni⏎,,t,%⏎Year,Part,,⏎2021,East,5,6⏎2022,East,7,8", 3, 2, "Ni/%"),
        (",,Ore,Ni⏎,,t,%⏎Ni,East,,⏎Cu,East,5,6⏎Co,East,7,8", 2, 3, "Ni/%"),  # the control: a row without figures
        (",,Ore,Ni⏎,,t,%⏎Year,kWh,,⏎Part,,5,6⏎2022,East,7,8", 2, 3, "Ni/%"),  # the control: a label with its unit
    ],
)
def test_further_heading_rows_are_no_data(text: str, heads: int, rows: int, column: str) -> None:
    found = look(text)
    assert (len(found.header_rows), found.rows) == (heads, rows)
    assert column in found.columns


def test_a_period_of_three_digits_is_a_month_where_times_stand() -> None:
    text = "工厂,期间,数量⏎1010,2022.009,5⏎1010,2022.010,6"
    assert look(text).periods == ("2022-09", "2022-10")
    assert look(text.replace("期间", "系数")).periods == (), "the control: no heading of times"


PAIRS = "IBAN;DE11 22⏎Bank;ING⏎Kunde;Test⏎Saldo;1000⏎⏎"
WIDE = "Datum;Text;Betrag⏎2025-11-15;Zinsen;50⏎2025-11-16;Miete;70⏎"


def test_labels_with_their_values_above_a_wider_table_are_its_titles() -> None:
    found = look(PAIRS + WIDE)
    assert told(found) == ((6,), 2, "1:title 2:title 3:title 4:title")
    assert codes(found) == set()
    figures = look("Erz;Menge⏎Nickel;5⏎Kupfer;6⏎Kobalt;7⏎⏎" + WIDE)
    assert (figures.header_rows, figures.rows, codes(figures)) == ((1,), 3, {"several_tables"}), "the control: figures"
    units = look("Erz;Menge⏎Nickel;5,1 t⏎Kupfer;6⏎⏎" + WIDE)
    assert "several_tables" in codes(units), "the control: figures with a comma and a unit"
    fields = look("指标;数值⏎状态;正常⏎处理量;5⏎⏎" + WIDE)
    assert "several_tables" in codes(fields), "the control: 指标 and 数值 head figures"
    narrow = look(PAIRS + "Datum;Betrag⏎2025-11-15;50⏎2025-11-16;70⏎")
    assert "several_tables" in codes(narrow), "the control: the table below is not wider"


@pytest.mark.parametrize(
    "block",
    [
        "仪表;读数⏎LT-01;检修⏎LT-02;停用⏎LT-03;11.2",  # labels of one shape
        "仪表;读数⏎进口;检修⏎出口;停用⏎旁通;11.2",  # 读数 heads figures, and the wider table is the smaller one
        "月份;状态⏎1月;停产⏎2月;5⏎3月;复产",
        "项目;内容⏎pH;7.1⏎浊度;2.1⏎细菌;未检出⏎大肠;未检出",  # two figures
        "股票;变动⏎甲;1.2⏎乙;停牌⏎丙;停牌⏎丁;0.5⏎戊;0.7",  # two words, fewer than half
    ],
)
def test_a_table_of_two_columns_that_holds_words_is_no_title(block: str) -> None:
    found = look(f"{block}⏎⏎{WIDE}")
    assert (found.header_rows, found.rows) == ((1,), block.count("⏎"))
    assert "several_tables" in codes(found)


def test_the_wider_table_is_told_of_where_a_small_block_stands_above() -> None:
    found = look("导出时间,2022-10-01 08:00⏎记录数,2⏎⏎指标,单位,本月,累计⏎处理量,吨,510200,4300000⏎镍品位,%,1.26,1.25")
    assert (found.header_rows, found.rows, codes(found)) == ((4,), 2, {"several_tables"})


SAMPLES = "A001,1.253,0.851⏎A002,<0.002,0.012⏎A003,2.3,1.9"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("方法,ICP,ICP⏎单位,%,%⏎检出限,0.002,0.002⏎", ((1, 2, 3), 3, "4:note")),
        ("UNITS,%,%⏎DETECTION,0.002,0.002⏎", ((1, 2), 3, "3:note")),
        ("检出限,0.002,0.002⏎单位,%,%⏎", ((1,), 3, "2:note 3:note")),
        ("DL,0.002,0.002⏎", ((1,), 3, "2:note")),
        ("检出限,0.002,0.002⏎", ((1,), 3, "2:note")),
        ("单位,5,6⏎", ((1,), 4, "")),  # the control: a unit is no figure
        ("A000,0.002,0.002⏎", ((1,), 4, "")),  # the control: a sample
    ],
)
def test_methods_units_and_limits_of_assays_are_no_samples(between: str, expected: tuple[object, ...]) -> None:
    assert told(look("样品编号,Ni,Cu⏎" + between + SAMPLES)) == expected


@pytest.mark.parametrize("heading", ["质控项目", "参数", "样品类别", "Statistic"])
def test_limits_are_rows_like_any_other_where_no_samples_are_listed(heading: str) -> None:
    assert told(look(f"{heading},Ni,Cu⏎检出限,0.01,0.02⏎空白,0,0⏎加标,98,97")) == ((1,), 3, "")
    assert told(look(f"{heading},方式,工具⏎方法,浮选,机⏎单位,吨,公斤⏎人员,3,4⏎时间,5,6")) == ((1,), 4, "")


def test_short_words_for_limits_are_names_where_no_samples_are_listed() -> None:
    assert look("State,2021,2022⏎DL,5,6⏎MH,3,4").rows == 2


@pytest.mark.parametrize("head", ["Mês;Produção;Variação", "Operações;Região;Teor", "Année;Créée;Total"])
def test_two_accented_letters_side_by_side_are_western(head: str) -> None:
    found = look(f"{head}⏎2022-07;1234;1.2⏎2022-08;1198;3.0", encoding="cp1252")
    assert (found.encoding, found.columns, found.rows) == ("cp1252", tuple(head.split(";")), 2)


def test_two_lone_characters_of_gbk_stay_chinese() -> None:
    assert look("品位;琊山;铜⏎5;6;7⏎8;9;10").columns == ("品位", "琊山", "铜")


def test_two_rows_parted_by_blanks_are_a_table_where_their_words_stand_in_columns() -> None:
    text = "Station report, plant 3⏎YEAR   JAN    FEB⏎2019   1.2    1.3⏎2020   1.1    1.2"
    found = look(text, "x.txt")
    assert (found.delimiter, *told(found)) == (" ", (2,), 2, "1:title")
    control = look(text.replace("2020   1.1    1.2", "2020 1.1 1.2"), "x.txt")
    assert (control.delimiter, control.rows) == (",", 0), "the control: the words do not stand below each other"


def test_labels_of_series_above_and_below_a_blank_row_head_them_together() -> None:
    above = "Title,Cash rate,Volume⏎Frequency,Monthly,Monthly⏎Units,Per cent,$m⏎⏎"
    below = "Source,RBA,ASX⏎Series ID,F1,F2⏎2022-08-31,1.8,5000⏎2022-09-30,2.3,6000"
    assert told(look("Money market⏎" + above + below)) == ((2, 3, 4, 6, 7), 2, "1:title")
    plain = above.replace("Frequency", "Chair").replace("Units", "Room").replace("Title", "Name")
    assert look("Money market⏎" + plain + below).header_rows == (6, 7), "the control: not the labels of series"


@pytest.mark.parametrize(
    "heads", ["30天以内,31-60天,61-90天,90天以上", "30天内,60天内,90天内,超过90天", "≤30天,≤60天,≤90天,>90天"]
)
def test_classes_of_days_are_headings_of_an_ageing_table(heads: str) -> None:
    text = f"客户,{heads}\n甲,120,30,50,4\n乙,120,30,50,4\n丙,12,3,5,1\n"
    found = inspect(text.encode(), "账龄.csv")
    assert (found.header_rows, found.rows, found.columns[1:]) == ((1,), 3, tuple(heads.split(",")))
