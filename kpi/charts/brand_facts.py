"""What a brand's slide says beside its headline: year and forecast, signal, what decides, and the other indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpi import message, ranges, series, signals, tile
from kpi.board import BrandBoard
from kpi.charts import slides
from kpi.charts.stage import Stage
from kpi.progress import Figure
from kpi.unit import digits

ROWS = 5
"""Indicators in a list (design rule 19)."""
MAIN = 2
"""Of the headline's own facts, so many come before the last of the late ones."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line beside the headline; ``css`` is the status that its colour, shape and word say."""

    text: str
    css: str = ""
    forecast: bool = False
    """Whether it says what the year will come to."""


Fits = Callable[[Sequence[Fact]], bool]
"""Whether so many facts have room."""


def facts(brand: BrandBoard, figure: Figure, stage: Stage, rows: Sequence[Figure], fits: Fits) -> list[Fact]:
    """As many as fit: what decides and what else is late, then the headline's own, then the other indicators.

    Late ones take half the room if there are so many; where not all have room, a line says how many are left. What
    stands in ``rows`` beside it is not said again.
    """
    kind = _amount if figure.indicator.amount else _milestone if figure.indicator.milestone else _rate
    words_only = texts(brand) if drawn(brand) else []
    worst = [brand.worst] if brand.worst not in (None, figure) and brand.status != "met" else []
    late = [f for f in brand.also_late if f is not figure and f not in rows]
    others = [f for f in _order(brand, stage) if f is not figure and _told(f) and f not in (*rows, *worst, *late)]
    first = [judged(brand, f, stage) for f in worst if f]
    own = [Fact(said) for said in (slides.corrected(figure, stage),) if said] + kind(figure, stage)
    rest = [_words(brand, f, stage) for f in words_only]
    rest += [_other(brand, f, stage) for f in others]
    return _arranged(first, [judged(brand, f, stage) for f in late], [*own, *rest], stage, fits)


def _arranged(first: list[Fact], late: list[Fact], rest: list[Fact], stage: Stage, fits: Fits) -> list[Fact]:
    """All that are late where they leave the headline's own facts any room, else fewer and their number."""
    for count in range(len(late), -1, -1):
        left = len(late) - count
        more = [Fact(stage.say("wall.more_late", count=left))] if left else []
        told_ = [*first, *late[:count], *more]
        if fits([*told_, *rest[: MAIN if count else 0]]):
            break
    found = list(told_)
    for fact in rest:
        if not fits([*found, fact]):
            break
        found.append(fact)
    return found


def judged(brand: BrandBoard, figure: Figure, stage: Stage) -> Fact:
    """An indicator with the colour, shape and word of its status, its plan, and why it cannot be judged."""
    said = slides.told(tile.named(brand, figure, stage.lang), figure, stage)
    if figure.ytd.actual is not None and figure.ytd.qualifier != "eq" and not figure.late:
        said = stage.say("wall.joint", one=said, two=message.gap(figure, stage.lang))
    if again := slides.corrected(figure, stage):
        said = stage.say("message.joint").join((said, again))
    return Fact(f"{slides.standing(figure, stage.lang)} {said}", figure.ytd.verdict.status)


def _words(brand: BrandBoard, figure: Figure, stage: Stage) -> Fact:
    """A result in words, and whose report it is where the month brought none."""
    name, since = tile.named(brand, figure, stage.lang), slides.only(figure, stage)
    name = stage.say("tile.held", actual=name, held=since) if since else name
    return Fact(stage.say("wall.fact", name=name, said=figure.text))


def _told(figure: Figure) -> bool:
    """Judged, with anything to say for the year to date."""
    return figure.ytd.verdict.counts and (figure.ytd.actual is not None or bool(figure.text))


def _other(brand: BrandBoard, figure: Figure, stage: Stage) -> Fact:
    if figure.ytd.verdict.status == "unknown":
        return judged(brand, figure, stage)
    value = figure.text or figure.indicator.unit.show(figure.ytd.actual, stage.lang, qualifier=figure.ytd.qualifier)
    gap = message.gap(figure, stage.lang)
    said = stage.say("wall.fact", name=tile.named(brand, figure, stage.lang), said=value)
    return Fact(stage.say("wall.joint", one=said, two=gap) if gap else said)


