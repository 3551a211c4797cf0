"""Words in both languages, units and how they are shown, and the sentences that quantities stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kpi import exact

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
SIGNS: Mapping[str, str] = {"eq": "", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "approx": "≈"}


def digits(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number as it is read, 四舍五入, thousands apart; what rounds to nothing has no sign."""
    text = f"{exact.rounded(value, decimals):{'+' if signed else ''},.{decimals}f}"
    return (text if text.strip("+-0.,") else text.lstrip("+-")).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Words:
    """One name in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


_COUNTED = re.compile(r"(\d[\d,]*)(k?) (\S.*)")
"""An English name that counts: 10,000 CNY."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stored unit, how it is shown, and what files may call it.

    ``factors`` maps every accepted spelling to its size in this unit (万吨 → 10000 for t).
    """

    key: str
    name: Words
    decimals: int
    factors: Mapping[str, float]

    @property
    def percent(self) -> bool:
        return self.key == "%"

    def spoken(self, lang: Lang) -> tuple[str, float, int]:
        """What a reader's language counts in, how many of it this unit is, and its decimals.

        万元 are 10,000 CNY each: an English reader sees 800,000 CNY, never 80.00 10,000 CNY.
        """
        counted = _COUNTED.fullmatch(self.name.en) if lang == "en" else None
        if counted is None:
            return self.name.of(lang), 1.0, self.decimals
        times = int(counted[1].replace(",", "")) * (1000 if counted[2] else 1)
        return counted[3], float(times), max(self.decimals - (len(str(times)) - 1), 0)

    def show(self, value: float | None, lang: Lang, *, qualifier: str = "eq", signed: bool = False) -> str:
        """A value with its unit; ``—`` for what is not known."""
        number, symbol = self.split(value, lang, qualifier=qualifier, signed=signed)
        return number if value is None else f"{number}{'' if symbol in ('%', '') else ' '}{symbol}"

    def split(self, value: float | None, lang: Lang, *, qualifier: str = "eq", signed: bool = False) -> tuple[str, str]:
        """The number and the unit apart, for tiles that set them in two sizes; the only place that rounds.

        Chinese amounts from 10,000 t on read in 万吨 (design 23). A bound is no measurement: ≥80, not ≥80.00.
        """
        symbol, times, decimals = self.spoken(lang)
        if value is None:
            return "—", symbol
        value *= times
        if lang == "zh" and self._in_ten_thousands(value):
            value, symbol = value / 10_000, "万吨"
            decimals = 2 if abs(value) < 100 else 1
        elif not decimals and self.key != "t" and abs(value) < 100 and value != round(value):
            decimals = 1  # a third of a project a month is not none
        text = digits(value, decimals, signed=signed)
        if qualifier != "eq" and "." in text:
            text = text.rstrip("0").rstrip(".")
        if lang == "en" and text.strip("+−") == "1":
            symbol = symbol.removesuffix("s")  # 1 item
        return SIGNS.get(qualifier, "") + text, symbol

    def span(self, low: float | None, high: float | None, lang: Lang) -> str:
        """A range as it is read: 82.50–83.50%, ≥82.5%, ≤83.5%; a single figure where both ends are one."""
        if low is None or high is None:
            return self.show(high if low is None else low, lang, qualifier="le" if low is None else "ge")
        (first, symbol), (_, last) = self.split(low, lang), self.split(high, lang)
        whole = self.show(high, lang)
        if abs(high - low) <= 1e-9:
            return whole
        same = symbol.removesuffix("s") == last.removesuffix("s")  # 1–3 items
        return f"{first}–{whole}" if same else f"{self.show(low, lang)}–{whole}"

    def full(self, value: float | None, lang: Lang, *, qualifier: str = "eq", signed: bool = False) -> str:
        """A value to its last digit, never in 万, for on hover (design 23): 7,476,000 吨."""
        number, symbol = self.split(value, lang, qualifier=qualifier, signed=signed)
        if value is not None and self._in_ten_thousands(value):
            number, symbol = self.split(value, "en", qualifier=qualifier, signed=signed)[0], self.name.of(lang)
        return number if value is None else f"{number}{'' if symbol in ('%', '') else ' '}{symbol}"

    def half_shown(self, value: float) -> float:
        """Half a unit of the last digit that a Chinese reader is shown of a value, in this unit (domain.md §2.1)."""
        if not self._in_ten_thousands(value):
            return 0.5 * 10.0**-self.decimals
        return 10_000 * (0.005 if abs(value) < 1_000_000 else 0.05)

    def _in_ten_thousands(self, value: float) -> bool:
        return self.key == "t" and abs(value) >= 10_000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value that a sentence shows in its reader's language."""

    value: float | None
    unit: Unit
    qualifier: str = "eq"
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of `words.*.toml` with what is put into it; rendered by `kpi.words.render`."""

    code: str
    args: Mapping[str, str | int | float | Words | Quantity] = field(default_factory=dict)
    held: Sentence | None = None
    """What holds it back, said in front of it: that months are missing, or that a level is carried."""
