"""The wall's first slide: seven tiles, each a headline with what it is and one message, and how the seven stand."""

from __future__ import annotations

import re

from markupsafe import Markup

from kpi import message, tile
from kpi.board import BrandBoard
from kpi.charts import lettering, markup, slides
from kpi.charts.palette import DARK, SHAPES
from kpi.charts.slides import LINE
from kpi.charts.stage import EDGE, GAP, PAD, WIDE, Slide, Stage
from kpi.model import Status
from kpi.progress import Figure

COLUMNS = 4
"""Tiles in a row; the eighth place sums up the seven."""
TOP, _BULLET = 16, 36
"""Above and below what a tile holds, and its bullet with the space round it, in points."""
_IN_BRACKETS = re.compile(r" ?[（(][^（()）]*[）)]$")
"""What a message adds at its end, such as 累计计划完成率; where there is no room it goes first."""
_STATES: tuple[Status, ...] = ("behind", "warning", "unknown", "met")

_TILE = Markup(
    '<div class="tile" data-brand="{key}"><div class="top"><b>{name}</b>{state}</div><p class="muted">{label}</p>'
    '<p class="figure {size}">{number}<small>{unit}</small></p>{bullet}<p class="{css}">{said}</p></div>'
)


def slide(stage: Stage) -> Slide:
    tiles = Markup("").join(_tile(brand, stage) for brand in stage.board.brands)
    title = Markup("{}").format(stage.say("wall.title"))
    return Slide("overview", stage.say("frame.overview"), title, tiles + _summary(stage))


def _tile(brand: BrandBoard, stage: Stage) -> Markup:
    said = tile.of(brand, stage.lang)
    room = stage.room((WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS - 2 * PAD)
    late = brand.status != "met" and brand.worst is not None
    head = _top(brand, stage, room)
    left = (stage.body - GAP) / 2 - 2 * TOP - _BULLET - (head * LINE + 1.15 * stage.figure) * stage.letter
    all_lines = int(left / (LINE * stage.letter))
    least, wanted = (lettering.lines(_label(name, brand, said, stage), room) for name in ("…", said.label))
    below = _below(brand, said, room, (max(all_lines - min(wanted, 2), 2), all_lines - least), stage)
    lines = max(min(all_lines - max(lettering.lines(below, room), 2), 2), least)
    return _TILE.format(
        key=brand.brand.key,
        name=slides.full_name(brand, stage.lang),
        state=slides.state(brand.worst, stage.lang),
        label=lettering.fitted(said.label, lambda name: _label(name, brand, said, stage), room, lines),
        size="long" if lettering.width(said.number) > room / 3 else "",
        number=lettering.short(said.number, room / 2, 2),
        unit=said.unit,
        bullet=markup.figure_bullet(brand.headline, stage.lang, DARK) if brand.headline else "",
        css=brand.status if late else "",
        said=below,
    )


def _top(brand: BrandBoard, stage: Stage, room: float) -> int:
    """Lines of a tile's name and state, which stand below each other where both do not fit one."""
    wide = lettering.width(slides.full_name(brand, stage.lang)) + lettering.width(
        message.status_word(brand.worst, stage.lang)
    )
    return 1 if wide + 1.2 <= room else 2


def _below(brand: BrandBoard, said: tile.Tile, room: float, between: tuple[int, int], stage: Stage) -> str:
    """What holds the brand back, else the one message; a missing month always, missing indicators where room is.

    In the first number of lines ``between``, or as many up to the second as its figures need.
    """
    late, partly = brand.status != "met" and brand.worst is not None, _partly(brand, stage)
    if partly and brand.worst is brand.headline and brand.status == "unknown":
        late = False  # the missing month is what holds it back, and the tile's own figure says the rest

    def whole(name: str) -> str:
        main = _decides(name, brand.worst, stage) if late and brand.worst else said.said
        return stage.say("message.joint").join(part for part in dict.fromkeys((partly, main)) if part)

    name = brand.worst.indicator.name.of(stage.lang) if late and brand.worst else ""
    needed = whole("…") if name else partly
    count = max(min(max(between[0], lettering.lines(needed, room)), between[1]), 1)
    found = lettering.fitted(name, whole, room, count)
    if lettering.lines(found, room) > count:
        found = lettering.short(_IN_BRACKETS.sub("", found), room, count)
    more = stage.say("message.joint").join(part for part in (found, said.coverage) if part)
    return more if lettering.lines(more, room) <= count else found


def _partly(brand: BrandBoard, stage: Stage) -> str:
    """How many months the year to date lacks, of the headline or of what decides."""
    for figure in (brand.headline, brand.worst):
        if figure is not None and not (figure.indicator.milestone or figure.indicator.free_text):
            present, expected = figure.ytd.months_present, figure.ytd.months_expected
            if present < expected and figure.ytd.actual is not None:
                return stage.say("tile.partly", present=present, expected=expected)
    return ""


def _decides(name: str, worst: Figure, stage: Stage) -> str:
    """The indicator that holds the brand back, in figures."""
    ytd = worst.ytd
    if ytd.actual is None or (ytd.plan is None and not ytd.planned.ranged):
        return name
    actual = worst.indicator.unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)
    return stage.say("wall.decides", name=name, actual=actual, plan=message.planned(worst, stage.lang))


def _label(name: str, brand: BrandBoard, said: tile.Tile, stage: Stage) -> str:
    """The indicator and what its figure is: without 完成全年任务 or 同比降低 the figure would say something else."""
    text = brand.headline is None or bool(brand.headline.text)
    return name if text else stage.say("wall.label", name=name, under=said.under)


def _summary(stage: Stage) -> Markup:
    """How many brands stand how, in the eighth place."""
    brands = stage.board.brands
    lines = Markup("").join(
        Markup('<p class="{}"><b>{}</b>{} {}</p>').format(
            status, sum(b.status == status for b in brands), SHAPES[status], stage.say(f"wall.{status}")
        )
        for status in reversed(_STATES)
    )
    return Markup('<div class="tile sum"><div class="top"><b>{}</b></div>{}</div>').format(
        stage.say("wall.brands", count=len(brands)), lines
    )
