"""The last step of an upload: each warning ticked by itself, a note, then draft, review or publication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, cast

import streamlit as st

from db import rights, settings, store, submissions, uploads
from db.submissions import Sent, Submission
from db.uploads import Refused
from kpi import words
from kpi.charts import checking, markup
from kpi.reading import Issue, Reading
from pages.parts import acting, approving, intray, kept, mended, resumed, scene
from pages.parts.intray import Checked, Hand
from pages.parts.scene import Scene

_AT_ONCE = 50


def refusal(now: Scene) -> None:
    """Why the last click stored nothing, said once."""
    if refused := scene.recall("refused"):
        st.error(now.say("upload.not_stored"))
        st.html(checking.issues(cast(tuple[Issue, ...], refused), now.lang))
        scene.forget("refused")


def ticks(now: Scene, hand: Hand, checked: Checked) -> Hand:
    """The warnings, each with a tick of its own; the hand with what is ticked now."""
    doubts = checked.doubts
    if not doubts:
        return hand
    ticked = {(reading.name, mark) for file, reading in _pairs(hand, checked) for mark in file.ticked}
    done = sum((issue.file, submissions.tick(issue)) in ticked for issue in doubts)
    st.html(markup.lane_head(now.say("upload.ticks"), now.say("upload.ticks_note", done=done, count=len(doubts))))
    pages = -(-len(doubts) // _AT_ONCE)
    page = st.pagination(pages, key=f"ticks-{len(doubts)}") if pages > 1 else 1
    for number, issue in list(enumerate(doubts, 1))[(page - 1) * _AT_ONCE : page * _AT_ONCE]:
        mark = (issue.file, submissions.tick(issue))
        if _ticked(now, number, issue, mark in ticked):
            ticked.add(mark)
        else:
            ticked.discard(mark)
    known = {(issue.file, submissions.tick(issue)) for issue in doubts}
    files = []
    for file, reading in _pairs(hand, checked):
        own = frozenset(mark for name, mark in ticked & known if name == reading.name)
        intray.tick(file, own)
        files.append(Sent(file.name, file.data, file.choices, tuple(sorted(own))))
    return replace(hand, files=tuple(files))


def offer(now: Scene, hand: Hand, checked: Checked) -> None:
    """A note and what may be done with files that are in order; errors leave only the draft."""
    preview = checked.preview
    seen = intray.first_seen("upload", hand.files, preview.revision)
    if seen != preview.revision and not preview.refused:
        st.html(checking.note(now.say("upload.moved_on", seen=seen, revision=preview.revision)))
    ready = not checked.errors and not preview.refused
    if preview.refused and not checked.errors:
        st.warning("\n\n".join(dict.fromkeys(words.issue(now.lang, issue) for issue in preview.refused)))
    note = st.text_input(
        now.say("upload.note"), hand.note, max_chars=500, placeholder=now.say("upload.note_hint"),
        key=f"note-{acting.turn('upload')}",
    )  # fmt: skip
    if ready:
        hand = replace(hand, plan=approving.asked(now, hand, checked))
    if why := resumed.typed(note, hand.plan, seen):
        most = {"much": intray.MOST_KEPT, "full": kept.TOTAL}[why] // 1024**2
        st.html(checking.note(now.say(f"upload.unkept_{why}", most=most)))
    wanting = left(hand, checked)
    if ready and wanting:
        st.html(checking.note(now.say("upload.ticks_left", count=wanting)))
    with st.container(horizontal=True):
        if ready:
            _ways(now, hand, note, seen, bool(wanting) or approving.wanting(checked, hand.plan))
        if st.button(now.say("upload.keep_draft"), key="draft"):
            kept_too = mended.applied(hand, checked)
            _act(now, kept_too, lambda: _saved(now, kept_too, note, seen))


def _ways(now: Scene, hand: Hand, note: str, seen: int, wanting: bool) -> None:
    """For review; for one who may publish what he uploaded himself, also at once."""
    own = rights.may(now.actor, "publish", "upload") and rights.own_allowed(now.actor)
    if own and st.button(now.say("upload.publish"), type="primary", key="publish", disabled=wanting):
        _act(now, hand, lambda: _published(now, hand, note, seen))
    kind: Literal["primary", "secondary"] = "secondary" if own else "primary"
    if st.button(now.say("upload.submit"), type=kind, key="submit", disabled=wanting):
        _act(now, hand, lambda: _submitted(now, hand, note, seen))


def _act(now: Scene, hand: Hand, work: Callable[[], str | Refused]) -> None:
    """Do it; a refusal keeps the files in hand and is said in full."""

    def done() -> str:
        with st.spinner(now.say("upload.storing"), show_time=True):
            answer = work()
        if isinstance(answer, Refused):
            scene.remember("refused", answer.issues)
            intray.seen_anew("upload")
            st.rerun()
        resumed.done(hand)
        intray.seen_anew("upload")
        return answer

    acting.do("upload", done)


def _saved(now: Scene, hand: Hand, note: str, seen: int) -> str | Refused:
    answer = _save(now, hand, note, seen, "draft")
    return answer if isinstance(answer, Refused) else now.say("upload.drafted", number=answer.id)


def _submitted(now: Scene, hand: Hand, note: str, seen: int) -> str | Refused:
    answer = _save(now, hand, note, seen, "pending")
    return answer if isinstance(answer, Refused) else now.say("upload.submitted", number=answer.id)


def _published(now: Scene, hand: Hand, note: str, seen: int) -> str | Refused:
    """Handed in and published in two steps, both on record; what is refused in the second is not left waiting."""
    engine, catalog = store.engine(), settings.catalog()
    kept = _save(now, hand, note, seen, "pending")
    if isinstance(kept, Refused):
        return kept
    answer = submissions.publish(engine, catalog, kept.id, by=now.actor, seen=seen, saw=kept.mark)
    if isinstance(answer, Refused):
        submissions.discard(engine, kept.id, by=now.actor)
        intray.detach()
        return answer
    return receipt(now, answer)


def receipt(now: Scene, answer: uploads.Receipt) -> str:
    """What was published, in a sentence."""
    said = {"revision": answer.revision, "added": answer.added, "changed": answer.changed, "same": answer.same}
    idle = now.say("store.idle", files=now.say("store.and").join(answer.idle)) if answer.idle else ""
    return now.say("upload.published", **said) + idle


def _save(now: Scene, hand: Hand, note: str, seen: int, state: Literal["draft", "pending"]) -> Submission | Refused:
    return submissions.save(
        store.engine(), settings.catalog(), hand.files, by=now.actor, seen=seen, state=state, note=note.strip(),
        number=hand.number, plan=hand.plan,
    )  # fmt: skip


def _ticked(now: Scene, number: int, issue: Issue, before: bool) -> bool:
    """One warning and its tick. What it quotes is the file's, so it stands outside the label, which is Markdown."""
    mark = f"{issue.file}-{submissions.tick(issue)}"
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"doubt-{number}"):
        on = st.checkbox(now.say("upload.tick", number=number), before, key=f"tick-{acting.turn('upload')}-{mark}")
        st.html(checking.doubt(issue, now.lang))
    return bool(on)


def left(hand: Hand, checked: Checked) -> int:
    """How many warnings nobody has ticked."""
    ticked = {(reading.name, mark) for file, reading in _pairs(hand, checked) for mark in file.ticked}
    return sum((issue.file, submissions.tick(issue)) not in ticked for issue in checked.doubts)


def _pairs(hand: Hand, checked: Checked) -> Sequence[tuple[Sent, Reading]]:
    return tuple(zip(hand.files, checked.preview.readings, strict=True))
