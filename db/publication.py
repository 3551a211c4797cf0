"""Writes one file's rows as a batch: series, facts, the values now in force, plan versions, the next revision."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, insert, select, update

from db import bulk, clock, plans, standing
from db.actor import Actor
from db.bulk import Values
from db.difference import Cells, Sorted
from db.plans import NO_APPROVAL, Approval
from db.standing import Name
from db.tables import batch, fact, ledger, series, upload_file
from kpi import words
from kpi.reading import Issue, Reading
from kpi.unit import LANGS

Publishes = Literal["upload", "sample"]
PARSER_VERSION = "1"
_FACT = tuple(column.name for column in fact.columns)
_COUNTS = ("row_count", "added", "changed", "part")


@dataclass(frozen=True, slots=True)
class Order:
    """Who publishes, as what, under which request's key, and which files of the request are no batch.

    ``idle``: part, name, SHA-256 and number of cells of each file that changes nothing. What was reviewed also says
    who had uploaded it and when, which submission it was, and (JSON, by file) how its files were to be read.
    """

    by: Actor
    kind: Publishes
    key: str | None = None
    idle: tuple[tuple[int, str, str, int], ...] = ()
    uploader: str = ""
    uploaded_at: str = ""
    note: str = ""
    submission: int | None = None
    choices: tuple[str, ...] = ()
    plan: Approval = NO_APPROVAL
    unticked: tuple[Issue, ...] = ()
    """Warnings for want of whose ticks it is refused."""


def lock(connection: Connection) -> tuple[str, int]:
    """Wait for our turn; the store's name and revision then stay ours until the transaction ends."""
    query = select(ledger.c.store, ledger.c.head).with_for_update()
    held = connection.execute(query).one()
    # clearing the sample puts another ledger in the place of the one we waited for
    while (again := connection.execute(query).one()) != held:
        held = again
    return held[0], held[1]


def write(
    connection: Connection, file: tuple[str, bytes], reading: Reading, kept: Sorted, order: Order, part: int
) -> tuple[int, int]:
    """Store one file under the lock; the batch's number and the revision it made."""
    revision = connection.execute(select(ledger.c.head)).scalar_one() + 1
    number = _next(connection, batch)
    moment = clock.stamp()
    facts = _facts(connection, number, kept.cells)
    values = {
        "content_key": _content_key(facts),
        "file_sha256": keep(connection, file, moment),
        "file_name": file[0],
        "uploaded_by": order.uploader or order.by.login,
        "uploaded_at": order.uploaded_at or moment,
        "mapping": order.choices[part] if order.choices else "{}",
        "warnings": _warnings(reading),
        "row_count": len(facts) // len(_FACT),
        "added": len(kept.added),
        "changed": len(kept.changed),
        "idempotency_key": order.key,
        "part": part,
        "idle": json.dumps(order.idle, ensure_ascii=False),
        "note": order.note,
        "submission_id": order.submission,
    }
    _insert(connection, number, revision, order.kind, order.by, values)
    bulk.insert(connection, "fact", _FACT, facts)
    bulk.put_in_force(connection, number)
    plans.write(connection, number, kept, order.plan)
    connection.execute(update(ledger).values(head=revision))
    return number, revision


def mark(connection: Connection, by: Actor, withdrawn: int, reason: str) -> tuple[int, int]:
    """A publication without facts of its own that takes another back: its number and the revision it makes."""
    revision = connection.execute(select(ledger.c.head)).scalar_one() + 1
    number = _next(connection, batch)
    values = {"withdraws_batch": withdrawn, "note": reason, "uploaded_by": by.login, "uploaded_at": clock.stamp()}
    _insert(connection, number, revision, "withdrawal", by, values)
    connection.execute(update(ledger).values(head=revision))
    return number, revision


def _insert(
    connection: Connection, number: int, revision: int, kind: str, by: Actor, values: Mapping[str, Any]
) -> None:
    """The batch's own row; what it does not say is empty."""
    empty: dict[str, Any] = dict.fromkeys(("content_key", "file_name", "note"), "")
    empty |= dict.fromkeys(("warnings", "corrections", "idle"), "[]") | dict.fromkeys(_COUNTS, 0)
    empty |= {"mapping": "{}", "parser_version": PARSER_VERSION}
    fixed = {"id": number, "seq": revision, "kind": kind, "status": "published"}
    who = {"published_by": by.login, "published_at": clock.stamp()}
    connection.execute(insert(batch).values({**empty, **fixed, **who, **values}))


def fingerprint(data: bytes) -> str:
    return sha256(data).hexdigest()


def keep(connection: Connection, file: tuple[str, bytes], moment: str) -> str:
    name, data = file
    key = fingerprint(data)
    if connection.execute(select(upload_file.c.size).where(upload_file.c.sha256 == key)).first() is None:
        connection.execute(
            insert(upload_file).values(sha256=key, bytes=data, size=len(data), name=name, first_seen=moment)
        )
    return key


def _facts(connection: Connection, number: int, cells: Cells) -> Values:
    """The values of one row of ``fact`` after the other, sorted by its key."""
    facts: Values = []
    ids = _series(connection, cells)
    for name in sorted(cells, key=ids.__getitem__):
        of = ids[name]
        for period, r in sorted(cells[name].items()):
            facts += (of, period, number, r.value, r.qualifier, r.text, r.note, r.stage, r.sheet, r.line, r.column)
    return facts


def _series(connection: Connection, names: Iterable[Name]) -> dict[Name, int]:
    """The number of every series, new ones registered."""
    known = standing.series_ids(connection)
    first = _next(connection, series)
    made = {name: first + index for index, name in enumerate(sorted(set(names) - known.keys()))}
    columns = ("scope", "indicator", "measure", "label", "id")
    bulk.insert(connection, "series", columns, [each for name, id_ in made.items() for each in (*name, id_)])
    return known | made


def _next(connection: Connection, table: Table) -> int:
    """The next free number; safe because every writer holds the ledger's lock, and gapless unlike a sequence."""
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


def _content_key(facts: Values) -> str:
    """The same for two files that assert the same cells, however encoded or ordered."""
    # column by column, which takes a third of the time
    of, period, _, value, *texts = (facts[at :: len(_FACT)] for at in range(_FACT.index("src_sheet")))
    digest = sha256(array("q", of).tobytes())
    digest.update(array("d", [math.nan if v is None else v for v in value]).tobytes())
    for column in (period, *texts):
        digest.update("\x1f".join(column).encode() + b"\x1e")
    return digest.hexdigest()


def _warnings(reading: Reading) -> str:
    """Worded as they were confirmed: the sentence of a warning cannot be made again from its place."""
    return json.dumps([_warning(each) for each in reading.warnings], ensure_ascii=False)


def _warning(of: Issue) -> dict[str, Any]:
    place = {"sheet": of.sheet, "line": of.line, "column": of.column, "found": of.found}
    return {"code": of.code, **place, "said": {lang: words.issue(lang, of) for lang in LANGS}, "mark": words.mark(of)}
