"""An upload on its way through the gate: 草稿 → 待审 → 已发布, 退回 or given up; nobody publishes his own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from db import (
    accounts,
    answer,
    audit,
    clock,
    conflicts,
    difference,
    keys,
    plans,
    publication,
    read,
    rights,
    settings,
    store,
    submitted,
    ticking,
    uploads,
    waiting,
)
from db.actor import Actor
from db.answer import Receipt, Refused
from db.plans import NO_APPROVAL, Approval
from db.publication import Order
from db.settings import Unusable
from db.submitted import Sent, State, Submission, listed, one, sent, tick
from db.tables import submission, submission_file
from kpi.model import Catalog
from kpi.reading import Issue, Reading
from kpi.unit import Sentence

__all__ = ["Sent", "State", "Submission", "discard", "listed", "one", "publish", "save", "send_back", "sent", "tick"]

_MINE = ("draft", "returned")
"""States in which an upload is its owner's to change."""


def save(
    engine: Engine,
    catalog: Catalog,
    files: Sequence[Sent],
    *,
    by: Actor,
    seen: int | None,
    state: Literal["draft", "pending"] = "pending",
    note: str = "",
    number: int | None = None,
    key: str | None = None,
    plan: Approval = NO_APPROVAL,
) -> Submission | Refused:
    """Hand files in for review, or put them by as a draft; ``number`` replaces one's own draft or returned upload.

    Handing in is refused for files with errors, with warnings nobody ticked, and where nothing would change; for files
    that wait for review already, whoever handed them in; for cells that others changed since revision ``seen``, the one
    their uploader last looked at (None: he does not say); and for a standing plan that changes without a ``plan``
    saying when that was approved and why. The same ``key`` gets the first answer again, and a refusal where it asks for
    something else. Raises Forbidden, and Unusable for a number that is not one's own to change.
    """
    rights.require(by, "submit", "upload")
    files = [replace(file, name=uploads.file_name(file.name)) for file in files]
    with store.reading(engine) as connection:
        if first := _repeated(connection, key, by, files, state):
            return first
    readings: tuple[Reading, ...] = ()
    twins: frozenset[int] = frozenset()
    if state == "pending":
        preview = _previewed(engine, catalog, files, by)
        if issues := _hindrances(preview, files, plan):
            return Refused(issues)
        files = _confirmed(files, preview)
        readings = preview.readings
        with store.reading(engine) as connection:
            twins = waiting.alike(connection, catalog, _asked(files), readings)
    with store.writing(engine) as connection:
        publication.lock(connection)
        if first := _repeated(connection, key, by, files, state):
            return first
        before = None if number is None else _own(connection, number, by)
        if state == "pending" and (again := waiting.refused(connection, _asked(files), twins)):
            return Refused((again,))
        if seen is None:
            seen = read.head(connection).revision
        elif overlaps := _changed_since(connection, catalog, readings, seen):
            return overlaps
        at = number or (connection.execute(select(func.max(submission.c.id))).scalar() or 0) + 1
        values = {"state": state, "uploaded_by": by.login, "uploaded_at": clock.stamp(), "note": note, "seen": seen}
        said = {"plan_approved_on": plan.day or plan.approved_on.strip()[:40], "plan_reason": plan.reason.strip()}
        values |= {name: text[: plans.LONGEST] for name, text in said.items()}
        if before is None:
            connection.execute(insert(submission).values(id=at, reason="", idempotency_key=key, **values))
        else:
            connection.execute(update(submission).where(submission.c.id == at).values(values))
            connection.execute(delete(submission_file).where(submission_file.c.submission_id == at))
        _keep(connection, at, files)
        # what was handed in before gives way, but its bytes stay, and the trail says by which name
        hashes = [publication.fingerprint(file.data) for file in files]
        told: dict[str, Any] = {"state": state, "files": [file.name for file in files], "sha256": hashes}
        told |= {name: text for name, text in said.items() if text}
        waits = state == "pending"
        audit.write(connection, by, "submit" if waits else "save", f"submission {at}", after=told)
        return one(connection, at)


def publish(
    engine: Engine, catalog: Catalog, number: int, *, by: Actor, seen: int, saw: str | None = None
) -> Receipt | Refused:
    """Publish what waits for review, compared with the store as the reviewer saw it at revision ``seen``.

    ``saw`` is the `Submission.mark` of what he looked at. Raises Forbidden for his own upload
    (`db.rights.own_allowed`), Unusable for one that does not wait or was handed in anew since he looked.
    """
    with store.reading(engine) as connection:
        looked = _waiting(connection, number, by, "publish").mark
        if saw not in (None, looked):
            raise Unusable(Sentence("review.sent_anew", {"number": number}))
        files = sent(connection, number)
        pairs = [(file.name, file.data) for file in files]
        readings = uploads.read_files(connection, catalog, pairs, by, [file.choices for file in files])
    if issues := tuple(issue for reading in readings for issue in reading.issues if issue.severity == "error"):
        return Refused(issues)
    with store.writing(engine) as connection:
        publication.lock(connection)
        waiting = _waiting(connection, number, by, "publish")
        # returned and handed in anew while its files were being read
        if waiting.mark != looked:
            raise Unusable(Sentence("review.sent_anew", {"number": number}))
        told = tuple(_json(dict(file.choices) | {"ticked": list(file.ticked)}) for file in files)
        order = Order(
            by, "upload", None, (), waiting.uploaded_by, waiting.uploaded_at, waiting.note, number, told, waiting.plan
        )
        answered = uploads.store_readings(connection, catalog, pairs, readings, order, seen)
        if isinstance(answered, Receipt):
            _decide(connection, number, by, "published", "")
    return answered


