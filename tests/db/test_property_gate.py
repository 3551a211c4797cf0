"""Random uploads, reviews, withdrawals and questions of the past, each answer beside a plain-Python oracle's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from db import (
    audit,
    conflicts,
    difference,
    idle,
    meetings,
    projection,
    publication,
    read,
    settings,
    submissions,
    uploads,
    withdrawal,
)
from db import store as stores
from db.actor import CONSOLE, Actor
from db.difference import Difference
from db.settings import Unusable
from db.submissions import Sent
from kpi.model import Catalog, Observation
from kpi.reading import Row
from tests.db.oracle import Cell, Oracle, Published, Said, Sheet, Upload

CATALOG = settings.catalog()
NAMES = {"提出金点子": "idea_proposed", "申报专利": "patent_filed", "金点子核实效益": "idea_verified_benefit"}
SCOPES = {"示例一系列": "line1", "示例二系列": "line2"}  # a plant smaller than its part would be asked about
MONTHS = ("2021-11", "2021-12", "2022-01")
SAID: dict[str, Said] = {"3": (3.0, "eq", ""), "4": (4.0, "eq", ""), "0": (0.0, "eq", ""), "—": (None, "eq", "")}
VAGUE: dict[str, Said] = SAID | {"≥80": (80.0, "ge", "≥80")}
"""What a cell of a file says, and what that is: missing is not nought, a bound is not a value."""
SEED, STEPS = 1, 45
ANALYSTS = [Actor("anna", "analyst"), Actor("bert", "analyst")]
REVIEWERS = [Actor("rita", "reviewer"), Actor("rose", "reviewer")]


@dataclass
class Play:
    """One history on one store, played on the oracle at the same time; ``told`` names the steps for a failure."""

    engine: Engine
    random: Random
    oracle: Oracle = field(default_factory=Oracle)
    told: list[str] = field(default_factory=list)
    sent: dict[int, list[Sent]] = field(default_factory=dict)
    overtaken: list[str] = field(default_factory=list)

    def step(self) -> None:
        ways: list[tuple[int, Callable[[], None]]] = [
            (5, self.hand_in), (6, self.review), (3, self.send_back), (4, self.at_once), (4, self.withdraw),
            (2, self.mend), (1, self.give_up), (1, self.name), (2, self.forth_and_back), (2, self.preview),
        ]  # fmt: skip
        do = self.random.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
        self.told.append(do.__name__)
        do()
        assert {*self.overtaken} <= {"store_conflict", "store_conflict_withdrawn"}
        assert current(self.engine) == self.oracle.at(self.oracle.head)

    # ---- what people do

    def files(self) -> tuple[list[Sheet], list[Sent]]:
        """One file, or two that do not contradict each other."""
        sheets = [self.sheet()]
        if self.random.random() < 0.2:
            second = self.sheet()
            sheets.append({cell: sheets[0].get(cell, said) for cell, said in second.items()})
        return sheets, [ticked(Sent(f"月报{number}.csv", written(sheet), {})) for number, sheet in enumerate(sheets)]

    def sheet(self) -> Sheet:
        found: Sheet = {}
        for _ in range(self.random.randint(1, 5)):
            name = self.random.choice(list(NAMES))
            cell = (NAMES[name], self.random.choice(list(SCOPES.values())), self.random.choice(MONTHS))
            found[cell] = self.random.choice(list((VAGUE if name == "金点子核实效益" else SAID).values()))
        return found

    def hand_in(self, number: int | None = None, by: Actor | None = None) -> None:
        by = by or self.random.choice(ANALYSTS)
        sheets, sent = self.files()
        state: Any = self.random.choice(["draft", "pending", "pending"])
        key = f"key-{len(self.told)}" if number is None else None
        save = partial(submissions.save, self.engine, CATALOG, sent, by=by, seen=self.oracle.head, state=state)
        answer = save(number=number, key=key)
        if state == "pending" and not self.oracle.news(sheets):
            assert codes(answer) == {"store_nothing_changes"}
            return
        if state == "pending" and self.waits(sent):
            assert codes(answer) == {"store_waiting"}
            return
        made = number or len(self.oracle.uploads) + 1
        assert isinstance(answer, submissions.Submission) and answer.id == made, answer
        before = self.oracle.uploads.get(made)
        kept = (before.reviewer, before.reason) if before else (None, "")
        self.oracle.uploads[made] = Upload(by.login, state, sheets, *kept)
        self.sent[made] = sent
        self.noted(by, "submit" if state == "pending" else "save", f"submission {made}")
        if key is not None:
            assert save(number=None, key=key) == answer, "the same request twice"

    def waits(self, sent: list[Sent]) -> bool:
        """Whether all these bytes are in one upload that waits."""
        waiting = [number for number, each in self.oracle.uploads.items() if each.state == "pending"]
        return any({file.data for file in sent} <= {file.data for file in self.sent[number]} for number in waiting)

    def mend(self) -> None:
        """Take one up again; only one's own draft or returned upload lets itself be replaced."""
        number = self.some()
        if not number:
            return
        upload = self.oracle.uploads[number]
        by = self.random.choice(ANALYSTS)
        if upload.owner == by.login and upload.state in ("draft", "returned"):
            self.hand_in(number, by)
        else:
            with pytest.raises(Unusable):
                submissions.save(self.engine, CATALOG, self.sent[number], by=by, seen=0, state="draft", number=number)

    def review(self) -> None:
        """Publish one that waits, as it was seen now or a while ago; one that does not wait is not published."""
        number, by = self.some("pending"), self.random.choice(REVIEWERS)
        if not number:
            return
        upload = self.oracle.uploads[number]
        seen = self.random.choice([self.oracle.head, *range(max(self.oracle.head - 6, 0), self.oracle.head)])
        publish = partial(submissions.publish, self.engine, CATALOG, number, by=by, seen=seen)
        if upload.state != "pending":
            with pytest.raises(Unusable):
                publish()
            return
        answer = publish(saw=self.submission(number).mark)
        if self.oracle.overtaken(upload.sheets, seen):
            self.overtaken += codes(answer)
            return
        if not self.oracle.news(upload.sheets):
            assert codes(answer) == {"store_nothing_changes"}
            return
        upload.batches = self.published(upload.sheets, answer)
        upload.state, upload.reviewer, upload.reason = "published", by.login, ""
        self.noted(by, "publish", "upload")

    def at_once(self) -> None:
        """The console publishes without review; the same request again gets the same answer."""
        sheets, sent = self.files()
        pairs, key = [(file.name, file.data) for file in sent], f"once-{len(self.told)}"
        seen = self.random.choice([None, *range(max(self.oracle.head - 6, 0), self.oracle.head + 1)])
        publish = partial(uploads.publish, self.engine, CATALOG, pairs, by=CONSOLE, seen=seen, key=key)
        answer = publish()
        if seen is not None and self.oracle.overtaken(sheets, seen):
            self.overtaken += codes(answer)
        elif not self.oracle.news(sheets):
            assert codes(answer) == {"store_nothing_changes"}
        else:
            self.published(sheets, answer)
            self.noted(CONSOLE, "publish", "upload")
            again = publish()
            assert isinstance(again, uploads.Receipt) and again == answer

    def published(self, sheets: list[Sheet], answer: Any) -> list[int]:
        assert isinstance(answer, uploads.Receipt), answer
        made = self.oracle.publish(sheets)
        counts = [sum(getattr(self.oracle.log[n - 1], part) for n in made) for part in ("added", "changed")]
        same = sum(map(len, sheets)) - sum(counts)
        assert (answer.batches, answer.revision) == (tuple(made), self.oracle.head)
        assert [answer.added, answer.changed, answer.same] == [*counts, same]
        return made

    def send_back(self) -> None:
        number, by = self.some("pending"), self.random.choice(REVIEWERS)
        if not number:
            return
        upload = self.oracle.uploads[number]
        if upload.state != "pending":
            with pytest.raises(Unusable):
                submissions.send_back(self.engine, number, by=by, reason="x")
            return
        submissions.send_back(self.engine, number, by=by, reason=f"第 {len(self.told)} 步")
        upload.state, upload.reviewer, upload.reason = "returned", by.login, f"第 {len(self.told)} 步"
        self.noted(by, "return", f"submission {number}")

    def give_up(self) -> None:
        number, by = self.some(), self.random.choice(ANALYSTS)
        if not number:
            return
        upload = self.oracle.uploads[number]
        if upload.owner == by.login and upload.state in ("draft", "returned", "pending"):
            submissions.discard(self.engine, number, by=by)
            upload.state = "discarded"
            self.noted(by, "discard", f"submission {number}")
        else:
            with pytest.raises(Unusable):
                submissions.discard(self.engine, number, by=by)

    def withdraw(self) -> None:
        number, by = self.random.randint(1, self.oracle.head + 1), self.random.choice(REVIEWERS)
        if not self.oracle.in_force(number):
            with pytest.raises(Unusable):
                withdrawal.withdraw(self.engine, number, by=by, reason="x")
            return
        assert withdrawal.withdraw(self.engine, number, by=by, reason="错报") == self.oracle.head + 1
        self.oracle.log.append(Published({}, takes=number))
        self.noted(by, "withdraw", f"batch {number}")

    def name(self) -> None:
        called, at = f"例会 {len(self.told)}", self.random.randint(0, self.oracle.head)
        naming = partial(meetings.name, self.engine, REVIEWERS[0], called, date(2022, 2, 1), revision=at)
        if at == 0:
            with pytest.raises(Unusable):
                naming()
            return
        naming()
        self.oracle.meetings[called] = at
        self.noted(REVIEWERS[0], "name", f"meeting {called}")

    def forth_and_back(self) -> None:
        """A → B → A: each is a correction, none a repetition."""
        cell = ("patent_filed", "line1", self.random.choice(MONTHS))
        for value in (7.0, 8.0, 7.0):
            sheet: Sheet = {cell: (value, "eq", "")}
            file = Sent("甲乙.csv", written(sheet), {})
            answer = uploads.publish(self.engine, CATALOG, [(file.name, file.data)], by=CONSOLE)
            if self.waits([file]):
                assert codes(answer) == {"store_waiting"}
                continue
            if not self.oracle.news([sheet]):
                assert codes(answer) == {"store_nothing_changes"}
                continue
            self.published([sheet], answer)
            self.noted(CONSOLE, "publish", "upload")

    def preview(self) -> None:
        """The difference before anything is written."""
        sheet = self.sheet()
        found = uploads.preview(self.engine, CATALOG, [("试.csv", written(sheet))], by=ANALYSTS[0])
        wanted = self.oracle.difference(sheet)
        assert found.revision == self.oracle.head
        assert parts(found.difference) == (wanted.added, wanted.changed, wanted.same, wanted.absent)

    # ---- looking

    def some(self, state: str = "") -> int:
        """One of the uploads, mostly one in this state; 0 when there is none."""
        these = [number for number, each in self.oracle.uploads.items() if each.state == state]
        known = these if these and self.random.random() < 0.8 else list(self.oracle.uploads)
        return self.random.choice(known) if known else 0

    def submission(self, number: int) -> submissions.Submission:
        with stores.reading(self.engine) as connection:
            return submissions.one(connection, number)

    def noted(self, by: Actor, verb: str, what: str) -> None:
        self.oracle.trail.append((by.login, verb, what))

    def judge(self) -> None:
        """Everything that can be asked, at every revision."""
        oracle = self.oracle
        with stores.reading(self.engine) as connection:
            assert projection.problems(connection) == () and audit.verify(connection) == ()
            assert read.head(connection).revision == oracle.head
            for revision in range(oracle.head + 1):
                assert book(connection, revision) == expected(oracle, revision), revision
            found = [history(each) for each in reversed(read.batches(connection))]
            assert found == [record(oracle, number) for number in range(1, oracle.head + 1)]
            for number, upload in oracle.uploads.items():
                seen = submissions.one(connection, number)
                assert (seen.state, seen.uploaded_by, seen.reviewed_by, seen.reason, list(seen.batches)) == (
                    upload.state, upload.owner, upload.reviewer, upload.reason, upload.batches,
                )  # fmt: skip
                kept = [file.data for file in submissions.sent(connection, number)]
                assert kept == [written(sheet) for sheet in upload.sheets]
            for called, revision in oracle.meetings.items():
                assert meetings.revision_of(connection, called) == revision
            entries = audit.entries(connection, limit=100_000)
            assert [(e.login, e.verb, e.what) for e in reversed(entries)] == oracle.trail


