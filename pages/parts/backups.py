"""Whether there are backups, how old the newest is, and one made now."""

from __future__ import annotations

import streamlit as st

from db import audit, backup, cli_backup, clock, rights, store
from kpi.charts import ledger, markup
from pages.parts import acting
from pages.parts.scene import Scene


def state(now: Scene) -> None:
    """The newest backup, how many there are and where; for those who may see it."""
    if not rights.may(now.actor, "see", "backup"):
        return
    folder = backup.where(store.engine())
    found, newest = backup.listed(folder), backup.latest(folder, clock.now())
    st.html(markup.lane_head(now.say("admin.backups"), ""))
    acting.outcome("backup")
    if newest is None:
        st.html(ledger.note(now.say("admin.backup_none", folder=str(folder))))
    else:
        age = cli_backup.age(clock.now() - newest.made_at, now.lang)
        said = {"age": age, "folder": str(folder)}
        st.html(ledger.note(now.say("admin.backup_state", revision=newest.revision, count=len(found), **said)))
    if rights.may(now.actor, "make", "backup") and st.button(now.say("admin.backup_make"), key="backup"):
        acting.do("backup", lambda: _made(now))


def _made(now: Scene) -> str:
    rights.require(now.actor, "make", "backup")
    engine = store.engine()
    with store.writing(engine) as connection:  # before it is made, so that the backup tells of it too
        audit.write(connection, now.actor, "backup", "store")
    made = backup.make(engine, backup.where(engine))
    backup.prune(backup.where(engine), clock.now())
    return now.say("admin.backup_made", file=made.path.name, revision=made.revision)
