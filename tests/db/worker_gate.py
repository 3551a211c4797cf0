"""A process of its own on the way from submission to withdrawal, for the tests of kills and races. Not a test module.

    python worker_gate.py ADDRESS MODE NAME COUNT

``moments``: hands in, publishes and withdraws, each in a child killed at its COUNT-th, 2 · COUNT-th … statement; prints
as JSON what the store came to after each kill. ``moments-split``: the same with a commit after every statement.
``stream``: the three for ever, each acknowledged on stdout. ``rival``: COUNT times the same cell as the other process,
looking again when told to; ``rival-blind``: the same without comparing. ``both``: publishes the same COUNT submissions
as the other process, ``same`` the same COUNT files; ``both-careless``, ``same-careless``: without asking under the lock
what stands and what waits. Several of these are joined by ``+``; each waits for a line on stdin.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, event, select

from db import conflicts, read, settings, standing, store, submissions, uploads, withdrawal
from db.actor import CONSOLE, Actor
from db.settings import Unusable
from db.submissions import Sent
from db.tables import metadata

CATALOG = settings.catalog()
HEADS = "月份,范围,指标,类别,数值\n"
ANNA, RITA = Actor("anna", "analyst"), Actor("rita", "reviewer")


def main(address: str, mode: str, name: str, count: int) -> None:
    engine, (kind, _, how) = store.engine(address), mode.partition("-")
    if kind == "moments":
        print(json.dumps(moments(address, count, split=how == "split")))
    elif kind == "stream":
        stream(engine, name)
    else:
        spoil(how)
        for each in mode.split("+"):
            print("ready", flush=True)
            sys.stdin.readline()
            play = {"rival": rival, "both": both, "same": same}[each.partition("-")[0]]
            print(json.dumps(play(engine, name, count)), flush=True)


def spoil(how: str) -> None:
    if how == "blind":
        conflicts.since = lambda *_: ()
    if how == "careless":
        standing.now = lambda *_: {}
        submissions._waiting = lambda connection, number, *_: submissions.one(connection, number)


def sheet(*values: float) -> bytes:
    """Proposed ideas of January, February …"""
    rows = (
        f"{2000 + at // 12}-{at % 12 + 1:02d},全厂,提出金点子,实际,{value:.0f}\n" for at, value in enumerate(values)
    )
    return (HEADS + "".join(rows)).encode()


def hand_in(engine: Engine, data: bytes, by: Actor = ANNA) -> submissions.Submission:
    reading = uploads.reader.read([("月报.csv", data)], CATALOG)[0]
    sent = Sent("月报.csv", data, {}, tuple(map(submissions.tick, reading.warnings)))
    made = submissions.save(engine, CATALOG, [sent], by=by, seen=None)
    assert isinstance(made, submissions.Submission), made
    return made


def publish(engine: Engine, number: int, seen: int | None = None) -> Any:
    at = head(engine) if seen is None else seen
    return submissions.publish(engine, CATALOG, number, by=RITA, seen=at)


def head(engine: Engine) -> int:
    with store.reading(engine) as connection:
        return read.head(connection).revision


def everything(engine: Engine) -> str:
    """All rows of all tables as one number; kept moments and hashes count too."""
    with store.reading(engine) as connection:
        rows = [
            (table.name, sorted(repr(tuple(row)) for row in connection.execute(select(table))))
            for table in metadata.sorted_tables
        ]
    return sha256(json.dumps(rows).encode()).hexdigest()


# ---- killed at every statement


def moments(address: str, stride: int, *, split: bool) -> list[dict[str, Any]]:
    """For each act the kills it met: whether the store was as before, and at last whether the act was done whole."""
    engine, told = store.engine(address), []
    acts: list[tuple[str, Callable[[Engine], object]]] = [
        ("hand in", lambda e: hand_in(e, sheet(*range(40)))),
        ("publish", lambda e: publish(e, 1)),
        ("withdraw", lambda e: withdrawal.withdraw(e, 1, by=RITA, reason="试")),
    ]
    for name, act in acts:
        before, at, kills, changed = everything(engine), 1, 0, 0
        while (status := in_a_child(address, act, at, split)) == signal.SIGKILL:
            kills, at = kills + 1, at + stride
            changed += everything(engine) != before
            if changed and split:
                break
        told.append({"act": name, "kills": kills, "changed": changed, "status": status})
        if changed:
            break
    return told


def in_a_child(address: str, act: Callable[[Engine], object], at: int, split: bool) -> int:
    """Do it in a forked process that dies before its ``at``-th statement, COMMIT among them; the signal, or 0."""
    child = os.fork()
    if not child:
        store._engine.cache_clear()
        engine = store.engine(address)
        die_before(engine, at, split)
        act(engine)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def die_before(engine: Engine, at: int, split: bool) -> None:
    left = [at]

    def count(*given: Any) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def save(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if split and statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            driver: Any = connection.connection.driver_connection
            driver.commit()
            if not store.is_postgres(connection):
                driver.execute("BEGIN IMMEDIATE")

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    event.listen(engine, "after_cursor_execute", save)


def stream(engine: Engine, name: str) -> None:
    """Prints what is durable: ``handed 3``, ``published 3 17``, ``withdrew 17``."""
    while True:
        value = time.monotonic_ns() % 10**9
        number = hand_in(engine, sheet(*range(value, value + 240))).id
        print(f"handed {number}", flush=True)
        answer = publish(engine, number)
        print(f"published {number} {answer.batches[0]}", flush=True)
        withdrawal.withdraw(engine, answer.batches[0], by=RITA, reason=name)
        print(f"withdrew {answer.batches[0]}", flush=True)


# ---- two at once


def rival(engine: Engine, name: str, count: int) -> list[tuple[int, int]]:
    """Revisions made, each with the one that was looked at before it."""
    made: list[tuple[int, int]] = []
    for turn in range(count):
        number = hand_in(engine, sheet(10 * turn + (5 if name == "b" else 0)), Actor(name, "analyst")).id
        while True:
            seen = head(engine)
            time.sleep(0.002)  # he looks at it
            answer = publish(engine, number, seen)
            if isinstance(answer, uploads.Receipt):
                made.append((answer.revision, seen))
                break
            assert {issue.code for issue in answer.issues} == {"store_conflict"}, answer.issues
    return made


def both(engine: Engine, _: str, count: int) -> list[int]:
    """Which submissions were published here."""
    done = []
    for number in range(1, count + 1):
        try:
            if isinstance(publish(engine, number), uploads.Receipt):
                done.append(number)
        except (Unusable, *store.FAILURES):
            continue
    return done


def same(engine: Engine, _: str, count: int) -> list[int]:
    """Which files were accepted here."""
    done = []
    for value in range(1, count + 1):
        try:
            # each about months of its own, so that the second of two has no news
            answer = uploads.publish(engine, CATALOG, [("月报.csv", sheet(*[7] * (12 + value)))], by=CONSOLE)
        except store.FAILURES:
            continue
        if isinstance(answer, uploads.Receipt):
            done.append(value)
    return done


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
