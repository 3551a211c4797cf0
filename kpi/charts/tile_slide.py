"""The wall's first slide: seven tiles, each a headline with what it is and one message, and how the seven stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from kpi import caveat, message, tile
from kpi.board import BrandBoard
from kpi.charts import lettering, markup, slides
from kpi.charts.palette import DARK, SHAPES
from kpi.charts.slides import LINE
from kpi.charts.stage import EDGE, GAP, PAD, WIDE, Slide, Stage
from kpi.model import Status
from kpi.progress import Figure

COLUMNS = 4
"""Tiles in a row; the eighth place sums up the seven."""
_BULLET = 33
"""A tile's bullet with the space round it and the tile's edge, in points."""
_IN_BRACKETS = re.compile(r" ?[（(][^（()）]*[）)]$")
"""What a message adds at its end, such as 累计计划完成率; where there is no room it goes first."""
_CLAUSES = re.compile(r"[，,；;]\D.*$")
"""What stands behind a message's first clause."""
Form = Callable[[str], str]
"""A text about an indicator whose name may give way."""
Count = Callable[[str, float], int]
"""Lines that a text takes of so many letters each."""
_STATES: tuple[Status, ...] = ("behind", "warning", "unknown", "met")

_TILE = Markup(
    '<div class="tile {close}" data-brand="{key}"><div class="top"><b>{name}</b>{state}</div>'
    '<p class="muted">{label}</p><p class="figure {size}">{number}<small>{unit}</small></p>{bullet}'
    '<p class="{css}">{said}</p></div>'
)


@dataclass(frozen=True, slots=True)
class _Set:
    """How tiles are set, as in the style sheet: a line and a figure in letters, and the points above and below."""

    css: str
    line: float
    figure: float
    top: int


def slide(stage: Stage) -> Slide:
    """Wide as long as every text is whole so, else close: no name is cut for the sake of air."""
    wide, close = _Set("", LINE, 1.15 * stage.figure, 14), _Set("close", 1.18, 2.2, 8)
    made = _tiles(stage, wide)
    if any("…" in text for _, *texts in made for text in texts):
        made = _tiles(stage, close)
    title = Markup("{}").format(stage.say("wall.title"))
    tiles = Markup("").join(drawn for drawn, *_ in made)
    return Slide("overview", stage.say("frame.overview"), title, tiles + _summary(stage))


