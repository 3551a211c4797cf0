"""What is kept of an uploader's files beyond his session: his own only, for a while, and nobody's for another's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.actor import DEMO, Actor
from pages.parts import kept

ANNA, BEN = Actor("anna", "analyst", account=1), Actor("ben", "analyst", account=2)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept._places.clear()
    yield
    kept._places.clear()


def whats(by: Actor, store: str = "store") -> list[object]:
    return [each.what for each in kept.of(by, store)]


def test_what_is_kept_is_found_by_its_owner_in_its_store_and_by_nobody_else() -> None:
    assert kept.keep(ANNA, "store", "w", "files", 1)
    assert whats(ANNA) == ["files"]
    assert whats(Actor("ben", "admin", account=2)) == [] and whats(ANNA, "another") == []
    kept.forget(BEN, "store", "w")
    assert whats(ANNA) == ["files"]
    kept.forget(ANNA, "store", "w")
    assert whats(ANNA) == []


def test_of_one_without_an_account_nothing_is_kept_as_everybody_would_find_it() -> None:
    assert not kept.keep(DEMO, "store", "w", "files", 1) and whats(DEMO) == []
    demo = Actor("demo", "viewer", account=3)
    assert kept.keep(demo, "store", "w", "files", 1) and whats(demo) == ["files"]  # the control: with one it is


def test_each_window_has_a_place_of_its_own_and_the_newest_comes_first() -> None:
    for window, what in (("a", "first"), ("b", "second"), ("a", "third")):
        kept.keep(ANNA, "store", window, what, 1)
    assert whats(ANNA) == ["third", "second"]
    kept.forget(ANNA, "store", "a")
    assert whats(ANNA) == ["second"]


def test_nothing_gives_way_to_what_comes_when_all_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten bytes for all: nine people's one byte each; then two more are too many, and one more is not."""
    monkeypatch.setattr(kept, "TOTAL", 10)
    people = [Actor(f"p{n}", "analyst", account=n) for n in range(1, 10)]
    assert all(kept.keep(person, "store", "w", person.login, 1) for person in people)
    late = Actor("late", "analyst", account=99)
    assert not kept.keep(late, "store", "w", "files", 2) and whats(late) == []
    assert [whats(person) for person in people] == [[person.login] for person in people]
    assert kept.keep(late, "store", "w", "files", 1)
    assert kept.keep(late, "store", "w", "files again", 1)  # in the place of its own
    assert not kept.keep(ANNA, "store", "w", "more", 2) and whats(ANNA) == []  # too large now for its place


def test_it_is_kept_for_hours_only_and_then_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "TOTAL", 10)
    kept.keep(ANNA, "store", "w", "files", 10)
    assert not kept.keep(BEN, "store", "w", "files", 1) and whats(ANNA) == ["files"]
    monkeypatch.setattr(kept, "HOURS", 0)
    assert whats(ANNA) == []
    monkeypatch.setattr(kept, "HOURS", 12)
    assert kept.keep(BEN, "store", "w", "files", 1) and whats(BEN) == ["files"]