def send_back(engine: Engine, number: int, *, by: Actor, reason: str) -> None:
    """Return an upload to its owner, saying why. Raises Unusable without a reason, or for one that does not wait."""
    if not reason.strip():
        raise Unusable(Sentence("review.no_reason"))
    with store.writing(engine) as connection:
        publication.lock(connection)
        _waiting(connection, number, by, "return")
        _decide(connection, number, by, "returned", reason.strip())
        audit.write(connection, by, "return", f"submission {number}", after={"reason": reason.strip()})


def discard(engine: Engine, number: int, *, by: Actor) -> None:
    """Give up one's own draft, returned or waiting upload."""
    with store.writing(engine) as connection:
        publication.lock(connection)
        _own(connection, number, by, (*_MINE, "pending"))
        connection.execute(update(submission).where(submission.c.id == number).values(state="discarded"))
        audit.write(connection, by, "discard", f"submission {number}")


def _previewed(engine: Engine, catalog: Catalog, files: Sequence[Sent], by: Actor) -> uploads.Preview:
    pairs = [(file.name, file.data) for file in files]
    return uploads.preview(engine, catalog, pairs, by=by, choices=[file.choices for file in files])


def _confirmed(files: Sequence[Sent], preview: uploads.Preview) -> list[Sent]:
    """The files with the ticks that confirm a warning of theirs; any other is not kept."""
    sure = ticking.confirming(preview.issues, _ticked(files))
    return [replace(file, ticked=marks) for file, marks in zip(files, sure, strict=True)]


def _ticked(files: Sequence[Sent]) -> list[tuple[str, Sequence[str]]]:
    return [(file.name, file.ticked) for file in files]


def _hindrances(preview: uploads.Preview, files: Sequence[Sent], plan: Approval) -> tuple[Issue, ...]:
    """Why files cannot be handed in."""
    errors = tuple(issue for issue in preview.issues if issue.severity == "error")
    if errors or preview.refused:
        return errors or preview.refused
    left = ticking.left(preview.issues, _ticked(files))
    return tuple(replace(issue, severity="error") for issue in left) + plans.wanting(preview.adjusts, plan)


def _changed_since(connection: Connection, catalog: Catalog, readings: Sequence[Reading], seen: int) -> Refused | None:
    """As at publication: nobody vouches for a figure that others changed since he looked."""
    overlaps = conflicts.since(connection, catalog, [row for reading in readings for row in reading.rows], seen)
    if not overlaps:
        return None
    return Refused(overlaps, difference.of(connection, [reading.rows for reading in readings]))


def _asked(files: Sequence[Sent]) -> waiting.Files:
    return [(file.name, file.data, file.choices) for file in files]


def _keep(connection: Connection, number: int, files: Sequence[Sent]) -> None:
    for part, file in enumerate(files):
        key = publication.keep(connection, (file.name, file.data), clock.stamp())
        told = {"choices": _json(dict(file.choices)), "ticked": _json(list(file.ticked))}
        values = {"submission_id": number, "part": part, "sha256": key, "name": file.name, **told}
        connection.execute(insert(submission_file).values(values))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _waiting(connection: Connection, number: int, by: Actor, verb: Literal["publish", "return"]) -> Submission:
    rights.require(by, "publish", "upload")
    found = one(connection, number)
    among = accounts.colleagues(connection, by, settings.catalog())
    if among is not None and found.uploaded_by not in among:
        raise Unusable(Sentence("review.unknown", {"number": number}))
    if found.state != "pending":
        raise Unusable(Sentence("review.not_waiting", {"number": number}))
    if verb == "publish" and found.uploaded_by == by.login and not rights.own_allowed(by):
        raise rights.Forbidden(Sentence("review.own"))
    return found


def _own(connection: Connection, number: int, by: Actor, states: Iterable[str] = _MINE) -> Submission:
    found = one(connection, number)
    if found.uploaded_by != by.login or found.state not in states:
        raise Unusable(Sentence("review.not_yours", {"number": number}))
    return found


def _decide(connection: Connection, number: int, by: Actor, state: State, reason: str) -> None:
    values = {"state": state, "reviewed_by": by.login, "reviewed_at": clock.stamp(), "reason": reason}
    connection.execute(update(submission).where(submission.c.id == number).values(values))


def _repeated(
    connection: Connection, key: str | None, by: Actor, files: Sequence[Sent], state: Literal["draft", "pending"]
) -> Submission | Refused | None:
    """The answer a request got when it was first sent; a key is its owner's, of the same files and the same wish."""
    found = submitted.query(connection, submission.c.idempotency_key == key) if key is not None else ()
    if key is None or not found:
        return None if key is None else keys.published(connection, key, by)
    first, before = found[0], sent(connection, found[0].id)
    own, asked = first.uploaded_by == by.login, keys.first_wish(connection, first.id)
    if own and _sent(before) != _sent(files):
        return Refused((Issue("store_key_reused", found=key),))
    if not own or asked != state:
        return keys.refused(asked, key, first.id, own=own)
    if any(answer.another_way(was.choices, now.choices) for was, now in zip(before, files, strict=True)):
        return Refused((Issue("store_key_reused_way", found=key),))
    return keys.gone(connection, key, first) or first


def _sent(files: Sequence[Sent]) -> list[tuple[str, bytes]]:
    """With the names, which may hold the month."""
    return [(file.name, file.data) for file in files]
