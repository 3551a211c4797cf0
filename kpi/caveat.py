"""What must be known beside a figure: the months it lacks, from which month it is carried, what was stated anew."""

from __future__ import annotations

from kpi import ranges, words
from kpi.beside import Standing
from kpi.model import Indicator, Said
from kpi.plan import NONE
from kpi.progress import Figure
from kpi.unit import Lang


def partly(figure: Figure, lang: Lang) -> str:
    """That months of the year to date are missing, or what stands is an earlier month's; '' for a figure that is whole.

    In few words: `only`.
    """
    if said := carried(figure, lang):
        return said
    ytd, indicator = figure.ytd, figure.indicator
    whole = indicator.milestone or indicator.free_text or ytd.months_present >= ytd.months_expected
    if whole or ytd.actual is None:
        return ""
    return words.say(lang, "tile.partly", present=ytd.months_present, expected=ytd.months_expected)


def carried(figure: Figure, lang: Lang) -> str:
    """Of which month's report a level or text is that nobody reported for the month looked at."""
    return words.say(lang, "tile.carried", since=words.month(figure.carried)) if figure.carried else ""


def only(figure: Figure, lang: Lang) -> str:
    """The same as `partly` where a table or a sentence holds it beside the figure."""
    if figure.carried or not partly(figure, lang):
        return carried(figure, lang)
    ytd = figure.ytd
    return words.say(lang, "wall.only", present=ytd.months_present, expected=ytd.months_expected)


def barely(figure: Figure, lang: Lang) -> str:
    """The same in so few letters that a far seat's column holds it."""
    if figure.carried:
        return words.say(lang, "wall.carried_barely", number=figure.carried.number)
    ytd = figure.ytd
    few = only(figure, lang) and words.say(
        lang, "wall.only_barely", present=ytd.months_present, expected=ytd.months_expected
    )
    return few


def beside(figure: Figure, lang: Lang) -> str:
    """What a reader must know beside the figure: the months it lacks, and those that were stated anew."""
    return " · ".join(part for part in (only(figure, lang), corrected(figure, lang), *later_plan(figure, lang)) if part)


def later_plan(figure: Figure, lang: Lang) -> list[str]:
    """What the plan to date has become since an older revision, else the month's or the year's."""
    ytd, month, unit = figure.ytd, figure.month, figure.indicator.unit
    for of, now, then in (("", ytd.later, ytd.planned), ("_month", month.later, month.planned),
                          ("_year", ytd.later_year, ytd.year_planned)):  # fmt: skip
        if now is not None:
            how = "_gone" if now == NONE else "_supplied" if then == NONE else of
            return [words.say(lang, f"card.later_plan{how}", now=ranges.said(unit, now, lang))]
    return []


_NAMED = 3
"""Corrected months that are named; more are counted."""


def corrected(figure: Figure, lang: Lang) -> str:
    """What was stated anew before the revision that is read, and since it."""
    return " · ".join(part for part in (anew(figure, lang), *later(figure, lang)[-1:]) if part)


def counted(figure: Figure, lang: Lang) -> bool:
    """Whether of its corrected months only the number is said."""
    return len(figure.corrected) > _NAMED and not any(seen_since(figure, lang))


def seen_since(figure: Figure, lang: Lang) -> tuple[Said | None, Said | None]:
    """What the month and the year to date have become, where a reader sees it: by more than the digits shown."""
    month, ytd = (_seen(figure, each, lang) for each in ((figure.later, figure.month), (figure.later_ytd, figure.ytd)))
    return month, ytd


def _seen(figure: Figure, each: tuple[Said | None, Standing], lang: Lang) -> Said | None:
    now, then = each
    shown = (then.actual, then.qualifier, figure.text)
    return now if now and read(figure.indicator, now, lang) != read(figure.indicator, shown, lang) else None


def read(indicator: Indicator, said: Said, lang: Lang) -> str:
    """As a page says it: in words where there are no others or a stage has its own, else a figure with its unit."""
    value, qualifier, text = said
    spoken = text and (value is None or indicator.milestone)
    return text if spoken else indicator.unit.show(value, lang, qualifier=qualifier)


def first(figure: Figure, lang: Lang) -> str:
    """What was first published of the month, as a page says it; '' where the same can be read of it now."""
    of, month = figure.indicator, figure.month
    was = read(of, figure.original, lang) if figure.original else ""
    return "" if was == read(of, (month.actual, month.qualifier, figure.text), lang) else was


def later(figure: Figure, lang: Lang) -> list[str]:
    """What the month and the year to date have become since an older revision."""
    (of_month, month), (of_year, year) = (
        (said and since(said, supplied), said and stands(figure.indicator, said, lang))
        for said, supplied in zip(seen_since(figure, lang), figure.supplied, strict=True)
    )
    found = [] if month is None else [words.say(lang, f"card.later{of_month}", now=month)]
    return found if year is None else [*found, words.say(lang, f"tile.later{of_year}", now=year)]


def since(said: Said, supplied: bool) -> str:
    """How a figure became another: '' by corrections, ``_supplied`` by later reports alone, ``_gone``: there is none.

    It names the sentence that says so.
    """
    gone = said[0] is None and not said[2]
    return "_gone" if gone else "_supplied" if supplied else ""


def stands(indicator: Indicator, said: Said, lang: Lang) -> str:
    """A figure as it is now, in words where it is none."""
    value, _, text = said
    return words.say(lang, "changes.taken") if value is None and not text else read(indicator, said, lang)


def anew(figure: Figure, lang: Lang) -> str:
    """Which months of the year to date were stated anew, and as what they were first published (design 3)."""
    months = figure.corrected
    pairs = {month: [read(figure.indicator, said, lang) for said in both] for month, *both in figure.originals}
    was = {month: before for month, (before, now) in pairs.items() if before != now}
    if len(months) > _NAMED:
        return words.say(lang, "tile.corrected_many", count=len(months))
    if len(months) == len(was) == 1:
        return words.say(lang, "wall.corrected", number=months[0].number, original=was[months[0]])
    named = (
        words.say(lang, "tile.was", number=month.number, original=was[month])
        if month in was
        else words.say(lang, "tile.month", number=month.number)
        for month in months
    )
    said = words.say(lang, "definition.comma").join(named)
    return words.say(lang, "tile.corrected_was" if was else "tile.corrected", months=said) if months else ""


def restated(figure: Figure, lang: Lang) -> str:
    """The same in one word, where a tile has no room for more: never without any."""
    found = zip(seen_since(figure, lang), figure.supplied, strict=True)
    moved = {supplied for said, supplied in found if said is not None}
    if figure.corrected or False in moved:
        return words.say(lang, "wall.corrected_barely")
    return words.say(lang, "wall.supplied_barely") if moved else ""
