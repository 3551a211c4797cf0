"""What a reviewer publishes is what he saw: not what was handed in anew, not over what was taken back meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from db import audit, settings, submissions, uploads, withdrawal
from db import store as stores
from db.actor import CONSOLE
from db.submissions import Submission
from kpi import words
from tests.db.test_submissions import ANNA, HEADS, RITA, ROSE, codes, hand_in, head, ore, publish, refused, stands


def again(engine: Engine, made: Submission, value: float) -> Submission:
    """Returned by one reviewer and handed in anew with another value, under its number."""
    submissions.send_back(engine, made.id, by=ROSE, reason="请再核对")
    answer = hand_in(engine, ore(value), number=made.id)
    assert isinstance(answer, Submission), answer
    return answer


def looked(engine: Engine, number: int) -> Submission:
    with stores.reading(engine) as connection:
        return submissions.one(connection, number)


def published(engine: Engine, made: Submission, saw: str | None) -> object:
    return submissions.publish(engine, settings.catalog(), made.id, by=RITA, seen=head(engine), saw=saw)


def test_what_was_handed_in_anew_is_not_published_by_one_who_saw_the_first(store: Engine) -> None:
    made = hand_in(store, ore(870_000))
    anew = again(store, made, 990_000)
    assert (anew.id, anew.mark) != (made.id, made.mark)
    with refused("review.sent_anew"):
        published(store, made, made.mark)
    assert (stands(store), looked(store, made.id).state) == (None, "pending")
    assert isinstance(published(store, made, looked(store, made.id).mark), uploads.Receipt)
    assert stands(store) == 990_000.0


def test_a_reviewer_who_says_nothing_of_what_he_saw_would_publish_the_other(store: Engine) -> None:
    """The negative control: the same without ``saw``."""
    made = hand_in(store, ore(870_000))
    again(store, made, 990_000)
    published(store, made, None)
    assert stands(store) == 990_000.0


@pytest.mark.parametrize("part", ["data", "name", "choices", "ticked"])
def test_the_mark_names_everything_that_was_sent(store: Engine, part: str) -> None:
    other = {"data": ore(1).data, "name": "b.csv", "choices": {"encoding": "utf-8"}, "ticked": ("x",)}[part]
    sent = ore(870_000)
    marks = [hand_in(store, each, state="draft").mark for each in (sent, replace(sent, **{part: other}))]
    assert marks[0] != marks[1]


def test_what_is_handed_in_anew_while_a_reviewers_click_is_read_is_not_published(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the files and the ledger's lock another reviewer returns them and others come in their place."""
    made, writing = hand_in(store, ore(870_000)), stores.writing

    def late(engine: Engine) -> object:
        monkeypatch.setattr(stores, "writing", writing)
        again(engine, made, 990_000)
        return writing(engine)

    monkeypatch.setattr(stores, "writing", late)
    with refused("review.sent_anew"):
        published(store, made, made.mark)
    assert (stands(store), looked(store, made.id).state) == (None, "pending")


def test_what_gave_way_to_a_later_upload_stays_known_by_its_bytes(store: Engine) -> None:
    made = hand_in(store, ore(870_000))
    again(store, made, 990_000)
    with stores.reading(store) as connection:
        trail = [json.loads(e.after) for e in audit.entries(connection) if e.verb == "submit"]
        kept = {
            row.sha256: bytes(row.bytes) for row in connection.execute(text("SELECT sha256, bytes FROM upload_file"))
        }
    assert [kept[told["sha256"][0]] for told in reversed(trail)] == [ore(870_000).data, ore(990_000).data]


@pytest.mark.parametrize("state", ["pending", "published", "discarded"])
def test_an_upload_on_its_way_or_done_is_not_replaced(store: Engine, state: str) -> None:
    made = hand_in(store, ore(870_000))
    if state == "published":
        published(store, made, made.mark)
    elif state == "discarded":
        submissions.discard(store, made.id, by=ANNA)
    before = looked(store, made.id)
    for wanted in ("pending", "draft"):
        with refused("review.not_yours"):
            hand_in(store, ore(990_000), number=made.id, state=wanted)
    assert looked(store, made.id) == before
    with stores.reading(store) as connection:
        assert [file.data for file in submissions.sent(connection, made.id)] == [ore(870_000).data]


