"""The cells behind published figures, letter for letter: read again from the files as they were sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from db import reader, store
from db.read import Batch
from db.tables import batch, upload_file
from kpi.intake.written import Place
from kpi.model import Catalog, Observation


@dataclass(frozen=True, slots=True)
class Quote:
    """A cell as its file writes it, and what was put in its place on the upload page; empty where nothing was."""

    text: str = ""
    meant: str = ""


class Unread(RuntimeError):
    """A file that was not read this time: too slow, too large or broken. It may be the next time."""


def wanted(cells: Iterable[Observation], batches: Mapping[int, Batch]) -> dict[int, set[Place]]:
    """The places of cells by the batch whose kept file has them."""
    found: dict[int, set[Place]] = {}
    for cell in cells:
        if cell.row and cell.column and cell.batch in batches and batches[cell.batch].sha256:
            found.setdefault(cell.batch, set()).add((cell.sheet, cell.row, cell.column))
    return found


def ways(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """How the file of each batch was read, as JSON: encoding, names, corrections."""
    rows = connection.execute(select(batch.c.id, batch.c.mapping).where(batch.c.id.in_(list(numbers))))
    return {number: str(how) for number, how in rows}


def quotes(engine: Engine, catalog: Catalog, sha256: str, how: str, places: Sequence[Place]) -> tuple[Quote, ...]:
    """The cells at these places of a kept file, read within the limits of every reading; empty where none is found.

    Raises Unread where the limits did not allow it.
    """
    with store.reading(engine) as connection:
        data = connection.execute(select(upload_file.c.bytes).where(upload_file.c.sha256 == sha256)).scalar()
    if data is None:
        return (Quote(),) * len(places)
    choices: Mapping[str, Any] = json.loads(how)
    found = reader.cells(bytes(data), catalog, places, choices)
    if found is None:
        raise Unread
    return tuple(Quote(text, meant if meant != text else "") for text, meant in found)
