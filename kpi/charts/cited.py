"""Where a definition comes from, as a reader can look it up: section and reference, without names of our own files."""

from __future__ import annotations

import re

from kpi import words
from kpi.unit import Lang

_NOTES = "domain.md "
_REFERENCE = re.compile(r" ?((?:\[[RS]\d+\])+)")
_ITEM = re.compile(r"no\. (\d+)")
_EXAMPLE = re.compile(r" ?\(([A-Z]+-\d+)\)")
_GOAL = re.compile(r"2022 年目标 ([\d.]+)")
_REMARKS = {"合理范围 [GK]": "definition.cited_general", "上限为系列能力 × 天数 × 1.15": "definition.cited_limit"}


def source(text: str, lang: Lang) -> str:
    """An indicator's ``source`` of the catalogue; what is not written in its form stays as it is."""
    return words.say(lang, "message.joint").join(_part(part.strip(), lang) for part in text.split(";"))


def _part(text: str, lang: Lang) -> str:
    if code := _REMARKS.get(text):
        return words.say(lang, code)
    said = _REFERENCE.sub(lambda found: words.say(lang, "definition.cited_reference", of=_listed(found[1])), text)
    said = _ITEM.sub(lambda found: words.say(lang, "definition.cited_item", number=int(found[1])), said)
    said = _EXAMPLE.sub(lambda found: words.say(lang, "definition.cited_example", of=found[1]), said)
    said = _GOAL.sub(lambda found: words.say(lang, "definition.cited_goal", goal=found[1]), said)
    if not said.startswith(_NOTES):
        return said
    where = said.removeprefix(_NOTES).replace(", ", words.say(lang, "definition.comma"))
    return words.say(lang, "definition.cited", where=where)


def _listed(found: str) -> str:
    return found.strip("[]").replace("][", ", ")
