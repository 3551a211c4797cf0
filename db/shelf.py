"""The folder of backups: their names, which there are, how old the newest is, which stay and which go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

KEPT = (("%Y%m%d%H", 24), ("%Y%m%d", 14), ("%Y%m", 24))
"""Hours, days and months (UTC) of which the newest backup is kept, counting those that have one."""
EVERY = timedelta(hours=1)
_WITHIN = timedelta(seconds=1)
"""Moments of publication are kept to the second."""
_LEFT_OVER = timedelta(days=1)
MOMENT = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"kpi-(?P<moment>\d{8}T\d{12}Z)-r(?P<revision>\d{1,9})\.(?:db|dump)")
_UNFINISHED = re.compile(r"\.kpi-[0-9a-f]{32}\.part(\.sha256)?")
_SUM = ".sha256"


@dataclass(frozen=True, slots=True)
class Backup:
    """One file that holds the whole store as it was at ``made_at`` (UTC) or a moment later; ``size`` in bytes."""

    path: Path
    made_at: datetime
    revision: int
    size: int


def listed(folder: Path) -> tuple[Backup, ...]:
    """The backups of a folder that carry our names, newest first; none for a folder that is not there."""
    found = (_read(path) for path in (folder.iterdir() if folder.is_dir() else ()))
    return tuple(sorted(filter(None, found), key=lambda backup: (backup.made_at, backup.revision), reverse=True))


def latest(folder: Path, now: datetime) -> Backup | None:
    """The newest one that is not from the future, as a clock set wrong leaves them."""
    return next((backup for backup in listed(folder) if backup.made_at <= now), None)


def age(folder: Path, now: datetime) -> timedelta | None:
    """How long ago the newest backup was made; None without one."""
    newest = latest(folder, now)
    return None if newest is None else now - newest.made_at


def due(folder: Path, revision: int, now: datetime, published: datetime | None = None) -> bool:
    """Whether the newest backup is of another revision than the store's, older than its last publication or an hour."""
    newest = latest(folder, now)
    # another, not only a lower one: a restored store starts again from a lower revision
    # and a number can be used again: after a restore, or when real figures take the place of the sample
    late = newest is not None and published is not None and newest.made_at <= published + _WITHIN
    return newest is None or late or newest.revision != revision or now - newest.made_at >= EVERY


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which backups stay: the newest, and the newest of each of the last 24 hours, 14 days and 24 months with one.

    Hours without a backup do not count, so a holiday costs nothing; what is from the future is left alone.
    """
    given = sorted(moments, reverse=True)
    past = [moment for moment in given if moment <= now]
    keep = {*given} - {*past} | {*past[:1]}
    for form, count in KEPT:
        newest: dict[str, datetime] = {}
        for moment in past:
            newest.setdefault(moment.strftime(form), moment)
        keep |= {*list(newest.values())[:count]}
    return keep


def prune(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Remove the backups that are too many, and what crashes left of unfinished ones; never another's file."""
    backups = listed(folder)
    keep = kept((backup.made_at for backup in backups), now)
    gone = tuple(backup.path for backup in backups if backup.made_at not in keep)
    for path in gone:
        remove(path)
        remove(sum_of(path))
    for path in _left_over(folder, now):
        remove(path)
    return gone


def sum_of(path: Path) -> Path:
    """Where a backup's SHA-256 stands, as ``sha256sum -c`` reads it."""
    return path.with_name(path.name + _SUM)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder, before anybody relies on it."""
    if os.name != "nt" or path.is_file():
        handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _left_over(folder: Path, now: datetime) -> list[Path]:
    """What crashes left: unfinished files and sums without a backup, no longer anybody's work after a day."""
    paths = list(folder.iterdir()) if folder.is_dir() else []
    sums = {path for path in paths if path.suffix == _SUM and _NAME.fullmatch(path.stem)}
    alone = {path for path in sums if not path.with_suffix("").exists()}
    found = [path for path in paths if path in alone or _UNFINISHED.fullmatch(path.name)]
    return [path for path in found if _untouched(path, now) > _LEFT_OVER]


def _untouched(path: Path, now: datetime) -> timedelta:
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # another process has just removed or finished it
        return timedelta(0)


def _read(path: Path) -> Backup | None:
    name = _NAME.fullmatch(path.name)
    if name is None:
        return None
    try:
        size = path.stat().st_size
    except FileNotFoundError:  # another process has just removed it
        return None
    made_at = datetime.strptime(name["moment"], MOMENT).replace(tzinfo=UTC)
    return Backup(path, made_at, int(name["revision"]), size)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
