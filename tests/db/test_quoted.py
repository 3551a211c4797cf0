"""The cell behind a published figure, as its file writes it, with what was put in its place on the upload page."""

from __future__ import annotations

from sqlalchemy import Engine

from db import quoted, read, settings, submissions
from db.actor import Actor
from db.answer import Receipt
from db.quoted import Quote
from db.submissions import Sent, Submission

ANNA, RITA = Actor("anna", "analyst"), Actor("rita", "reviewer")
TEXT = "月份,处理矿量(万吨)\n2022-08,87.30\n2022-09,八十\n"


def test_a_corrected_cell_is_quoted_with_both_what_stood_and_what_was_meant(store: Engine) -> None:
    catalog = settings.catalog()
    choices = {"corrections": [["", 3, 2, "八十", "8.0"], ["", 3, 2, "8.0", "80"]], "encoding": "gb18030"}
    handed = submissions.save(store, catalog, [Sent("x.csv", TEXT.encode("gb18030"), choices)], by=ANNA, seen=0)
    assert isinstance(handed, Submission), handed
    receipt = submissions.publish(store, catalog, handed.id, by=RITA, seen=0)
    assert isinstance(receipt, Receipt), receipt
    with store.connect() as connection:
        (batch,) = read.batches(connection)
        ways = quoted.ways(connection, [batch.id])
    places = [("", 2, 2), ("", 3, 2), ("", 9, 2)]
    found = quoted.quotes(store, catalog, batch.sha256 or "", ways[batch.id], places)
    assert found == (Quote("87.30"), Quote("八十", "80"), Quote())
    assert quoted.quotes(store, catalog, "0" * 64, "{}", places) == (Quote(), Quote(), Quote())