def written(sheet: Sheet) -> bytes:
    keys, scopes = ({key: name for name, key in names.items()} for names in (NAMES, SCOPES))
    spelt = {said: text for text, said in VAGUE.items()} | {(7.0, "eq", ""): "7", (8.0, "eq", ""): "8"}
    lines = [f"{month},{scopes[scope]},{keys[key]},实际,{spelt[said]}" for (key, scope, month), said in sheet.items()]
    return "\n".join(["月份,范围,指标,类别,数值", *lines, ""]).encode()


def ticked(file: Sent) -> Sent:
    """Every warning that its own reading has; ticks are not what is tried here."""
    (found,) = uploads.reader.read([(file.name, file.data)], CATALOG)
    assert not found.errors, found.errors
    return replace(file, ticked=tuple(map(submissions.tick, found.warnings)))


def codes(answer: Any) -> set[str]:
    assert isinstance(answer, uploads.Refused), answer
    assert answer.issues
    return {issue.code for issue in answer.issues}


def said(of: Row | Observation) -> Said:
    return of.value, of.qualifier, of.text


def cell(of: Row) -> Cell:
    return of.indicator, of.scope, of.period


def parts(found: Difference) -> tuple[Any, ...]:
    added, same, absent = (
        {cell(each.row): said(each.row) for each in part} for part in (found.added, found.same, found.absent)
    )
    changed = {cell(d.row): (said(d.before), said(d.row)) for d in found.changed if d.before}
    return added, changed, same, absent


