"""How wide a text is, near enough to know beforehand whether it fits its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import east_asian_width

_PIECE = re.compile(r"[（“]*(?:[^\s\u2e80-\uffef…·（“]+|\S)[，。；：、）”…%]*\s*")
"""What no line break tears apart: a word, a figure with its sign, or a Chinese character, with what clings to it."""


def width(text: str) -> float:
    """In heights of the letters: a Chinese character is one, a digit a little more than half (Noto Sans CJK SC)."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if east_asian_width(letter) in "WFA":  # A: “ ” · … as a Chinese font draws them
        return 1.0
    if letter in " .,:;|'!il()[]":
        return 0.3
    return 0.7 if letter.isupper() or letter in "%+−" else 0.56


def lines(text: str, room: float) -> int:
    """How many lines of this width, in letters, a text needs at most: a word or a figure is never torn apart."""
    broken, used = 1, 0.0
    for piece in _PIECE.findall(text):
        if used and used + width(piece.rstrip()) > room - 0.2:
            broken, used = broken + 1, 0.0
        used += width(piece)
    return max(broken, -int(-width(text) // (room - 1)))


def short(text: str, room: float, count: int) -> str:
    """The text, or as much of it as fits so many lines, with an ellipsis."""
    if lines(text, room) <= count:
        return text
    kept = text
    while kept and (lines(f"{kept}…", room) > count or _torn(kept, text)):
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def fitted(name: str, whole: Callable[[str], str], room: float, count: int) -> str:
    """A sentence about ``name`` in so many lines: only the name gives way, never the figures and words round it."""
    said, kept = whole(name), name
    while lines(said, room) > count and kept:
        kept = kept[:-1]
        while kept and _torn(kept, name):
            kept = kept[:-1]
        said = whole(f"{kept.rstrip()}…")
    return said


def _torn(kept: str, text: str) -> bool:
    """Whether the cut goes through a word or a figure: what is left of a figure would be another one."""
    before, after = kept[-1], text[len(kept)]
    return all(not letter.isspace() and east_asian_width(letter) not in "WF" for letter in (before, after))
