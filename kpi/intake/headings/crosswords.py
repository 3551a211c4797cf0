"""The words of a heading that stands over quantities of products: 产量(t) of 本月产量（干）(t), 计划 and t of 计划t."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi.headings import normal, split_unit
from kpi.intake.grid import groups, labels, metals
from kpi.intake.words import others
from kpi.intake.words.vocabulary import Said, Vocabulary

_NOW = re.compile(r"^(?:[本当][月期])(?=.)|\((?:[本当][月期])\)|(?:[本当][月期])(?=\(|$)")
"""本月产量, 产量（本月）."""
_DRY = re.compile(r"\(干[量基重]?\)|(?<=\()干[量基重]?[,、]")
"""产量（干）: so are all tonnes that are read of a balance."""


_CONSUMED = re.compile("(?:消耗|耗用|使用)量?|用量|耗量|单耗")
"""Quantities of materials: 消耗 and 单耗 of 钢球."""
_STOCKED = re.compile(
    "(?:消耗|领用|采购|总)?(?:金额|单价|总价|总额|价格)|(?:[期月年][初末]|上月|本月)?(?:库存|结存)[数量]?"
    "|(?:领用|领料|采购|购入|购进|到货)[数量]?"
)
"""What else is told of materials: their price, and what was bought and is in stock."""


def of_material(texts: Sequence[str], names: Vocabulary) -> str:
    """The indicator that a material makes with its 消耗 or 单耗; 用电量 is its own 消耗. '' for none."""
    if len(texts) != 2 or not _CONSUMED.fullmatch(split_unit(texts[1])[0]) or metals.product(texts[0]):
        return ""
    own, word = normal(texts[0]), normal(texts[1])
    alone = names.meaning(own)
    if alone and alone.indicator:
        return own if alone.indicator.amount and not word.startswith("单耗") else ""
    unit = f"({found})" if (found := split_unit(word)[1]) else ""
    words = [word] if word.startswith("单耗") else [word, *(each + unit for each in ("消耗量", "消耗", "用量", "量"))]
    return next((own + each for each in words if (made := names.meaning(own + each)) and made.indicator), "")


def whole(texts: Sequence[str], headed: Sequence[str], names: Vocabulary) -> tuple[str, ...]:
    """The words of a product's tonnes in the row of one of its metals; ``headed``: 金属量 has a column of its own.

    Without that column 产量 of 精矿 and 镍 may be the metal's, so that there are none.
    """
    if not metals.is_mass(texts, names) or not any("金属量" in text for text in headed):
        return ()
    return tuple(text for text in texts if not metals.of(text))


def is_consumed(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether a heading says how much of a material was used, in all or per tonne: 本月消耗, 单耗(kg/t)."""
    words = quantity(texts, names)
    ways = (words, *(own for own, _ in without_kind(words, names)))
    return len(words) == 1 and any(_CONSUMED.fullmatch(split_unit(own[0])[0]) for own in ways)


def quantity(texts: Sequence[str], names: Vocabulary) -> tuple[str, ...]:
    """The levels that say a quantity, without 本月 and 干."""
    return tuple(_NOW.sub("", _DRY.sub("", normal(text))) or text for text in known_apart(texts, names))


def is_left(texts: Sequence[str]) -> bool:
    said = [each for text in texts if not metals.is_part(text) for each in {text, split_unit(text)[0]}]
    return any(
        _STOCKED.fullmatch(normal(t))
        or groups.is_left(t)
        or others.differs(t)
        or others.is_aside(t)
        or others.without(t)
        for t in said
    )


def known_apart(texts: Sequence[str], names: Vocabulary) -> list[str]:
    """The levels that say the quantity or the metal, not a month, a scope, a kind or a unit."""
    known = [text for text in texts if (told := labels.said(text, names)) and "indicator" not in told]
    return [text for text in texts if text not in known and normal(text) not in groups.THIS_MONTH]


def without_kind(words: Sequence[str], names: Vocabulary) -> Iterator[tuple[tuple[str, ...], Said]]:
    """The words without 计划 or 实际, and which it was: 产量(t) of 计划产量(t)."""
    for n, text in enumerate(words):
        name, unit = split_unit(text)
        for word, kind in names.kinds.items():
            rest = name.removesuffix(word) if name.endswith(word) else name.removeprefix(word)
            rest = rest if rest != name else normal(text).replace(f"({word})", "")
            if rest and rest not in (name, normal(text)):
                made = f"{rest}({unit})" if unit and f"({unit})" not in rest else rest
                yield (*words[:n], made, *words[n + 1 :]), kind


def unit_of_kind(text: str, names: Vocabulary) -> tuple[Said, str] | None:
    """计划t says plan and a unit, and nothing else."""
    name = normal(text)
    said = ((kind, name.removeprefix(word)) for word, kind in names.kinds.items() if name.startswith(word))
    return next(((kind, rest) for kind, rest in said if rest in names.units), None)


def unit(text: str, names: Vocabulary) -> str:
    """The unit of a heading, in brackets or not; '' for none."""
    own = unit_of_kind(text, names)
    return normal(own[1] if own else split_unit(text)[1] or metals.parted(text, names)[1])
