"""What inspect said nothing of: times with marks, fiscal years, months in other languages, the wrong sheet."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake import Inspection, inspect
from kpi.intake.tables import across, decimals, fiscal, halves, marked, sheets
from kpi.intake.words import numbers, periods
from tests.kpi.intake.workbooks import Rows, add, book, saved

CATALOG = catalog.load()


def look(text: str, name: str = "x.csv") -> Inspection:
    return inspect(text.replace("⏎", "\n").encode(), name)


def times(text: str) -> str:
    return " ".join(look(text).periods)


def codes(found: Inspection) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    ("heads", "wanted"),
    [
        ("2019年,2020年,2021年*,2022年(预计)", "2019 2020 2021 2022"),
        ("2022年9月①,2022年10月②,2022年11月", "2022-09 2022-10 2022-11"),
        ("2022年9月¹,2022年10月²", "2022-09 2022-10"),
        ("2019,2020,2021r,2022p,2023e", "2019 2020 2021 2022 2023"),
        ("2019,2020,2021,2022 (p)", "2019 2020 2021 2022"),
        ("2022年初步数,2021年", "2022 2021"),
        ("2015,2020,2021r,2022 p", "2015 2020 2021 2022"),
        ("2022年3季度(预计),2022年2季度", "2022-Q3 2022-Q2"),
        ("2022年10月产量,2022年10月销量,2022年11月产量,2022年11月销量", "2022-10 2022-11"),
        ("2022年10月签订数,2023年5月到期数", ""),  # when, and not of when
        ("2022年1-10月产量,2022年10月累计产量", ""),  # the control: what is summed up is no month's
        ("2022年10月1日库存,2022年10月2日库存", ""),  # the control: days
        ("9#,8#,7#", ""),  # the control: mills
    ],
)
def test_marks_behind_a_time_are_no_part_of_it(heads: str, wanted: str) -> None:
    figures = ",".join("5" for _ in heads.split(","))
    assert times(f"产品,{heads}⏎镍,{figures}⏎铜,{figures}⏎") == wanted


def test_a_column_of_which_some_times_are_marked_stays_one_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "期间,处理量⏎2022年8月,1⏎2022年9月①,1⏎2022年10月*,3⏎2022年11月（预计）,5⏎2022年12月,7"
    assert times(text) == "2022-08 2022-09 2022-10 2022-11 2022-12"
    assert times("月份,镍⏎2023年9月 Sep,1⏎2023年10月 Oct,2") == "2023-09 2023-10"
    assert times("月份,镍⏎2012 Dec,1⏎2013 Jan,2") == "2012-12 2013-01"
    assert times("月份,镍⏎2022-1①,1⏎2022-2,2") == "2022-01 2022-02"
    assert times("2022年9月①⏎指标,数值⏎镍,5⏎铜,6") == "2022-09"
    monkeypatch.setattr(marked, "bare", lambda cell: cell)
    assert times(text) == "", "the control"


def test_the_raised_mark_of_a_footnote_is_no_digit_of_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not periods.is_period("2022-1①")
    assert not periods.number_of("1²")
    monkeypatch.setattr(periods, "_RAISED", periods.re.compile("(?!)"))
    periods._known.cache_clear()
    assert str(periods.Periods(0, {}, 0).read("2022-1①")) == "2022-11", "the control: a November that nobody wrote"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("系列,2021.11,2021.12,2022.1⏎一,1,2,3⏎二,1,2,3", True),
        ("系列,2022.1⏎一,1⏎二,1", True),
        ("2022.1 生产月报⏎项目,实际⏎处理量,5⏎镍,6", True),
        ("系列,2022.1,2022.2⏎一,1,2⏎二,1,2", False),  # the control: January beside February
        ("系列,2022.9,2022.1,2022.11⏎一,1,2,3⏎二,1,2,3", False),  # the control: October
        ("系列,2022,2022.1⏎一,1,2⏎二,1,2", False),  # the control: a second column of 2022
        ("软件,2022.1⏎甲,1⏎乙,1", False),
        ("软件版本 2022.1⏎模块,行数⏎甲,5⏎乙,6", False),
        ("GB/T 2022.1 检验记录⏎样品,镍⏎甲,5⏎乙,6", False),
        ("产量/t 2022.1⏎系列,镍⏎甲,5⏎乙,6", True),  # the control: a unit
    ],
)
def test_a_lone_first_month_over_figures_or_in_a_title_is_asked(text: str, asked: bool) -> None:
    found = look(text)
    assert ("period_dotted" in codes(found)) == asked
    assert not {"2022-01", "2022-10"} & {*found.periods} or not asked


def test_without_the_question_the_month_was_missing_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(across, "dotted", lambda _: ())
    assert codes(look("系列,2022.1⏎一,1⏎二,1")) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Rapport mensuel - octobre 2022⏎Atelier,Prévu⏎Broyage,1⏎Flottation,3", "2022-10"),
        ("Informe de octubre de 2022⏎Taller,Plan⏎Molienda,1⏎Flot,3", "2022-10"),
        ("Отчёт за октябрь 2022 г.⏎Цех,План⏎Дробление,1⏎Флотация,3", "2022-10"),
        ("Bericht Oktober 2022⏎Werk,Plan⏎Mahlen,1⏎Flot,3", "2022-10"),
        ("Отчёт за январь-октябрь 2022 года⏎Цех,План⏎Дробление,1⏎Флотация,3", ""),  # the controls: up to a month
        ("De enero a septiembre de 2022⏎Taller,Plan⏎Molienda,1⏎Flot,3", ""),
        ("Bericht bis September 2022⏎Werk,Plan⏎Mahlen,1⏎Flot,3", ""),
        ("Production - Année 2023⏎Mois,Ni⏎Janvier,1⏎Février,2⏎Mars,3", "2023-01 2023-02 2023-03"),
        ("За 2023 год⏎Месяц,Ni⏎Январь,1⏎Февраль,2⏎Март,3", "2023-01 2023-02 2023-03"),
        ("Producción 2022⏎Mes,Ni⏎Ene,1⏎Feb,2⏎Abr,3", "2022-01 2022-02 2022-04"),
        ("Production 2022⏎,janv.,févr.,mars⏎Erz,1,2,3⏎Ni,1,2,3", "2022-01 2022-02 2022-03"),
        ("Mes,Ni⏎octubre de 2022,1⏎diciembre 2022,2", "2022-10 2022-12"),
        ("民國112年10月生產月報⏎項目,本月⏎銅,1⏎鎳,3", "2023-10"),
        ("民国一一二年十月⏎項目,數量⏎銅,1⏎鎳,3", "2023-10"),
        ("民國112年⏎月份,鎳⏎1月,1⏎2月,3", "2023-01 2023-02"),
    ],
)
def test_months_are_read_in_the_languages_of_their_tables(text: str, wanted: str) -> None:
    assert times(text) == wanted


def test_the_year_of_taiwan_in_a_title_holds_at_the_gate_too() -> None:
    found = intake.read("民國111年10月,⏎指标,实际⏎处理矿量(吨),10000".replace("⏎", "\n").encode(), "x.csv", CATALOG)
    assert [(row.period, row.value) for row in found.rows] == [("2022-10", 10_000.0)]
    assert "month_from_title" in {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Item,FY2021,FY2022⏎Ni,1,2⏎Cu,1,2", True),
        ("Fiscal year,Ni⏎2021,1⏎2022,2", True),
        ("项目,2021财年,2022财年⏎镍,1,2⏎铜,1,2", True),
        ("Year ended 31 December,FY2021,FY2022⏎Ni,1,2⏎Cu,1,2", False),
        ("Item,CY2021,CY2022⏎Ni,1,2⏎Cu,1,2", False),
        ("Financial results⏎Item,2021,2022⏎Ni,1,2⏎Cu,1,2", False),
        ("Fiscal balance (% of GDP),2021,2022⏎Chile,1,2⏎Peru,1,2", False),
        ("理财年化收益率,2021年,2022年⏎甲,1,2⏎乙,1,2", False),
        ("Fiscal 2022⏎Item,2021,2022⏎Ni,1,2⏎Cu,1,2", True),
    ],
)
def test_a_fiscal_year_is_not_taken_for_the_calendars_in_silence(
    text: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(text)
    assert ("period_fiscal" in codes(found), found.periods) == (asked, ("2021", "2022"))
    monkeypatch.setattr(fiscal, "asked", lambda *_: ())
    assert not codes(look(text)), "the control"


def test_a_method_of_analysis_is_no_date_of_excels(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "date_in_number" not in codes(look("样号,Ni,Cu⏎方法,ICP-01,XRF-2⏎A-1,1.2,1⏎A-2,1.3,1⏎A-3,1.4,1"))
    for cell in ("Sep-01", "1-Oct", "OKT-1"):
        wrong = numbers.read(cell)
        assert isinstance(wrong, numbers.Wrong) and wrong.code == "date_in_number"
    assert getattr(numbers.read("ICP-01"), "code", "") != "date_in_number"


LAND = (("Land", "2018", "2019"), ("Australien", "170,0", "158,8"), ("Kanada", "1.176,3", "9,4"))
REPORT = (("2023年10月选矿月报",), ("指标", "单位", "实际"), ("处理量", "t", 1000), ("镍回收率", "%", 83))
RAW = (("日期", "班次", "处理量"), *((f"2023-10-{day:02d}", "甲", 900 + day) for day in range(1, 32)))
GUIDE = (("填表说明",), ("序号", "要求"), (1, "按月填报"), (2, "单位为吨"), (3, "不得留空"))
NAMES = (("代码", "名称"), *((n, f"指标{n}") for n in range(1, 9)))
PAGES = (("Table", "Title", "Page"), ("T1", "Production", 1), ("T2", "Trade", 2))


def several(*parts: Rows) -> Inspection:
    made = book(parts[0], name="1")
    for n, rows in enumerate(parts[1:], 2):
        add(made, str(n), rows)
    return inspect(saved(made), "x.xlsx")


def test_figures_with_a_decimal_comma_are_told_of_in_their_table(monkeypatch: pytest.MonkeyPatch) -> None:
    found = several(LAND)
    assert (found.rows, found.periods, {*codes(found)}) == (2, ("2018", "2019"), {"not_a_number"})
    assert found.data[1].cells == ("Kanada", "1.176,3", "9,4")
    monkeypatch.setattr(decimals, "find", lambda *_, **__: ())
    assert codes(several(LAND)) == ["no_table"], "the control"


@pytest.mark.parametrize("rows", [GUIDE, NAMES, PAGES])
def test_a_sheet_that_only_lists_is_not_the_report(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    found = several(rows, REPORT)
    assert (found.sheet, found.periods, codes(found)) == ("2", ("2023-10",), [])
    assert several(rows).rows == len(rows) - 1 - (rows is GUIDE), "alone it is what there is"
    monkeypatch.setattr(sheets, "_tells", lambda _: True)
    assert codes(several(rows, REPORT)) == ["sheet_ambiguous"], "the control"


def test_phosphorus_is_no_page_and_nitric_oxide_no_number() -> None:
    gases = (("P", "NO"), (0.05, 10), (0.04, 20), (0.03, 30), (0.02, 40), (0.02, 40), (0.01, 40))
    found = several((("项", "值"), ("版本", 2), ("年", 2022)), gases)
    assert (found.sheet, found.rows) == ("2", 6)
    rising = several((("项", "值"), ("版本", 2), ("年", 2022)), (("P", "NO"), *((n, n) for n in range(1, 7))))
    assert rising.sheet == "1", "the control: pages and numbers"


def test_the_sheet_called_a_report_is_asked_of_beside_more_raw_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    found = several(RAW, REPORT)
    assert (found.sheet, codes(found)) == ("2", ["sheet_ambiguous"])
    assert codes(several(RAW, REPORT[1:])) == [], "the control: no title, and few figures"
    monkeypatch.setattr(sheets, "reports", lambda *_: False)
    assert (several(RAW, REPORT).sheet, codes(several(RAW, REPORT))) == ("1", []), "the control"


def test_tables_that_touch_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年9月,2022年9月,2022年10月,2022年10月⏎车间,镍,车间,镍⏎一选,1,一选,3⏎二选,5,二选,7"
    assert codes(look(text)) == ["tables_touch"]
    assert "tables_touch" not in codes(look(text.replace("二选,7", "三选,7"))), "the control: other rows"
    assert codes(look(",2021年,2021年,2022年,2022年⏎产品,产量,销量,产量,销量⏎镍,1,2,3,4⏎铜,1,2,3,4")) == []
    monkeypatch.setattr(halves, "asked", lambda _: ())
    assert codes(look(text)) == [], "the control"
