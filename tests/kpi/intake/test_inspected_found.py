"""What inspect once told wrongly of public files without a word: quarters as months, sums and units as data."""

from __future__ import annotations

import pytest

from kpi.intake import Inspection, inspect
from tests.kpi.intake.workbooks import Rows, book, saved


def look(text: str) -> Inspection:
    return inspect(text.encode("gb18030"), "x.csv")


def told(found: Inspection) -> tuple[tuple[int, ...], int, str]:
    return found.header_rows, found.rows, " ".join(f"{out.line}:{out.kind}" for out in found.left_out)


@pytest.mark.parametrize(
    ("cells", "periods"),
    [
        ("季度 2018.4 2018.3 2018.1", "2018-Q4 2018-Q3 2018-Q1"),
        ("quarter 2018-4 2019-1", "2018-Q4 2019-Q1"),
        ("时间(季度) 2022/1 2022/2", "2022-Q1 2022-Q2"),
        ("季度 2022-03-31 2022-12-31", "2022-Q1 2022-Q4"),
        ("季度 2022-01 2022-04", "2022-01 2022-04"),  # the control: first months as well as numbers
        ("月份 2018.4 2018.3 2018.2", "2018-04 2018-03 2018-02"),  # the control: no quarter is said
        ("日期 2022年9月28日（周三） 2022年9月29日（周四）", "2022-09-28 2022-09-29"),
        ("日期 2022-09-28,三 2022-09-29,四", "2022-09-28 2022-09-29"),
        ("日期 2022年9月28日 2022年9月29日", "2022-09-28 2022-09-29"),  # the control: 日 is no Sunday
        ("年月 101年_2月 101年10月", "2012-02 2012-10"),
        ("民國年月 101年1月 101年10月", "2012-01 2012-10"),
        ("年別 101年 102年", "2012 2013"),
        ("指标 101年 102年", ""),  # the control: nobody says that these are times
        ("时间 FY2019 FY2020", "2019 2020"),
        ("时间 2022年9月上旬 2022年9月下旬", "2022-09-01/2022-09-10 2022-09-21/2022-09-30"),
        ("日期 1/1/1980 1/1/1981", "1980-01-01 1981-01-01"),
    ],
)
def test_times_are_told_as_their_heading_means_them(cells: str, periods: str) -> None:
    heading, *rows = cells.split()
    lines = [f'"{cell}"'.replace("_", " ") for cell in rows]
    found = inspect((f"{heading},数\n" + "".join(f"{line},5.5\n" for line in lines)).encode(), "x.csv")
    assert " ".join(found.periods) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("日期,班次,矿\n2022-09-30,夜,5\n2022-09-30,白,6\n2022-10-01,夜,6\n", "2022-09-30 2022-10-01"),
        ("日期,矿\n2022-09-30,5\n2022-10-01,6\n", "2022-09-30 2022-10-01"),
        ("日期,矿\n2022-08-31,5\n2022-09-30,6\n", "2022-08 2022-09"),  # the control: the ends of months
        ("时间,矿\n2022-08-31 22:00,5\n2022-08-31 23:00,6\n2022-09-30 01:00,6\n", "2022-08-31 2022-09-30"),
        ("时间,矿\n2022-08-31 23:59:59,5\n2022-09-30 23:59:59,6\n", "2022-08 2022-09"),
        ("月份,矿\n2022-07-01 00:00:00,5\n2022-08-01 00:00:00,6\n2022-10-01 00:00:00,7\n", "2022-07 2022-08 2022-10"),
    ],
)
def test_a_day_is_told_as_a_month_only_where_nothing_speaks_against_it(text: str, periods: str) -> None:
    assert " ".join(look(text).periods) == periods


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("物料,工厂,数\n甲,A,5\n乙,A,6\n*,,11\n,,\n丁,B,7\n*,,7\n**,,18\n", ((1,), 3, "4:total 7:total 8:total")),
        ("标记,物料,数\n*,甲,5\n,乙,6\n,丁,7\n", ((1,), 3, "")),  # the control: a flag
        ("日期,班次,矿\n2022-09-01,夜,34\n2022-09-01,白,33\n2022-09-01,当日合计,67\n", ((1,), 2, "4:total")),
        ("日期,班次,矿\n2022-09-01,夜,34\n2022-09-01,白,33\n2022-09-01,月累计,67\n", ((1,), 2, "4:total")),
        ("日期,班次,矿\n2022-09-01,夜,34\n2022-09-01,白,33\n2022-09-01,全天,67\n", ((1,), 2, "4:total")),
        ("设备,运行,小时\n甲,全天,24\n乙,半天,12\n", ((1,), 2, "")),  # the control: how long it runs
        ("车间,产,销\n甲,5,4\n乙,6,5\nTotal:,11,9\n", ((1,), 2, "4:total")),
        ("组,数\n甲,5\n乙,6\nworker_sum,11\n", ((1,), 2, "4:total")),
        ("指标,值\nsales_sum,5\nsales_avg,6\ncost_sum,7\n", ((1,), 3, "")),  # the control: names of figures
        ("车间,产\n甲,5\n乙,6\n汇总,11\n最大值,6\n同比,3.2\n", ((1,), 2, "4:total 5:total 6:total")),
        (",1月,2月\n计划,5,6\n实际,5,7\n同比,1,2\n", ((1,), 3, "")),  # the control: kinds of figures lead the rows
        ("统计,产\n计数,5\n最小值,1\n25%,2\n最大值,6\n", ((1,), 4, "")),  # the control: statistics throughout
        ("产品,数,率\n原矿,26,100\n精矿,3,83\n编制：,张三,\n", ((1,), 2, "4:note")),
        ("产品,数,率\n原矿,26,100\n精矿,3,83\n制表人,张三,\n", ((1,), 2, "4:note")),
        ("产品,数,率\n原矿,26,100\n精矿,3,83\n制表单位：,某某选矿厂,2022-10-08\n", ((1,), 2, "4:note")),
        ("产品,数,率\n原矿,26,100\n精矿,3,83\n备注,含外购,\n", ((1,), 2, "4:note")),
        ("部门,姓名,级\n选矿,张三,一\n统计,李四,二\n", ((1,), 2, "")),  # the control: no figures above
        ("序号,设备,结果\n1,球磨机,正常\n2,皮带,缺\n点检人：,王五,2022-9-30\n", ((1,), 2, "4:note")),
        ("月份,矿,率\n1月,81,83\n2月,82,83\n注：1,2,3月为快报,4,5,6月为终报,见附表\n", ((1,), 2, "4:note")),
        ("车间,产量,温度\n单位,吨,℃\n1#,51,35\n2#,52,34\n", ((1, 2), 2, "")),
        ("温度,压力,密度\n℃,MPa,kg/m3\n5,6,7\n6,7,8\n", ((1, 2), 2, "")),
        ("样,质量,品位\n[-],[g],[%]\n5,6,7\n6,7,8\n", ((1, 2), 2, "")),
        ("厂,类,2020,2021\n,,1000 t,1000 t\n甲,矿,5,6\n乙,矿,6,7\n", ((1, 2), 2, "")),
        ("品种,规格,数\nt,m,\nh,s,6\n", ((1,), 2, "")),  # the control: no unit over the figures
        (",开工率\n2018-01-05,71.1\n2018-01-12,70.9\n", ((1,), 2, "")),
        ("5\n0.3 0.5 0.8\n1.5 2.5 0.4\n150 150 200\n", ((), 0, "")),  # figures are no heading
    ],
)
def test_rows_that_are_no_data_are_told(text: str, told_of: tuple[tuple[int, ...], int, str]) -> None:
    assert told(look(text)) == told_of


