"""Files that wait for review already, in somebody's upload, are not taken a second time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from db import publication, read, reader, standing, submitted
from db.answer import Choices
from db.tables import submission, submission_file
from kpi.model import Catalog
from kpi.reading import Issue, Reading

Files = Sequence[tuple[str, bytes, Choices]]
"""Name, content, how it is to be read."""
_Way = tuple[str, str]


def alike(connection: Connection, catalog: Catalog, files: Files, readings: Sequence[Reading]) -> frozenset[int]:
    """Of the uploads that wait with these very bytes under other names, those that say what these files say.

    A name may hold the month or the kind, so that two files of the same bytes are two reports.
    """
    others = [number for number, names in _same_bytes(connection, files).items() if not _called(files) <= names]
    said = _said(readings) if others else set()  # of 30,000 rows that takes as long as storing them
    return frozenset(number for number in others if said <= _said(_read(connection, catalog, number, files)))


def refused(connection: Connection, files: Files, known: Collection[int]) -> Issue | None:
    """Why files are not taken a second time: all are in an upload that waits, by name or one of the ``known``."""
    found = _same_bytes(connection, files).items()
    first = min((number for number, names in found if _called(files) <= names or number in known), default=None)
    if first is None:
        return None
    by = submitted.one(connection, first)
    when = by.uploaded_at.replace("T", " ").replace("Z", " UTC")
    return Issue("store_waiting", args={"number": first, "who": by.uploaded_by, "when": when})


def _same_bytes(connection: Connection, files: Files) -> dict[int, set[tuple[str, _Way]]]:
    """The uploads that wait and hold all these bytes, to be read the same way, with the names they have there."""
    wanted = {_way(publication.fingerprint(data), choices) for _, data, choices in files}
    f, waits = submission_file.c, submission.c.state == "pending"
    same = select(f.submission_id, f.name, f.sha256, f.choices).where(f.sha256.in_([sha for sha, _ in wanted]))
    found: dict[int, set[tuple[str, _Way]]] = {}
    for number, name, sha, choices in connection.execute(
        same.join(submission, submission.c.id == f.submission_id).where(waits)
    ):
        found.setdefault(number, set()).add((name, _way(sha, json.loads(choices))))
    return {number: names for number, names in found.items() if wanted <= {way for _, way in names}}


def _called(files: Files) -> set[tuple[str, _Way]]:
    return {(name, _way(publication.fingerprint(data), choices)) for name, data, choices in files}


def _way(sha: str, choices: Choices) -> _Way:
    return sha, json.dumps({name: said for name, said in choices.items() if said}, sort_keys=True)


def _read(connection: Connection, catalog: Catalog, number: int, files: Files) -> Sequence[Reading]:
    hashes = {publication.fingerprint(data) for _, data, _ in files}
    sent = [each for each in submitted.sent(connection, number) if publication.fingerprint(each.data) in hashes]
    named = [(each.name, each.data) for each in sent]
    return reader.read(named, catalog, read.book(connection, catalog), [each.choices for each in sent])


def _said(readings: Sequence[Reading]) -> set[Any]:
    return set(_contents(readings))


def _contents(readings: Sequence[Reading]) -> Iterator[tuple[standing.Cell, standing.Content]]:
    for reading in readings:
        for row in reading.rows:
            yield row.cell, standing.content(row)
