"""One upload before its reviewer: who sent what, what it would change now, and the two ways on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

import streamlit as st

from db import rights, settings, store, submissions, trail
from db.submissions import Sent, Submission
from db.uploads import Refused
from kpi import words
from kpi.charts import checking, ledger, markup
from kpi.unit import Sentence
from pages.parts import acting, approving, asif, handing, intray, outlook, scene
from pages.parts.intray import Checked
from pages.parts.scene import Scene


def missed(now: Scene, waiting: Collection[int]) -> None:
    """A click that found its upload gone: the button went with it, so that nothing else would answer."""
    pressed = cast(int | None, scene.recall("pressed"))
    scene.forget("pressed")
    if pressed is not None and pressed not in waiting:
        said = words.render(now.lang, Sentence("review.not_waiting", {"number": pressed}))
        st.html(ledger.outcome(said, good=False))


def show(now: Scene, each: Submission) -> None:
    """Compared with the store as it is at this moment."""
    with store.reading(store.engine()) as connection:
        files = submissions.sent(connection, each.id)
    said = {"who": each.uploaded_by, "when": trail.moment(each.uploaded_at)}
    note = now.say("reviewing.note", note=each.note) if each.note else ""
    st.html(ledger.entry(now.say("trail.comma").join(each.files), (now.say("reviewing.sent", **said), note)))
    checked = intray.check(now, files, "weighed")
    if checked.errors:
        st.html(markup.lane_head(now.say("reviewing.broken"), ""))
        st.html(checking.groups(checked.errors, now.lang))
    else:
        _files(now, files, checked)
        outlook.show(now, checked, now.say("reviewing.difference", revision=checked.preview.revision))
        approving.shown(now, checked, each.plan)
        _confirmed(now, files, checked)
        asif.show(now, each.id, files, checked)
    _decide(now, each, files, checked)


def _files(now: Scene, files: tuple[Sent, ...], checked: Checked) -> None:
    """Each file as it was read, and as it was sent."""
    with st.expander(now.say("reviewing.files", count=len(files))):
        for file, reading, seen in zip(files, checked.preview.readings, checked.seen, strict=True):
            left, right = st.columns([55, 45], gap="medium")
            left.html(checking.read(reading, now.lang, seen))
            right.html(checking.understood(reading, now.shelf.book.catalog, now.lang, seen.columns))
            st.download_button(now.say("reviewing.original"), file.data, file.name, key=f"original-{reading.name}")


def _confirmed(now: Scene, files: tuple[Sent, ...], checked: Checked) -> None:
    """What the uploader said beyond his files: corrections, names, warnings he ticked one by one."""
    made = [(file.name, one) for file in files for one in file.choices.get("corrections", [])]
    if made:
        st.html(markup.lane_head(now.say("reviewing.corrected"), now.say("reviewing.corrected_note")))
        st.html(checking.corrections(made, now.lang))
    catalog = now.shelf.book.catalog
    for file in files:
        for name, key in file.choices.get("mapping", {}).items():
            found = catalog.indicators.get(key) or catalog.scopes.get(key)
            st.html(checking.meant(file.name, name, found.name.of(now.lang) if found else key, now.lang))
    ticked = {(file.name, mark) for file in files for mark in file.ticked}
    if checked.doubts:
        done = sum((issue.file, submissions.tick(issue)) in ticked for issue in checked.doubts)
        counts = {"done": done, "count": len(checked.doubts)}
        st.html(markup.lane_head(now.say("reviewing.ticked"), now.say("reviewing.ticked_note", **counts)))
        st.html(checking.groups(checked.doubts, now.lang))


def _decide(now: Scene, each: Submission, files: tuple[Sent, ...], checked: Checked) -> None:
    """Publish what was seen, or return it with a reason; his own is for another to publish."""
    seen = intray.first_seen(f"review_{each.id}", files, checked.preview.revision)
    if seen != checked.preview.revision:
        st.html(ledger.note(now.say("upload.moved_on", seen=seen, revision=checked.preview.revision)))
    own = each.uploaded_by == now.actor.login
    allowed = not own or rights.own_allowed(now.actor)
    if not allowed:
        st.html(ledger.outcome(words.render(now.lang, Sentence("review.own")), good=False))
    elif own:
        st.html(ledger.note(now.say("reviewing.self")))
    if checked.preview.refused:
        st.warning("\n\n".join(dict.fromkeys(words.issue(now.lang, issue) for issue in checked.preview.refused)))
    ready = allowed and not checked.errors and not checked.preview.refused
    # a click comes with a run of its own: meanwhile another upload, or other files of it, may stand in this place
    clicked = cast(tuple[int, str], scene.recall("saw") or (each.id, each.mark))
    scene.remember("saw", (each.id, each.mark))
    if st.button(
        now.say("upload.publish"), type="primary", key="publish", disabled=not ready, on_click=_pressed, args=(each.id,)
    ):
        _act(each, lambda: _published(now, *clicked, seen))
    place, hint = f"{each.id}-{acting.turn('review')}", now.say("reviewing.reason_hint")
    with st.form(f"return-{place}", enter_to_submit=False):
        reason = st.text_input(now.say("reviewing.reason"), max_chars=500, placeholder=hint, key=f"reason-{place}")
        if st.form_submit_button(now.say("reviewing.send_back"), on_click=_pressed, args=(each.id,)):
            _act(each, lambda: _returned(now, each, reason))


def _pressed(number: int) -> None:
    scene.remember("pressed", number)


def _act(each: Submission, work: Callable[[], str | Refused]) -> None:
    def done() -> str:
        answer = work()
        if isinstance(answer, Refused):
            scene.remember("refused", answer.issues)
            intray.seen_anew(f"review_{each.id}")
            st.rerun()
        scene.forget("weighed")
        return answer

    acting.do("review", done)


def _published(now: Scene, number: int, saw: str, seen: int) -> str | Refused:
    with st.spinner(now.say("upload.storing"), show_time=True):
        answer = submissions.publish(store.engine(), settings.catalog(), number, by=now.actor, seen=seen, saw=saw)
    return answer if isinstance(answer, Refused) else handing.receipt(now, answer)


def _returned(now: Scene, each: Submission, reason: str) -> str:
    submissions.send_back(store.engine(), each.id, by=now.actor, reason=reason)
    return now.say("reviewing.returned", number=each.id, who=each.uploaded_by)
