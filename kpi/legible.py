"""How large type must be on a wall, so that the one who sits farthest away can read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, ceil, cos, inf, isinf, radians, tan

from kpi.unit import Lang

ANGLE = radians(20 / 60)
"""Twenty minutes of arc: what a character must fill of the eye's view (design rule 19; ISO 9241-303)."""
MM_PER_INCH = 25.4
SHAPE = (16, 9)
WIDTH = 1920
"""Type sizes are counted on a stage this wide, whatever the panel's own number of points."""
LEAST = 28
"""Smaller would only waste the wall."""
MOST: Mapping[Lang, int] = {"zh": 40, "en": 36}
"""What seven tiles and five rows hold; English takes more room for the same."""
DISTANCE, INCH = 5.0, 75.0
"""A plant's meeting room where nothing else is said."""
_DISTANCES, _INCHES = (0.5, 50.0), (10.0, 500.0)


@dataclass(frozen=True, slots=True)
class Size:
    """``points`` on a stage 1920 wide; ``needed`` is what the distance asks for, more where it would not fit."""

    points: int
    needed: int

    @property
    def enough(self) -> bool:
        return self.needed <= self.points


def character(distance: float) -> float:
    """Millimetres a character must be high to be read from so many metres."""
    return distance * 1000 * tan(ANGLE)


def width(inch: float) -> float:
    """Millimetres across a 16:9 panel of this diagonal."""
    return inch * MM_PER_INCH * cos(atan2(SHAPE[1], SHAPE[0]))


def size(distance: float, inch: float, lang: Lang = "zh") -> Size:
    """The type for so many metres and inches, within what the slides hold."""
    needed = ceil(character(distance) / (width(inch) / WIDTH))
    return Size(min(max(needed, LEAST), MOST[lang]), needed)


def farthest(inch: float, lang: Lang = "zh") -> float:
    """Metres from which the largest type that fits can still be read."""
    return MOST[lang] * width(inch) / WIDTH / (1000 * tan(ANGLE))


def asked(distance: str, inch: str) -> tuple[float, float]:
    """Metres and inches of an address; the usual ones for what is no number or cannot be meant."""
    return _within(distance, _DISTANCES, DISTANCE), _within(inch, _INCHES, INCH)


def unread(distance: str, inch: str) -> tuple[str, ...]:
    """What an address says of the room and `asked` could not use: ``distance=5,5``."""
    given = (("distance", distance, _DISTANCES), ("inch", inch, _INCHES))
    return tuple(f"{name}={text}" for name, text, limits in given if text and isinf(_within(text, limits, inf)))


def _within(text: str, limits: tuple[float, float], usual: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return usual
    return value if limits[0] <= value <= limits[1] else usual
