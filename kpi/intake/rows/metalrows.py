"""Rows that part an indicator from its metal or product: Ni below 原矿品位, a column 元素 or 产品 beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpi.headings import names as spellings
from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import metals
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_MOST_SHOWN = 300
_AMONG = re.compile(r"^(?:(?:其中|包括)[:：、]?|[(（]?[一二三四五六七八九十]{1,2}[)）、.．]+)\s*")
"""What leads the first metal below 原矿品位, 其中：镍, or one that heads its own rows: 一、镍."""
_WITH_METAL = re.compile(r"(.+?)\s*[:：/]\s*([^:：/]+)")
"""原矿品位：Ni, below which Cu alone may stand."""


def joined(table: Table, names: Vocabulary) -> tuple[Table, list[Issue]]:
    """The table with whole indicators in their column, asked; rows that only headed metals are emptied."""
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    if fields.count("indicator") != 1 or "action" in fields:
        return table, []
    place = fields.index("indicator")
    table, asked = _with_products(table, place, fields, names)
    column = next((n for n, name in enumerate(fields) if not name and _are_metals(table, n)), None)
    rows = _Rows(place, column, names)
    below = [rows.whole(line) for line in table.below]
    if not rows.told:
        return table, asked
    blank = {line.number for line in rows.heads}
    below = [replace(line, cells=("",) * len(line.cells)) if line.number in blank else line for line in below]
    told = "、".join(dict.fromkeys(rows.told))
    asked.append(_asked(table, told))
    return replace(table, below=tuple(below)), asked


def _asked(table: Table, told: str) -> Issue:
    return Issue("metal_rows", "warning", table.header.number, args={"rows": shown(told, longest=_MOST_SHOWN)})


def _with_products(table: Table, place: int, fields: Sequence[str], names: Vocabulary) -> tuple[Table, list[Issue]]:
    """The table with the product of a column 产品 in each row's indicator, a blank being that of the row above, asked.

    What is no indicator with its product keeps both, so that it is refused by its name: 原矿产率.
    """
    columns = (n for n, name in enumerate(fields) if not name)
    column = next((n for n in columns if (said := list(_texts(table, n))) and all(map(metals.product, said))), None)
    if column is None:
        return table, []
    below, product, told = list[Line](), "", dict[str, None]()
    for line in table.below:
        cells = list(line.cells)
        if len(cells) > max(place, column) and plain(cells[place]):
            product = metals.product(cells[column]) or (product if column < place else "")
            name = _of_product(plain(cells[place]), product, names)
            if name != plain(cells[place]):
                told[f"{product}/{plain(cells[place])} → {name}"] = None
            cells[place], cells[column] = name, ""
        below.append(replace(line, cells=tuple(cells)))
    asked = [_asked(table, "、".join(told))] if told else []
    return replace(table, below=tuple(below)), asked + _wet(table, (place, column), names)


def _wet(table: Table, of: tuple[int, int], names: Vocabulary) -> list[Issue]:
    """The refusal of 数量 beside 水分: nobody knows whether it is dry. ``of``: where indicator and product stand."""
    around = [cell for line in (*table.titles, table.header) for cell in line.own]
    if not metals.speaks_of_water((*around, *_texts(table, of[0]))):
        return []
    for line in table.below:
        said = [plain(line.cells[n]) for n in of if n < len(line.cells)]
        if metals.is_weight(said, names):
            return [Issue("crossed_wet", "error", line.number, found=shown("/".join(reversed(said))))]
    return []


def _of_product(text: str, product: str, names: Vocabulary) -> str:
    found = metals.joined((text, product), (), names) if product else ()
    if len(found) == 1:
        return found[0]
    meaning = names.meaning(text)
    own = meaning and meaning.indicator and any(product in normal(name) for name in spellings(meaning.indicator))
    return text if own and product else f"{product}{text}"


class _Rows:
    """Puts each row's indicator together; ``heads``: rows that said only what the metals below them are of."""

    def __init__(self, place: int, column: int | None, names: Vocabulary) -> None:
        self.place, self.column, self.names = place, column, names
        self.above = ""
        self.head: Line | None = None
        self.over: Line | None = None
        self.told: list[str] = []
        self.heads: list[Line] = []

    def whole(self, line: Line) -> Line:
        if len(line.cells) <= max(self.place, self.column or 0):
            return line
        text = plain(line.cells[self.place])
        metal = _AMONG.sub("", plain(line.cells[self.column]) if self.column is not None else text)
        figures = any(map(number_like, line.own[self.place + 1 :]))  # not a number before the name
        if not metals.of(metal):
            apart = _WITH_METAL.fullmatch(text)
            self.above = (apart[1] if apart and metals.of(apart[2]) else text) or self.above
            self.head = line if text and not figures else None
            self.over = None if self.head else self.over
            return self.under(line, text) if figures else line
        if self.column is None and not figures and self.head is None:
            self.over = line
            return line
        stem = text if self.column is not None and text else self.above
        self.above = stem
        found = metals.joined((stem, metal), (), self.names) if stem else ()
        if len(found) != 1:
            return line
        self.told.append(f"{stem}/{metal} → {found[0]}")
        if self.head is not None and self.column is None:
            self.heads.append(self.head)
        cells = list(line.cells)
        if self.column is not None:
            cells[self.column] = ""
        cells[self.place] = found[0]
        return replace(line, cells=tuple(cells))

    def under(self, line: Line, text: str) -> Line:
        """A row of what the metal above it is measured by: 回收率 below a row 镍."""
        if self.over is None or not metals.is_stem(text, self.names):
            return line
        metal = _AMONG.sub("", plain(self.over.cells[self.place]))
        if len(found := metals.joined((text, metal), (), self.names)) != 1:
            return line
        self.told.append(f"{metal}/{text} → {found[0]}")
        self.heads.append(self.over)
        return replace(line, cells=(*line.cells[: self.place], found[0], *line.cells[self.place + 1 :]))


def _are_metals(table: Table, place: int) -> bool:
    """Whether a column holds metals and nothing else."""
    said = list(_texts(table, place))
    return bool(said) and all(map(metals.of, said))


def _texts(table: Table, place: int) -> Iterator[str]:
    return (text for line in table.below if place < len(line.cells) and (text := plain(line.cells[place])))
