"""Random plans, adjustments and withdrawals: what is planned at each revision, by which version, beside an oracle."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import Engine

from db import projection, read, settings, uploads, versions, withdrawal
from db import store as stores
from db.actor import CONSOLE
from db.plans import NO_APPROVAL, Approval
from kpi import ranges
from kpi.model import Promised
from kpi.reading import Row
from tests.db.oracle import Oracle, Published, Sheet

CATALOG = settings.catalog()
NAMES = {"idea_proposed": "提出金点子", "patent_filed": "申报专利"}
LINES = {"line1": "示例一系列", "line2": "示例二系列"}
MONTHS = ("2021-12", "2022-01", "2022-02")
WHY = Approval("2022-07-05", "年度检修提前")


def sheet(random: Random) -> Sheet:
    """A few cells of the plan, some of which say what stands already."""
    some = [(random.choice([*NAMES]), random.choice([*LINES]), random.choice(MONTHS)) for _ in range(4)]
    return {cell: (float(random.randint(3, 5)), "eq", "") for cell in some}


def written(said: Sheet) -> bytes:
    rows = [f"{m},{LINES[scope]},{NAMES[key]},计划,{value:.0f}" for (key, scope, m), (value, _, _) in said.items()]
    return "\n".join(["月份,范围,指标,类别,数值", *rows, ""]).encode()


def adjusted(oracle: Oracle, said: Sheet) -> set[str]:
    """The years in which something would be planned other than it stands."""
    return {cell[2][:4] for cell in oracle.difference(said).changed}


def versions_of(oracle: Oracle, revision: int, changed: dict[int, set[str]]) -> list[tuple[int, int, int]]:
    """(year, number, revision): the first that stands, then each that changed something when it was published."""
    found: list[tuple[int, int, int]] = []
    for number, said in oracle.standing(revision):
        before = Oracle(oracle.log[: number - 1])
        news = before.difference(said)
        for year in sorted({cell[2][:4] for cell in (*news.added, *news.changed)}):
            count = sum(made == int(year) for made, _, _ in found)
            if not count or year in changed[number]:
                found.append((int(year), count + 1, number))
    return found


def play(engine: Engine, seed: int, steps: int) -> tuple[int, int]:
    """How often it was refused and withdrawn; everything is judged at the end, at every revision."""
    random, oracle, changed, refused = Random(seed), Oracle(), dict[int, set[str]](), 0
    for _ in range(steps):
        if oracle.head and random.random() < 0.25:
            number = random.randint(1, oracle.head)
            if oracle.in_force(number):
                withdrawal.withdraw(engine, number, by=CONSOLE, reason="x")
                oracle.log.append(Published({}, takes=number))
            continue
        said, given = sheet(random), random.choice([WHY, NO_APPROVAL])
        answer = uploads.publish(engine, CATALOG, [("计划.csv", written(said))], by=CONSOLE, plan=given)
        years = adjusted(oracle, said)
        if not oracle.news([said]):
            assert isinstance(answer, uploads.Refused) and answer.issues[0].code == "store_nothing_changes"
        elif years and given is NO_APPROVAL:
            assert isinstance(answer, uploads.Refused) and answer.issues[0].code == "store_plan_adjusted"
            refused += 1
        else:
            assert isinstance(answer, uploads.Receipt), answer
            oracle.publish([said])
            changed[oracle.head] = years
    with stores.reading(engine) as connection:
        assert projection.problems(connection) == ()
        for revision in range(oracle.head + 1):
            book = read.book(connection, CATALOG, revision)
            planned = {cell: (seen.value, seen.batch) for cell, seen in book.plans.items()}
            assert planned == {cell: (said[0], number) for cell, (said, number) in oracle.at(revision).items()}
            found = [(v.year, v.number, v.revision) for v in book.versions]
            assert sorted(found) == sorted(versions_of(oracle, revision, changed)), revision
    return refused, sum(bool(each.takes) for each in oracle.log)


def test_random_plans_are_what_the_oracle_says(store: Engine) -> None:
    refused, withdrawn = play(store, 3, 30)
    assert refused > 2 and withdrawn > 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_long_histories_of_plans_are_what_the_oracle_says(store: Engine, seed: int) -> None:
    play(store, 100 + seed, 150)


def test_a_version_that_was_withdrawn_would_be_noticed(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: additions count as versions too."""
    monkeypatch.setattr(versions, "ADJUSTED", versions.FIRST)
    with pytest.raises(AssertionError):
        play(store, 3, 30)


