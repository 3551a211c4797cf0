"""账户: who may log in as what, what he is logged in with, and whether there are backups."""

from __future__ import annotations

import streamlit as st

from db import access, accounts, rights, store
from kpi.charts import markup
from pages.parts import backups, people, scene

now = scene.current()
rights.require(now.actor, "manage", "account")
with store.reading(store.engine()) as connection:
    everybody = accounts.listed(connection, now.actor)
    keys = access.listed(connection, now.actor, ("session", "token"), everybody=True)
persons = [account for account in everybody if account.role != "screen"]
counts = {"count": len(persons), "open": sum(not account.disabled for account in persons)}
st.html(markup.lane_head(now.say("frame.admin"), now.say("admin.lead", **counts)))
people.listing(now, persons)
left, right = st.columns(2, gap="large")
with left:
    people.add(now)
with right:
    people.manage(now, persons, keys)
backups.state(now)
