"""A grade that says no product, 镍品位, is the ore's; beside 尾矿量 or 精矿产量 it may be theirs, and that is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import metals
from kpi.intake.headings.columns import Layout
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_HEAD = "head_grade_"
_SAID = re.compile("[原给入磨]|处理|[Αα]|HEAD|FEED|MILL|ORE")
"""What makes a grade the ore's by its own name."""
_PRODUCTS = {"精矿": "精矿", "尾矿": "尾矿", "原矿": "原矿", "处理矿": "原矿"}


def asked(layout: Layout, rows: Sequence[Line], names: Vocabulary) -> list[Issue]:
    """The question whose the grade is: 镍品位 right behind 精矿产量, or beside it in a table without 原矿."""
    said = spoken(layout, rows)
    told = [_product(text, names) for text in said]
    for n, text in enumerate(said):
        if told[n] != _HEAD:
            continue
        before = next((product for product in reversed(told[:n]) if product != _HEAD), "")
        others = dict.fromkeys(product for product in told if product in ("精矿", "尾矿"))
        product = before if before in others else next(iter(others), "") if "原矿" not in told else ""
        if product and not _has_own(said, product, metals.mentioned(text), names):
            name = shown(text)
            return [Issue("grade_whose", "warning", None, name, name, {"product": product})]
    return []


def spoken(layout: Layout, rows: Sequence[Line]) -> list[str]:
    """The indicators as the table calls them, in its headings or its rows."""
    place = layout.fields.get("indicator")
    if layout.form == "measures":
        return []
    if place is None:
        return [figures.heading for figures in layout.figures]
    return list(dict.fromkeys(plain(row.cells[place]) for row in rows if place < len(row.cells)))


def _product(text: str, names: Vocabulary) -> str:
    """The product that an indicator's name is about, `_HEAD` for a grade that says none, '' for neither."""
    meaning = names.meaning(text)
    if not meaning or not (indicator := meaning.indicator):
        return ""
    if indicator.key.startswith(_HEAD) and not _SAID.search(normal(text)):
        return _HEAD
    return next((product for word, product in _PRODUCTS.items() if word in indicator.name.zh), "")


def _has_own(said: Sequence[str], product: str, metal: frozenset[str], names: Vocabulary) -> bool:
    """Whether the product's grade of the metal stands there by its own name."""
    own = (text for text in said if _product(text, names) == product and metals.mentioned(text) >= metal)
    return any(
        "品位" in meaning.indicator.name.zh for text in own if (meaning := names.meaning(text)) and meaning.indicator
    )
