"""Which statuses files would change, as the page shows them: for programs and the console."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from db import read, rights, store
from db.actor import Actor
from db.uploads import Preview
from kpi import outcome
from kpi.model import Catalog
from kpi.outcome import Turn


def turns(engine: Engine, catalog: Catalog, found: Preview, by: Actor) -> tuple[Turn, ...]:
    """None while anything is wrong with the files. See `kpi.outcome.turns`."""
    wrong = any(issue.severity == "error" for issue in found.issues)
    rows = [] if wrong else [row for reading in found.readings for row in reading.rows]
    if not rows:
        return ()
    within = rights.scopes(by, catalog)
    with store.reading(engine) as connection:
        book = read.book(connection, catalog, within=within)
    return outcome.turns(book, rows, date.today(), within)
