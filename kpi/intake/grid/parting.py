"""Tables that no blank row or column parts: a heading that comes again at the right, or below another title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import levels
from kpi.intake.words.cleaning import filled

_LEAST = 2


def blocks(columns: Sequence[int], parts: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """The columns in as many blocks as the headings come again: 指标, 单位, 数值, 指标, 单位, 数值 are two of three."""
    names = [tuple(map(normal, parts[place])) for place in columns]
    for width in range(_LEAST, len(names) // 2 + 1):
        if len(names) % width == 0 and names == names[:width] * (len(names) // width):
            return [tuple(columns[n : n + width]) for n in range(0, len(names), width)]
    starts = [place for place, name in enumerate(names) if name and name == names[0]]
    found = [tuple(columns[a:b]) for a, b in pairwise([*starts, len(names)])]
    seconds = {names[place + 1] for place in starts if place + 1 < len(names)}
    alike = len({len(block) for block in found}) == 1 or len(seconds) == 1
    if len(starts) > 1 and alike and min(map(len, found)) >= _LEAST:
        return found  # 指标, 8月, 指标, 9月; 指标, 单位, 实际, 指标, 单位, 实际, 备注
    return [tuple(columns)]


def under(above: Line, line: Line) -> tuple[tuple[int, ...], ...]:
    """The blocks of a heading row that comes again at the right, where the row above says one thing over each."""
    columns = [place for place, cell in enumerate(line.cells) if filled(cell)]
    found = blocks(columns, [(cell,) for cell in line.cells]) if len(columns) > 1 else []
    said = [place for place, cell in enumerate(above.own) if filled(cell)]
    over = [sum(place in range(block[0], block[-1] + 1) for place in said) for block in found]
    alone = len(found) > 1 and set(over) == {1} and len(said) == len(found)
    return tuple(found) if alone and line.number == above.number + 1 else ()


def sections(band: Sequence[Line]) -> Iterator[list[Line]]:
    """The rows of a band, parted where a heading comes again below a title that is not the first one's again.

    Also where another heading that begins with the same word follows figures: 月份, 处理矿量 and 月份, 精矿产量.
    """
    seen: dict[tuple[str, ...], str] = {}
    begin, title, first, figures = 0, 0, "", False
    for place, line in enumerate(band):
        if levels.is_title(line):
            continue
        key = tuple(map(normal, line.own))
        words = " ".join(each.text for each in band[title:place])
        title = place + 1
        counted = any(map(levels.number_like, line.own))
        figures = figures or counted
        if sum(map(filled, line.own)) < _LEAST or counted:
            continue
        lead = next(filter(None, key), "")
        another = figures and key not in seen and lead == first
        first, above = first or lead, seen.setdefault(key, words)
        if ((words and words != above) or another) and place > begin:
            figures = False
            start = next(n for n in range(place, -1, -1) if n == begin or not levels.is_title(band[n - 1]))
            yield list(band[begin:start])
            begin = start
    yield list(band[begin:])
