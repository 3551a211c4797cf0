"""审核: what waits for publication, compared with what stands now; and who has not reported the month."""

from __future__ import annotations

import streamlit as st

from db import read, rights, store, submissions
from kpi.charts import ledger, markup
from pages.parts import acting, debts, handing, picking, scene, shared, weighing

now = scene.current()
rights.require(now.actor, "publish", "upload")
with store.reading(store.engine()) as connection:
    waiting = {each.id: each for each in reversed(submissions.listed(connection, now.actor))}
    head = read.head(connection)
st.html(markup.lane_head(now.say("frame.review"), now.say("reviewing.lead", count=len(waiting))))
acting.outcome("review")
handing.refusal(now)
weighing.missed(now, waiting)
if waiting:
    chosen = picking.one(
        f"which-{acting.turn('review')}",
        now.say("reviewing.which"),
        list(waiting),
        lambda n: now.say("reviewing.one", number=n, who=waiting[n].uploaded_by, file=waiting[n].files[0]),
    )
    weighing.show(now, waiting[chosen])
else:
    st.html(ledger.note(now.say("reviewing.none")))
debts.show(now, shared.shelf(now.actor, head))
