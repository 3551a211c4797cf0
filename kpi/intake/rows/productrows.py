"""Figures whose product only a title or a row above says: 镍品位 in 尾矿化验月报, or below a row 尾矿."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import metals
from kpi.intake.grid.levels import number_like
from kpi.intake.headings.around import Outside
from kpi.intake.headings.crossed import Cross
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_PRODUCT = re.compile(r"(原矿|精矿|尾矿)(?![库坝仓浆])")
_ROW = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.])?(?:其中:?)?(?:最?终?|混合|[镍铜]{0,2})(原矿|精矿|尾矿)(?:指标|部分|产品|化验)?"
)
_STEM = re.compile(r"(?:金属量?|品位|含量)(?:\(.*\))?")
"""What becomes an indicator with a product and a metal: 金属量 over 镍."""
_MOST_SHOWN = 300


def told(
    table: Table, shape: Shape | None, outside: Outside, names: Vocabulary
) -> tuple[Table, Shape | None, list[Issue]]:
    """The table with the product in the names of its indicators, asked; refused where that is no indicator."""
    said = _said(outside)
    rows = _Products(said, names)
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    place = fields.index("indicator") if "indicator" in fields else None
    if not said and not _labelled(table, place):
        return table, shape, []
    if place is not None:
        table = replace(table, below=tuple(rows.row(line, place) for line in table.below))
        table = replace(table, below=tuple(rows.emptied(line) for line in table.below))
    elif shape is None:
        cells = tuple(
            cell if name else rows.named(cell, said) for cell, name in zip(table.header.cells, fields, strict=True)
        )
        table = replace(table, header=replace(table.header, cells=cells))
    if shape and said:
        parts = shape.heading.parts
        columns = (replace(c, indicator=rows.headed(c.indicator, parts[c.index])) for c in shape.columns)
        shape = replace(shape, columns=tuple(columns), cross=rows.crossed(shape.cross))
    return table, shape, rows.issues(table.header.number)


def _labelled(table: Table, place: int | None) -> bool:
    """Whether a cell of the indicators' column may be a row that says only a product."""
    if place is None:
        return False
    texts = {line.cells[place] for line in table.below if place < len(line.cells)}
    return any(_ROW.fullmatch(normal(text)) for text in texts)


def _said(outside: Outside) -> str:
    """The product that the titles, else the sheet's or the file's name speaks of; several with 、 between."""
    for _, texts in outside.sources():
        if found := {product for text in texts for product in _PRODUCT.findall(normal(text))}:
            return "、".join(sorted(found))
    return ""


@dataclass
class _Products:
    """Gives indicators the product that is said of them; ``above``: that of the label row above."""

    said: str
    names: Vocabulary
    above: str = ""
    head: int = 0
    heads: set[int] = field(default_factory=set)
    changed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)

    def row(self, line: Line, place: int) -> Line:
        if place >= len(line.cells) or not (text := plain(line.cells[place])):
            return line
        if sum(bool(plain(cell)) for cell in line.own) == 1:
            label = _ROW.fullmatch(normal(text))
            self.above, self.head = (label[1], line.number) if label else (self.above, self.head)
            if label:
                return line
            if not _STEM.fullmatch(normal(text)) and not metals.of(text):
                self.above = ""
        name = self.named(text, self.above or self.said)
        if self.above and (name != text or self.default(text)):
            self.heads.add(self.head)
        if name == text:
            return line
        return replace(line, cells=(*line.cells[:place], name, *line.cells[place + 1 :]))

    def emptied(self, line: Line) -> Line:
        """A row that said only the product is no row of an indicator."""
        alone = line.number in self.heads and not any(map(number_like, line.own))
        return replace(line, cells=("",) * len(line.cells)) if alone else line

    def named(self, text: str, product: str) -> str:
        """An indicator's name with the product, where it is another's without."""
        if not plain(text) or _PRODUCT.search(normal(text)):
            return text
        if not product or "、" in product:
            if product and (own := self.default(text)):
                self.open[plain(text)] = own
            return text
        meaning, full = self.names.meaning(text), product + plain(text)
        if meaning is None:
            if not _STEM.fullmatch(normal(text)):
                return text
            self.changed[plain(text)] = full
            return full
        if self.default(text) in ("", product):
            return text
        other = self.names.meaning(full)
        return self._kept(plain(text), full, product, ok=bool(other and other.indicator))

    def default(self, text: str) -> str:
        """The product of an indicator whose name in the file does not say it: 原矿 of 镍品位; '' for none."""
        meaning = None if _PRODUCT.search(normal(text)) else self.names.meaning(text)
        own = _PRODUCT.match(normal(meaning.indicator.name.zh)) if meaning and meaning.indicator else None
        return own[1] if own else ""

    def headed(self, indicator: str, parts: Iterable[str]) -> str:
        """The same of a column, whose indicator is known by its full name already."""
        own = _PRODUCT.match(indicator)
        if own is None or own[1] == self.said or any(_PRODUCT.search(normal(text)) for text in parts):
            return indicator
        if "、" in self.said:
            self.open["/".join(map(plain, parts))] = own[1]
            return indicator
        full = self.said + indicator.removeprefix(own[1])
        known = normal(full) in self.names.indicators
        text = "/".join(map(plain, parts))
        return full if self._kept(text, full, self.said, ok=known) != text else indicator

    def crossed(self, cross: Cross | None) -> Cross | None:
        """The same of what rows and columns say together: 品位 by 镍 in 精矿化验."""
        if cross is None:
            return None
        named = dict[tuple[str, int], str]()
        for key, name in cross.named.items():
            bare, mark, unit = name.rpartition("(")
            named[key] = self.headed(bare or name, cross.said[key]) + (mark + unit if bare else "")
        return replace(cross, named=named)

    def _kept(self, text: str, full: str, product: str, *, ok: bool) -> str:
        if ok:
            self.changed[text] = full
            return full
        self.wrong[text] = product
        return text

    def issues(self, line: int) -> list[Issue]:
        found = [Issue("product_unclear", line=line, found=shown(text), args={"product": product})
                 for text, product in self.wrong.items()]  # fmt: skip
        if self.open:
            rows = shown("、".join(f"{text} → {own}" for text, own in self.open.items()), longest=_MOST_SHOWN)
            found.append(Issue("product_open", "warning", line, args={"products": self.said, "rows": rows}))
        if self.changed:
            rows = shown("、".join(f"{text} → {full}" for text, full in self.changed.items()), longest=_MOST_SHOWN)
            found.append(Issue("product_told", "warning", line, args={"rows": rows}))
        return found
