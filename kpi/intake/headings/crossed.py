"""What a table says whose rows and columns make an indicator only together, and what of it the user is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import metals
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import number_like
from kpi.intake.headings.unasked import ALONE, TOLD
from kpi.intake.words import units
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut
from kpi.unit import Sentence

_MOST_SHOWN = 600
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Cross:
    """The column (from 0) of the row labels, and the indicator that each makes with each column of figures."""

    place: int
    columns: tuple[Column, ...] = ()
    named: Mapping[tuple[str, int], str] = field(default_factory=dict)
    said: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    """What was written in the row and over the column."""
    left: tuple[str, ...] = ()
    gone: frozenset[int] = frozenset()
    """The columns of which nothing is read; the user is asked about them together."""
    problem: Issue | None = None
    scopes: Mapping[str, str] = field(default_factory=dict)
    """The part of the plant that a row's label says besides its product: 一系列原矿."""
    apart: tuple[str, ...] = ()
    """The rows of a balance that are no product of ours: 损失, 期初库存."""
    summed: tuple[str, ...] = ()
    """Rows of sums and of other months beside the product's own: 原矿（累计）."""
    spare: tuple[str, ...] = ()
    """Cells that say what another says the other way round: 产率 of 原矿, 回收率 of 尾矿."""
    told: tuple[tuple[str, str], ...] = ()
    """Columns beside, with what they are, whose rows all have their own figure: 累计产量 beside 本月产量."""
    alone: tuple[tuple[str, str, tuple[int, ...]], ...] = ()
    """Those where rows, by their numbers, have none."""
    filled: Mapping[int, str] = field(default_factory=dict)
    """The label of the row above, by the line of each row that leaves its own blank as merged cells do."""

    def indicator(self, row: Line, place: int) -> str:
        """The indicator of a cell, with its unit; '' for one that is left out by name."""
        return self.named.get((label(row, self.place), place), "")

    def scope(self, row: Line) -> str:
        """The part of the plant that a row's label says; '' for none."""
        return self.scopes.get(label(row, self.place), "")

    def relabelled(self, rows: Iterable[Line]) -> tuple[Line, ...]:
        """The rows with the labels that merged cells lost."""
        return tuple(labelled(row, self.place, self.filled) for row in rows)

    def left_out(self, header: Line, rows: Iterable[Line]) -> Iterator[LeftOut]:
        """The rows and the columns beside of which nothing is read."""
        columns = [heading for heading, _ in self.told] + [heading for heading, _, _ in self.alone]
        yield from (LeftOut(header.number, "column", heading) for heading in dict.fromkeys(columns))
        for row in rows:
            if label(row, self.place) in (*self.apart, *self.summed):
                yield LeftOut(row.number, "total", row.text)

    def partly_placed(self, placed: str, names: Vocabulary) -> Issue | None:
        """The refusal of rows of which only some say their part of the plant, below a title that says one."""
        rows = {text for text, _ in self.named}
        if not self.scopes or all(text in self.scopes for text in rows):
            return None
        own, told = next(iter(self.scopes)), {"scope": names.catalog.scopes[placed].name}
        return Issue("scope_partly_said", found=shown(own), args=dict(told))

    def unitless(self, name: str, unit: str, names: Vocabulary) -> bool:
        """Whether the row's unit is another column's: 吨 beside 数量 in a row whose 镍品位 stands further right."""
        meaning = names.meaning(name)
        return not (meaning and meaning.indicator and units.factor(meaning.indicator, unit) is not None)

    def asked(self, line: int, heading: str, read: Iterable[Line]) -> list[Issue]:
        """What was read of what, to be confirmed, and what has no indicator and is left out.

        ``heading``: that of the row labels. ``read``: the rows that are no sums.
        """
        kinds = {c.index: "·计划" for c in self.columns if c.kind and c.kind != "actual"}
        pairs = (
            f"{'/'.join(map(plain, self.said[key]))} → {_bare(name)}{kinds.get(key[1], '')}"
            for key, name in self.named.items()
        )
        told = "、".join(dict.fromkeys(pairs))
        found = [Issue("crossed_read", "warning", line, args={"rows": shown(told, longest=_MOST_SHOWN)})]
        known = {text for text, _ in self.named}
        if filled := [row for row in read if row.number in self.filled and label(row, self.place) in known]:
            rows = _listed(f"{row.number}（{shown(label(row, self.place))}）" for row in filled)
            args: dict[str, Arg] = {"count": len(filled), "rows": rows}
            called = shown(heading) or letters(self.place)
            found.append(Issue("cells_unmerged", "warning", filled[0].number, called, called, args))
        if self.left:
            left = shown("、".join(self.left), longest=_MOST_SHOWN)
            found.append(Issue("crossed_left", "warning", line, args={"rows": left}))
        if self.apart:
            found.append(Issue("crossed_rows", "warning", line, args={"rows": _listed(self.apart)}))
        for heading, code, lines in self.alone:
            rows = "、".join(map(str, lines[:_MOST_LINES])) + ("…" if len(lines) > _MOST_LINES else "")
            found.append(Issue(ALONE.get(code, code), "warning", line, heading, heading, {"rows": rows}))
        return found

    def said_beside(self) -> dict[tuple[str, str], Sentence]:
        """What is said of the columns and cells that stand beside what was read."""
        found = dict[tuple[str, str], Sentence]()
        for code in dict.fromkeys(code for _, code in self.told):
            listed = _listed(f"“{heading}”" for heading, each in self.told if each == code)
            found[code, listed] = Sentence(f"issue.{TOLD[code]}", {"columns": listed})
        if self.summed:
            listed = _listed(f"“{text}”" for text in self.summed)
            found["rows", listed] = Sentence("issue.told_rows", {"rows": listed})
        if self.spare:
            listed = _listed(self.spare)
            found["spare", listed] = Sentence("issue.told_cells", {"rows": listed})
        return found


def _listed(texts: Iterable[str]) -> str:
    return shown("、".join(texts), longest=_MOST_SHOWN)


def _bare(name: str) -> str:
    """处理矿量（干）(t) → 处理矿量（干）; the indicator's own brackets are wide ones."""
    return name.partition("(")[0]


def label(row: Line, place: int) -> str:
    """What a row is called in its column of labels; '' for nothing."""
    return plain(row.cells[place]) if place < len(row.cells) else ""


def labelled(row: Line, place: int, texts: Mapping[int, str]) -> Line:
    """A row with its label from ``texts``, by its line."""
    if row.number not in texts:
        return row
    return replace(row, cells=(*row.cells[:place], texts[row.number], *row.cells[place + 1 :]))


def cell(row: Line, place: int) -> str:
    return row.own[place] if place < len(row.cells) else ""


def is_figure(text: str) -> bool:
    return number_like(text) and any(map(str.isdigit, text))


def metals_untold(around: Sequence[str], found: str, line: int) -> Issue:
    """The refusal of 原矿 with 镍 where nothing, or a title of 回收率, tells which quantity it is."""
    word = metals.quantity_said(around)
    args = {"word": word} if word else {}
    return Issue("metals_titled" if word else "metals_bare", "error", line, found=shown(found), args=dict(args))
