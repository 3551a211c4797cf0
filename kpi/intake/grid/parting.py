"""Tables that no blank row or column parts: a heading that comes again at the right, or below another title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    width = len(names) // len(starts) if starts else 0
    if len(starts) > 1 and width >= _LEAST and starts == list(range(0, len(names), width)):
        return [tuple(columns[n : n + width]) for n in starts]  # 指标, 8月, 指标, 9月
    return [tuple(columns)]


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
