"""How logins and names are written and kept, and how secrets are kept: as their SHA-256."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from db.settings import Unusable
from kpi.unit import Sentence

LONGEST = 64
RESERVED = ("console", "api", "demo", "?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def folded(text: str) -> str:
    """One spelling of a login, whatever the keyboard; what PostgreSQL cannot hold (NUL) is no login anyhow."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()[: LONGEST + 1]
    return _UNSEEN.sub("\ufffd", plain)


def login(text: str) -> str:
    """A login as it is kept. Raises Unusable for one that cannot be."""
    found = folded(text)
    if not found or len(found) > LONGEST or _UNSEEN.search(text.strip()) or found in RESERVED:
        raise Unusable(Sentence("person.wrong_login", {"longest": LONGEST}))
    return found


def plain(text: str) -> str:
    """A name as written, without blanks around it. Raises Unusable where it is too long or has unseen characters."""
    found = text.strip()
    if len(found) > LONGEST or _UNSEEN.search(found):
        raise Unusable(Sentence("person.wrong_name", {"longest": LONGEST}))
    return found


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