def current(engine: Engine) -> dict[Cell, tuple[Said, int]]:
    with stores.reading(engine) as connection:
        found = read.book(connection, CATALOG).actuals
    return {key: (said(each), each.batch) for key, each in found.items()}


Told = tuple[Said, int, float | None, Said | None]
"""What stands and since when, what was first said where that is other, what stands today where that is other."""


def book(connection: Any, revision: int) -> dict[Cell, Told]:
    found = read.book(connection, CATALOG, revision).actuals
    return {key: (said(each), each.batch, each.original, each.later) for key, each in found.items()}


def expected(oracle: Oracle, revision: int) -> dict[Cell, Told]:
    now = oracle.at(oracle.head)
    found: dict[Cell, Told] = {}
    for key, (stands, number) in oracle.at(revision).items():
        first, today = oracle.first(revision, key), now[key][0] if key in now else (None, "eq", "")
        later = today if revision < oracle.head and today != stands else None
        found[key] = (stands, number, first if first != stands[0] else None, later)
    return found


def history(of: read.Batch) -> tuple[Any, ...]:
    return of.id, of.seq, of.kind, of.status, of.rows, of.added, of.changed, of.withdraws, of.withdrawn_seq


def record(oracle: Oracle, number: int) -> tuple[Any, ...]:
    each = oracle.log[number - 1]
    if each.takes:
        return number, number, "withdrawal", "published", 0, 0, 0, each.takes, None
    gone = next((at for at, other in enumerate(oracle.log, 1) if other.takes == number), None)
    status = "withdrawn" if gone else "published"
    return number, number, "upload", status, len(each.sheet), each.added, each.changed, None, gone


