"""Tables of text files whose columns nothing but blanks part, as statistics offices print them for reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain

_MARK = re.compile(r"\s*[#%!*]+\s*")
"""What a program puts before the headings as before its remarks: # year  ann inc  unc."""
_WIDE = re.compile(r"\s{2,}|\t")
_WORD = re.compile(r"\S+(?: \S+)*")
"""What two blanks at least part."""
_TIME = re.compile(r"\d{1,2}:\d\d(:\d\d)?|\d{4}([-/.])\d{1,2}\2\d{1,2}")
_ENOUGH = 3
"""Rows of as many figures each, which no prose has one after another."""
_HALF = 0.5


def parted(lines: Sequence[Line], delimiter: str) -> tuple[Line, ...]:
    """The rows cut at their blanks where they are evidently a table, else nothing: then no row is cut by guessing.

    All rows below one heading have as many words as it, all but the first of them figures, and no other row has such.
    Of only two rows each word stands right below one of the heading's, two blanks at least beside it.
    """
    texts = [delimiter.join(line.cells) for line in lines]
    said = [place for place, text in enumerate(texts) if text.strip()]
    width, first, last = _run(texts, said)
    if last == first or first == 0:
        return ()
    if last - first + 1 < _ENOUGH and not _columned([texts[place] for place in said[first - 1 : last + 1]], width):
        return ()
    head, rows = said[first - 1], {*said[first : last + 1]}
    above, below = said[: first - 1], said[last + 1 :]
    named = _heading(texts[head], width)
    stray = any(_figured(texts[place]) for place in above) or any(_ends(texts[place]) for place in below)
    if not named or stray or any(len(lines[place].cells) > 1 for place in rows):
        return ()
    cells = {head: named, **{place: tuple(texts[place].split()) for place in rows}}
    alone = ((text,) if text.strip() else () for text in texts)
    return tuple(Line(line.number, cells.get(n, own)) for n, (line, own) in enumerate(zip(lines, alone, strict=True)))


def headed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The rows, the heading cut at its blanks where a sign parts all below it into as many cells; else nothing.

    Programs that let one choose the sign of the rows forget it in the heading: 日期  开盘 over 2024/10/02,6.04.
    """
    said = [place for place, line in enumerate(lines) if any(map(plain, line.cells))]
    wide = [n for n, place in enumerate(said) if len(lines[place].cells) > 1]
    if len(wide) < 2 or not wide[0] or wide[-1] - wide[0] + 1 != len(wide):
        return ()
    widths = {len(lines[said[n]].cells) for n in wide}
    at = said[wide[0] - 1]
    cells = _heading(lines[at].cells[0], max(widths)) if len(widths) == 1 else ()
    named = Line(lines[at].number, cells)
    return (*lines[:at], named, *lines[at + 1 :]) if cells else ()


def _run(texts: Sequence[str], said: Sequence[int]) -> tuple[int, int, int]:
    """How many words the rows of the longest run have, and its first and last place among the filled rows."""
    best, start = (0, 0, -1), 0
    widths = [_width(texts[place]) for place in said]
    for place, width in enumerate(widths):
        if place and width != widths[place - 1]:
            start = place
        if width and place - start > best[2] - best[1]:
            best = (width, start, place)
    return best


def _columned(texts: Sequence[str], width: int) -> bool:
    """Whether the words of rows stand below each other, at their beginnings or their ends."""
    spans = [[word.span() for word in _WORD.finditer(text)] for text in texts]
    columns = zip(*spans, strict=False)
    below = (any(len({span[side] for span in column}) == 1 for side in (0, 1)) for column in columns)
    return {*map(len, spans)} == {width} and all(below)


def _width(text: str) -> int:
    """How many words a row of figures has; 0 for any other row."""
    _, *rest = text.split() or [""]
    return len(rest) + 1 if rest and not _MARK.match(text) and all(map(_figure, rest)) else 0


def _heading(text: str, width: int) -> tuple[str, ...]:
    """The headings, parted by one blank or, where they hold blanks themselves, by two; empty for what is none."""
    bare = _MARK.sub("", text, count=1) if _MARK.match(text) else text.strip()
    for cells in (bare.split(), _WIDE.split(bare.strip())):
        if len(cells) == width and not any(map(number_like, cells)):
            return tuple(cells)
    return ()


def _figured(text: str) -> bool:
    """Whether half of what a row says are figures."""
    words = text.split()
    return not _MARK.match(text) and len(words) > 1 and sum(map(number_like, words)) >= _HALF * len(words)


def _ends(text: str) -> bool:
    """Whether a row ends in a figure, as one would whose name is of two words: South Africa 12."""
    words = text.split()
    return len(words) > 1 and _figure(words[-1])


def _figure(word: str) -> bool:
    return number_like(word) or numbers.missing(plain(word)) or bool(_TIME.fullmatch(word))
