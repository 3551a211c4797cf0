"""What follows from a file must be possible too: no rate above 100 %, none below 0, whoever stated its parts."""

from __future__ import annotations

import pytest

from kpi import words
from kpi.intake import read
from kpi.model import Book
from kpi.reading import Issue, Reading
from tests.kpi.books import book, shipped

CLOSURE = "computed_from_earlier"


def load(*rows: str, known: Book | None = None) -> Reading:
    text = "月份,范围,指标,数值\n" + "".join(f"2022-{row}\n" for row in rows)
    return read(text.encode(), "月报.csv", shipped(), known)


def beyond(reading: Reading) -> list[tuple[str, str, int | None, object]]:
    found = [i for i in reading.issues if i.code.startswith("computed_")]
    return [(i.code, i.severity, i.line, i.args["computed"]) for i in found]


def only(reading: Reading) -> Issue:
    (issue,) = (i for i in reading.issues if i.code.startswith("computed_"))
    return issue


def test_mills_cannot_run_longer_than_the_calendar() -> None:
    """800 ÷ 744 = 107.53 %."""
    reading = load("08,全厂,实际开动时间,800", "08,全厂,日历时间,744")
    assert beyond(reading) == [("computed_beyond", "error", 2, "107.53%")]
    said = words.issue("zh", only(reading))
    assert said.startswith(
        "全厂 2022-08：由实际开动时间 800 h、日历时间 744 h算得“磨机作业率”为 107.53%，超出限值 100%"
    )
    assert "Run hours 800 h" in words.issue("en", only(reading))


def test_mills_that_run_all_the_calendar_are_possible_and_so_is_rounding() -> None:
    assert beyond(load("08,全厂,实际开动时间,744", "08,全厂,日历时间,744")) == []
    assert beyond(load("08,全厂,实际开动时间,744.04", "08,全厂,日历时间,744")) == []  # 743.5 … 744.5 h were written 744


def test_stops_longer_than_the_calendar_make_a_negative_availability() -> None:
    """(744 − 780 − 6) ÷ 744 = −5.65 %."""
    stops = ("08,全厂,计划检修时间,780", "08,全厂,故障停机时间,6")
    assert beyond(load(*stops, "08,全厂,日历时间,744")) == [("computed_beyond", "error", 4, "-5.65%")]
    assert beyond(load("08,全厂,计划检修时间,30", "08,全厂,故障停机时间,6", "08,全厂,日历时间,744")) == []


def test_no_more_can_be_done_on_time_than_was_due() -> None:
    """3 ÷ 2 = 150 %; 3 of none at all is beyond every limit."""
    assert beyond(load("08,全厂,督办按期完成数,3", "08,全厂,督办到期数,2")) == [("computed_beyond", "error", 2, "150%")]
    assert beyond(load("08,全厂,督办按期完成数,3", "08,全厂,督办到期数,0")) == [("computed_beyond", "error", 2, "∞")]
    assert beyond(load("08,全厂,督办按期完成数,2", "08,全厂,督办到期数,2")) == []
    assert beyond(load("08,全厂,督办按期完成数,0", "08,全厂,督办到期数,0")) == []


def test_more_metal_out_than_in_is_said_once_by_the_balance() -> None:
    reading = load("08,全厂,精矿镍金属量,104", "08,全厂,原矿镍金属量,100")
    assert [i.code for i in reading.errors] == ["metal_from_nothing"]


def test_hours_over_the_calendar_are_said_once_by_the_balance() -> None:
    reading = load("08,全厂,实际开动时间,800", "08,全厂,日历时间,744", "08,全厂,故障停机时间,6")
    assert [i.code for i in reading.errors] == ["hours_over_calendar"]


def test_another_lines_contradiction_does_not_excuse_this_one() -> None:
    reading = load(
        *("08,一系列,实际开动时间,800", "08,一系列,日历时间,744", "08,一系列,故障停机时间,6"),
        *("08,二系列,实际开动时间,800", "08,二系列,日历时间,744"),
    )
    assert [(i.code, i.line) for i in reading.errors] == [("hours_over_calendar", 2), ("computed_beyond", 5)]


