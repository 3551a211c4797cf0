"""Where the store lies: which database addresses are accepted, and why the others are refused."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db import settings
from db.settings import Unusable
from kpi.unit import Sentence

MOUNTS = Path("/proc/mounts")
NETWORK = frozenset(
    (
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "glusterfs",
        "ceph",
        "lustre",
        "fuse.sshfs",
        "fuse.rclone",
    )
)


def parse(given: str | None = None) -> URL:
    """The address to use, SQLite paths made absolute. Raises Unusable for one we cannot or must not use."""
    text = given or settings.get("KPI_DATABASE")
    if not text:
        name = "demo.db" if settings.demo() else "kpi.db"  # the demonstration leaves the plant's own store alone
        return URL.create("sqlite", database=str(settings.ROOT / "data" / name))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise Unusable(Sentence("store.wrong_address", {"address": _hidden(text)})) from error
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return URL.create("sqlite", database=str(_file(url)))
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg")
    raise Unusable(Sentence("store.wrong_address", {"address": _hidden(text)}))


def network_share(path: Path, mounts: str) -> bool:
    """Whether a file would lie on a network share, by the text of /proc/mounts; WAL does not work there."""
    if str(path).startswith(("\\\\", "//")):
        return True
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, point, found, *_ = (*line.split(" "), "", "", "")
        point = point.replace("\\040", " ")
        if point and PurePosixPath(path).is_relative_to(point) and len(point) > best:
            best, kind = len(point), found
    return kind in NETWORK


def _file(url: URL) -> Path:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise Unusable(Sentence("store.needs_file", {"address": url.render_as_string()}))
    share = url.database.startswith(("\\\\", "//"))
    path = Path(url.database) if share else Path(url.database).expanduser().resolve()
    if network_share(path, MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""):
        raise Unusable(Sentence("store.network_share", {"path": str(path)}))
    return path


def _hidden(text: str) -> str:
    """An address that could not be parsed may still hold a password: show its scheme only."""
    return text.split("://", 1)[0] + "://…" if "://" in text else text[:40]
