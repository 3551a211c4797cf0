"""Request keys: one key is one account's, for one wish; used for another it is refused, naming the first."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, select

from db import audit, submitted
from db.actor import Actor
from db.answer import Refused
from db.submitted import Submission
from db.tables import batch, submission
from kpi.reading import Issue


def published(connection: Connection, key: str, by: Actor) -> Refused | None:
    """Why a key cannot hand in: something was published at once with it."""
    c = batch.c
    first = connection.execute(select(c.id, c.uploaded_by).where(c.idempotency_key == key).order_by(c.id)).first()
    return None if first is None else refused("published", key, first.id, own=first.uploaded_by == by.login)


def handed_in(connection: Connection, key: str, by: Actor) -> Refused | None:
    """Why a key cannot publish: something was handed in or put by with it."""
    found = submitted.query(connection, submission.c.idempotency_key == key)
    if not found:
        return None
    first = found[0]
    return refused(first_wish(connection, first.id), key, first.id, own=first.uploaded_by == by.login)


def refused(wish: Literal["draft", "pending", "published"], key: str, number: int, *, own: bool) -> Refused:
    """What the first request asked for; of another account's nothing is told."""
    codes = {"draft": "store_key_reused_draft", "pending": "store_key_reused_pending"}
    code = codes.get(wish, "store_key_reused_published") if own else "store_key_reused_other"
    return Refused((Issue(code, found=key, args={"number": number} if own else {}),))


def first_wish(connection: Connection, number: int) -> Literal["draft", "pending"]:
    """Whether an upload was put by or handed in when it was first sent; its state may be another by now."""
    first = audit.first(connection, f"submission {number}")
    return "draft" if first is not None and first.verb == "save" else "pending"


def gone(connection: Connection, key: str, first: Submission) -> Refused | None:
    """Why the first answer no longer holds: what was handed in was given up, returned, or withdrawn once published."""
    codes = {"discarded": "store_key_reused_discarded", "returned": "store_key_reused_returned"}
    if code := codes.get(first.state):
        return Refused((Issue(code, found=key, args={"number": first.id}),))
    c = batch.c
    taken = select(c.id).where(c.id.in_(first.batches), c.status == "withdrawn").order_by(c.id)
    number = connection.execute(taken).scalar()
    if number is None:
        return None
    return Refused((Issue("store_key_reused_withdrawn", found=key, args={"number": number}),))
