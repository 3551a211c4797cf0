"""What a figure was made of: the reported cells behind it, and its formula with the numbers put in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kpi import caveat, cells, metallurgy, ranges, rollup, words
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import Wrong
from kpi.model import Catalog, Cells, Indicator, Kind, Observation
from kpi.period import Span, whole_year
from kpi.progress import Desk, Figure
from kpi.rollup import Rolled
from kpi.rule import CountDistinct, Ratio, Recompute, Sum, Term, Weighted
from kpi.unit import SIGNS, Lang, Unit, digits

_LAST = 6
"""Decimals that a cell may have."""
_MOST = 24
"""Numbers that a formula is written out with: two lines over a year; the rows behind more are listed below it."""
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A figure over a span; ``rows`` are the reported cells, by quantity, scope and month."""

    indicator: Indicator
    rolled: Rolled
    rows: tuple[Observation, ...]
    terms: tuple[Numbers, ...] = ()
    """The numbers of the formula: addends, values with their weights, or the inputs; none where they do not make it."""


def of(desk: Desk, indicator: Indicator, months: Span) -> Origin:
    rolled = rollup.over(desk.done, indicator.key, desk.scope, months)
    rows = tuple(sorted(set(rolled.sources), key=_place))
    return Origin(indicator, rolled, rows, _terms(desk, indicator, rolled, rows))


def _terms(desk: Desk, indicator: Indicator, rolled: Rolled, rows: Sequence[Observation]) -> tuple[Numbers, ...]:
    own = [(row, row.value) for row in rows if row.indicator == indicator.key and row.value is not None]
    terms: tuple[Numbers, ...] = ()
    made: float | None = None
    match indicator.rule:
        case Sum() | CountDistinct() if len(own) == len(rows):
            terms = tuple((value,) for _, value in own)
            made = math.fsum(value for _, value in own)
        case Weighted(by):
            weights = [cells.cell(desk.done, by, row.scope, row.period) for row, _ in own]
            pairs = [(value, each.value) for (_, value), each in zip(own, weights, strict=True) if each]
            whole = math.fsum(weight for _, weight in pairs)
            terms, made = tuple(pairs), math.fsum(a * b for a, b in pairs) / whole if whole else None
        case Recompute(function, inputs):
            found = [rollup.over(desk.done, key, desk.scope, rolled.present).value for key in inputs]
            terms = (tuple(value for value in found if value is not None),)
            if rolled.value is not None and len(terms[0]) == len(inputs):
                made = metallurgy.FUNCTIONS[function](*terms[0])
    # what was reported as such, or follows from other quantities, is not made of these
    return terms if made is not None and rolled.value is not None and math.isclose(made, rolled.value) else ()


def promised(desk: Desk, indicator: Indicator) -> tuple[tuple[Kind, Observation], ...]:
    """The reported plans of the year behind what a figure is held to, with their kinds: figures, then ends of ranges.

    The year and all its months; where only parts of the scope were given plans, theirs.
    """
    key, months = indicator.key, whole_year(desk.month.year)
    places = [(key, desk.scope, period) for period in (str(desk.month.year), *map(str, months))]
    made = set(rollup.over(desk.planned, key, desk.scope, months).sources)
    sides: list[tuple[Kind, set[Observation]]] = [("plan", made | _given(desk.book.promised.points, places))]
    sides += [("plan_low", _given(desk.book.promised.lows, places))]
    sides += [("plan_high", _given(desk.book.promised.highs, places))]
    return tuple((kind, cell) for kind, cells in sides for cell in sorted(cells, key=_place))


def _given(cells: Cells, places: Sequence[tuple[str, str, str]]) -> set[Observation]:
    return {cells[place] for place in places if place in cells}


def _place(cell: Observation) -> tuple[str, str, str]:
    return cell.indicator, cell.scope, cell.period


def held_to(desk: Desk, indicator: Indicator, lang: Lang) -> str:
    """The plan of the month, of the months to date and of the year as they are read; — for what is none."""
    unit, scope = indicator.unit, desk.scope
    month, ytd = (ranges.promise(desk.sheet, indicator, scope, span) for span in ((desk.month,), desk.closed))
    year = ranges.year_promise(desk.sheet, indicator, scope, desk.month.year)
    said = {"month": month, "ytd": ytd, "year": year}
    return words.say(lang, "origin.held_to", **{name: ranges.said(unit, each, lang) for name, each in said.items()})


