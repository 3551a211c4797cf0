"""The files in hand on the upload page: dropped now or taken up again, each as its uploader wants it read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from secrets import token_hex
from typing import Any, NoReturn, Protocol, cast

import streamlit as st

from db import read, reader, remembered, settings, store, submissions, uploads
from db.plans import NO_APPROVAL, Approval
from db.submissions import Sent
from kpi import mending, outcome
from kpi.intake import Inspection
from kpi.model import Catalog
from kpi.outcome import Turn
from kpi.reading import Issue, Reading
from pages.parts import kept, scene, shared
from pages.parts.scene import Scene
from pages.parts.shared import Shelf

MOST_KEPT = 40 * 1024 * 1024
"""Bytes of the files that stay in hand while their uploader looks at another page: two as large as may be."""


class Dropped(Protocol):
    """A file as the browser handed it over."""

    name: str

    def getvalue(self) -> bytes: ...


@dataclass(frozen=True)
class Hand:
    """What lies before the uploader; ``number`` is that of the draft or returned upload it replaces.

    ``mark`` names what that was (`Submission.mark`); ``seen`` is the revision it was first compared with, where that
    was before this session.
    """

    files: tuple[Sent, ...] = ()
    number: int | None = None
    note: str = ""
    plan: Approval = NO_APPROVAL
    seen: int | None = None
    mark: str = ""
    fixes: Mapping[Any, str] = field(default_factory=dict)
    """What is typed beside bad cells and not put in yet (`pages.parts.mended`)."""


@dataclass(frozen=True)
class Checked:
    """What the files come to, beside the newest revision."""

    preview: uploads.Preview
    turns: tuple[Turn, ...]
    shelf: Shelf
    seen: tuple[Inspection, ...]
    """The files' tables as anybody reads them, without the catalogue."""
    meant: tuple[str, ...] = ()
    """For each file the encoding in which its headings are known, where the one chosen by hand leaves them unknown."""

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.preview.issues if issue.severity == "error")

    @property
    def doubts(self) -> tuple[Issue, ...]:
        """The warnings that want a tick."""
        return self.preview.warnings


def hand(dropped: Iterable[Dropped]) -> Hand:
    """Files dropped now stand in the place of those of the same name that were taken up or dropped before.

    What was dropped stays in hand while its uploader looks at another page of the session, and is kept for him to go on
    with after he loaded a page anew or logged in again (`pages.parts.resumed`); nothing of it is stored.
    """
    taken = _still_own(_resumed())
    fresh = tuple(Sent(uploads.file_name(file.name), file.getvalue(), {}) for file in dropped)
    for file in fresh:
        if scene.recall(_key("how", file)) is None:
            _recognise(file)
    names = {file.name for file in fresh}
    files = (*(file for file in taken.files if file.name not in names), *fresh)
    found = replace(taken, files=tuple(map(as_wanted, files)))
    scene.remember("in_hand", found)
    if not found.files:
        let_go()
    return found


def window() -> str:
    """What names this session among those of the same person."""
    if scene.recall("window") is None:
        scene.remember("window", token_hex(8))
    return cast(str, scene.recall("window"))


def let_go() -> None:
    """Keep no longer what was in hand here; what the same person has in hand in another window stays."""
    now = scene.current()
    kept.forget(now.actor, now.shelf.head.store, window())
    for name in ("held", "unkept"):
        scene.forget(name)


def _still_own(taken: Hand) -> Hand:
    """Where the upload it replaces was changed, given up, handed in or decided elsewhere, the files go on as a new one.

    That is said before anything is done with them: a click on what was shown before does nothing.
    """
    by = scene.current().actor
    if taken.number is None:
        return taken
    with store.reading(store.engine()) as connection:
        found = submissions.listed(connection, by, ("draft", "returned"))
    if (taken.number, by.login, taken.mark) in {(each.id, each.uploaded_by, each.mark) for each in found}:
        return taken
    scene.remember("number_gone", taken.number)
    detach()
    st.rerun()


def _resumed() -> Hand:
    """What was taken up; for one who comes back, all that was before him when he left, which his browser forgot."""
    taken, left = cast(Hand, scene.recall("taken") or Hand()), cast(Hand | None, scene.recall("in_hand"))
    if not scene.came() or left is None or not left.files:
        return taken
    scene.forget("fix_list")  # drawn anew from what was kept: what the browser still holds of it nobody knows
    if sum(len(file.data) for file in left.files) > MOST_KEPT:
        scene.remember("not_kept", tuple(file.name for file in left.files if file not in taken.files))
        return taken
    return stay(left)


def stay(left: Hand) -> Hand:
    """Keep in hand what the browser forgets, with what stands in the fields of the last step."""
    note, plan = cast(tuple[str, Approval], scene.recall("typed") or (left.note, left.plan))
    found = replace(left, files=tuple(map(as_wanted, left.files)), note=note, plan=plan)
    scene.remember("taken", found)
    return found


def _recognise(file: Sent) -> None:
    """A file seen for the first time: what its names meant in the last published one of the same headings."""
    with store.reading(store.engine()) as connection:
        known = remembered.mapping(connection, file)
    scene.remember(_key("how", file), {"mapping": known} if known else {})


