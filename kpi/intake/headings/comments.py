"""Comments on a sheet's cells that may make their figures others: 8月数, 预计数, 累计数 over a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi.headings import normal
from kpi.intake.grid import groups
from kpi.intake.headings import remarks
from kpi.intake.words.cleaning import shown

_SHORT = 8
"""Characters of a comment that is no sentence about the work: 二系列, DCS数."""
_MOST_SHOWN = 300


def telling(comments: Sequence[tuple[str, str]]) -> str:
    """The comments that may deny a figure, each behind its cell; '' for none."""
    found = (f"{cell}（{shown(' '.join(said), longest=40)}）" for cell, text in comments
             if (said := list(_lines(text))) and any(map(_tells, said)))  # fmt: skip
    return shown("、".join(found), longest=_MOST_SHOWN)


def _lines(text: str) -> Iterator[str]:
    """The lines of a comment without its author's name."""
    for place, line in enumerate(text.splitlines()):
        if line.strip() and not (place == 0 and normal(line).endswith(":")):
            yield line.strip()


def _tells(line: str) -> bool:
    return len(normal(line)) <= _SHORT or remarks.tells(line) or bool(groups.states_unit(line))
