"""One brand on the wall: its headline set large with what it comes to, its months, and progress and measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from kpi import message, series, signals, tile
from kpi.board import BrandBoard
from kpi.charts import axis, brand_facts, brand_list, lettering, levels, markup, monthly, scales, slides
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
_PROGRESS = Markup("<dt>{}</dt><dd>{}</dd>")
_TODO = Markup('<dt class="todo">{}</dt><dd>{}</dd>')


def slide(brand: BrandBoard, stage: Stage) -> Slide:
    title = Markup("{} {}").format(slides.full_name(brand, stage.lang), slides.state(brand.spoken, stage.lang))
    below, high = _below(brand, stage)
    rows = () if brand_facts.drawn(brand) else brand_list.rows(brand, stage, high)
    headline, foretold = _headline(brand, stage, rows)
    main = _months(brand, stage, high, foretold) if brand_facts.drawn(brand) else brand_list.drawn(brand, stage, high)
    months = Markup('<div class="panel months">{}<dl>{}</dl></div>').format(main, below)
    return Slide(brand.brand.key, slides.short_name(brand, stage.lang), title, headline + months)


def _headline(brand: BrandBoard, stage: Stage, rows: Sequence[Figure]) -> tuple[Markup, bool]:
    """The panel, and whether it says the year's forecast; ``rows`` are listed beside it."""
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
    found = brand_facts.facts(brand, figure, stage, rows, lambda facts: _needs(facts, room) <= left)
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


def _below(brand: BrandBoard, stage: Stage) -> tuple[Markup, float]:
    """Progress and measure, and the points that they leave the months or the list above them."""
    wide = stage.room(RIGHT - 2 * PAD - 3 * stage.letter)
    progress = _progress(brand.headline, stage)
    if lettering.lines(progress, wide) > 2:
        progress = lettering.short(_IN_BRACKETS.sub("", progress), wide, 2)
    of = brand.worst if brand.status != "met" else None
    several = len(brand_facts.drawn(brand)) > 1
    most = 2 if several and stage.letter <= FAR else 3  # one chart can spare a line; few letters need it
    said = slides.todo(of, stage, wide, named=of is not brand.headline, lines=most) if of else ""
    if brand.status == "met":
        said = stage.say("wall.no_measure")
    said = lettering.short(said, wide, most)
    lines = lettering.lines(progress, wide) + (lettering.lines(said, wide) if said else 0)
    high = stage.body - 2 * PAD - lines * LINE * stage.letter - 24
    todo = _TODO.format(stage.say("wall.do_measure"), slides.measure(of, said) if of else said) if said else Markup("")
    return _PROGRESS.format(stage.say("wall.do_progress"), progress) + todo, high


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


def _months(brand: BrandBoard, stage: Stage, high: float, foretold: bool) -> Markup:
    told = brand.headline if foretold else None
    return _charts(brand_facts.drawn(brand)[:CHARTS], stage, high, told)


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
