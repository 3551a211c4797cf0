"""The ways to write a metal in an indicator's name: 原矿镍品位 as 原矿Ni品位, 原矿品位：镍 or 原矿品位Ni."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

_METALS = {"镍": ("NI",), "铜": ("CU",), "氧化镁": ("MGO",)}
_SAFE = re.compile("原矿|精矿|尾矿|入选|回收率")
"""What a name must say besides: 品位Ni in a table of products is any product's."""
_BEHIND = re.compile(r"(.+)\((镍|铜)\)")
_BEFORE = re.compile(r"(镍|铜)(回收率|(?:实际|理论)回收率)")
T = TypeVar("T")


def spelled(indicators: Mapping[str, T]) -> dict[str, T]:
    """More names, in their normal form, of indicators that are one's only."""
    found, twice = dict[str, T](), set[str]()
    for name, indicator in indicators.items():
        for other in _others(name) if _SAFE.search(name) else ():
            if other not in indicators and found.setdefault(other, indicator) is not indicator:
                twice.add(other)
    return {name: indicator for name, indicator in found.items() if name not in twice}


def _others(name: str) -> Iterator[str]:
    behind, before = _BEHIND.fullmatch(name), _BEFORE.fullmatch(name)
    if behind or before:
        rest, metal = (behind[1], behind[2]) if behind else (before[2], before[1]) if before else ("", "")
        for written in (metal, *_METALS[metal]):
            yield from (f"{rest}({written})", *(f"{rest}{mark}{written}" for mark in (":", "-", "")))
    for metal, written in _METALS.items():
        if name.count(metal) == 1:
            yield from (name.replace(metal, each) for each in written)
