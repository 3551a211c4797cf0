"""An upload as it was sent: by whom, in what state, its files with how they are to be read, what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, select

from db import rights
from db.actor import Actor
from db.answer import Choices
from db.plans import Approval
from db.settings import Unusable
from db.tables import batch, submission, submission_file, upload_file
from kpi import words
from kpi.reading import Issue
from kpi.unit import Sentence

State = Literal["draft", "pending", "returned", "published", "discarded"]


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


def one(connection: Connection, number: int) -> Submission:
    """Raises Unusable for a number that was never given."""
    found = query(connection, submission.c.id == number)
    if not found:
        raise Unusable(Sentence("review.unknown", {"number": number}))
    return found[0]


def listed(connection: Connection, by: Actor, states: Iterable[State] = ("pending",)) -> tuple[Submission, ...]:
    """Newest first: all for a reviewer, one's own for others."""
    mine = () if rights.may(by, "publish", "upload") else (submission.c.uploaded_by == by.login,)
    return query(connection, submission.c.state.in_(list(states)), *mine)


def sent(connection: Connection, number: int) -> tuple[Sent, ...]:
    """The files of an upload in order."""
    f = submission_file.c
    columns = select(f.name, upload_file.c.bytes, f.choices, f.ticked)
    files = columns.join(upload_file, upload_file.c.sha256 == f.sha256)
    rows = connection.execute(files.where(f.submission_id == number).order_by(f.part))
    return tuple(
        Sent(name, bytes(data), json.loads(how), tuple(json.loads(ticked))) for name, data, how, ticked in rows
    )


def tick(issue: Issue) -> str:
    """What names one warning of one file as it is worded now: with other numbers in it, it wants another tick."""
    place = (issue.code, issue.sheet, issue.line, issue.column, issue.found)
    return json.dumps([*place, words.mark(issue)], ensure_ascii=False)


def query(connection: Connection, *which: Any) -> tuple[Submission, ...]:
    """Those that all of these conditions hold for, newest first."""
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
    said = json.dumps([row.uploaded_by, row.uploaded_at, row.note, *plan, *kept], ensure_ascii=False)
    mark = sha256(said.encode()).hexdigest()[:32]
    names, made = tuple(part[0] for part in kept), tuple(number for (number,) in batches)
    told: Any = (*row[:9], names, made, mark, *plan)
    return Submission(*told)


def _grouped(connection: Connection, wanted: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, *values in connection.execute(wanted):
        found.setdefault(number, []).append(values)
    return found
