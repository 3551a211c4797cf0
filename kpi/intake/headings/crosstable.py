"""Tables whose rows and columns say an indicator only together: 原矿 by 镍品位 in a metal balance, 回收率 by 铜."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import MOST_COLUMNS, Line, letters
from kpi.intake.grid import groups, labels, metals
from kpi.intake.grid.body import NOTE, TOTAL
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.headings import products, unnamed
from kpi.intake.headings.around import Outside
from kpi.intake.headings.crossed import Cross, cell, is_figure, label, labelled
from kpi.intake.headings.crossing import Crossing
from kpi.intake.headings.crosswords import is_consumed, is_left, known_apart
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

NAME = "产品"
"""What the column of the row labels is called from then on; no field of ours."""
_LEADING = 4
_TELLING = frozenset(("month", "scope", "kind", "brand"))
"""What tells rows of one product apart."""
_LABELS = frozenset(
    "项目 名称 内容 项目名称 材料 材料名称 产品 产品名称 产品类别 物料 物料名称 品种 金属 金属名称 元素 矿物".split()  # noqa: SIM905
) | {""}
_ELEMENTS = frozenset("钴 金 银 硫 铁 铂 钯 镁 锌 铅 CO AU AG S FE PT PD ZN PB".split())  # noqa: SIM905
_MOST_OTHERS = 40
"""Rows that are no product of ours; more are no balance."""
_OF_PRODUCTS = re.compile("产品|物料|品种")
_CALCULATED = re.compile(r"(?:工艺|理论)(?:指标|金属|生产)*平衡")
"""A balance whose tonnes are worked out from assays and were weighed by nobody."""


def find(heading: Heading, below: Sequence[Line], names: Vocabulary, outside: Outside) -> Cross | None:
    """How rows and columns go together; None for a table of another form, or where nothing of it is known."""
    parts = heading.parts[:MOST_COLUMNS]
    for place in range(min(_LEADING, len(parts))):
        if not _may_label(parts[place], names) or not _promises(parts, place, below, names):
            continue
        filled = _merged(below, place, parts, names)
        lines = [labelled(row, place, filled) for row in below]
        rows = [row for row in lines if _figures(row, place) and not _is_apart(label(row, place))]
        told = list(dict.fromkeys(label(row, place) for row in rows))
        across = _across(parts, place, rows, names)
        used = across and all(is_consumed(parts[n], names) or is_left(parts[n]) for n in across)
        parted = used or _all_parts(told) or _are_products(told, (parts, place, across), names)
        if told and across and (parted or _are_parts(parts, across, names)):
            found = Crossing(place, parts, across, names, outside).of(rows, told)
            found = found and replace(found, filled=filled)
            found = found and _placed(found, parts, lines, names)
            return found and _measured(_whole(found, parts, lines), heading, outside.titles)
    return None


def _merged(below: Sequence[Line], place: int, parts: Sequence[Sequence[str]], names: Vocabulary) -> dict[int, str]:
    """By its line, the label of the row above for each row that leaves its own blank as merged cells do.

    Only where a month, a kind or the like at its right tells the row apart, and nothing at its left begins anew.
    """
    if all(label(row, place) or not any(map(plain, row.own)) for row in below):
        return {}
    fields = [(names.field(texts[-1]) or ("",))[0] if texts else "" for texts in parts]
    numbers = {n for row in below for n, text in enumerate(row.own) if is_figure(text)}
    keys = [n for n, name in enumerate(fields) if name in _TELLING or (not name and n not in numbers and n != place)]
    found, above, left, seen = dict[int, str](), "", list[str](), set[tuple[str, ...]]()
    for row in below:
        outer, inner = [label(row, n) for n in keys if n < place], tuple(label(row, n) for n in keys if n > place)
        if text := label(row, place):
            alone = sum(bool(plain(cell)) for cell in row.own) == 1  # a caption of the rows below
            above, left, seen = "" if alone else text, outer, {inner}
        elif row.text and not any(inner):
            above = ""
        elif above and any(inner) and _figures(row, place):
            again = inner in seen or any(own and own != other for own, other in zip(outer, left, strict=True))
            found |= {} if again else {row.number: above}
            seen.add(inner)
    return found


def _promises(parts: Sequence[Sequence[str]], place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether the first rows, or the headings, are metals or products: the others need not be looked at."""
    heads = [n for n, texts in enumerate(parts) if n > place and texts and _is_figures(texts[-1], names)]
    near = (label(row, place) for row in islice(below, unnamed.LOOKED_AT))
    if any(is_consumed(parts[n], names) for n in heads):
        return True
    return any(_is_label(text) or products.told(text, names) for text in near) or _are_parts(parts, heads, names)


