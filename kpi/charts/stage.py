"""The stage of a meeting-room screen: what stands round every slide, and the whole round as one piece of markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from markupsafe import Markup

from kpi import message, words
from kpi.board import Board
from kpi.charts import lettering
from kpi.charts.palette import DARK, FONT
from kpi.progress import Desk
from kpi.unit import Lang

WIDE, HIGH = 1920, 1080
EDGE, GAP = 36, 20
"""Beside the slide, and between its panels; all lengths are points of a stage 1920 × 1080."""
PAD = 26
LEFT = 640
"""The panel of the headline, or of how much has changed; months and lists take the rest."""
RIGHT = WIDE - 2 * EDGE - GAP - LEFT
_SCOPE = 9
"""Letters of a scope's name."""
_NOTED, _OVER = 2, 10
"""Lines of remarks at most, and the points above them."""
_LARGER, _BESIDE, _CLOCK, _DOT = 1.2, 1.1, 2.8, 0.72
"""In letters: a heading's type, the space between two parts of its line, the time at its end, and a slide's dot."""


@dataclass(frozen=True)
class Stage:
    """What slides are made from: a board, its months, the base it is compared with, and the size of letters."""

    board: Board
    desk: Desk
    before: Board | None
    base: str
    """What ``before`` is called: a meeting, or the month before."""
    restated: int | None
    """How many figures have been stated anew since; None where there is no revision to count from."""
    lang: Lang
    letter: int
    reviewed: str
    """已审核, 示例数据 or whatever else the figures are."""
    notes: tuple[str, ...] = ()
    """What the address asked for and could not get, and a month that is overdue."""

    def say(self, code: str, **args: words.Arg) -> str:
        return words.say(self.lang, code, **args)

    @property
    def bar(self) -> int:
        """How high the lines above and below a slide are."""
        return min(round(2.2 * self.letter), 76)

    @property
    def figure(self) -> float:
        """How large a tile's figure is, in letters: at least twice them (design rule 19)."""
        return 2.5 if self.letter <= 34 else 2.1

    @cached_property
    def noted(self) -> str:
        """The remarks on lines of their own below the heading, where one beside the widest title finds no room."""
        named = self.say("frame.month_of", year=self.board.month.year, number=self.board.month.number)
        together = " · ".join(self.notes)
        alone = len(self.notes) == 1 and lettering.width(together + named) <= _heading(self, _widest(self))
        return "" if alone else lettering.short(together, self.room(WIDE - 2 * EDGE), _NOTED)

    @property
    def body(self) -> int:
        """How high the slide between them is."""
        lines = lettering.lines(self.noted, self.room(WIDE - 2 * EDGE)) if self.noted else 0
        return HIGH - 2 * self.bar - 2 * GAP - round(lines * 1.32 * self.letter + bool(lines) * _OVER)

    def room(self, wide: float) -> float:
        """So many points, in letters."""
        return wide / self.letter


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its key, its name in the line of positions, its heading and its body."""

    key: str
    name: str
    title: Markup
    body: Markup


_SLIDE = Markup(
    '<section class="slide" data-slide="{key}"><header><b>{title}{scope}</b>{progress}<time></time></header>'
    '{noted}<main class="{css}">{body}</main><footer><span class="line"></span><span class="muted">{as_of}</span>'
    '<span class="where">{where}</span><span class="places" aria-hidden="true">{places}</span></footer></section>'
)
_DECK = Markup(
    '<div class="kpi-deck" data-sig="{}" data-dwell="{}" data-online="{}" data-offline="{}" data-paused="{}" lang="{}"'
    ' style="{}">{}</div>'
)


def deck(stage: Stage, slides: Sequence[Slide], *, dwell: int) -> Markup:
    """All slides with what the screen's script needs: seconds each, a signature that changes with any of them."""
    drawn = Markup("").join(_framed(stage, slide, slides) for slide in slides)
    sig = sha256(f"{drawn}{dwell}{stage.letter}".encode()).hexdigest()[:16]
    said = stage.say("wall.online"), stage.say("wall.offline", time="{time}"), stage.say("wall.paused")
    return _DECK.format(sig, dwell, *said, stage.lang, _variables(stage), drawn)


