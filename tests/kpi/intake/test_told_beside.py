"""What stands beside the month's own figures is told, asked where a figure may hang on it; one cause, one question."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kpi import catalog, intake, marked, mending, words
from kpi.intake.checks import alike, zeros
from kpi.intake.headings import aside, blanks
from kpi.intake.words import vocabulary
from kpi.reading import Issue, Reading, singly

CATALOG = catalog.load()
MONTH, HEAD, ORE = "2022年9月生产月报⏎", "2022年9月生产月报⏎指标,单位,", "⏎处理矿量,万吨,"
T, Y, KIND = "month_from_title", "year_from_title", "kind_from_title"
TWELVE = ",".join(f"{n}月" for n in range(1, 13))
ALONE, RATE, SPAN = "cumulative_alone", "computed_alone", "span_left"


def read(text: str, table: str | None = None) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), "x.csv", CATALOG, table=table)


def asked(found: Reading) -> list[str]:
    return sorted(issue.code for issue in found.issues)


def said(found: Reading) -> str:
    return "\n".join(words.render("zh", each) for each in found.said)


def test_the_ordinary_monthly_report_wants_one_tick_and_tells_what_it_left_out() -> None:
    found = read(f"{HEAD}计划,实际,完成率,累计计划,累计实际,累计完成率,去年同期,去年累计,同比,累计同比"
                 f"{ORE}85,86.2,101.4%,765,771.2,100.8%,83.1,750,3.7%,2.8%"
                 "⏎镍回收率,%,83.32,83.5,,83.3,83.4,,83.1,83.2,,")  # fmt: skip
    assert (asked(found), [row.value for row in found.rows]) == ([T], [850_000, 862_000, 83.32, 83.5])
    for column in ("完成率", "累计计划", "累计实际", "累计完成率", "去年同期", "去年累计", "同比", "累计同比"):
        assert f"“{column}”" in said(found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # told: the row has its own figure
        (f"{HEAD}本月,累计{ORE}86,770", [T]),
        (f"{HEAD}计划,实际,占年计划%,节超,较上月,与计划差{ORE}85,86,8%,1,1,1", [T]),
        (f"{HEAD}本月,上月,环比(%),2022年1-9月累计,上年9月{ORE}86,85,1.2,770,84", [T]),
        (f"2022年⏎指标,单位,1月,2月,3月,一季度,4月,二季度{ORE}85,86,87,258,85,85", [SPAN, Y]),  # the quarter that runs
        (f"2022年⏎指标,单位,7月,8月,合计{ORE}85,86,171", [Y]),
        ("月份,处理矿量(吨),累计,镍回收率(%),累计⏎2022-08,860000,7000000,83,83.1", []),
        (f"{MONTH}项目,处理矿量(万吨),镍回收率(%)⏎本月完成,86,83⏎累计完成,770,83.1⏎完成率,101,100", [T]),
        (f"{HEAD}实际,同比{ORE}86,1%⏎申报专利,项,,2%", [T]),  # a rate is never the figure itself
        (f"{HEAD}本月,本年完成,年累,自年初累计,9月末累计,累计日均,全厂累计,1-8月{ORE}86,93,93,93,93,5,93,7", [T]),
        (f"{HEAD}月计划,月实际,季计划,季实际,本季,年实际,与计划比(±),占全厂比重%{ORE}85,86,1,2,3,94,5,6", [T]),
        (f"{HEAD}实际,处理矿量同比%,去年三季度,去年前三季度,历史最好,上旬,当日实际{ORE}86,1,2,3,4,5,6", [T]),
        (f"{HEAD}上旬,中旬,下旬,全月,累计{ORE}28,29,30,87,770", [T]),
        (f"{HEAD}本月,本月比计划±,全年累计{ORE}86,1,770", [T]),
        (f"指标,单位,2022.01,2022.02,2022.03,2022.1-3{ORE}85,80,87,252", []),
        ("月份,处理矿量累计万t,处理矿量当月万t⏎2022-09,771.2,86.2", []),
        ("月份,镍回收率,⏎,理论,实际⏎2022-09,84,83.5", ["headings_spread"]),
        (f"{HEAD}本月,本季{ORE}86,250⏎申报专利,项,,5", [ALONE, T]),
        (f"{HEAD}实际,上旬{ORE}86,30⏎申报专利,项,,5", ["days_column", T]),
        (f"{HEAD}实际,累计{ORE}86,770⏎申报专利,项,—,5", [ALONE, T]),  # — beside a figure: what of it?
        # asked: it may be the only one to tell the figure
        ("月份,镍回收率(%),镍回收率累计(%)⏎2022-08,83.4,83.4⏎2022-09,,83.4", [ALONE]),
        ("2022年⏎指标,单位,1月,2月,一季度⏎处理矿量,万吨,85.1,78.3,249.4", [SPAN, Y]),
        ("月份,指标,单位,计划,实际,月累计完成⏎2022-09,处理矿量,吨,850000,29000,862000", ["cumulative_month"]),
        ("月份,2022年9月⏎版本,V1.2⏎指标,单位,数值⏎处理矿量,万吨,86", [T]),
        (f"{HEAD}实际,累计{ORE}86,770⏎申报专利,项,,5", [ALONE, T]),
        (f"{HEAD}本月计划,完成率,累计实际{ORE}85,101%,770", [RATE, ALONE, T]),
        (f"{HEAD}计划,去年同期{ORE}85,84", [RATE, T]),
        (f"{HEAD}实际,累计计划{ORE}86,765", [ALONE, T]),
        ("月份,镍回收率(%),处理矿量累计(万吨)⏎2022-08,83,600", [ALONE]),
        (f"{HEAD}一系列,累计,二系列,累计{ORE}45,400,,380", [ALONE, T]),
        (f"{HEAD}一系列/本月,二系列/累计{ORE}45,380", [ALONE, T]),
        (f"{HEAD}计划,月累计{ORE}85,86", ["cumulative_month", T]),
        (f"2022年⏎指标,单位,1-2月,3月{ORE}160,86", [SPAN, Y]),
        (f"2022年⏎指标,单位,1月,2月,3月,全年{ORE}80,81,82,1020", [SPAN, Y]),
        (f"2022年计划⏎指标,单位,1月,二季度{ORE}80,250", [KIND, SPAN, Y]),
        (f"2022年⏎指标,单位,1月,2月,3月,2021年一季度{ORE}80,81,82,230", [SPAN, Y]),
        ("2022年9月⏎指标,单位,一系列,二系列,合计⏎处理矿量,万吨,45,41,87", [T, "summed_column"]),
        (f"{MONTH}项目,处理矿量(万吨),镍回收率(%)⏎本月计划,85,83⏎累计完成,770,83.1", [T, "row_summed"]),
        (f"{MONTH}项目,处理矿量(万吨),镍回收率(%)⏎本月完成,86,⏎累计完成,770,83.1", [T, "row_summed"]),
        # asked: a word of it is not known
        (f"{HEAD}实际,累计考核值{ORE}86,770", ["cumulative_column", T]),
        (f"{HEAD}实际,同期修正{ORE}86,770", ["computed_column", T]),
        (f"{HEAD}实际,力争计划{ORE}86,87", [T, "unknown_column"]),
    ],
)  # fmt: skip
def test_a_column_or_row_is_told_only_beside_the_own_figure_of_every_row(text: str, wanted: list[str]) -> None:
    found = read(text)
    assert (asked(found), found.errors) == (sorted(wanted), ())


def test_without_the_rule_the_only_figure_of_a_row_would_go_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside.Own, "wanting", lambda *_: ())
    assert asked(read(f"{HEAD}实际,累计{ORE}86,770⏎申报专利,项,,5")) == [T]


def test_one_cause_is_one_question_and_names_the_columns_and_the_rows() -> None:
    found = read(f"2022年计划⏎指标,单位,一季度,二季度,三季度,四季度,全年{ORE}250,255,255,260,1020")
    (issue,) = (issue for issue in found.issues if issue.code == SPAN)
    assert issue.found == "一季度、二季度、三季度、四季度"
    (alone,) = (i for i in read(f"{HEAD}实际,累计{ORE}86,770⏎申报专利,项,,5").issues if i.code == ALONE)
    assert (alone.found, alone.args["rows"]) == ("累计", "4")


def months(ore: Sequence[object], nickel: Sequence[object]) -> str:
    ores, rates = (",".join(map(str, each)) for each in (ore, nickel))
    return f"2022年⏎指标,单位,{TWELVE}{ORE}{ores}⏎镍回收率,%,{rates}"


def test_months_ahead_that_say_nought_are_one_question_and_a_lone_nought_another() -> None:
    ahead = read(months([85] * 9 + [0] * 3, [83.1] * 9 + [0] * 3))
    assert asked(ahead) == [Y, "zero_months"]
    (zero,) = (issue for issue in ahead.issues if issue.code == "zero_months")
    assert sorted(each.cell for each in zero.each) == ["L3", "L4", "M3", "M4", "N3", "N4"]
    assert zero.args["months"] == "2022-10、2022-11、2022-12"
    lone = read(months([85] * 9 + [0] * 3, [83.1, 0] + [83.1] * 7 + [0] * 3))
    assert [(i.code, i.cell) for i in lone.issues if i.code == "implausible"] == [("implausible", "D4")]


def test_noughts_no_question_stands_for_are_all_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zeros, "_OF_SIZE", frozenset())
    assert len(asked(read(months([85] * 9 + [0] * 3, [83.1] * 9 + [0] * 3)))) == 8


FRACTIONS = "月份,镍回收率,铜回收率⏎" + "⏎".join(f"2022-0{n},0.83{n},77.{n}" for n in range(1, 10))


def test_a_column_of_fractions_is_one_question_of_which_every_cell_is_listed_and_mended() -> None:
    found = read(FRACTIONS)
    (issue,) = found.issues
    assert (issue.code, len(issue.each), issue.cell) == ("looks_like_fraction", 9, "B2")
    assert [each.cell for each in singly(found.issues)] == [f"B{n}" for n in range(2, 11)]
    assert "9 处" in (text := words.issue("zh", issue)) and "0.831" in text and "0.832" in text
    assert [meant for _, meant in mending.percentages(found.issues)] == [f"83.{n}%" for n in range(1, 10)]
    assert [cell["cell"] for cell in words.issue_json(issue)["cells"]] == [f"B{n}" for n in range(2, 11)]
    made = marked.mark(FRACTIONS.replace("⏎", "\n").encode(), "x.csv", found.issues, "zh", vocabulary.of(CATALOG))
    assert isinstance(made, marked.Marked)
    mixed = read(FRACTIONS.replace("2022-03,0.833", "2022-03,12"))  # another slip is another question
    assert [(i.code, len(i.each)) for i in mixed.issues] == [("looks_like_fraction", 8), ("implausible", 0)]


def years(odd: str = "77") -> str:
    rows = [f"2022-{n:02},{name},{value}" for n in range(1, 13)
            for name, value in (("全厂", 86 + n / 100), ("一系列", 40), ("二系列", odd if n == 7 else 37))]  # fmt: skip
    return "月份,范围,处理矿量(万吨)⏎" + "⏎".join(rows)


def test_parts_that_never_add_up_are_one_question_and_a_slip_among_them_another() -> None:
    (usual,) = (i for i in read(years("37")).issues if i.code == "parts_do_not_add")
    assert len(usual.each) == 12
    both = [i for i in read(years("3.7")).issues if i.code == "parts_do_not_add"]  # 50 % of July, 10 % else
    assert sorted(len(i.each) for i in both) == [0, 11]


def test_the_tick_of_a_group_is_of_these_cells_alone() -> None:
    one = alike.joined([Issue("x", line=n, found=str(n)) for n in range(3)])
    assert one.found != alike.joined([Issue("x", line=n, found=str(n)) for n in range(4)]).found


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("2022年9月⏎班组,处理矿量(吨)⏎甲班,300000⏎乙班,400000⏎合计,700000", False),  # two of one cell: refused
        ("月份,范围,处理矿量(吨)⏎2022-09,一系列,300000⏎2022-09,三系列,400000⏎2022-09,合计,700000", False),
        ("月份,范围,处理矿量(吨)⏎2022-09,一系列,3万万⏎2022-09,二系列,400000⏎2022-09,合计,700000", False),
        ("月份,范围,处理矿量(吨)⏎2022-09,一系列,300000⏎2022-09,二系列,400000⏎2022-09,合计,710000", True),
    ],
)
def test_a_total_is_compared_only_with_rows_that_were_all_read(text: str, differs: bool) -> None:
    assert ("total_differs" in asked(read(text))) == differs


def test_the_month_of_one_title_is_asked_once_with_its_year() -> None:
    for text in ("表1 2022年9月生产⏎指标,单位,实际⏎处理矿量,万吨,86", "2022年生产⏎9月⏎指标,单位,实际⏎处理矿量,万吨,86"):
        found = read(text)
        assert [(i.code, i.args["month"]) for i in found.issues] == [(T, "2022年9月")]
    tables = (("一、生产", "处理矿量,万吨,86"), ("二、设备", "故障停机时间,小时,20"), ("三、党建", "提出金点子,项,20"))
    three = [f"{name}⏎指标,单位,实际⏎{row}⏎⏎" for name, row in tables]
    found = read("2022年9月⏎" + "".join(three), "*")
    assert (asked(found), len(found.rows)) == ([T], 3)


BLANK = "2022年⏎范围,月份,镍回收率(%)⏎二系列,上年同期,85.17⏎,2022年10月,83.78"


def test_a_blank_scope_under_a_row_left_out_is_not_the_plants(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (asked(read(BLANK)), read(BLANK).rows) == (["scope_blank_below"], ())
    monkeypatch.setattr(blanks, "below_left", lambda *_: {})
    assert [row.scope for row in read(BLANK).rows] == ["plant"]


def test_thousands_of_rows_beside_what_is_left_aside_are_read_in_their_own_time() -> None:
    """Sixteen times the rows, not 256 times the work: counted in calls, not in seconds."""

    def calls(years: int) -> int:
        text = "月份,范围,指标,单位,计划,实际,累计计划,累计实际,完成率⏎" + "⏎".join(
            f"{year}-{month:02},全厂,处理矿量,万吨,85,86,700,710,101%"
            for year in range(2022 - years, 2022) for month in range(1, 13)
        )  # fmt: skip
        counted, asked = [0], aside.Own._beside
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(aside.Own, "_beside", lambda *given: (counted.append(1), asked(*given))[1])
            assert read(text).rows
        return len(counted)

    assert calls(16) == calls(1)


def test_a_pair_above_a_table_does_not_hide_what_its_figures_are() -> None:
    found = read("月份,2022年9月⏎版本,预测⏎指标,单位,数值⏎处理矿量,万吨,86")
    assert (asked(found), found.rows) == (["kind_neither"], ())
