"""What a brand's slide says beside its headline: year and forecast, signal, what decides, and the other indicators."""

from __future__ import annotations

from kpi import message, ranges, series, signals, tile, words
from kpi.board import BrandBoard
from kpi.charts import slides
from kpi.charts.stage import Stage
from kpi.progress import Figure
from kpi.unit import Lang

ROWS = 5
"""Indicators in a list (design rule 19)."""


def facts(brand: BrandBoard, figure: Figure, stage: Stage) -> list[str]:
    kind = _amount if figure.indicator.amount else _milestone if figure.indicator.milestone else _rate
    rows = [] if drawn(brand) else listed(brand)
    others = [f for f in _order(brand) if f is not figure and _told(f) and f not in rows]
    worst = [tile.of(brand, stage.lang).worst] if brand.worst not in (None, figure) and brand.status != "met" else []
    words_only = texts(brand) if drawn(brand) else []
    return [
        *worst,  # why the brand stands as it does: of the rest as much as has room
        *kind(figure, stage),
        *(stage.say("wall.fact", name=name(brand, f, stage.lang), said=f.text) for f in words_only),
        *(_other(brand, f, stage) for f in others if not (worst and f is brand.worst)),
    ]


def _told(figure: Figure) -> bool:
    """Judged, with anything to say for the year to date."""
    return figure.ytd.verdict.counts and (figure.ytd.actual is not None or bool(figure.text))


def _other(brand: BrandBoard, figure: Figure, stage: Stage) -> str:
    value = figure.text or figure.indicator.unit.show(figure.ytd.actual, stage.lang, qualifier=figure.ytd.qualifier)
    gap = message.gap(figure, stage.lang)
    said = stage.say("wall.fact", name=name(brand, figure, stage.lang), said=value)
    return stage.say("wall.joint", one=said, two=gap) if gap else said


def _amount(figure: Figure, stage: Stage) -> list[str]:
    ytd, lang, unit = figure.ytd, stage.lang, figure.indicator.unit
    actual = unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
    year = ranges.said(unit, ytd.year_planned, lang) if ytd.year_plan is not None or ytd.year_planned.ranged else ""
    found = [stage.say("wall.of_year", actual=actual, year=year)] if year else []
    if ytd.of_year is not None and ytd.qualifier == "eq":
        points = f"{ytd.of_year - 100 * ytd.months_expected / 12:+.2f}".replace("-", "−")
        found.append(stage.say("wall.linear", points=points))
    if (each := figure.required.per_month) is not None and each > 0 and figure.indicator.better != "lower":
        code = "wall.need" if figure.required.feasible is None else f"wall.need_{str(figure.required.feasible).lower()}"
        found.append(stage.say(code, left=12 - ytd.months_expected, each=unit.show(each, lang)))
    if figure.forecast is not None:
        low, high = figure.forecast.range
        found.append(stage.say("wall.expected", best=unit.show(figure.forecast.best, lang)))
        ends, count = {"low": unit.show(low, lang), "high": unit.show(high, lang)}, len(figure.forecast.known)
        found.append(stage.say("wall.range", count=count, **ends))
    return found


def _rate(figure: Figure, stage: Stage) -> list[str]:
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
    return found


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


def _milestone(figure: Figure, stage: Stage) -> list[str]:
    return [reason(figure, stage)]


def reason(figure: Figure, stage: Stage) -> str:
    """Why a figure stands as it does; on a wall nobody is told to upload anything."""
    reason = figure.ytd.verdict.reason
    return stage.say("message.nothing") if reason.code == "reason.no_data" else words.render(stage.lang, reason)


def name(brand: BrandBoard, figure: Figure, lang: Lang) -> str:
    """An indicator on its own brand's slide: without the brand's name in front."""
    said = figure.indicator.name.of(lang)
    for prefix in (f"{brand.brand.name.of(lang)}: ", f"{slides.short_name(brand, lang)}·"):
        said = said.removeprefix(prefix)
    return said[:1].upper() + said[1:]


def _order(brand: BrandBoard) -> list[Figure]:
    """What the brand's page shows in figures: headlines first, then what is judged."""
    shown = [f for lane in ("business", "party") for f in brand.shown(lane) if f.known and not f.indicator.free_text]
    return sorted(shown, key=lambda f: (f.indicator.role != "headline", not f.ytd.verdict.counts))


def drawn(brand: BrandBoard) -> list[Figure]:
    """The headlines whose months are drawn; without any the slide lists the indicators."""
    found = (f for f in brand.figures if f.indicator.role == "headline" and f.known)
    return [f for f in found if not (f.indicator.milestone or f.indicator.free_text)]


def texts(brand: BrandBoard) -> list[Figure]:
    """Results that are reported in words only."""
    return [f for lane in ("business", "party") for f in brand.shown(lane) if f.indicator.free_text and f.text]


def listed(brand: BrandBoard) -> list[Figure]:
    return _order(brand)[:ROWS]
