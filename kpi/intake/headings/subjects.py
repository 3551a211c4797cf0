"""Headings that the title makes whole: 应召开 under 三会一课, 提出 and 闭环 under 金点子 (domain.md §1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import materials
from kpi.intake.words import brands
from kpi.intake.words.cleaning import Wrong, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator
from kpi.reading import Issue

_COUNTED = re.compile("(?:次|项|件|条)?数量?$|[次项件条]$")
_STAGES = frozenset("阶段 环节 流程 进展 情况".split())  # noqa: SIM905
_COUNTS = frozenset(("项", "次", "%"))
_HAN = re.compile("[㐀-鿿]{2,}")
_LENGTHS = range(2, 7)
_PERIOD = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[年./-](?:1[0-2]|0?[1-9])(?:月份?)?(?!\d)|年度?)|(?<![\d./~至到—–-])(?:1[0-2]|0?[1-9])月份?"
)
_TITLED = re.compile(
    "选矿厂|[本当]月|月度|月报表?|报表|统计表?|汇总表?|情况|开展|征集|推进|落实|执行|完成|进展|进度|工作|事项|管理|报告|总结|通报|明细表?"
    "|一览表?|[分各]?党?支部|表|的|数据|指标"
)
"""What a title may say beside the month, the plant and the process and change nothing of whose figures they are."""
_SIGNS = " :()[]《》【】_,"
_WRITTEN = re.compile(
    r"(?:填[报表]|编制|制表|报送|上报|审核|统计)(?:单位|部门|人员?|日期|时间)?:.*|\(?单位:[项次件条个%、,]+\)?"
)
_HEAD_ROWS, _LOOKED_AT = 20, 60


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with whole names for headings, or for the rows under 阶段, that a title's process alone makes known.

    Only where the title makes two or more of them names of counts and their shares, and no part of it makes others.
    """
    lines = materials.named(lines, names)
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        filled = [n for n, cell in enumerate(line.own) if plain(cell)]
        if len(filled) < 2 or any(map(number_like, line.own)):
            continue
        title = _title(lines[:place])
        if normal(line.own[filled[0]]) in _STAGES and (names.field(line.own[filled[1]]) or ("",))[0] == "value":
            return _staged(lines, place, filled[0], title, names)
        strange = {n: line.own[n] for n in filled if not names.field(line.own[n]) and not groups.is_left(line.own[n])}
        if any(map(names.meaning, strange.values())) or len(strange) == len(filled) > len(_LENGTHS):
            return lines
        whole = _whole(title, strange, names, alone=True)
        if any(_says(lines[place + 1 :], n) for n in strange if n not in whole) or _names_rows(line, names):
            return lines  # 督办事项 below 事项 says itself what a row is of
        cells = tuple(whole.get(n, cell) for n, cell in enumerate(line.cells))
        return (*lines[:place], replace(line, cells=cells), *lines[place + 1 :]) if whole else lines
    return lines


def _names_rows(line: Line, names: Vocabulary) -> bool:
    return any((found := names.field(cell)) and found[0] in ("indicator", "action", "value") for cell in line.own)


def _says(below: Sequence[Line], place: int) -> bool:
    """Whether words stand in a column."""
    said = (row.cells[place] for row in below[:_LOOKED_AT] if place < len(row.cells))
    return any(plain(text) and not number_like(text) for text in said)


def short(lines: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of 指标,到期,按期完成 over 督办事项, whose row and heading make an indicator's name together only."""
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        strange = {n: cell for n, cell in enumerate(line.own) if plain(cell) and not names.field(cell)}
        if any(map(number_like, line.own)) or any(map(names.meaning, strange.values())):
            continue
        for row in lines[place + 1 : place + 1 + _LOOKED_AT]:
            label = next((cell for cell in row.own if plain(cell) and not number_like(cell)), "")
            if whole := _whole(normal(label), strange, names):
                examples = shown("、".join(f"“{name}”" for name in whole.values()), longest=200)
                said = shown("、".join(plain(strange[n]) for n in whole))
                return Issue("headings_short", line=line.number, found=said, args={"examples": examples})
    return None


def _staged(lines: Sequence[Line], place: int, lead: int, title: str, names: Vocabulary) -> Sequence[Line]:
    below = lines[place + 1 : place + 1 + _LOOKED_AT]
    said = {n: row.cells[lead] for n, row in enumerate(below) if lead < len(row.cells) and plain(row.cells[lead])}
    if not (whole := _whole(title, said, names, alone=True)):
        return lines
    rows = (_put(row, lead, whole[n]) if n in whole else row for n, row in enumerate(below))
    return (*lines[:place], _put(lines[place], lead, "指标"), *rows, *lines[place + 1 + len(below) :])


def _put(row: Line, place: int, text: str) -> Line:
    return replace(row, cells=(*row.cells[:place], text, *row.cells[place + 1 :]))


def _title(above: Sequence[Line]) -> str:
    """What stands above a table but who wrote it."""
    return "".join(said for line in above if not _WRITTEN.fullmatch(said := normal(line.text)))


def is_alone(title: str, process: str, names: Vocabulary) -> bool:
    """Whether a title says no more than a month, the plant and a process: 智能化金点子 and 金点子（机关） do."""
    plant = (names.catalog.plant.key,)
    said = _PERIOD.sub(" ", title.replace(process, " ", 1))
    for name in sorted((n for n, keys in names.scopes.items() if keys == plant and len(n) > 1), key=len, reverse=True):
        said = said.replace(name, " ")
    return not _TITLED.sub(" ", said).strip(_SIGNS)


def _whole(title: str, said: Mapping[int, str], names: Vocabulary, *, alone: bool = False) -> dict[int, str]:
    """The whole names of texts, by their places; none where a title makes several sense of them or of one only.

    ``alone``: only by what a title says of nothing else.
    """
    best: dict[int, str] = {}
    runs = _HAN.findall(title)
    parts = {run[n : n + size] for run in runs for size in _LENGTHS for n in range(len(run) - size + 1)}
    for part in sorted(parts):
        found = {n: of for n, text in said.items() if (of := _named(part, text, names))}
        if len(found) < 2 or (alone and not is_alone(title, part, names)):
            continue
        if any(best.get(n, name) != name for n, name in found.items()):
            return {}
        best |= found
    return best if len(set(best.values())) == len(best) else {}


def _named(part: str, text: str, names: Vocabulary) -> str:
    """The one count or share of counts that a process makes of a text, with its unit: 三会一课应召开数(次)."""
    bare, unit = split_unit(text)
    found = {each.key: each for each in _made(part, bare, names)}
    if len(found) != 1:
        return ""
    own = next(iter(found.values()))
    sole = brands.settled(own, None, names.catalog, names.brands)
    if isinstance(sole, Wrong) or own.unit.key not in _COUNTS:
        return ""
    return f"{own.name.zh}({unit})" if unit else own.name.zh


def _made(part: str, bare: str, names: Vocabulary) -> Iterator[Indicator]:
    stem = _COUNTED.sub("", bare)
    ways = (bare,) if bare.endswith("率") else (bare, stem, f"{stem}数")
    for way in ways if stem else ():
        for name in (f"{part}{way}", f"{way}{part}"):
            if (own := names.indicators.get(normal(name))) and (own.unit.percent == bare.endswith("率")):
                yield own
