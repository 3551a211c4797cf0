"""One server to an SQLite store: a second one would tell its readers of publications late or never."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from db import store
from db.settings import Unusable
from kpi.unit import Sentence

try:
    import fcntl
except ImportError:  # Windows: there the port is all that tells of another server
    fcntl = None  # type: ignore[assignment]


def claim(engine: Engine) -> None:
    """Be the store's only server until this process ends, however it ends. Raises Unusable where there is one."""
    if not store.is_postgres(engine) and fcntl is not None:
        path = Path(engine.url.database or "")
        try:
            fcntl.flock(_held(path.with_name(f"{path.name}.server")), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unusable(Sentence("store.served", {"path": str(path)})) from error


@cache
def _held(path: Path) -> int:
    """An open file, never closed: the lock goes with the process."""
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
