"""Metal balance tables, whose rows are products and whose columns are quantities: 原矿, 镍精矿, 尾矿 by 产量, 品位."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups, metals
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import SEPARATORS, Vocabulary
from kpi.reading import Issue

_PRODUCT = re.compile(r"(?:[镍铜钴硫铁金银]{0,2}(?:混合)?精矿?|原矿|给矿|入选矿石|[总最]?终?尾矿|[中次]矿)(?:\d|产品)?")
_CALLED = re.compile(r".{0,6}(?:[原精尾中]矿)(?:\(.*\)|[\d一二三四]+|产品|指标|本月|当月|累计)?")
"""A product with something more said of it: 一段精矿, 精矿(外售)."""
_ROW_OF = re.compile(r"[一-鿿]{0,6}[原精尾中]矿[镍铜]?(?:品位|含量|水分|金属量)(?:\(.*\))?")
"""A quantity of a product, which the heading of a figure may not say again of another: 精矿品位 beside 水分."""
_QUANTITY = re.compile(r"(?:产量|重量|矿量|产率|品位|含量|金属量|回收率)(?:\(.*\))?$")
_OWN = re.compile(r"\(?(?:[本当]月|[本当]期|干|干量|干基|干重)\)?")
"""What may be said of a product whose tonnes are dry and whose figures are the month's own."""
_DIFFERENCE = re.compile(r"(?:镍|铜|金属|物料|矿量?)*不?平衡(?:差[值额异]?|量)?(?:\(.*\))?|差[值额异](?:\(.*\))?")
_LEADING = 3
"""Cells of a row, from the left, in which the product may stand."""
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Product:
    """What a row of a balance says; ``left``: its figures are sums over months or another month's."""

    name: str
    scope: str = ""
    left: bool = False
    metal: str = ""
    """What a column beside it says: 原矿/镍."""


def told(text: str, names: Vocabulary) -> Product | None:
    """The product of a row, with its part of the plant: 原矿（本月）, 一系列精矿, 尾矿累计; None for any other."""
    head, _, tail = text.rpartition("/")
    if (metal := metals.of(tail) if head else "") and (of_metal := told(head, names)):
        return replace(of_metal, metal=metal)
    if "矿" not in text or (name := metals.product(text)):
        return Product(name) if "矿" in text else None
    said, scope = normal(text), ""
    if part := max((each for each in names.scopes if len(each) > 1 and each in said), key=len, default=""):
        if len(names.scopes[part]) > 1:
            return None
        scope, said = names.scopes[part][0], said.replace(f"({part})", "").replace(part, "", 1)
    bare = _OWN.sub("", said).strip(SEPARATORS)
    if name := metals.product(bare):
        return Product(name, scope)
    left = groups.CUMULATIVE.sub("", groups.COMPUTED.sub("", bare)).replace("()", "").strip(SEPARATORS)
    return Product(name, scope, left=True) if (name := metals.product(left)) and groups.is_not_month(bare) else None


def twice(texts: Iterable[str], names: Vocabulary) -> tuple[str, str, str]:
    """Two labels that say one product of one part of the plant, and that product: 原矿 and 入选原矿; '' for none."""
    seen = dict[Product, str]()
    for text in texts:
        product = told(text, names)
        if product and not product.left and (other := seen.setdefault(product, text)) != text:
            return other, text, product.name
    return "", "", ""


def are(cells: Collection[str]) -> bool:
    """Whether one of a column's cells is a product of a concentrator, or a quantity of one."""
    return any(_is_called(text) or _ROW_OF.fullmatch(normal(text)) for text in cells)


def _is_called(text: str) -> bool:
    return bool(_PRODUCT.fullmatch(normal(text)) or _CALLED.fullmatch(normal(text)))


def listed(cells: Iterable[str]) -> str:
    """Labels of rows for a sentence."""
    return shown("、".join(dict.fromkeys(filter(None, map(plain, cells)))), longest=_MOST_SHOWN)


def is_difference(text: str) -> bool:
    """Whether a row is what the products of a balance do not add up to: 金属平衡差, 差值."""
    return bool(_DIFFERENCE.fullmatch(normal(text)))


def core(product: str) -> str:
    """What an indicator of a product holds of its name: 镍精矿 → 精矿."""
    return next((word for word in ("精矿", "原矿", "尾矿") if word in product), product)


def refused(lines: Sequence[Line]) -> Issue | None:
    """The refusal of a table that is one of products by quantities, where nothing else can be read."""
    rows = [line for line in lines if any(map(number_like, line.own)) and any(map(_leads, line.own[:_LEADING]))]
    if not rows or not any(any(map(_measures, line.own)) for line in lines):
        return None
    products = [cell for line in rows for cell in line.own[:_LEADING] if _leads(cell)]
    return Issue("balance_rows", line=rows[0].number, found=rows[0].text, args={"rows": listed(products)})


def _measures(cell: str) -> bool:
    return bool(_QUANTITY.search(normal(cell)) or metals.of(cell))


def _leads(cell: str) -> bool:
    return bool(plain(cell)) and _is_called(cell)
