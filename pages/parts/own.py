"""One's own uploads on their way: drafts, what was returned and why, what still waits for review."""

from __future__ import annotations

from functools import partial

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
            st.html(ledger.entry(now.say("trail.comma").join(each.files), *_facts(now, each)))
            if each.state != "pending":
                st.button(now.say("upload.take_up"), key=f"take-{each.id}", on_click=intray.take, args=(now, each))
            with st.popover(now.say("upload.give_up")):
                st.html(ledger.note(now.say("upload.give_up_note")))
                if st.button(now.say("upload.give_up_yes"), key=f"give-{each.id}"):
                    acting.do("upload", partial(_given_up, now, each))


def in_hand(now: Scene, number: int | None) -> None:
    """Which upload the files in hand belong to, and the way out of it."""
    if scene.recall("taken") is None or number is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(ledger.note(now.say("upload.taken", number=number)))
        st.button(now.say("upload.put_aside"), key="aside", on_click=intray.leave)


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
