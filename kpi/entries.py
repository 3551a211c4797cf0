"""The entries of the catalogue: how a TOML table becomes a unit, a scope, an indicator with its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from kpi.fields import Fields, Table, is_number
from kpi.model import MONTHLY, NOBODY, Brand, Indicator, Scope
from kpi.rule import CountDistinct, Derivation, Last, Never, Ratio, Recompute, Rule, Sum, Term, Threshold, Weighted
from kpi.unit import Unit, Words

BRANDS = ("intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform")
INDICATOR_KEYS = {
    *("key", "zh", "en", "brand", "lane", "role", "tile", "unit", "better", "rule", "status", "hard", "plausible"),
    *("aliases", "formula_zh", "formula_en", "note_zh", "note_en", "source", "article_zh", "article_en", "proposal"),
    *(
        "qualified",
        "texts",
        "free_text",
        "integer",
        "part_of",
        "derive",
        "decimals",
        "owner_zh",
        "owner_en",
        "frequency_zh",
        "frequency_en",
    ),
}


class Entries(Fields):
    """Reads single entries; what links them is checked in `kpi.catalog`."""

    def unit(self, table: Table) -> Unit:
        key = self.text(table, "key")
        factors = table.get("factors", {})
        if not (isinstance(factors, dict) and all(is_number(v) and v > 0 for v in factors.values())):
            self.fault('factors 须为写法到倍数的对照，如 { "万吨" = 10000 }', "factors")
            factors = {}
        decimals = self.decimals(table, 0)
        # words have no unit: only the unit `text` may have an empty name
        name = self.words(table, default="" if key == "text" else None)
        return Unit(key, name, decimals, {key: 1.0, **{k: float(v) for k, v in factors.items()}})

    def decimals(self, table: Table, usual: int) -> int:
        """Of a unit, or of an indicator whose values are smaller than its unit's others."""
        given = table.get("decimals", usual)
        if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 6:
            return given
        self.fault("decimals 须为 0 至 6 的整数", "decimals")
        return usual

    def scope(self, table: Table) -> Scope:
        capacity = table.get("capacity_t_d")
        if capacity is not None and not (is_number(capacity) and capacity > 0):
            self.fault("capacity_t_d 须为正数（吨/日）", "capacity_t_d")
            capacity = None
        return Scope(
            key=self.text(table, "key"),
            name=self.words(table),
            parent=table.get("parent"),
            level=self.text(table, "level"),
            aliases=self.aliases(table),
            capacity_t_d=capacity,
        )

    def indicator(self, table: Table, units: Mapping[str, Unit], brand: Brand | None) -> Indicator:
        """One indicator; an ``[[each_brand]]`` table is one for every brand, key and name led by the brand's."""
        for key in sorted(set(table) - INDICATOR_KEYS):
            self.fault(f"不认识的键 {key}，请对照 README 的目录说明", key)
        lead = f"{brand.key}_" if brand else ""
        name, aliases = self.words(table), self.aliases(table)
        if brand:
            short = brand.name.zh.removeprefix("党建+")
            name = Words(f"{short}·{name.zh}", f"{brand.name.en}: {name.en}")
            aliases = tuple(f"{short}·{alias}" for alias in aliases)
        unit_key = self.one_of(table, "unit", units) if units else ""
        rule = self.rule(table, lead)
        unit = units.get(unit_key, Unit("", Words("", ""), 0, {}))
        return Indicator(
            key=lead + self.text(table, "key"),
            name=name,
            brand=brand.key if brand else self.one_of(table, "brand", BRANDS),
            lane=cast(Any, self.one_of(table, "lane", ("business", "party"), default="party" if brand else None)),
            role=cast(Any, self.one_of(table, "role", ("headline", "shown", "input"), default="shown")),
            unit=replace(unit, decimals=self.decimals(table, unit.decimals)),
            better=cast(Any, self.one_of(table, "better", ("higher", "lower", "band", "none"))),
            rule=rule,
            threshold=self.threshold(table),
            hard=self.numbers(table, "hard") or (float("-inf"), float("inf")),
            plausible=self.numbers(table, "plausible"),
            aliases=aliases,
            formula=self.words(table, "formula_"),
            note=self.words(table, "note_"),
            source=self.text(table, "source"),
            article=self.words(table, "article_") if "article_zh" in table else None,
            proposal=bool(table.get("proposal", False)),
            qualified=bool(table.get("qualified", False)),
            texts=tuple(table.get("texts", ())),
            free_text=bool(table.get("free_text", False)),
            integer=bool(table.get("integer", False)),
            part_of=lead + table["part_of"] if "part_of" in table else "",
            derive=tuple(self.derivation(d, lead) for d in table.get("derive", ())),
            frequency=self.words(table, "frequency_") if "frequency_zh" in table else MONTHLY,
            tile=cast(Any, self.one_of(table, "tile", ("value", "of_year", "gap", "yoy"), default="value")),
            owner=self.words(table, "owner_") if "owner_zh" in table else NOBODY,
        )

    def rule(self, table: Table, lead: str) -> Rule:
        given: Any = table.get("rule")
        kind = given.get("kind") if isinstance(given, dict) else None
        try:
            match kind:
                case "sum":
                    return Sum()
                case "count_distinct":
                    return CountDistinct()
                case "ratio":
                    return Ratio(_terms(given["top"], lead), _terms(given["bottom"], lead), float(given["scale"]))
                case "weighted":
                    return Weighted(lead + given["by"])
                case "last":
                    return Last(bool(given.get("carry", False)))
                case "recompute":
                    return Recompute(given["function"], tuple(lead + key for key in given["inputs"]))
                case "never":
                    return Never()
        except (KeyError, TypeError, ValueError, AttributeError):
            self.fault(f"rule 的写法不全：{given!r}", "rule")
            return Never()
        self.fault(
            (f"rule 的 kind = {kind!r} 不认识" if kind else "缺少 rule")
            + "；没有汇总规则的指标不得汇总，须写明 sum、count_distinct、ratio、weighted、last、recompute"
            ' 或 never，如 rule = { kind = "sum" }',
            "rule",
        )
        return Never()

    def threshold(self, table: Table) -> Threshold | None:
        given = table.get("status")
        if given is None:
            return None
        if (
            isinstance(given, dict)
            and given.get("kind") in ("flow", "points", "relative", "days")
            and is_number(given.get("green"))
            and is_number(given.get("amber"))
        ):
            return Threshold(given["kind"], float(given["green"]), float(given["amber"]))
        self.fault(
            'status 须写成 { kind = "flow", green = 100, amber = 95 }；kind 为 flow、points、relative 或 days', "status"
        )
        return None

    def derivation(self, given: Any, lead: str) -> Derivation:
        if not isinstance(given, dict) or not (given.get("of") or given.get("plus")):
            self.fault(
                'derive 的每一项须写成 { of = ["甲", "乙"], scale = 0.01, note_zh = "…", note_en = "…" }', "derive"
            )
            given = {}
        return Derivation(
            of=tuple(lead + key for key in given.get("of", ())),
            scale=float(given.get("scale", 1.0)),
            plus=tuple(lead + key for key in given.get("plus", ())),
            minus=tuple(lead + key for key in given.get("minus", ())),
            note=Words(given.get("note_zh", ""), given.get("note_en", "")),
        )


def _terms(keys: list[str], lead: str) -> tuple[Term, ...]:
    return tuple(Term(lead + key.removeprefix("-"), -1 if key.startswith("-") else 1) for key in keys)
