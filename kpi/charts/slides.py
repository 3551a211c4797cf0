"""The slides that sum up all brands: the seven tiles, 亮差距 · 亮措施, and what has changed since the last meeting."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kpi import message, since, tile
from kpi.board import BrandBoard
from kpi.charts import lettering, markup
from kpi.charts.palette import DARK, SHAPES
from kpi.charts.stage import EDGE, GAP, PAD, WIDE, Slide, Stage
from kpi.model import Status
from kpi.progress import Figure
from kpi.since import Turn
from kpi.unit import Lang
from kpi.verdict import RANK

ROWS = 5
"""Table rows a slide (design rule 19)."""
COLUMNS = 4
"""Tiles in a row; the eighth place sums up the seven."""
LINE = 1.32
"""A line's height in letters."""
TOP, _BULLET = 16, 36
"""Above and below what a tile holds, and its bullet with the space round it, in points."""
_STATES: tuple[Status, ...] = ("behind", "warning", "unknown", "met")


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


_TILE = Markup(
    '<div class="tile" data-brand="{key}"><div class="top"><b>{name}</b>{state}</div><p class="muted">{label}</p>'
    '<p class="figure {size}">{number}<small>{unit}</small></p>{bullet}<p class="{css}">{said}</p></div>'
)


def overview(stage: Stage) -> Slide:
    tiles = Markup("").join(_tile(brand, stage) for brand in stage.board.brands)
    title = Markup("{}").format(stage.say("wall.title"))
    return Slide("overview", stage.say("frame.overview"), title, tiles + _summary(stage))


def _tile(brand: BrandBoard, stage: Stage) -> Markup:
    said = tile.of(brand, stage.lang)
    room = stage.room((WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS - 2 * PAD)
    late = brand.status != "met" and brand.worst is not None
    below = _decides(brand.worst, stage) if late and brand.worst else said.coverage or said.said
    left = (stage.body - GAP) / 2 - 2 * TOP - _BULLET - (LINE + 1.15 * stage.figure) * stage.letter
    all_lines = int(left / (LINE * stage.letter))
    lines = min(lettering.lines(below, room), all_lines - 1)
    return _TILE.format(
        key=brand.brand.key,
        name=full_name(brand, stage.lang),
        state=state(brand.worst, stage.lang),
        label=_label(brand, said, room, all_lines - lines, stage),
        size="long" if lettering.width(said.number) > room / 3 else "",
        number=lettering.short(said.number, room / 2, 2),
        unit=said.unit,
        bullet=markup.figure_bullet(brand.headline, stage.lang, DARK) if brand.headline else "",
        css=brand.status if late else "",
        said=lettering.short(below, room, lines),
    )


def _decides(worst: Figure, stage: Stage) -> str:
    """The indicator that holds the brand back, in figures."""
    unit, ytd, name = worst.indicator.unit, worst.ytd, worst.indicator.name
    if ytd.actual is None or ytd.plan is None:
        return name.of(stage.lang)
    actual = unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)
    return stage.say("wall.decides", name=name, actual=actual, plan=unit.show(ytd.plan, stage.lang))


def _label(brand: BrandBoard, said: tile.Tile, room: float, lines: int, stage: Stage) -> str:
    """The indicator and what its figure is, where both have room."""
    both = stage.say("wall.label", name=said.label, under=said.under)
    text = bool(brand.headline and brand.headline.text)
    lines = min(lines, 2)
    return lettering.short(said.label if text or lettering.lines(both, room) > lines else both, room, lines)


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


_HEADS = ("indicator", "actual", "plan", "gap", "status")


def heads(names: Sequence[str], stage: Stage) -> Markup:
    """The line of column heads, named as in 亮差距 · 亮措施."""
    cells = (("name" if n == 0 else "", stage.say(f"gaps.{name}")) for n, name in enumerate(names))
    drawn = Markup("").join(Markup('<span class="{}">{}</span>').format(css, said) for css, said in cells)
    return Markup('<div class="row heads muted">{}</div>').format(drawn)


def gaps(stage: Stage) -> Slide:
    """The five worst, each with its measure."""
    found = stage.board.gaps
    counts = {s: sum(f.ytd.verdict.status == s for f in found) for s in ("behind", "warning", "unknown")}
    rows = Markup("").join(_gap(figure, stage) for figure in found[:ROWS])
    note = Markup('<p class="note muted">{}</p>').format(stage.say("gaps.note" if found else "gaps.none", **counts))
    table = Markup("{}{}").format(heads(_HEADS, stage), rows) if found else Markup("")
    title = Markup("{}").format(stage.say("gaps.title"))
    return Slide("gaps", stage.say("wall.gaps"), title, note + table)


