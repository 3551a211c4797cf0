"""One brand on the wall: its headline set large with what it comes to, its months, and progress and measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpi import message, series, signals, tile, words
from kpi.board import BrandBoard
from kpi.charts import axis, lettering, markup, monthly, slides
from kpi.charts.monthly import Frame
from kpi.charts.palette import DARK
from kpi.charts.slides import LINE
from kpi.charts.stage import EDGE, GAP, PAD, WIDE, Slide, Stage
from kpi.model import Indicator
from kpi.progress import Figure
from kpi.series import Series
from kpi.unit import Lang

LEFT = 640
"""The panel of the headline; the months take the rest."""
RIGHT = WIDE - 2 * EDGE - GAP - LEFT
FIGURE, UNIT = 150, 0.36
"""The headline's size in points, and its unit's beside it."""
_HEADS = ("indicator", "actual", "plan", "status")
CHARTS, ROWS = 2, 5
"""On one slide (design rule 19)."""

_SAYS = Markup(
    '<div class="panel headline"><p class="muted">{label}</p><p class="figure {css}" style="--size:{size}">{number}'
    '<small>{unit}</small></p>{bullet}<p class="stands {status}">{state}<span>{gap}</span></p><ul>{facts}</ul></div>'
)
_MONTHS = Markup('<div class="panel months">{}<dl><dt>{}</dt><dd>{}</dd><dt class="todo">{}</dt><dd>{}</dd></dl></div>')


def slide(brand: BrandBoard, stage: Stage) -> Slide:
    title = Markup("{} {}").format(slides.full_name(brand, stage.lang), slides.state(brand.worst, stage.lang))
    return Slide(
        brand.brand.key,
        slides.short_name(brand, stage.lang),
        title,
        _headline(brand, stage) + _right(brand, stage),
    )


def _headline(brand: BrandBoard, stage: Stage) -> Markup:
    figure, said = brand.headline, tile.of(brand, stage.lang)
    room = stage.room(LEFT - 2 * PAD)
    if figure is None:
        return Markup('<div class="panel headline"><p>{}</p></div>').format(stage.say("message.nothing"))
    label = said.label if figure.text else stage.say("wall.label", name=said.label, under=said.under)
    gap = _gap(figure, said, stage)
    used = (lettering.lines(label, room) + lettering.lines(gap, room / 1.1) * 1.1 + 1.2) * LINE * stage.letter + 230
    left = (stage.body - 2 * PAD - used) / (LINE * stage.letter)
    size, long = _size(said, stage)
    return _SAYS.format(
        label=label,
        css="long" if long else "",
        size=size,
        number=lettering.short(said.number, (LEFT - 2 * PAD) / size, 3) if long else said.number,
        unit=said.unit,
        bullet=markup.figure_bullet(figure, stage.lang, DARK),
        status=figure.ytd.verdict.status,
        state=slides.state(figure, stage.lang),
        gap=gap,
        facts=Markup("").join(
            Markup("<li>{}</li>").format(fact) for fact in _fitting(_facts(brand, figure, stage), room, left)
        ),
    )


def _size(said: tile.Tile, stage: Stage) -> tuple[int, bool]:
    """How large the headline is set, in points, and whether it takes several lines: never below twice the letters."""
    fits = (LEFT - 2 * PAD) / (lettering.width(said.number) + UNIT * (lettering.width(said.unit) + 0.3)) * 0.96
    return (FIGURE, False) if fits >= FIGURE else (max(int(fits), 2 * stage.letter), fits < 2 * stage.letter)


def _gap(figure: Figure, said: tile.Tile, stage: Stage) -> str:
    return message.gap(figure, stage.lang) or said.said


def _fitting(facts: Iterable[str], room: float, left: float) -> list[str]:
    """As many of the facts, most important first, as there are lines left for."""
    found = []
    for fact in facts:
        left -= lettering.lines(fact, room) + 0.15
        if left < 0:
            break
        found.append(fact)
    return found


def _facts(brand: BrandBoard, figure: Figure, stage: Stage) -> list[str]:
    kind = _amount if figure.indicator.amount else _milestone if figure.indicator.milestone else _rate
    listed = () if _has_months(figure.indicator) else _listed(brand)
    others = [f for f in _order(brand) if f is not figure and f.ytd.verdict.counts and f not in listed]
    worst = [tile.of(brand, stage.lang).worst] if brand.worst not in (None, figure) and brand.status != "met" else []
    return [
        *kind(figure, stage),
        *worst,
        *(_other(brand, f, stage) for f in others if not (worst and f is brand.worst)),
    ]


def _other(brand: BrandBoard, figure: Figure, stage: Stage) -> str:
    value = figure.text or figure.indicator.unit.show(figure.ytd.actual, stage.lang, qualifier=figure.ytd.qualifier)
    gap = message.gap(figure, stage.lang)
    said = stage.say("wall.fact", name=_name(brand, figure, stage.lang), said=value)
    return stage.say("wall.joint", one=said, two=gap) if gap else said


def _amount(figure: Figure, stage: Stage) -> list[str]:
    ytd, lang, unit = figure.ytd, stage.lang, figure.indicator.unit
    actual = unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
    found = [stage.say("wall.of_year", actual=actual, year=unit.show(ytd.year_plan, lang))] if ytd.year_plan else []
    if ytd.of_year is not None and ytd.qualifier == "eq":
        points = f"{ytd.of_year - 100 * ytd.months_expected / 12:+.2f}".replace("-", "−")
        found.append(stage.say("wall.linear", points=points))
    if (each := figure.required.per_month) is not None and each > 0 and figure.indicator.better != "lower":
        code = "wall.need" if figure.required.feasible is None else f"wall.need_{str(figure.required.feasible).lower()}"
        found.append(stage.say(code, left=12 - ytd.months_expected, each=unit.show(each, lang)))
    if figure.forecast is not None:
        low, high = figure.forecast.range
        found.append(stage.say("wall.expected", best=unit.show(figure.forecast.best, lang)))
        found.append(stage.say("wall.range", low=unit.show(low, lang), high=unit.show(high, lang)))
    return found


def _rate(figure: Figure, stage: Stage) -> list[str]:
    unit, lang = figure.indicator.unit, stage.lang
    found = [
        stage.say(code, actual=unit.show(each.actual, lang, qualifier=each.qualifier), plan=unit.show(each.plan, lang))
        for code, each in (("wall.ytd", figure.ytd), ("wall.month", figure.month))
        if each.actual is not None
    ]
    if figure.yoy.relative is not None:
        found.append(stage.say("wall.yoy", said=message.change(figure.indicator, figure.yoy, lang)))
    if figure.mom.relative is not None:
        found.append(stage.say("wall.mom", said=message.change(figure.indicator, figure.mom, lang)))
    return found


def _milestone(figure: Figure, stage: Stage) -> list[str]:
    return [words.render(stage.lang, figure.ytd.verdict.reason)]


def _right(brand: BrandBoard, stage: Stage) -> Markup:
    """The months of the brand's headlines, or the list of its indicators where the headline is a milestone."""
    drawn = [f for f in brand.figures if f.indicator.role == "headline" and f.known and _has_months(f.indicator)]
    wide = stage.room(RIGHT - 2 * PAD - 3 * stage.letter)
    progress = lettering.short(_progress(brand.headline, stage), wide, 2)
    of = brand.worst if brand.status != "met" else None
    said = slides.todo(of, stage, wide, named=of is not brand.headline) if of else tile.decided_by(brand, stage.lang)
    said = lettering.short(said, wide, 2)
    lines = lettering.lines(progress, wide) + lettering.lines(said, wide)
    high = stage.body - 2 * PAD - lines * LINE * stage.letter - 24
    todo = slides.measure(of, said) if of else said
    main = _charts(drawn[:CHARTS], stage, high) if drawn else _list(brand, stage)
    return _MONTHS.format(main, stage.say("wall.do_progress"), progress, stage.say("wall.do_measure"), todo)


