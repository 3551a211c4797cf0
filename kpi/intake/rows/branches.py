"""Rows of Party branches that the catalogue does not have: left out by name; their 合计 is the plant's if confirmed.

Counts of branches are never added, for an idea that two of them hand in is one (domain.md §1.1). Only who keeps the
report knows whether its 合计 counts it once, so that this is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table, letters
from kpi.intake.grid.levels import number_like
from kpi.intake.headings.shapes import Shape
from kpi.intake.headings.unasked import is_serial
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.numbers import Number
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut

_CALLED = re.compile(r".+(?:支部|党小组|党总支)(?:委员会)?")
_HEAD = re.compile("(?:所[在属])?党?(?:总?支部|小组|组织)(?:名称)?")
_TOTAL = re.compile("(?:全厂|全矿)?(?:合计|总计|共计|总和)")
_PARTLY = re.compile(".*小计")
_MOST_SHOWN = 200
Parted = tuple[Table, Shape | None, list[Issue], tuple[LeftOut, ...]]


def left(table: Table, shape: Shape | None, names: Vocabulary) -> Parted:
    """The table without the rows of branches, its 合计 as the plant's; as it was without such, or with known ones."""
    rows = _Rows(table, names)
    if not rows.branches:
        return table, shape, [], ()
    own = rows.branches[0].number, rows.heading
    told: dict[str, Arg] = {"rows": rows.listed(), "count": len(rows.branches)}
    if not rows.whole and not rows.single():
        wrong = Issue("branches_unknown", line=own[0], column=own[1], found=rows.text(rows.branches[0]), args=told)
        return table, shape, [wrong] if rows.told else [], ()
    partly = [line for line in table.below if _PARTLY.fullmatch(normal(rows.text(line)))]
    out = {line.number for line in (*rows.branches, *partly)}
    totals = {} if rows.whole else {line.number: line for line in rows.totals}
    below = (rows.as_plant(line) if line.number in totals else line for line in table.below if line.number not in out)
    asked = [Issue("branches_left" if rows.whole else "branches_total", "warning", *own, args=told)]
    left_out = tuple(LeftOut(line.number, "note", line.text) for line in rows.branches)
    left_out += tuple(LeftOut(line.number, "total", line.text) for line in partly)
    head = replace(table.header, cells=rows.headed(table.header.cells))
    wide = replace(shape, header=replace(shape.header, cells=rows.headed(shape.header.cells))) if shape else None
    return replace(table, header=head, below=tuple(below)), wide, [*asked, *rows.differing(totals)], left_out


@dataclass
class _Rows:
    """Tells the rows of branches, of their totals and of the plant."""

    table: Table
    names: Vocabulary

    def __post_init__(self) -> None:
        heads = self.table.header.cells
        self.fields = [(self.names.field(cell) or ("",))[0] for cell in heads]
        called = next((n for n, cell in enumerate(heads) if _HEAD.fullmatch(normal(cell))), None)
        self.place = self.fields.index("scope") if "scope" in self.fields else called
        self.told = self.place is not None and bool(self.fields[self.place])
        self.heading = shown(plain(heads[self.place])) if self.place is not None else ""
        lines = [line for line in self.table.below if self.place is not None and len(line.cells) >= len(heads)]
        plant = (self.names.catalog.plant.key,)
        known = [line for line in lines if (keys := self.names.scopes.get(normal(self.text(line)))) and keys != plant]
        self.totals = [line for line in lines if self.is_total(line)]
        blank = [line for line in lines if self.told and not self.text(line) and any(map(number_like, line.own))]
        self.whole = [line for line in lines if self.names.scopes.get(normal(self.text(line))) == plant]
        summed = {line.number for line in self.totals}
        self.whole += [line for line in blank if line.number not in summed]
        told = summed | {line.number for line in self.whole}
        others = [line for line in lines if self.text(line) and line.number not in told]
        sure = called == self.place or all(_CALLED.fullmatch(normal(self.text(line))) for line in others)
        titled = any(normal(self.text(line)) == normal(self.heading) for line in others)
        others = [line for line in others if not _PARTLY.fullmatch(normal(self.text(line)))]
        self.branches = others if sure and not known and not titled and "action" not in self.fields else []

    def text(self, line: Line) -> str:
        return plain("".join(line.cells[self.place or 0 : (self.place or 0) + 1]))

    def is_total(self, line: Line) -> bool:
        """Whether a row says 合计 in the branches' column, or left of it where it is blank."""
        said = [plain(cell) for cell in line.own[: (self.place or 0) + 1] if plain(cell)]
        return bool(said) and bool(_TOTAL.fullmatch(normal(said[-1])))

    def single(self) -> bool:
        """Whether there is a total, and one only of each month, indicator and kind."""
        keys = [self.key(line) for line in self.totals]
        return bool(keys) and len(set(keys)) == len(keys) and {self.key(line) for line in self.branches} <= set(keys)

    def key(self, line: Line) -> tuple[str, ...]:
        own = ("month", "indicator", "kind", "brand")
        return tuple(plain(cell) for cell, name in zip(line.cells, self.fields, strict=False) if name in own)

    def as_plant(self, line: Line) -> Line:
        """A total's row as the plant's."""
        plant = self.names.catalog.plant.name.zh
        heads = self.table.header.cells
        cells = ("" if _TOTAL.fullmatch(normal(cell)) and (not plain(heads[n]) or is_serial(heads[n])) else cell
                 for n, cell in enumerate(line.cells[: len(heads)]))  # fmt: skip
        named = tuple(plant if n == self.place else cell for n, cell in enumerate(cells))
        return replace(line, cells=(*named, *line.cells[len(heads) :]))

    def headed(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The headings with 支部 for 党组织名称 and the like."""
        return tuple("支部" if n == self.place and not self.told else cell for n, cell in enumerate(cells))

    def listed(self) -> str:
        said = dict.fromkeys(f"{self.text(line)}（{line.number}）" for line in self.branches)
        return shown("、".join(said), longest=_MOST_SHOWN)

    def differing(self, totals: dict[int, Line]) -> Iterator[Issue]:
        """The totals that their branches do not add up to: an idea of two of them, or a slip."""
        for line in totals.values():
            own = [each for each in self.branches if self.key(each) == self.key(line)]
            for place, cell in enumerate(line.cells[: len(self.fields)]):
                if self.fields[place] not in ("", "value") or not self.adds(line, place):
                    continue
                read = [numbers.read(plain(each.cells[place])) for each in own if plain(each.cells[place])]
                total, known = numbers.read(plain(cell)), [each for each in read if isinstance(each, Number)]
                found = sum((each.value for each in known), Decimal(0))
                if isinstance(total, Number) and len(known) == len(read) and found != total.value:
                    told = {"total": shown(plain(cell)), "sum": f"{found:f}"}
                    at, head = f"{letters(place)}{line.number}", shown(plain(self.table.header.cells[place]))
                    yield Issue("branches_differ", "warning", line.number, head, shown(cell), dict(told), cell=at)

    def adds(self, line: Line, place: int) -> bool:
        """Whether a figure is a count or an amount."""
        at = self.fields.index("indicator") if "indicator" in self.fields else place
        meaning = self.names.meaning(line.cells[at] if at != place else self.table.header.cells[place])
        return bool(meaning and meaning.indicator and meaning.indicator.amount)
