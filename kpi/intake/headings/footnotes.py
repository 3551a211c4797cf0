"""Marks that send the reader of a name to a note below: 处理矿量①, 镍回收率（注1）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.headings import remarks
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_MARKED = re.compile(rf"(?P<name>.*\S)\s*(?:(?P<circled>[{_CIRCLED}])|[(（\[【]见?注(?P<number>\d{{0,2}})[)）\]】])")
_NOTE = re.compile(rf"[(（\[【]?(?:(?P<circled>[{_CIRCLED}])|注(?P<number>\d{{0,2}}))[)）\]】]?")


def without(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with the names of indicators for those marked so, where a note of its own begins with the mark.

    A note that speaks of time, of part of the plant, of 湿 or of a figure leaves the mark, by which it is refused.
    """
    said = {mark for line in lines if (mark := _begins(line, names))}
    return [_bare(line, said, names) for line in lines] if said else lines


def _begins(line: Line, names: Vocabulary) -> tuple[str, str] | None:
    text = next((cell.strip() for cell in line.own if plain(cell)), "")
    found = _NOTE.match(text)
    rest = normal(text[found.end() :]) if found else ""
    other = remarks.tells(rest) or remarks.speaks(rest) or any(map(str.isdigit, rest))
    whose = any(len(name) > 1 and name in rest for name in names.scopes) or groups.part_said([rest], ())
    return (found["circled"] or "", found["number"] or "") if found and not other and not whose else None


def _bare(line: Line, said: set[tuple[str, str]], names: Vocabulary) -> Line:
    cells = tuple(_name(cell, said, names) if "注" in cell or any(map(cell.__contains__, _CIRCLED)) else cell
                  for cell in line.cells)  # fmt: skip
    return line if cells == line.cells else replace(line, cells=cells)


def _name(cell: str, said: set[tuple[str, str]], names: Vocabulary) -> str:
    found = _MARKED.fullmatch(cell.strip())
    if found is None or (found["circled"] or "", found["number"] or "") not in said:
        return cell
    meaning = names.meaning(found["name"])
    return found["name"] if meaning and meaning.indicator else cell
