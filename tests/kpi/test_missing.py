"""催报: what a month still owes, by scope and brand."""

from __future__ import annotations

from datetime import date

import pytest

from kpi import missing, progress
from kpi.model import Observation
from kpi.period import Month
from tests.kpi.books import Facts, book

ORE, NICKEL, ROD = "ore_milled_dry", "rec_ni_actual", "pilot_demo"
SEPTEMBER = Month(2022, 9)


def owed(actual: Facts, plan: Facts | None = None, within: frozenset[str] | None = None) -> list[tuple[object, ...]]:
    return [
        (debt.scope.key, debt.brand.key, [(o.indicator.key, o.planned, o.before) for o in debt.owed], debt.reported)
        for debt in missing.of(book(actual, plan), SEPTEMBER, within)
    ]


def test_what_is_planned_and_not_reported_is_owed() -> None:
    plan = {(ORE, "plant", "2022-09"): 100.0, ("ore_wet", "plant", "2022"): 100.0}
    assert owed({("fault_hours", "plant", "2022-09"): 3.0}, plan) == [
        ("plant", "ore", [(ORE, True, None), ("ore_wet", True, None)], 0)
    ]


@pytest.mark.parametrize("came", ["2022-08", "2022-04", "2021-09"])
def test_what_came_within_the_year_before_is_owed_without_a_plan(came: str) -> None:
    """The months between were skipped: nobody reported it there either."""
    found = [("line1", "ore", [(ORE, False, Month.parse(came))], 0)]
    assert owed({(ORE, "line1", came): 90.0}) == found
    assert owed({(ORE, "line1", "2021-08"): 90.0}) == []


def test_what_is_reported_is_not_owed_nor_what_is_reported_as_missing() -> None:
    plan = {(ORE, "plant", "2022-09"): 100.0}
    assert owed({(ORE, "plant", "2022-09"): 0.0}, plan) == []
    assert owed({(ORE, "plant", "2022-09"): None}, plan) == []


AWAITED = Observation(ORE, "plant", "2022-09", None, stage="awaited")


def test_what_is_said_to_be_still_to_come_is_owed_and_makes_no_month() -> None:
    """待报 in October's cell: only September is on record, so October is late on the eleventh of November."""
    plan = {(ORE, "plant", "2022-09"): 100.0}
    assert owed({(ORE, "plant", "2022-09"): AWAITED}, plan) == [("plant", "ore", [(ORE, True, None)], 0)]
    months = {(ORE, "plant", "2022-08"): AWAITED, (ORE, "plant", "2022-07"): 90.0}
    assert owed(months) == [("plant", "ore", [(ORE, False, Month(2022, 7))], 0)]
    known = progress.months_of(book({(ORE, "plant", "2022-09"): 90.0, (ORE, "plant", "2022-10"): AWAITED}))
    assert known == {SEPTEMBER}
    assert missing.overdue(known, date(2022, 11, 11), 10) == (Month(2022, 10),)
    assert progress.months_of(book({(ORE, "plant", "2022-10"): None})) == {Month(2022, 10)}  # — is a report


def test_a_plant_that_is_the_sum_of_its_lines_owes_nothing() -> None:
    plan = {(ORE, "plant", "2022-09"): 100.0}
    one = {(ORE, "line1", "2022-09"): 50.0}
    assert owed({**one, (ORE, "line2", "2022-09"): 50.0}, plan) == []
    assert owed(one, plan) == [("plant", "ore", [(ORE, True, None)], 0)]


def test_a_rate_that_follows_from_its_parts_is_reported() -> None:
    plan = {(NICKEL, "plant", "2022-09"): 83.0}
    parts = {("ni_metal", "plant", "2022-09"): 83.0, ("ni_feed", "plant", "2022-09"): 100.0}
    assert owed(parts, plan) == []
    ((scope, brand, found, _),) = owed({}, plan)
    assert (scope, brand, found) == ("plant", "metrics", [(NICKEL, True, None)])


def test_a_milestone_is_owed_in_its_month_until_it_is_reached() -> None:
    plan = {(ROD, "plant", "2022-09"): 100.0}
    assert owed({(ROD, "plant", "2022-06"): 60.0}, plan) == [("plant", "intelligence", [(ROD, True, None)], 0)]
    assert owed({(ROD, "plant", "2022-06"): 100.0}, plan) == []
    assert owed({(ROD, "plant", "2022-08"): 60.0}, {(ROD, "plant", "2022-12"): 100.0}) == []


def test_nobody_is_shown_what_is_not_his() -> None:
    facts = {(ORE, scope, "2022-08"): 1.0 for scope in ("plant", "line1", "line2")}
    assert [found[0] for found in owed(facts)] == ["plant", "line1", "line2"]
    assert [found[0] for found in owed(facts, within=frozenset({"line2"}))] == ["line2"]


@pytest.mark.parametrize(
    ("newest", "today", "day", "late"),
    [
        ("2022-09", date(2022, 11, 10), 10, ""),  # October is due on the tenth of November
        ("2022-09", date(2022, 11, 11), 10, "2022-10"),
        ("2022-10", date(2022, 11, 30), 10, ""),  # November is not over
        ("2022-06", date(2022, 11, 11), 10, "2022-10 2022-09 2022-08 2022-07"),
        ("2022-11", date(2023, 1, 11), 10, "2022-12"),
        ("2022-06", date(2022, 11, 11), 0, ""),
    ],
)
def test_a_month_is_overdue_the_day_after_its_due_day(newest: str, today: date, day: int, late: str) -> None:
    found = missing.overdue([Month.parse(newest)], today, day)
    assert [*map(str, found)] == late.split()
    told = missing.said(found, "frame", day, "zh")
    if len(found) == 4:
        assert told == "2022年10月等 4 个月的数据逾期未发布，最早是2022年7月（应在次月 10 日前）。"
    assert bool(told) == bool(late)


def test_an_empty_store_is_not_overdue() -> None:
    assert missing.overdue([], date(2022, 11, 11), 10) == ()
    assert missing.asked([], date(2022, 11, 11), 10) == ()


def test_a_skipped_month_can_be_asked_about_and_is_overdue() -> None:
    """Complete to September, then February, April and June only; July is due on the tenth of August."""
    known = [Month.parse(each) for each in ("2022-08", "2022-09", "2023-02", "2023-04", "2023-06")]
    for today, last in ((date(2023, 8, 10), 7), (date(2023, 8, 11), 7), (date(2023, 9, 11), 8)):
        found = missing.asked(known, today, 10)
        assert found == (*(Month(2023, n) for n in range(last, 0, -1)), *(Month(2022, n) for n in range(12, 7, -1)))
        late = missing.overdue(known, today, 10)  # July is late on the eleventh of August, August a month later
        assert [m.number for m in late] == [*range(last - (today.day == 10), 6, -1), 5, 3, 1, 12, 11, 10]
    assert missing.asked(known[-1:], date(2023, 8, 11), 0) == (Month(2023, 7), Month(2023, 6))
    assert missing.due(Month(2023, 7), date(2023, 8, 11), 10) and not missing.due(Month(2023, 7), date(2023, 8, 10), 10)
    old = [Month(2015, 1), Month(2015, 3), *known[:2]]  # 2015 was filled in afterwards
    assert missing.overdue(old, date(2022, 10, 11), 10) == ()
    assert len(missing.overdue(old, date(2024, 10, 11), 10)) == 24  # nobody reports any more
    running = [*old, Month(2024, 11)]  # somebody began the running month: the one due now is still named
    assert missing.overdue(running, date(2024, 11, 11), 10)[0] == Month(2024, 10)
