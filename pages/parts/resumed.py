"""What is kept of the files in hand, and taken up again: by a later session, in another window, from a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, cast

from db import store, submissions
from db.plans import Approval
from db.submissions import Submission
from pages.parts import acting, intray, kept, scene
from pages.parts.intray import Hand
from pages.parts.kept import Kept
from pages.parts.scene import Scene


def typed(note: str, plan: Approval, seen: int) -> Literal["", "much", "full"]:
    """What stands in the fields of the last step, for one who comes back to them; why it is not kept for long."""
    scene.remember("typed", (note, plan))
    found = cast(Hand, scene.recall("in_hand"))
    fixes = cast(Mapping[Any, str], scene.recall("fixes") or {})
    files = tuple(map(intray.as_wanted, found.files))
    return _keep(replace(found, files=files, note=note, plan=plan, seen=seen, fixes=fixes))


def _keep(found: Hand) -> Literal["", "much", "full"]:
    """Keep what is in hand beyond this session, or say why not; what another window took over is not kept anew."""
    now, before = scene.current(), cast(Hand | None, scene.recall("held"))
    place, unkept = now.shelf.head.store, cast(Literal["", "much", "full"], scene.recall("unkept") or "")
    here = any(each.window == intray.window() for each in kept.of(now.actor, place))
    if before is not None and not unkept and (found == before if here else _work(found) == _work(before)):
        return ""
    size = sum(len(file.data) for file in found.files)
    kept.forget(now.actor, place, intray.window())
    room = size <= intray.MOST_KEPT and kept.keep(now.actor, place, intray.window(), found, size)
    unkept = "" if room else "full" if size <= intray.MOST_KEPT else "much"
    scene.remember("held", found)
    scene.remember("unkept", unkept)
    return unkept


def _work(found: Hand) -> Hand:
    """What its uploader did himself: a tick, a number and a revision change with what others do."""
    return replace(found, number=None, seen=None, files=tuple(replace(file, ticked=()) for file in found.files))


def offered() -> tuple[Kept, ...]:
    """What this person has in hand elsewhere: before this page was loaded anew, or in another window; newest first."""
    now = scene.current()
    found = kept.of(now.actor, now.shelf.head.store)
    return tuple(each for each in found if each.window != intray.window())


def files(of: Kept) -> tuple[str, ...]:
    return tuple(file.name for file in cast(Hand, of.what).files)


def go_on(window: str) -> None:
    """Take over what that window had in hand; it may have been handed in, put down or taken over meanwhile."""
    now = scene.current()
    found = next((each for each in offered() if each.window == window), None)
    if found is None:
        scene.remember("outcome_upload", (now.say("upload.no_longer"), False))
        return
    kept.forget(now.actor, now.shelf.head.store, window)
    _lay_out(cast(Hand, found.what))


def put_down(window: str) -> None:
    """Keep no longer what that window had in hand."""
    now = scene.current()
    kept.forget(now.actor, now.shelf.head.store, window)


def take(now: Scene, found: Submission) -> None:
    """Take a draft or a returned upload up again."""
    with store.reading(store.engine()) as connection:
        sent = submissions.sent(connection, found.id)
    _lay_out(Hand(sent, found.id, found.note, found.plan, found.seen, found.mark))


def given_up(number: int) -> None:
    """Its files are put down with it; any others in hand stay there."""
    here = cast(Hand | None, scene.recall("in_hand"))
    if here is not None and here.number == number:
        intray.leave()
    elif here is not None and here.files:
        intray.stay(here)


def done(found: Hand) -> None:
    """It is in the store now: the same files, read the same way, are offered no more, whichever window has them."""
    now, states = scene.current(), list(map(intray.state, found.files))
    for each in offered():
        if list(map(intray.state, cast(Hand, each.what).files)) == states:
            kept.forget(now.actor, now.shelf.head.store, each.window)
    intray.leave()


def _lay_out(found: Hand) -> None:
    """Put it before its uploader with its choices and ticks; what he has in hand now is offered to him afterwards."""
    taken, held = (cast(Hand | None, scene.recall(name)) for name in ("taken", "held"))
    if taken and held and taken.number is not None and held == replace(taken, seen=held.seen):  # as it was stored
        intray.let_go()
    for name in ("typed", "held", "unkept", "window", "checked"):
        scene.forget(name)
    for file in found.files:
        intray.recall_choices(file)
    if found.seen is not None:
        scene.remember("seen_upload", {intray.fingerprint(file): found.seen for file in found.files})
    scene.remember("fixes", {**cast(Mapping[Any, str], scene.recall("fixes") or {}), **found.fixes})
    scene.remember("taken", found)
    scene.remember("round_upload", acting.turn("upload") + 1)
