"""What unknown names were said to mean in an earlier, published upload of a table with the same headings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, select

from db import reader
from db.answer import Recalled
from db.submitted import Sent
from db.tables import batch, upload_file
from kpi import mending
from kpi.headings import normal
from kpi.model import Catalog
from kpi.reading import Issue

_Earlier = Sequence[tuple[Callable[[], Sequence[str]], Mapping[str, str]]]
"""The headings of published files, found out once and when they are asked for, and what names meant in each."""
_LOOKED_AT = 20
"""Earlier files with names given a meaning; a plant has a handful of forms."""


def mapping(connection: Connection, file: Sent) -> dict[str, str]:
    """The mapping of the newest published file whose headings are this file's, each in its normal form; else none.

    The whole row of headings must be the same: 回收率 is nickel's in one form and copper's in another.
    """
    return _same(file, _earlier(connection))


def _earlier(connection: Connection) -> _Earlier:
    c = batch.c
    query = (
        select(c.file_name, upload_file.c.bytes, c.mapping)
        .join(upload_file, upload_file.c.sha256 == c.file_sha256)
        .where(c.status == "published", c.mapping.contains('"mapping"'))
        .order_by(c.id.desc())
        .limit(_LOOKED_AT)
    )
    files = [Sent(name, bytes(data), json.loads(how)) for name, data, how in connection.execute(query)]
    return [(cache(partial(headings, file)), file.choices["mapping"]) for file in files]


def _same(file: Sent, earlier: _Earlier) -> dict[str, str]:
    wanted = headings(file) if earlier else ()
    return dict(next((meant for known, meant in earlier if wanted and wanted == known()), {}))


def applied(connection: Connection, files: Iterable[Sent], catalog: Catalog) -> tuple[list[Sent], tuple[Issue, ...]]:
    """The files as the page would read them, where a program says nothing of their names; and what it is told of it.

    What it says itself goes before what is remembered; a name that it says means nothing stays in doubt.
    """
    found: list[Sent] = []
    told: list[Issue] = []
    earlier = _earlier(connection)
    for file in files:
        own = file.choices.get("mapping", {})
        known = {name: key for name, key in _same(file, earlier).items() if name not in own}
        said = {name: key for name, key in {**known, **own}.items() if key}
        rest = {name: way for name, way in file.choices.items() if name != "mapping"}
        how = {**rest, "mapping": said if own else Recalled(said)} if said else rest
        found.append(replace(file, choices=how))
        told += _told(file.name, known, catalog)
    return found, tuple(told)


def unfit(files: Iterable[Sent], catalog: Catalog) -> tuple[Issue, ...]:
    """Names given a meaning that are in doubt nowhere in their file, or that no name of its kind can have: errors.

    As on the page a name may come to be in doubt only when another one was given its meaning.
    """
    found = []
    for file in files:
        left, taken = dict(file.choices.get("mapping", {})), dict[str, str]()
        while left:
            may = _asked(replace(file, choices={**file.choices, "mapping": taken}), catalog)
            fits = {name: key for name, key in left.items() if name in may and (not key or key in may[name])}
            if not fits:
                break
            taken |= fits
            left = {name: key for name, key in left.items() if name not in fits}
        found += [Issue("meaning_unfit", found=name, args={"key": key}, file=file.name) for name, key in left.items()]
    return tuple(found)


def _asked(file: Sent, catalog: Catalog) -> mending.Meanings:
    (reading,) = reader.read([(file.name, file.data)], catalog, choices=[file.choices])
    return mending.meanings(reading, _columns(file), catalog)


def _told(file: str, known: dict[str, str], catalog: Catalog) -> Iterator[Issue]:
    for name, key in known.items():
        yield Issue("store_remembered", "warning", found=name, args={"called": mending.called(key, catalog)}, file=file)


def _columns(file: Sent) -> Sequence[str]:
    how: dict[str, Any] = {name: file.choices.get(name) for name in ("sheet", "table", "encoding")}
    return reader.inspect(file.data, file.name, **how).columns


def headings(file: Sent) -> Sequence[str]:
    """The fingerprint of a file: its headings in their normal form; empty for a file without a table."""
    return tuple(map(normal, _columns(file)))
