"""The slide 亮差距 · 亮措施, and how every slide says an indicator: its state, figures, plan and measure."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kpi import message, tile, words
from kpi.board import BrandBoard
from kpi.charts import lettering
from kpi.charts.palette import SHAPES
from kpi.charts.stage import EDGE, WIDE, Slide, Stage
from kpi.model import Status
from kpi.progress import Figure
from kpi.unit import Lang

ROWS = 5
"""Table rows a slide (design rule 19)."""
LINE = 1.32
"""A line's height in letters."""
LARGER = 1.15
"""A figure in a table beside its letters."""
_BETWEEN = 12
"""Points between two rows."""


def short_name(brand: BrandBoard, lang: Lang) -> str:
    """A brand without the words that all seven share."""
    return brand.brand.name.of(lang).removeprefix("党建+").removeprefix("Party building + ")


def full_name(brand: BrandBoard, lang: Lang) -> str:
    """As on the tiles: with 党建+ in Chinese; in English the words would fill the line."""
    return brand.brand.name.of(lang).removeprefix("Party building + ")


def state(figure: Figure | None, lang: Lang) -> Markup:
    """Colour, shape and word."""
    status: Status = figure.ytd.verdict.status if figure else "unknown"
    return Markup('<span class="state {}">{} {}</span>').format(
        status, SHAPES[status], message.status_word(figure, lang)
    )


_CELL = 9
"""Letters of a milestone's text in a table."""
_HEADS = ("indicator", "actual", "plan", "gap", "status")


def heads(names: Sequence[str], stage: Stage) -> Markup:
    """The line of column heads, named as in 亮差距 · 亮措施."""
    cells = (("name" if n == 0 else "", stage.say(f"gaps.{name}")) for n, name in enumerate(names))
    drawn = Markup("").join(Markup('<span class="{}">{}</span>').format(css, said) for css, said in cells)
    return Markup('<div class="row heads muted">{}</div>').format(drawn)


def left(rows: Sequence[Sequence[str]], names: Sequence[str], stage: Stage, wide: float, larger: float = 1.0) -> float:
    """Letters left for the first column, the indicator, beside the widest cell and head of each other one."""
    said = [[stage.say(f"gaps.{name}") for name in names], *rows]
    columns = zip(*(row[1:] if n == 0 else row for n, row in enumerate(said)), strict=True)
    return stage.room(wide) - sum(larger * max(map(lettering.width, column)) + 1.0 for column in columns) - 1.0


def standing(figure: Figure, lang: Lang) -> str:
    """The shape and word of a status as a text."""
    return f"{SHAPES[figure.ytd.verdict.status]} {message.status_word(figure, lang)}"


def only(figure: Figure, stage: Stage) -> str:
    """How many months a year to date holds where it lacks any; '' for one that is whole or needs none."""
    ytd = figure.ytd
    if not tile.partly(figure, stage.lang):
        return ""
    return stage.say("wall.only", present=ytd.months_present, expected=ytd.months_expected)


def corrected(figure: Figure, stage: Stage) -> str:
    """That the figure was published otherwise before, and where only the month was, as what (design rule 3)."""
    if figure.original is None or figure.corrected != (stage.board.month,):
        return tile.corrected(figure, stage.lang)
    original = figure.indicator.unit.show(figure.original, stage.lang)
    return stage.say("wall.corrected", number=stage.board.month.number, original=original)


def told(name: str, figure: Figure, stage: Stage, *, planned: bool = True, partly: bool = True) -> str:
    """An indicator in figures, with its plan and the months it lacks; of one that has none, why."""
    ytd, unit = figure.ytd, figure.indicator.unit
    if ytd.actual is None:
        return stage.say("wall.reason", name=name, said=reason(figure, stage))
    said = unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)
    if planned and (ytd.plan is not None or ytd.planned.ranged):
        said = stage.say("wall.beside", actual=said, plan=message.planned(figure, stage.lang))
    if partly and (few := only(figure, stage)):
        said = stage.say("wall.only_said", only=few, said=said)
    return stage.say("wall.fact", name=name, said=said)


def reason(figure: Figure, stage: Stage) -> str:
    """Why a figure stands as it does; on a wall nobody is told to upload anything."""
    why = figure.ytd.verdict.reason
    return stage.say("message.nothing") if why.code == "reason.no_data" else words.render(stage.lang, why)


