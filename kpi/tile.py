"""What a brand's tile says: the headline set large, what it is measured by, one message, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass

from kpi import message, words
from kpi.board import BrandBoard
from kpi.progress import Figure
from kpi.unit import SIGNS, Lang, Words


@dataclass(frozen=True, slots=True)
class Tile:
    """Texts ready to be set, in one language; ``number`` and ``unit`` apart because they differ in size."""

    label: str
    number: str
    unit: str
    under: str
    said: str
    worst: str
    coverage: str
    """n of N indicators reported, unless all are (domain.md §2.7)."""


def of(brand: BrandBoard, lang: Lang) -> Tile:
    figure = brand.headline
    if figure is None:
        return Tile("", "—", "", words.say(lang, "message.nothing"), "", "", "")
    number, unit, under = _headline(figure, lang)
    return Tile(
        figure.indicator.name.of(lang),
        number,
        unit,
        under,
        _said(figure, lang),
        _worst(brand, lang),
        _coverage(brand, lang),
    )


def _coverage(brand: BrandBoard, lang: Lang) -> str:
    present, expected = brand.coverage
    return "" if present == expected else words.say(lang, "brand.coverage", present=present, expected=expected)


def _headline(figure: Figure, lang: Lang) -> tuple[str, str, str]:
    """The large number, its unit and what it is, as the catalogue's ``tile`` asks and the data allow."""
    indicator, ytd = figure.indicator, figure.ytd
    if figure.text:
        return figure.text, "", words.say(lang, "tile.text" if indicator.free_text else "tile.milestone")
    if indicator.tile == "of_year" and ytd.of_year is not None:
        return f"{SIGNS[ytd.qualifier]}{ytd.of_year:.2f}", "%", words.say(lang, "tile.of_year")
    if indicator.tile == "gap" and ytd.gap is not None:
        number, unit = indicator.unit.split(ytd.gap, lang, signed=True)
        unit = words.say(lang, "tile.points") if indicator.unit.percent else unit
        return number, unit, words.say(lang, "tile.against_plan")
    if indicator.tile == "yoy" and figure.yoy.relative is not None:
        side = "tile.yoy_down" if figure.yoy.relative < 0 else "tile.yoy_up"
        return f"{abs(figure.yoy.relative):.2f}", "%", words.say(lang, side)
    number, unit = indicator.unit.split(ytd.actual, lang, qualifier=ytd.qualifier)
    return number, unit if ytd.actual is not None else "", words.say(lang, "tile.ytd")


def _said(figure: Figure, lang: Lang) -> str:
    """One message under the headline: the values of a 同比, else the gap to plan, else the coverage."""
    if figure.indicator.tile == "yoy" and figure.yoy.before is not None and figure.yoy.difference is not None:
        unit = figure.indicator.unit
        before, now = unit.show(figure.yoy.before, lang), unit.show(figure.ytd.actual, lang)
        by = message.size(figure.indicator, abs(figure.yoy.difference), lang)
        return words.say(lang, "tile.from_to", before=before, now=now, by=by)
    if figure.ytd.months_present < figure.ytd.months_expected and figure.ytd.actual is not None:
        return words.say(lang, "tile.partly", present=figure.ytd.months_present, expected=figure.ytd.months_expected)
    return message.gap(figure, lang)


def _worst(brand: BrandBoard, lang: Lang) -> str:
    """The indicator that decides the brand's status, unless all is well."""
    worst = brand.worst
    if worst is None or brand.status == "met":
        return ""
    unit = worst.indicator.unit
    status = message.status_word(worst, lang)
    if worst.ytd.actual is None or (worst.ytd.plan is None and not worst.ytd.planned.ranged):
        return words.say(lang, "tile.undecided", status=status, name=worst.indicator.name)
    return words.say(
        lang,
        "tile.worst",
        status=status,
        name=worst.indicator.name,
        actual=unit.show(worst.ytd.actual, lang, qualifier=worst.ytd.qualifier),
        plan=message.planned(worst, lang),
    )


def decided_by(brand: BrandBoard, lang: Lang) -> str:
    """Which indicator decides the brand's status, and by what."""
    if brand.worst is None:
        return words.say(lang, "tile.no_plan")
    if brand.status == "met":
        return words.say(lang, "tile.all_met")
    reason = words.render(lang, brand.worst.ytd.verdict.reason)
    return words.say(lang, "tile.decided_by", name=brand.worst.indicator.name, reason=reason)


NEEDED = Words("措施待填报", "measure still to be reported")
