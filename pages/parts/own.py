"""One's own uploads on their way: drafts, what was returned and why, what still waits for review."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

import streamlit as st

from db import store, submissions, trail
from db.submissions import Submission
from kpi.charts import ledger, markup
from pages.parts import acting, intray, resumed, scene
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
                way = now.say("upload.take_up", number=each.id)
                st.button(way, key=f"take-{each.id}", on_click=resumed.take, args=(now, each))
            told = now.say("upload.give_up"), now.say("upload.give_up_note"), now.say("upload.give_up_yes")
            if acting.sure(f"give-{each.id}", *told):
                acting.do("upload", partial(_given_up, now, each))


def in_hand(now: Scene, number: int | None) -> None:
    """Which upload the files in hand belong to, or that they were kept, and the way out of it."""
    if lost := cast(tuple[str, ...], scene.recall("not_kept") or ()):
        most = intray.MOST_KEPT // 1024**2
        st.html(ledger.outcome(now.say("upload.not_kept", files=_files(now, lost), most=most), good=False))
        scene.forget("not_kept")
    if gone := cast(int | None, scene.recall("number_gone")):
        st.html(ledger.outcome(now.say("upload.number_gone", number=gone), good=False))
        scene.forget("number_gone")
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
    left, here = resumed.offered(), cast(intray.Hand, scene.recall("in_hand"))
    if not left or here.files:
        return
    st.html(ledger.note(now.say("upload.of_before")))
    for each in left:
        said = now.say("upload.last_changed", when=trail.moment(each.at))
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"left-{each.window}"):
            st.html(ledger.entry(_files(now, resumed.files(each)), (said,)))
            way: dict[str, Any] = {"args": (each.window,)}
            st.button(
                now.say("upload.go_on"), key=f"go_on-{each.window}", on_click=resumed.go_on, type="primary", **way
            )
            st.button(now.say("upload.put_down"), key=f"put_down-{each.window}", on_click=resumed.put_down, **way)


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
    resumed.given_up(each.id)
    return now.say("upload.given_up", number=each.id)
