"""The cells behind published figures, letter for letter: read again from the files as they were sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from db import reader, store
from db.tables import batch, upload_file
from kpi.intake.written import Place
from kpi.model import Catalog


@dataclass(frozen=True, slots=True)
class Quote:
    """A cell as its file writes it, and what was put in its place on the upload page; empty where nothing was."""

    text: str = ""
    meant: str = ""


def ways(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """How the file of each batch was read, as JSON: encoding, names, corrections."""
    rows = connection.execute(select(batch.c.id, batch.c.mapping).where(batch.c.id.in_(list(numbers))))
    return {number: str(how) for number, how in rows}


def quotes(engine: Engine, catalog: Catalog, sha256: str, how: str, places: Sequence[Place]) -> tuple[Quote, ...]:
    """The cells at these places of a kept file, read within the limits of every reading; empty where none is found."""
    with store.reading(engine) as connection:
        data = connection.execute(select(upload_file.c.bytes).where(upload_file.c.sha256 == sha256)).scalar()
    if data is None:
        return (Quote(),) * len(places)
    choices: Mapping[str, Any] = json.loads(how)
    found = reader.cells(bytes(data), catalog, places, choices)
    made = choices.get("corrections", [])
    return tuple(Quote(text, _meant(text, place, made)) for text, place in zip(found, places, strict=True))


def _meant(text: str, place: Place, corrections: Iterable[Sequence[Any]]) -> str:
    """The last of the corrections, each of which found what the one before had left."""
    meant = text
    for sheet, row, column, before, after in corrections:
        if (sheet, row) == place[:2] and column in (0, place[2]) and before == meant:
            meant = after
    return str(meant) if meant != text else ""
