"""Random plans, adjustments and withdrawals: what is planned at each revision, by which version, beside an oracle."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import Engine

from db import projection, read, settings, uploads, versions, withdrawal
from db import store as stores
from db.actor import CONSOLE
from db.plans import NO_APPROVAL, Approval
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
