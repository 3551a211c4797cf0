"""Meetings by name: the revision that each of them saw, so that its figures can be read again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, insert, select

from db import audit, clock, names, publication, read, rights, store
from db.actor import Actor
from db.settings import Unusable
from db.tables import meeting
from kpi import words
from kpi.unit import Lang, Sentence

NEWEST = "now"
"""Asked for in the place of a revision, it is the newest, whichever that is."""
_NEWEST_CALLED = (
    rf"(({NEWEST}|newest|latest|current|present|head)(revision|version)?|(最新|当前|目前|现在|现行|现)的?(版次?|版本)?)"
)
_ROMAN = r"(?=[ivx])x{0,3}(ix|iv|v?i{0,3})"
_NUMBER = rf"([+−–—-]?[0-9]+([.,][0-9]+)*|[〇零一二两三四五六七八九十百千]+|{_ROMAN})"
_REVISION = re.compile(
    rf"{_NEWEST_CALLED}|(第|no\.?|#)?{_NUMBER}(版次?|版本|号版?|次)?"
    rf"|(版次?|版本|r(ev(ision)?)?|v(er(sion)?)?)[.:#_/−–—-]*第?{_NUMBER}"
)
"""What would be taken for a revision, at one door or another, in NFKC without blanks and in small letters."""
_DAY = re.compile(r"(19|20)[0-9]{2}\.[0-9]{1,2}(\.[0-9]{1,2})?")
_NEWEST = (meeting.c.held_on.desc(), meeting.c.revision.desc(), meeting.c.id.desc())
"""The last meeting (上次例会) is the one held last; of two on one day the one that saw the later revision."""
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

    Raises Unusable for a name that is empty, taken or reads as a revision, for a revision that was never made, and for
    a day to come; Forbidden.
    """
    rights.require(by, "name", "meeting")
    plain = names.plain(called)
    if not plain:
        raise Unusable(Sentence("meeting.nameless"))
    if _reads_as_revision(plain):
        raise Unusable(Sentence("meeting.number", {"name": plain}))
    if held_on > date.today():  # it would stand as the last one until then
        raise Unusable(Sentence("meeting.to_come", {"found": held_on.isoformat(), "today": date.today().isoformat()}))
    with store.writing(engine) as connection:
        _, head = publication.lock(connection)
        at = head if revision is None else revision
        known = {_folded(each.name): each.revision for each in listed(connection)}
        if (before := known.get(_folded(plain))) is not None:
            raise Unusable(Sentence("meeting.taken", {"name": plain, "revision": before}))
        if not 0 < at <= head:
            raise Unusable(Sentence("meeting.no_revision", {"revision": at, "head": head}))
        number = (connection.execute(select(func.max(meeting.c.id))).scalar() or 0) + 1
        made = Meeting(plain, at, held_on.isoformat(), by.login)
        values = {"name": plain, "revision": at, "held_on": made.held_on, "named_by": by.login}
        connection.execute(insert(meeting).values(id=number, named_at=clock.stamp(), **values))
        audit.write(connection, by, "name", f"meeting {plain}", after={"revision": at, "held_on": made.held_on})
    return made


def day(text: str) -> date:
    """The day a meeting was held, today for an empty text. Raises Unusable for what is no date in ISO 8601."""
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unusable(Sentence("meeting.day", {"found": text})) from error


def _reads_as_revision(called: str) -> bool:
    """As ３, Ⅲ, R-3, 3.0, 第三版 and 当前 do, and 2022.9, 9月会 and 第三次例会 do not."""
    bare = _folded(called)
    return _REVISION.fullmatch(bare) is not None and not _DAY.fullmatch(bare)


def _folded(called: str) -> str:
    """One spelling of a name, whatever the keyboard: 2022年９月 例会 is 2022年9月例会."""
    return "".join(unicodedata.normalize("NFKC", called).casefold().split())


def listed(connection: Connection) -> tuple[Meeting, ...]:
    """The newest first."""
    return tuple(Meeting(*row) for row in connection.execute(_LISTED))


def revision_of(connection: Connection, asked: str) -> int:
    """The revision that a number, `NEWEST` or a meeting's name stands for. Raises Unusable for none of them."""
    if asked == NEWEST:
        return read.head(connection).revision
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return int(asked)
    found = named(listed(connection), names.plain(asked))
    if found is None:
        known = read.head(connection).revision
        raise Unusable(Sentence("meeting.unknown", {"name": asked, "head": known}))
    return found.revision


def named(held: Sequence[Meeting], asked: str) -> Meeting | None:
    """The meeting of a name: as it was written, else but for width, blanks and case."""
    exact = (each for each in held if each.name == asked.strip())
    return next(exact, None) or next((each for each in held if _folded(each.name) == _folded(asked)), None)


def called(held: Sequence[Meeting], revision: int, lang: Lang) -> str:
    """What a revision is called: by the meetings that saw it and its number, or its number alone."""
    number = words.say(lang, "frame.revision", revision=revision)
    name = words.say(lang, "store.and").join(each.name for each in held if each.revision == revision)
    return f"{name} · {number}" if name else number
