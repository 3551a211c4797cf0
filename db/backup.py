"""Backups of the store: made, checked, and only then given a name; what the server does by the hour."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from db import clock, dump, read, settings, soundness, store
from db.settings import Unusable
from db.shelf import MOMENT, Backup, age, digest, due, kept, latest, listed, prune, remove, sum_of, sync
from kpi import cause
from kpi.unit import Sentence

__all__ = ["Backup", "age", "due", "kept", "latest", "listed", "make", "prune", "suffix", "tick", "where"]


def where(engine: Engine) -> Path:
    """The folder of backups: KPI_BACKUP, else beside the SQLite file, else data/backups in the project."""
    if given := settings.get("KPI_BACKUP"):
        return settings.ROOT / Path(given).expanduser()
    beside = settings.ROOT / "data" if store.is_postgres(engine) else Path(engine.url.database or "").parent
    return beside / "backups"


def suffix(engine: Engine) -> str:
    return ".dump" if store.is_postgres(engine) else ".db"


def tick(engine: Engine) -> Backup | None:
    """Make a backup when one is due and remove those too many; what the server does hourly and at publications."""
    folder, now = where(engine), clock.now()
    with store.reading(engine) as connection:
        revision, published = read.head(connection).revision, read.last_published(connection)
    if not due(folder, revision, now, published):
        return None
    made = make(engine, folder)
    prune(folder, clock.now())
    return made


def make(engine: Engine, folder: Path, out: Path | None = None) -> Backup:
    """A new backup in the folder, or as the file ``out``, which must not exist. It is there whole, or not at all.

    Whatever was acknowledged before the call is in it. Raises Unusable when it cannot be written or the copy fails
    its checks; then nothing is left behind.
    """
    moment, place = clock.now(), out.parent if out else folder
    partial = place / f".kpi-{uuid4().hex}.part"
    try:
        if out is None:
            folder.mkdir(parents=True, exist_ok=True)
        elif out.exists():
            raise Unusable(Sentence("backup.taken", {"file": str(out)}))
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        found = dump.write(engine, partial) if store.is_postgres(engine) else _copy(engine, partial)
        if found.problems:
            raise Unusable(Sentence("backup.not_made", {"why": soundness.said(found.problems)}))
        size = partial.stat().st_size  # once it has its name, another process may find it one too many
        path = _placed(partial, out, folder, moment, f"-r{found.revision}{suffix(engine)}")
        return Backup(path, moment, found.revision, size)
    except (OSError, engine.dialect.loaded_dbapi.Error) as error:
        raise Unusable(Sentence("backup.cannot_write", {"folder": str(place), "detail": cause.at(error)})) from error
    finally:
        with suppress(OSError):  # a folder that cannot be written, which the sentence says already
            remove(partial)
            remove(sum_of(partial))


def _copy(engine: Engine, partial: Path) -> soundness.Found:
    dbapi = engine.dialect.loaded_dbapi
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        try:
            if raw is not None:
                raw.execute("VACUUM INTO ?", (str(partial),))
        except dbapi.OperationalError:
            raise
        except dbapi.DatabaseError as error:
            return soundness.Found(0, False, (Sentence("backup.damaged", {"detail": cause.of(error)}),))
    return soundness.of_file(partial, dbapi)


def _placed(partial: Path, out: Path | None, folder: Path, moment: datetime, rest: str) -> Path:
    """Give the finished file its name, on the disk for good; its sum first, so that no backup is without."""
    path = out or folder / f"kpi-{moment:{MOMENT}}{rest}"
    while out is None and not _claimed(path):  # two at once, or a clock that stands
        moment += timedelta(microseconds=1)
        path = folder / f"kpi-{moment:{MOMENT}}{rest}"
    sum_of(partial).write_text(f"{digest(partial)}  {path.name}\n", encoding="utf-8")
    for part, whole in ((sum_of(partial), sum_of(path)), (partial, path)):
        os.chmod(part, 0o600)
        sync(part)
        part.replace(whole)
    sync(path.parent)
    return path


def _claimed(path: Path) -> bool:
    """Whether the name was free and is ours now, among all processes."""
    try:
        os.close(os.open(sum_of(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True
