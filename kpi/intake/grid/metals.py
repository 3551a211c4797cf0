"""Labels that say an indicator only together: 原矿品位 over 镍 and 铜, 镍 over 回收率, 精矿 over 产量 and 镍品位."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations

from kpi.headings import normal, split_unit
from kpi.intake.grid import groups
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator

_METALS = {"镍": "镍", "NI": "镍", "镍NI": "镍", "镍(NI)": "镍", "NI(镍)": "镍",
           "铜": "铜", "CU": "铜", "铜CU": "铜", "铜(CU)": "铜", "CU(铜)": "铜",
           "氧化镁": "氧化镁", "MGO": "氧化镁", "氧化镁(MGO)": "氧化镁", "MGO(氧化镁)": "氧化镁"}  # fmt: skip
_BESIDE = re.compile("|[%‰]|G/K?G|[KM]?G/T|万?吨|千吨|金属吨|万?T|[KM]T|[KM]?G|公斤|[千毫]?克|[本当]月|实际")
"""What brackets behind a metal may say: its unit, or that it is this month's own; never 计划, 累计 or 一系列."""
_SYMBOL = re.compile("(NI|CU|MGO)(?:[,、/]|(?=%))")
_WRITTEN = {"镍": ("镍", "含镍", "(镍)", "NI"), "铜": ("铜", "含铜", "(铜)", "CU"), "氧化镁": ("氧化镁",)}
_LATIN = {"镍": re.compile(r"(?<![A-Z])NI(?![A-Z])"), "铜": re.compile(r"(?<![A-Z])CU(?![A-Z])")}
_PRODUCT = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.])?(?:最?终|总|混合|镍铜|铜镍)*"
    r"(?:(原矿|给矿|入选矿石?|入选原矿)|(精矿)|(尾矿))(?:指标|部分|产品|化验|\d)?"
)
"""3.总尾矿, 镍铜混合精矿; never 镍精矿, beside which there may be a 铜精矿 that the catalogue does not know."""
_MASSES = frozenset(("产量", "重量", "矿量", "数量", "干量", "干重", "干矿量", "吨数", "量"))
"""What the tonnes of a product may be headed by; in a table of products they are dry."""
_MASS = ("处理量", "产量", "量")
WEIGHTS = frozenset(("数量", "重量", "吨数", "量"))
"""Words for a mass that may be wet."""
_WATER = re.compile("湿|水分|含水")
_GRADE = re.compile("品位|含量|化验")
_STEM = re.compile(".*(?:[率位]|[产矿重数吨干属]量|干重|吨数)")
"""A quantity behind which its unit may stand without brackets."""
_SHARES = re.compile("回收率|[^\\s,、]率|[升降损]|偏差|误差|差[值异]|[同环]比|富集")
_AMOUNTS = re.compile("(?:金属|产|重|矿|数|干|处理|原)量|吨|(?<![A-Z])K?T(?![A-Z])")
_NO_AMOUNT = re.compile("质量|含量")
_GRADED = re.compile("品位|含量|化验|多?元素|%")
"""Quantities that a title says of the metals and products below it, and what makes their figures grades."""
_QUANTITY = re.compile(
    r"(?:品位|金属)?(?:[^\W\d_年月]{1,2}率|升降|[升降]|偏差|误差|差[值异]|[同环]比|富集比?|损失)|金属量|产量|重量|品位|含量"
)
"""What a title calls the quantity below it, for a sentence."""
_TONNAGE = re.compile("[产重矿数干]量|处理量|吨数|平衡|生产|指标")
"""Words by which a table may tell the tonnes of products."""
_MOST = 4
"""Levels of a heading that may say an indicator together."""


def of(text: str) -> str:
    """The metal that a cell names and nothing else, but for its unit: Ni, 镍(%); '' for any other."""
    name, (bare, unit) = normal(text), split_unit(text)
    metal, said = _METALS.get(bare.upper(), ""), normal(unit)
    symbol = _SYMBOL.match(said)
    known = _BESIDE.fullmatch(said[symbol.end() :] if symbol and _METALS[symbol[1]] == metal else said)
    return _METALS.get(name) or (metal if known else "") or _METALS.get(name.rstrip("/%"), "")


def mentioned(text: str) -> frozenset[str]:
    """The metals whose names stand in a text: 镍金属平衡表 → 镍."""
    name = normal(text)
    return frozenset(metal for metal, said in _LATIN.items() if metal in name or said.search(name))


def product(text: str) -> str:
    """原矿, 精矿 or 尾矿 where a cell names it and nothing else; '' for any other."""
    found = _PRODUCT.fullmatch(normal(text))
    if found is None:
        return ""
    return "原矿" if found[1] else "精矿" if found[2] else "尾矿"