Statement = dict[str, float | None]
STATEMENTS: tuple[Statement, ...] = (
    {"plan": 84.0}, {"plan": 86.0}, {"plan": None}, {"plan_low": 83.0}, {"plan_low": 84.0}, {"plan_high": 88.0},
    {"plan_low": 83.0, "plan_high": 88.0}, {"plan_low": 84.0, "plan_high": 88.0},
    {"plan": 85.0, "plan_low": 84.0, "plan_high": 88.0},
)  # fmt: skip
"""What a file may say of one cell's plan: a figure, none, a limit, a range, a figure within it."""
Log = list[tuple[int, Statement, int]]
"""Period by its place, what was said, and the publication that it takes back."""


def in_force(log: Log, at: int) -> list[Statement]:
    """All that stood of a period's plan, oldest first: a later statement replaces the whole of the earlier one."""
    taken = {takes for _, _, takes in log}
    return [said for number, (where, said, _) in enumerate(log, 1) if said and where == at and number not in taken]


def one_plan(engine: Engine, publish: Callable[..., object], seed: int, steps: int) -> None:
    """Figures, ranges, limits and withdrawals over one cell, by month and by year; judged at every revision."""
    random, log = Random(seed), Log()
    for _ in range(steps):
        standing = [n for n, (_, said, _) in enumerate(log, 1) if said and n not in {takes for *_, takes in log}]
        if standing and random.random() < 0.25:
            number = random.choice(standing)
            withdrawal.withdraw(engine, number, by=CONSOLE, reason="x")
            log.append((0, {}, number))
            continue
        at, said = random.randrange(2), random.choice(STATEMENTS)
        stood = in_force(log, at)
        rows = [Row("rec_ni_actual", "plant", kind, PERIODS[at], value) for kind, value in said.items()]  # type: ignore[arg-type]
        answer = publish(*rows, plan=random.choice([WHY, NO_APPROVAL]) if not stood else WHY)
        if stood and stood[-1] == said:
            assert isinstance(answer, uploads.Refused) and answer.issues[0].code == "store_nothing_changes"
            continue
        assert isinstance(answer, uploads.Receipt), answer
        log.append((at, said, 0))
        assert (answer.added > 0) is not bool(stood)
    with stores.reading(engine) as connection:
        assert projection.problems(connection) == ()
        for revision in range(len(log) + 1):
            found = read.book(connection, CATALOG, revision)
            for at, period in enumerate(PERIODS):
                stood = in_force(log[:revision], at)
                assert planned(found.promised, period) == (stood[-1] if stood else {}), revision
                if found.first is not None:
                    assert planned(found.first, period) == (stood[0] if stood else {}), revision


PERIODS = ("2022", "2022-10")


def planned(of: Promised, period: str) -> Statement:
    sides = {"plan": of.points, "plan_low": of.lows, "plan_high": of.highs}
    place = ("rec_ni_actual", "plant", period)
    return {kind: side[place].value for kind, side in sides.items() if place in side}


def test_random_forms_of_one_plan_are_what_the_oracle_says(store: Engine, publish: Callable[..., object]) -> None:
    one_plan(store, publish, 5, 25)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8))
def test_long_random_forms_of_one_plan(store: Engine, publish: Callable[..., object], seed: int) -> None:
    one_plan(store, publish, 200 + seed, 120)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_ends_that_outlive_the_figure_that_replaced_them_would_be_noticed(
    store: Engine, publish: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: every form of a plan stands by itself, as long as nobody states that form anew."""
    monkeypatch.setattr(ranges, "settled", lambda promised, **_: promised)
    with pytest.raises(AssertionError):
        one_plan(store, publish, 5, 25)