def _tiles(stage: Stage, how: _Set) -> list[tuple[Markup, str, str]]:
    """Each brand's tile, its label and its message; of names that leave their states no room, what all share goes."""
    room = stage.room((WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS - 2 * PAD)
    brands = stage.board.brands
    long = any(_top(brand, slides.full_name(brand, stage.lang), stage, room) > 1 for brand in brands)
    name = slides.short_name if long else slides.full_name
    return [_tile(brand, name(brand, stage.lang), room, stage, how) for brand in brands]


def _tile(brand: BrandBoard, name: str, room: float, stage: Stage, how: _Set) -> tuple[Markup, str, str]:
    said = tile.of(brand, stage.lang)
    late = brand.status != "met" and brand.worst is not None
    head = _top(brand, name, stage, room)
    left = (stage.body - GAP) / 2 - 2 * how.top - _BULLET - (head * how.line + how.figure) * stage.letter
    said = replace(said, coverage=_reported(brand, stage)) if how.css else said
    label, below = _texts(brand, said, room, int(left / (how.line * stage.letter)), stage)
    drawn = _TILE.format(
        key=brand.brand.key,
        close=how.css,
        name=name,
        state=slides.state(brand.spoken, stage.lang),
        label=label,
        size="long" if lettering.width(said.number) > room / 3 else "",
        number=lettering.short(said.number, room / 2, 2),
        unit=said.unit,
        bullet=markup.figure_bullet(brand.headline, stage.lang, DARK) if brand.headline else "",
        css=brand.status if late else "",
        said=below,
    )
    return drawn, label, below


def _top(brand: BrandBoard, name: str, stage: Stage, room: float) -> int:
    """Lines of a tile's name and state, which stand below each other where both do not fit one."""
    wide = lettering.width(name) + lettering.width(message.status_word(brand.spoken, stage.lang))
    return 1 if wide + (1.5 if brand.status == "unknown" else 1.3) <= room else 2  # the widest of the shapes is ◌


def _texts(brand: BrandBoard, said: tile.Tile, room: float, lines: int, stage: Stage) -> tuple[str, str]:
    """The label and what stands below the figure, in so many lines together; the label gives way first."""

    def label(name: str) -> str:
        return _label(name, brand, said, stage)

    forms, of = _below(brand, said, stage), _name(brand, stage)
    least = lettering.lines(lettering.fitted(said.label, label, room, 0), room)
    whole = label(said.label)
    mains = [forms[min(at, len(forms) - 1)](of) for at in (2, _LEAST, _LEAST + 1)]  # the rest of what is said can wait
    counts = [c for main in mains for c in _COUNTS if c(whole, room) + max(c(main, room), 2) <= lines]
    if not counts and said.direction:  # the brand's own slide says it too
        return _texts(brand, replace(said, direction=""), room, lines, stage)
    if not counts and said.under and brand.headline and brand.headline.indicator.milestone:  # what is below says so
        return _texts(brand, replace(said, under=""), room, lines, stage)
    count = counts[0] if counts else lettering.lines
    needed = max(min(count(main, room) for main in mains), 2)
    name = whole if counts else lettering.fitted(said.label, label, room, max(lines - needed, least))
    return name, _fitting(forms, of, room, max(lines - count(name, room), 1), count)


def _likely(text: str, room: float) -> int:
    """Most likely lines: where the careful count would cut a name and leave a line empty."""
    return lettering.lines(text, room, spare=0)


_LEAST = 4
"""The first of the forms of what stands below a figure that leaves out what it was before it was corrected."""
_COUNTS: tuple[Count, ...] = (lettering.lines, _likely)


def _fitting(forms: Sequence[Form], name: str, room: float, lines: int, count: Count, counted: int = _LEAST) -> str:
    """The first form that fits, its name whole or at least its head; what is said is said whole.

    How many indicators were reported, in the ``counted`` fullest forms, is no reason to cut a name.
    """
    for n, form in enumerate(forms):
        found = form(name)
        if count(found, room) <= lines:
            return found
        found = found if n < counted else lettering.fitted(name, form, room, lines)
        if lettering.lines(found, room) <= lines:
            return found
    return lettering.short(forms[-1](name), room, lines)


def _name(brand: BrandBoard, stage: Stage) -> str:
    return tile.named(brand, brand.worst, stage.lang) if brand.worst else ""


def _below(brand: BrandBoard, said: tile.Tile, stage: Stage) -> list[Form]:
    """What may stand below the figure, the fullest first: the months it lacks, then what decides, else its message.

    What was corrected is said as long as it has room, then how many indicators were reported.
    """
    figure, worst = brand.headline, brand.worst
    late = worst if brand.status != "met" else None
    if figure is None:
        return _own("", ("", ""), said, "", stage)
    reported = _reported(brand, stage)
    few, again = slides.only(figure, stage), _corrected(figure, stage)
    if late is None or (late is figure and few and brand.status == "unknown"):
        if said.said and figure.ytd.verdict.reason.code == "reason.no_data":  # nobody is told to upload anything
            said = replace(said, said=slides.reason(figure, stage))
        return _own(few, again, said, reported, stage)
    theirs, once = _corrected(late, stage)
    same = late is figure or slides.only(figure, stage) == slides.only(late, stage)
    gap = _own_gap(brand, stage)
    mine = [(few, gap, again[0]), (few, _IN_BRACKETS.sub("", gap), again[1])]
    if late is figure:
        mine = [("", "", "")] * 2
    elif again[1] and once:  # in few words said once of both
        mine[1], once = (*mine[1][:2], ""), stage.say("wall.corrected_both")
    partly = late is figure or not same

    def form(
        *more: str,
        figures: bool = True,
        planned: bool = True,
        named: bool = True,
        brief: bool = False,
        short: bool = False,
    ) -> Form:
        def whole(name: str) -> str:
            text = slides.told(name if named else "", late, stage, planned=planned, partly=partly, brief=brief).strip()
            if not figures:
                text = stage.say("wall.fact", name=name, said=slides.only(late, stage) if partly else "").strip()
            return _joint(stage, *(mine[short] if figures else mine[1][:2]), text, *more, *[once] * short)

        return whole

    doubt = ""
    if late.ytd.qualifier != "eq" and brand.status == "unknown":
        doubt = message.gap(late, stage.lang)
    own = _joint(stage, *mine[1][:2])
    others = stage.say("wall.more_late", count=len(brand.also_late))
    return [
        form(doubt, theirs, said.coverage),
        form(doubt, theirs, reported),
        form(doubt, theirs),
        form(theirs),
        *[form(theirs, named=False), form(short=True, named=False)] * (late is figure),  # the label names it
        form(short=True),
        form(short=True, brief=True),
        form(short=True, planned=False),
        *[form(figures=False, short=True)] * bool(once),
        form(figures=False),
        *[partial(_unnamed, _joint(stage, own, others))] * bool(gap),
        # the months that the large figure lacks, and how far it is from plan, before any other's name
        *[partial(_unnamed, own)] * bool(own),
        str,
    ]


def _own_gap(brand: BrandBoard, stage: Stage) -> str:
    """How far the large figure is from plan where it stands as badly as what decides; '' where it stands better."""
    figure = brand.headline
    if figure is None or figure is brand.worst or not figure.late or figure.ytd.verdict.status != brand.status:
        return ""
    return message.gap(figure, stage.lang)


def _reported(brand: BrandBoard, stage: Stage) -> str:
    """How many indicators were reported for the month, in few words; '' where all were."""
    present, expected = brand.coverage
    return stage.say("wall.reported", present=present, expected=expected) if present < expected else ""


def _corrected(figure: Figure, stage: Stage) -> tuple[str, str]:
    """What a corrected figure was, and in one word only that it was corrected."""
    return slides.corrected(figure, stage), caveat.restated(figure, stage.lang)


def _own(few: str, corrected: tuple[str, str], said: tile.Tile, reported: str, stage: Stage) -> list[Form]:
    """Of a brand of which nothing else is to be said: its figure's own message."""
    main, brief = said.said, _IN_BRACKETS.sub("", said.said)
    again, once = corrected
    texts = [(few, main, again, said.coverage), (few, main, again, reported), (few, main, again), (few, brief, again)]
    texts += [(few, brief, once), (few or brief, once), (few or _CLAUSES.sub("", brief), once)]
    return [partial(_unnamed, _joint(stage, *parts)) for parts in texts]


def _unnamed(text: str, name: str) -> str:
    return text


def _joint(stage: Stage, *parts: str) -> str:
    return stage.say("message.joint").join(part for part in parts if part)


def _label(name: str, brand: BrandBoard, said: tile.Tile, stage: Stage) -> str:
    """The indicator and what its figure is: without 完成全年任务 or 同比降低 the figure would say something else."""
    text = brand.headline is None or bool(brand.headline.text)
    under = tile.under(said)
    return name if text or not under else stage.say("wall.label", name=name, under=under)


def _summary(stage: Stage) -> Markup:
    """How many brands stand how, in the eighth place."""
    brands = stage.board.brands
    grey = {message.status_word(b.spoken, stage.lang) for b in brands if b.status == "unknown"}
    said = {status: stage.say(f"wall.{status}") for status in _STATES}
    if len(grey) == 1:  # by the word of their tiles: 无计划 is not 无法判断
        word = grey.pop()
        said["unknown"] = word[:1].lower() + word[1:]
    lines = Markup("").join(
        Markup('<p class="{}"><b>{}</b><span>{} {}</span></p>').format(
            status, sum(b.status == status for b in brands), SHAPES[status], said[status]
        )
        for status in reversed(_STATES)
    )
    return Markup('<div class="tile sum"><div class="top"><b>{}</b></div>{}</div>').format(
        stage.say("wall.brands", count=len(brands)), lines
    )
