"""What a table says whose rows and columns make an indicator only together, and what of it the user is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi.intake.carriers.table import Line
from kpi.intake.grid.labels import Column
from kpi.intake.words import units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_MOST_SHOWN = 600


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

    def indicator(self, row: Line, place: int) -> str:
        """The indicator of a cell, with its unit; '' for one that is left out by name."""
        return self.named.get((label(row, self.place), place), "")

    def unitless(self, name: str, unit: str, names: Vocabulary) -> bool:
        """Whether the row's unit is another column's: 吨 beside 数量 in a row whose 镍品位 stands further right."""
        meaning = names.meaning(name)
        own = bool(meaning and meaning.unit)
        return own or not (meaning and meaning.indicator and units.factor(meaning.indicator, unit) is not None)

    def asked(self, line: int) -> list[Issue]:
        """What was read of what, to be confirmed, and what has no indicator and is left out."""
        pairs = (f"{'/'.join(map(plain, self.said[key]))} → {_bare(name)}" for key, name in self.named.items())
        told = "、".join(dict.fromkeys(pairs))
        found = [Issue("crossed_read", "warning", line, args={"rows": shown(told, longest=_MOST_SHOWN)})]
        if self.left:
            left = shown("、".join(self.left), longest=_MOST_SHOWN)
            found.append(Issue("crossed_left", "warning", line, args={"rows": left}))
        return found


def _bare(name: str) -> str:
    """处理矿量（干）(t) → 处理矿量（干）; the indicator's own brackets are wide ones."""
    return name.partition("(")[0]


def label(row: Line, place: int) -> str:
    """What a row is called in its column of labels; '' for nothing."""
    return plain(row.cells[place]) if place < len(row.cells) else ""
