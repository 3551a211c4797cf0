"""Which unit a figure is in, and how many of the catalogue's units that makes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.headings import names, normal, simplified, split_unit
from kpi.intake.words import limits
from kpi.intake.words.cleaning import Arg, plain
from kpi.intake.words.limits import Side
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator

_SAID = re.compile(
    r"(?:(?<![^\s:,;。、()])|(?=单位))([^\s:,;。、()]*)单位\s*(?:均?[为是按]|:)?\s*((?:(?!单位)[^()。:])+)"
)
_BRACKETS = re.compile(r"(?<![^\s:,;。、()])([^\s:,;。、()]*)\(([^()]+)\)")
"""The words before begin behind a sign that parts, so that a long text is gone through once."""
_LAST = re.compile(r"(.*?)(?:[,、;] *([^\s,、;()]+)|(?<=\S) +([^\s,、;()]{2,}))")
"""A unit behind the last comma or blank of a title: 2022年处理矿量统计，万吨."""
_HEADS = re.compile(r"\(?(?:计量)?单位\s*(?:均?[为是]|:|\()?\s*\S")
_APART = re.compile(r"[、,;\s]|和|及")
_SHORT = frozenset("吨元度克T%")
"""The units of one letter that brackets in a title may hold; (日) or (次) there are no units."""
_ALL = re.compile("(本表|表中|表内|全部|所有|以上|上述|各项|其余|数据|数值|数量|指标|品位|计量|均|的|中)*")
"""Words that limit a unit to nothing, or to what no other unit fits."""
_NO_UNITS = frozenset(("干", "湿", "毛", "净", "干量", "湿量", "干基", "湿基", "干重", "湿重"))
"""What brackets behind a name may say that is part of the name and never a unit."""
_WORDS = re.compile(r"(?:[^%‰]*[\u4e00-\u9fff])?[^吨磅米升克时斤度元分秒天日次人件台个套项班方瓦卡帕%‰\W\dA-Z]")
"""Words that do not end as the name of a unit does."""
_SIEVE = re.compile(r"^[+-]|\d目")
"""What brackets say of the grains that were weighed: +200目, -325目%."""
_LISTED = re.compile("[,、;]")
QUANTITIES = frozenset(("t", "kWh", "m³", "kg"))
"""Units of what is milled, made and used; accidents, ideas and repairs may well be none for months."""
_OFFICES = re.compile("(填报|责任|制表|编制|报送|使用|施工|各|本)$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A unit said around a table, and the words before it where they name an indicator: it holds for that one only."""

    unit: str
    about: str = ""
    source: str = ""
    """The text that says it."""
    within: bool = False
    """Whether that is a heading of the table itself: 指标(万吨)."""


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


def of_texts(texts: Iterable[str], known: Vocabulary, *, titles: bool = True) -> tuple[Stated, ...]:
    """The units that ``titles``, else notes state: 单位：万吨、%; 生产情况（万吨）; 处理矿量单位为万吨.

    Brackets count in titles only, and what a unit is said of must be understood: 2021年以前单位为千吨 states nothing.
    """
    said = [(text, simplified(plain(text))) for text in texts]
    found = [replace(s, source=own) for own, text in said if text for s in _of_text(text, known, titles=titles)]
    found += [replace(s, source=own) for own, text in said if titles for s in _in_brackets(text, known)]
    return tuple(dict.fromkeys(found))


def of_headings(heads: Iterable[str], known: Vocabulary) -> tuple[Stated, ...]:
    """The units in brackets behind headings that stand over no figures: 指标(万吨), 月份（单位：万吨）."""
    parted = ((cell, split_unit(cell)[1].removeprefix("计量").removeprefix("单位:")) for cell in heads)
    return tuple(Stated(normal(unit), "", cell, within=True) for cell, unit in parted if normal(unit) in known.units)


def heads(cell: str) -> bool:
    """Whether a heading is no column's name but states the unit of the table: 单位：万吨."""
    return bool(_HEADS.match(simplified(plain(cell))))