def test_one_part_published_before_counts_and_the_file_hides_what_it_replaces() -> None:
    known = book({("calendar_hours", "plant", "2022-08"): 744, ("run_hours", "plant", "2022-08"): 800})
    assert beyond(load("08,全厂,实际开动时间,800", known=known)) == [("computed_beyond", "error", 2, "107.53%")]
    assert beyond(load("08,全厂,实际开动时间,700", known=known)) == []
    assert beyond(load("08,全厂,处理矿量,800000", known=known)) == [], "the file has no hand in it"


def test_lines_that_together_exceed_the_plants_own_calendar_are_seen_once() -> None:
    """400 + 400 = 800 h of 744 h; where a line itself is beyond, the plant is not mentioned again."""
    together = load("08,一系列,实际开动时间,400", "08,二系列,实际开动时间,400", "08,全厂,日历时间,744")
    assert beyond(together) == [("computed_beyond", "error", 2, "107.53%")]
    each = load("08,一系列,实际开动时间,800", "08,二系列,实际开动时间,700",
                "08,一系列,日历时间,744", "08,二系列,日历时间,744")  # fmt: skip
    assert beyond(each) == [("computed_beyond", "error", 2, "107.53%")]


def test_a_derived_amount_keeps_its_limit_too() -> None:
    """Dry ore = 100 − 120 = −20 t."""
    assert beyond(load("08,全厂,原矿量（湿）,100", "08,全厂,原矿含水量,120")) == [
        ("computed_beyond", "error", 2, "-20 t")
    ]
    assert beyond(load("08,全厂,原矿量（湿）,100", "08,全厂,原矿含水量,5")) == []


@pytest.mark.parametrize(("done", "raised"), [("闭环金点子", "提出金点子"), ("矿量·差距整改完成数", "矿量·亮出差距数")])
def test_closing_more_than_was_raised_is_only_asked_and_not_where_earlier_months_explain_it(
    done: str, raised: str
) -> None:
    assert beyond(load(f"08,全厂,{done},3", f"08,全厂,{raised},2")) == [(CLOSURE, "warning", 2, "150%")]
    earlier = ("07,全厂," + done + ",1", "07,全厂," + raised + ",5")  # 4 of 7 to date
    assert beyond(load(f"08,全厂,{done},3", f"08,全厂,{raised},2", *earlier)) == []


def test_plans_are_not_worked_out() -> None:
    text = "月份,指标,类别,数值\n2022-08,实际开动时间,计划,800\n2022-08,日历时间,计划,744\n"
    assert beyond(read(text.encode(), "x.csv", shipped())) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # 208,320 t of 486,500 t is 42.8 %, or 2.335 t of ore a tonne; both come from two figures, one is asked
        (("08,一系列,处理矿量,486500", "08,一系列,精矿产量,208320"), [("warning", 3, "2.335 t/t")]),
        (("08,一系列,处理矿量,486500", "08,一系列,精矿产量,69150"), []),
        (("08,一系列,处理矿量,486500", "08,一系列,用电量,54810000"), [("warning", 3, "112.7 kWh/t")]),
        (("08,全厂,处理矿量,872400", "08,全厂,用电量,3236600"), [("warning", 3, "3.71 kWh/t")]),
        (("08,全厂,处理矿量,872400", "08,全厂,用电量,32366000"), []),  # 37.1
        # 2472 ÷ (6102.5 + 2472) = 28.83 %
        (("08,一系列,实际开动时间,6102.5", "08,一系列,故障停机时间,2472"), [("warning", 3, "28.83%")]),
        (("08,一系列,实际开动时间,6102.5", "08,一系列,故障停机时间,41.2"), []),
        (("06,一系列,实际开动时间,4294.6", "06,一系列,日历时间,6480"), []),  # 66 % with an overhaul
    ],
)
def test_a_rate_nobody_typed_must_be_believable_and_names_what_it_follows_from(
    rows: tuple[str, ...], found: list[tuple[str, int, str]]
) -> None:
    told = [(severity, line, value) for _, severity, line, value in beyond(load(*rows))]
    assert [(severity, value) for severity, _, value in told] == [(severity, value) for severity, _, value in found]
