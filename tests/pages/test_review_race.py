"""A click of the reviewer is about what stood on his screen, whatever came in its place before the page ran anew."""

from __future__ import annotations

import pytest

from db import settings, store, submissions, uploads
from db.actor import Actor
from tests.pages.conftest import Open
from tests.pages.seen import Seen
from tests.pages.test_review_page import ANNA, CORRECTED, GOOD, _two_people, hand_in, state
from tests.pages.test_upload_page import press, revision

pytestmark = pytest.mark.usefixtures("empty", "_two_people")
__all__ = ["_two_people"]
ROSE = Actor("rose", "reviewer")


def anew(number: int, text: str) -> None:
    """Another reviewer returns it, and other files come in its place."""
    engine, catalog, file = store.engine(), settings.catalog(), ("一二月.csv", text.encode())
    submissions.send_back(engine, number, by=ROSE, reason="请改")
    doubts = uploads.preview(engine, catalog, [file], by=ANNA).issues
    sent = submissions.Sent(*file, {}, tuple(map(submissions.tick, doubts)))
    made = submissions.save(engine, catalog, [sent], by=ANNA, seen=0, number=number)
    assert isinstance(made, submissions.Submission), made


def test_what_was_handed_in_anew_is_shown_before_it_can_be_published(show: Open) -> None:
    number = hand_in()
    seen = show("review")
    anew(number, CORRECTED)
    seen = press(seen, "publish")
    assert "第 1 号上传在您查看之后重新提交过" in seen.text
    assert (state(number), revision()) == ("pending", 0)
    assert "100.0 万吨" in seen.text, "what would be published now"
    press(seen, "publish")
    assert (state(number), revision()) == ("published", 1)


def test_a_click_does_not_publish_the_upload_that_moved_into_its_place(show: Open) -> None:
    """Two wait and the first is on the screen; another reviewer publishes it, so the second takes its place."""
    first = hand_in()
    second = hand_in(GOOD.replace("2023", "2022"), "去年.csv", Actor("bert", "analyst"))
    seen = show("review")
    submissions.publish(store.engine(), settings.catalog(), first, by=ROSE, seen=0)
    seen = press(seen, "publish")
    assert "第 1 号上传不在待审状态" in seen.text
    assert (state(second), revision()) == ("pending", 1)


def test_without_remembering_what_was_shown_the_click_publishes_another(
    show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the page forgets what it showed."""
    from pages.parts import scene

    recall = scene.recall
    monkeypatch.setattr(scene, "recall", lambda name: None if name == "saw" else recall(name))
    first = hand_in()
    second = hand_in(GOOD.replace("2023", "2022"), "去年.csv", Actor("bert", "analyst"))
    seen: Seen = show("review")
    submissions.publish(store.engine(), settings.catalog(), first, by=ROSE, seen=0)
    press(seen, "publish")
    assert state(second) == "published"


@pytest.mark.parametrize("button", ["发布", "退回"])
def test_a_click_on_the_only_upload_given_up_meanwhile_gets_a_sentence(show: Open, button: str) -> None:
    number = hand_in()
    seen = show("review")
    submissions.discard(store.engine(), number, by=ANNA)
    seen = Seen(next(each for each in seen.at.button if each.label == button).click().run())
    assert "第 1 号上传不在待审状态" in seen.text and "没有待审的上传" in seen.text
    assert "不在待审状态" not in Seen(seen.at.run()).text
