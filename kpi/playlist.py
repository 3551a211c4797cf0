"""Which slides the meeting-room screen shows, in which order and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DWELL = (20, 30)
"""Seconds a slide may stand (design rule 20)."""
BEFORE, AFTER = ("overview", "gaps"), ("changes",)
"""The slides round those of the brands."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """``unknown`` is what was asked for and is neither a slide nor the name of a playlist."""

    slides: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def slides(brands: Sequence[str]) -> tuple[str, ...]:
    """Every slide there is, in the order they go round."""
    return (*BEFORE, *brands, *AFTER)


def allowed(known: Sequence[str], pages: Sequence[str]) -> tuple[str, ...]:
    """The slides of a wall that may show these pages only; all without a limit.

    What sums up the brands goes with the overview.
    """
    return tuple(key for key in known if not pages or (key if key not in (*BEFORE, *AFTER) else "overview") in pages)


def chosen(asked: str, named: Mapping[str, Sequence[str]], known: Sequence[str]) -> Playlist:
    """The slides that an address asks for: a playlist's name or slides separated by commas; all where nothing is left.

    A slide is shown once a round. ``known`` are those that may be shown at all.
    """
    wanted = [part.strip() for part in asked.split(",") if part.strip()]
    keys = [key for part in wanted for key in named.get(part, (part,))]
    unknown = tuple(dict.fromkeys(key for key in keys if key not in known))
    found = tuple(dict.fromkeys(key for key in keys if key in known))
    return Playlist(found or tuple(known), unknown)


def named(text: str) -> Mapping[str, tuple[str, ...]]:
    """The playlists of a setting, ``morning=overview,gaps;week=ore,metrics``. Raises ValueError for another form."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, keys = part.partition("=")
        slides = tuple(key.strip() for key in keys.split(",") if key.strip())
        if not (name.strip() and equals and slides):
            raise ValueError(part)
        found[name.strip()] = slides
    return found


def dwell(asked: str, usual: int) -> int:
    """Seconds for each slide: what an address asks for within DWELL, else the setting's, which may be shorter."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        return usual
    return min(max(int(asked), min(DWELL[0], usual)), DWELL[1])
