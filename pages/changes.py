"""上次例会以来: statuses that turned and figures stated anew since a meeting, with who and why."""

from __future__ import annotations

import streamlit as st

from db import meetings, read, rights, store
from kpi import since
from kpi.charts import ledger, markup
from pages.parts import compared, scene, shared

now = scene.current()
rights.require(now.actor, "see", "history")
st.html(markup.lane_head(now.say("frame.changes"), now.say("changes.lead")))
with store.reading(store.engine()) as connection:
    held = meetings.listed(connection)
    head, batches = read.head(connection), {batch.id: batch for batch in read.batches(connection)}
base = compared.choose(now, held)
opened = now.opened()
if base is None or opened is None or now.month is None:
    st.html(ledger.note(now.say("changes.none")))
    st.stop()
then = shared.shelf(now.actor, head, base.revision)
before = compared.board(now, then)
turns = since.turned(before, opened.board) if before else ()
st.html(markup.lane_head(now.say("changes.turned"), now.say("changes.turned_count", count=len(turns))))
if turns:
    st.html(compared.turns(now, turns))
news = since.restated(then.book, now.shelf.book)
st.html(markup.lane_head(now.say("changes.restated"), now.say("changes.restated_count", count=len(news))))
if news:
    st.html(compared.restated(now, news, batches))
