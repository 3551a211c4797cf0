"""What the labels over a column of figures say, each level of a heading by itself and all of them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import MOST_COLUMNS
from kpi.intake.grid import dates, groups, metals
from kpi.intake.grid.levels import Heading
from kpi.intake.words import limits, others, periods
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.vocabulary import ENDS, SEPARATORS, Meaning, Said, Vocabulary
from kpi.period import Month

_AMONG = re.compile(r"(?:其中|包括|含)[:、,]?|[-—–·•]+")
_NO_PERIODS = re.compile(r"[本当上全]?季度?|[本当]?半年|累计|.*(?:上年|去年|同期).*")
"""Of these `is_period` holds, and they name no period that a table can be of: 本季, 去年三季度."""
_PERIOD_BEHIND = re.compile(r"([^()]+)\(((?:(?:19|20)\d\d(?:年|[-./])?)?(?:0?[1-9]|1[0-2])月?份?)\)")
"""计划（2022年9月）, 实际（9月）."""
_BRACKETED = re.compile(r"([^()]+)\(([^()]+)\)")
"""2022年9月（计划）, 一系列（实际）, 9月（一系列）."""
_SUMS = frozenset(("小计", "合计"))
_THIS_YEAR = re.compile(r"(?:今|本|当)年度?(?=(?:1[0-2]|[1-9])月)")
"""今年9月 beside 去年9月 is the 9月 of the title's year."""
_YEAR_OVER = re.compile("[本当]?年度?")
_SHORT_YEAR = re.compile(r"(\d\d)\.(\d{1,2})")
_SOONEST, _LATEST = 10, 40
_SPANS = re.compile(r"\d{1,2}月?[-—–~至到]\d{1,2}月|(?:19|20)\d\d[年.]\d{1,2}月?[-—–~至到]\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Column:
    """What the heading over a column of figures says; what it leaves unsaid stands elsewhere."""

    index: int
    period: str = ""
    scope: str = ""
    indicator: str = ""
    kind: Said | None = None
    unit: str = ""


def column(place: int, texts: Sequence[str], names: Vocabulary) -> Column | None:
    """What the levels of a heading say together; None when one of them says nothing known, or two the same."""
    found, side = Column(place), ""
    texts = without_quarters(with_metal(with_theory(_with_year(texts, names), names), names), names)
    for level, text in enumerate(texts, 1):
        if groups.is_neutral(text) and (level < len(texts) or found.kind in ("plan", "actual")):
            continue  # 本月 over 计划, and 计划 over 本月
        told = said(text, names)
        if not told:
            return None
        side = told.pop("side", side)
        for name, value in told.items():
            before = getattr(found, name)
            if name == "period" and before and periods.is_bare(value):
                value = before + value
            elif before:
                return None
            found = replace(found, **{name: value})  # type: ignore[arg-type]
    if side and found.kind != "actual":  # 镍回收率(≥) over 计划 and 实际
        ends = ENDS.get(found.kind) if found.kind else None
        found = replace(found, kind=ends[side == "high"]) if ends else Column(place)
    return found if texts and (found.period or found.scope or found.indicator or found.kind) else None


def month(text: str, reader: periods.Periods, names: Vocabulary) -> Month | int | Wrong:
    """The month of a cell; 3月计划 says more than a month, and is told so."""
    found = reader.read(text)
    strange = isinstance(found, Wrong) and found.code == "period_unknown"
    told = said(text, names) if strange else {}
    return Wrong("period_and_kind") if {"period", "kind"} <= set(told) and not dates.span(told["period"]) else found


def without_quarters(texts: Sequence[str], names: Vocabulary) -> Sequence[str]:
    """The levels of a heading without a quarter or half year over one of its own months; a year it says is kept.

    Over a month that it does not hold it stays, so that the heading is not understood; over 小计 it is the quarter's.
    """
    if len(texts) > 1 and normal(texts[-1]) in _SUMS and dates.span(texts[-2]):
        return texts[:-1]
    told = (said(text, names).get("period", "") for text in texts if not dates.span(text))
    number = next((periods.number_of(text) for text in told if periods.is_month(text)), 0)
    spans = {text: span for text in texts if number and (span := dates.span(text))}
    if not spans or any(number not in months for _, months in spans.values()):
        return texts
    return [f"{spans[text][0]}年" if text in spans else text for text in texts if text not in spans or spans[text][0]]


def _with_year(texts: Sequence[str], names: Vocabulary) -> Sequence[str]:
    """The levels of a heading with 年度 over 计划 in one, the year's plan."""
    for place, pair in enumerate(pairwise(texts)):
        year = _YEAR_OVER.fullmatch(normal(pair[0])) and said("".join(pair), names).get("kind", "").startswith("year")
        if year and said(pair[1], names).get("kind"):
            return [*texts[:place], "".join(pair), *texts[place + 2 :]]
    return texts


def with_theory(texts: Sequence[str], names: Vocabulary) -> Sequence[str]:
    """The levels of a heading with 镍回收率(%) over 理论 in one: 镍理论回收率(%)."""
    others = [text for text in texts if normal(text) != "理论"]
    if len(texts) != len(others) + 1:
        return texts
    for place, text in enumerate(others):
        bare, unit = split_unit(text)
        if found := names.theory(normal(bare)):
            return [*others[:place], f"{found.name.zh}({unit})" if unit else found.name.zh, *others[place + 1 :]]
    return texts


def with_metal(texts: Sequence[str], names: Vocabulary) -> Sequence[str]:
    """The levels of a heading with an indicator, its metal and its product in one: 原矿品位 over Ni, 精矿 over 产量."""
    if len(texts) < 2 or not any(map(metals.is_part, texts)):
        return texts
    return metals.joined(
        texts, [text for text in texts if (told := said(text, names)) and "indicator" not in told], names
    )


def said(text: str, names: Vocabulary) -> dict[str, str]:
    """What one level says: a period, a scope, a unit, a kind, an indicator, or a period with a kind behind it."""
    text = names.inside(text) or text
    bare = _THIS_YEAR.sub("", plain(text))
    name = normal(bare)
    if _SPANS.search(name) or "累计" in name:
        return {}
    if names.scopes.get(name):
        return {"scope": text}
    if name in names.kinds:
        return {"kind": names.kinds[name]}
    if side := limits.side(name):
        return {"side": side}
    if (limit := limits.parted(name))[1] and name not in names.indicators:
        return _limited(said(limit[0], names), limit[1])
    if dated(bare):
        return {"period": bare}
    unit = name.strip("()[]")
    if unit in names.units:
        return {"unit": unit}
    if groups.states_unit(text) in names.units:
        return {"unit": groups.states_unit(text)}
    if year := groups.titled_period(text):
        return {"period": year}
    for word, kind in names.kinds.items():
        if name.endswith(word):
            rest = name.removesuffix(word)
            if period := rest if dated(rest) else groups.titled_period(rest):
                return {"period": period, "kind": kind}
    if behind := _PERIOD_BEHIND.fullmatch(name):
        told = said(behind[1], names) if dated(behind[2]) else {}
        return {**told, "period": behind[2]} if told and "period" not in told else {}
    if both := _BRACKETED.fullmatch(name):
        told, more = said(both[1], names), said(both[2], names)
        plainly = {*told, *more} <= {"period", "scope", "kind"} and not {*told} & {*more}
        if told and more and plainly and "kind" not in told:
            return {**told, **more}
    if meaning := names.meaning(text):
        return _named(meaning)
    return _of_scope(name, names)


def _limited(told: dict[str, str], side: limits.Side) -> dict[str, str]:
    """9月计划(≥): what is said without the limit, with the plan's end."""
    ends = next((both for kind, both in ENDS.items() if kind == told.get("kind")), None)
    if ends:
        return {**told, "kind": ends[side == "high"]}
    return {**told, "side": side} if told.get("indicator") and "kind" not in told else {}


def _named(meaning: Meaning) -> dict[str, str]:
    """处理矿量(万吨), 计划·处理矿量, 本月(万吨)."""
    called = meaning.indicator.name.zh if meaning.indicator else ""
    found = {"indicator": called, "unit": meaning.unit, "kind": meaning.kind or ""}
    return {key: value for key, value in found.items() if value}


def _of_scope(name: str, names: Vocabulary) -> dict[str, str]:
    """一系列处理矿量(万吨), 处理矿量(万吨)·一系列, 处理矿量(一系列), 一系列计划: what is said of a part; else empty."""
    known = [scope for scope in names.scopes if len(scope) > 1 and scope in name]
    for scope in sorted(known, key=len, reverse=True):
        bracketed = re.sub(rf"[(\[【]{re.escape(scope)}[)\]】]", "", name, count=1)
        rest = name[len(scope) :].lstrip(SEPARATORS) if name.startswith(scope) else bracketed
        rest = name[: -len(scope)].rstrip(SEPARATORS) if rest == name and name.endswith(scope) else rest
        meaning = names.meaning(rest) if rest != name and rest else None
        if meaning and (meaning.indicator or rest in names.kinds):
            return {"scope": scope, **_named(meaning)}
    return {}


def subscope(text: str, names: Vocabulary) -> str:
    """The part of the plant that a cell names and nothing else: 其中：一系列 → 一系列."""
    name = _AMONG.sub("", normal(text), count=1) if _AMONG.match(normal(text)) else normal(text)
    return name if names.scopes.get(name) else ""


def dated(text: str) -> bool:
    """A month or a year as headings write it, never a mere number of five or fewer than four digits."""
    if _NO_PERIODS.fullmatch(text) or ((short := _SHORT_YEAR.fullmatch(text)) and not _is_short(*short.groups())):
        return False
    plausible = not text.isdigit() or len(text) == 6 or (len(text) == 4 and text[:2] in ("19", "20"))
    return plausible and periods.is_period(text)


def _is_short(year: str, month: str) -> bool:
    """Whether 22.09 may be a month whose year lost its century: 83.12 and 22.85 are rates."""
    return _SOONEST <= int(year) <= _LATEST and 1 <= int(month) <= 12


def unread(heading: Heading, read: Sequence[Column], names: Vocabulary) -> tuple[str, ...]:
    """Labels of upper heading rows that nobody knows, over columns that would be read without them.

    Columns of 累计 or 上年同期 are left out by name as long as others are read.
    """
    unknown, left, good = list[str](), list[str](), {each.index for each in read}
    for place, texts in enumerate(heading.parts[:MOST_COLUMNS]):
        if place in good or len(texts) < 2 or not column(place, texts[-1:], names):
            continue
        silent = (t for t in texts[:-1] if not groups.is_neutral(t) and not said(t, names) and not metals.is_part(t))
        label = next(silent, "")
        if not label:
            continue
        aside = groups.is_left(label) or others.differs(label) or others.is_aside(label)
        (left if aside else unknown).append(label)
    return tuple(dict.fromkeys(unknown or ([] if read else left)))


def is_grouped(heading: Heading) -> bool:
    """Whether labels that say nothing by themselves stand over headings, or metals do: only the shape reads them."""
    return any(
        groups.is_neutral(text) or groups.states_unit(text) or any(map(metals.is_part, texts))
        for texts in heading.parts
        if len(texts) > 1
        for text in texts[:-1]
    )
