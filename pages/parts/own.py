"""One's own uploads on their way: drafts, what was returned and why, what still waits for review."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import cast

import streamlit as st

from db import store, submissions, trail
from db.submissions import Submission
from kpi.charts import ledger, markup
from pages.parts import acting, intray, scene
from pages.parts.scene import Scene


def listing(now: Scene) -> None:
    """Each with the ways on: to be taken up again, or given up."""
    with store.reading(store.engine()) as connection:
        found = submissions.listed(connection, now.actor, ("returned", "draft", "pending"))
    mine = [each for each in found if each.uploaded_by == now.actor.login]
    if not mine:
        return
    st.html(markup.lane_head(now.say("upload.own"), now.say("upload.own_note")))
    for each in sorted(mine, key=lambda s: ("returned", "draft", "pending").index(s.state)):
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"own-{each.id}"):
            st.html(ledger.entry(_files(now, each.files), *_facts(now, each)))
            if each.state != "pending":
                st.button(now.say("upload.take_up"), key=f"take-{each.id}", on_click=intray.take, args=(now, each))
            with st.popover(now.say("upload.give_up")):
                st.html(ledger.note(now.say("upload.give_up_note")))
                if st.button(now.say("upload.give_up_yes"), key=f"give-{each.id}"):
                    acting.do("upload", partial(_given_up, now, each))


def in_hand(now: Scene, number: int | None) -> None:
    """Which upload the files in hand belong to, or that they were kept, and the way out of it."""
    if lost := cast(tuple[str, ...], scene.recall("not_kept") or ()):
        most = intray.MOST_KEPT // 1024**2
        st.html(ledger.outcome(now.say("upload.not_kept", files=_files(now, lost), most=most), good=False))
        scene.forget("not_kept")
    taken = cast(intray.Hand | None, scene.recall("taken"))
    if taken is None:
        _of_before(now)
        return
    kept = now.say("upload.kept", files=_files(now, [file.name for file in taken.files]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(ledger.note(kept if number is None else now.say("upload.taken", number=number)))
        way = now.say("upload.put_down") if number is None else now.say("upload.put_aside")
        st.button(way, key="aside", on_click=intray.leave)


def _of_before(now: Scene) -> None:
    """What is still to be handed in though this session has nothing in hand: to be gone on with, or put down."""
    left, here = intray.of_before(), cast(intray.Hand, scene.recall("in_hand"))
    if left is None or here.files:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(ledger.note(now.say("upload.of_before", files=_files(now, [file.name for file in left.files]))))
        st.button(now.say("upload.go_on"), key="go_on", type="primary", on_click=intray.go_on, args=(left,))
        st.button(now.say("upload.put_down"), key="put_down", on_click=intray.put_down)


def _files(now: Scene, names: Iterable[str]) -> str:
    return now.say("trail.comma").join(names)


def _facts(now: Scene, each: Submission) -> tuple[tuple[str, ...], ...]:
    state = now.say(f"upload.state_{each.state}")
    first = (now.say("upload.number", number=each.id), state, trail.moment(each.uploaded_at), each.note)
    if each.state != "returned":
        return (first,)
    who = now.say("upload.returned_by", who=each.reviewed_by or "", when=trail.moment(each.reviewed_at or ""))
    return first, (who, now.say("upload.reason", reason=each.reason))


def _given_up(now: Scene, each: Submission) -> str:
    submissions.discard(store.engine(), each.id, by=now.actor)
    intray.leave()
    return now.say("upload.given_up", number=each.id)
