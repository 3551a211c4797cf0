"""Where a label for a part of the plant ends: at the next heading of its own rank, such as （三）设备指标."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.rows import labelwords
from kpi.intake.rows.labelrows import Rows
from kpi.intake.rows.labelwords import Label
from kpi.intake.words.cleaning import plain

_CHINESE = "[一二三四五六七八九十]{1,3}"
_RANKS = (
    re.compile(rf"{_CHINESE}[、.,]|第{_CHINESE}[部章]分?"),
    re.compile(rf"\({_CHINESE}\)"),
    re.compile(r"\d{1,2}[、.](?!\d)"),
    re.compile(r"\d{1,2}\.\d{1,2}(?!\d)"),
    re.compile(r"\(?\d{1,2}\)"),
)
"""How headings are numbered, the highest first (GB/T 9704: 一、 （一） 1. （1）)."""


@dataclass
class _Walk:
    """The label of a part that holds so far, with what stood over it and what stands within it."""

    plant: str
    open: bool = False
    rank: int | None = None
    """Its own; that of the numbered heading over it where it has none; None where neither is numbered."""
    numbered: bool = False
    fresh: bool = False
    heading: int | None = None
    within: set[int | None] = field(default_factory=set)
    """The ranks of the headings that came right under such a label, before its figures."""

    def part(self, label: Label, rank: int | None) -> None:
        self.open = normal(label.told["scope"]) != normal(self.plant)
        self.numbered, self.fresh = rank is not None, True
        self.rank = rank if self.numbered else self.heading

    def heads(self, label: Label, rank: int | None) -> Label:
        """The heading as it was, as the end of the part's label, or to be asked."""
        if not self.open or (rank is not None and self.rank is not None and rank <= self.rank):
            ends, self.open, self.heading = self.open, False, rank
            return replace(label, sort="applied", told={"scope": self.plant}) if ends else label
        if self.fresh or (rank is not None and self.numbered):
            self.within.add(rank)
        return label if rank in self.within else replace(label, sort="unknown")


def ended(found: Mapping[int, Label], rows: Rows, plant: str) -> dict[int, Label]:
    """The labels, those among them by which a part's label ends telling of the plant, doubtful ones to be asked.

    ``plant``: the name of the whole plant.
    """
    walk, made = _Walk(plant), dict(found)
    if not any("scope" in label.told for label in found.values() if label.sort == "applied"):
        return made
    for line in rows.table.below:
        label = found.get(line.number)
        if label is None:
            walk.fresh = walk.fresh and not rows.holds_figures(line)
        elif label.sort == "applied" and "scope" in label.told:
            walk.part(label, _rank(line))
        elif label.sort == "applied" and walk.fresh:
            walk.within.add(_rank(line))
        elif label.sort == "neutral" and ((rank := _rank(line)) is not None or _sorts(label)):
            made[line.number] = walk.heads(label, rank)
    return made


def _sorts(label: Label) -> bool:
    """Whether a heading without a number sorts indicators: 其他指标; 本月 and 其中 do not."""
    return groups.is_group(labelwords.bare(label.text))


def _rank(line: Line) -> int | None:
    """Which rank the number of a heading has, be it in a cell of its own; None for a heading without."""
    first, *more = filter(None, map(plain, line.own))
    said = first.replace(" ", "")
    if more and re.fullmatch(rf"{_CHINESE}|\d{{1,2}}", said):
        said += "、"
    return next((rank for rank, shape in enumerate(_RANKS) if shape.match(said)), None)
