"""What a cell says once widths, blanks and Excel's wrapping no longer matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from kpi.unit import Quantity, Words

Arg = str | int | float | Words | Quantity
BROKEN = "\N{REPLACEMENT CHARACTER}"
LONGEST_SHOWN = 80
LONGEST_TEXT = 1000
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell cannot be read: the code of its sentence and what goes into it."""

    code: str
    args: dict[str, Arg] = field(default_factory=dict)


def plain(text: str) -> str:
    """NFKC without blanks at the ends, zero-width characters, Excel's ``="…"`` or a leading text apostrophe."""
    if not text.isascii():
        return _known(text) if len(text) <= LONGEST_SHOWN else _wide(text)
    text = text.strip()
    return text if text[:1] not in ("=", "'") else _unwrapped(text)


@lru_cache(maxsize=32_768)
def _known(text: str) -> str:
    """A report's words come again and again."""
    return _wide(text)


def _wide(text: str) -> str:
    return _unwrapped(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip())


def _unwrapped(text: str) -> str:
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1].strip()
    return text.removeprefix("'")


def filled(text: str) -> bool:
    """Whether a cell says anything."""
    return text[:1].isalnum() or bool(text and plain(text))


def note(text: str) -> str | Wrong:
    """Words as they are kept: a remark, a measure, an office."""
    said = text.strip()
    return said if len(said) <= LONGEST_TEXT else Wrong("text_too_long", {"most": LONGEST_TEXT})


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """A cell as quoted in a sentence: one line, at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
