"""Metal balance tables, whose rows are products and whose columns are quantities: 原矿, 镍精矿, 尾矿 by 产量, 品位."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import plain
from kpi.reading import Issue

_PRODUCT = re.compile(r"(?:[镍铜钴硫铁金银]{0,2}(?:混合)?精矿?|原矿|给矿|入选矿石|[总最]?终?尾矿|[中次]矿)(?:\d|产品)?")
_QUANTITY = re.compile(r"(?:产量|重量|矿量|产率|品位|含量|金属量|回收率)(?:\(.*\))?$")
_LEADING = 3
"""Cells of a row, from the left, in which the product may stand."""


def are(cells: Collection[str]) -> bool:
    """Whether a column's cells are products of a concentrator."""
    said = [normal(cell) for cell in cells]
    return bool(said) and sum(bool(_PRODUCT.fullmatch(text)) for text in said) * 2 > len(said)


def core(product: str) -> str:
    """What an indicator of a product holds of its name: 镍精矿 → 精矿."""
    return next((word for word in ("精矿", "原矿", "尾矿") if word in product), product)


def refused(lines: Sequence[Line]) -> Issue | None:
    """The refusal of a table that is one of products by quantities, where nothing else can be read."""
    rows = [line for line in lines if any(map(number_like, line.own)) and any(map(_leads, line.own[:_LEADING]))]
    if not any(sum(map(_measures, line.own)) > 1 for line in lines):
        return None
    products = {normal(cell) for line in rows for cell in line.own[:_LEADING] if _leads(cell)}
    if len(products) < 2:
        return None
    return Issue("balance_rows", line=rows[0].number, found=rows[0].text)


def _measures(cell: str) -> bool:
    return bool(_QUANTITY.search(normal(cell)))


def _leads(cell: str) -> bool:
    return bool(plain(cell)) and bool(_PRODUCT.fullmatch(normal(cell)))
