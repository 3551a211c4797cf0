"""What the server's own log may hold: what happened and where in the code, never who asked for what."""

from __future__ import annotations

import logging
import time
import traceback
from typing import Any

_MINUTE_S = 60.0


def keep_impersonal() -> None:
    """No line for each request or socket, which would hold addresses and queries; failures without their values."""
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").addFilter(_of_nobody)
    logging.getLogger("asyncio").addFilter(Seldom())
    logging.setLogRecordFactory(_record)


def trace(error: BaseException | None) -> str:
    """Where an exception and its causes came from, oldest first; their words may hold names, so only their kinds."""
    parts: list[str] = []
    while error is not None:
        parts[:0] = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
        error = error.__cause__ or error.__context__
    return "".join(parts).rstrip()


class Seldom(logging.Filter):
    """The same line once a minute: without file handles asyncio writes thousands a second, and fills the disk."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, said = time.monotonic(), str(record.msg)[:80]
        if now - self.last.get(said, -_MINUTE_S) < _MINUTE_S:
            return False
        self.last = {**{kept: at for kept, at in self.last.items() if now - at < _MINUTE_S}, said: now}
        return True


def _of_nobody(record: logging.LogRecord) -> bool:
    return "WebSocket %s" not in str(record.msg)


def _record(*args: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = trace(record.exc_info[1])  # formatters print this instead of their own
    return record
