"""Marks that send the reader of a name to a note below: 处理矿量①, 镍回收率（注1）."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi.headings import names as spellings
from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

Notes = Mapping[tuple[str, str], Sequence[str]]
"""What is said below each mark."""
_STOPS = ":.,;。、 "
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_MARKED = re.compile(rf"(?P<name>.*\S)\s*(?:(?P<circled>[{_CIRCLED}])|[(（\[【]见?注(?P<number>\d{{0,2}})[)）\]】])")
_NOTE = re.compile(rf"[(（\[【]?(?:(?P<circled>[{_CIRCLED}])|注(?P<number>\d{{0,2}}))[)）\]】]?")
_DATA = "(?:该|本|此|以上|上述)?(?:项|表)?(?:指标|数据|数值|数字)?"
_OFFICE = (
    "(?:选矿厂)?(?:(?:计控|计量|质检|质量|化验|检验|检测|生产|技术|统计|调度|设备|机动|财务|安全|环保|经营|管理|信息|自动化)+"
    "(?:中心|科室?|部门?|处|组|站|室))"
)
_PLACES = "(?:小数点?后?)?[一二两三四1234]位(?:小数)?"
_HARMLESS = re.compile(
    f"{_DATA}(?:的?(?:来源|出处)|来自|取自|来源于|由|:|为|于)*{_OFFICE}(?:的?(?:数据|报表|台账|记录))?"
    "(?:提供|填报|统计|负责|报送|上报|计量|化验|检测|核对|确认)*"
    f"|{_DATA}(?:由|按|以|用|经|为)?(?:电子)?(?:皮带秤|地磅|汽车衡|轨道衡|流量计|电能表|电表|水表)(?:计量|称量|读数)(?:数据?)?"
    f"|(?:计算)?(?:结果|{_DATA})(?:均|已|经|按)*(?:四舍五入(?:后)?(?:取整|取整数|(?:至|到|保留){_PLACES})?|保留{_PLACES})"
)
"""Who told or measured a figure and how it is rounded, which changes nothing of it."""
_DRY = re.compile(f"{_DATA}(?:为|均为|按|以)?干(?:矿量?|量|基|吨|重)(?:计)?")


def without(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with the names of indicators for those marked so, where a note of its own begins with the mark.

    Any note but one that surely changes nothing leaves the mark, by which it is refused: ①为销量.
    """
    said = dict[tuple[str, str], list[str]]()
    for line in lines:
        if found := _NOTE.match(text := "".join(cell.strip() for cell in line.own if plain(cell))):
            note = normal(text[found.end() :]).strip(_STOPS)
            said.setdefault((found["circled"] or "", found["number"] or ""), []).append(note)
    return [_bare(line, said, names) for line in lines] if said else lines


def _bare(line: Line, said: Notes, names: Vocabulary) -> Line:
    cells = tuple(_name(cell, said, names) if "注" in cell or any(map(cell.__contains__, _CIRCLED)) else cell
                  for cell in line.cells)  # fmt: skip
    return line if cells == line.cells else replace(line, cells=cells)


def _name(cell: str, said: Notes, names: Vocabulary) -> str:
    found = _MARKED.fullmatch(cell.strip())
    notes = said.get((found["circled"] or "", found["number"] or ""), ()) if found else ()
    meaning = names.meaning(found["name"]) if found and notes else None
    if found is None or meaning is None or meaning.indicator is None:
        return cell
    dry = any("干" in name for name in spellings(meaning.indicator))
    return found["name"] if all(_HARMLESS.fullmatch(n) or (dry and _DRY.fullmatch(n)) for n in notes) else cell
