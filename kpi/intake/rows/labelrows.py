"""Which rows of a table hold no figure but a label for the rows below, and which labels can not be followed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import groups
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import purpose, unasked
from kpi.intake.headings.shapes import Shape
from kpi.intake.rows import labelwords
from kpi.intake.rows.labelwords import Label
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.numbers import missing
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_BESIDE = frozenset(("unit", "note", "state", "owner", "action", "due"))
"""Fields whose cells are never a row's label."""
_SERIAL = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.]?")
_TOTAL = re.compile("全?(?:合计|小计|总计|总和|平均值?|均值)|(?:SUB|GRAND)?TOTAL|SUM|AVERAGE|MEAN")
_REFUSED = {"left": "label_not_month", "heading": "two_heading_rows", "unclear": "label_unclear",
            "period": "label_period"}  # fmt: skip
"""The issue of a label by why it can not be followed."""


class Rows:
    """Tells label rows from rows of figures, which stand in the columns ``figures`` where no catalogue knows them."""

    def __init__(
        self, table: Table, shape: Shape | None, names: Vocabulary, figures: Collection[int] | None = None
    ) -> None:
        self.table, self.shape, self.names = table, shape, names
        self.heads = table.header.cells
        self.fields = [found[0] if (found := names.field(cell)) else "" for cell in self.heads]
        own = {column.index for column in shape.columns} if shape else set(figures or ())
        self.figures = own or {n for n, name in enumerate(self.fields) if name == "value" or self.names_figures(n)}
        self.data = {line.number for line in table.below if self._holds_figures(line)}
        self.first, self.last = min(self.data, default=0), max(self.data, default=0)
        self.next = self._next()
        self.memory: dict[tuple[int, str, bool], Label] = {}
        self.blocks: dict[int, tuple[str, ...]] = {}
        kinds = [self.heads[place] for place in self.figures if place < len(self.heads)]
        self.explicit = bool(kinds) and all(map(labelwords.says_kind, kinds))
        self.lead = next((place for place, cell in enumerate(self.heads) if plain(cell)), 0)

    def _next(self) -> dict[int, int]:
        """By the number of each row: where in the table the first row of figures below it is."""
        found, place = dict[int, int](), len(self.table.below)
        for n in range(len(self.table.below) - 1, -1, -1):
            found[self.table.below[n].number] = place
            place = n if self.holds_figures(self.table.below[n]) else place
        return found

    def names_figures(self, place: int) -> bool:
        return not self.fields[place] and self.names.meaning(self.heads[place]) is not None

    def holds_figures(self, line: Line) -> bool:
        return line.number in self.data

    def _holds_figures(self, line: Line) -> bool:
        return any(place < len(line.cells) and _figure(line.cells[place]) for place in self.figures)

    def label(self, line: Line) -> Label | None:
        """What a row says that holds no figure and does not name a figure of its own; None for any other row."""
        if line.number >= self.last or self.holds_figures(line):
            return None
        filled = [(place, cell) for place, cell in enumerate(line.own) if plain(cell)]
        if not filled:
            return None
        if self.is_heading(line, filled):
            return self.heading(line, filled)
        said = [(place, cell) for place, cell in filled if not self.is_beside(place, cell, len(filled))]
        if not said or any(place in self.figures for place, _ in said if len(said) > 1):
            return None
        if any(self.is_own(place, cell) for place, cell in said):
            return self.year_or_scope(line, said)
        text = " ".join(dict.fromkeys(plain(cell) for _, cell in said))
        if _again(line, self.heads) or number_like(text) or _TOTAL.fullmatch(normal(text)):
            return self.total(line, text)
        return self.sorted(line, text)

    def is_heading(self, line: Line, filled: Sequence[tuple[int, str]]) -> bool:
        """Whether a row beside its blank first cell stands over figures and holds words of headings only: 累计."""
        lead = line.cells[self.lead] if self.lead < len(line.cells) else ""
        if plain(lead) and normal(lead) != normal(self.heads[self.lead]):
            return False
        over = [(place, cell) for place, cell in filled if place != self.lead]
        words = all(self.heads_figures(cell) for _, cell in over)
        return words and any(place in self.figures for place, _ in over)

    def heads_figures(self, cell: str) -> bool:
        return bool(groups.is_neutral(cell) or groups.is_left(cell) or labelwords.said(cell, self.names))

    def heading(self, line: Line, filled: Sequence[tuple[int, str]]) -> Label | None:
        own = [cell for place, cell in filled if place != self.lead]
        if all(normal(cell).strip("()") in self.names.units for cell in own):
            return None
        if all(groups.is_neutral(cell) for cell in own):
            return Label(line.number, line.text, "neutral")
        left = [cell for cell in own if groups.is_left(cell) or labelwords.refused(cell)]
        return Label(line.number, line.text, "left" if left else "heading")

    def is_beside(self, place: int, cell: str, filled: int) -> bool:
        """Whether a cell is a serial number, a unit or a remark beside what the row says."""
        name = self.fields[place] if place < len(self.fields) else ""
        if name == "unit" and filled == 1:
            return normal(cell).strip("()") in self.names.units
        head = self.heads[place] if place < len(self.heads) else ""
        counted = place == 0 or not plain(head) or unasked.is_serial(head)  # 560 under 人数 is no number of the row
        return name in _BESIDE or (filled > 1 and not name and counted and bool(_SERIAL.fullmatch(plain(cell))))

    def is_own(self, place: int, cell: str) -> bool:
        """Whether a cell holds what its column is headed: a month under 月份, 处理矿量 under 指标."""
        name = self.fields[place] if place < len(self.fields) else ""
        if name == "indicator":
            return bool((meaning := self.names.meaning(cell)) and meaning.indicator)
        if name == "month":
            return periods.is_period(cell) and not groups.is_not_month(cell)
        return (name == "scope" and normal(cell) in self.names.scopes) or (
            name == "kind" and normal(cell) in self.names.kinds
        )

    def year_or_scope(self, line: Line, said: Sequence[tuple[int, str]]) -> Label | None:
        """A lone 2021年 over bare months, or a lone 一系列 over rows that leave 车间 blank."""
        place, cell = said[0]
        name = self.fields[place]
        after = self.table.below[self.next[line.number]]
        if len(said) > 1 or place >= len(after.cells):
            return None
        if name == "month" and labelwords.year(cell) and periods.is_bare(after.cells[place]):
            return Label(line.number, line.text, "applied", {"year": labelwords.year(cell)})
        measured = any(plain(text) for text, field in zip(line.own, self.fields, strict=False) if field == "unit")
        if name == "scope" and len(self.fields) > 1 and not plain(after.cells[place]) and not measured:
            return Label(line.number, line.text, "applied", {"scope": plain(cell)})
        return None

    def total(self, line: Line, text: str) -> Label | None:
        """合计 without figures is an empty row of a form; among other labels it may head the figures below."""
        return Label(line.number, text, "total") if _TOTAL.fullmatch(normal(text)) else None

    def sorted(self, line: Line, text: str) -> Label | None:
        """The label of a row, remembered by its text and the rows of figures it stands over."""
        at = self.next[line.number], text, self.is_unfilled(line, text)
        if at not in self.memory:
            self.memory[at] = self.meant(line, text)
        found = self.memory[at]
        return None if found.sort == "unknown" and at[2] else replace(found, line=line.number)

    def meant(self, line: Line, text: str) -> Label:
        label = labelwords.label(line.number, text, self.names)
        if "month" in self.fields and groups.is_quarter(text):
            return replace(label, sort="neutral")  # the months of its rows say the same
        if unit := groups.states_unit(text):
            return replace(label, sort=self.unit(line, unit))
        if self.explicit and ("kind" in label.told or all(purpose.both(text, self.names)) or purpose.reported(text)):
            lone = labelwords.bare(text) in self.names.kinds
            rest = {name: said for name, said in label.told.items() if name != "kind"}
            label = replace(label, sort="applied" if rest else "unknown" if lone else "neutral", told=rest)
        if label.sort == "applied" and "period" in label.told:
            return self.dated(line, label)
        return label

    def is_unfilled(self, line: Line, text: str) -> bool:
        """Whether a row with a unit, or with figures that are not read, is of something unknown that was given none."""
        beside = (
            cell for n, cell in enumerate(line.own) if n and n not in self.figures and not self.is_beside(n, cell, 2)
        )
        if any(number_like(cell) and any(map(str.isdigit, cell)) for cell in beside):
            return True
        places = [place for place, name in enumerate(self.fields) if name == "unit" and place < len(line.cells)]
        return any(plain(line.cells[place]) for place in places) or split_unit(text)[1].upper() in self.names.units

    def dated(self, line: Line, label: Label) -> Label:
        """A month or a year over rows: harmless where they are of it anyway, else no one knows which holds."""
        said = label.told["period"]
        rest = {name: text for name, text in label.told.items() if name != "period"}
        if labelwords.year(said) and self.is_bare_below(line):
            return replace(label, told={"year": labelwords.year(said)} | rest)
        if not self.agrees(line, said):
            return replace(label, sort="period")
        return replace(label, sort="applied" if rest else "neutral", told=rest)

    def agrees(self, line: Line, said: str) -> bool:
        """Whether all figures below a label are of the month or the year that it says."""
        if "month" in self.fields:
            return all(_within(month, said) for month in self.months_below(line))
        if self.shape is None:
            return True
        return all(_within(column.period or self.shape.month, said) for column in self.shape.columns)

    def unit(self, line: Line, unit: str) -> str:
        """What becomes of a row such as 单位：吨: it holds for the whole table where it stands above all figures."""
        heads, own = self.units
        if (heads and all(heads)) or (own and all(own)):
            return "note" if {*heads, *map(normal, own)} - {""} <= {unit} else "unknown"
        return "note" if line.number < self.first else "unclear"

    @cached_property
    def units(self) -> tuple[list[str], list[str]]:
        """The units of the headings, '' where one says none, and those of the rows."""
        heads = [split_unit(self.heads[n])[1].upper() for n in self.figures if self.names.meaning(self.heads[n])]
        places = [place for place, name in enumerate(self.fields) if name == "unit"]
        rows = [row for row in self.table.below if self.holds_figures(row)]
        own = {plain(row.cells[n]) if n < len(row.cells) else "" for n in places for row in rows}
        return heads, sorted(own)

    def is_bare_below(self, line: Line) -> bool:
        months = self.months_below(line) if "month" in self.fields else ()
        return bool(months) and all(map(periods.is_bare, months))

    def months_below(self, line: Line) -> tuple[str, ...]:
        """The months of the rows of figures below, until the next row without any; remembered by where they begin."""
        begin = self.next[line.number]
        if begin not in self.blocks:
            place = self.fields.index("month")
            below = (self.table.below[n] for n in range(begin, len(self.table.below)))
            block = takewhile(lambda row: self.holds_figures(row) or not row.text, below)
            rows = [row for row in block if self.holds_figures(row)]
            self.blocks[begin] = tuple(plain(row.cells[place]) if place < len(row.cells) else "" for row in rows)
        return self.blocks[begin]

    def refused(self, found: Mapping[int, Label], *, placed: bool) -> Iterator[Issue]:
        """Why the labels can not be applied, the first first."""
        applied = [label for label in found.values() if label.sort == "applied"]
        for label in found.values():
            if label.sort in _REFUSED or (label.sort == "total" and applied):
                code = _REFUSED.get(label.sort, "label_unclear")
                yield Issue(code, line=label.line, found=shown(label.text))
            elif label.sort == "applied" and self.contradicts(label, placed):
                yield Issue("label_contradicts", line=label.line, found=shown(label.text))

    def contradicts(self, label: Label, placed: bool) -> bool:
        """Whether the headings or the title say already what a label says."""
        columns = self.shape.columns if self.shape else ()
        if "scope" in label.told and (any(column.scope for column in columns) or placed):
            return True
        kinds = [self.heads[place] for place in self.figures if place < len(self.heads)]
        return "kind" in label.told and any(map(labelwords.says_kind, kinds))


def _figure(cell: str) -> bool:
    if cell[-1:].isdigit():
        return True
    said = plain(cell)
    return bool(said) and (missing(said) or any(map(str.isdigit, said)))


def _again(line: Line, heads: Sequence[str]) -> bool:
    return tuple(map(normal, line.cells)) == tuple(map(normal, heads))


def _within(month: str, said: str) -> bool:
    """Whether a month is the one that a label says, or of its year; a bare month is of any."""
    own, wanted = (periods.Periods(0, {}, 0).read(text) for text in (month, said))
    if isinstance(wanted, int):
        return wanted == own or getattr(own, "year", None) == wanted
    if periods.is_bare(said) and not isinstance(own, int):
        return periods.number_of(said) == (getattr(own, "number", 0) or periods.number_of(month))
    return own == wanted and not periods.is_bare(month)
