"""Limits that a name sets for its figures, and which end each is: 计划(≥), ≤计划, 镍回收率（不低于）."""

from __future__ import annotations

import re
from typing import Literal

Side = Literal["", "low", "high"]
_SIGNS = {
    "low": r">=|[≥≧≮⩾＞>]|不[低少小]于|大于或?等于",
    "high": r"<=|[≤≦≯⩽＜<]|不[高多大]于|不超过?|小于或?等于",
}
"""What sets a limit wherever it stands: 超过计划 and 低于计划 compare two figures."""
_WORDS = {
    "low": rf"{_SIGNS['low']}|大于|至少|[及或]?以上|下限值?",
    "high": rf"{_SIGNS['high']}|小于|低于|至多|[及或]?以[下内]|上限值?",
}
"""What does in a cell or in brackets of its own."""
_ALONE = re.compile("|".join(rf"(?P<{side}>(?:{words})(?:\(含\))?)" for side, words in _WORDS.items()))
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_LISTED = re.compile("[,、;/]")
_ENDS = {"low": "下限值?", "high": "上限值?"}
_EDGES = tuple((re.compile(rf"^(?:{words})|(?:{words}|{_ENDS[side]})$"), side) for side, words in _SIGNS.items())
_HINT = re.compile("[><≥≧≮⩾≤≦≯⩽]|不[低少小高多大超]|等于|大于|小于|低于|至[少多]|以[上下内]|限")
_LONGEST = 60
"""Characters of a name; more says something of its own."""
_APART = "·•・_/-—–:|、.,"


def side(name: str) -> Side:
    """The end of which a normal text speaks and of nothing else: ≥, 不低于, 下限; '' for any other."""
    found = _ALONE.fullmatch(name)
    return "" if found is None else "low" if found["low"] else "high"


def is_sign(name: str) -> bool:
    """Whether a normal text is a sign such as ≥ or 不低于, which 下限 is not: alarms have one too."""
    return any(re.fullmatch(words, name) for words in _SIGNS.values())


def parted(name: str) -> tuple[str, Side]:
    """A normal name without the limit it sets, and its end: 计划(%,≥) → 计划(%), low; '' where it sets none."""
    if len(name) > _LONGEST or not _HINT.search(name):
        return name, ""
    for group in _BRACKETS.finditer(name):
        if found := _bracketed(group[1]):
            rest, end = found
            return f"{name[: group.start()]}{f'({rest})' if rest else ''}{name[group.end() :]}", end
    return _at_an_edge(name)


def _bracketed(inside: str) -> tuple[str, Side] | None:
    """What else brackets say beside a limit: ≥ → '', low; %,≥ and ≥% → %, low; None where they set none."""
    parts = _LISTED.split(inside)
    ends = [end for part in parts if (end := side(part))]
    if len(ends) == 1:
        return ",".join(part for part in parts if not side(part)), ends[0]
    rest, end = _at_an_edge(inside)
    return (rest, end) if end else None


def _at_an_edge(name: str) -> tuple[str, Side]:
    for shape, end in _EDGES:
        if found := shape.search(name):
            rest = name[: found.start()] + name[found.end() :]
            return rest.strip(_APART), "low" if end == "low" else "high"
    unit = _BRACKETS.search(name)
    if unit and unit.end() == len(name) and unit.start():  # 计划≥(%)
        rest, told = _at_an_edge(name[: unit.start()])
        return rest + unit[0], told
    return name, ""
