"""How much of the overview a desk's window of 1920 × 1080 shows at once: its tiles, and what is left below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi import message, tile
from kpi.board import BrandBoard
from kpi.charts import lettering
from kpi.unit import Lang

HIGH = 1080
_ABOVE, _BELOW, BETWEEN = 184, 16, 16
"""Points over the tiles, with one line of remarks; under all; and between tiles and panels (style.css)."""
_HEAD, _TITLE, _BESIDE = 1045, 27.2, 16.8
"""Points beside the choices that every page has, and the letters of its title and of what stands there."""
REMARK = 52
"""Another remark over the tiles, such as that an older revision is shown."""
LETTER, SMALL = 16.0, 14.4
LINE = 1.45
TILE, TABLE, CHART = 205.0, 924.0, 748.0
"""How wide the text of a tile, of the table's panel and of the chart's panel may be."""
NAMES = 208.0, 256.0, 304.0
"""How wide the table's first column may be: the widest where names and what is said below them wrap."""
CELL = 16.0
"""The space inside a cell, left and right together."""
TITLE = 36.0
"""A panel's heading."""
_PANEL = 30.0
_FOLDED = 39.0
"""The line behind which the rest of the table is."""
_PICTURE = (190, 360)
"""How high the chart may be."""


def left(brands: Iterable[BrandBoard], lang: Lang, *, remarks: int = 0, head: tuple[str, str] = ("", "")) -> float:
    """Points that the window leaves for the panels under the tiles; ``remarks`` beside the one line of them.

    ``head``: the page's title and what stands beside it, or below it where both have no room on one line.
    """
    title, beside = head
    wraps = lettering.width(title) * _TITLE + lettering.width(beside) * _BESIDE + 24 > _HEAD
    return HIGH - _ABOVE - _BELOW - BETWEEN - remarks * REMARK - wraps * LINE * _BESIDE - tiles(brands, lang)


def tiles(brands: Iterable[BrandBoard], lang: Lang) -> float:
    """How high the row of tiles is: of each of their lines the tallest decides."""
    parts = [_tile(brand, lang) for brand in brands]
    tallest: list[float] = [max(column) for column in zip(*parts, strict=True)]
    return sum(tallest, 30 + 8 + 22 + 42 + 4)


def _tile(brand: BrandBoard, lang: Lang) -> tuple[float, ...]:
    """Points of its name with the state, its label, figure, what that is, message, and foot."""
    said = tile.of(brand, lang)
    figure = brand.headline
    words = figure is not None and figure.text and len(said.number) > 4
    large, leading = (24.0, 1.35) if words else (40.0, 1.15)
    number = lettering.width(said.number) * 1.05 + lettering.width(said.unit) * LETTER / large + 0.3
    foot = sum(high(text, TILE, SMALL) for text in (said.worst, said.corrected, said.coverage))
    return (
        _head(brand, lang),
        max(high(said.label, TILE), 1.5 * LETTER),
        -int(-number * large // TILE) * large * leading,
        high(tile.under(said), TILE, SMALL),
        high(tile.whole_message(said, lang), TILE),
        max(foot, 2.9 * SMALL),
    )


def _head(brand: BrandBoard, lang: Lang) -> float:
    name, letter = tile.short_name(brand, lang), 1.12 * LETTER
    chip = (lettering.width(message.status_word(brand.spoken, lang)) + 2.4) * SMALL
    if lettering.width(name) * letter * 1.02 + 8 + chip <= TILE:
        return LINE * letter
    return lettering.lines(name, TILE / letter / 1.05, spare=0) * LINE * letter + 4 + 23


def high(text: str, wide: float, letter: float = LETTER) -> float:
    """Points that a text takes in lines so many points wide; nothing takes none."""
    return lettering.lines(text, wide / letter, spare=0) * LINE * letter if text else 0.0


def rows(heights: Sequence[float], head: float, room: float, *, folded: bool) -> int:
    """How many rows of these heights the table has room for; what is not shown is ``folded`` behind one more line."""
    room -= _PANEL + head
    if not folded and sum(heights) <= room:
        return len(heights)
    count, room = 0, room - _FOLDED
    for high in heights:
        room -= high
        if room < 0:
            break
        count += 1
    return count


def beside(said: str, more: str) -> float:
    """How high the chart's card is at least, as wide as the table's is."""
    return _headed(said, more) + _PICTURE[0]


def picture(said: str, more: str, room: float) -> int:
    """How high the chart beside the table may be under its title, its sentence and what it can be relied on."""
    least, most = _PICTURE
    return int(min(max(room - _headed(said, more), least), most))


def _headed(said: str, more: str) -> float:
    """Points of the chart's card without the chart."""
    return _PANEL + BETWEEN + TITLE + high(said, CHART) + high(more, CHART, SMALL)
