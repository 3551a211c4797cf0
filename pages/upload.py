"""上传: files, what was found in them, what their names mean, what is wrong, what would change; then hand it in."""

from __future__ import annotations

import streamlit as st

from db import rights
from kpi.charts import checking, markup
from pages.parts import acting, found, handing, intray, mended, outlook, own, scene

now = scene.current()
rights.require(now.actor, "check", "upload")
st.html(markup.lane_head(now.say("frame.upload"), now.say("upload.lead")))
acting.outcome("upload")
mended.keep_typed()
handing.refusal(now)
own.listing(now)
bar = st.empty()
given = st.file_uploader(
    now.say("upload.drop"),
    accept_multiple_files=True,
    key=f"files-{acting.turn('upload')}",
    help=now.say("upload.help"),
)
st.html(markup.link(now.say("upload.template"), f"/api/v1/template?year={now.shelf.year}&format=xlsx&lang={now.lang}"))
plans = f"/api/v1/template?year={now.shelf.year}&form=plans&format=xlsx&lang={now.lang}"
st.html(markup.link(now.say("upload.plan_template"), plans))
if scene.gone(f"files-{acting.turn('upload')}", given):
    st.warning(now.say("upload.started_anew"))
hand = intray.hand(given)
own.in_hand(now, hand.number)
if hand.files:
    checked = intray.check(now, hand.files)
    found.show(now, hand, checked)
    found.names(now, hand, checked)
    mended.show(now, hand, checked)
    if checked.errors:
        st.error(now.say("upload.refused"))
    else:
        outlook.show(now, checked, now.say("upload.step_difference"))
        hand = handing.ticks(now, hand, checked)
    handing.offer(now, hand, checked)
    readings, issues = checked.preview.readings, checked.preview.issues
    bar.html(checking.steps(readings, issues, handing.left(hand, checked), now.lang))
else:
    bar.html(checking.steps((), (), 0, now.lang))