# ---- what others took back meanwhile


def two(august: float, september: float) -> bytes:
    return f"{HEADS}2022-08,,处理矿量,实际,{august}\n2022-09,,处理矿量,实际,{september}\n".encode()


def test_a_withdrawn_figure_does_not_come_back_unseen_with_a_file_that_repeats_it(store: Engine) -> None:
    """The reviewer saw August as 相同; it was withdrawn as wrong before his click."""
    uploads.publish(store, settings.catalog(), [("八月.csv", ore(860_000, "2022-08").data)], by=CONSOLE)
    made, seen = hand_in(store, replace(ore(0), data=two(860_000, 870_000))), head(store)
    withdrawal.withdraw(store, 1, by=ROSE, reason="错报")
    answer = publish(store, made.id, seen=seen)
    assert codes(answer) == ["store_conflict_withdrawn"]
    said = words.issue("zh", answer.issues[0])
    assert "rose" in said and "“八月.csv”" in said and "2022-08" in said and "2022-09" not in said
    assert stands(store, "2022-08") is None
    assert publish(store, made.id, seen=seen + 1).added == 2, "having looked again he may"


def test_a_value_that_a_withdrawal_brought_back_is_told_with_who_withdrew(store: Engine) -> None:
    for value in (860_000, 865_000):
        uploads.publish(store, settings.catalog(), [(f"{value}.csv", ore(value).data)], by=CONSOLE)
    made, seen = hand_in(store, ore(870_000)), head(store)
    withdrawal.withdraw(store, 2, by=ROSE, reason="错报")
    answer = publish(store, made.id, seen=seen)
    assert codes(answer) == ["store_conflict_withdrawn"]
    assert "“865000.csv”" in words.issue("zh", answer.issues[0])
    assert stands(store) == 860_000.0


def test_a_withdrawal_that_agrees_with_the_file_stands_in_nobodys_way(store: Engine) -> None:
    for value in (860_000, 865_000):
        uploads.publish(store, settings.catalog(), [(f"{value}.csv", ore(value).data)], by=CONSOLE)
    made, seen = hand_in(store, replace(ore(0), data=two(851_000, 860_000))), head(store)
    withdrawal.withdraw(store, 2, by=ROSE, reason="错报")
    assert publish(store, made.id, seen=seen).added == 1


def test_what_others_changed_since_the_uploader_looked_is_not_handed_in_unseen(store: Engine) -> None:
    """He looked at revision 1; another publishes the same cell, then takes it back: both are told, each once."""
    catalog = settings.catalog()
    uploads.publish(store, catalog, [("a.csv", ore(865_000).data)], by=CONSOLE)
    looked_at = head(store)
    uploads.publish(store, catalog, [("别人的.csv", ore(877_000).data)], by=CONSOLE)
    answer = submissions.save(store, catalog, [ore(910_000)], by=ANNA, seen=looked_at)
    assert codes(answer) == ["store_conflict"]
    assert isinstance(answer, uploads.Refused) and answer.difference is not None
    assert [delta.before and delta.before.value for delta in answer.difference.changed] == [877_000.0]
    said = words.issue("zh", answer.issues[0])
    assert "“别人的.csv”" in said and "2022-09 处理矿量（干）（全厂）实际" in said and "再发布或提交" in said
    looked_at = head(store)
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="错")
    assert codes(submissions.save(store, catalog, [ore(910_000)], by=ANNA, seen=looked_at)) == [
        "store_conflict_withdrawn"
    ]
    with stores.reading(store) as connection:
        assert submissions.listed(connection, RITA) == ()
    draft = submissions.save(store, catalog, [ore(910_000)], by=ANNA, seen=looked_at, state="draft")
    assert isinstance(draft, Submission), "putting by is no vouching"
    assert isinstance(hand_in(store, ore(910_000), number=draft.id), Submission), "he has compared again"


def test_without_the_check_the_same_would_be_handed_in(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(submissions, "_changed_since", lambda *_: None)
    catalog = settings.catalog()
    for value in (865_000, 877_000):
        uploads.publish(store, catalog, [("a.csv", ore(value).data)], by=CONSOLE)
    assert isinstance(submissions.save(store, catalog, [ore(910_000)], by=ANNA, seen=1), Submission)
