"""催报: the board of who has not reported the month."""

from __future__ import annotations

from datetime import date

import streamlit as st

from db import settings
from kpi import missing
from kpi.charts import ledger, markup, owed
from kpi.period import Month
from pages.parts import picking
from pages.parts.scene import Scene
from pages.parts.shared import Shelf


def show(now: Scene, shelf: Shelf) -> None:
    """Of the months on record, those skipped between, the next and all that are due, as far as the reader may see."""
    st.html(markup.lane_head(now.say("reviewing.debts"), now.say("reviewing.debts_note")))
    if not shelf.months:
        st.html(ledger.note(now.say("reviewing.debts_empty")))
        return
    today, day = date.today(), 0 if shelf.head.sample else settings.due_day()
    options = [str(month) for month in missing.asked(shelf.months, today, day)]
    chosen = str(now.month) if str(now.month) in options else str(shelf.months[0])

    def called(month: str) -> str:
        late = Month.parse(month) not in shelf.months and missing.due(Month.parse(month), today, day)
        said = now.say("frame.month_of", year=month[:4], number=int(month[5:]))
        return now.say("reviewing.debts_late", month=said) if late else said

    picked = picking.one("debts_month", now.say("frame.month"), options, called, chosen, width=260)
    found = missing.of(shelf.book, Month.parse(picked), shelf.scopes)
    if found:
        count = sum(len(debt.owed) for debt in found)
        scopes = len({debt.scope.key for debt in found})
        code = "reviewing.debts_due" if missing.due(Month.parse(picked), today, day) else "reviewing.debts_count"
        st.html(ledger.note(now.say(code, count=count, scopes=scopes, day=day)))
        st.html(owed.table(found, now.lang))
    else:
        st.html(ledger.outcome(now.say("reviewing.debts_none"), good=True))
