"""数从哪里来: an indicator's definition, its formula with the numbers put in, and the rows behind it."""

from __future__ import annotations

import streamlit as st

from db import read, rights, store
from kpi import caveat, origin
from kpi.charts import card, ledger, markup
from kpi.period import year_to_date
from pages.parts import scene, traced

now = scene.current()
rights.require(now.actor, "see", "history")
opened = now.opened()
catalog = now.shelf.book.catalog
indicator = catalog.indicators.get(st.query_params.get("indicator", ""))
if opened is None or now.month is None or indicator is None:
    st.html(ledger.note(now.say("origin.unknown")))
    st.stop()
brand = next(brand for brand in catalog.brands if brand.key == indicator.brand)
figure = next(each for each in opened.board.brand(brand.key).figures if each.indicator == indicator)
st.html(card.definitions([indicator], brand, now.lang))
with store.reading(store.engine()) as connection:
    batches = {batch.id: batch for batch in read.batches(connection)}
spans = {"month": (now.month,), "ytd": opened.desk.closed or year_to_date(now.month)}
for name, months in spans.items():
    found = origin.of(opened.desk, indicator, months)
    st.html(markup.lane_head(now.say(f"origin.{name}"), origin.formula(found, catalog, now.lang)))
    for said in origin.restated(figure, now.lang, of_month=name == "month"):
        st.html(ledger.note(said))
    if found.rows:
        traced.show(now, [("actual", row) for row in found.rows], batches)
if plans := origin.promised(opened.desk, indicator):
    st.html(markup.lane_head(now.say("origin.plan"), origin.held_to(opened.desk, indicator, now.lang)))
    for said in caveat.later_plan(figure, now.lang):
        st.html(ledger.note(said))
    traced.show(now, plans, batches)
