"""Two processes at once, and kill −9 at any moment: nothing is lost, nothing is half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine, text

from db import projection, settings
from db import store as stores

WORKER = Path(__file__).with_name("worker.py")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill −9 is a Unix signal")


@contextmanager
def worker(
    address: str, mode: str, name: str, count: int, *, script: Path = WORKER, seconds: float = 120
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(script), address, mode, name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(settings.ROOT)},
    )
    watchdog = Timer(seconds, process.kill)
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def race(address: str, mode: str, count: int) -> tuple[list[int], list[str]]:
    """Two processes publish into one cell at once: revisions they were told, failures they met."""
    with worker(address, mode, "a", count) as one, worker(address, mode, "b", count) as two:
        both = (one, two)
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in both:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = []
        for process in both:
            out, _ = process.communicate(timeout=120)
            assert process.returncode == 0
            answers.append(json.loads(out))
    published = [revision for answer in answers for revision in answer["published"]]
    return published, [failure for answer in answers for failure in answer["failed"]]


def check_race(address: str, store: Engine, count: int) -> None:
    published, failed = race(address, "publish", count)
    assert failed == []
    assert sorted(published) == list(range(1, 2 * count + 1))
    with stores.reading(store) as connection:
        assert projection.problems(connection) == ()
        assert connection.execute(text("SELECT count(*) FROM fact")).scalar() == 2 * count


def test_two_processes_publish_at_once_and_every_revision_is_there(address: str, store: Engine) -> None:
    check_race(address, store, 15)


@pytest.mark.soak
def test_two_processes_publish_two_hundred_times(address: str, store: Engine) -> None:
    check_race(address, store, 100)


def test_without_the_lock_the_same_race_fails(address: str, store: Engine) -> None:
    published, failed = race(address, "naive", 40)
    lost = len(published) - len(set(published))
    assert failed or lost


def halves(engine: Engine, after: int = 0) -> list[int]:
    """Batches later than a revision that do not have all their rows."""
    query = (
        "SELECT b.id FROM batch b LEFT JOIN fact f ON f.batch_id = b.id"
        f" WHERE b.id > {after:d} GROUP BY b.id, b.row_count HAVING count(f.series_id) <> b.row_count"
    )
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def die(address: str, mode: str, rows: int) -> None:
    with worker(address, mode, "a", rows) as process:
        process.wait(timeout=60)
        assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("rows", [500, 2500])
def test_a_process_killed_in_mid_batch_leaves_nothing(address: str, store: Engine, rows: int) -> None:
    die(address, "die", rows)
    with store.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in ("batch", "fact", "upload_file")
        ]
    assert counts == [0, 0, 0]


def test_with_a_commit_every_500_rows_the_same_kill_leaves_half_a_batch(address: str, store: Engine) -> None:
    die(address, "die-split", 2500)
    assert halves(store) == [1]


def check_kills(address: str, store: Engine, kills: int) -> None:
    """Kill at odd moments; what was acknowledged is there, and only whole batches."""
    before = 0
    for turn in range(kills):
        with worker(address, "stream", f"w{turn}", 0) as process:
            assert process.stdout is not None
            acknowledged = int(process.stdout.readline())
            time.sleep(0.013 * (turn % 17))
            process.kill()
            rest = process.stdout.read().splitlines()
        if rest and rest[-1].isdigit():
            acknowledged = int(rest[-1])
        with stores.reading(store) as connection:
            head = connection.execute(text("SELECT head FROM ledger")).scalar_one()
        assert head >= acknowledged > before
        assert halves(store, before) == []
        before = head
    with stores.reading(store) as connection:
        assert projection.problems(connection) == ()


def test_kill_nine_at_odd_moments_loses_nothing_acknowledged(address: str, store: Engine) -> None:
    check_kills(address, store, 3)


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing_acknowledged(address: str, store: Engine) -> None:
    check_kills(address, store, 100)
