"""How wide a text is, near enough to know beforehand whether it fits its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unicodedata import east_asian_width

from markupsafe import Markup, escape

_HAN = r"[\u3400-\u9fff]"
_NAMED = r"\w+/\w+|(?:CNY|pp|months only|items|times|days|kWh|kg|m³|t|h)\b"
_UNIT = rf"(?:{_HAN}{{1,4}}(?:/{_HAN}{{1,2}})?(?!{_HAN})|{_NAMED})"
_QUANTITY = rf"[^\s\u2e80-\uffef…·（“]*\d {_UNIT}"
"""A figure with its unit: 0.600 立方米/吨, 239.80 万元, 0.35 pp."""
_WORDS = (
    "计划|实际|累计|完成|达标|预警|滞后|同比|环比|本年|全年|当月|本月|已更正|降低|上升|高于|低于"
    "|责任区|问题|整改|序时|措施"
)
"""Words that no line break tears apart, as it else may between any two Chinese characters."""
_PIECE = re.compile(rf"[（“]*(?:(?:仅 )?{_QUANTITY}|{_WORDS}|[^\s\u2e80-\uffef…·（“]+|\S)[，。；：、）”…%]*\s*")
"""What no line break tears apart: a word, a figure with sign and unit, or a Chinese character, with what clings."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HELD = re.compile(rf"(?:(?:仅 )?{_QUANTITY}|{_WORDS}|{_DATE.pattern})(?: ·)?")
_TAG = re.compile(r"(<[^>]*>)")
_LATIN = {
    letter: wide
    for wide, letters in ((0.3, " .,:;|'!Iijl"), (0.36, "()[]{}-f"), (0.4, "rt/"), (0.52, "ckszx?vy"), (0.92, "%mMwW"))
    for letter in letters
}
"""Of Latin letters, from the advance widths of Noto Sans CJK SC (its table hmtx), a little more where bold is wider."""
HEAD = 4.0
"""What is left of a name at least, in letters: less would name nothing."""


def width(text: str) -> float:
    """In heights of the letters: a Chinese character is one, a digit a little more than half (Noto Sans CJK SC)."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter != "–" and east_asian_width(letter) in "WFA":  # A: “ ” · … as a Chinese font draws them
        return 1.0
    return _LATIN.get(letter, 0.7 if letter.isupper() else 0.6 if letter.isalpha() else 0.555)


def lines(text: str, room: float, *, spare: float = 1.0) -> int:
    """How many lines of this width, in letters, a text needs at most: a word or a figure is never torn apart.

    ``spare``: so many letters a line may be left short; 0 for the most likely number.
    """
    broken, used = 1, 0.0
    for piece in _PIECE.findall(text):
        if used and used + width(piece.rstrip()) - (0.0 if spare else _trimmed(piece)) > room - 0.2:
            broken, used = broken + 1, 0.0
        used += width(piece)
    return max(broken, -int(-(width(text) - (0.0 if spare else _trimmed(text))) // (room - spare)))


def _trimmed(text: str) -> float:
    """What browsers take from a full-width mark at a line's end: the empty half of its place."""
    return 0.5 if text.rstrip().endswith(tuple("，。；：、）")) else 0.0


def wrapped(text: str, room: float) -> list[str]:
    """The text in lines of this width, in letters, where nothing breaks it by itself, as in a Plotly box."""
    found = [""]
    for piece in _PIECE.findall(text):
        if found[-1] and width(found[-1] + piece.rstrip()) > room:
            found.append("")
        found[-1] += piece
    return [line.rstrip() for line in found]


def short(text: str, room: float, count: int) -> str:
    """The text, or as much of it as fits so many lines, with an ellipsis; figures keep their units."""
    if lines(text, room) <= count:
        return text
    return next((cut for cut in _cuts(text) if lines(cut, room) <= count), "…")


def fitted(name: str, whole: Callable[[str], str], room: float, count: int) -> str:
    """A sentence about ``name`` in so many lines: only the name gives way, never the figures and words round it.

    The name keeps its head, so the sentence can still be too long.
    """
    forms = [name, *(cut for cut in _cuts(name) if width(cut) > HEAD)]
    said = [whole(form) for form in forms]
    return next((one for one in said if lines(one, room) <= count), said[-1])


def held(markup: Markup) -> Markup:
    """Each figure of a text in one line with its unit, as `lines` counts on."""
    parts = _TAG.split(markup)
    return Markup("").join(Markup(part if n % 2 else _HELD.sub(_hold, part)) for n, part in enumerate(parts))


def dated(text: str) -> Markup:
    """A text whose dates no line break tears apart at their hyphens."""
    return Markup(_DATE.sub(_hold, str(escape(text))))


def _hold(found: re.Match[str]) -> str:
    return f'<span class="held">{found[0]}</span>'


def _cuts(text: str) -> Iterator[str]:
    """What is left of a text, one piece less at a time, with an ellipsis."""
    pieces = _PIECE.findall(text)
    for count in range(len(pieces) - 1, 0, -1):
        yield "".join(pieces[:count]).rstrip(" ,;，；、：·") + "…"
