"""Meetings by name: the revision that each of them saw, so that its figures can be read again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, insert, select

from db import audit, clock, names, publication, read, rights, store
from db.actor import Actor
from db.settings import Unusable
from db.tables import meeting
from kpi.unit import Sentence

NEWEST = "now"
"""Asked for in the place of a revision, it is the newest, whichever that is."""
_REVISION = re.compile(rf"{NEWEST}|最新|newest|latest|第?\d+版?|r(ev(ision)?)?[ .]*\d+", re.IGNORECASE)
"""What would be taken for a revision, at one door or another."""
_NEWEST = (meeting.c.held_on.desc(), meeting.c.id.desc())
_LISTED = select(meeting.c.name, meeting.c.revision, meeting.c.held_on, meeting.c.named_by).order_by(*_NEWEST)
"""Put together once: every run of every page asks."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """``held_on`` is a date in ISO 8601."""

    name: str
    revision: int
    held_on: str
    named_by: str


def name(engine: Engine, by: Actor, called: str, held_on: date, *, revision: int | None = None) -> Meeting:
    """Keep a revision, the newest unless another is given, under a meeting's name; it never moves again.

    Raises Unusable for a name that is empty, taken or reads as a revision, and for a revision that was never made;
    Forbidden.
    """
    rights.require(by, "name", "meeting")
    plain = names.plain(called)
    if _REVISION.fullmatch(plain.replace(" ", "")):
        raise Unusable(Sentence("meeting.number", {"name": plain}))
    with store.writing(engine) as connection:
        _, head = publication.lock(connection)
        at = head if revision is None else revision
        if not plain or connection.execute(select(meeting.c.id).where(meeting.c.name == plain)).first():
            raise Unusable(Sentence("meeting.taken", {"name": plain}))
        if not 0 < at <= head:
            raise Unusable(Sentence("store.no_such_revision", {"revision": at, "head": head}))
        number = (connection.execute(select(func.max(meeting.c.id))).scalar() or 0) + 1
        made = Meeting(plain, at, held_on.isoformat(), by.login)
        values = {"name": plain, "revision": at, "held_on": made.held_on, "named_by": by.login}
        connection.execute(insert(meeting).values(id=number, named_at=clock.stamp(), **values))
        audit.write(connection, by, "name", f"meeting {plain}", after={"revision": at, "held_on": made.held_on})
    return made


def listed(connection: Connection) -> tuple[Meeting, ...]:
    """The newest first."""
    return tuple(Meeting(*row) for row in connection.execute(_LISTED))


def revision_of(connection: Connection, asked: str) -> int:
    """The revision that a number, `NEWEST` or a meeting's name stands for. Raises Unusable for none of them."""
    if asked == NEWEST:
        return read.head(connection).revision
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return int(asked)
    found = connection.execute(select(meeting.c.revision).where(meeting.c.name == names.plain(asked))).scalar()
    if found is None:
        known = read.head(connection).revision
        raise Unusable(Sentence("meeting.unknown", {"name": asked, "head": known}))
    return int(found)
