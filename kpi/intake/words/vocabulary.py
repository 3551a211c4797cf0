"""Every name a report file may use, from the catalogue and from the habits of those who type reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from kpi.headings import names, normal, split_unit
from kpi.intake.words import bracketed, brands, kindwords, limits, metalled, numbered
from kpi.intake.words.brands import NONE, Brands
from kpi.model import Catalog, Indicator, Kind, Stage

Field = Literal[
    "month", "scope", "indicator", "kind", "value", "unit", "note", "state", "action", "owner", "due", "brand"
]
Said = Literal["actual", "plan", "plan low", "plan high", "year plan", "year plan low", "year plan high"]
STORED: Mapping[Said, Kind] = {
    "actual": "actual", "plan": "plan", "plan low": "plan_low", "plan high": "plan_high",
    "year plan": "plan", "year plan low": "plan_low", "year plan high": "plan_high",
}  # fmt: skip
"""What is stored of a figure that is called so."""

FIELDS: Mapping[Field, str] = {
    "month": "月份 月度 年月 月 统计月份 统计月度 统计期 统计时间 报告期 期间 日期 取数日期 时间 month period date",
    "scope": (
        "范围 对象 单位名称 车间 系列 车间/系列 工段 系统 产线 生产线 部门 支部 党支部 填报单位 报送单位 "
        "scope line section workshop"
    ),
    "indicator": "指标 指标名称 指标名 考核指标 indicator kpi metric",
    "kind": "类别 类型 数据类别 数据类型 计划/实际 实际/计划 kind type",
    "value": "数值 值 数据 数量 指标值 value",
    "unit": "单位 计量单位 unit uom",
    "note": "备注 说明 注 note notes remark remarks comment",
    "state": "状态 数据状态 status state",
    "action": "措施 整改措施 措施内容 改进措施 measure action",
    "owner": "责任单位 责任部门 责任支部 牵头单位 owner",
    "due": "期限 完成期限 完成时限 截止日期 due deadline",
    "brand": "品牌 品牌名称 党建品牌 七大品牌 所属品牌 brand",
}
STAGES: Mapping[Stage, str] = {
    "preliminary": "快报 初报 预报 暂定 preliminary provisional",
    "final": "终报 正式 决算 final",
    "corrected": "修正 更正 corrected revised",
}
_UNITS = (
    "吨 万吨 千吨 t kt kg 公斤 % ‰ 元 万元 亿元 kWh 万kWh 度 m³ 立方米 万m³ h 小时 天 人 项 次 台 "
    "g/t kg/t kWh/t t/h 元/t"
)
"""The units of any report; a catalogue has its own."""
ENDS: Mapping[Said, tuple[Said, Said]] = {
    "plan": ("plan low", "plan high"), "year plan": ("year plan low", "year plan high"),
}  # fmt: skip
"""What the two figures of a cell such as 82.5–83.5 are; the one of ≥82.5 is the first, that of ≤83.5 the second."""
SEPARATORS = "·•・_/-—–:|、. "
_SPLIT = re.compile(r"[·•・_/:|]")
_NUMBERED = re.compile(
    r"(?:\(\d{1,2}\)|\d{1,2}[.、)](?!\d)|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.])(?=.)"
)
"""The number before an item: 1.处理矿量, （2）镍回收率."""
_APART = re.compile(r"(.*\S)(?:\s+|\s*[、,，]\s*)(\S+)")
"""A unit behind a blank or a mark: 处理矿量 万吨, 处理矿量、万吨."""
_LONGEST_NAME = 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading stands for: an indicator, a plan or an actual, a unit; any may be unsaid."""

    indicator: Indicator | None
    kind: Said | None
    unit: str = ""
    side: limits.Side = ""
    """The end that its plans are where it says no more of them: 镍回收率(≥)."""