def recall_choices(file: Sent) -> None:
    """Have a file read, and its warnings ticked, as it comes."""
    scene.remember(_key("how", file), dict(file.choices))
    scene.remember(_key("ticked", file), frozenset(file.ticked))


def leave() -> None:
    """Put what was taken up or kept aside again."""
    let_go()
    for name in ("taken", "checked", "in_hand", "typed", "fixes", "fix_list"):
        scene.forget(name)


def detach() -> None:
    """Keep the files in hand, but no longer in the place of an upload that is gone; that is no work to be kept anew."""
    for name in ("taken", "in_hand", "held"):
        if found := cast(Hand | None, scene.recall(name)):
            scene.remember(name, replace(found, number=None))


def keep(file: Sent, **choices: Any) -> None:
    """Remember how one file is to be read; an empty choice leaves it to the reader again."""
    wanted = {**file.choices, **choices}
    scene.remember(_key("how", file), {name: value for name, value in wanted.items() if value})


def choose(file: Sent, **choices: Any) -> NoReturn:
    """Have one file read another way at once."""
    keep(file, **choices)
    st.rerun()


def tick(file: Sent, ticked: frozenset[str]) -> None:
    scene.remember(_key("ticked", file), ticked)


def first_seen(place: str, files: Sequence[Sent], revision: int) -> int:
    """The revision at which these files were first shown beside the store: what their reader is taken to have seen.

    It does not move on while he ticks, corrects and types: what others publish meanwhile is told by the refusal
    (`seen_anew`).
    """
    before = cast(Mapping[str, int], scene.recall(f"seen_{place}") or {})
    known = {name: before.get(name, revision) for name in map(fingerprint, files)}
    scene.remember(f"seen_{place}", known)
    return min(known.values(), default=revision)


def seen_anew(place: str) -> None:
    """The reader was told what changed; what is shown next is what he sees."""
    scene.forget(f"seen_{place}")


def check(now: Scene, files: Sequence[Sent], place: str = "checked") -> Checked:
    """Check files and compare them with what stands; done again only when they, their choices or the store change."""
    engine = store.engine()
    with store.reading(engine) as connection:
        shelf = shared.shelf(now.actor, read.head(connection))
    today = date.today()
    key = (shelf.key, now.actor.login, now.actor.scope, today, tuple(map(state, files)))
    wait = st.empty()  # its place is kept in every run: what follows would otherwise lose what was typed in it
    kept = cast(tuple[object, Checked] | None, scene.recall(place))
    if kept is not None and kept[0] == key:
        return kept[1]
    pairs, how = [(file.name, file.data) for file in files], [file.choices for file in files]
    with wait:
        with st.spinner(now.say("upload.step_checking", count=len(files)), show_time=True):
            preview = uploads.preview(engine, settings.catalog(), pairs, by=now.actor, choices=how)
        with st.spinner(now.say("upload.step_looking", count=len(files)), show_time=True):
            seen = _inspected(files, preview.readings)
        with st.spinner(now.say("upload.step_comparing"), show_time=True):
            rows = () if _wrong(preview) else [row for reading in preview.readings for row in reading.rows]
            turned = outcome.turns(shelf.book, rows, today, shelf.scopes) if rows else ()
        meant = tuple(_meant(file, each, settings.catalog()) for file, each in zip(files, seen, strict=True))
        found = Checked(preview, turned, shelf, seen, meant)
    scene.remember(place, (key, found))
    return found


def _inspected(files: Iterable[Sent], readings: Iterable[Reading]) -> tuple[Inspection, ...]:
    """What could not be opened the first time is not tried again."""
    return tuple(
        reader.inspect(
            file.data, file.name, **{what: file.choices.get(what) for what in ("sheet", "table", "encoding")}
        )
        if reading.head
        else Inspection(file.name)
        for file, reading in zip(files, readings, strict=True)
    )


def _meant(file: Sent, seen: Inspection, catalog: Catalog) -> str:
    if not file.choices.get("encoding") or not seen.columns:
        return ""
    automatic = reader.inspect(file.data, file.name)
    return automatic.encoding if mending.misread(seen.columns, automatic.columns, catalog) else ""


def _wrong(preview: uploads.Preview) -> bool:
    return any(issue.severity == "error" for issue in preview.issues)


def as_wanted(file: Sent) -> Sent:
    """A file with its choices and ticks as they are now."""
    how = cast(Mapping[str, Any] | None, scene.recall(_key("how", file)))
    ticked = cast(frozenset[str] | None, scene.recall(_key("ticked", file)))
    return Sent(file.name, file.data, how or {}, tuple(sorted(ticked or ())))


def state(file: Sent) -> tuple[str, str, str]:
    """What a file and the way it is read come to."""
    return file.name, sha256(file.data).hexdigest(), json.dumps(dict(file.choices), sort_keys=True)


def _key(what: str, file: Sent) -> str:
    return f"{what}_{fingerprint(file)}"


def fingerprint(file: Sent) -> str:
    """What names a file among the widgets of the page: its name and content."""
    return sha256(file.name.encode("utf-8", "replace") + b"\0" + file.data).hexdigest()[:16]
