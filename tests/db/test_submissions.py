"""Through the gate: handed in, looked at by somebody else, published, returned, withdrawn; on a real store."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db import audit, effect, projection, read, rights, settings, submissions, uploads, waiting, withdrawal
from db import store as stores
from db.actor import CONSOLE, PROGRAM, Actor
from db.plans import Approval
from db.settings import Unusable
from db.submissions import Sent, Submission
from kpi import words
from kpi.reading import Issue
from tests import people

HEADS = "月份,范围,指标,类别,数值\n"
ANNA, RITA, ROSE = Actor("anna", "analyst"), Actor("rita", "reviewer"), Actor("rose", "reviewer")


def ore(value: float, month: str = "2022-09", name: str = "九月.csv") -> Sent:
    return Sent(name, f"{HEADS}{month},,处理矿量,实际,{value}\n".encode(), {})


def hand_in(engine: Engine, *files: Sent, by: Actor = ANNA, **more: Any) -> Any:
    return submissions.save(engine, settings.catalog(), files, by=by, seen=head(engine), **more)


def publish(engine: Engine, number: int, by: Actor = RITA, seen: int | None = None) -> Any:
    at = head(engine) if seen is None else seen
    return submissions.publish(engine, settings.catalog(), number, by=by, seen=at)


def head(engine: Engine) -> int:
    with stores.reading(engine) as connection:
        return read.head(connection).revision


def stands(engine: Engine, month: str = "2022-09") -> float | None:
    with stores.reading(engine) as connection:
        book = read.book(connection, settings.catalog())
    found = book.actuals.get(("ore_milled_dry", "plant", month))
    return found and found.value


def codes(answer: Any) -> list[str]:
    assert isinstance(answer, uploads.Refused), answer
    return [issue.code for issue in answer.issues]


def refused(code: str) -> Any:
    return pytest.raises(Unusable, check=lambda error: error.sentence.code == code)


def test_what_is_handed_in_changes_nothing_until_a_reviewer_publishes_it(store: Engine) -> None:
    made = hand_in(store, ore(870_000), note="九月月报")
    assert (made.state, made.uploaded_by, made.files, made.note) == ("pending", "anna", ("九月.csv",), "九月月报")
    assert (stands(store), head(store)) == (None, 0)
    receipt = publish(store, made.id)
    assert (receipt.revision, receipt.added, stands(store)) == (1, 1, 870_000.0)
    with stores.reading(store) as connection:
        done = submissions.one(connection, made.id)
        (batch,) = read.batches(connection)
    assert (done.state, done.reviewed_by, done.batches) == ("published", "rita", (1,))
    assert (batch.uploaded_by, batch.published_by, batch.note) == ("anna", "rita", "九月月报")


@pytest.mark.parametrize("by", [ANNA, Actor("vera", "viewer"), Actor("adam", "admin"), Actor("wall", "screen")])
def test_only_a_reviewer_publishes(store: Engine, by: Actor) -> None:
    made = hand_in(store, ore(870_000))
    for attempt in (
        lambda: publish(store, made.id, by),
        lambda: submissions.send_back(store, made.id, by=by, reason="x"),
        lambda: uploads.publish(store, settings.catalog(), [("a.csv", ore(1).data)], by=by),
        lambda: withdrawal.withdraw(store, 1, by=by, reason="x"),
    ):
        with pytest.raises(rights.Forbidden):
            attempt()
    assert stands(store) is None


def test_nobody_publishes_his_own(store: Engine) -> None:
    made = hand_in(store, ore(870_000), by=RITA)
    with refused("review.own"):
        publish(store, made.id, RITA)
    with refused("review.own"):
        uploads.publish(store, settings.catalog(), [("a.csv", ore(1).data)], by=RITA)
    assert stands(store) is None
    assert publish(store, made.id, ROSE).revision == 1


def test_a_plant_with_one_person_may_allow_it_and_it_is_on_record(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    made = hand_in(store, ore(870_000), by=RITA)
    publish(store, made.id, RITA)
    with stores.reading(store) as connection:
        (batch,) = read.batches(connection)
        entry = audit.entries(connection)[0]
    assert (batch.uploaded_by, batch.published_by) == ("rita", "rita")
    assert (entry.login, json.loads(entry.after)["uploader"]) == ("rita", "rita")


@pytest.mark.parametrize("by", [CONSOLE, PROGRAM])
def test_the_console_and_its_programs_publish_their_own(store: Engine, by: Actor) -> None:
    receipt = uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=by)
    assert isinstance(receipt, uploads.Receipt)


def test_files_with_errors_or_without_news_are_not_handed_in(store: Engine) -> None:
    bad = Sent("坏.csv", f"{HEADS}2022-13,,处理矿量,实际,1\n".encode(), {})
    assert codes(hand_in(store, bad)) != []
    uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=CONSOLE)
    assert codes(hand_in(store, ore(870_000))) == ["store_nothing_changes"]
    with stores.reading(store) as connection:
        assert submissions.listed(connection, RITA) == ()


def test_each_warning_is_ticked_by_itself(store: Engine) -> None:
    """The catalogue calls a nickel recovery plausible between 70 and 90 %."""
    odd = Sent("怪.csv", f"{HEADS}2022-08,,镍回收率,实际,60\n2022-09,,镍回收率,实际,99\n".encode(), {})
    found = uploads.preview(store, settings.catalog(), [("怪.csv", odd.data)], by=ANNA)
    warnings = [issue for issue in found.issues if issue.severity == "warning"]
    assert [(i.code, i.line) for i in warnings][:2] == [("implausible", 2), ("implausible", 3)]
    ticks = tuple(submissions.tick(issue) for issue in warnings)
    assert len(codes(hand_in(store, odd))) == len(warnings)
    assert len(codes(hand_in(store, Sent("怪.csv", odd.data, {}, ticks[1:])))) == 1
    made = hand_in(store, Sent("怪.csv", odd.data, {}, ticks))
    assert isinstance(made, Submission)
    publish(store, made.id)
    with store.connect() as connection:
        kept = connection.execute(text("SELECT mapping FROM batch")).scalar_one()
    assert json.loads(kept)["ticked"] == list(ticks)


def test_a_tick_names_one_warning_in_its_own_words_only() -> None:
    one = Issue("implausible", "warning", line=2, column="数值", found="1", args={"low": 70, "high": 90})
    cell = replace(one, line=None, cell="B2")
    others = (
        replace(one, line=3), replace(one, args={"low": 70, "high": 95}), replace(one, each=(cell, cell)),
        replace(one, each=(cell, replace(cell, cell="B3"))),
    )  # fmt: skip
    ticks = {submissions.tick(each) for each in (one, replace(one), *others)}
    assert len(ticks) == 5


def months(december: float) -> list[tuple[str, bytes]]:
    """Eleven months of 850000 t and December."""
    rows = "".join(f"2022-{month:02d},,处理矿量,计划,{850_000 if month < 12 else december}\n" for month in range(1, 13))
    return [("月计划.csv", f"{HEADS}{rows}".encode())]


@pytest.mark.parametrize("checked", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_a_tick_belongs_to_the_numbers_it_was_given_for(
    store: Engine, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """A year of 10300000 t beside months of 10200000 t; December grows by 350000 t: 10550000 t. The control: by place.

    What is published after a third such change is remembered as not ticked.
    """
    if not checked:
        monkeypatch.setattr(words, "mark", lambda _: "")
    year = Sent("年计划.csv", f"{HEADS}2022,,处理矿量,计划,10300000\n".encode(), {})

    def december(value: float) -> None:
        plan = Approval("2022-01-05", "调整")
        done = uploads.publish(store, settings.catalog(), months(value), by=CONSOLE, plan=plan)
        assert isinstance(done, uploads.Receipt)

    def ticked() -> Sent:
        found = uploads.preview(store, settings.catalog(), [(year.name, year.data)], by=ANNA).warnings
        assert [issue.code for issue in found] == ["plans_do_not_add"]
        return replace(year, ticked=tuple(map(submissions.tick, found)))

    december(850_000)
    before = ticked()
    draft = hand_in(store, before, state="draft")
    december(1_200_000)
    answer = hand_in(store, before, number=draft.id)
    assert isinstance(answer, Submission) is not checked
    if checked:
        assert codes(answer) == ["plans_do_not_add"]
        assert isinstance(hand_in(store, ticked(), number=draft.id), Submission)
        december(1_300_000)
        made = publish(store, draft.id).batches[0]
        with stores.reading(store) as connection:
            said = effect.confirmed(connection, made)
        assert said is not None and [each.ticked for each in said.warnings] == [False]


@pytest.mark.parametrize("checked", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_the_same_files_are_not_taken_a_second_time_while_they_wait(
    store: Engine, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """By nobody, at no door; read another way, beside a further file, or after they were given up, they are."""
    if not checked:
        monkeypatch.setattr(waiting, "refused", lambda *_: None)
    both = (ore(870_000), ore(860_000, "2022-08", "八月.csv"))
    first = hand_in(store, *both)
    again = hand_in(store, replace(both[1], name="又一份.csv"), by=ROSE)
    assert isinstance(again, Submission) is not checked
    if not checked:
        return
    assert codes(again) == ["store_waiting"]
    assert again.issues[0].args["number"] == first.id and again.issues[0].args["who"] == "anna"
    draft = hand_in(store, *both, state="draft")
    assert codes(hand_in(store, *both, number=draft.id)) == ["store_waiting"]
    pairs = [(file.name, file.data) for file in both]
    assert codes(uploads.publish(store, settings.catalog(), pairs, by=CONSOLE)) == ["store_waiting"]
    assert isinstance(hand_in(store, replace(both[0], choices={"encoding": "utf-8"})), Submission)
    assert isinstance(hand_in(store, *both, ore(850_000, "2022-07", "七月.csv")), Submission)
    submissions.discard(store, first.id, by=ANNA)
    submissions.discard(store, 4, by=ANNA)
    assert isinstance(hand_in(store, *both, number=draft.id), Submission)


@pytest.mark.parametrize("by", [ANNA, CONSOLE])
def test_the_same_bytes_under_another_months_name_are_another_report(store: Engine, by: Actor) -> None:
    data = "范围,指标,类别,数值\n全厂,处理矿量,实际,870000\n".encode()
    june = _ticked(store, Sent("2023年6月.csv", data, {}))
    assert isinstance(hand_in(store, june, key="k"), Submission)
    july = _ticked(store, replace(june, name="2023年7月.csv", ticked=()))
    assert codes(hand_in(store, july, key="k")) == ["store_key_reused"]
    copy = _ticked(store, replace(june, name="2023年6月(1).csv", ticked=()))
    assert codes(hand_in(store, copy, by=ROSE)) == ["store_waiting"]
    if by is CONSOLE:
        pairs = [(july.name, july.data)]
        done = uploads.publish(store, settings.catalog(), pairs, by=by, key="d")
        assert isinstance(done, uploads.Receipt) and stands(store, "2023-07") == 870_000.0
        again = uploads.publish(store, settings.catalog(), [(june.name, june.data)], by=by, key="d")
        assert codes(again) == ["store_key_reused"]
    else:
        publish(store, hand_in(store, july, by=ROSE).id)
        assert (stands(store, "2023-06"), stands(store, "2023-07")) == (None, 870_000.0)


def _ticked(engine: Engine, file: Sent) -> Sent:
    seen = uploads.preview(engine, settings.catalog(), [(file.name, file.data)], by=ANNA)
    return replace(file, ticked=tuple(map(submissions.tick, seen.warnings)))


def test_a_returned_upload_is_mended_and_handed_in_again_under_its_number(store: Engine) -> None:
    made = hand_in(store, ore(187_000))
    with refused("review.no_reason"):
        submissions.send_back(store, made.id, by=RITA, reason=" ")
    submissions.send_back(store, made.id, by=RITA, reason="数不对")
    with stores.reading(store) as connection:
        back = submissions.one(connection, made.id)
    assert (back.state, back.reason, back.reviewed_by) == ("returned", "数不对", "rita")
    with refused("review.not_waiting"):
        publish(store, made.id)
    with refused("review.not_yours"):
        hand_in(store, ore(870_000), by=ROSE, number=made.id)
    again = hand_in(store, ore(870_000), number=made.id)
    assert (again.id, again.state) == (made.id, "pending")
    publish(store, made.id)
    assert stands(store) == 870_000.0


def test_a_draft_is_kept_even_with_errors_and_waits_for_nobody(store: Engine) -> None:
    bad = Sent("坏.csv", b"no table", {"encoding": "utf-8"})
    made = hand_in(store, bad, state="draft")
    assert made.state == "draft"
    with stores.reading(store) as connection:
        assert submissions.listed(connection, RITA) == ()
        assert [d.id for d in submissions.listed(connection, ANNA, ("draft",))] == [made.id]
        assert submissions.sent(connection, made.id) == (bad,)
    submissions.discard(store, made.id, by=ANNA)
    with refused("review.not_yours"):
        submissions.discard(store, made.id, by=ANNA)


def test_others_drafts_and_uploads_are_not_listed_for_an_analyst(store: Engine) -> None:
    hand_in(store, ore(870_000))
    hand_in(store, ore(860_000, "2022-08"), by=Actor("bert", "analyst"))
    with stores.reading(store) as connection:
        assert [s.uploaded_by for s in submissions.listed(connection, ANNA)] == ["anna"]
        assert [s.uploaded_by for s in submissions.listed(connection, RITA)] == ["bert", "anna"]


def test_what_was_published_meanwhile_is_not_overwritten_unseen(store: Engine) -> None:
    made = hand_in(store, ore(870_000))
    seen = head(store)
    uploads.publish(store, settings.catalog(), [("b.csv", ore(860_000).data)], by=CONSOLE)
    assert codes(publish(store, made.id, seen=seen)) == ["store_conflict"]
    assert stands(store) == 860_000.0
    assert publish(store, made.id, seen=1).changed == 1
    assert stands(store) == 870_000.0


def test_two_reviewers_publish_it_once(store: Engine) -> None:
    made = hand_in(store, ore(870_000))
    publish(store, made.id, RITA)
    with refused("review.not_waiting"):
        publish(store, made.id, ROSE)
    assert head(store) == 1


def test_the_same_request_twice_hands_in_once(store: Engine) -> None:
    first = hand_in(store, ore(870_000), key="k-1")
    assert hand_in(store, ore(870_000), key="k-1") == first
    with stores.reading(store) as connection:
        assert len(submissions.listed(connection, RITA)) == 1


def test_every_step_leaves_one_row_in_the_trail(store: Engine) -> None:
    made = hand_in(store, ore(870_000), state="draft")
    hand_in(store, ore(870_000), number=made.id)
    submissions.send_back(store, made.id, by=RITA, reason="x")
    hand_in(store, ore(880_000), number=made.id)
    publish(store, made.id)
    withdrawal.withdraw(store, 1, by=RITA, reason="错报")
    with stores.reading(store) as connection:
        rows = [(e.login, e.verb, e.what) for e in reversed(audit.entries(connection))]
        assert audit.verify(connection) == ()
    own = [("anna", "save"), ("anna", "submit"), ("rita", "return"), ("anna", "submit")]
    expected = [(login, verb, f"submission {made.id}") for login, verb in own]
    assert rows == [*expected, ("rita", "publish", "upload"), ("rita", "withdraw", "batch 1")]


# Withdrawing.


def test_a_withdrawn_publication_gives_way_to_what_stood_before(store: Engine) -> None:
    for value in (860_000, 870_000):
        uploads.publish(store, settings.catalog(), [("a.csv", ore(value).data)], by=CONSOLE)
    assert withdrawal.withdraw(store, 2, by=RITA, reason="错报") == 3
    assert (stands(store), head(store)) == (860_000.0, 3)
    assert withdrawal.withdraw(store, 1, by=RITA, reason="错报") == 4
    assert stands(store) is None
    with stores.reading(store) as connection:
        book = read.book(connection, settings.catalog(), 2)
        newest = read.batches(connection)[0]
        assert projection.problems(connection) == ()
    assert book.actuals["ore_milled_dry", "plant", "2022-09"].value == 870_000.0
    assert (newest.kind, newest.withdraws, newest.note) == ("withdrawal", 1, "错报")


def test_withdrawing_leaves_the_same_assertion_of_another_standing(store: Engine) -> None:
    both = f"{HEADS}2022-08,,处理矿量,实际,860000\n2022-09,,处理矿量,实际,870000\n".encode()
    uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=CONSOLE)
    uploads.publish(store, settings.catalog(), [("b.csv", both)], by=CONSOLE)
    withdrawal.withdraw(store, 1, by=RITA, reason="重复")
    assert (stands(store), stands(store, "2022-08")) == (870_000.0, 860_000.0)


def test_the_file_that_was_withdrawn_can_be_published_again(store: Engine) -> None:
    for _ in range(2):
        uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=CONSOLE)
        if stands(store):
            withdrawal.withdraw(store, head(store), by=RITA, reason="试")
    uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=CONSOLE)
    assert stands(store) == 870_000.0


@pytest.mark.parametrize(("number", "reason", "code"), [(1, "", "review.no_reason"), (9, "x", "review.not_in_force")])
def test_what_cannot_be_withdrawn_is_refused(store: Engine, number: int, reason: str, code: str) -> None:
    uploads.publish(store, settings.catalog(), [("a.csv", ore(870_000).data)], by=CONSOLE)
    with refused(code):
        withdrawal.withdraw(store, number, by=RITA, reason=reason)
    withdrawal.withdraw(store, 1, by=RITA, reason="x")
    for again in (1, 2):
        with refused("review.not_in_force"):
            withdrawal.withdraw(store, again, by=RITA, reason="x")


def test_a_lines_reviewer_decides_about_his_line_only(store: Engine) -> None:
    lena = people.enter(store, "reviewer", login="lena", scope="line1").actor(store)
    people.enter(store, "analyst", login="lars", scope="line1")
    plant, own = hand_in(store, ore(870_000)), Actor("lars", "analyst", "line1")
    line = Sent("一系列.csv", f"{HEADS}2022-09,示例一系列,处理矿量,实际,500000\n".encode(), {})
    mine = hand_in(store, line, by=own)
    for attempt in (
        lambda: publish(store, plant.id, lena),
        lambda: submissions.send_back(store, plant.id, by=lena, reason="x"),
    ):
        with refused("review.unknown"):
            attempt()
    publish(store, plant.id)
    with refused("review.not_in_force"):
        withdrawal.withdraw(store, 1, by=lena, reason="x")
    assert publish(store, mine.id, lena).revision == 2
    assert withdrawal.withdraw(store, 2, by=lena, reason="x") == 3
