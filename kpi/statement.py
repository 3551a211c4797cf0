"""What a cell says, in the reader's words: a value with its unit, a word, or a measure's owner, due date and state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

from kpi import words
from kpi.model import Catalog, Forms, Kind, Observation, Plan
from kpi.reading import Row
from kpi.unit import Lang, Unit

Said = Row | Observation
_STAGES = ("preliminary", "final", "corrected", "awaited")


def said(cell: Said, kind: Kind, catalog: Catalog, lang: Lang) -> str:
    """One cell, a bound too with its unit. What the catalogue no longer knows is given as the bare number."""
    if kind == "action":
        return _measure(cell.text, lang)
    indicator = catalog.indicators.get(cell.indicator)
    if isinstance(cell, Plan) and indicator is not None:
        return _planned(indicator.unit, cell.forms, lang)
    bound = indicator is not None and cell.qualifier != "eq"
    if cell.value is None or (cell.text and not bound):
        return cell.text or _none(cell, lang)
    return f"{cell.value:g}" if indicator is None else indicator.unit.show(cell.value, lang, qualifier=cell.qualifier)


def words_of(cell: Said, kind: Kind, lang: Lang) -> str:
    """What a cell says beside its value, or that it has none; a measure by its owner, due date and state."""
    if kind == "action":
        return _measure(cell.text, lang)
    return cell.text or ("" if cell.value is not None else _none(cell, lang))


def _none(cell: Said, lang: Lang) -> str:
    return words.say(lang, "store.stage_awaited" if cell.stage == "awaited" else "store.not_reported")


def pair(before: Said, now: Said, kind: Kind, catalog: Catalog, lang: Lang) -> tuple[str, str]:
    """Two statements of one cell; where their values read alike, with what else tells them apart.

    Of a plan that another form takes the place of, all of both: 80–90 万吨, ≥85 万吨.
    """
    if isinstance(before, Plan) and before.after is not None:
        now = replace(before, forms=before.after, after=None)
        return said(before, kind, catalog, lang), said(now, kind, catalog, lang)
    old, new = said(before, kind, catalog, lang), said(now, kind, catalog, lang)
    if old != new:
        return old, new
    if before.value != now.value:
        return f"{old} ({before.value!r})", f"{new} ({now.value!r})"
    if before.text != now.text and kind != "action":
        return _worded(before, old, lang), _worded(now, new, lang)
    if (before.note, before.stage) == (now.note, now.stage):
        return old, new
    return _noted(before, old, lang), _noted(now, new, lang)


def remarks(before: Said | None, now: Said, lang: Lang) -> tuple[str, str]:
    """Stage and remark of two statements that say the same and differ in nothing else; empty where more differs."""
    if before is None or (before.note, before.stage) == (now.note, now.stage):
        return "", ""
    if (before.value, before.qualifier, before.text) != (now.value, now.qualifier, now.text):
        return "", ""
    return _remark(before, lang), _remark(now, lang)


def _planned(unit: Unit, forms: Forms, lang: Lang) -> str:
    """A plan in all its forms: its figure, its range or limit, both where it has both."""
    figure, low, high = forms
    parts = [unit.show(figure, lang)] if figure is not None else []
    parts += [unit.span(low, high, lang)] if (low, high) != (None, None) else []
    return words.say(lang, "upload.comma").join(parts) or words.say(lang, "store.not_reported")


def measure(text: str) -> dict[str, str]:
    """The owner, due date and state of a measure as the store keeps them; '' for what was not said."""
    given = cast(dict[str, str], json.loads(text)) if text else {}
    return {name: given.get(name) or "" for name in ("owner", "due", "state")}


def _measure(text: str, lang: Lang) -> str:
    parts = (words.say(lang, f"store.measure_{name}", said=part) for name, part in measure(text).items() if part)
    return words.say(lang, "upload.comma").join(parts) or "—"


def _worded(cell: Said, text: str, lang: Lang) -> str:
    return words.say(lang, "store.noted", said=text, more=cell.text) if cell.text else text


def _noted(cell: Said, text: str, lang: Lang) -> str:
    return words.say(lang, "store.noted", said=text, more=_remark(cell, lang))


def _remark(cell: Said, lang: Lang) -> str:
    stage = words.say(lang, f"store.stage_{cell.stage}") if cell.stage in _STAGES else ""
    note = words.say(lang, "store.note", said=cell.note) if cell.note else ""
    more = words.say(lang, "upload.comma").join(part for part in (stage, note) if part)
    return more or words.say(lang, "store.no_note")
