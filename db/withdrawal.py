"""撤销发布: takes a publication back by another one; every cell falls back to what stood before it."""

from __future__ import annotations

from sqlalchemy import Engine, select, update

from db import accounts, audit, projection, publication, rights, settings, store
from db.actor import Actor
from db.settings import Unusable
from db.tables import batch
from kpi.unit import Sentence


def withdraw(engine: Engine, number: int, *, by: Actor, reason: str) -> int:
    """Take a batch back; the revision that does so.

    Raises Unusable without a reason and for a batch that is not in force or is itself a withdrawal, and Forbidden.
    """
    rights.require(by, "withdraw", "upload")
    if not reason.strip():
        raise Unusable(Sentence("review.no_reason"))
    with store.writing(engine) as connection:
        publication.lock(connection)
        c = batch.c
        row = connection.execute(select(c.status, c.kind, c.uploaded_by).where(c.id == number)).first()
        among = accounts.colleagues(connection, by, settings.catalog())
        if row is not None and among is not None and row.uploaded_by not in among:
            row = None
        if row is None or row.status != "published" or row.kind == "withdrawal":
            raise Unusable(Sentence("review.not_in_force", {"number": number}))
        made, revision = publication.mark(connection, by, number, reason.strip())
        change = update(batch).where(batch.c.id == number)
        connection.execute(change.values(status="withdrawn", withdrawn_seq=revision))
        projection.fall_back(connection, number)
        after = {"batch": made, "revision": revision, "reason": reason.strip()}
        audit.write(connection, by, "withdraw", f"batch {number}", after=after)
    return revision
