"""How a table goes on below a blank row: rows of one shape, be the label of a section above them, 金属矿产 over 铁."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups, levels
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import ends, heads
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_TEXTUAL = 0.8
_DEEPEST = 3
"""Labels above the rows of a section."""
_STOPS = ("。", "；", ";", ".")
_REMARKS = re.compile(
    r"(?![减加增减][:：]).*[:：].+|.*(?:签[字名章]|日期|依据|说明|条件|计算(?!机)|联系|assumption|\bnotes?\b).*"
    r"|(?:计量)?单位[:：]?|附[:：表图注件录].*|附|STD|standards?|QA/?QC|质控.*",
    re.IGNORECASE,
)
"""What stands below a table and is none of it, figures beside it or not: 联系人：张三, 检测依据, STD."""
_OTHERWISE = re.compile(
    r"其中.*|.*(?:对[比照]|[比较与](?:上|去|前)|占.*[比率]|比[重例]|历史|参考|预[算测]|最[高低大小]).*"
    r"|.*\b(?:prior|previous|last|change|budget|forecast|versus|vs|share|of which)\b.*",
    re.IGNORECASE,
)
"""What says that figures are another measure, or another time's, than those of the table above them."""


def going_on(bands: Sequence[list[Line]], columns: tuple[int, ...], rows: Sequence[Line]) -> list[list[Line]]:
    """The bands that continue a table, each with the labels above it, a blank row between them or not."""
    found: list[list[Line]] = []
    part: list[Line] = []
    ends_ = [*rows[:1], *rows[-1:]]
    leads = [] if any(_labels(rows)) else [_first(line) for line in rows]
    for band in bands:
        apart, part = bool(part), part + band
        labels = list(_labels(part))
        if len(labels) == len(part) <= _DEEPEST:
            continue
        if len(labels) > _DEEPEST or not _goes_on(part, columns, ends_):
            break
        below = part[len(labels) :]
        if labels and (_is_other(labels, below, leads) or (apart and not _is_whole(below, columns))):
            break
        found.append(part)
        leads += [_first(line) for line in below if leads]
        ends_, part = [*ends_[:1], part[-1]], []
    return found


def _is_other(labels: Sequence[Line], rows: Sequence[Line], leads: Sequence[str]) -> bool:
    """Whether rows are those above once more, in another measure or of another time: 去年同期, 占比, YTD."""
    said = [_first(line) for line in labels]
    told = any(groups.is_not_month(text) or _OTHERWISE.fullmatch(plain(text)) for text in said)
    own = [_first(line) for line in rows]
    return (told and not all(map(periods.is_period, own))) or 2 * sum(lead in leads for lead in own) >= len(own)


def _is_whole(rows: Sequence[Line], columns: Sequence[int]) -> bool:
    """Whether more than one row, its name a word, fill the same columns with figures."""
    figures = {tuple(place for place, cell in enumerate(line.cells) if number_like(cell)) for line in rows}
    return len(rows) > 1 and len(figures) == 1 and not {columns[0]} & {*min(figures)}


def labels(bands: Sequence[Sequence[Line]], head: int) -> Iterator[int]:
    """The numbers of the labels below blank rows and, where there are such, of those right below the heading."""
    first, *later = ([line for line in band if line.number > head] for band in bands)
    parts = [list(_labels(band)) for band in later]
    if any(parts):
        yield from (line.number for found in ([*_labels(first)], *parts) for line in found)


def _labels(band: Sequence[Line]) -> Iterator[Line]:
    """The rows at the top of a band that say but a word each of those below them, and are no remarks."""
    return takewhile(lambda line: levels.is_title(line) and not number_like(_first(line)) and not _remarks(line), band)


def _remarks(line: Line) -> bool:
    said = plain(_first(line))
    return ends.noted(line) or said[-1:] in _STOPS or bool(_REMARKS.fullmatch(said))


def _first(line: Line) -> str:
    return next((cell for cell in line.cells if filled(cell)), "")


def _goes_on(band: Sequence[Line], columns: tuple[int, ...], rows: Sequence[Line]) -> bool:
    """Whether rows below a blank one continue the table: the same columns, filled alike, and no heading."""
    places = {place for line in band for place, cell in enumerate(line.own) if filled(cell)}
    if not rows or not places <= set(columns) or heads.heading(band, len(columns)) is not None:
        return False
    first, below = columns[0], band[len([*_labels(band)])]
    said = below.cells[first] if first < len(below.cells) else ""
    # a sum above the blank row, *,,11,110, may be filled otherwise than the first row of all
    return _alike(rows[-1], below, columns) or _alike(rows[0], below, columns) or periods.is_period(said)


def _alike(above: Line, below: Line, columns: Sequence[int]) -> bool:
    """Whether figures stand below figures, and words below words."""
    alike = [number_like(above.cells[place]) == number_like(below.cells[place]) for place in columns
             if place < len(above.cells) and place < len(below.cells)
             and filled(above.cells[place]) and filled(below.cells[place])]  # fmt: skip
    return len(alike) > 1 and sum(alike) >= _TEXTUAL * len(alike)