def _framed(stage: Stage, slide: Slide, slides: Sequence[Slide]) -> Markup:
    month = stage.board.month
    at = slides.index(slide)
    as_of = stage.say(
        "wall.as_of", year=month.year, number=month.number, state=stage.reviewed, revision=stage.board.revision
    )
    wheres = [stage.say("wall.position", name=each.name, at=n, of=len(slides)) for n, each in enumerate(slides, 1)]
    return _SLIDE.format(
        key=slide.key,
        css=slide.key if slide.key in ("overview", "gaps", "changes") else "brand",
        title=slide.title,
        scope=_scope(stage),
        progress=_beside(stage, slide),
        noted=Markup('<p class="noted warning">{}</p>').format(stage.noted) if stage.noted else "",
        body=lettering.held(slide.body),
        as_of=as_of,
        where=wheres[at],
        places=_places(stage, at, len(slides), as_of + max(wheres, key=lettering.width)),
    )


def _places(stage: Stage, at: int, count: int, beside: str) -> Markup:
    """A dot for every slide, where the lines of all have room for them: in figures it stands there too."""
    line = max((stage.say(f"wall.{key}", time="00:00") for key in ("online", "offline")), key=lettering.width)
    taken = lettering.width(f"{line} · {stage.say('wall.paused')}{beside}") + _DOT * count + 3 * _BESIDE + 1.5
    if taken > stage.room(WIDE - 2 * EDGE):
        return Markup("")
    return Markup("").join(Markup("<i{}></i>").format(Markup(' class="on"') if n == at else "") for n in range(count))


def _scope(stage: Stage) -> Markup:
    """Whose figures these are, unless they are the whole plant's."""
    catalog = stage.desk.book.catalog
    if stage.board.scope == catalog.plant.key:
        return Markup("")
    name = lettering.short(catalog.scopes[stage.board.scope].name.of(stage.lang), _SCOPE, 1)
    return Markup('<span class="scope">{}</span>').format(name)


def _beside(stage: Stage, slide: Slide) -> Markup:
    """The month and how far the year is, and before it a remark that has room: how far gives way, never the month."""
    month = stage.board.month
    named = stage.say("frame.month_of", year=month.year, number=month.number)
    share = f"{100 * month.number / 12:.2f}%"
    whole = stage.say("wall.progress", year=month.year, number=month.number, share=share)
    if not stage.notes or stage.noted:
        return Markup("<span>{}</span>").format(whole)
    note = stage.notes[0]
    room = _heading(stage, slide.title.striptags())
    beside = whole if lettering.width(note) + lettering.width(whole) <= room else named
    return Markup('<span class="warning">{}</span><span>{}</span>').format(note, beside)


def _heading(stage: Stage, title: str) -> float:
    """Letters left in a slide's heading for two remarks, beside its title, its scope and the time."""
    wide = lettering.width(f"{title} {_scope(stage).striptags()}")
    return stage.room(WIDE - 2 * EDGE) - _LARGER * (wide + 0.7) - 3 * _BESIDE - _CLOCK


def _widest(stage: Stage) -> str:
    """The title that leaves a heading the least room."""
    brands = (
        f"{b.brand.name.of(stage.lang)} ◌ {message.status_word(b.spoken, stage.lang)}" for b in stage.board.brands
    )
    names = (brand.removeprefix("Party building + ") for brand in brands)
    return max((stage.say("wall.title"), *names), key=lettering.width)


def _variables(stage: Stage) -> str:
    """The dark theme's colours and the measures, as custom properties; the wall is always dark."""
    found: Mapping[str, object] = {
        "font": FONT,
        "ink": DARK.ink,
        "muted": DARK.muted,
        "brand": DARK.brand,
        "card": DARK.card,
        "rule": DARK.line,
        "actual": DARK.actual,
        **{str(state): colour for state, colour in DARK.status.items()},
        "letter": stage.letter,
        "figure": stage.figure,
        "bar": stage.bar,
        "edge": EDGE,
        "gap": GAP,
        "pad": PAD,
    }
    return "".join(f"--{name}:{value};" for name, value in found.items())