def _progress(figure: Figure | None, stage: Stage) -> str:
    """What the month brought beside its plan, and where the year stands."""
    if figure is None:
        return stage.say("message.nothing")
    month, indicator = figure.month, figure.indicator
    if month.actual is None or indicator.milestone:
        return message.sentence(figure, stage.lang)
    actual = indicator.unit.show(month.actual, stage.lang, qualifier=month.qualifier)
    said = stage.say("wall.in_month", number=stage.board.month.number, actual=actual)
    if month.gap is not None and month.qualifier == "eq":
        said += stage.say("wall.beside_plan", gap=message.size(indicator, month.gap, stage.lang, signed=True))
    if gap := message.gap(figure, stage.lang):
        said += stage.say("wall.to_date", gap=gap)
    return said + stage.say("message.stop")


def _has_months(indicator: Indicator) -> bool:
    return not (indicator.milestone or indicator.free_text)


def _charts(figures: Sequence[Figure], stage: Stage, high: float) -> Markup:
    """One below the other; the key to them stands over the first, on a line of its own where it is long."""
    found = [_Chart.of(figure, stage) for figure in figures]
    keys = tuple(dict.fromkeys(key for chart in found for key in chart.keys))
    named = [(stage.say(f"wall.key_{key}"), key) for key in keys]
    wide = lettering.width(found[0].name) + sum(lettering.width(said) + 2.0 for said, _ in named)
    lines = len(found) + (wide > stage.room(RIGHT - 2 * PAD))
    each = round((high - lines * 1.45 * stage.letter) / len(found))
    legend = Markup("").join(Markup('<span class="key"><i class="{}"></i>{}</span>').format(k, s) for s, k in named)
    heads = [Markup(" {}").format(legend), *[Markup("")] * len(found)]
    return Markup("").join(chart.drawn(stage, each, head) for chart, head in zip(found, heads, strict=False))


