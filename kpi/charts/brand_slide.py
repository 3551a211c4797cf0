"""One brand on the wall: its headline set large with what it comes to, its months, and progress and measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from kpi import caveat, message, series, signals, tile
from kpi.board import BrandBoard
from kpi.charts import axis, brand_facts, lettering, levels, markup, monthly, scales, slides
from kpi.charts.palette import DARK
from kpi.charts.pen import Frame
from kpi.charts.slides import LINE
from kpi.charts.stage import LEFT, PAD, RIGHT, Slide, Stage
from kpi.model import Indicator
from kpi.progress import Figure
from kpi.series import Series, Values

FAR = 34
"""Larger letters leave a line so few of them that a measure needs three."""
FIGURE, UNIT = 150, 0.36
"""The headline's size in points, and its unit's beside it."""
_HEADS = ("indicator", "actual", "plan", "status")
_IN_BRACKETS = re.compile(r" ?[（(][^（()）]*[）)](?=[。.]$)")
"""What progress adds at its end, such as 累计计划完成率; where there is no room it goes first."""
CHARTS = 2
"""On one slide (design rule 19)."""
_FIELD = 3
"""Letters that a chart's values need from lowest to highest: of two lower ones the second gives way."""

_SAYS = Markup(
    '<div class="panel headline"><p class="muted">{label}</p><p class="figure {css}" style="--size:{size}">{number}'
    '<small>{unit}</small></p>{bullet}<p class="stands {status}">{state}<span>{gap}</span></p><ul>{facts}</ul></div>'
)
_MONTHS = Markup('<div class="panel months">{}<dl><dt>{}</dt><dd>{}</dd>{}</dl></div>')
_TODO = Markup('<dt class="todo">{}</dt><dd>{}</dd>')


def slide(brand: BrandBoard, stage: Stage) -> Slide:
    title = Markup("{} {}").format(slides.full_name(brand, stage.lang), slides.state(brand.spoken, stage.lang))
    headline, foretold = _headline(brand, stage)
    return Slide(
        brand.brand.key,
        slides.short_name(brand, stage.lang),
        title,
        headline + _right(brand, stage, foretold),
    )


def _headline(brand: BrandBoard, stage: Stage) -> tuple[Markup, bool]:
    """The panel, and whether it says the year's forecast."""
    figure, said = brand.headline, tile.of(brand, stage.lang)
    room = stage.room(LEFT - 2 * PAD)
    if figure is None:
        return Markup('<div class="panel headline"><p>{}</p></div>').format(stage.say("message.nothing")), False
    label = said.label if figure.text else stage.say("wall.label", name=said.label, under=tile.under(said))
    gap = _gap(figure, said, stage)
    stands = lettering.lines(f"{slides.standing(figure, stage.lang)}　{gap}", room / 1.1, spare=0)
    used = (lettering.lines(label, room, spare=0) + stands * 1.1 + 0.8) * LINE * stage.letter + 246
    left = (stage.body - used) / (LINE * stage.letter)
    size, long = _size(said, stage)
    found = brand_facts.facts(brand, figure, stage, lambda facts: _needs(facts, room) <= left)
    drawn = _SAYS.format(
        label=label,
        css="long" if long else "",
        size=size,
        number=lettering.short(said.number, (LEFT - 2 * PAD) / size, 3) if long else said.number,
        unit=said.unit,
        bullet=markup.figure_bullet(figure, stage.lang, DARK),
        status=figure.ytd.verdict.status,
        state=slides.state(figure, stage.lang),
        gap=gap,
        facts=Markup("").join(Markup('<li class="{}">{}</li>').format(fact.css, fact.text) for fact in found),
    )
    return drawn, any(fact.forecast for fact in found)


def _size(said: tile.Tile, stage: Stage) -> tuple[int, bool]:
    """How large the headline is set, in points, and whether it takes several lines: never below twice the letters."""
    fits = (LEFT - 2 * PAD) / (lettering.width(said.number) + UNIT * (lettering.width(said.unit) + 0.3)) * 0.96
    return (FIGURE, False) if fits >= FIGURE else (max(int(fits), 2 * stage.letter), fits < 2 * stage.letter)


def _gap(figure: Figure, said: tile.Tile, stage: Stage) -> str:
    """How far from plan, and how many months that is of; else what the tile says."""
    parts = slides.only(figure, stage), message.gap(figure, stage.lang)
    return stage.say("message.joint").join(part for part in parts if part) or said.said


