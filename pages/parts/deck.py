"""The round of the meeting-room screen at the newest revision, worked out once for all screens that show the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from db import meetings, read, settings, store
from db.meetings import Meeting
from db.read import Head
from kpi import headings, legible, missing, playlist, since, words
from kpi.charts import brand_slide, change_slide, slides, stage, tile_slide
from kpi.charts.stage import Slide, Stage
from kpi.legible import Size
from kpi.period import Month
from kpi.playlist import Playlist
from kpi.unit import Lang
from pages.parts import earlier, shared
from pages.parts.shared import Shelf
from pages.parts.who import Look


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a screen's address asks for, as far as it can be had."""

    lang: Lang
    month: str
    scope: str
    playlist: str
    dwell: int
    distance: float
    inch: float
    unread: tuple[str, ...] = ()
    """What it says of the room and cannot be meant."""
    as_of: str = ""
    """The revision or meeting it asks for: a screen shows the newest alone, and says so."""


def of(look: Look, wanted: Wanted) -> str:
    """The whole round as markup; '' while the store has no month, and for a wall none of whose pages is a slide.

    Raises what the store's absence raises.
    """
    assert look.actor is not None
    shelf = shared.shelf(look.actor, look.head)
    if wanted.scope:  # by its key, name or alias, as on the command line
        wanted = replace(wanted, scope=headings.scope(shelf.book.catalog, wanted.scope) or wanted.scope)
    month = next((m for m in shelf.months if str(m) == wanted.month), next(iter(shelf.months), None))
    known = _known(look, shelf)
    if month is None or not known:
        return ""
    seen = shelf.book.catalog.scopes if shelf.scopes is None else shelf.scopes
    scope = wanted.scope if wanted.scope in seen else shelf.top
    asked = playlist.chosen(wanted.playlist, settings.playlists(), known)
    size = legible.size(wanted.distance, wanted.inch, wanted.lang)
    base = next((meeting for meeting in look.meetings if meeting.revision < look.head.revision), None)
    keys = shelf.key, str(month), scope, wanted.lang, date.today().isoformat()
    wished = _Round(wanted, month, scope, asked, size, base)
    shown = asked.slides, wanted.dwell, size.points, _notes(wished, shelf)
    return _deck(repr((keys, shown, base)), shelf, look, wished)


def nothing(look: Look, lang: Lang) -> str:
    """Why there is no round: no figures yet, or a wall that was paired for pages that are no slides."""
    assert look.actor is not None
    some = _known(look, shared.shelf(look.actor, look.head))
    return words.say(lang, "frame.empty" if some else "wall.no_slide")


def _known(look: Look, shelf: Shelf) -> Sequence[str]:
    """The slides that whoever looks may see."""
    assert look.actor is not None
    return playlist.allowed(playlist.slides([brand.key for brand in shelf.book.catalog.brands]), look.actor.pages)


@dataclass(frozen=True, slots=True)
class _Round:
    wanted: Wanted
    month: Month
    scope: str
    asked: Playlist
    size: Size
    base: Meeting | None


@st.cache_resource(max_entries=32, show_spinner=False)
def _deck(key: str, _shelf: Shelf, _look: Look, _round: _Round) -> str:
    opened = shared.opened(_shelf, _round.month, _round.scope, date.today())
    before, called, restated = _base(_shelf, _look, _round)
    lang = _round.wanted.lang
    made = Stage(
        opened.board,
        opened.desk,
        before.board if before else None,
        called,
        restated,
        lang,
        _round.size.points,
        words.say(lang, f"wall.{_reviewed(_look.head)}"),
        tuple(_notes(_round, _shelf)),
    )
    drawn = [_slide(name, made) for name in _round.asked.slides]
    return str(stage.deck(made, drawn, dwell=_round.wanted.dwell))


def _slide(key: str, made: Stage) -> Slide:
    whole = {"overview": tile_slide.slide, "gaps": slides.gaps, "changes": change_slide.slide}
    return whole[key](made) if key in whole else brand_slide.slide(made.board.brand(key), made)


def _base(shelf: Shelf, look: Look, wanted: _Round) -> tuple[shared.Opened | None, str, int | None]:
    """What the last slide compares with: the last meeting's figures; before any has been named, the month before.

    How many figures were stated anew is known of a meeting only: the month before has no revision to count from.
    """
    assert look.actor is not None
    then = earlier.of(look.actor, look.head, shelf, wanted.month, wanted.scope, wanted.base, wanted.wanted.lang)
    if then is None:
        return None, "", None
    anew = len(since.restated(then.shelf.book, shelf.book)) if wanted.base else None
    return then.opened, then.called, anew


def _reviewed(head: Head) -> str:
    """Whether somebody else has looked at the newest figures before they were published."""
    if head.sample:
        return "sample"
    with store.reading(store.engine()) as connection:
        newest = next((batch for batch in read.batches(connection) if batch.seq == head.revision), None)
    return "own" if newest is not None and newest.uploaded_by == newest.published_by else "reviewed"


def _notes(wanted: _Round, shelf: Shelf) -> Sequence[str]:
    """What the address asked for and could not get, and months that are overdue."""
    lang = wanted.wanted.lang
    found = _refused(wanted, shelf)
    late = missing.overdue(shelf.months, date.today(), settings.due_day())
    if late and not shelf.head.sample:
        found.append(missing.said(late, "wall", settings.due_day(), lang))
    if wanted.asked.unknown:
        found.append(words.say(lang, "wall.no_playlist", names="、".join(wanted.asked.unknown)[:40]))
    if not wanted.size.enough:
        found.append(words.say(lang, "wall.too_far", metres=f"{legible.farthest(wanted.wanted.inch, lang):.1f}"))
    return found


def _refused(wanted: _Round, shelf: Shelf) -> list[str]:
    """Month, scope and room of the address that cannot be had: another view must not pass for them."""
    asked, lang, found = wanted.wanted, wanted.wanted.lang, []
    if asked.scope and asked.scope != wanted.scope:
        shown = shelf.book.catalog.scopes[wanted.scope].name
        found.append(words.say(lang, "wall.no_scope", asked=asked.scope[:20], shown=shown))
    if asked.month and asked.month != str(wanted.month):
        found.append(words.say(lang, "wall.no_month", asked=asked.month[:20], shown=str(wanted.month)))
    if asked.as_of not in ("", meetings.NEWEST, str(shelf.head.revision)):
        found.append(words.say(lang, "wall.no_as_of", asked=asked.as_of[:20]))
    if asked.unread:
        said = " ".join(asked.unread)[:30]
        found.append(words.say(lang, "wall.no_size", asked=said, metres=asked.distance, inch=asked.inch))
    return found
