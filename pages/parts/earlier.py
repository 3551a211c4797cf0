"""What figures are compared with: those a meeting saw; before any has been named, the month before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.actor import Actor
from db.meetings import Meeting
from db.read import Head
from kpi import words
from kpi.period import Month
from kpi.unit import Lang
from pages.parts import shared
from pages.parts.shared import Opened, Shelf


@dataclass(frozen=True)
class Earlier:
    """An earlier look at the plant: what it is called, its revision, and its board, the newest it had for the month."""

    called: str
    shelf: Shelf
    opened: Opened


def of(
    actor: Actor, head: Head, shelf: Shelf, month: Month, scope: str, meeting: Meeting | None, lang: Lang
) -> Earlier | None:
    """The figures of a meeting, else of the month before; None where there are none to compare with."""
    if meeting is None:
        month = month.previous
        if month not in shelf.months:
            return None
        called = words.say(lang, "wall.month_before", year=month.year, number=month.number)
        return Earlier(called, shelf, shared.opened(shelf, month, scope, date.today()))
    then = shared.shelf(actor, head, meeting.revision)
    newest = next((m for m in then.months if m <= month), None)
    if newest is None:
        return None
    called = words.say(lang, "wall.meeting", name=meeting.name)
    return Earlier(called, then, shared.opened(then, newest, scope, date.today()))