def _needs(facts: Iterable[brand_facts.Fact], room: float) -> float:
    """Lines that facts take, with the space between them."""
    return sum(lettering.lines(fact.text, room, spare=0) + 0.15 for fact in facts)


def _right(brand: BrandBoard, stage: Stage, foretold: bool) -> Markup:
    """The months of the brand's headlines, or the list of its indicators where the headline is a milestone."""
    drawn = brand_facts.drawn(brand)
    wide = stage.room(RIGHT - 2 * PAD - 3 * stage.letter)
    progress = _progress(brand.headline, stage)
    if lettering.lines(progress, wide) > 2:
        progress = lettering.short(_IN_BRACKETS.sub("", progress), wide, 2)
    of = brand.worst if brand.status != "met" else None
    most = 2 if len(drawn) > 1 and stage.letter <= FAR else 3  # one chart can spare a line; few letters need it
    said = slides.todo(of, stage, wide, named=of is not brand.headline, lines=most) if of else ""
    if brand.status == "met":
        said = stage.say("wall.no_measure")
    said = lettering.short(said, wide, most)
    lines = lettering.lines(progress, wide) + (lettering.lines(said, wide) if said else 0)
    high = stage.body - 2 * PAD - lines * LINE * stage.letter - 24
    todo = _TODO.format(stage.say("wall.do_measure"), slides.measure(of, said) if of else said) if said else Markup("")
    told = brand.headline if foretold else None
    main = _charts(drawn[:CHARTS], stage, high, told) if drawn else _list(brand, stage, high)
    return _MONTHS.format(main, stage.say("wall.do_progress"), progress, todo)


def _progress(figure: Figure | None, stage: Stage) -> str:
    """What the month brought beside its plan, and where the year stands."""
    if figure is None:
        return stage.say("message.nothing")
    month, indicator = figure.month, figure.indicator
    if figure.ytd.actual is None and not figure.text:
        return slides.reason(figure, stage)
    if month.actual is None or indicator.milestone:
        return message.sentence(figure, stage.lang)
    actual = indicator.unit.show(month.actual, stage.lang, qualifier=month.qualifier)
    said = stage.say("wall.in_month", number=stage.board.month.number, actual=actual)
    if month.qualifier == "eq" and month.planned.holds(month.actual):
        said += stage.say("wall.within")
    elif month.gap is not None and month.qualifier == "eq":
        said += stage.say("wall.beside_plan", gap=message.size(indicator, month.gap, stage.lang, signed=True))
    few, gap = slides.only(figure, stage), message.gap(figure, stage.lang)
    if gap:
        gap = stage.say("wall.joint", one=few, two=gap) if few else gap
    if few or gap:
        said += stage.say("wall.to_date", gap=gap or few)
    return said + stage.say("message.stop")


def _charts(figures: Sequence[Figure], stage: Stage, high: float, foretold: Figure | None) -> Markup:
    """One below the other; the key to them stands over the first, on a line of its own where it is long.

    Only what is foretold in figures is hatched: columns alone would leave out how sure they are.
    """
    found = [_Chart.of(figure, stage, figure is foretold) for figure in figures]
    keys = tuple(dict.fromkeys(key for chart in found for key in chart.keys))
    named = [(stage.say(f"wall.key_{key}"), key) for key in keys]
    wide = lettering.width(found[0].name) + sum(lettering.width(said) + 2.0 for said, _ in named)
    lines = len(found) + (wide > stage.room(RIGHT - 2 * PAD))
    each = round((high - lines * 1.45 * stage.letter) / len(found))
    if len(figures) > 1 and Frame(0, each, stage.letter, "").field < _FIELD * stage.letter:
        return _charts(figures[:1], stage, high, foretold)
    legend = Markup("").join(Markup('<span class="key"><i class="{}"></i>{}</span>').format(k, s) for s, k in named)
    heads = [Markup(" {}").format(legend), *[Markup("")] * len(found)]
    return Markup("").join(chart.drawn(stage, each, head, found) for chart, head in zip(found, heads, strict=False))


