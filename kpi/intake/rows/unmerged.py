"""Cells that were merged over several rows and kept their text on the first only, as text files and exports do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid.levels import number_like
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Field, Vocabulary
from kpi.reading import Issue

_OURS: tuple[Field, ...] = ("month", "scope", "indicator", "kind")
_KEYS: tuple[Field, ...] = (*_OURS, "brand")
"""What tells rows apart; one may be left to the row above as long as something at its right tells the row apart."""
_MOST_SHOWN = 200
Texts = tuple[str, ...]


@dataclass
class _Column:
    """A field whose cells may be merged; ``seen``: what its rows were of since it was last written."""

    place: int
    text: str = ""
    unit: str = ""
    seen: set[Texts] = field(default_factory=set)


def filled(table: Table, shape: Shape | None, names: Vocabulary) -> tuple[Table, list[Issue]]:
    """The table with blank cells as the row above says; asked. Only where a cell at their right tells rows apart.

    A workbook keeps its merged cells, and a blank scope stands for the plant: these are filled only where each text
    of the column heads the same rows, or where two of the blanks contradict each other as the plant's.
    """
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    keys = {name: fields.index(name) for name in _KEYS if fields.count(name) == 1}
    if shape and shape.cross and "indicator" not in keys:
        keys["indicator"] = shape.cross.place  # 产品, whose own blanks are filled already
    unit = fields.index("unit") if fields.count("unit") == 1 else None
    figures = [column.index for column in shape.columns] if shape else _others(fields)
    if "kind" in keys and not _are_kinds(table, keys["kind"], names):
        del keys["kind"]
    wanted = [name for name in keys if _has_blanks(table, keys[name], figures)]
    if keys.keys() >= {*_OURS} and keys["month"] < keys["scope"] and "month" not in wanted:
        wanted = [name for name in wanted if name != "scope"]  # our own long form, where blank is the plant's (README)
    wanted = [
        name
        for name in wanted
        if (table.delimiter and name != "scope")
        or _alike(table.below, name, keys, figures, alone=bool(shape and shape.cross))
        or (name == "scope" and _proved(table.below, keys, figures))
    ]
    if "action" in fields or not wanted:
        return table, []
    rows = _Rows(keys, [_Column(keys[name]) for name in sorted(wanted, key=keys.__getitem__)], unit)
    below = tuple(rows.filled(line) if _holds(line, figures) else rows.beside(line) for line in table.below)
    return replace(table, below=below), list(_asked(rows.told, table))


@dataclass
class _Rows:
    keys: dict[Field, int]
    columns: list[_Column]
    unit: int | None
    last: Texts = ()
    """What the row of figures above was of."""
    told: list[tuple[int, int, str]] = field(default_factory=list)
    """Line, column and text of each cell that was filled."""

    def filled(self, line: Line) -> Line:
        cells, given, again = list(line.cells), list[tuple[int, int, str]](), self.again(line)
        for column in self.columns:
            inner = any(_at(line, place) for place in self.keys.values() if place > column.place)
            inner = inner and all(same for place, same in again.items() if place < column.place)
            if own := _at(line, column.place):
                column.text, column.seen = own, set()
                column.unit = _at(line, self.unit) if self.unit is not None else ""
            elif column.text and inner:
                cells[column.place] = column.text
                given.append((line.number, column.place, column.text))
                if column.place == self.keys.get("indicator") and self.unit is not None and not _at(line, self.unit):
                    cells[self.unit] = column.unit
        made = replace(line, cells=tuple(cells))
        key = tuple(normal(_at(made, place)) for place in self.keys.values())
        if given and any(key in column.seen for column in self.columns):
            return line  # the row would say again what another says
        for column in self.columns:
            column.seen.add(key)
        self.told += given
        self.last = key
        return made

    def again(self, line: Line) -> dict[int, bool]:
        """By the place of each key: whether the row says of it what the row above does, or nothing."""
        own = [(place, normal(_at(line, place))) for place in self.keys.values()]
        return {
            place: text in ("", above) for (place, text), above in zip(own, self.last or [""] * len(own), strict=True)
        }

    def beside(self, line: Line) -> Line:
        """A row without figures: a blank one, or a label that may end what was merged."""
        if line.text:
            self.columns = [_Column(column.place) for column in self.columns]
        return line


def _others(fields: Sequence[str]) -> list[int]:
    return [place for place, name in enumerate(fields) if name in ("", "value")]


def _holds(line: Line, figures: Sequence[int]) -> bool:
    return any(place < len(line.cells) and number_like(line.cells[place]) for place in figures)


def _are_kinds(table: Table, place: int, names: Vocabulary) -> bool:
    """Whether 类别 stands over 计划 and 实际, and not over groups such as 产量 and 质量."""
    return any(normal(_at(line, place)) in names.kinds for line in table.below)


def _has_blanks(table: Table, place: int, figures: Sequence[int]) -> bool:
    return any(not _at(line, place) and _holds(line, figures) for line in table.below)


def _alike(below: Sequence[Line], name: Field, keys: dict[Field, int], figures: Sequence[int], *, alone: bool) -> bool:
    """Whether each text of a column stands over the same rows, which say at its right what they are of.

    ``alone``: one text will do, as where 一系列 stands over the products of a balance.
    """
    inner = [place for place in keys.values() if place > keys[name]]
    groups: list[list[Texts]] = []
    for line in (line for line in below if _holds(line, figures)):
        if _at(line, keys[name]):
            groups.append([])
        if groups:
            groups[-1].append(tuple(normal(_at(line, place)) for place in inner))
    many = len(groups) > 1 or (alone and groups and all(map(any, groups[0])))
    return bool(many) and len(groups[0]) > 1 and all(group == groups[0] for group in groups)


def _proved(below: Sequence[Line], keys: dict[Field, int], figures: Sequence[int]) -> bool:
    """Whether rows without a scope can not all be the plant's: two of them, under two scopes, say different figures.

    Only where each blank row comes again under another scope: a last one of its own may as well be the plant's.
    """
    outer, above, block = [place for place in keys.values() if place < keys["scope"]], dict[int, str](), 0
    found: dict[Texts, dict[int, Texts]] = {}
    for line in (line for line in below if _holds(line, figures)):
        above |= {place: text for place in outer if (text := _at(line, place))}
        block += bool(_at(line, keys["scope"]))
        if not _at(line, keys["scope"]) and block:
            inner = tuple(normal(_at(line, place)) for place in keys.values() if place > keys["scope"])
            said = tuple(_at(line, place) for place in figures)
            found.setdefault((*above.values(), *inner), {})[block] = said
    again = all(len(blocks) > 1 and any(key) for key, blocks in found.items())
    return bool(found) and again and any(len(set(blocks.values())) > 1 for blocks in found.values())


def _asked(told: Sequence[tuple[int, int, str]], table: Table) -> Iterator[Issue]:
    for place in sorted({place for _, place, _ in told}):
        own = [(line, text) for line, at, text in told if at == place]
        rows = shown("、".join(f"{line}（{shown(text)}）" for line, text in own), longest=_MOST_SHOWN)
        heading = shown(plain(table.header.cells[place]))
        args: dict[str, str | int] = {"count": len(own), "rows": rows}
        yield Issue("cells_unmerged", "warning", own[0][0], heading, heading, dict(args))


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
