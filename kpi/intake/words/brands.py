"""Figures that each of the seven brands reports: 亮出差距数 beside 智能化 is 智能化·亮出差距数."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kpi.headings import names, normal
from kpi.intake.words.cleaning import Arg, Wrong
from kpi.model import Catalog, Indicator
from kpi.rule import CountDistinct, Ratio
from kpi.unit import Words

_LEAD = "党建+"
_MARK = "·"
_MONEY = "万元"


@dataclass(frozen=True, slots=True)
class Brands:
    """The brands by name, and what an indicator's key becomes behind a brand's: idea_proposed → ideas_tagged."""

    keys: Mapping[str, str] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, bool] = field(default_factory=dict)
    """Whether a name that needs a brand is the first of its indicator's, 金点子数, or another, 金点子."""


NONE = Brands()


def of(catalog: Catalog, indicators: Mapping[str, Indicator]) -> tuple[dict[str, Indicator], Brands]:
    """The names that need a brand to be an indicator's, each as a stand-in under a key of no catalogue, and the brands.

    ``indicators``: those of the catalogue by name. A name such as 金点子数 that is one of theirs stays the plant's.
    """
    keys, bare, each, first = dict[str, str](), dict[str, Indicator](), dict[str, str](), dict[str, bool]()
    for brand in catalog.brands:
        short = brand.name.zh.removeprefix(_LEAD)
        keys |= {normal(name): brand.key for name in (brand.key, brand.name.zh, brand.name.en, short)}
        for indicator in catalog.of_brand(brand.key):
            if not indicator.name.zh.startswith(short + _MARK):
                continue
            key = indicator.key.removeprefix(f"{brand.key}_")
            own = [name.removeprefix(short + _MARK) for name in names(indicator) if name.startswith(short + _MARK)]
            stand_in = replace(indicator, key=key, name=Words(own[0], indicator.name.en), aliases=())
            bare |= {normal(name): stand_in for name in own}
            first |= {normal(name): name == own[0] for name in own}
            each |= {indicators[known].key: key for known in map(normal, own) if known in indicators} | {key: key}
    return bare, Brands(keys, each, first)


def called(text: str, indicator: Indicator, known: Brands) -> Literal["plant", "brand", "both", "either"]:
    """Whose a normal text is, where each brand reports such a figure too: 提出金点子 the plant's, 金点子数 a brand's.

    金点子闭环率 is the name of both, 金点子 a byname that may be either's.
    """
    plant, firsts = normal(indicator.name.zh) in text, [first for name, first in known.own.items() if name in text]
    if any(firsts):
        return "both" if plant else "brand"
    return "plant" if plant or not firsts else "either"


def settled(indicator: Indicator, brand: str | None, catalog: Catalog, brands: Brands) -> Indicator | Wrong:
    """The indicator that a row's brand makes of a name; ``brand`` is '' in a column left blank, None without one.

    Blank may be a merged cell's second row: what a brand might report is then nobody's. What counts a brand's work,
    整改率 or 创效, is its own brand's; 镍回收率 is the plant's in every brand's list.
    """
    said: dict[str, Arg] = {"indicator": indicator.name}
    key = brands.each.get(indicator.key, "")
    if brand and (found := catalog.indicators.get(f"{brand}_{key}")):
        return found
    if indicator.key not in catalog.indicators or (brand == "" and key):
        example = catalog.indicators[f"{catalog.brands[0].key}_{key}"].name
        return Wrong("brand_missing", said | {"example": example})
    if brand and brand != indicator.brand and _is_work(indicator, catalog):
        own = next(each.name for each in catalog.brands if each.key == indicator.brand)
        return Wrong("brand_other", said | {"brand": own})
    return indicator


def _is_work(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether any brand could report such a figure of its own work: a count, a share of counts, or money."""
    rule = indicator.rule
    terms = (*rule.top, *rule.bottom) if isinstance(rule, Ratio) else ()
    counts = bool(terms) and all(isinstance(catalog.indicators[term.key].rule, CountDistinct) for term in terms)
    return counts or isinstance(rule, CountDistinct) or indicator.unit.key == _MONEY
