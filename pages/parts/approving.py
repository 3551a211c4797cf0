"""What a changed plan needs before it is handed in: when the change was approved, and why it was made."""

from __future__ import annotations

from datetime import date

import streamlit as st

from db import plans
from db.plans import Approval
from kpi.charts import checking, ledger, markup
from kpi.model import Version
from pages.parts import acting
from pages.parts.intray import Checked, Hand
from pages.parts.scene import Scene


def asked(now: Scene, hand: Hand, checked: Checked) -> Approval:
    """The two fields, where the files change a standing plan; what was said before stays in them."""
    if not checked.preview.adjusts:
        return hand.plan
    years = "、".join(map(str, checked.preview.adjusts))
    st.html(markup.lane_head(now.say("upload.plan_adjusted", years=years), now.say("upload.plan_adjusted_note")))
    left, right = st.columns([1, 3], gap="small")
    turn = acting.turn("upload")
    before = date.fromisoformat(hand.plan.day) if hand.plan.day else None
    day = left.date_input(
        now.say("upload.plan_approved_on"), before, format="YYYY-MM-DD", key=f"approved-{turn}", max_value=date.today()
    )
    reason = right.text_input(
        now.say("upload.plan_reason"), hand.plan.reason, max_chars=plans.LONGEST,
        placeholder=now.say("upload.plan_reason_hint"), key=f"plan-reason-{turn}",
    )  # fmt: skip
    given = Approval(day.isoformat() if isinstance(day, date) else "", reason)
    if not given.complete:
        st.html(checking.note(now.say("upload.plan_left")))
    return given


def wanting(checked: Checked, given: Approval) -> bool:
    return bool(checked.preview.adjusts) and not given.complete


def shown(now: Scene, checked: Checked, given: Approval) -> None:
    """The same as the reviewer reads it."""
    if checked.preview.adjusts:
        said = {"years": "、".join(map(str, checked.preview.adjusts)), "approved": given.day or "—"}
        st.html(ledger.note(now.say("reviewing.plan", reason=given.reason or "—", **said)))


def in_force(now: Scene, year: int) -> str:
    """Which version of a year's plan the figures are held against; '' for none."""
    version = now.shelf.book.version(year)
    if version is None:
        return ""
    code = "plan_adjusted" if version.adjusted else "plan_first"
    if version.adjusted and not version.approved_on:
        code = "plan_adjusted_undated"
    if not version.adjusted and version.approved_on:
        code = "plan_first_on"
    return now.say(f"brand.{code}", year=year, number=version.number, approved=version.approved_on)


def versions(now: Scene, seen: frozenset[int]) -> None:
    """Every standing version of every year's plan, newest first; of the batches that the reader may see."""
    found = [version for version in reversed(now.shelf.book.versions) if version.batch in seen]
    if not found:
        return
    heads = [now.say(f"history.plan_{name}") for name in ("year", "number", "approved", "reason", "who", "made")]
    with st.expander(now.say("history.plans")):
        st.html(ledger.note(now.say("history.plans_note")))
        st.html(ledger.table(heads, [_version(now, version) for version in found]))


def _version(now: Scene, version: Version) -> tuple[str, ...]:
    number = now.say("history.plan_next" if version.adjusted else "history.plan_first", number=version.number)
    if now.shelf.book.version(version.year) == version:
        number += now.say("history.plan_in_force")
    made = now.say("history.plan_since", revision=version.revision, batch=version.batch, file=version.file)
    who = f"{now.called(version.uploader)} → {now.called(version.by)}"
    return str(version.year), number, version.approved_on or "—", version.reason or "—", who, made
