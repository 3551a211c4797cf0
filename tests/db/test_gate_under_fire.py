"""From submission to withdrawal under kill −9, a full disk and two people at once: whole, or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from db import audit, projection, read, settings, submissions, withdrawal
from db import store as stores
from tests.db import test_concurrency as at_once
from tests.db import worker_gate
from tests.db.test_concurrency import halves

worker = partial(at_once.worker, script=Path(__file__).with_name("worker_gate.py"), seconds=240)
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill −9 is a Unix signal")


def sound(engine: Engine) -> None:
    """Values in force, numbering, trail and states all fit together."""
    with stores.reading(engine) as connection:
        assert projection.problems(connection) == () and audit.verify(connection) == ()
        entries = audit.entries(connection, limit=100_000)
        batches = read.batches(connection)
        uploads = connection.execute(text("SELECT id FROM submission")).scalars().all()
        found = [submissions.one(connection, number) for number in uploads]
        assert all(submissions.sent(connection, each.id) for each in found)
    assert halves(engine) == []
    assert {each.state for each in found if each.batches} <= {"published"}
    assert all(each.batches for each in found if each.state == "published")
    told = [e.verb for e in entries]
    assert told.count("publish") == sum(b.kind == "upload" for b in batches)
    assert told.count("withdraw") == sum(b.kind == "withdrawal" for b in batches)
    assert told.count("submit") >= len(found)
    gone = {b.withdraws: b.seq for b in batches if b.kind == "withdrawal"}
    assert {b.id: b.withdrawn_seq for b in batches if b.withdrawn_seq} == gone


# ---- kill −9


def killed(address: str, mode: str, stride: int) -> list[dict[str, Any]]:
    with worker(address, mode, "a", stride) as process:
        out, _ = process.communicate(timeout=240)
        assert process.returncode == 0
    told: list[dict[str, Any]] = json.loads(out)
    return told


def check_moments(address: str, store: Engine, stride: int) -> None:
    told = killed(address, "moments", stride)
    assert [(each["act"], each["changed"], each["status"]) for each in told] == [
        ("hand in", 0, 0), ("publish", 0, 0), ("withdraw", 0, 0),
    ]  # fmt: skip
    assert all(each["kills"] >= 12 / stride for each in told), told
    sound(store)
    with stores.reading(store) as connection:
        assert [b.status for b in read.batches(connection)] == ["published", "withdrawn"]
        assert read.book(connection, settings.catalog()).actuals == {}


def test_killed_before_any_statement_an_act_leaves_nothing(address: str, store: Engine) -> None:
    check_moments(address, store, 19)


@pytest.mark.soak
def test_killed_before_every_statement_an_act_leaves_nothing(address: str, store: Engine) -> None:
    check_moments(address, store, 1)


@pytest.mark.soak
def test_with_a_commit_after_every_statement_the_same_kills_leave_something(address: str, store: Engine) -> None:
    told = killed(address, "moments-split", 5)
    assert told[-1]["changed"] > 0


def check_kills(address: str, store: Engine, kills: int) -> None:
    """At odd moments; what was acknowledged is there, and everything fits together."""
    for turn in range(kills):
        with worker(address, "stream", f"w{turn}", 0) as process:
            assert process.stdout is not None
            told = [process.stdout.readline()]
            time.sleep(0.011 * (turn * 7 % 19) + 0.03)
            process.kill()
            told += process.stdout.read().splitlines()
        said = [line.split() for line in told if line.strip()]
        with stores.reading(store) as connection:
            batches = {b.id: b for b in read.batches(connection)}
            for verb, *numbers in said:
                if verb == "withdrew":
                    assert batches[int(numbers[0])].status == "withdrawn"
                else:
                    state = submissions.one(connection, int(numbers[0])).state
                    assert state == "published" or (verb == "handed" and state == "pending")
        sound(store)


@pytest.mark.soak
def test_killed_sixty_times_the_gate_loses_nothing_acknowledged(address: str, store: Engine) -> None:
    check_kills(address, store, 60)


# ---- a full disk

Act = Callable[[Engine], object]
BIG = worker_gate.sheet(*range(240))
ACTS: dict[str, Act] = {
    "hand in": lambda engine: worker_gate.hand_in(engine, BIG),
    "publish": lambda engine: worker_gate.publish(engine, 1),
    "withdraw": lambda engine: withdrawal.withdraw(engine, 1, by=worker_gate.RITA, reason="试"),
}
TABLES = {
    "hand in": ("submission", "submission_file", "upload_file", "audit"),
    "publish": ("batch", "series", "fact", "fact_current", "submission", "audit"),
    "withdraw": ("batch", "fact_current", "audit"),
}


def refused(engine: Engine, act: Act) -> bool:
    """Whether it was refused for want of space, in the reader's words and with nothing changed."""
    before = worker_gate.everything(engine)
    try:
        act(engine)
    except stores.FAILURES as failure:
        assert stores.why(failure).code == "store.disk_full", failure
        assert worker_gate.everything(engine) == before
        return True
    return False