def test_a_row_with_a_comma_too_many_is_still_told_as_too_wide() -> None:
    found = look("车间,矿,率\n一选,81,83\n二选,82,83\n三选,停,检修,大修,x\n")
    assert (found.rows, [issue.code for issue in found.issues]) == (3, ["row_too_wide"])


def test_the_unit_of_a_column_of_times_tells_how_long_something_took() -> None:
    found = look("时间,流量\ns,L/min\n1,6\n2,7\n")
    assert (told(found), found.columns, found.issues) == (((1, 2), 2, ""), ("时间/s", "流量/L/min"), ())


def test_big5_has_the_characters_that_windows_gave_it() -> None:
    for text in ("地區,人數\n裏冷,5\n墻圍,6\n", "測站,雨量\n恒春,5\n", "廠商,數量\n宏碁,5\n宏達,6\n"):
        found = inspect(text.encode("cp950"), "x.csv")
        assert (found.encoding, ",".join(found.columns)) == ("big5", text.partition("\n")[0])
        assert ",".join(found.data[0].cells) == text.splitlines()[1]
        assert {issue.code for issue in found.issues} <= {"encoding_guessed"}
    strange = inspect("地区,人数\n\ue2c9\ue714,5\n重庆,6\n".encode("gb18030"), "x.csv")
    assert "encoding_guessed" in {issue.code for issue in strange.issues}


