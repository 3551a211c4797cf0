"""A name that was given a meaning is known again in the next file of the same form, once that was published."""

from __future__ import annotations

from sqlalchemy import Engine

from db import remembered, settings, submissions, uploads
from db import store as stores
from db.actor import Actor
from db.submissions import Sent, Submission

ANNA, RITA = Actor("anna", "analyst"), Actor("rita", "reviewer")
GIVEN = {"处理况量(万吨)": "ore_milled_dry"}
HEADS = "月份,处理况量(万吨),金额\n"


def file(month: str = "2022-08", heads: str = HEADS, **choices: object) -> Sent:
    return Sent("月报.csv", f"{heads}{month},80,\n".encode(), choices)


def hand_in(store: Engine, sent: Sent, *, publish: bool = True) -> None:
    catalog = settings.catalog()
    preview = uploads.preview(store, catalog, [(sent.name, sent.data)], by=ANNA, choices=[sent.choices])
    ticked = tuple(submissions.tick(issue) for issue in preview.issues if issue.severity == "warning")
    whole = Sent(sent.name, sent.data, sent.choices, ticked)
    made = submissions.save(store, catalog, [whole], by=ANNA, seen=0)
    assert isinstance(made, Submission), made
    if publish:
        receipt = submissions.publish(store, catalog, made.id, by=RITA, seen=preview.revision)
        assert isinstance(receipt, uploads.Receipt)


def known(store: Engine, sent: Sent) -> dict[str, str]:
    with stores.reading(store) as connection:
        return remembered.mapping(connection, sent)


def test_the_next_file_of_the_same_form_is_read_with_the_same_meaning(store: Engine) -> None:
    assert known(store, file("2022-09")) == {}
    hand_in(store, file(mapping=GIVEN))
    assert known(store, file("2022-09")) == GIVEN
    assert known(store, file("2022-09", " 月份 ,處理况量（万吨）,金额\n")) == GIVEN  # the same name otherwise written


def test_what_was_not_published_is_not_remembered(store: Engine) -> None:
    hand_in(store, file(mapping=GIVEN), publish=False)
    assert known(store, file("2022-09")) == {}


def test_another_form_is_asked_anew(store: Engine) -> None:
    hand_in(store, file(mapping=GIVEN))
    assert known(store, file("2022-09", "月份,处理况量(万吨),其他\n")) == {}
    assert known(store, Sent("空.csv", b"", {})) == {}


def test_the_newest_meaning_counts(store: Engine) -> None:
    hand_in(store, file(mapping=GIVEN))
    hand_in(store, file("2022-09", mapping={"处理况量(万吨)": "ore_supplied"}))
    assert known(store, file("2022-10")) == {"处理况量(万吨)": "ore_supplied"}
