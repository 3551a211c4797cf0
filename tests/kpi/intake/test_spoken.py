"""A title, a corner or a row that speaks of more or less than a month or of another part of the plant."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from kpi import words
from kpi.intake import read
from kpi.intake.grid import groups
from kpi.intake.headings import around, unplaced, unread
from kpi.unit import LANGS
from tests.kpi.intake.conftest import CATALOG

ORE, NI, MASS = "ore_milled_dry", "rec_ni_actual", "conc_mass"
SUMS = "月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n"
OWN = [("2022-01", "plant", ORE, 800_000), ("2022-02", "plant", ORE, 810_000)]
"""80 and 161 − 80 of 10,000 t."""
ONE = "指标,单位,本月\n镍回收率,%,83\n"
RATE = [("2022-09", "plant", NI, 83)]
TWO = "月份,镍回收率(%)\n2022-08,83\n2022-09,84\n"
BOTH = [("2022-08", "plant", NI, 83), ("2022-09", "plant", NI, 84)]
LINES = "范围,镍回收率(%)\n一系列,83\n二系列,84\n"
EACH = [("2022-09", "line1", NI, 83), ("2022-09", "line2", NI, 84)]
DAY = "计划,实际\n处理矿量(吨),850000,860000\n"
TITLED, NAMED, PLACED, WHOSE = "month_from_title", "month_from_name", "scope_from_title", "scope_unclear_title"
DERIVED, SPAN, NO_MONTH = "cumulative_derived", "!not_month_title", "!title_span"
Stored = Sequence[tuple[str, str, str, float]]
Case = tuple[str, str, str, Stored]
"""The text, the file's name, what is asked and (!) refused, what is stored."""

CASES: list[Case] = [
    # sums: only the doubt that they are sums goes, not that of another year's figures or of a day's
    (f"2022年1-2月累计\n{SUMS}", "", DERIVED, OWN),
    *((f"{said}\n{SUMS}", "", f"{DERIVED} not_month_title", OWN)
      for said in ("上年同期", "去年同期指标", "2021年同期", "2022年1-2月上年累计", "生产日报")),
    (SUMS, "上年同期.csv", f"{DERIVED} not_month_name", OWN),
    # months from one to another, with either year; one month is no span
    *((f"{said}\n{ONE}", "", NO_MONTH, [])
      for said in ("2022年1-9月", "2022年1月至2022年9月", "2022年1月—2022年9月", "2022.01-2022.09", "202201-202209",
                   "2022-01~2022-09", "2021年10月到2022年9月", "2022年1月份至9月份", "2022年1月——9月",
                   "2022年前9个月")),
    *((f"{said}\n{ONE}", "", f"{SPAN} {TITLED}", [])
      for said in ("2022年9月止", "2022年9月年累", "2022年9月累积", "1月至2022年9月", "2022年1月至今")),
    (f"2022年1月至2022年9月\n{LINES}", "", NO_MONTH, []),
    (ONE, "202201-202209.csv", NO_MONTH, []),
    (f"2022年9月\n{ONE}", "2022年1月-2022年9月.csv", f"!not_month_name {TITLED}", []),
    (f"2022年1月1日至2022年9月30日\n{ONE}", "202209.csv", f"{SPAN} {NAMED}", []),
    *((f"{said}\n{ONE}", "", TITLED, RATE) for said in ("2022年9月", "2022.09", "202209", "2022年9月（2022.10.08）")),
    *((ONE, name, NAMED, RATE) for name in ("附件2-2022年9月.csv", "表1-202209.csv", "2022年9月_2022-09.csv")),
    (f"2022年8月26日至9月25日\n{ONE}", "202209.csv", "days_as_month", RATE),
    *((f"{said}\n{TWO}", "", "", BOTH) for said in ("2022年8月至2022年9月", "统计期：2022年8月26日至2022年9月25日")),
    # a day in the corner is no month
    (f"2022年9月30日,{DAY}", "", "!corner_day", []),
    ("2022-09-30,一系列,二系列\n镍回收率(%),83,84\n", "", "!no_header", []),
    (f"2022年9月,{DAY}", "", "month_from_corner",
     [("2022-09", "plant", ORE, 850_000), ("2022-09", "plant", ORE, 860_000)]),
    # a part of the plant that a title names and does not give the figures to
    *((f"2022年9月{said}\n{ONE}", "", f"{TITLED} {WHOSE}", RATE)
      for said in ("一、二系列回收率", "一系列、二系列", "一二系列", "生产月报(不含二系列)", "除一系列外", "二系列停产",
                   "生产月报（一系列停产检修）", "一系列检修期间全厂指标", "一系列及全厂")),
    *((f"2022年9月{said}\n{ONE}", "", f"{TITLED} {PLACED}", [("2022-09", "line1", NI, 83)])
      for said in ("一系列回收率", "一、一系列", "选矿厂一系列指标", "一系列（不含税）", "一系列(不含二系列)")),
    *((f"2022年9月{said}\n{LINES}", "", TITLED, EACH) for said in ("一、二系列", "（一系列检修）", "全厂")),
    # totals of a month that has no row of its own, and readings of nothing else
    *((f"月份,镍回收率(%)\n2022年9月{said},83\n", "", "!total_of_month", [])
      for said in ("累计", "小计", "合计", "平均")),
    ("月份,镍回收率(%)\n2022-08,83\n2022年9月平均,84\n", "", "!total_of_month", []),
    *((f"月份,镍回收率(%)\n{said},83\n", "", "!nothing_read", []) for said in ("1~2月累计", "合计")),
    ("月份,镍回收率(%)\n2022-08,83\n2022-09,84\n2022年9月平均,84\n平均,83.5\n", "", "", BOTH),
    ("月份,镍回收率(%)\n", "", "", []),
    ("2022年\n指标,单位,8月\n处理矿量累计,万吨,500\n精矿产量,吨,80\n", "", "year_from_title total_of_indicator",
     [("2022-08", "plant", MASS, 80)]),
    ("2022年\n指标,单位,8月\n精矿产量累计,吨,500\n精矿产量,吨,80\n", "", "year_from_title",
     [("2022-08", "plant", MASS, 80)]),
    ("月份,范围,指标,数值,单位\n2022-08,一系列,处理矿量,40,万吨\n处理矿量合计,,,40,万吨\n", "", "",
     [("2022-08", "line1", ORE, 400_000)]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "name", "told", "stored"), CASES)
