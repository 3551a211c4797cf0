"""Publications one under the other, with what can be done about each; and a name for the newest revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from db import history, meetings, rights, settings, store, trail, withdrawal
from db.effect import PARTS, Confirmed, Effect, Warned
from db.read import Batch
from kpi import mending, words
from kpi.charts import checking, ledger, markup
from kpi.export import FORMS
from kpi.model import Version
from kpi.reading import Issue, Row
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
    with st.container(border=True):
        _head(now, batch)
        _did(now, batch)


def _head(now: Scene, batch: Batch) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(ledger.entry(title(now, batch), *lines(now, batch)))
        if batch.sha256 and rights.may(now.actor, "check", "upload"):
            st.html(markup.link(now.say("history.original"), f"/api/v1/batches/{batch.id}/original"), width="content")
        if batch.seq is not None:
            st.html(markup.link(now.say("history.then"), f"/?as_of={batch.seq}&lang={now.lang}"), width="content")
        if rights.may(now.actor, "withdraw", "upload") and batch.status == "published" and batch.kind != "withdrawal":
            withdraw(now, batch)


def _did(now: Scene, batch: Batch) -> None:
    """What it changed, cell by cell, and what was confirmed with it; asked of the store only when it is opened."""
    if batch.seq is None:
        return
    with st.expander(now.say("history.did"), on_change="rerun", key=f"did-{batch.id}") as more:
        if more.open:
            with store.reading(store.engine()) as connection:
                did = history.changed(connection, batch.id, now.actor, settings.catalog())
                said = history.confirmed(connection, batch.id, now.actor, settings.catalog())
            _cells(now, batch, did)
            if said is not None:
                _confirmed(now, batch, said)


def _cells(now: Scene, batch: Batch, did: Effect) -> None:
    counts = {name: len(getattr(did, name)) for name in PARTS}
    code = "history.did_counts_back" if batch.kind == "withdrawal" else "history.did_counts"
    total = now.say(code, **counts, same=did.same)
    st.html(ledger.note(f"{total}{now.say('trail.joint')}{now.say('history.did_note', revision=batch.seq or 0)}"))
    if not any(counts.values()):
        st.html(ledger.note(now.say("history.did_nothing")))
        return
    for name in ("changed", "added", "taken"):
        if counts[name]:
            rows = ((_gone(d.row) if name == "taken" else d.row, d.before) for d in getattr(did, name))
            st.html(ledger.note(now.say(f"history.did_{name}", count=counts[name])))
            moved = name == "changed"
            st.html(checking.changes(rows, now.shelf.book.catalog, now.lang, moved=moved, old="before"))
    if now.fetches:
        files = [f"/api/v1/batches/{batch.id}/changes.{form}?lang={now.lang}" for form in FORMS]
        st.html(markup.downloads(files, now.lang))


def _gone(row: Row) -> Row:
    """Nothing stands there any more, which is not the same as reported as missing; a measure's text is JSON."""
    return replace(row, value=None, text="" if row.kind == "action" else "—")


def _confirmed(now: Scene, batch: Batch, said: Confirmed) -> None:
    """The warnings with their ticks, the cells corrected on the upload page, old → new, and what names meant."""
    if said.warnings:
        ticked = sum(each.ticked for each in said.warnings)
        st.html(ledger.note(now.say("history.warned", count=len(said.warnings), ticked=ticked)))
        heads = [now.say(f"history.column_{name}") for name in ("tick", "place", "found", "said")]
        st.html(ledger.table(heads, [_warned(now, each) for each in said.warnings[: checking.MOST]]))
        if (beyond := len(said.warnings) - checking.MOST) > 0:
            st.html(ledger.note(now.say("history.warned_more", count=beyond)))
    if said.corrections:
        st.html(ledger.note(now.say("history.corrected", count=len(said.corrections))))
        st.html(checking.corrections([(batch.file, each) for each in said.corrections], now.lang))
    for name, key in said.meanings.items():
        meant = mending.called(key, now.shelf.book.catalog).of(now.lang)
        st.html(checking.meant(batch.file, name, meant, now.lang))


def _warned(now: Scene, of: Warned) -> tuple[str, ...]:
    place = words.place(now.lang, Issue(of.code, line=of.line, column=of.column, sheet=of.sheet))
    told = of.said.get(now.lang) or now.say("history.unsaid", name=of.code)
    return now.say("history.is_ticked" if of.ticked else "history.not_ticked"), place, of.found[:80], told


def title(now: Scene, batch: Batch) -> str:
    kind = now.say(f"history.{batch.kind}", file=batch.file, number=batch.withdraws or 0)
    return now.say("history.title", number=batch.id, what=kind, state=now.say(f"history.{batch.status}"))


def lines(now: Scene, batch: Batch) -> tuple[tuple[str, ...], ...]:
    back = batch.kind == "withdrawal"
    who = now.say("history.taken_by" if back else "history.uploaded", who=now.called(batch.uploaded_by))
    when = trail.moment(batch.published_at or "")
    own = "history.own" if batch.published_by == batch.uploaded_by else "history.by"
    by = "" if back else now.say(own, who=now.called(batch.published_by or ""))
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
