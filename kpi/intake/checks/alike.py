"""The same slip in many cells is one question: a column of rates written as fractions, lines that never add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import shown
from kpi.reading import Issue

_SLIPS = frozenset(("looks_like_fraction", "looks_like_hundredfold", "rate_as_fraction"))
"""What is mended alike in all cells of an indicator: each is the same number of times too small or too large."""
MOST_TOGETHER = 5000
"""Cells of one question; all of them are listed and marked."""


def joined(issues: Sequence[Issue]) -> Issue:
    """One question for several; what it quotes tells two of them and how many, so that a tick is of these alone."""
    first = issues[0]
    if len(issues) == 1:
        return first
    quoted = shown("、".join(issue.found for issue in issues[:2]), longest=60)
    return replace(first, found=f"{quoted} … ×{len(issues)}", each=tuple(issues))


def slips(issues: Sequence[Issue], cells: Sequence[Cell]) -> list[Issue]:
    """The issues, those of one slip and one indicator as one."""
    named: dict[tuple[str, int | None, str], str] = {
        (c.row.sheet, c.row.line, c.heading): c.row.indicator for c in cells
    }
    kinds: dict[int, tuple[str, ...]] = {
        id(i): (i.code, i.sheet, named.get((i.sheet, i.line, i.column), i.column)) for i in issues
    }
    return together(issues, {at: key for at, key in kinds.items() if key[0] in _SLIPS})


def together(issues: Sequence[Issue], kinds: Mapping[int, Hashable]) -> list[Issue]:
    """The issues, those of one kind as one in the place of the first; ``kinds`` by ``id``, others stay alone."""
    groups: dict[Hashable, list[Issue]] = {}
    seen = Counter[Hashable]()
    for issue in issues:
        kind = kinds.get(id(issue), id(issue))
        groups.setdefault((kind, seen[kind] // MOST_TOGETHER), []).append(issue)
        seen[kind] += 1
    return [joined(group) for group in groups.values()]