@contextmanager
def pages(engine: Engine, spare: int) -> Iterator[None]:
    """So many pages of SQLite are left."""
    with engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def bound(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={used + spare}")

    event.listen(engine, "connect", bound)
    try:
        yield
    finally:
        event.remove(engine, "connect", bound)


@contextmanager
def full(engine: Engine, table: str) -> Iterator[None]:
    """PostgreSQL has no space for the last row of a statement on a table, and says so as it does of a real disk."""
    said = "USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device'"
    function = f"BEGIN RAISE EXCEPTION {said}; END"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS '{quoted(function)}'"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER no_space AFTER INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION no_space()"
        )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION no_space CASCADE")


def quoted(sql: str) -> str:
    return sql.replace("'", "''")


def fill(engine: Engine, spares: range) -> int:
    """Each act where there is ever more space, until it succeeds; how often it was refused."""
    count = 0
    for name, act in ACTS.items():
        if stores.is_postgres(engine):
            for table in TABLES[name]:
                with full(engine, table):
                    count += refused(engine, act)
            act(engine)
            continue
        for spare in spares:
            with pages(engine, spare):
                if not refused(engine, act):
                    break
            count += 1
        else:
            raise AssertionError(f"{name}: never enough space")
    return count


def test_a_full_disk_refuses_in_words_and_leaves_nothing(store: Engine) -> None:
    assert fill(store, range(0, 60, 3)) >= len(ACTS)
    sound(store)


@pytest.mark.soak
def test_a_disk_full_at_any_page_leaves_nothing(store: Engine) -> None:
    assert fill(store, range(60)) > len(ACTS)
    sound(store)


@pytest.mark.soak
def test_a_full_disk_with_a_commit_after_every_statement_would_be_noticed(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            driver: Any = connection.connection.driver_connection
            driver.commit()
            if not stores.is_postgres(connection):
                driver.execute("BEGIN IMMEDIATE")

    event.listen(store, "after_cursor_execute", save)
    try:
        with pytest.raises((AssertionError, *stores.FAILURES)):
            fill(store, range(0, 60, 3))
    finally:
        event.remove(store, "after_cursor_execute", save)


# ---- two at once


def race(address: str, modes: str, count: int) -> list[list[list[Any]]]:
    """What two processes came to at the same time, for each of the modes."""
    with worker(address, modes, "a", count) as one, worker(address, modes, "b", count) as two:
        both, answers = (one, two), []
        for _ in modes.split("+"):
            assert [heard(process) for process in both] == ["ready\n"] * 2
            for process in both:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            answers.append([json.loads(heard(process)) for process in both])
    return answers


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def prepare(store: Engine, count: int) -> None:
    for value in range(1, count + 1):
        worker_gate.hand_in(store, worker_gate.sheet(1000 + value))


def check_together(address: str, store: Engine, count: int) -> None:
    """One month: each overwrote only what he had looked at. One upload, one file: each was published once."""
    prepare(store, count)
    once, rivals, files = race(address, "both+rival+same", count)
    assert sorted(once[0] + once[1]) == list(range(1, count + 1))
    made = [(revision, seen) for answer in rivals for revision, seen in answer]
    assert sorted(revision for revision, _ in made) == list(range(count + 1, 3 * count + 1))
    assert [(revision, seen) for revision, seen in made if revision != seen + 1] == []
    assert sorted(files[0] + files[1]) == list(range(1, count + 1))
    sound(store)
    with stores.reading(store) as connection:
        assert read.head(connection).revision == 4 * count


def test_two_at_once_overwrite_nothing_unseen_and_publish_nothing_twice(address: str, store: Engine) -> None:
    check_together(address, store, 4)


@pytest.mark.soak
def test_two_at_once_for_a_long_time(address: str, store: Engine) -> None:
    check_together(address, store, 80)


@pytest.mark.soak
def test_reviewers_who_do_not_compare_overwrite_unseen(address: str, store: Engine) -> None:
    ((one, two),) = race(address, "rival-blind", 40)
    assert [revision for revision, seen in one + two if revision != seen + 1] != []


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["both-careless", "same-careless"])
def test_without_looking_under_the_lock_what_two_publish_at_once_goes_wrong(
    address: str, store: Engine, mode: str
) -> None:
    prepare(store, 40)
    ((one, two),) = race(address, mode, 40)
    with pytest.raises(AssertionError):
        assert sorted(one + two) == list(range(1, 41))
        sound(store)