@pytest.mark.parametrize(
    ("above", "under", "periods"),
    [
        ("2021年 2021年 2022年 2022年", "11月 合计 1月 合计", "2021-11 2022-01"),
        ("2022 2022 2022", "1月 2月 合计", "2022-01 2022-02"),
        ("2022年 2022年 2022年", "上半年 下半年 合计", "2022-H1 2022-H2 2022"),
        ("2022年 2022年 2022年", "一季度 二季度 合计", "2022-Q1 2022-Q2"),
        ("2021年 2021年 2022年 2022年", "男 合计 男 合计", "2021 2022"),
        ("2022年 2022年", "1月 全年", "2022-01 2022"),
    ],
)
def test_a_sum_across_is_a_year_only_with_all_its_parts(above: str, under: str, periods: str) -> None:
    figures = ",".join("5" for _ in under.split())
    found = look(f"产品,{above},\n,{under},\n".replace(" ", ",") + f"铜,{figures},\n镍,{figures},\n")
    assert " ".join(found.periods) == periods


def test_the_estimated_year_is_one_of_the_years_across() -> None:
    assert look(",2020,2021,2022e\n甲,5,6,7\n乙,5,6,7\n").periods == ("2020", "2021", "2022")
    assert look(",2021,2022e\n甲,5,6\n乙,5,6\n").periods == ("2021", "2022")
    assert look(",2021,2023e\n甲,5,6\n乙,5,6\n").periods != ("2021", "2023"), "the control: years that do not follow"


def test_a_side_table_that_ends_earlier_is_left_out() -> None:
    rows: Rows = [
        ["月份", "矿", None, "年度", "矿合计"],
        ["2022年1月", 85, None, 2020, 1010],
        ["2022年2月", 80, None, 2021, 1022],
        ["2022年3月", 86, None, None, None],
    ]
    found = inspect(saved(book(rows)), "x.xlsx")
    assert (found.columns, told(found)) == (("月份", "矿"), ((1,), 3, "1:column"))
    assert [issue.code for issue in found.issues] == ["several_tables"]
    whole = [*rows[:3], ["2022年3月", 86, None, 2022, 1030]]
    assert inspect(saved(book(whole)), "x.xlsx").columns == ("月份", "矿", "年度", "矿合计"), "the control"
    unled = [["月份", "矿", None, "计划", "实际"], *([*row[:3], 88, 87] for row in rows[1:3]), rows[3]]
    assert len(inspect(saved(book(unled)), "x.xlsx").columns) == 4, "the control: nothing leads those rows"


def test_a_week_without_its_year_is_one_warning() -> None:
    found = look("班组,周,矿\n甲,1,18\n乙,1,20\n甲,2,14\n")
    assert [(issue.code, issue.severity) for issue in found.issues] == [("period_no_year", "warning")]
    assert look("2022年产量,,\n班组,周,矿\n甲,1,18\n乙,第2周,20\n").periods == ("2022-W01", "2022-W02")


def test_figures_with_a_slip_are_told_among_figures() -> None:
    body = "".join(f"{n}号,{130000 + n}\n" for n in range(8))
    for cell in ("12O", "1.2.3", "约120", "3/4", "12.3万"):
        assert [issue.code for issue in look(f"车间,矿\n{body}末,{cell}\n").issues] == ["not_a_number"], cell
    assert look(f"车间,矿\n{body}末,12\n").issues == (), "the control"
    assert look("编号,矿\n1,5\n1.1,6\n1.1.1,7\n").issues == (), "the control: numbers of chapters"
    parts = inspect("项,比\n甲,3/4\n乙,5/8\n丙,7/8\n".encode("utf-8-sig"), "x.csv")
    assert parts.issues == (), "the control: no figures among them"


def test_a_unit_beside_the_table_is_shown() -> None:
    rows: Rows = [["某表", None, None, None], [None, None, None, "单位：万元"], ["厂", "额"], ["甲", 5], ["乙", 6]]
    found = inspect(saved(book(rows)), "x.xlsx")
    assert ("note", "单位:万元") in {(out.kind, out.text) for out in found.left_out}