def play(engine: Engine, seed: int, steps: int, every: int = 0) -> Play:
    """A whole history; all of it is judged at the end, and every so many steps."""
    game = Play(engine, Random(seed))
    for number in range(1, steps + 1):
        game.step()
        if every and number % every == 0:
            game.judge()
    game.judge()
    return game


def test_a_random_history_is_what_the_oracle_says(store: Engine) -> None:
    game = play(store, SEED, STEPS)
    # the history was worth telling
    assert {*game.overtaken} == {"store_conflict", "store_conflict_withdrawn"}
    assert game.oracle.head > 12 and sum(bool(each.takes) for each in game.oracle.log) > 2
    assert {"published", "returned"} <= {each.state for each in game.oracle.uploads.values()}


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8))
def test_long_random_histories_are_what_the_oracle_says(store: Engine, seed: int) -> None:
    play(store, 1000 + seed, 250, every=50)


# ---- the oracle notices what is wrong: each defect is planted, and the same play fails


def _no_fall_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(projection, "fall_back", lambda *_: None)


def _one_revision_late(patch: pytest.MonkeyPatch) -> None:
    whole = read.book
    patch.setattr(read, "book", lambda c, catalog, at=None, **more: whole(c, catalog, at and at - 1, **more))


def _only_the_news(patch: pytest.MonkeyPatch) -> None:
    """Unchanged cells are not stored, so a withdrawal takes another's identical assertion with it."""
    whole = publication.write

    def less(connection: Any, file: Any, reading: Any, kept: Any, *rest: Any) -> Any:
        news = difference.cells([*kept.added, *kept.changed])
        return whole(connection, file, reading, replace(kept, cells=news), *rest)

    patch.setattr(publication, "write", less)


def _unseen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conflicts, "since", lambda *_: ())


def _no_trail_of_returns(patch: pytest.MonkeyPatch) -> None:
    whole = audit.write
    patch.setattr(
        audit, "write", lambda c, by, verb, *a, **k: None if verb == "return" else whole(c, by, verb, *a, **k)
    )


def _missing_is_nought(patch: pytest.MonkeyPatch) -> None:
    whole = publication._facts
    patch.setattr(publication, "_facts", lambda *given: [0.0 if value is None else value for value in whole(*given)])


def _by_hash(patch: pytest.MonkeyPatch) -> None:
    """Idempotency by content instead of by “would change nothing”: A → B → A is taken for a repetition."""
    whole, seen = uploads.store_readings, set[str]()

    def once(connection: Any, catalog: Catalog, files: Any, *rest: Any) -> Any:
        key = json.dumps([publication.fingerprint(data) for _, data in files])
        if key in seen:
            return uploads.Refused(idle.unchanged(rest[0]))
        seen.add(key)
        return whole(connection, catalog, files, *rest)

    patch.setattr(uploads, "store_readings", once)


QUICK = (_no_fall_back,)
SLOW = (_missing_is_nought, _by_hash, _one_revision_late, _only_the_news, _unseen, _no_trail_of_returns)


@pytest.mark.parametrize(
    "plant",
    [*QUICK, *(pytest.param(each, marks=pytest.mark.soak) for each in SLOW)],
    ids=lambda plant: plant.__name__.strip("_"),
)
def test_a_planted_defect_is_noticed(store: Engine, monkeypatch: pytest.MonkeyPatch, plant: Any) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        play(store, SEED, STEPS, every=6)
