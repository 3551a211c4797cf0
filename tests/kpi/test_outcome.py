"""A report looked at before it is published: the book with its rows, and the statuses that would turn."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kpi import applied, board, outcome
from kpi.model import Action
from kpi.outcome import Turn
from kpi.period import Month
from kpi.reading import Row
from tests.kpi.books import book, months, plan_01

ORE = "ore_milled_dry"
HALF = Row(ORE, "plant", "actual", "2022-09", 400_000.0, line=7)
"""September 2022 with 40 instead of 87.3 万吨: 700.3 of 739 planned, 94.76 %, below 95 %."""


def turned(found: tuple[Turn, ...]) -> list[tuple[str, str, str, str, str]]:
    return [
        (t.after.indicator.key, str(t.month), t.scope, t.before.ytd.verdict.status, t.after.ytd.verdict.status)
        for t in found
    ]


def test_a_row_takes_the_place_of_what_stands_and_remembers_the_first_value() -> None:
    before = book(months(ORE, 2022, [100.0, 200.0]))
    after = applied.to(before, [Row(ORE, "plant", "actual", "2022-02", 210.0, line=3)])
    found = after.actuals[ORE, "plant", "2022-02"]
    assert (found.value, found.original, found.batch, found.row) == (210.0, 200.0, 0, 3)
    again = applied.to(after, [Row(ORE, "plant", "actual", "2022-02", 200.0)])
    assert again.actuals[ORE, "plant", "2022-02"].original is None
    bound = applied.to(book({}), [Row(ORE, "plant", "actual", "2022-02", 200.0, qualifier="ge")])
    for value in (210.0, 220.0):
        bound = applied.to(bound, [Row(ORE, "plant", "actual", "2022-02", value)])
    first = bound.actuals[ORE, "plant", "2022-02"]
    assert (first.qualifier, first.original, first.original_qualifier) == ("eq", 200.0, "ge")
    alone = applied.to(bound, [Row(ORE, "plant", "actual", "2022-02", 200.0)]).actuals[ORE, "plant", "2022-02"]
    assert alone.first == (200.0, "ge", "")
    noisy = applied.to(before, [Row(ORE, "plant", "actual", "2022-01", 100.00000000000001)])
    assert noisy.actuals[ORE, "plant", "2022-01"].first is None
    least = applied.to(before, [Row(ORE, "plant", "actual", "2022-01", 100.000000000001)])  # the fifteenth digit
    assert least.actuals[ORE, "plant", "2022-01"].original == 100.0
    assert before.actuals[ORE, "plant", "2022-02"].value == 200.0
    assert after.actuals[ORE, "plant", "2022-01"] is before.actuals[ORE, "plant", "2022-01"]


def test_plans_and_measures_are_applied_too() -> None:
    old = Action(ORE, "plant", Month(2022, 9), "抢修", "一车间", "2022-10-31", "实施中")
    said = json.dumps({"owner": "一车间", "due": "2022-10-31", "state": "完成"})
    rows = [
        Row(ORE, "plant", "plan", "2022", 1000.0),
        Row(ORE, "plant", "action", "2022-09", None, text=said, label="抢修"),
    ]
    after = applied.to(book({}, actions=(old,)), rows)
    assert after.plans[ORE, "plant", "2022"].value == 1000.0
    assert [(action.state, action.open) for action in after.actions] == [("完成", False)]


def test_only_the_statuses_that_change_are_named() -> None:
    """87.3 → 40 万吨: 747.6 of 739 is met, 700.3 of 739 is 94.76 % and behind."""
    assert turned(outcome.turns(plan_01(), [HALF])) == [(ORE, "2022-09", "plant", "met", "behind")]
    same = Row(ORE, "plant", "actual", "2022-09", 873_001.0)
    assert outcome.turns(plan_01(), [same]) == ()


def test_it_is_what_the_board_says_once_published() -> None:
    (turn,) = outcome.turns(plan_01(), [HALF])
    after = board.figures(applied.to(plan_01(), [HALF]), Month(2022, 9), "plant")
    assert turn.after == after.brand("ore").headline


def test_an_older_month_is_looked_at_beside_the_newest() -> None:
    """August at 1 万吨 leaves 659.7 of 739, behind in September; to August 572.4 of 653, too."""
    rows = [Row(ORE, "plant", "actual", "2022-08", 10_000.0)]
    assert [found[1] for found in turned(outcome.turns(plan_01(), rows))] == ["2022-09", "2022-08"]


def test_the_scopes_above_are_looked_at_too() -> None:
    lines = {(ORE, f"line{n}", "2022-01"): 50.0 for n in (1, 2)}
    plans = {(ORE, scope, "2022-01"): value for scope, value in (("plant", 100.0), ("line1", 50.0))}
    found = outcome.turns(book(lines, plans), [Row(ORE, "line1", "actual", "2022-01", 40.0)])
    assert {(t.scope, t.before.ytd.verdict.status, t.after.ytd.verdict.status) for t in found} == {
        ("plant", "met", "behind"),
        ("line1", "met", "behind"),
    }


def test_a_scope_whose_figures_the_reader_does_not_hold_is_not_judged() -> None:
    """With line 1 alone the plant would look as if line 2 had reported nothing."""
    one, plan = {(ORE, "line1", "2022-01"): 50.0}, {(ORE, "line1", "2022-01"): 50.0, (ORE, "plant", "2022-01"): 40.0}
    rows = [Row(ORE, "line1", "actual", "2022-01", 40.0), Row(ORE, "line2", "actual", "2022-01", 40.0)]
    assert {t.scope for t in outcome.turns(book(one, plan), rows)} == {"plant", "line1"}
    assert {t.scope for t in outcome.turns(book(one, plan), rows, within=frozenset({"line1"}))} == {"line1"}


def test_a_running_month_is_judged_as_of_today() -> None:
    """On the 10th of September the month takes no part in the year to date."""
    assert outcome.turns(plan_01(), [HALF], date(2022, 9, 10)) == ()
    assert outcome.turns(plan_01(), [HALF], date(2022, 10, 1)) != ()


@pytest.mark.parametrize("key", ["2022", "2023-01"])
def test_a_first_plan_turns_what_was_not_judged(key: str) -> None:
    found = outcome.turns(book({(ORE, "plant", "2023-01"): 90.0}), [Row(ORE, "plant", "plan", key, 100.0)])
    assert turned(found) == ([(ORE, "2023-01", "plant", "unknown", "behind")] if key == "2023-01" else [])
