"""What a brand's tile says: the headline set large, what it is measured by, one message, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi import caveat, message, words
from kpi.board import BrandBoard
from kpi.caveat import corrected as corrected
from kpi.caveat import only, partly
from kpi.exact import rounded
from kpi.model import Indicator
from kpi.progress import Figure
from kpi.unit import SIGNS, Lang, Unit, Words, digits


@dataclass(frozen=True, slots=True)
class Tile:
    """Texts ready to be set, in one language; ``number`` and ``unit`` apart because they differ in size.

    What does not apply is ''.
    """

    label: str
    number: str
    unit: str
    under: str
    said: str
    worst: str
    coverage: str
    """n of N indicators reported for the month, unless all are (domain.md §2.7)."""
    partly: str = ""
    """That months of the headline are missing, whatever its message is."""
    direction: str = ""
    """越低越好, for beside the bullet (design 7)."""
    corrected: str = ""
    """Which months to date of the headline, and of what holds the brand back, were stated anew (design 3)."""


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
        partly(figure, lang),
        direction(figure, lang),
        _corrected(brand, lang),
    )


def _coverage(brand: BrandBoard, lang: Lang) -> str:
    present, expected = brand.coverage
    return "" if present == expected else words.say(lang, "brand.coverage", present=present, expected=expected)


def _headline(figure: Figure, lang: Lang) -> tuple[str, str, str]:
    """The large number, its unit and what it is, as the catalogue's ``tile`` asks and the data allow."""
    indicator, ytd = figure.indicator, figure.ytd
    if figure.text:
        under, said = "tile.text" if indicator.free_text else "tile.milestone", message.quoted(figure.text, lang)
        own = said != figure.text
        return said, "", words.say(lang, "tile.own", under=words.say(lang, under)) if own else words.say(lang, under)
    if indicator.tile == "of_year" and ytd.of_year is not None:
        return f"{SIGNS[ytd.qualifier]}{digits(ytd.of_year, 2)}", "%", words.say(lang, "tile.of_year")
    if indicator.tile == "gap" and ytd.gap is not None:
        number, unit = indicator.unit.split(ytd.gap, lang, signed=True)
        unit = words.say(lang, "tile.points") if indicator.unit.percent else unit
        return number, unit, words.say(lang, "tile.against_plan")
    if indicator.tile == "yoy" and figure.yoy.relative is not None:
        side = "tile.yoy_down" if figure.yoy.relative < 0 else "tile.yoy_up"
        return digits(abs(figure.yoy.relative), 2), "%", words.say(lang, side)
    number, unit = indicator.unit.split(ytd.actual, lang, qualifier=ytd.qualifier)
    return number, unit if ytd.actual is not None else "", until(indicator, lang)


def until(indicator: Indicator, lang: Lang) -> str:
    """What a number to date is: a milestone's level adds nothing up."""
    return words.say(lang, "tile.level" if indicator.milestone else "tile.ytd")


def _said(figure: Figure, lang: Lang) -> str:
    """One message under the headline: the values of a 同比, else the gap to plan."""
    if figure.indicator.tile == "yoy" and figure.yoy.before is not None and figure.yoy.difference is not None:
        unit = _fine(figure.indicator.unit, figure.yoy.before, figure.ytd.actual, lang)
        before, now = unit.show(figure.yoy.before, lang), unit.show(figure.ytd.actual, lang)
        by = message.size(figure.indicator, abs(figure.yoy.difference), lang)
        return words.say(lang, "tile.from_to", before=before, now=now, by=by)
    not_due = figure.indicator.milestone and figure.ytd.verdict.status == "unknown"
    return message.gap(figure, lang) or (words.render(lang, figure.ytd.verdict.reason) if not_due else "")


def _fine(unit: Unit, before: float, now: float | None, lang: Lang) -> Unit:
    """The unit with as many more decimals, two at most, as two values need for a reader's own subtraction.

    0.83% and 0.44% are 0.38 apart where they are 0.828 and 0.444: the difference is the rounded one of all pages.
    """
    if now is None:
        return unit
    true = rounded(abs(now - before), unit.decimals)
    for more in range(3):
        shown = rounded(now, unit.decimals + more) - rounded(before, unit.decimals + more)
        if rounded(abs(shown), unit.decimals) == true:
            return replace(unit, decimals=unit.decimals + more)
    return unit