@dataclass(frozen=True)
class Vocabulary:
    """All names in their normal form (`kpi.headings.normal`)."""

    catalog: Catalog
    fields: Mapping[str, Field]
    kinds: Mapping[str, Said]
    stages: Mapping[str, Stage]
    indicators: Mapping[str, Indicator]
    scopes: Mapping[str, tuple[str, ...]]
    units: frozenset[str]
    brands: Brands = NONE

    def field(self, text: str) -> tuple[Field, str] | None:
        """The field a heading names, and what stands in brackets behind it: the unit of 数值(万吨).

        数值(计划) is a heading of plans and no field; brackets that nobody understands are handed on to be refused.
        """
        name = bracketed.filled(normal(text))
        if found := self.fields.get(name):
            return found, ""
        bare, unit = split_unit(text)
        unit = unit.removeprefix("计量").removeprefix("单位:")
        found = self.fields.get(bare.upper())
        known = found in ("month", "scope", "indicator", "kind", "value", "unit") and not limits.parted(name)[1]
        return (found, unit) if found and known and not (found == "value" and self.inside(name)) else None

    def inside(self, text: str) -> str:
        """What 数值(8月) or 数值(计划,万吨) says as a heading of its own: 8月, 计划(万吨); '' for any other heading."""
        name = bracketed.filled(normal(text)) if "(" in text or "（" in text else ""
        if not name or self.fields.get(split_unit(name)[0]) != "value":
            return ""
        return bracketed.of_value(name, {*self.kinds, *self.scopes}, self.units)

    def knows(self, text: str) -> bool:
        """Whether the text is any name at all; decides between encodings."""
        name = normal(text)
        return bool(name) and (
            self.field(text) is not None
            or name in self.scopes
            or (len(name) <= _LONGEST_NAME and self.meaning(text) is not None)
        )

    def meaning(self, text: str) -> Meaning | None:
        """``计划·处理矿量(万吨)`` → the indicator, plan, 万吨; None for a heading that says nothing known.

        Parts come in any order; a unit in brackets that no catalogue unit knows is handed on to be refused.
        """
        whole = bracketed.filled(normal(text)) if text[-1:] in ")）]】" else normal(text)
        whole = bracketed.together(self.inside(text) or whole, self.kinds) if "(" in whole else whole
        if not whole or len(whole) > _LONGEST_NAME:
            return None
        if whole not in self.indicators and (number := _NUMBERED.match(whole)):
            whole = whole[number.end() :]
        if whole not in self.kinds and (limit := limits.parted(whole))[1] and (found := self._limited(*limit)):
            return found
        for name, unit, in_brackets in self._without_unit(whole):
            for rest, kind in self._without_kind(name):
                if kind and in_brackets and kind != in_brackets:
                    continue
                if called := self._called(rest, unit):
                    return Meaning(called[0], kind or in_brackets, unit or called[1])
                if not rest and (kind or in_brackets):
                    return Meaning(None, kind or in_brackets, unit)
        return self._with_unit_apart(text)

    def _limited(self, name: str, side: limits.Side) -> Meaning | None:
        """What a name stands for that sets a limit: 计划(≥) is the plan's lower end."""
        found = self.meaning(name) if name else None
        if found is None or (found.kind or "plan") not in ENDS:
            return None
        if found.kind is None:
            return replace(found, side=side) if found.indicator else None
        return replace(found, kind=ENDS[found.kind][side == "high"])

    def _called(self, name: str, unit: str = "") -> tuple[Indicator, str] | None:
        """An indicator by a name, by two of its names, or with a unit of its own right behind: 作业率%, 细度(-200目%).

        A ``unit`` that brackets say is enough: another one behind the name makes it no name at all.
        """
        theory = bracketed.without_theory(name) if "理论" in name else ""
        if found := self.indicators.get(name) or (self.theory(theory) if theory else None):
            return found, ""
        for place in range(len(name) - 1, 0, -1):
            if (found := self.indicators.get(name[:place])) is None:
                continue
            rest = name[place:]
            if rest in self.units and not unit and rest in map(normal, found.unit.factors):
                return found, rest
            if bracketed.is_dry(rest) and "(干)" in normal(found.name.zh):
                return found, ""
            again = rest[1:-1] if bracketed.BRACKETS.fullmatch(rest) else rest.lstrip("/、,")
            same = self._called(again, unit) if again else None
            if same and same[0] is found:
                return same
        return None

    def theory(self, name: str) -> Indicator | None:
        """The one indicator that 理论 somewhere in a name makes of it: 镍回收率 → 镍理论回收率."""
        made = (self.indicators.get(f"{name[:place]}理论{name[place:]}") for place in range(len(name) + 1))
        found = {each.key: each for each in made if each}
        return next(iter(found.values())) if len(found) == 1 else None

    def _with_unit_apart(self, text: str) -> Meaning | None:
        """``处理矿量 万吨``, ``处理矿量当月万吨`` as if the unit stood in brackets; only one of the indicator's own."""
        found, whole = _APART.fullmatch(text.strip()), normal(text)
        every = (n for n in range(2, len(whole)) if whole[n:] in self.units and whole[:n].endswith(tuple(self.kinds)))
        place = next((n for n in every if whole[n:] != "%"), 0)  # 完成% is a rate, and 计划% may be one
        name, unit = (found[1], found[2]) if found else (whole[:place], whole[place:])
        meaning = self.meaning(f"{name}({unit})") if name and normal(unit) in self.units else None
        of = meaning.indicator if meaning else None
        fits = meaning and (meaning.unit in map(normal, of.unit.factors) if of else found is not None)
        return meaning if fits else None

    def candidates(self, text: str) -> tuple[Indicator, ...]:
        """The indicators whose name or alias holds a heading's characters in their order: 回收率 → 镍、铜."""
        parts = {rest for name, _, _ in self._without_unit(normal(text)[:_LONGEST_NAME])
                 for rest, _ in self._without_kind(name)}  # fmt: skip
        wanted = min(parts, key=len, default="")
        if len(wanted) < (4 if wanted.isascii() else 2):
            return ()  # too short to mean anything: No, 号
        gap = "" if wanted.isascii() else ".*"
        shape = re.compile(gap.join(map(re.escape, wanted)))
        found = {i.key: i for name, i in self.indicators.items() if shape.search(name)}
        return tuple(i for key, i in self.catalog.indicators.items() if key in found)

    def _without_unit(self, name: str) -> Iterator[tuple[str, str, Said | None]]:
        """Ways to read a heading: (name, unit, kind in brackets), the safest first."""
        groups = list(bracketed.BRACKETS.finditer(name))[::-1]
        cut = [(name[: g.start()] + name[g.end() :], g[1].removeprefix("单位:")) for g in groups]
        for rest, inside in cut:
            if inside in self.units:
                yield from ((rest, inside, None), (name, inside, None))
                yield rest.rstrip("/"), inside, None  # 处理矿量 over （万吨） in a merged heading
                yield from ((r, inside, k) for r, k in self._kind_in_brackets(rest))
        for group, (_, inside) in zip(groups, cut, strict=True):
            *others, last = bracketed.LISTED.split(inside)
            if others and last in self.units:  # 处理矿量(干,万吨): the rest of the brackets belongs to the name
                yield f"{name[: group.start()]}({','.join(others)}){name[group.end() :]}", last, None
        yield name, "", None
        yield from ((rest, "", kind) for rest, kind in self._kind_in_brackets(name))
        for place in [m.start() for m in _SPLIT.finditer(name)]:
            if name[place + 1 :] in self.units:
                yield name[:place], name[place + 1 :], None
        yield from ((rest, inside, None) for rest, inside in cut if not self._says_whose(inside))

    def _says_whose(self, bracket: str) -> bool:
        """Whether brackets hold no unit but a part of the plant, or say that the figure is no month's."""
        return bracket in self.scopes or bracketed.whose(bracket)

    def _kind_in_brackets(self, name: str) -> Iterator[tuple[str, Said]]:
        for group in bracketed.BRACKETS.finditer(name):
            if kind := self.kinds.get(group[1]):
                yield name[: group.start()] + name[group.end() :], kind

    def _without_kind(self, name: str) -> Iterator[tuple[str, Said | None]]:
        yield name, None
        every = tuple(self.kinds)
        if not (name.startswith(every) or name.endswith(every)):
            return  # most names of a report
        for word, kind in self.kinds.items():
            if name.startswith(word):
                yield name[len(word) :].lstrip(SEPARATORS), kind
            if name.endswith(word):
                yield name[: -len(word)].rstrip(SEPARATORS), kind


