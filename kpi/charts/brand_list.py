"""A brand's indicators as a list on the wall, and results that are reported in words below them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from kpi import caveat, tile
from kpi.board import BrandBoard
from kpi.charts import brand_facts, lettering, slides
from kpi.charts.slides import LINE
from kpi.charts.stage import PAD, RIGHT, Stage
from kpi.progress import Figure

_HEADS = ("indicator", "actual", "plan", "status")
_FEWEST = 3
"""Rows that a list keeps, whatever is cut for it."""
_NAME = 3
"""Lines of a name at most."""


def rows(brand: BrandBoard, stage: Stage, high: float) -> Sequence[Figure]:
    """The indicators listed in so many points."""
    return _set(brand, stage, high)[0]


def drawn(brand: BrandBoard, stage: Stage, high: float) -> Markup:
    """The list in so many points."""
    listed, brief, lines = _set(brand, stage, high)
    texts, head = brand_facts.texts(brand), slides.heads(_HEADS, stage) if listed else Markup("")
    room = _room(listed, brief, stage)
    found = Markup("").join(_row(brand, figure, stage, room, lines, brief) for figure in listed)
    said = Markup("").join(_words(brand, figure, stage, lines) for figure in texts)
    return Markup('<div class="list">{}{}{}</div>').format(head, found, said)


def _set(brand: BrandBoard, stage: Stage, high: float) -> tuple[Sequence[Figure], bool, int]:
    """Which rows, whether their unit is said once only, behind the plan, and how many lines each has.

    Where a name would be cut the unit gives way, then the rows that stand best.
    """
    texts = brand_facts.texts(brand)
    most = brand_facts.ROWS - len(texts)
    forms = [
        (listed, brief, max(int((high / (LINE * stage.letter) - bool(listed)) / max(len(listed) + len(texts), 1)), 1))
        for count in range(most, min(most, _FEWEST) - 1, -1)
        for listed in [brand_facts.listed(brand, stage, count)]
        for brief in (False, True)
    ]
    return next((form for form in forms if _whole(brand, stage, *form)), forms[1])


def _room(listed: Sequence[Figure], brief: bool, stage: Stage) -> float:
    """Letters left for a name."""
    cells = [(*_cells(figure, stage, brief), slides.standing(figure, stage.lang)) for figure in listed]
    return slides.left(cells, _HEADS, stage, RIGHT - 2 * PAD) if listed else 0.0


def _whole(brand: BrandBoard, stage: Stage, listed: Sequence[Figure], brief: bool, lines: int) -> bool:
    room = _room(listed, brief, stage)
    return all("…" not in _named(tile.named(brand, f, stage.lang), f, stage, room, lines) for f in listed)


def _words(brand: BrandBoard, figure: Figure, stage: Stage, lines: int) -> Markup:
    """A result in words: the words give way, not whose they are."""
    name, room = tile.named(brand, figure, stage.lang), stage.room(RIGHT - 2 * PAD)
    if few := slides.only(figure, stage):
        name = stage.say("tile.held", actual=name, held=few)
    if lines < 2:
        text = lettering.short(figure.text, room - lettering.width(name) - 2, 1)
        return Markup('<p class="words"><b>{}</b> {}</p>').format(name, text)
    text = lettering.short(figure.text, room, lines - 1)
    return Markup('<p class="words"><b>{}</b><br>{}</p>').format(lettering.short(name, room, 1), text)


def _cells(figure: Figure, stage: Stage, brief: bool) -> tuple[str, str]:
    said, plan = slides.value(figure, stage), slides.plan(figure, stage)
    symbol = figure.indicator.unit.split(figure.ytd.actual, stage.lang)[1]
    once = brief and symbol not in ("", "%") and plan.endswith(f" {symbol}")
    return said.removesuffix(f" {symbol}") if once else said, plan


def _named(name: str, figure: Figure, stage: Stage, room: float, lines: int) -> Markup:
    """The name, and below it what must be known beside the figure: the months it lacks, the correction if it fits."""
    few = slides.only(figure, stage)
    forms = (caveat.beside(figure, stage.lang), few, caveat.barely(figure, stage.lang))
    held = next((said for said in forms if lettering.lines(said, room) == 1), few)
    high = lettering.lines(held, room)
    if not held or high > max(lines - 1, 1):
        return Markup("{}").format(lettering.short(name, room, min(lines, _NAME)))
    if lines < 2:
        return Markup("{}").format(lettering.fitted(name, partial(_beside, stage, few), room, 1))
    said = lettering.short(name, room, min(lines - high, _NAME))
    if said == "…":  # a note without a name would say nothing of anything
        return Markup("{}").format(lettering.short(name, room, min(lines, _NAME)))
    return Markup('{}<br><span class="muted">{}</span>').format(said, held)


def _beside(stage: Stage, held: str, name: str) -> str:
    return stage.say("tile.held", actual=name, held=held) if held else name


def _row(brand: BrandBoard, figure: Figure, stage: Stage, room: float, lines: int, brief: bool) -> Markup:
    name = _named(tile.named(brand, figure, stage.lang), figure, stage, room, lines)
    return Markup('<div class="row"><span class="name">{}</span><span>{}</span><span>{}</span>{}</div>').format(
        name, *_cells(figure, stage, brief), slides.state(figure, stage.lang)
    )
