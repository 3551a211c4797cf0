"""口径: one card per indicator, generated from the catalogue."""

from __future__ import annotations

import streamlit as st

from kpi.charts import card, markup
from pages.parts import scene

now = scene.current()
catalog = now.shelf.book.catalog
wanted = st.text_input(now.say("definitions.search"), placeholder=now.say("definitions.example"), key="definition")
for brand in catalog.brands:
    found = [i for i in catalog.of_brand(brand.key) if not wanted or i.answers_to(wanted)]
    if found:
        st.html(markup.lane_head(brand.name.of(now.lang), brand.summary.of(now.lang)))
        st.html(card.definitions(found, brand, now.lang))
