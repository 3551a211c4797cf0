"""One figure: the cell's words and the indicator's nature together give a value, a qualifier, or a reason why not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kpi import exact
from kpi.headings import normal
from kpi.intake.words import formats, numbers, units
from kpi.intake.words.cleaning import BROKEN, Wrong, plain
from kpi.intake.words.limits import Side
from kpi.intake.words.vocabulary import ENDS, Said
from kpi.model import Indicator, Qualifier, Stage
from kpi.unit import Unit

_SLIPS = frozenset("OolI")
"""Letters typed for a figure: 82.1O, 82.l."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in the catalogue's unit; ``half`` is half its last written digit, ``unit`` the one converted from."""

    value: float | None
    half: float = 0.0
    qualifier: Qualifier = "eq"
    text: str = ""
    unit: str = ""
    bare: bool = False
    """Whether no unit was said anywhere, so that it was read in the catalogue's."""
    stage: Stage = ""


def read(text: str, indicator: Indicator, unit: str) -> Figure | Wrong:
    """Read a filled cell whose unit, where the file gives one, stands in its heading, its row or the title."""
    if BROKEN in text:
        return Wrong("broken_character")
    if (known := _words(text, indicator)) is not None:
        return known
    if numbers.missing(text):
        return Figure(None, stage="awaited" if numbers.awaited(text) else "")
    if plain(text) == numbers.DIVIDED:
        return Figure(None)  # of a line that stood still, or refused by `kpi.intake.checks.divided`
    if indicator.free_text:
        return Figure(None, qualifier="text", text=text.strip())
    number = numbers.read(text)
    if isinstance(number, Wrong):
        if plain(text).startswith("="):
            return Wrong("formula_uncached")
        if text.endswith(formats.SCALED):
            return Wrong("scaled_format")
        if number.code == "date_in_number" and indicator.unit.key == "h":
            return Wrong("moment_of_hours", {"indicator": indicator.name})
        if number.code == "not_a_number" and indicator.texts:
            return Wrong("text_unknown", {"texts": "、".join(indicator.texts)})
        return number
    return _converted(number, plain(text), indicator, unit)


def ends(text: str, indicator: Indicator, said: Said, side: Side = "") -> Sequence[tuple[Said, str]] | Wrong:
    """A filled cell as one figure, or a plan's two ends, 82.5–83.5, or its one: ≥82.5, which 计划下限 may say too."""
    if indicator.free_text or said == "actual":
        return [(said, text)]
    split = numbers.parted(text) if said in ENDS else None
    if side and not split:
        said = ENDS[said][side == "high"] if said in ENDS else said
    found = list(zip(ENDS[said], split, strict=True)) if split else _limit(text, indicator, said)
    if found and not indicator.ranged:
        return Wrong("range_not_allowed", {"indicator": indicator.name})
    return found or [(said, text)]


def _limit(text: str, indicator: Indicator, said: Said) -> list[tuple[Said, str]]:
    """The one end that a limit says, without its words; none for ≤84 under 计划下限."""
    limit = None if indicator.qualified else numbers.limited(text)
    if limit is None:
        return []
    side = limit[1] in ("le", "lt")
    end = ENDS[said][side] if said in ENDS else said
    return [(end, limit[0])] if any(end == both[side] for both in ENDS.values()) else []


def _words(text: str, indicator: Indicator) -> Figure | None:
    """A word the catalogue allows instead of a number; a milestone's means 100 %."""
    said = normal(text)
    if said not in {normal(word) for word in indicator.texts}:
        return None
    if indicator.milestone:
        return Figure(100.0, text=plain(text))
    return Figure(None, qualifier="text", text=plain(text))


def _converted(number: numbers.Number, said: str, indicator: Indicator, unit: str) -> Figure | Wrong:
    if number.qualifier != "eq" and not indicator.qualified:
        return Wrong("qualifier_not_allowed")
    if number.percent and not indicator.unit.percent:
        return Wrong("percent_sign", {"unit": indicator.unit.name})
    stated = "%" if number.percent else number.unit or unit
    factor = units.factor(indicator, stated)
    if factor is None and number.unit in _SLIPS:
        return Wrong("not_a_number")
    if factor is None:
        return Wrong("unit_unknown", {"unit": stated, "accepted": units.accepted(indicator)})
    if number.unit and unit and units.factor(indicator, unit) != factor:
        return Wrong("unit_conflict", {"unit": unit, "other": number.unit})
    value, half = float(number.value * factor) + 0.0, float(number.half * factor)  # −0 is 0
    value = exact.plain(value) if factor != 1 else value  # 2472 min are 41.2 h, a sixtieth has no end
    if not math.isfinite(value):
        return Wrong("not_a_number")
    if indicator.integer and value != int(value):
        return Wrong("not_whole", {"unit": indicator.unit.name})
    words = said if number.qualifier != "eq" else ""
    return Figure(value, half, number.qualifier, words, units.spelling(indicator, stated) if factor != 1 else "",
                  not stated)  # fmt: skip


def beyond(indicator: Indicator, figure: Figure) -> Wrong | None:
    """The hard limit a figure breaks (domain.md §1.1)."""
    (low, high), value = indicator.hard, figure.value
    if value is not None and value < low:
        return Wrong("below_limit", {"limit": limit(low, indicator.unit, figure.unit)})
    if value is not None and value > high:
        return Wrong("above_limit", {"limit": limit(high, indicator.unit, figure.unit)})
    return None


def limit(value: float, unit: Unit, written: str = "") -> str:
    """A limit never rounded, in the unit the file wrote where that is another: 0.05, 100, 103.5 万吨."""
    if written in unit.factors and unit.factors[written] != 1:
        return f"{value / unit.factors[written]:.10g} {written}"
    symbol = "" if unit.key == "%" else " "
    return f"{value:.10g}{symbol}{unit.key}".rstrip()
