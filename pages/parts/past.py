"""Publications one under the other, with what can be done about each; and a name for the newest revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db import meetings, rights, store, trail, withdrawal
from db.read import Batch
from kpi.charts import ledger, markup
from kpi.model import Version
from pages.parts import acting, scene
from pages.parts.scene import Scene

AT_ONCE = 30


def shown(now: Scene, batches: Sequence[Batch]) -> Sequence[Batch]:
    """So many of the newest; all when they were asked for."""
    if len(batches) > AT_ONCE and not scene.recall("all_batches"):
        st.button(
            now.say("history.all", count=len(batches)), key="all", on_click=scene.remember, args=("all_batches", True)
        )
        return batches[:AT_ONCE]
    return batches


def show(now: Scene, batch: Batch) -> None:
    """One publication: what it was, its original, the figures as they were then, and 撤销发布 for a reviewer."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.html(ledger.entry(title(now, batch), *lines(now, batch)))
        if batch.sha256 and rights.may(now.actor, "check", "upload"):
            st.html(markup.link(now.say("history.original"), f"/api/v1/batches/{batch.id}/original"), width="content")
        if batch.seq is not None:
            st.html(markup.link(now.say("history.then"), f"/?as_of={batch.seq}&lang={now.lang}"), width="content")
        if rights.may(now.actor, "withdraw", "upload") and batch.status == "published" and batch.kind != "withdrawal":
            withdraw(now, batch)


def title(now: Scene, batch: Batch) -> str:
    kind = now.say(f"history.{batch.kind}", file=batch.file, number=batch.withdraws or 0)
    return now.say("history.title", number=batch.id, what=kind, state=now.say(f"history.{batch.status}"))


def lines(now: Scene, batch: Batch) -> tuple[tuple[str, ...], ...]:
    who = now.say("history.uploaded", who=now.called(batch.uploaded_by))
    when = trail.moment(batch.published_at or "")
    by = now.say(
        "history.own" if batch.published_by == batch.uploaded_by else "history.by",
        who=now.called(batch.published_by or ""),
    )
    counts = {"rows": batch.rows, "added": batch.added, "changed": batch.changed}
    told = now.say("history.counts", **counts) if batch.rows else ""
    hash_ = now.say("history.hash", hash=batch.sha256[:16]) if batch.sha256 else ""
    note = now.say("history.note", note=batch.note) if batch.note else ""
    taken = now.say("history.taken", revision=batch.withdrawn_seq) if batch.withdrawn_seq else ""
    revision = now.say("frame.revision", revision=batch.seq) if batch.seq is not None else ""
    plans = tuple(_planned(now, version) for version in now.shelf.book.versions if version.batch == batch.id)
    return (revision, who, by, when), (told, hash_, note, taken), *((plans,) if plans else ())


def _planned(now: Scene, version: Version) -> str:
    """The version of a year's plan that the publication made."""
    code = "history.plan_batch" if version.adjusted else "history.plan_batch_first"
    approved, reason = version.approved_on or "—", version.reason or "—"
    return now.say(code, year=version.year, number=version.number, approved=approved, reason=reason)


def withdraw(now: Scene, batch: Batch) -> None:
    with st.popover(now.say("history.withdraw"), key=f"withdraw_{batch.id}"):
        reason = st.text_input(now.say("history.reason"), key=f"reason_{batch.id}_{acting.turn('history')}")
        if st.button(now.say("history.do_withdraw", number=batch.id), key=f"do_withdraw_{batch.id}", type="primary"):

            def work() -> str:
                revision = withdrawal.withdraw(store.engine(), batch.id, by=now.actor, reason=reason)
                return now.say("history.withdrew", number=batch.id, revision=revision)

            acting.do("history", work)


def name_meeting(now: Scene) -> None:
    """Give the newest revision a meeting's name."""
    with st.expander(now.say("history.meeting")), st.form(f"meeting_{acting.turn('history')}", border=False):
        month = now.month
        offer = now.say("history.meeting_of", year=month.year, number=month.number) if month else ""
        called = st.text_input(now.say("history.meeting_name"), value=offer, key="meeting_name")
        if st.form_submit_button(now.say("history.do_meeting")):

            def work() -> str:
                made = meetings.name(store.engine(), now.actor, called, date.today())
                return now.say("history.named", name=made.name, revision=made.revision)

            acting.do("history", work)
