"""Reads and checks the catalogue: units, brands, scopes and indicators from one TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpi import cause, headings, metallurgy
from kpi.entries import BRANDS, Entries
from kpi.fields import Fault, Table
from kpi.model import Brand, Catalog, Indicator, Scope
from kpi.rule import Ratio, Recompute, Weighted

SHIPPED = Path(__file__).with_name("catalog.toml")


class WrongCatalog(Exception):
    """The catalogue cannot be used; ``faults`` holds every reason."""

    def __init__(self, path: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{path} {fault}" for fault in faults))


def load(path: Path = SHIPPED) -> Catalog:
    """Read a catalogue file. Raises WrongCatalog with a line and a sentence for each fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongCatalog(str(path), (Fault(0, f"文件读不出来（{cause.of(error).zh}）；请核对路径和权限"),)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WrongCatalog(str(path), (Fault(line, "文件读不出来；须为 UTF-8 文本，请另存为 UTF-8"),)) from error
    return parse(text, str(path))


def parse(text: str, path: str = "catalog.toml") -> Catalog:
    """Read a catalogue's text. Raises WrongCatalog."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongCatalog(path, (Fault(_syntax_line(error, text), f"TOML 语法错误：{error}"),)) from error
    reader = _Reader(text)
    catalog = reader.catalog(data)
    if reader.faults:
        raise WrongCatalog(path, tuple(sorted(reader.faults, key=lambda fault: fault.line)))
    return catalog


def _syntax_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else len(text.splitlines())


class _Reader(Entries):
    """The whole catalogue and what must hold between its entries."""

    def catalog(self, data: Table) -> Catalog:
        units = {unit.key: unit for unit in (self.unit(t) for t in self.tables(data, "unit"))}
        brands = tuple(Brand(self.text(t, "key"), self.words(t), self.words(t, "summary_"))
                       for t in self.tables(data, "brand"))  # fmt: skip
        self.at = ("brand", 0)
        if tuple(brand.key for brand in brands) != BRANDS:
            self.fault(f"七大品牌须按文中次序给出：{' '.join(BRANDS)}")
        scopes = self.unique((self.scope(t) for t in self.tables(data, "scope")), "scope")
        self.check_tree(scopes)
        shared = [self.indicator(t, units, None) for t in self.tables(data, "indicator")]
        each = [self.indicator(t, units, brand) for t in self.tables(data, "each_brand") for brand in brands]
        indicators: dict[str, Indicator] = {}
        for index, indicator in enumerate(shared + each):
            self.at = self.table_of(index, len(brands))
            if indicator.key in indicators:
                self.fault(f"指标 key = {indicator.key!r} 出现了两次，请改名", "key")
            indicators[indicator.key] = indicator
        catalog = Catalog(units, brands, scopes, indicators)
        for index, indicator in enumerate(shared + each):
            self.at = self.table_of(index, len(brands))
            self.check_links(indicator, catalog)
        self.check_names(catalog)
        return catalog

    def table_of(self, index: int, brands: int) -> tuple[str, int]:
        """The table that gave the indicator of this number; an ``[[each_brand]]`` table gave one for every brand."""
        shared = sum(name == "indicator" for name, _ in self.places)
        return ("indicator", index) if index < shared else ("each_brand", (index - shared) // max(brands, 1))

    def unique(self, scopes: Iterable[Scope], name: str) -> dict[str, Scope]:
        found: dict[str, Scope] = {}
        for scope in scopes:
            if scope.key in found:
                self.fault(f"key = {scope.key!r} 出现了两次，请改名", "key")
            found[scope.key] = scope
        return found

    def check_tree(self, scopes: Mapping[str, Scope]) -> None:
        self.at = ("scope", 0)
        if sum(scope.parent is None for scope in scopes.values()) != 1:
            self.fault("须有且只有一个没有 parent 的范围（全厂）")
        for index, scope in enumerate(scopes.values()):
            self.at = ("scope", index)
            seen, above = {scope.key}, scope.parent
            while above is not None:
                if above not in scopes or above in seen:
                    self.fault(f"parent = {above!r} 不存在或绕成了圈", "parent")
                    break
                seen.add(above)
                above = scopes[above].parent

    def check_links(self, indicator: Indicator, catalog: Catalog) -> None:
        """Every key a rule or a derivation names exists; thresholds fit the rule."""
        match indicator.rule:
            case Ratio(top, bottom):
                linked = tuple(term.key for term in top + bottom)
            case Weighted(by):
                linked = (by,)
            case Recompute(function, linked):
                if function not in metallurgy.FUNCTIONS:
                    self.fault(f"不认识的函数 {function!r}，可用：{'、'.join(metallurgy.FUNCTIONS)}", "rule")
            case _:
                linked = ()
        for key in linked:
            if key not in catalog.indicators:
                self.fault(f"rule 里的 {key!r} 不是目录中的指标", "rule")
        if indicator.part_of and indicator.part_of not in catalog.indicators:
            self.fault(f"part_of 里的 {indicator.part_of!r} 不是目录中的指标", "part_of")
        for derivation in indicator.derive:
            for key in derivation.of + derivation.plus + derivation.minus:
                if key not in catalog.indicators:
                    self.fault(f"derive 里的 {key!r} 不是目录中的指标", "derive")
        threshold = indicator.threshold
        if threshold is None:
            return
        fits = {"flow": indicator.amount, "days": indicator.milestone}.get(threshold.kind, not indicator.amount)
        if not fits:
            self.fault(f"status 的 kind = {threshold.kind!r} 不适合这个指标的汇总规则", "status")
        descending = threshold.kind in ("flow", "relative") and indicator.better == "higher"
        if (threshold.green < threshold.amber) if descending else (threshold.green > threshold.amber):
            self.fault("status 的 green 与 amber 次序颠倒，预警会比达标更严", "status")

    def check_names(self, catalog: Catalog) -> None:
        """No two indicators may answer to one name: an ambiguous heading would have to be guessed."""
        owners: dict[str, str] = {}
        for index, indicator in enumerate(catalog.indicators.values()):
            self.at = self.table_of(index, len(catalog.brands))
            for name in {headings.normal(n) for n in headings.names(indicator)}:
                if owners.setdefault(name, indicator.key) != indicator.key:
                    self.fault(f"别名 {name!r} 同时属于 {owners[name]} 与 {indicator.key}，上传时无法分辨", "aliases")