def _gap(figure: Figure, stage: Stage) -> Markup:
    indicator, ytd = figure.indicator, figure.ytd
    cells = (
        ("name", indicator.name.of(stage.lang)),
        ("", figure.text or indicator.unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)),
        ("", indicator.unit.show(ytd.plan, stage.lang)),
        (ytd.verdict.status, message.signed_gap(figure, stage.lang)),
    )
    drawn = Markup("").join(Markup('<span class="{}">{}</span>').format(css, said) for css, said in cells)
    done = measure(figure, todo(figure, stage, stage.room(WIDE - 2 * EDGE)))
    row = Markup('<div class="row" data-key="{}">{}{}{}</div>')
    return row.format(indicator.key, drawn, state(figure, stage.lang), done)


def todo(figure: Figure, stage: Stage, room: float, *, named: bool = False) -> str:
    """What is done about a gap, in two lines; 措施待填报 where nothing has been reported, '' where nothing need be.

    Of a long one the words give way, never 责任单位 and 期限.
    """
    if not figure.actions and figure.ytd.verdict.status not in ("behind", "warning"):
        return ""
    name = figure.indicator.name
    if not figure.actions:
        said = tile.NEEDED.of(stage.lang)
        return stage.say("wall.measure_of", name=name, said=said) if named else said
    first, more = figure.actions[0], len(figure.actions) - 1
    what = stage.say("wall.measure_of", name=name, said=first.text) if named else first.text
    rest = "".join(f" · {part}" for part in (first.owner, first.due) if part)
    rest += stage.say("wall.more", count=more) if more else ""
    return lettering.short(what, 2 * room - lettering.width(rest) - 3, 1) + rest


def measure(figure: Figure, said: str) -> Markup:
    css = "" if figure.actions else figure.ytd.verdict.status
    return Markup('<p class="measure {}">{}</p>').format(css, said) if said else Markup("")


def changes(stage: Stage) -> Slide:
    """The statuses that turned since the base, worst first, and how many figures were stated anew."""
    turns = since.turned(stage.before, stage.board) if stage.before else ()
    turns = tuple(t for t in turns if t.indicator.role != "input" and t.indicator.threshold is not None)
    ranked = sorted(turns, key=lambda t: RANK[t.now.ytd.verdict.status])
    counts = [
        ("figure", len(turns), "wall.turned"),
        ("", sum(_better(t) for t in turns), "wall.better"),
        ("", sum(_worse(t) for t in turns), "wall.worse"),
        ("", stage.restated, "wall.restated"),
    ]
    left = Markup("").join(
        Markup('<p class="{}"><b>{}</b>{}</p>').format(css, count, stage.say(code)) for css, count, code in counts
    )
    rows = Markup("").join(_turn(turn, stage) for turn in ranked[:ROWS])
    if not rows:
        rows = Markup('<p class="none">{}</p>').format(
            stage.say("wall.nothing_turned" if stage.before else "wall.first")
        )
    base = stage.say("wall.compared", base=stage.base) if stage.before else stage.say("wall.first")
    body = Markup('<div class="panel counts"><p class="muted">{}</p>{}</div><div class="panel turns">{}</div>')
    title = Markup("{}").format(stage.say("frame.changes"))
    return Slide("changes", stage.say("wall.changes"), title, body.format(base, left, rows))


def _turn(turn: Turn, stage: Stage) -> Markup:
    brand = next(b for b in stage.board.brands if b.brand.key == turn.indicator.brand)
    before = state(turn.before, stage.lang) if turn.before else Markup("—")
    return Markup('<div class="turn"><b>{}</b><span class="muted">{}</span><p>{} → {}</p></div>').format(
        turn.indicator.name.of(stage.lang), short_name(brand, stage.lang), before, state(turn.now, stage.lang)
    )


def _better(turn: Turn) -> bool:
    return turn.before is not None and RANK[turn.now.ytd.verdict.status] > RANK[turn.before.ytd.verdict.status]


def _worse(turn: Turn) -> bool:
    return turn.before is not None and RANK[turn.now.ytd.verdict.status] < RANK[turn.before.ytd.verdict.status]
