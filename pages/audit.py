"""审计: who did what, when and from where, newest first; and whether the trail is whole."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from db import audit, rights, store, trail
from kpi import words
from kpi.charts import ledger, markup
from pages.parts import rows, scene

now = scene.current()
rights.require(now.actor, "see", "audit")
catalog = now.shelf.book.catalog
st.html(markup.lane_head(now.say("frame.audit"), now.say("trail.lead")))
with st.container(horizontal=True, vertical_alignment="bottom"):
    login = rows.login(now)
    check = st.button(now.say("trail.check"), help=now.say("trail.check_note"))
with store.reading(store.engine()) as connection:
    limit = rows.AT_ONCE + 1
    found = trail.entries(connection, now.actor, catalog, limit=limit, before=rows.before(), login=login)
    count = audit.count(connection)
    problems = audit.verify(connection) if check else ()
if check:
    said = [words.render(now.lang, problem) for problem in problems] or [now.say("trail.sound", count=count)]
    st.html(ledger.outcome(" ".join(said), good=not problems))
shown = found[: rows.AT_ONCE]
if shown:
    st.html(
        ledger.table(trail.heads(now.lang), [trail.cells(entry, catalog, now.lang) for entry in shown], css="kpi-trail")
    )
    st.html(ledger.note(now.say("trail.shown", shown=len(shown), first=shown[-1].id, last=shown[0].id, count=count)))
else:
    st.html(ledger.note(now.say("trail.none")))
rows.turn(now, shown[-1].id if len(found) > len(shown) else None)
st.html(markup.link(now.say("trail.download"), f"/audit.csv?{urlencode({'login': login, 'lang': now.lang})}"))
