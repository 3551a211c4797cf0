"""The slide 亮差距 · 亮措施, and how every slide says an indicator: its state, figures, plan and measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from kpi import caveat, message, tile, words
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
_MEASURE = 10.0
"""Letters of a measure at least, whoever is responsible: his name alone would say of nothing that it is done."""
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
    """How many months a year to date holds where it lacks any, or which month's it is; '' for one that is whole."""
    return caveat.only(figure, stage.lang)


def corrected(figure: Figure, stage: Stage) -> str:
    """That the figure was published otherwise before, and as what (design rule 3)."""
    return caveat.corrected(figure, stage.lang)


def told(
    name: str, figure: Figure, stage: Stage, *, planned: bool = True, partly: bool = True, brief: bool = False
) -> str:
    """An indicator in figures, with its plan and the months it lacks; of one that has none, why.

    ``brief`` says the unit once, behind the plan.
    """
    ytd, unit = figure.ytd, figure.indicator.unit
    if ytd.actual is None:
        return stage.say("wall.reason", name=name, said=reason(figure, stage))
    said = unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)
    if planned and (ytd.plan is not None or ytd.planned.ranged):
        beside = message.planned(figure, stage.lang)
        number, symbol = unit.split(ytd.actual, stage.lang, qualifier=ytd.qualifier)
        said = number if brief and symbol != "%" and beside.endswith(f" {symbol}") else said
        said = stage.say("wall.beside", actual=said, plan=beside)
    if partly and (few := only(figure, stage)):
        said = stage.say("wall.only_said", only=few, said=said)
    return stage.say("wall.fact", name=name, said=said)


def reason(figure: Figure, stage: Stage, *, held: bool = True) -> str:
    """Why a figure stands as it does; on a wall nobody is told to upload anything."""
    why = figure.ytd.verdict.reason
    if why.code == "reason.no_data":
        return stage.say("message.nothing")
    return words.render(stage.lang, why if held else replace(why, held=None))


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
    said = (
        stage.say("gaps.note", **counts)
        if found
        else stage.say("gaps.not_due" if stage.board.waiting else "wall.no_plans")
    )
    note = Markup('<p class="note muted">{}</p>').format(said)
    shown = _whole(found[:ROWS], stage)
    texts = [(*_cells(f, stage), standing(f, stage.lang)) for f in shown]
    room = left(texts, _HEADS, stage, WIDE - 2 * EDGE, LARGER) if shown else 0.0
    rows = Markup("").join(_gap(figure, stage, room, _lines(len(shown), stage)) for figure in shown)
    table = Markup("{}{}").format(heads(_HEADS, stage), rows) if found else Markup("")
    title = Markup("{}").format(stage.say("gaps.title"))
    return Slide("gaps", stage.say("wall.gaps"), title, note + table)


def _lines(rows: int, stage: Stage) -> int:
    """Lines of letters in each of so many rows."""
    high = (stage.body - 2 * LINE * stage.letter - (rows + 1) * _BETWEEN) / max(rows, 1)
    return int(high / (LINE * stage.letter) + 0.05)


def _whole(figures: Sequence[Figure], stage: Stage) -> Sequence[Figure]:
    """As many as have their measure whole; only what is on plan makes room for it, never what is late."""
    late, wide = max(sum(f.ytd.verdict.status != "met" for f in figures), 3), stage.room(WIDE - 2 * EDGE)

    def cut(figure: Figure, lines: int) -> bool:
        said = todo(figure, stage, wide, lines=min(max(lines - 1, 1), 2), before=caveat.beside(figure, stage.lang))
        return bool(figure.actions) and not said.startswith(figure.actions[0].text)

    for count in range(len(figures), late - 1, -1):
        if not any(cut(figure, _lines(count, stage)) for figure in figures[:count]):
            return figures[:count]
    return figures


def _cells(figure: Figure, stage: Stage) -> tuple[str, str, str]:
    return value(figure, stage), plan(figure, stage), message.signed_gap(figure, stage.lang)


def _gap(figure: Figure, stage: Stage, room: float, lines: int) -> Markup:
    """One row: the name beside its figures, and below it the measure in the lines that are left."""
    name, wide = figure.indicator.name.of(stage.lang), stage.room(WIDE - 2 * EDGE)
    needed = bool(todo(figure, stage, wide))
    held = caveat.beside(figure, stage.lang)
    named = max(1, min(lettering.lines(name, room), 2, lines - (needed or bool(held))))
    drawn = Markup('<span class="name">{}</span>').format(lettering.short(name, room, named))
    for css, said in zip(("", "", figure.ytd.verdict.status), _cells(figure, stage), strict=True):
        drawn += Markup('<span class="{}">{}</span>').format(css, said)
    done = measure(figure, todo(figure, stage, wide, lines=min(max(lines - named, 1), 2), before=held), held)
    row = Markup('<div class="row" data-key="{}">{}{}{}</div>')
    return row.format(figure.indicator.key, drawn, state(figure, stage.lang), done)


def todo(figure: Figure, stage: Stage, room: float, *, named: bool = False, lines: int = 2, before: str = "") -> str:
    """What is done about a gap, in so many lines; 措施待填报 where nothing is reported, '' where nothing need be.

    Of a long one the words give way, but for their beginning; then 责任单位, never 期限. ``before`` stands in the same
    lines in front of it.
    """
    if not figure.actions and figure.ytd.verdict.status not in ("behind", "warning"):
        return ""
    first = figure.actions[0].text if figure.actions else tile.NEEDED.of(stage.lang)
    name = lettering.short(figure.indicator.name.of(stage.lang), room / 2, 1)
    what = stage.say("wall.measure_of", name=name, said=first) if named else first
    if not figure.actions:
        return what
    more = len(figure.actions) - 1
    due = f" · {figure.actions[0].due}" if figure.actions[0].due else ""
    due += stage.say("wall.more", count=more) if more else ""
    left = lines * (room - 1.5) - lettering.width(due) - (lettering.width(before) + 1 if before else 0)
    least = lettering.width(what) - lettering.width(first) + min(lettering.width(first), _MEASURE)
    who = figure.actions[0].owner
    if who and lettering.width(f" · {who}") > left - least:
        who = lettering.short(who, max(left - least - lettering.width(" · "), lettering.HEAD), 1)
    who = f" · {who}" if who else ""
    return lettering.short(what, max(left - lettering.width(who), least), 1) + who + due


def measure(figure: Figure, said: str, before: str = "") -> Markup:
    """What is done, or that nothing is: in vermilion as on the pages, whatever the indicator's own state.

    ``before`` it stands what must be known beside the figure.
    """
    css = "" if figure.actions else "behind"
    if not before:
        return Markup('<p class="measure {}">{}</p>').format(css, said) if said else Markup("")
    told = Markup('　<span class="{}">{}</span>').format(css, said) if said else Markup("")
    return Markup('<p class="measure">{}{}</p>').format(Markup('<span class="muted">{}</span>').format(before), told)