def test_what_is_said_of_a_table_is_read_asked_or_refused(said: str, name: str, told: str, stored: Stored) -> None:
    reading = read(said.encode(), name or "x.csv", CATALOG)
    codes = sorted({("!" if issue.severity == "error" else "") + issue.code for issue in reading.issues})
    assert codes == sorted(told.split())
    if not reading.errors:  # with an error nothing is stored
        assert [(row.period, row.scope, row.indicator, row.value) for row in reading.rows] == list(stored)
    for issue in reading.issues:
        assert all("{" not in words.issue(lang, issue) for lang in LANGS)


def test_each_of_these_looks_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The defects switched on: last year's sums, nine months and 不含二系列 are stored with a tick of another kind."""

    def codes(said: str) -> set[str]:
        return {issue.code for issue in read(said.encode(), "x.csv", CATALOG).issues}

    monkeypatch.setattr(unread, "asked", lambda *_: [])  # the net below them all
    with monkeypatch.context() as off:
        off.setattr(groups, "is_sum", lambda word: True)
        assert codes(f"上年同期\n{SUMS}") == {DERIVED}
    with monkeypatch.context() as off:
        off.setattr(unplaced, "said", lambda text, names: ("", frozenset()))
        assert codes(f"2022年9月生产月报(不含二系列)\n{ONE}") == {TITLED, PLACED}
    with monkeypatch.context() as off:
        off.setattr(around, "_MONTH", re.compile(r"(?<!\d)((?:19|20)\d\d)年?(0?[1-9]|1[0-2])月(?!至\d)"))
        off.setattr(groups, "span_said", lambda name: "")
        assert codes(f"2022年1月至2022年9月\n{ONE}") == {TITLED}
