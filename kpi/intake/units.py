"""Which unit a figure is in, and how many of the catalogue's units that makes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from kpi.headings import normal, simplified
from kpi.intake.cleaning import plain
from kpi.model import Indicator

_SAID = re.compile(r"单位\s*:\s*([^\s()]+)")


def factor(indicator: Indicator, unit: str) -> Decimal | None:
    """What a figure in that unit is multiplied by; None when it cannot be converted. No unit is the catalogue's."""
    wanted = normal(unit)
    if not wanted:
        return Decimal(1)
    for spelling, size in indicator.unit.factors.items():
        if normal(spelling) == wanted:
            return Decimal(repr(size))
    return None


def spelling(indicator: Indicator, unit: str) -> str:
    """The catalogue's own spelling of an accepted unit: T → t."""
    return next((known for known in indicator.unit.factors if normal(known) == normal(unit)), unit)


def accepted(indicator: Indicator) -> str:
    """The spellings an indicator's figures may carry, for a sentence."""
    return "、".join(indicator.unit.factors)


def of_titles(titles: Iterable[str]) -> tuple[str, ...]:
    """The units a title row states: 单位：万吨、% → 万吨, %."""
    said = (found[1] for title in titles if (found := _SAID.search(simplified(plain(title)))))
    return tuple(unit for group in said for unit in re.split("[、,;]", group) if unit)


def from_titles(indicator: Indicator, stated: tuple[str, ...]) -> str:
    """The stated unit that fits an indicator; none when none or several fit."""
    fitting = [unit for unit in stated if factor(indicator, unit) is not None]
    return fitting[0] if len(fitting) == 1 else ""
