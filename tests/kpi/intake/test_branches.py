"""Tables by Party branches that the catalogue does not have: never added, their 合计 the plant's only if confirmed."""

from __future__ import annotations

import pytest

from kpi import catalog, intake, words
from kpi.intake.carriers import table
from kpi.intake.rows import branches
from kpi.reading import Reading

CATALOG = catalog.load()
HEAD = "2022年9月党建报表⏎支部,主题党日(次),金点子(项),立项(项)⏎"
TOTAL = "branches_total"
ROWS = "选矿一支部,1,5,1⏎选矿二支部,1,4,0⏎机关支部,1,2,0"


def read(text: str) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), "x.csv", CATALOG)


def figures(found: Reading) -> dict[tuple[str, str], float | None]:
    return {(row.indicator, row.scope): row.value for row in found.rows}


def codes(found: Reading) -> set[str]:
    return {issue.code for issue in found.issues} - {"month_from_title"}


def test_the_total_of_branches_is_the_plants_only_with_a_tick_and_they_are_left_out_by_name() -> None:
    found = read(f"{HEAD}{ROWS}⏎合计,3,11,1")
    assert figures(found) == {("idea_proposed", "plant"): 11, ("topic_setup", "plant"): 1}
    assert (found.errors, codes(found)) == ((), {"branches_total", "unknown_column"})
    asked = next(issue for issue in found.issues if issue.code == "branches_total")
    assert "选矿一支部（3）、选矿二支部（4）、机关支部（5）" in words.issue("zh", asked)
    assert {out.line for out in found.left_out if out.kind == "note"} == {3, 4, 5}


def test_without_the_rule_the_total_is_no_data_and_the_branches_are_no_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branches, "left", lambda table, shape, names: (table, shape, [], ()))
    found = read(f"{HEAD}{ROWS}⏎合计,3,11,1")
    assert not found.rows and [issue.code for issue in found.errors] == ["scope_unknown"] * 3


def test_branches_alone_are_refused_in_one_sentence_that_says_what_to_do() -> None:
    found = read(f"{HEAD}{ROWS}")
    (issue,) = found.errors
    assert (issue.code, found.rows) == ("branches_unknown", ())
    assert "请加一行“合计”" in words.issue("zh", issue) and "请管理员在目录里加上这些支部" in words.issue("zh", issue)


@pytest.mark.parametrize(
    ("text", "ideas", "asked"),
    [
        (f"{HEAD}{ROWS}⏎合计,3,10,1", 10, "branches_total branches_differ unknown_column"),  # 5 + 4 + 2 = 11
        (f"{HEAD}全厂,3,10,1⏎{ROWS}", 10, "branches_left unknown_column"),
        (f"{HEAD},3,10,1⏎{ROWS}", 10, "branches_left unknown_column"),  # blank is the plant
        ("2022年9月⏎序号,党支部名称,金点子⏎1,选矿一支部,5⏎2,选矿二支部,4⏎,合计,9", 9, TOTAL),
        ("2022年9月⏎序号,党支部名称,金点子⏎1,选矿一支部,5⏎2,选矿二支部,4⏎合计,,9", 9, TOTAL),
        ("2022年9月⏎支部,金点子⏎一支部,5⏎二支部,4⏎小计,9⏎机关支部,2⏎合计,11", 11, TOTAL),
        ("月份,支部,指标,数值⏎2022-09,一支部,金点子,5⏎2022-09,二支部,金点子,4⏎2022-09,合计,金点子,9", 9, TOTAL),
        ("2022年9月⏎支部,金点子,,立项,⏎,计划,完成,计划,完成⏎一支部,5,6,1,1⏎二支部,4,5,0,0⏎合计,9,11,1,1", 11,
         f"{TOTAL} headings_spread"),
    ],
)  # fmt: skip
def test_the_shapes_in_which_branches_are_listed(text: str, ideas: float, asked: str) -> None:
    found = read(text)
    actual = {row.indicator: row.value for row in found.rows if row.kind == "actual"}
    assert (found.errors, actual["idea_proposed"], codes(found)) == ((), ideas, set(asked.split()))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("月份,支部,金点子⏎2022-08,一支部,5⏎2022-09,二支部,4⏎2022-09,合计,4", "branches_unknown"),  # August has none
        ("2022年9月⏎支部,品牌,亮出差距数⏎一支部,矿量,5⏎二支部,指标,4⏎合计,,9", "branches_unknown"),  # of which brand
        ("2022年9月⏎车间,金点子⏎三车间,5⏎合计,5", "scope_unknown"),
        ("2022年9月⏎支部,金点子⏎一系列,5⏎选矿二支部,5⏎合计,10", "scope_unknown"),  # some are known
    ],
)
def test_what_the_total_is_of_must_be_sure(text: str, code: str) -> None:
    found = read(text)
    assert {issue.code for issue in found.errors} == {code}


def test_no_row_is_compared_with_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 28,000 rows that took a hundred times as long as the rest of the reading."""
    scopes = ("全厂", "示例一系列", "示例二系列", "")
    text = "月份,范围,指标,数值⏎" + "".join(f"2022-09,{scope},提出金点子,{9 + n}⏎" for n, scope in enumerate(scopes))
    sound = read(text)

    def compared(*_: object) -> bool:
        raise AssertionError("a row was compared")

    monkeypatch.setattr(table.Line, "__eq__", compared)
    assert read(text).rows == sound.rows and len(sound.rows) == 3