def _may_label(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether a column may hold the labels of the rows: 项目, 产品名称, 指标, nothing, or the month in the corner."""
    text, *under = texts or ("",)
    named = bool((said := names.field(text)) and said[0] == "indicator")
    units = all((field := names.field(each)) and field[0] == "unit" for each in under)
    return units and (named or normal(text) in _LABELS or labels.dated(plain(text)))


def _figures(row: Line, place: int) -> bool:
    return any(map(number_like, row.own[place + 1 :]))


def _is_apart(label: str) -> bool:
    return not label or bool(TOTAL.fullmatch(normal(label)) or NOTE.fullmatch(simplified(label)))


def _across(parts: Sequence[Sequence[str]], place: int, rows: Sequence[Line], names: Vocabulary) -> list[int]:
    """The columns of figures that are headed by words and by no field."""
    found = [n for n, texts in enumerate(parts) if n > place and texts and _is_figures(texts[-1], names)]
    return [n for n in found if any(n < len(row.cells) and number_like(row.cells[n]) for row in rows)]


def _is_figures(text: str, names: Vocabulary) -> bool:
    """Whether a heading is no field's; 数量 is the mass of each product here."""
    return (said := names.field(text)) is None or said[0] == "value"


def _all_parts(told: Sequence[str]) -> bool:
    """Whether the rows are metals."""
    return any(map(metals.of, told)) and all(metals.of(text) or normal(text) in _ELEMENTS for text in told)


def _are_products(
    told: Sequence[str], of: tuple[Sequence[Sequence[str]], int, Sequence[int]], names: Vocabulary
) -> bool:
    """Whether two rows or more are products, whatever the others are, or all are one and called so in the heading.

    精矿 among indicators, under 指标 and beside 数量, is the name of one.
    """
    parts, place, across = of
    found = {text: product for text in told if (product := products.told(text, names))}
    if len(told) > len(found) + _MOST_OTHERS:
        return False
    called = "".join(parts[place][:1])
    if len(found) == len(told):
        return len(found) > 1 or bool(_OF_PRODUCTS.search(called))
    named = any((meaning := names.meaning(text)) and meaning.indicator for text in told if text not in found)
    listed = named and all(names.field(parts[n][-1]) for n in across)
    paired = any(product.metal and "/" in text for text, product in found.items())  # 精矿/镍 above 中矿/镍
    return (paired or len({product.name for product in found.values()}) > 1) and not listed


def _are_parts(parts: Sequence[Sequence[str]], across: Sequence[int], names: Vocabulary) -> bool:
    """Whether all columns are headed by metals or by products, or two by products and the others by no indicator."""
    said = [known_apart(parts[place], names) for place in across if not is_left(parts[place])]
    heads = [[text for text in words if not groups.is_group(text)] for words in said]
    labelled = [words for words in heads if len(words) == 1 and _is_label(words[0])]
    if len(heads) == len(labelled):
        return len(heads) > 1
    known = any(
        (meaning := names.meaning("".join(words))) and meaning.indicator for words in heads if words not in labelled
    )
    return not known and len({metals.product(words[0]) for words in labelled} - {""}) > 1


def _is_label(text: str) -> bool:
    return metals.is_part(text) or normal(text) in _ELEMENTS


def _placed(cross: Cross, parts: Sequence[Sequence[str]], below: Sequence[Line], names: Vocabulary) -> Cross:
    """Refused where a row without a label would be lost."""
    lost = next((row for row in below if _is_lost(row, cross, parts, names)), None)
    issue = Issue("crossed_unlabelled", line=lost.number, found=lost.text) if lost else None
    return replace(cross, problem=cross.problem or issue)


def _whole(cross: Cross, parts: Sequence[Sequence[str]], below: Sequence[Line]) -> Cross:
    """Refused where a row of words under the heading, or a column without one, would be lost."""
    first = next((n for n, row in enumerate(below) if _figures(row, cross.place)), 0)
    full = {n for row in below for n, text in enumerate(row.own) if is_figure(text) and n > cross.place}
    bare = sorted(n for n in full if n < MOST_COLUMNS and not (n < len(parts) and parts[n]))
    read = {*bare, *(n for _, n in cross.named)}
    if under := next((row for row in below[:first] if any(plain(cell(row, n)) for n in read)), None):
        return replace(cross, problem=Issue("two_heading_rows", line=under.number, found=shown(under.text)))
    if bare and (row := next(row for row in below if is_figure(cell(row, bare[0])))):
        return replace(cross, problem=Issue("crossed_nameless", line=row.number, found=letters(bare[0])))
    return cross


def _is_lost(row: Line, cross: Cross, parts: Sequence[Sequence[str]], names: Vocabulary) -> bool:
    """Whether a row without a label has figures where others are read; a row of totals is left out by its name."""
    if label(row, cross.place) or not any(is_figure(cell(row, n)) for n in {n for _, n in cross.named}):
        return False
    fields = {n: said[0] for n, texts in enumerate(parts) if texts and (said := names.field(texts[-1]))}
    return not any(
        TOTAL.fullmatch(normal(label(row, n))) for n, name in fields.items() if name in ("month", "scope", "brand")
    )


def _measured(cross: Cross, heading: Heading, titles: Sequence[str]) -> Cross:
    """Refused where the title says that the balance was calculated: its tonnes are nobody's production."""
    said = next((found[0] for text in titles if (found := _CALCULATED.search(normal(text)))), "")
    if not said or not any(map(metals.product, (text for text, _ in cross.named))):
        return cross
    return replace(cross, problem=Issue("balance_calculated", line=heading.rows[0].number, found=shown(said)))


def heads(line: Line, names: Vocabulary) -> bool:
    """Whether a row with a month in its first cell has metals or products in all others: 2022年9月,镍,铜."""
    first, *rest = [plain(cell) for cell in line.own if plain(cell)] or [""]
    rest = [text for text in rest if (names.field(text) or ("",))[0] not in ("unit", "note")]
    return labels.dated(first) and len(rest) > 1 and all(map(_is_label, rest))


def corner(heading: Heading, cross: Cross) -> str:
    """The month in the upper left cell; '' for none."""
    text = plain("".join(heading.parts[cross.place][:1]))
    return text if labels.dated(text) else ""


def header(line: Line, cross: Cross, below: Sequence[Line], names: Vocabulary) -> Line:
    """The heading with the labels' column no indicator's, and the others called as their cells say.

    A column 时间 that says 本月 and 累计 beside each product tells no months.
    """
    cells = tuple(
        NAME if place == cross.place else "类别" if _are_times(text, place, below, names) else text
        for place, text in enumerate(line.cells)
    )
    cut = [replace(row, cells=tuple("" if n == cross.place else c for n, c in enumerate(row.cells))) for row in below]
    return unnamed.named(replace(line, cells=cells), cut, names, {})


def _are_times(text: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    said = {plain(row.cells[place]) for row in below if place < len(row.cells)} - {""}
    own = {each for each in said if normal(each) in groups.THIS_MONTH}
    return (names.field(text) or ("",))[0] == "month" and bool(own) and all(map(groups.is_left, said - own))
