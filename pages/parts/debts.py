"""催报: the board of who has not reported the month."""

from __future__ import annotations

import streamlit as st

from kpi import missing
from kpi.charts import ledger, markup, owed
from kpi.period import Month
from pages.parts.scene import Scene
from pages.parts.shared import Shelf


def show(now: Scene, shelf: Shelf) -> None:
    """Of the months on record and the one that comes next, as far as the reader may see."""
    st.html(markup.lane_head(now.say("reviewing.debts"), now.say("reviewing.debts_note")))
    if not shelf.months:
        st.html(ledger.note(now.say("reviewing.debts_empty")))
        return
    options = [str(month) for month in (shelf.months[0].plus(1), *shelf.months)]
    chosen = str(now.month) if str(now.month) in options else options[1]
    picked = st.selectbox(
        now.say("frame.month"),
        options,
        options.index(chosen),
        lambda m: now.say("frame.month_of", year=m[:4], number=int(m[5:])),
        key="debts_month",
        width=200,
    )
    found = missing.of(shelf.book, Month.parse(picked), shelf.scopes)
    if found:
        count = sum(len(debt.owed) for debt in found)
        scopes = len({debt.scope.key for debt in found})
        st.html(ledger.note(now.say("reviewing.debts_count", count=count, scopes=scopes)))
        st.html(owed.table(found, now.lang))
    else:
        st.html(ledger.outcome(now.say("reviewing.debts_none"), good=True))
