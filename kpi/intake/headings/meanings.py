"""What a row says in one cell: its part of the plant, plan or actual, its state, its indicator, its brand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.headings import normal
from kpi.intake.grid import labels
from kpi.intake.words import bracketed, brands, limits, others
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.limits import Side
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.model import Indicator, Stage

_SUGGESTIONS = 20
Named = tuple[Indicator, str, Side]


class Meanings:
    """Knows the names; remembers which were suggested. ``of_brands``: the rows say their brands."""

    def __init__(self, names: Vocabulary, *, of_brands: bool) -> None:
        self.names, self.of_brands = names, of_brands
        self.suggested: dict[str, str] = {}
        self.whole = names.catalog.plant.key
        """The scope of a row that names none."""

    def brand(self, text: str) -> str | Wrong:
        """The key of the brand a row names, '' for none."""
        found = self.names.brands.keys.get(normal(text), "")
        if found or not normal(text):
            return found
        return Wrong("brand_unknown", {"brands": "、".join(brand.name.zh for brand in self.names.catalog.brands)})

    def scope(self, text: str) -> str | Wrong:
        name = normal(text)
        if not name:
            return self.whole
        keys = self.names.scopes.get(name, ())
        if len(keys) == 1:
            return keys[0]
        if keys:
            return Wrong("scope_ambiguous", {"scopes": "、".join(self.names.catalog.scopes[k].name.zh for k in keys)})
        return self.suggest("scope_unknown", text, self.names.scopes)

    def kind(self, text: str) -> Said | Wrong:
        if "累计" in normal(text):
            return Wrong("kind_cumulative")
        if others.is_version(text):
            return Wrong("plan_version")
        found = self.names.kinds.get(normal(text)) or self.limit(text)
        return found or Wrong("kind_unknown" if plain(text) else "kind_missing")

    def limit(self, text: str) -> Said | None:
        """The end of a plan that 类别 calls 计划(≥); None for any other."""
        found = self.names.meaning(text) if limits.parted(normal(text))[1] else None
        return found.kind if found and found.indicator is None else None

    def stage(self, text: str) -> Stage | Wrong:
        return self.names.stages.get(normal(text)) or (Wrong("state_unknown") if normal(text) else "")

    def indicator(self, text: str) -> Named | Wrong:
        """The indicator a row names, the unit in brackets behind its name, and the end that a limit makes its plans."""
        meaning = self.names.meaning(text)
        if meaning and meaning.indicator and meaning.kind is None:
            sole = brands.settled(meaning.indicator, None, self.names.catalog, self.names.brands)
            named = meaning.indicator, meaning.unit, meaning.side
            return named if self.of_brands or not isinstance(sole, Wrong) else sole
        if meaning and meaning.indicator:
            return Wrong("kind_in_name", {"indicator": meaning.indicator.name})
        if not normal(text):
            return Wrong("indicator_missing")
        if meaning and meaning.kind:
            return Wrong("indicator_is_kind")
        if labels.said(text, self.names).get("scope") or labels.subscope(text, self.names):
            return Wrong("indicator_is_scope")
        own = self.names.meaning(others.without(text))
        if bracketed.not_month(text) or (own and own.indicator):
            return Wrong("indicator_not_month")
        return self.suggest("indicator_unknown", text, self.names.indicators)

    def aim(self, text: str) -> Named | Wrong:
        """The indicator a measure is taken for."""
        return self.indicator(text) if normal(text) else Wrong("measure_of_nothing")

    def suggest(self, code: str, text: str, known: Iterable[str]) -> Wrong:
        """The issue of an unknown name with the one most like it; only the first twenty are worth the search."""
        if len(self.suggested) < _SUGGESTIONS:
            self.suggested[text] = others.nearest(text, known)
        near = self.suggested.get(text, "")
        catalog = self.names.catalog
        several = may_be(text, self.names) if code == "indicator_unknown" and text in self.suggested else ()
        if len(several) > 1:
            return Wrong("indicator_unknown_several", {"candidates": others.listed(several)})
        if not near:
            return Wrong(code)
        thing = catalog.scopes[self.names.scopes[near][0]] if code == "scope_unknown" else self.names.indicators[near]
        return Wrong(f"{code}_near", {"nearest": thing.name})


def may_be(text: str, names: Vocabulary) -> Sequence[Indicator]:
    """The indicators that a name may be short for: 电 for 用电量 and 吨矿电耗."""
    made = (text,) if len(normal(text)) > 1 else (f"{text}量", f"{text}耗")
    return tuple({each.key: each for name in made for each in names.candidates(name)}.values())
