"""How a name in a file is compared with the catalogue's: width, blanks, brackets and case do not matter."""

from __future__ import annotations

import re
import unicodedata

from kpi.model import Catalog, Indicator, Scope
from kpi.unit import Words

_UNIT_SUFFIX = re.compile(r"[(\[【](?P<unit>[^()\[\]【】]*)[)\]】]$")
_IGNORED = re.compile(r"[\s“”\"'‘’　]+")


def normal(text: str) -> str:
    """NFKC, no blanks or quotation marks, upper case (domain.md §6)."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()


def split_unit(text: str) -> tuple[str, str]:
    """A heading without its unit in brackets, and that unit: ``处理矿量(万吨)`` → 处理矿量, 万吨."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFKC", text))
    found = _UNIT_SUFFIX.search(plain)
    return (plain[: found.start()], found["unit"]) if found else (plain, "")


def names(thing: Indicator | Scope) -> tuple[str, ...]:
    """Every spelling a file may use for it."""
    given: Words = thing.name
    return (thing.key, given.zh, given.en, *thing.aliases)


def scope(catalog: Catalog, text: str | None) -> str | None:
    """The key of the scope that a reader names by key, name or alias; the plant when he names none."""
    if not text:
        return catalog.plant.key
    wanted = normal(text)
    return next((s.key for s in catalog.scopes.values() if wanted in map(normal, names(s))), None)
