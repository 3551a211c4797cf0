"""What was handed in and published, as far as somebody may see it: his own, and within his scope his colleagues'."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from db import accounts, effect, read, rights, submissions
from db.actor import Actor
from db.effect import Confirmed, Effect
from db.read import Batch
from db.settings import Unusable
from db.submissions import State, Submission
from db.tables import batch, upload_file
from kpi.model import Catalog
from kpi.unit import Sentence


def uploads(connection: Connection, by: Actor, catalog: Catalog, states: Iterable[State]) -> tuple[Submission, ...]:
    """Newest first: all that a reviewer may see, one's own for others. Raises Forbidden."""
    rights.require(by, "submit", "upload")
    among = accounts.colleagues(connection, by, catalog)
    found = submissions.listed(connection, by, states)
    return tuple(each for each in found if among is None or each.uploaded_by in among)


def upload(connection: Connection, number: int, by: Actor, catalog: Catalog) -> Submission:
    """One of `uploads`; Unusable for one that he may not see, as for one that was never made."""
    rights.require(by, "submit", "upload")
    found = submissions.one(connection, number)
    among = accounts.colleagues(connection, by, catalog)
    reviews = rights.may(by, "publish", "upload") and (among is None or found.uploaded_by in among)
    if not reviews and found.uploaded_by != by.login:
        raise Unusable(Sentence("review.unknown", {"number": number}))
    return found


def batches(connection: Connection, by: Actor, catalog: Catalog) -> tuple[Batch, ...]:
    """Newest first; for an actor with a scope those that accounts within it uploaded. Raises Forbidden.

    A wall shows no names of people, so a screen may not ask.
    """
    rights.require(by, "see", "figures")
    if by.role == "screen":
        raise rights.Forbidden(Sentence("access.forbidden", {"login": by.login}))
    among = accounts.colleagues(connection, by, catalog)
    return tuple(each for each in read.batches(connection) if among is None or each.uploaded_by in among)


def one_batch(connection: Connection, number: int, by: Actor, catalog: Catalog) -> Batch:
    """One of `batches`; Unusable for one that he may not see, as for one that was never made."""
    found = next((each for each in batches(connection, by, catalog) if each.id == number), None)
    if found is None:
        raise Unusable(Sentence("review.no_batch", {"number": number}))
    return found


def changed(connection: Connection, number: int, by: Actor, catalog: Catalog) -> Effect:
    """What one of `batches` did when it was made, in his own scope."""
    one_batch(connection, number, by, catalog)
    return effect.of(connection, number, rights.scopes(by, catalog))


def confirmed(connection: Connection, number: int, by: Actor, catalog: Catalog) -> Confirmed | None:
    """The warnings and corrections of one of `batches`; None for those who may not upload, as they quote its file."""
    one_batch(connection, number, by, catalog)
    return effect.confirmed(connection, number) if rights.may(by, "check", "upload") else None


def published(connection: Connection, of: Submission, by: Actor, catalog: Catalog) -> tuple[Effect, int]:
    """What a published upload changed then, in his own scope, and the revision of its last file.

    Raises Unusable for one that was given up: it never changed anything.
    """
    seqs = connection.execute(select(batch.c.seq).where(batch.c.id.in_(of.batches))).scalars().all()
    if of.state != "published" or not seqs:
        raise Unusable(Sentence("review.decided", {"number": of.id}))
    within = rights.scopes(by, catalog)
    return effect.joined(effect.of(connection, number, within) for number in of.batches), max(seqs)


def original(connection: Connection, number: int, by: Actor, catalog: Catalog) -> tuple[str, bytes]:
    """The name and the bytes as they were sent; for those who may upload, as a file may say more than was published.

    Raises Unusable for a batch without a file, such as a withdrawal.
    """
    rights.require(by, "check", "upload")
    found = one_batch(connection, number, by, catalog)
    query = select(upload_file.c.bytes).join(batch, batch.c.file_sha256 == upload_file.c.sha256)
    data = connection.execute(query.where(batch.c.id == number)).scalar()
    if data is None:
        raise Unusable(Sentence("review.no_file", {"number": number}))
    return found.file, bytes(data)