def fitting(indicator: Indicator, stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """The stated units that an indicator's figures may be in, one of each size; those said of itself go first."""
    groups: tuple[list[Stated], list[Stated]] = ([], [])
    own = [normal(name) for name in names(indicator)]
    for each in stated:
        if not each.about or any(len(name) > 1 and name in each.about for name in own):
            groups[not each.about].append(each)
    for group in groups:
        if sizes := {size: each for each in group[::-1] if (size := factor(indicator, each.unit)) is not None}:
            return tuple(sizes.values())[::-1]
    return ()


def against(indicator: Indicator, own: str, stated: Iterable[Stated]) -> Stated | None:
    """What is said around a figure of which its own cell, row or heading says another unit; None for nothing.

    Each text is heard by itself: 单位：万吨、吨 allows both, and a heading that says 吨 besides does not.
    """
    texts = defaultdict[tuple[bool, str], list[Stated]](list)
    for each in stated:
        texts[not each.within, each.source].append(each)
    size = factor(indicator, own)
    told = (fitting(indicator, texts[key]) for key in sorted(texts, key=lambda key: key[0]))
    return next((said[0] for said in told if said and all(factor(indicator, s.unit) != size for s in said)), None)


def limited(text: str) -> tuple[str, Side]:
    """A cell of the column of units without the limit that it sets, and which end that is: ≥% → %, low."""
    unit, side = limits.parted(normal(text))
    return (unit, side) if side and unit else (plain(text), "")


def mentioned(indicator: Indicator, text: str) -> str:
    """The spelling of another scale of an indicator's unit that stands somewhere in a text: 以万吨计 → 万吨."""
    said = normal(text)
    other = [name for name, size in indicator.unit.factors.items() if size != 1 and len(normal(name)) > 1]
    shapes = ((name, rf"(?<![A-Z万千百]){re.escape(normal(name))}(?![A-Z/])") for name in other)
    return next((name for name, shape in shapes if re.search(shape, said)), "")


def is_no_unit(bracket: str) -> bool:
    """Whether brackets behind a name say something of the quantity instead of a unit: 湿基, 贫矿, 不含外购."""
    said = normal(bracket)
    if _SIEVE.search(said) or not _NO_UNITS.isdisjoint(_LISTED.split(said)):
        return True
    return bool(_WORDS.fullmatch(said))


def odd(indicator: Indicator, own: str, beside: str, known: Vocabulary) -> tuple[str, dict[str, Arg]] | None:
    """Why brackets behind the heading of figures forbid a row's unit; None where they do not."""
    size = factor(indicator, own)
    if size is None and normal(own) not in known.units and (beside or is_no_unit(own)):
        return "bracket_unknown", {"bracket": own, "indicator": indicator.name}
    if not beside or normal(beside) == normal(own) or factor(indicator, beside) == size:
        return None
    return "unit_conflict", {"unit": beside, "other": own}


def _of_text(text: str, known: Vocabulary, *, titles: bool) -> Iterator[Stated]:
    for words, group in _SAID.findall(text):
        if not _OFFICES.search(words):
            before = "" if titles and _about(words, known) is None else words  # a title runs into it without a blank
            for token in _tokens(group, known):
                yield from _stated(before, token, known)


def _in_brackets(text: str, known: Vocabulary) -> Iterator[Stated]:
    for words, group in _BRACKETS.findall(text):
        tokens = _tokens(group, known)
        own = [token for token in tokens if _is_unit(token, known)]
        about = [token for token in tokens if token not in own]
        if own and all(token in known.indicators for token in about) and tokens == [*about, *own]:
            yield from (Stated(token, "".join(about) or _about(words, known) or "") for token in own)
    last = _LAST.fullmatch(text)
    if last and _is_unit(unit := normal(last[2] or last[3]), known) and (of := _about(last[1], known)) is not None:
        yield Stated(unit, of)


def _is_unit(token: str, known: Vocabulary) -> bool:
    return token in known.units and (len(token) > 1 or token in _SHORT)


def _tokens(group: str, known: Vocabulary) -> list[str]:
    """万吨/% → 万吨, %; t/h stays whole."""
    parts = [normal(part) for part in _APART.split(group)]
    return [p for part in parts if part for p in ([part] if part in known.units else part.split("/")) if p]


def _stated(words: str, token: str, known: Vocabulary) -> Iterator[Stated]:
    """A unit, alone or with what it is said of before it: 矿量万吨."""
    unit = next((token[n:] for n in range(len(token)) if token[n:] in known.units), "")
    about = _about(words + token.removesuffix(unit), known)
    if unit and about is not None and (unit == token or len(unit) > 1 or unit in _SHORT):
        yield Stated(unit, about)


def _about(words: str, known: Vocabulary) -> str | None:
    """The words where they name an indicator; '' where they speak of all the data, None where nobody knows of what."""
    said = normal(words)
    if any(len(name) > 1 and name in said for name in known.indicators):
        return said
    return "" if _ALL.fullmatch(said) else None
