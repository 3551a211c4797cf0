"""What is kept of an uploader's files beyond his session: his own only, for a while, and of a few people."""

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


def test_what_is_kept_is_found_by_its_owner_in_its_store_and_by_nobody_else() -> None:
    kept.keep(ANNA, "store", "files")
    assert kept.find(ANNA, "store") == "files"
    assert kept.find(Actor("ben", "admin", account=2), "store") is None and kept.find(ANNA, "another") is None
    kept.forget(BEN, "store")
    assert kept.find(ANNA, "store") == "files"
    kept.forget(ANNA, "store")
    assert kept.find(ANNA, "store") is None


def test_of_one_without_an_account_nothing_is_kept_as_everybody_would_find_it() -> None:
    kept.keep(DEMO, "store", "files")
    assert kept.find(DEMO, "store") is None
    kept.keep(Actor("demo", "viewer", account=3), "store", "files")  # the control: with one it is
    assert kept.find(Actor("demo", "viewer", account=3), "store") == "files"


def test_only_the_last_eight_are_kept_and_only_for_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [Actor(f"p{n}", "analyst", account=n) for n in range(1, 11)]
    for person in people:
        kept.keep(person, "store", person.login)
        assert kept.find(ANNA, "store") == ("p1" if person.account < 9 else None)  # type: ignore[operator]
    assert [kept.find(person, "store") for person in people] == [None] * 2 + [f"p{n}" for n in range(3, 11)]
    monkeypatch.setattr(kept, "HOURS", 0)
    assert {kept.find(person, "store") for person in people} == {None}