def is_mass(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether labels say the tonnes of a product."""
    return any(map(product, texts)) and any(parted(normal(text), names)[0] in _MASSES for text in texts)


def is_weight(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether labels say 数量 of a product, which may be wet."""
    return any(map(product, texts)) and any(parted(normal(text), names)[0] in WEIGHTS for text in texts)


def speaks_of_water(texts: Iterable[str]) -> bool:
    """Whether a table says 湿 or 水分, beside which nobody knows what 数量 is."""
    return any(map(_WATER.search, texts))


def is_part(text: str) -> bool:
    """Whether a label needs another to say an indicator: a metal, or a product."""
    return bool(of(text) or product(text))


def is_stem(text: str, names: Vocabulary) -> bool:
    """Whether a metal makes an indicator of a label that is none by itself: 原矿品位(%), 回收率."""
    return names.meaning(text) is None and any(len(joined((text, metal), (), names)) == 1 for metal in _LATIN)


def is_grade(around: Sequence[str], headings: Sequence[str], *, percent: bool) -> bool:
    """Whether figures under a metal and a product alone are grades by what stands ``around`` the table.

    A quantity that a heading says too is that column's: 品位和回收率 over 镍(%) and 镍回收率(%). A mass
    is none in ``percent``.
    """
    said, heads = normal(" ".join(around)), normal(" ".join(headings))
    shares = set(_SHARES.findall(said))
    others = shares if percent else shares | set(_AMOUNTS.findall(_NO_AMOUNT.sub("", said)))
    if percent and "金属量" in said and not _GRADED.search(said):
        return False
    return (percent or bool(_GRADED.search(said))) and all(word in heads for word in others)


def is_amount(around: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether figures under a metal and a product alone are tonnes of metal: 金属量 is said, and no other quantity."""
    said = normal(" ".join(around))
    words = {*_SHARES.findall(said), *_GRADED.findall(said)} | set(_AMOUNTS.findall(said.replace("金属量", "")))
    others = {word for word in words if "量" in word or "吨" not in word} - {"T", "KT"}
    return "金属量" in said and not others and "%" not in normal(" ".join(headings))


def speaks_of_mass(around: Sequence[str]) -> bool:
    """Whether 产量 or 矿量 stands around a table."""
    return bool(_TONNAGE.search(normal(" ".join(around))))


def quantity_said(around: Sequence[str]) -> str:
    """The first quantity that stands around a table: 回收率, 品位偏差; '' for none."""
    found = _QUANTITY.search(normal(" ".join(around)))
    return found[0] if found else ""


def joined(texts: Sequence[str], known: Sequence[str], names: Vocabulary) -> tuple[str, ...]:
    """The levels of a heading with the indicator in one: 累计 stays, 原矿品位(%) over Ni becomes 原矿镍品位(%).

    ``known`` are the levels that say a period, a scope, a kind or a unit, as they stand. The levels come back
    unchanged where they name no metal and no product, or together not exactly one indicator.
    """
    metal, of_what = {said for text in texts if (said := of(text))}, {said for text in texts if (said := product(text))}
    if len(metal) + len(of_what) == 0 or max(len(metal), len(of_what)) > 1 or len(texts) < 2:
        return tuple(texts)
    rest = [text for text in texts if not is_part(text) and text not in known]
    units = {unit for text in texts if (unit := parted(text, names)[1]) and normal(unit) in names.units}
    if len(units) > 1 or not (rest or (metal and of_what)):
        return tuple(texts)
    rest = rest or list(of_what)  # 原矿 over Ni(%)
    for words in _spoken([_bare(text, units, names) for text in rest]):
        if found := _indicator(words, "".join(metal), "".join(of_what), names):
            return (*(text for text in texts if text in known), found.name.zh + "".join(f"({unit})" for unit in units))
    return tuple(texts)


def parted(text: str, names: Vocabulary) -> tuple[str, str]:
    """A name and its unit, in brackets or right behind it: 金属量(t), 金属量t, 回收率%."""
    if (found := split_unit(text))[1] or not _STEM.match(whole := normal(text)):
        return found
    ends = (place for place in range(1, len(whole)) if whole[place:] in names.units)
    return next(((whole[:place].rstrip("/、,"), whole[place:]) for place in ends), found)


def _bare(text: str, units: set[str], names: Vocabulary) -> str:
    """A name without its unit; brackets that hold none are part of it: 回收率(实际)."""
    name, unit = parted(text, names)
    return name if unit in units else text


def _spoken(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words that may make a name: all of them, else without those that only sort indicators, 质量指标."""
    groups_among = [place for place, word in enumerate(words) if groups.is_group(word)]
    for count in range(min(len(groups_among), _MOST) + 1):
        for left in combinations(groups_among, count):
            yield [word for place, word in enumerate(words) if place not in left]


def _indicator(words: Sequence[str], metal: str, of_what: str, names: Vocabulary) -> Indicator | None:
    """The one indicator whose name is the words with the product and the metal put somewhere into them."""
    for said in _with_product(words, of_what) if 0 < len(words) < _MOST else ():
        found = {each.key: each for name in _names(said, metal) if (each := names.indicators.get(name))}
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _with_product(words: Sequence[str], of_what: str) -> Iterator[Sequence[str]]:
    """The words with their product: 原矿 and 产量 make 原矿处理量; a 回收率 is of 精矿 without saying so."""
    if not of_what:
        yield words
        return
    if len(words) == 1 and normal(words[0]) in WEIGHTS:  # 数量 means the same of each product: never wet of 原矿 only
        yield from ((of_what, mass) for mass in _MASS)
        return
    if any(of_what in word for word in words) or (of_what == "精矿" and any("回收率" in word for word in words)):
        yield words
    yield (*words, of_what)
    if len(words) == 1 and normal(words[0]) in _MASSES:
        yield from ((of_what, mass) for mass in _MASS)


def _names(words: Sequence[str], metal: str) -> Iterator[str]:
    for order in permutations(words):
        name = normal("".join(order))
        spoken = _LATIN["铜"].sub("铜", _LATIN["镍"].sub("镍", name))
        if not metal or metal in spoken:
            yield from {name, spoken}
            continue
        stem = _GRADE.sub("", name) if metal == "氧化镁" else name
        for place in range(len(stem) + 1):
            yield from (stem[:place] + written + stem[place:] for written in _WRITTEN[metal])
