"""Tonnes that the title, the unit's line or the corner calls wet, under indicators whose tonnes are dry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Table
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.shapes import Shape
from kpi.intake.words import units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_WET = re.compile(r"\(湿\)|湿(?:吨|基|重|矿|态|量(?!扣|折))|(?<![不无未非除扣去])含水(?![率量分])")
_WET_ALONE = re.compile("(?:按|以)?湿(?:吨|基|重|矿|态|量|矿量|重量)?(?:计|口径)?|WET(?:BASIS|TONNES|WEIGHT)?")
_MOISTURE = re.compile("(?:水分|含水率)[^,。;]{0,6}湿基")
_DRIED = re.compile("折[算合成为]*干|折[^,。;]{0,4}干|扣[除去]?水")
"""水分按湿基计 says nothing of the tonnes, nor does 湿矿量折算为干矿量."""
_WEIGHTS = re.compile(r"([原精尾]矿)(?:数量|重量|吨数)(?:\(.*\))?")
Of = tuple[Table, Shape | None, tuple[str, str]]
"""A table as it was found, its shape, and the sheet's and the file's name."""


def refused(of: Of, good: Sequence[Cell], names: Vocabulary) -> Issue | None:
    """The refusal of dry tonnes in a table that is called wet; a row or a heading with 干 in it explains itself.

    Wet ore with an indicator of its own beside the dry one explains the word.
    """
    if problem := _mixed(of[0], good, names):
        return problem
    if problem := _beside(of[0], good, names):
        return problem
    said = next(((number, text) for number, text in _around(of) if _is_wet(text)), None)
    if said is None:
        return None
    known = names.catalog.indicators
    called = _called(good, names)
    if any("(湿)" in name for name in called.values()):
        return None
    dry = {line.number for line in of[0].below if any("干" in normal(text) for text in line.own)}
    for cell in good:
        if "(干)" not in called.get(cell.row.indicator, "") or cell.row.line in dry or "干" in normal(cell.heading):
            continue
        args = {"indicator": known[cell.row.indicator].name}
        return Issue("wet_said", line=said[0], found=shown(said[1]), args=dict(args))
    return None


def _is_wet(text: str) -> bool:
    said = normal(text)
    return bool(_WET.search(_MOISTURE.sub("", said))) and not _DRIED.search(said)


def _called(good: Sequence[Cell], names: Vocabulary) -> dict[str, str]:
    known = names.catalog.indicators
    return {key: normal(known[key].name.zh) for cell in good if (key := cell.row.indicator) in known}


def _mixed(table: Table, good: Sequence[Cell], names: Vocabulary) -> Issue | None:
    """The refusal of 原矿数量, by which alone wet tonnes are meant, beside 精矿数量, by which dry ones are."""
    if not any("(湿)" in name for name in _called(good, names).values()):
        return None
    lines = (table.header, *table.below)
    said = {found[1]: (line.number, text) for line in lines for text in line.own if (found := _weight(text))}
    if "原矿" not in said or len(said) == 1:
        return None
    number, text = said.pop("原矿")
    other = next(text for _, text in said.values())
    return Issue("weights_mixed", line=number, found=shown(text), args={"other": shown(other)})


def _beside(table: Table, good: Sequence[Cell], names: Vocabulary) -> Issue | None:
    """The refusal of dry tonnes in a row that says 湿 in a cell of its own, under 干湿; remarks are asked of."""
    said = {line.number: text for line in table.below for text in line.own if _WET_ALONE.fullmatch(normal(text))}
    called = _called(good, names) if said else {}
    for row in (cell.row for cell in good if cell.row.line in said):
        if "(干)" in called.get(row.indicator, "") and normal(row.note) != normal(said[row.line]):
            indicator = names.catalog.indicators[row.indicator].name
            return Issue("wet_said", line=row.line, found=shown(said[row.line]), args={"indicator": indicator})
    return None


def _weight(text: str) -> re.Match[str] | None:
    return _WEIGHTS.fullmatch(normal(text)) if "矿" in text else None


def _around(of: Of) -> list[tuple[int | None, str]]:
    """What stands around a table, with its line: titles, the corner, lines that state a unit, and the names."""
    table, shape, called = of
    heads = shape.heading.rows if shape else (table.header,)
    found = [(line.number, plain(text)) for line in table.titles for text in line.own]
    found += [(line.number, plain(line.cells[0])) for line in heads if line.cells]
    rows = (*heads, *table.below)
    found += [(line.number, plain(text)) for line in rows for text in line.own if units.heads(text)]
    return [*found, *((None, plain(text)) for text in called)]
