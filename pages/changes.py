"""上次例会以来: statuses that turned and figures stated anew since a meeting, with who and why."""

from __future__ import annotations

import streamlit as st

from db import makers, meetings, read, rights, store
from kpi import since
from kpi.charts import ledger, markup
from pages.parts import compared, earlier, scene, shared

now = scene.current()
rights.require(now.actor, "see", "history")
with store.reading(store.engine()) as connection:
    held = meetings.listed(connection)
    head, batches = read.head(connection), read.batches(connection)
st.html(markup.lane_head(now.say("frame.changes"), now.say("changes.lead") if held else ""))
meeting = compared.choose(now, held)
opened = now.opened()
then = earlier.of(now.actor, head, now.shelf, now.month, now.scope, meeting, now.lang) if now.month else None
if opened is None or (then is None and meeting is None):
    st.html(ledger.note(now.say("changes.none")))
    st.stop()
if then is not None:
    st.html(ledger.note(now.say("wall.compared", base=then.called)))
turns = since.ranked(since.turned(then.opened.board, opened.board)) if then else ()
st.html(markup.lane_head(now.say("changes.turned"), now.say("changes.turned_count", count=len(turns))))
if turns:
    st.html(compared.turns(now, turns))
if meeting is None:  # of one revision there is nothing stated anew
    st.html(ledger.note(now.say("changes.no_meeting")))
    st.stop()
with store.reading(store.engine()) as connection:
    made = makers.of(connection, meeting.revision, now.shelf.book.revision)
news = since.restated(shared.shelf(now.actor, head, meeting.revision).book, now.shelf.book)
st.html(markup.lane_head(now.say("changes.restated"), now.say("changes.restated_count", count=len(news))))
if news:
    st.html(compared.restated(now, news, batches, made))
