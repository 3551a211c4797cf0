"""Why a file or a database would not do what was asked, in the reader's words instead of the system's."""

from __future__ import annotations

from kpi import words
from kpi.unit import LANGS, Words

_KINDS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "missing"),
    (IsADirectoryError, "folder"),
    (NotADirectoryError, "no_folder"),
    (FileExistsError, "taken"),
    (PermissionError, "forbidden"),
)
_SIGNS = (
    ("No space left", "full"),
    ("disk is full", "full"),
    ("is not a database", "foreign"),
    ("malformed", "damaged"),
    ("unable to open database file", "unopened"),
    ("readonly database", "read_only"),
    ("disk I/O error", "disk"),
    ("locked", "locked"),
    ("lock timeout", "locked"),
    ("Connection refused", "refused"),
    ("password authentication failed", "password"),
    ("timeout expired", "timeout"),
    ("resolve host", "host"),
    ("translate host name", "host"),
    ("no such column", "strange"),
    ("no such table", "strange"),
)
"""What SQLite, PostgreSQL and the system say, and the key of the sentence that says it for them."""


def of(error: BaseException) -> Words:
    """The cause in both languages; the system's own first line for what has no words here."""
    text = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0][:200]
    found = next((key for kind, key in _KINDS if isinstance(error, kind)), None)
    found = found or next((key for sign, key in _SIGNS if sign in text), None)
    if found is None:
        return Words(text, text)
    return Words(*(words.say(lang, f"store.cause_{found}") for lang in LANGS))


def at(error: BaseException) -> Words:
    """The cause, and the path where the system names one."""
    cause, path = of(error), getattr(error, "filename", None)
    if not path:
        return cause
    return Words(*(words.say(lang, "store.cause_at", cause=cause, path=str(path)) for lang in LANGS))
