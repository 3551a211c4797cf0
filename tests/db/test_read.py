"""Reading: the figures in force and as known at any revision, against an oracle in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import Engine, text

from db import projection, read, uploads, withdrawal
from db import store as stores
from db.actor import CONSOLE
from db.settings import Unusable
from kpi.model import Action, Catalog, Observation
from kpi.period import Month
from kpi.reading import Row

Publish = Callable[..., uploads.Receipt | uploads.Refused]
Key = tuple[str, str, str]


def ore(
    value: float | None, period: str = "2022-09", scope: str = "plant", kind: str = "actual", **more: object
) -> Row:
    return Row("ore_milled_dry", scope, kind, period, value, **more)  # type: ignore[arg-type]


def test_an_observation_tells_where_it_came_from(store: Engine, catalog: Catalog, publish: Publish) -> None:
    publish(ore(1.0, line=7), name="八月.csv")
    publish(ore(80.0, qualifier="ge", text="≥80", note="电话核实", stage="final", line=12), name="九月.csv")
    with stores.reading(store) as connection:
        book = read.book(connection, catalog)
    assert book.actuals == {
        ("ore_milled_dry", "plant", "2022-09"): Observation(
            "ore_milled_dry",
            "plant",
            "2022-09",
            80.0,
            "ge",
            "≥80",
            "电话核实",
            "final",
            2,
            "九月.csv",
            12,
            original=1.0,
        )
    }
    assert (book.revision, book.sample, book.plans) == (2, False, {})


def test_what_was_first_published_as_a_bound_stays_one(store: Engine, catalog: Catalog, publish: Publish) -> None:
    publish(ore(1020.0, qualifier="ge", text="≥1020"))
    publish(ore(1100.0))
    with stores.reading(store) as connection:
        found = [read.book(connection, catalog, n).actuals["ore_milled_dry", "plant", "2022-09"] for n in (1, None)]
    assert [(o.qualifier, o.original, o.original_qualifier) for o in found] == [
        ("ge", None, "eq"),
        ("eq", 1020.0, "ge"),
    ]


def test_plans_stand_apart_from_actuals(store: Engine, catalog: Catalog, publish: Publish) -> None:
    publish(ore(9e6, "2022", kind="plan"), ore(8e5, kind="plan"), ore(8.7e5))
    with stores.reading(store) as connection:
        book = read.book(connection, catalog)
    assert {key[2]: o.value for key, o in book.plans.items()} == {"2022": 9e6, "2022-09": 8e5}
    assert {key[2]: o.value for key, o in book.actuals.items()} == {"2022-09": 8.7e5}


def test_measures_keep_every_month(store: Engine, catalog: Catalog, publish: Publish) -> None:
    def said(period: str, state: str) -> Row:
        content = '{"due": "2022-10", "owner": "磨矿车间", "state": "' + state + '"}'
        return Row("ore_milled_dry", "plant", "action", period, None, "text", content, label="更换衬板")

    publish(said("2022-09", "完成"), said("2022-08", "进行中"))
    with stores.reading(store) as connection:
        book = read.book(connection, catalog)
    measure = Action("ore_milled_dry", "plant", Month(2022, 8), "更换衬板", "磨矿车间", "2022-10", "进行中")
    assert book.actions == (measure, replace(measure, month=Month(2022, 9), state="完成"))


def test_a_value_reported_as_missing_stands_as_missing(store: Engine, catalog: Catalog, publish: Publish) -> None:
    publish(ore(5.0))
    publish(ore(None))
    with stores.reading(store) as connection:
        found = read.book(connection, catalog).actuals["ore_milled_dry", "plant", "2022-09"]
    assert (found.value, found.original) == (None, 5.0)


def test_a_value_restored_to_its_first_needs_no_original(store: Engine, catalog: Catalog, publish: Publish) -> None:
    for value in (1.0, 2.0, 1.0):
        publish(ore(value))
    with stores.reading(store) as connection:
        originals = [
            read.book(connection, catalog, r).actuals["ore_milled_dry", "plant", "2022-09"].original for r in (1, 2, 3)
        ]
    assert originals == [None, 1.0, None]


def test_what_the_catalogue_does_not_list_is_left_out_and_counted(
    store: Engine, catalog: Catalog, publish: Publish
) -> None:
    publish(ore(1.0), Row("not_listed", "plant", "actual", "2022-09", 1.0), ore(1.0, scope="line9"))
    with stores.reading(store) as connection:
        assert list(read.book(connection, catalog).actuals) == [("ore_milled_dry", "plant", "2022-09")]
        assert read.strangers(connection, catalog) == 2


@pytest.mark.parametrize("revision", [-1, 2])
def test_a_revision_that_was_never_made_is_refused(
    store: Engine, catalog: Catalog, publish: Publish, revision: int
) -> None:
    publish(ore(1.0))
    with pytest.raises(Unusable, match="0 至 1"), stores.reading(store) as connection:
        read.book(connection, catalog, revision)


def test_before_the_first_revision_nothing_was_known(store: Engine, catalog: Catalog, publish: Publish) -> None:
    publish(ore(1.0))
    with stores.reading(store) as connection:
        assert read.book(connection, catalog, 0).actuals == {}


@dataclass
class Oracle:
    """What the store should know, kept as plain lists: (revision, cells, revision that withdrew it)."""

    batches: list[tuple[int, dict[Key, float | None], list[int]]] = field(default_factory=list)

    def at(self, revision: int) -> dict[Key, tuple[float | None, float | None]]:
        """(value, original) by cell."""
        first: dict[Key, float | None] = {}
        now: dict[Key, float | None] = {}
        for made, cells, withdrawn in self.batches:
            if made <= revision and not any(w <= revision for w in withdrawn):
                for key, value in cells.items():
                    first.setdefault(key, value)
                    now[key] = value
        return {key: (value, None if first[key] == value else first[key]) for key, value in now.items()}


def drive(store: Engine, catalog: Catalog, publish: Publish, seed: int, steps: int) -> None:
    """Random uploads and withdrawals, then every revision compared with the oracle."""
    chance, oracle = random.Random(seed), Oracle()
    scopes, months = ("plant", "line1", "line2"), ("2022-07", "2022-08", "2022-09")
    for _ in range(steps):
        standing = [batch for batch in oracle.batches if not batch[2]]
        if standing and chance.random() < 0.2:
            batch = chance.choice(standing)
            batch[2].append(withdrawal.withdraw(store, batch[0], by=CONSOLE, reason="错报"))
            continue
        cells = chance.sample([(s, m) for s in scopes for m in months], chance.randint(1, 6))
        rows = {cell: chance.choice([None, 0.0, 1.0, 2.5]) for cell in cells}
        answer = publish(*(ore(value, month, scope) for (scope, month), value in rows.items()))
        if isinstance(answer, uploads.Receipt):
            said = {("ore_milled_dry", scope, month): value for (scope, month), value in rows.items()}
            oracle.batches.append((answer.revision, said, []))
    with stores.reading(store) as connection:
        assert projection.problems(connection) == ()
        head = read.head(connection).revision
        assert head >= steps // 2
        for revision in range(head + 1):
            book = read.book(connection, catalog, revision)
            assert {key: (o.value, o.original) for key, o in book.actuals.items()} == oracle.at(revision), revision
        book = read.book(connection, catalog)
        assert {key: (o.value, o.original) for key, o in book.actuals.items()} == oracle.at(head)
        windowed = {tuple(row[:5]) + tuple(row[5:]) for row in connection.execute(read.as_of(head))}
        assert {row[5] for row in windowed} == {value for value, _ in oracle.at(head).values()}


@pytest.mark.parametrize("seed", [1, 2])
def test_any_history_reads_as_the_oracle_says_at_every_revision(
    store: Engine, catalog: Catalog, publish: Publish, seed: int
) -> None:
    drive(store, catalog, publish, seed, 40)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 22))
def test_long_histories_read_as_the_oracle_says(store: Engine, catalog: Catalog, publish: Publish, seed: int) -> None:
    drive(store, catalog, publish, seed, 120)


def test_the_values_in_force_can_be_rebuilt_from_the_facts(store: Engine, publish: Publish) -> None:
    for value in (1.0, 2.0, 3.0):
        publish(ore(value), ore(4.0, "2022-08"))
    query = text("SELECT * FROM fact_current ORDER BY series_id, period")
    with stores.writing(store) as connection:
        before = connection.execute(query).all()
        assert projection.rebuild(connection) == 2
        assert connection.execute(query).all() == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE fact_current SET value = 99", "store.projection_differs"),
        ("UPDATE fact_current SET first_batch_id = 2", "store.projection_differs"),
        ("DELETE FROM fact_current", "store.projection_differs"),
        ("UPDATE ledger SET head = 5", "store.revision_gap"),
    ],
)
def test_a_damaged_store_is_found(store: Engine, publish: Publish, damage: str, code: str) -> None:
    publish(ore(1.0))
    publish(ore(2.0))
    with stores.writing(store) as connection:
        assert projection.problems(connection) == ()
        connection.execute(text(damage))
        assert [problem.code for problem in projection.problems(connection)] == [code]