@dataclass(frozen=True, slots=True)
class _Chart:
    figure: Figure
    months: Series
    name: str
    divisor: float
    keys: tuple[str, ...]

    @classmethod
    def of(cls, figure: Figure, stage: Stage, foretold: bool) -> _Chart:
        months, indicator = series.of_year(stage.desk, figure.indicator), figure.indicator
        months = months if foretold else replace(months, forecast=())
        divisor, unit = (
            axis.scale(months, stage.lang) if indicator.amount else (1.0, indicator.unit.name.of(stage.lang))
        )

        def whole(name: str) -> str:
            said = stage.say("wall.monthly", name=name, unit=unit)
            return stage.say("wall.lower", said=said) if indicator.better == "lower" else said

        name = lettering.fitted(indicator.name.of(stage.lang), whole, stage.room(RIGHT - 2 * PAD), 1)
        return cls(figure, months, name, divisor, _keys(months))

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    def drawn(self, stage: Stage, high: int, legend: Markup, slide: Sequence[_Chart]) -> Markup:
        frame = Frame(RIGHT - 2 * PAD, high, stage.letter, message.sentence(self.figure, stage.lang))
        if self.indicator.amount:
            picture = monthly.columns(self.months, DARK, frame, self.divisor)
        else:
            others = [
                each.months for each in slide if each is not self and scales.alike(each.indicator, self.indicator)
            ]
            picture = levels.dots(self.months, DARK, frame, scales.group(self.months, others))
        drawn = Markup('<h3><b>{}</b>{}</h3><div class="picture" style="--high:{}">{}</div>')
        return drawn.format(self.name, legend, high, picture)


def _keys(months: Series) -> tuple[str, ...]:
    """What the legend must name: only what the picture holds."""

    def any_(values: Values) -> bool:
        return any(value is not None for value in values)

    gone = ["missing"] * bool(axis.missing(months))
    ends = any_(months.plan_low) or any_(months.plan_high)
    if months.indicator.amount:
        plan = ("range" if ends else "plan",) if ends or any_(months.plan) else ()
        return ("actual", *plan, *["forecast"] * any_(months.forecast), *gone)
    natural = signals.natural(months)
    plan = ("ends" if ends else "dashed",) if ends or any_(months.plan) else ()
    limits = ("natural", *["signal"] * any(natural.marks)) if natural else ()
    return ("month", "to_date", *plan, *limits, *gone)


def _list(brand: BrandBoard, stage: Stage, high: float) -> Markup:
    """Indicators in figures, and results that are reported in words below them."""
    texts, listed = brand_facts.texts(brand), brand_facts.listed(brand, stage)
    listed = listed[: brand_facts.ROWS - len(texts)] if texts else listed
    wide, head = RIGHT - 2 * PAD, slides.heads(_HEADS, stage) if listed else Markup("")
    lines = int((high / (LINE * stage.letter) - bool(listed)) / max(len(listed) + len(texts), 1))
    names = [tile.named(brand, figure, stage.lang) for figure in listed]
    brief = False
    for brief in (False, True):  # where a name would be cut, the unit is said once, behind the plan
        cells = [(*_cells(figure, stage, brief), slides.standing(figure, stage.lang)) for figure in listed]
        room = slides.left(cells, _HEADS, stage, wide) if listed else 0.0
        if all(lettering.lines(name, room) <= min(max(lines, 1), 2) for name in names):
            break
    rows = Markup("").join(_row(brand, figure, stage, room, max(lines, 1), brief) for figure in listed)
    said = Markup("").join(_words(brand, figure, stage, max(lines, 1)) for figure in texts)
    return Markup('<div class="list">{}{}{}</div>').format(head, rows, said)


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
        return Markup("{}").format(lettering.short(name, room, min(lines, 2)))
    if lines < 2:
        return Markup("{}").format(lettering.fitted(name, partial(_beside, stage, few), room, 1))
    said = lettering.short(name, room, min(lines - high, 2))
    if said == "…":  # a note without a name would say nothing of anything
        return Markup("{}").format(lettering.short(name, room, min(lines, 2)))
    return Markup('{}<br><span class="muted">{}</span>').format(said, held)


def _beside(stage: Stage, held: str, name: str) -> str:
    return stage.say("tile.held", actual=name, held=held) if held else name


def _row(brand: BrandBoard, figure: Figure, stage: Stage, room: float, lines: int, brief: bool) -> Markup:
    name = _named(tile.named(brand, figure, stage.lang), figure, stage, room, lines)
    return Markup('<div class="row"><span class="name">{}</span><span>{}</span><span>{}</span>{}</div>').format(
        name, *_cells(figure, stage, brief), slides.state(figure, stage.lang)
    )
