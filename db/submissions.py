"""An upload on its way through the gate: 草稿 → 待审 → 已发布, 退回 or given up; nobody publishes his own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from db import accounts, audit, clock, plans, publication, rights, settings, store, uploads
from db.actor import Actor
from db.answer import Receipt, Refused
from db.plans import NO_APPROVAL, Approval
from db.publication import Order
from db.settings import Unusable
from db.tables import batch, submission, submission_file, upload_file
from db.uploads import Choices
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Sentence

State = Literal["draft", "pending", "returned", "published", "discarded"]
_MINE = ("draft", "returned")
"""States in which an upload is its owner's to change."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as its uploader wants it read (``choices``: arguments of `kpi.intake.read`), its warnings by `tick`."""

    name: str
    data: bytes
    choices: Choices
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One upload and what became of it; times are UTC, ``batches`` the numbers of what was published of it.

    ``mark`` names what was sent, to be handed back as ``saw``: another one after it was handed in anew.
    """

    id: int
    state: State
    uploaded_by: str
    uploaded_at: str
    note: str
    reviewed_by: str | None
    reviewed_at: str | None
    reason: str
    seen: int
    files: tuple[str, ...]
    batches: tuple[int, ...]
    mark: str = ""
    plan_approved_on: str = ""
    plan_reason: str = ""

    @property
    def plan(self) -> Approval:
        """What was said of a plan that it changes."""
        return Approval(self.plan_approved_on, self.plan_reason)


def save(
    engine: Engine,
    catalog: Catalog,
    files: Sequence[Sent],
    *,
    by: Actor,
    seen: int,
    state: Literal["draft", "pending"] = "pending",
    note: str = "",
    number: int | None = None,
    key: str | None = None,
    plan: Approval = NO_APPROVAL,
) -> Submission | Refused:
    """Hand files in for review, or put them by as a draft; ``number`` replaces one's own draft or returned upload.

    Handing in is refused for files with errors, with warnings nobody ticked, and where nothing would change; also for
    a standing plan that changes without a ``plan`` saying when that was approved and why. The same
    ``key`` gets the first answer again. Raises Forbidden, and Unusable for a number that is not one's own to change.
    """
    rights.require(by, "submit", "upload")
    files = [replace(file, name=uploads.file_name(file.name)) for file in files]
    with store.reading(engine) as connection:
        if first := _repeated(connection, key, by, files):
            return first
    if state == "pending":
        preview = _previewed(engine, catalog, files, by)
        if issues := _hindrances(preview, files, plan):
            return Refused(issues)
        files = _confirmed(files, preview)
    with store.writing(engine) as connection:
        publication.lock(connection)
        if first := _repeated(connection, key, by, files):
            return first
        before = None if number is None else _own(connection, number, by)
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
        answer = uploads.store_readings(connection, catalog, pairs, readings, order, seen)
        if isinstance(answer, Receipt):
            _decide(connection, number, by, "published", "")
    return answer


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


def one(connection: Connection, number: int) -> Submission:
    """Raises Unusable for a number that was never given."""
    found = _query(connection, submission.c.id == number)
    if not found:
        raise Unusable(Sentence("review.unknown", {"number": number}))
    return found[0]


def listed(connection: Connection, by: Actor, states: Iterable[State] = ("pending",)) -> tuple[Submission, ...]:
    """Newest first: all for a reviewer, one's own for others."""
    mine = () if rights.may(by, "publish", "upload") else (submission.c.uploaded_by == by.login,)
    return _query(connection, submission.c.state.in_(list(states)), *mine)


def sent(connection: Connection, number: int) -> tuple[Sent, ...]:
    """The files of an upload in order."""
    f = submission_file.c
    query = select(f.name, upload_file.c.bytes, f.choices, f.ticked).join(upload_file, upload_file.c.sha256 == f.sha256)
    rows = connection.execute(query.where(f.submission_id == number).order_by(f.part))
    return tuple(
        Sent(name, bytes(data), json.loads(how), tuple(json.loads(ticked))) for name, data, how, ticked in rows
    )


def tick(issue: Issue) -> str:
    """What names one warning of one file, so that it can be ticked by itself."""
    return json.dumps([issue.code, issue.sheet, issue.line, issue.column, issue.found], ensure_ascii=False)


def _previewed(engine: Engine, catalog: Catalog, files: Sequence[Sent], by: Actor) -> uploads.Preview:
    pairs = [(file.name, file.data) for file in files]
    return uploads.preview(engine, catalog, pairs, by=by, choices=[file.choices for file in files])


def _confirmed(files: Sequence[Sent], preview: uploads.Preview) -> list[Sent]:
    """The files with the ticks that confirm a warning of theirs; any other tick says nothing and is not kept."""
    known = {(issue.file, tick(issue)) for issue in preview.warnings}
    return [replace(file, ticked=tuple(m for m in file.ticked if (file.name, m) in known)) for file in files]


def _hindrances(preview: uploads.Preview, files: Sequence[Sent], plan: Approval) -> tuple[Issue, ...]:
    """Why files cannot be handed in."""
    errors = tuple(issue for issue in preview.issues if issue.severity == "error")
    if errors or preview.refused:
        return errors or preview.refused
    ticked = {(file.name, mark) for file in files for mark in file.ticked}
    left = [issue for issue in preview.warnings if (issue.file, tick(issue)) not in ticked]
    return tuple(replace(issue, severity="error") for issue in left) + plans.wanting(preview.adjusts, plan)


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


def _repeated(connection: Connection, key: str | None, by: Actor, files: Sequence[Sent]) -> Submission | Refused | None:
    """The answer a request got when it was first sent; a key is its owner's, and of the same files only."""
    found = _query(connection, submission.c.idempotency_key == key) if key is not None else ()
    if key is None or not found:
        return None
    same = [file.data for file in sent(connection, found[0].id)] == [file.data for file in files]
    return found[0] if same and found[0].uploaded_by == by.login else Refused((Issue("store_key_reused", found=key),))


def _query(connection: Connection, *which: Any) -> tuple[Submission, ...]:
    c, f = submission.c, submission_file.c
    columns = (c.id, c.state, c.uploaded_by, c.uploaded_at, c.note, c.reviewed_by, c.reviewed_at, c.reason, c.seen)
    rows = connection.execute(
        select(*columns, c.plan_approved_on, c.plan_reason).where(*which).order_by(c.id.desc())
    ).all()
    numbers = [row.id for row in rows]
    told = (f.name, f.sha256, f.choices, f.ticked)
    files = select(f.submission_id, *told).where(f.submission_id.in_(numbers)).order_by(f.part)
    made = select(batch.c.submission_id, batch.c.id).where(batch.c.submission_id.in_(numbers)).order_by(batch.c.id)
    parts, batches = _grouped(connection, files), _grouped(connection, made)
    return tuple(_told(row, parts.get(row.id, []), batches.get(row.id, [])) for row in rows)


def _told(row: Any, parts: list[Any], batches: list[Any]) -> Submission:
    kept = [tuple(part) for part in parts]
    plan = (row.plan_approved_on or "", row.plan_reason or "")
    mark = sha256(_json([row.uploaded_by, row.uploaded_at, row.note, *plan, *kept]).encode()).hexdigest()[:32]
    names, made = tuple(part[0] for part in kept), tuple(number for (number,) in batches)
    told: Any = (*row[:9], names, made, mark, *plan)
    return Submission(*told)


def _grouped(connection: Connection, query: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, *values in connection.execute(query):
        found.setdefault(number, []).append(values)
    return found