def direction(figure: Figure, lang: Lang) -> str:
    """越低越好, of a figure in numbers."""
    lower = figure.indicator.better == "lower" and figure.ytd.actual is not None
    return words.say(lang, "definition.lower") if lower else ""


def _corrected(brand: BrandBoard, lang: Lang) -> str:
    """Of the headline and of what holds the brand back; of both that have many months, how many in one sentence."""
    worst, headline = brand.worst, brand.headline
    found = [corrected(headline, lang)] if headline else []
    if worst is not None and worst is not headline and brand.status != "met" and (again := corrected(worst, lang)):
        if headline and found[0] and caveat.counted(headline, lang) and caveat.counted(worst, lang):
            one, two = len(headline.corrected), len(worst.corrected)
            return words.say(lang, "tile.corrected_both", one=one, two=two)
        found.append(words.say(lang, "wall.fact", name=named(brand, worst, lang), said=again))
    return words.say(lang, "message.joint").join(part for part in found if part)


def _worst(brand: BrandBoard, lang: Lang) -> str:
    """The indicator that decides the brand's status, unless all is well; of an undecided one why it is."""
    worst = brand.worst
    if worst is None or brand.status == "met":
        return ""
    unit = worst.indicator.unit
    status, why = message.status_word(worst, lang), message.why(worst, lang)
    more = "_why" if why else ""
    if worst.ytd.actual is None or (worst.ytd.plan is None and not worst.ytd.planned.ranged):
        return words.say(lang, f"tile.undecided{more}", status=status, why=why, name=named(brand, worst, lang))
    actual, plan = unit.show(worst.ytd.actual, lang, qualifier=worst.ytd.qualifier), message.planned(worst, lang)
    number, symbol = unit.split(worst.ytd.actual, lang, qualifier=worst.ytd.qualifier)
    if lang == "en" and symbol != "%" and plan.endswith(f" {symbol}"):  # a long word: once, behind the plan
        actual = number
    told = worst is brand.headline or worst.ytd.verdict.reason.code == "reason.incomplete"
    if not told and (few := only(worst, lang)):  # the tile or the status does not say it already
        actual = words.say(lang, "tile.held", actual=actual, held=few)
    return words.say(
        lang,
        f"tile.worst{more}",
        status=status,
        why=why,
        name=named(brand, worst, lang),
        actual=actual,
        plan=plan,
    )


def short_name(brand: BrandBoard, lang: Lang) -> str:
    """A brand on its tile: in English without the words that all seven share, which would fill the line."""
    return brand.brand.name.of(lang).removeprefix("Party building + ")


def named(brand: BrandBoard, figure: Figure, lang: Lang) -> str:
    """An indicator where its brand is named already: without the brand in front of it."""
    whole, said = brand.brand.name.of(lang), figure.indicator.name.of(lang)
    for prefix in (f"{whole}: ", f"{whole.removeprefix('党建+')}·"):
        said = said.removeprefix(prefix)
    return said[:1].upper() + said[1:]


def decided_by(brand: BrandBoard, lang: Lang) -> str:
    """Which indicator decides the brand's status, and by what."""
    if brand.worst is None and brand.spoken is not None:
        why = words.render(lang, brand.spoken.ytd.verdict.reason)
        return words.say(lang, "wall.fact", name=brand.spoken.indicator.name.of(lang), said=why)
    if brand.worst is None:
        return words.say(lang, "tile.no_plan")
    if brand.status == "met":
        return words.say(lang, "tile.all_met")
    reason = words.render(lang, brand.worst.ytd.verdict.reason)
    return words.say(lang, "tile.decided_by", name=brand.worst.indicator.name, reason=reason)


def under(said: Tile) -> str:
    """What the figure is, and beside its bullet that lower is better."""
    return " · ".join(part for part in (said.under, said.direction) if part)


def whole_message(said: Tile, lang: Lang) -> str:
    """The message, after the months it lacks."""
    return words.say(lang, "message.joint").join(part for part in (said.partly, said.said) if part)


NEEDED = Words("措施待填报", "measure still to be reported")