def formula(found: Origin, catalog: Catalog, lang: Lang) -> str:
    """``Σ top ÷ Σ bottom = value`` for a ratio, ``Σ of n values = value`` for the rest; — where there is no figure."""
    unit, rolled = found.indicator.unit, found.rolled
    value = rolled.text or unit.full(rolled.value, lang, qualifier=rolled.qualifier)
    if rolled.value is None and not rolled.text:
        return words.say(lang, "origin.none")
    rule = found.indicator.rule
    if isinstance(rule, Ratio) and rolled.parts:
        top, bottom = rolled.parts
        sides = {"top": _side(rule.top, top, catalog, lang), "bottom": _side(rule.bottom, bottom, catalog, lang)}
        return words.say(lang, "origin.ratio", value=value, **sides)
    if len(found.rows) == 1:
        return words.say(lang, "origin.one", value=value)
    if found.terms and len(found.terms) <= _MOST:
        return _worked_out(found, catalog, lang, value)
    return words.say(lang, "origin.sum", count=len(found.rows), value=value)


def _worked_out(found: Origin, catalog: Catalog, lang: Lang, value: str) -> str:
    """The numbers in the place of the formula's letters."""
    unit, rule = found.indicator.unit, found.indicator.rule
    if isinstance(rule, Recompute):
        of = [catalog.indicators[key] for key in rule.inputs]
        told = [exact(each.unit, number, lang) for each, number in zip(of, found.terms[0], strict=True)]
        named = [f"{each.name.of(lang)} {number}" for each, number in zip(of, told, strict=True)]
        args = dict(zip(("first", "second", "third"), told, strict=False))
        names = words.say(lang, "upload.comma").join(named)
        return words.say(lang, f"origin.by_{rule.function}", names=names, value=value, **args)
    weight = catalog.indicators[rule.by].unit if isinstance(rule, Weighted) else unit
    parts = [" × ".join(map(exact, (unit, weight), term, (lang, lang))) for term in found.terms]
    if isinstance(rule, Weighted):
        whole = exact(weight, math.fsum(term[1] for term in found.terms), lang)
        return words.say(lang, "origin.weighted", parts=" + ".join(parts), whole=whole, value=value)
    if found.rolled.value is not None:  # as exact as its addends
        value = SIGNS[found.rolled.qualifier] + exact(unit, found.rolled.value, lang)
    return words.say(lang, "origin.added", parts=" + ".join(parts), value=value)


def restated(figure: Figure, lang: Lang, *, of_month: bool) -> list[str]:
    """What the month, else the year to date, was first and what it has become since, as the cards say it."""
    at, first = (0, caveat.first(figure, lang)) if of_month else (1, "")
    found = [words.say(lang, "origin.restated_month", original=first)] if first else []
    found += [] if of_month else filter(None, [caveat.anew(figure, lang)])
    if said := caveat.seen_since(figure, lang)[at]:
        how = caveat.since(said, figure.supplied[at])
        stands = caveat.stands(figure.indicator, said, lang)
        found.append(words.say(lang, f"{('card', 'tile')[at]}.later{how}", now=stands))
    return found


def exact(unit: Unit, value: float, lang: Lang) -> str:
    """A stored value or a sum of such to its last digit, however it is rounded elsewhere: 6,072.5 吨."""
    symbol, times, least = unit.spoken(lang)
    value *= times
    decimals = next((n for n in range(least, _LAST) if math.isclose(value, round(value, n), abs_tol=1e-7)), _LAST)
    return f"{digits(value, decimals)}{'' if symbol in ('%', '') else ' '}{symbol}"


def unit_written(indicator: Indicator, text: str, value: float | None) -> str:
    """The unit that makes the stored value of a cell's text: 万吨 for 87.3 and 873,000 t; '' where the cell says it."""
    number = numbers.read(text)
    if value is None or isinstance(number, Wrong) or number.unit or number.percent or not number.value:
        return ""
    factor = value / float(number.value)
    fitting = (name for name, size in indicator.unit.factors.items() if math.isclose(size, factor, rel_tol=1e-9))
    return next(fitting, "")


def subtracted(note: str) -> str:
    """What a cell's note tells of the two cumulative figures its month was worked out from; '' for any other cell."""
    begins = words.sentences("zh")["origin.subtracted"].partition("{")[0]
    return note.partition("；")[0] if note.startswith(begins) else ""


def _side(terms: tuple[Term, ...], number: float, catalog: Catalog, lang: Lang) -> str:
    """One side of a ratio: what it is the sum of, and the sum in the stored unit."""
    named = [("" if term.sign > 0 else "−") + catalog.indicators[term.key].name.of(lang) for term in terms]
    shown = exact(catalog.indicators[terms[0].key].unit, number, lang)
    return words.say(lang, "origin.side", names=" + ".join(named).replace("+ −", "− "), number=shown)
