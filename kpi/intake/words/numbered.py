"""Parts of a plant that are told apart by their number, which is written in several ways: 一系列, 1#系列, 1号系列."""

from __future__ import annotations

import re

_NUMBERED = re.compile("(.*?)([一二三四五六七八九])(系列|车间|工段|选厂|选矿厂|产线|生产线)")
_DIGITS = "一二三四五六七八九"


def spelled(name: str) -> tuple[str, ...]:
    """A name with all ways to write its number: 磨浮一车间 also 磨浮1#车间, 磨浮1号车间, 磨浮1车间."""
    if not (found := _NUMBERED.fullmatch(name)):
        return (name,)
    digit = str(_DIGITS.index(found[2]) + 1)
    return (name, *(f"{found[1]}{digit}{mark}{found[3]}" for mark in ("#", "号", "")))
