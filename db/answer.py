"""What a request is answered: a receipt or a refusal, and the first answer again for a request sent twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db import publication
from db.actor import Actor
from db.difference import Difference
from db.tables import batch
from kpi import mending
from kpi.reading import Issue

Files = Sequence[tuple[str, bytes]]
"""Names and contents as sent."""
Choices = Mapping[str, Any]
"""How a file is to be read: arguments of `kpi.intake.read`."""


class Recalled(dict[str, str]):
    """A ``mapping`` that nobody said with this request: what the names meant in an earlier file of the same form."""

    def __reduce__(self) -> tuple[type[dict[str, str]], tuple[dict[str, str]]]:
        return dict, (dict(self),)  # the reading process knows no store


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was published: batch numbers, the revision now in force, how many cells were what.

    ``idle`` names the files that changed nothing and became no batch.
    """

    batches: tuple[int, ...]
    revision: int
    added: int
    changed: int
    same: int
    idle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and why."""

    issues: tuple[Issue, ...]
    difference: Difference | None = None


def way(choices: Choices) -> dict[str, Any]:
    """How a file is to be read, of all that may be said of it: what names a request beside its files.

    Corrections of different cells may come in any order.
    """
    said: dict[str, Any] = {name: choices[name] for name in ("sheet", "table", "encoding") if choices.get(name)}
    made = mending.once(choices.get("corrections", ()))
    return said | ({"corrections": sorted(made, key=lambda each: each[:3])} if made else {})


def another_way(before: Choices, now: Choices) -> bool:
    """Whether a request with the same key wants its file read otherwise; what is only remembered is no wish."""
    meant = now.get("mapping") or Recalled()
    said = not isinstance(meant, Recalled) and meant != before.get("mapping")
    return said or way(before) != way(now)


def repeated(
    connection: Connection, files: Files, key: str, by: Actor, choices: Sequence[Choices] = ()
) -> Receipt | Refused | None:
    """The answer this request got when it was first sent, as long as it still holds; None for a new one."""
    c = batch.c
    columns = (c.id, c.seq, c.added, c.changed, c.row_count, c.file_name, c.file_sha256, c.part, c.idle, c.mapping)
    query = select(*columns, c.uploaded_by, c.status).where(c.idempotency_key == key)
    rows = connection.execute(query.order_by(c.part)).all()
    if not rows:
        return None
    if rows[0].uploaded_by != by.login:
        return Refused((Issue("store_key_reused_other", found=key),))
    idle: list[tuple[int, str, str, int]] = json.loads(rows[0].idle)
    sent = {row.part: (row.file_name, row.file_sha256) for row in rows} | {part: (n, sha) for part, n, sha, _ in idle}
    if sent != {part: (name, publication.fingerprint(data)) for part, (name, data) in enumerate(files)}:
        return Refused((Issue("store_key_reused", found=key),))
    if choices and any(another_way(json.loads(row.mapping), choices[row.part]) for row in rows):
        return Refused((Issue("store_key_reused_way", found=key),))
    if gone := next((row.id for row in rows if row.status == "withdrawn"), None):
        return Refused((Issue("store_key_reused_withdrawn", found=key, args={"number": gone}),))
    added, changed, total = (sum(row[index] for row in rows) for index in (2, 3, 4))
    same = total - added - changed + sum(cells for *_, cells in idle)
    names = tuple(name for _, name, _, _ in idle)
    return Receipt(tuple(row.id for row in rows), rows[-1].seq, added, changed, same, names)