def everyday() -> Vocabulary:
    """The names that reports share whatever they tell of: no indicators and no parts of a plant."""
    kinds = dict(sorted(_words(kindwords.KINDS).items(), key=lambda item: -len(item[0])))
    none = Catalog({}, (), {}, {})
    return Vocabulary(none, _words(FIELDS), kinds, _words(STAGES), {}, {}, frozenset(map(normal, _UNITS.split())))


def of(catalog: Catalog) -> Vocabulary:
    """The names of a catalogue."""
    scopes: dict[str, tuple[str, ...]] = {}
    for scope in catalog.scopes.values():
        for name in {normal(each) for n in names(scope) for each in numbered.spelled(n)} - {""}:
            scopes[name] = (*scopes.get(name, ()), scope.key)
    indicators = {normal(n): i for i in catalog.indicators.values() for n in names(i) if normal(n)}
    bare, by_brand = brands.of(catalog, indicators)
    units = frozenset(normal(spelling) for unit in catalog.units.values() for spelling in unit.factors)
    kinds = dict(sorted(_words(kindwords.KINDS).items(), key=lambda item: -len(item[0])))
    known = {**metalled.spelled(indicators), **bare, **indicators}
    return Vocabulary(catalog, _words(FIELDS), kinds, _words(STAGES), known, scopes, units - {""}, by_brand)


def _words(table: Mapping[T, str]) -> dict[str, T]:
    return {normal(word): key for key, words in table.items() for word in words.split()}
