"""历史: every publication with its file, person, time and what it changed; the original; taking one back; meetings."""

from __future__ import annotations

import streamlit as st

from db import history, rights, store
from kpi.charts import ledger, markup
from pages.parts import acting, approving, past, scene

now = scene.current()
rights.require(now.actor, "see", "history")
st.html(markup.lane_head(now.say("frame.history"), now.say("history.lead")))
with store.reading(store.engine()) as connection:
    catalog = now.shelf.book.catalog
    batches = history.batches(connection, now.actor, catalog)
    hands_in = rights.may(now.actor, "submit", "upload")
    waiting = history.uploads(connection, now.actor, catalog, ("pending", "returned")) if hands_in else ()
acting.outcome("history")
if rights.may(now.actor, "name", "meeting") and batches:
    past.name_meeting(now)
if waiting:
    st.html(ledger.note(now.say("history.waiting", count=len(waiting))))
if not batches:
    st.html(ledger.note(now.say("frame.empty")))
approving.versions(now, frozenset(batch.id for batch in batches))
for batch in past.shown(now, batches):
    past.show(now, batch)