def value(figure: Figure, stage: Stage) -> str:
    """The year to date; of a milestone what was reached, as much as a cell holds."""
    if figure.text:
        return lettering.short(figure.text, _CELL, 1)
    return figure.indicator.unit.show(figure.ytd.actual, stage.lang, qualifier=figure.ytd.qualifier)


def plan(figure: Figure, stage: Stage) -> str:
    """The plan to date or its range, marked where it was adjusted."""
    changed = figure.adjusted and figure.ytd.first is not None
    return message.planned(figure, stage.lang) + (stage.say("gaps.adjusted") if changed else "")


def gaps(stage: Stage) -> Slide:
    """The five worst, each with its measure."""
    found = stage.board.gaps
    counts = {s: sum(f.ytd.verdict.status == s for f in found) for s in ("behind", "warning", "unknown")}
    said = stage.say("gaps.note", **counts) if found else stage.say("wall.no_plans")
    note = Markup('<p class="note muted">{}</p>').format(said)
    shown = found[:ROWS]
    texts = [(*_cells(f, stage), standing(f, stage.lang)) for f in shown]
    room = left(texts, _HEADS, stage, WIDE - 2 * EDGE, LARGER) if shown else 0.0
    high = (stage.body - 2 * LINE * stage.letter - (len(shown) + 1) * _BETWEEN) / max(len(shown), 1)
    lines = int(high / (LINE * stage.letter) + 0.05)
    rows = Markup("").join(_gap(figure, stage, room, lines) for figure in shown)
    table = Markup("{}{}").format(heads(_HEADS, stage), rows) if found else Markup("")
    title = Markup("{}").format(stage.say("gaps.title"))
    return Slide("gaps", stage.say("wall.gaps"), title, note + table)


def _cells(figure: Figure, stage: Stage) -> tuple[str, str, str]:
    return value(figure, stage), plan(figure, stage), message.signed_gap(figure, stage.lang)


def _gap(figure: Figure, stage: Stage, room: float, lines: int) -> Markup:
    """One row: the name beside its figures, and below it the measure in the lines that are left."""
    name, wide = figure.indicator.name.of(stage.lang), stage.room(WIDE - 2 * EDGE)
    needed = bool(todo(figure, stage, wide))
    named = max(1, min(lettering.lines(name, room), 2, lines - needed))
    drawn = Markup('<span class="name">{}</span>').format(lettering.short(name, room, named))
    for css, said in zip(("", "", figure.ytd.verdict.status), _cells(figure, stage), strict=True):
        drawn += Markup('<span class="{}">{}</span>').format(css, said)
    done = measure(figure, todo(figure, stage, wide, lines=min(max(lines - named, 1), 2)))
    row = Markup('<div class="row" data-key="{}">{}{}{}</div>')
    return row.format(figure.indicator.key, drawn, state(figure, stage.lang), done)


def todo(figure: Figure, stage: Stage, room: float, *, named: bool = False, lines: int = 2) -> str:
    """What is done about a gap, in so many lines; 措施待填报 where nothing is reported, '' where nothing need be.

    Of a long one the words give way, never 责任单位 and 期限.
    """
    if not figure.actions and figure.ytd.verdict.status not in ("behind", "warning"):
        return ""
    first = figure.actions[0].text if figure.actions else tile.NEEDED.of(stage.lang)
    name = lettering.short(figure.indicator.name.of(stage.lang), room / 2, 1)
    what = stage.say("wall.measure_of", name=name, said=first) if named else first
    if not figure.actions:
        return what
    more = len(figure.actions) - 1
    rest = "".join(f" · {part}" for part in (figure.actions[0].owner, figure.actions[0].due) if part)
    rest += stage.say("wall.more", count=more) if more else ""
    return lettering.short(what, lines * (room - 1.5) - lettering.width(rest), 1) + rest


def measure(figure: Figure, said: str) -> Markup:
    """What is done, or that nothing is: in vermilion as on the pages, whatever the indicator's own state."""
    css = "" if figure.actions else "behind"
    return Markup('<p class="measure {}">{}</p>').format(css, said) if said else Markup("")
