"""Headings that part an indicator from its metal: 原矿品位 over 镍 and 铜, or 镍 over 品位 and 回收率."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from kpi.headings import normal, split_unit
from kpi.intake.grid import groups
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator

_METALS = {"镍": "镍", "NI": "镍", "镍NI": "镍", "镍(NI)": "镍", "NI(镍)": "镍",
           "铜": "铜", "CU": "铜", "铜CU": "铜", "铜(CU)": "铜", "CU(铜)": "铜"}  # fmt: skip
_WRITTEN = {"镍": ("镍", "含镍", "(镍)", "NI"), "铜": ("铜", "含铜", "(铜)", "CU")}
_MOST = 3
"""Levels of a heading that may say an indicator together with its metal."""


def of(text: str) -> str:
    """The metal that a cell names and nothing else, but for its unit: Ni, 镍(%); '' for any other."""
    name = normal(text)
    return _METALS.get(name) or _METALS.get(split_unit(text)[0].upper(), "")


def joined(texts: Sequence[str], known: Sequence[str], names: Vocabulary) -> tuple[str, ...]:
    """The levels of a heading with the indicator in one: 累计 stays, 原矿品位(%) over Ni becomes 原矿镍品位(%).

    ``known`` are the levels that say a period, a scope, a kind or a unit, as they stand. The levels come back
    unchanged where they name no metal, or together not exactly one indicator.
    """
    metal = {said for text in texts if (said := of(text))}
    if len(metal) != 1 or len(texts) < 2:
        return tuple(texts)
    rest = [text for text in texts if not of(text) and text not in known]
    units = {unit for text in texts if (unit := split_unit(text)[1])}
    for words in _spoken([split_unit(text)[0] for text in rest]):
        if len(units) < 2 and (found := _indicator(words, min(metal), names)):
            return (*(text for text in texts if text in known), found.name.zh + "".join(f"({unit})" for unit in units))
    return tuple(texts)


def _spoken(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words that may make a name: all of them, else without those that only sort indicators, 质量指标."""
    groups_among = [place for place, word in enumerate(words) if groups.is_group(word)]
    for count in range(min(len(groups_among), _MOST) + 1):
        for left in combinations(groups_among, count):
            yield [word for place, word in enumerate(words) if place not in left]


def _indicator(words: Sequence[str], metal: str, names: Vocabulary) -> Indicator | None:
    """The one indicator whose name is the words with the metal put somewhere into them."""
    if not 0 < len(words) <= _MOST:
        return None
    found = {each.key: each for name in _names(words, metal) if (each := names.indicators.get(name))}
    return next(iter(found.values())) if len(found) == 1 else None


def _names(words: Sequence[str], metal: str) -> Iterator[str]:
    for order in permutations(words):
        name = normal("".join(order))
        for place in range(len(name) + 1):
            yield from (name[:place] + written + name[place:] for written in _WRITTEN[metal])