@dataclass(frozen=True, slots=True)
class _Chart:
    figure: Figure
    months: Series
    name: str
    divisor: float
    keys: tuple[str, ...]

    @classmethod
    def of(cls, figure: Figure, stage: Stage) -> _Chart:
        months, indicator = series.of_year(stage.desk, figure.indicator), figure.indicator
        divisor, unit = (
            axis.scale(months, stage.lang) if indicator.amount else (1.0, indicator.unit.name.of(stage.lang))
        )
        name = stage.say("wall.monthly", name=indicator.name, unit=unit)
        if indicator.better == "lower":
            name = stage.say("wall.lower", said=name)
        planned = any(v is not None for v in months.plan)
        if indicator.amount:
            expected = any(v is not None for v in months.forecast)
            return cls(figure, months, name, divisor, ("actual", *["plan"] * planned, *["forecast"] * expected))
        limited = signals.natural(months) is not None
        return cls(figure, months, name, 1.0, ("month", "to_date", *["dashed"] * planned, *["natural"] * limited))

    def drawn(self, stage: Stage, high: int, legend: Markup) -> Markup:
        frame = Frame(RIGHT - 2 * PAD, high, stage.letter, message.sentence(self.figure, stage.lang))
        if self.figure.indicator.amount:
            picture = monthly.columns(self.months, DARK, frame, self.divisor)
        else:
            picture = monthly.dots(self.months, DARK, frame)
        drawn = Markup('<h3><b>{}</b>{}</h3><div class="picture" style="--high:{}">{}</div>')
        return drawn.format(self.name, legend, high, picture)


def _list(brand: BrandBoard, stage: Stage) -> Markup:
    rows = Markup("").join(_row(brand, figure, stage) for figure in _listed(brand))
    return Markup('<div class="list">{}{}</div>').format(slides.heads(_HEADS, stage), rows)


def _name(brand: BrandBoard, figure: Figure, lang: Lang) -> str:
    """An indicator on its own brand's slide: without the brand's name in front."""
    said = figure.indicator.name.of(lang)
    for prefix in (f"{brand.brand.name.of(lang)}: ", f"{slides.short_name(brand, lang)}·"):
        said = said.removeprefix(prefix)
    return said[:1].upper() + said[1:]


def _order(brand: BrandBoard) -> list[Figure]:
    """What the brand's page shows in figures: headlines first, then what is judged."""
    shown = [f for lane in ("business", "party") for f in brand.shown(lane) if f.known and not f.indicator.free_text]
    return sorted(shown, key=lambda f: (f.indicator.role != "headline", not f.ytd.verdict.counts))


def _listed(brand: BrandBoard) -> list[Figure]:
    return _order(brand)[:ROWS]


def _row(brand: BrandBoard, figure: Figure, stage: Stage) -> Markup:
    unit, ytd = figure.indicator.unit, figure.ytd
    value = figure.text or unit.show(ytd.actual, stage.lang, qualifier=ytd.qualifier)
    return Markup('<div class="row"><span class="name">{}</span><span>{}</span><span>{}</span>{}</div>').format(
        _name(brand, figure, stage.lang), value, unit.show(ytd.plan, stage.lang), slides.state(figure, stage.lang)
    )
