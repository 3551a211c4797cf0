"""上传: drop files, see every problem or what would be stored, publish, see the figures change."""

from __future__ import annotations

from typing import cast

import streamlit as st

from db import settings, store, uploads
from kpi import words
from kpi.charts import checking, markup
from kpi.reading import Issue
from pages.parts import scene

now = scene.current()
catalog = now.shelf.book.catalog


def check(files: list[tuple[str, bytes]]) -> None:
    """Show what was read, every problem, and what would change; offer to publish where nothing forbids it."""
    preview = uploads.preview(store.engine(), settings.catalog(), files, by=now.actor)
    for reading in preview.readings:
        st.html(checking.read(reading, now.lang))
    errors = [issue for issue in preview.issues if issue.severity == "error"]
    if listing := [issue for issue in preview.issues if issue not in preview.refused]:
        counts = {"errors": len(errors), "warnings": len(listing) - len(errors)}
        st.html(markup.lane_head(now.say("upload.issues"), now.say("upload.issue_count", **counts)))
        st.html(checking.issues(listing, now.lang))
        listed = words.table_csv([checking.issue_cells(issue, now.lang) for issue in listing])
        st.download_button(now.say("upload.download_issues"), listed, "issues.csv", "text/csv")
    if errors:
        st.error(now.say("upload.refused"))
        return
    differences(preview.difference)
    if preview.refused:
        st.warning("\n\n".join(dict.fromkeys(words.issue(now.lang, issue) for issue in preview.refused)))
        return
    # A click runs the page anew before it counts; what its reader had seen is what the button was drawn with.
    st.button(
        now.say("upload.publish"), type="primary", key="publish", on_click=publish, args=(files, preview.revision)
    )


def differences(found: uploads.Difference) -> None:
    parts = {name: getattr(found, name) for name in ("added", "changed", "absent", "same")}
    counts = {name: len(deltas) for name, deltas in parts.items()}
    st.html(markup.lane_head(now.say("upload.difference"), now.say("upload.difference_count", **counts)))
    for name in ("changed", "added", "absent"):
        if parts[name]:
            with st.expander(now.say(f"upload.{name}", count=counts[name]), expanded=name == "changed"):
                st.html(checking.changes(((d.row, d.before) for d in parts[name]), catalog, now.lang))


def publish(files: list[tuple[str, bytes]], seen: int) -> None:
    answer = uploads.publish(store.engine(), settings.catalog(), files, by=now.actor, seen=seen)
    if isinstance(answer, uploads.Refused):
        scene.remember("refused", answer.issues)
        return
    said = {"revision": answer.revision, "added": answer.added, "changed": answer.changed, "same": answer.same}
    receipt = now.say("upload.published", **said)
    if answer.idle:
        receipt += now.say("store.idle", files=now.say("store.and").join(answer.idle))
    scene.remember("receipt", receipt)
    scene.remember("round", answer.revision)


st.html(markup.lane_head(now.say("frame.upload"), now.say("upload.lead")))
if receipt := scene.recall("receipt"):
    st.success(str(receipt))
    scene.forget("receipt")
if refused := scene.recall("refused"):
    st.error(now.say("upload.not_stored"))
    st.html(checking.issues(cast(tuple[Issue, ...], refused), now.lang))
    scene.forget("refused")
given = st.file_uploader(
    now.say("upload.drop"),
    accept_multiple_files=True,
    key=f"files-{scene.recall('round')}",
    help=now.say("upload.help"),
)
st.html(markup.link(now.say("upload.template"), f"/api/v1/template?year={now.shelf.year}"))
if given:
    check([(file.name, file.getvalue()) for file in given])