def _amount(figure: Figure, stage: Stage) -> list[Fact]:
    """Done of the year's task, what the year will come to with how sure that is, and what the months left need."""
    ytd, lang, unit = figure.ytd, stage.lang, figure.indicator.unit
    actual = unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
    year = ranges.said(unit, ytd.year_planned, lang) if ytd.year_plan is not None or ytd.year_planned.ranged else ""
    found = [Fact(stage.say("wall.of_year", actual=actual, year=year))] if year else []
    if figure.forecast is not None:
        best = unit.show(ranges.about(unit, figure.forecast.best), lang)
        span = ranges.estimated(unit, *figure.forecast.range, lang)
        count = len(figure.forecast.known)
        found.append(Fact(stage.say("wall.expected", best=best, count=count, range=span), forecast=True))
    if ytd.of_year is not None and ytd.qualifier == "eq" and not slides.only(figure, stage):
        # of fewer months than have gone by the time of all would say behind
        points = digits(ytd.of_year - 100 * ytd.months_expected / 12, 2, signed=True)
        found.append(Fact(stage.say("wall.linear", points=stage.say("message.points", number=points))))
    if (each := figure.required.per_month) is not None and each > 0 and figure.indicator.better != "lower":
        reach = message.reach(figure)
        code = f"wall.need_{reach}" if reach else "wall.need"
        args = {"count": figure.required.reached, "of": figure.required.known}
        found.append(Fact(stage.say(code, left=12 - ytd.months_expected, each=unit.show(each, lang), **args)))
    return found


def _rate(figure: Figure, stage: Stage) -> list[Fact]:
    unit, lang = figure.indicator.unit, stage.lang
    found = [
        stage.say(
            code,
            actual=unit.show(each.actual, lang, qualifier=each.qualifier),
            plan=ranges.said(unit, each.planned, lang),
        )
        for code, each in (("wall.ytd", figure.ytd), ("wall.month", figure.month))
        if each.actual is not None
    ]
    mark, said = _signal(figure, stage)
    found = [said, *found] if mark else [*found, *([said] if said else [])]
    if figure.yoy.relative is not None:
        found.append(stage.say("wall.yoy", said=message.change(figure.indicator, figure.yoy, lang)))
    if figure.mom.relative is not None:
        found.append(stage.say("wall.mom", said=message.change(figure.indicator, figure.mom, lang)))
    return [Fact(text) for text in found]


def _signal(figure: Figure, stage: Stage) -> tuple[signals.Mark, str]:
    """Whether the latest month is a signal, in short; '' where there are no limits."""
    months = series.of_year(stage.desk, figure.indicator)
    natural, unit = signals.natural(months), figure.indicator.unit
    last = max((n for n, value in enumerate(months.actual) if value is not None), default=None)
    if natural is None or last is None:
        return "", ""
    mark = natural.marks[last]
    ends = {"low": unit.show(natural.limits.low, stage.lang), "high": unit.show(natural.limits.high, stage.lang)}
    number = months.months[last].number
    return mark, stage.say(f"wall.signal_{mark or 'inside'}", month=number, run=signals.RUN, **ends)


def _milestone(figure: Figure, stage: Stage) -> list[Fact]:
    said = slides.reason(figure, stage, held=False)  # from which month it is carried stands above
    return [Fact(said)] if said else []


def _order(brand: BrandBoard, stage: Stage) -> list[Figure]:
    """What the brand's page shows in figures, as 亮差距 · 亮措施 does: worst first, what is not judged or due last."""
    shown = [f for lane in ("business", "party") for f in brand.shown(lane) if f.known and not f.indicator.free_text]
    places = {figure.indicator.key: n for n, figure in enumerate(stage.board.gaps)}
    return sorted(shown, key=lambda f: places.get(f.indicator.key, len(places)))


def drawn(brand: BrandBoard) -> list[Figure]:
    """The headlines whose months are drawn; without any the slide lists the indicators."""
    found = (f for f in brand.figures if f.indicator.role == "headline" and f.known)
    return [f for f in found if not (f.indicator.milestone or f.indicator.free_text)]


def texts(brand: BrandBoard) -> list[Figure]:
    """Results that are reported in words only."""
    return [f for lane in ("business", "party") for f in brand.shown(lane) if f.indicator.free_text and f.text]


def listed(brand: BrandBoard, stage: Stage, rows: int = ROWS) -> list[Figure]:
    """What is late, then the headlines and the worst of the others; worst first (design rule 15).

    Nothing that is late gives way to a headline that is on plan.
    """
    found = _order(brand, stage)
    kept = sorted(found, key=lambda f: 0 if f.late else 1 if f.indicator.role == "headline" else 2)[:rows]
    return [f for f in found if f in kept]
