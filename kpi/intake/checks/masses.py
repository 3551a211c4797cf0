"""No more than there is: metal beside the ore it comes from, a part of the plant beside the whole."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.intake.checks.balance import CONCENTRATE, FEED, MASS, ORE, Found, least
from kpi.intake.checks.facts import Facts, Known
from kpi.intake.words.cleaning import Arg
from kpi.intake.words.figures import limit
from kpi.model import PLANS, Indicator, Kind
from kpi.reading import Issue
from kpi.rule import Sum

Place = tuple[Kind, str, str]


def check(facts: Facts) -> Iterator[Found]:
    """Metal beyond its ore, in the months and years the file speaks of, for actuals and for plans alike."""
    places = dict.fromkeys(
        (kind, scope, period) for kind, _, scope, period in facts.cells if kind in ("actual", *PLANS)
    )
    metals = [key.removeprefix(FEED) for key in facts.catalog.indicators if key.startswith(FEED)]
    for place in places:
        if place[0] != "actual" and (found := _over(facts, place, MASS, "concentrate_over_ore")):
            yield found  # `kpi.intake.checks.balance` has looked at the actuals
        for metal in metals:
            yield from _metal(facts, place, metal)


def _metal(facts: Facts, place: Place, metal: str) -> Iterator[Found]:
    """At most one contradiction: more metal than ore, or more than the richest ore holds."""
    kind, scope, period = place
    out, feed = f"{metal}_metal", f"{metal}_feed"
    over = _over(facts, place, feed, "metal_over_ore")
    known_feed = facts.known_or_derived(feed, scope, period) if kind == "actual" and _has(facts, feed) else None
    if over is None and known_feed is None:
        over = _over(facts, place, out, "metal_over_ore") or _rich(facts, place, metal)
    if over:
        yield over


def _over(facts: Facts, place: Place, key: str, code: str) -> Found | None:
    """An amount that is more than all the ore it comes from."""
    out, ore = _known(facts, place, key), _known(facts, place, ORE)
    if not (out and ore and ore.value) or out.value - least(out) <= ore.value + least(ore):
        return None
    unit = facts.catalog.indicators[key].unit
    return _found(facts, place, code, "error", (key, ORE), out=limit(out.value, unit), feed=limit(ore.value, unit))


def _rich(facts: Facts, place: Place, metal: str) -> Found | None:
    """Metal in concentrate that asks for ore richer than is plausible, where no grade is known."""
    key, grade = f"{metal}_metal", facts.catalog.indicators[FEED + metal]
    out, ore = _known(facts, place, key), _known(facts, place, ORE)
    if not (out and ore and ore.value and grade.plausible) or _known(facts, place, FEED + metal):
        return None
    if 100 * (out.value - out.half) <= grade.plausible[1] * (ore.value + ore.half):
        return None
    told: dict[str, Arg] = {
        "out": limit(out.value, facts.catalog.indicators[key].unit),
        "share": f"{100 * out.value / ore.value:.3g}%",
        "grade": grade.name,
        "high": limit(grade.plausible[1], grade.unit),
    }
    return _found(facts, place, "metal_rich", "warning", (key, CONCENTRATE + metal, ORE), **told)


def parts(facts: Facts) -> Iterator[Issue]:
    """A part of an amount that is more than the whole; where all the parts are known their sum tells."""
    catalog = facts.catalog
    asked = {cell for cell in facts.cells if cell[0] != "action" and _adds(catalog.indicators[cell[1]])}
    asked |= {(kind, key, child, period) for kind, key, scope, period in asked
              for group in catalog.children(scope) for child in group}  # fmt: skip
    for kind, key, scope, period in sorted(asked):
        part, whole = facts.known(key, scope, period, kind), _whole(facts, (kind, key, scope, period))
        if not (part and whole) or part.value - part.half <= whole[1].value + whole[1].half:
            continue
        if cell := part.cell or whole[1].cell:
            unit = catalog.indicators[key].unit
            yield cell.issue("part_over_whole", indicator=catalog.indicators[key].name, month=period,
                             part=catalog.scopes[scope].name, scope=catalog.scopes[whole[0]].name,
                             less=limit(whole[1].value, unit), more=limit(part.value, unit))  # fmt: skip


def _whole(facts: Facts, of: tuple[Kind, str, str, str]) -> tuple[str, Known] | None:
    """The nearest scope above that states the amount; none where its parts are all known and can be added."""
    kind, key, scope, period = of
    below = scope
    while above := facts.catalog.scopes[below].parent:
        if known := facts.known(key, above, period, kind):
            group = next(group for group in facts.catalog.children(above) if below in group)
            added = all(facts.known(key, each, period, kind) for each in group)
            return None if added and isinstance(facts.catalog.indicators[key].rule, Sum) else (above, known)
        below = above
    return None


def _adds(indicator: Indicator) -> bool:
    """Whether a part is never more than the whole: amounts that cannot be negative."""
    return indicator.amount and indicator.hard[0] >= 0


def _has(facts: Facts, key: str) -> bool:
    return key in facts.catalog.indicators


def _known(facts: Facts, place: Place, key: str) -> Known | None:
    kind, scope, period = place
    return facts.known(key, scope, period, kind) if _has(facts, key) else None


def _found(facts: Facts, place: Place, code: str, severity: str, about: tuple[str, ...], **args: Arg) -> Found | None:
    """The contradiction at the first of these indicators that the file states; none when all is old news."""
    kind, scope, period = place
    cell = next(filter(None, (facts.cells.get((kind, key, scope, period)) for key in about)), None)
    where: dict[str, Arg] = {"scope": facts.catalog.scopes[scope].name, "month": period}
    if cell is None:
        return None
    return Found(cell.issue(code, severity, **where, **args), scope, period, frozenset(about))
