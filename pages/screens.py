"""大屏: the walls that are paired, and how another one is."""

from __future__ import annotations

import streamlit as st

from db import access, accounts, rights, store
from kpi.charts import markup
from pages.parts import scene, walls

now = scene.current()
rights.require(now.actor, "manage", "screen")
with store.reading(store.engine()) as connection:
    screens = [account for account in accounts.listed(connection, now.actor) if account.role == "screen"]
    keys = access.listed(connection, now.actor, ("screen",), everybody=True)
paired = {key.login for key in keys}
st.html(markup.lane_head(now.say("frame.screens"), now.say("screens.lead", count=len(keys))))
left, right = st.columns(2, gap="large")
with left:
    walls.paired(now, screens, keys)
    walls.unpaired(now, [screen for screen in screens if screen.login not in paired])
with right:
    walls.pair(now)
