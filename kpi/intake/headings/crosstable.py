"""Tables whose rows and columns say an indicator only together: 原矿 by 镍品位 in a metal balance, 回收率 by 铜."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import groups, labels, metals
from kpi.intake.grid.body import NOTE, TOTAL
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.headings import unnamed
from kpi.intake.headings.around import Outside
from kpi.intake.headings.crossed import Cross, label
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

NAME = "产品"
"""What the column of the row labels is called from then on; no field of ours."""
_LEADING = 4
_LABELS = frozenset(
    "项目 名称 内容 项目名称 产品 产品名称 产品类别 物料 物料名称 品种 金属 金属名称 元素 矿物".split()  # noqa: SIM905
) | {""}
_ELEMENTS = frozenset("钴 金 银 硫 铁 铂 钯 镁 锌 铅 CO AU AG S FE PT PD ZN PB".split())  # noqa: SIM905
_OTHERS = re.compile(
    "分布率|占有率|损失率|富集比|选矿比|[钴金银硫铁铂钯镁](?!属)|(?<![A-Z])(?:CO|AU|AG|FE|MGO)(?![A-Z])"
)
"""Quantities that the catalogue has of nothing, and metals that are none of ours."""
_OF_ONE = re.compile("产率|回收率|水分")
"""Those that it has of one product only: 产率 of 原矿 is 100 %, 回收率 of 尾矿 is what was lost."""
_WEIGHT = re.compile(r"(?:数量|重量|吨数|量)(?:\(.*\))?")
"""Words for a mass that may be wet."""
_WET = re.compile("湿|水分|含水")
_CALCULATED = re.compile(r"(?:工艺|理论)(?:指标|金属|生产)*平衡")
"""A balance whose tonnes are worked out from assays and were weighed by nobody."""


def find(heading: Heading, below: Sequence[Line], names: Vocabulary, outside: Outside) -> Cross | None:
    """How rows and columns go together; None for a table of another form, or where nothing of it is known."""
    parts = heading.parts[:MOST_COLUMNS]
    for place in range(min(_LEADING, len(parts))):
        if not _may_label(parts[place], names) or not _promises(parts, place, below, names):
            continue
        rows = [row for row in below if _figures(row, place) and not _is_apart(label(row, place))]
        told = list(dict.fromkeys(label(row, place) for row in rows))
        across = _across(parts, place, rows, names)
        if told and across and (_all_parts(told) or _are_parts(parts, across, names)):
            found = _Crossing(place, parts, across, names, outside).of(rows, told)
            return found and _measured(_whole(found, parts, below), heading, outside.titles)
    return None


def _promises(parts: Sequence[Sequence[str]], place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether the first rows, or the headings, are metals or products: the others need not be looked at."""
    heads = [n for n, texts in enumerate(parts) if n > place and texts and _is_figures(texts[-1], names)]
    near = (label(row, place) for row in islice(below, unnamed.LOOKED_AT))
    return any(map(_is_label, near)) or _are_parts(parts, heads, names)


def _may_label(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether a column may hold the labels of the rows: 项目, 产品名称, 指标, nothing, or the month in the corner."""
    text = texts[-1] if texts else ""
    named = bool((said := names.field(text)) and said[0] == "indicator")
    return len(texts) < 2 and (named or normal(text) in _LABELS or labels.dated(plain(text)))


def _cell(row: Line, place: int) -> str:
    return row.own[place] if place < len(row.cells) else ""


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
    """Whether the rows are two products or more, each named once, or metals."""
    products = [product for text in told if (product := metals.product(text))]
    if len(products) == len(told):
        return len(products) > 1 and len(set(products)) == len(products)
    return any(map(metals.of, told)) and all(metals.of(text) or normal(text) in _ELEMENTS for text in told)


def _are_parts(parts: Sequence[Sequence[str]], across: Sequence[int], names: Vocabulary) -> bool:
    """Whether all columns are headed by metals or by products, and by no other word."""
    said = [_words(parts[place], names) for place in across if not _is_left(parts[place])]
    heads = [[text for text in words if not groups.is_group(text)] for words in said]
    return len(heads) > 1 and all(len(words) == 1 and _is_label(words[0]) for words in heads)


def _is_label(text: str) -> bool:
    return metals.is_part(text) or normal(text) in _ELEMENTS


def _is_left(texts: Sequence[str]) -> bool:
    return any(groups.is_left(t) or others.differs(t) or others.is_aside(t) for t in texts if not metals.is_part(t))


def _known(texts: Sequence[str], names: Vocabulary) -> list[str]:
    """The levels that say something other than the indicator: a month, a scope, a kind, a unit."""
    return [text for text in texts if (told := labels.said(text, names)) and "indicator" not in told]


def _words(texts: Sequence[str], names: Vocabulary) -> list[str]:
    known = _known(texts, names)
    return [text for text in texts if text not in known and normal(text) not in groups.THIS_MONTH]


class _Crossing:
    """Puts the rows' labels and the columns' together."""

    def __init__(
        self,
        place: int,
        parts: Sequence[Sequence[str]],
        across: Sequence[int],
        names: Vocabulary,
        outside: Outside,
    ) -> None:
        self.place, self.parts, self.names = place, parts, names
        self.across = [n for n in across if not _is_left(parts[n])]
        self.told = [*outside.titles, *(text for place in self.across for text in parts[place])]
        self.about = [*outside.titles, outside.sheet, outside.file, *parts[place]]
        self.dry, self.only = True, ""
        self.percents = frozenset[str]()
        self.bare: set[tuple[str, int]] = set()
        self.named: dict[tuple[str, int], str] = {}
        self.said: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, rows: Sequence[Line], told: Sequence[str]) -> Cross | None:
        metal = {found for text in (*self.told, *told) for found in metals.mentioned(text)}
        self.only = metal.pop() if len(metal) == 1 else ""
        self.dry = not any(map(_WET.search, (*self.told, *told)))
        self.percents = frozenset(label(row, self.place) for row in rows if "%" in map(plain, row.cells))
        for text in told:
            for place in self.across:
                self.said[text, place] = texts = (text, *_words(self.parts[place], self.names))
                if not (found := self.name(texts)):
                    continue
                if self.graded(texts):
                    self.named[text, place] = found
                else:
                    self.bare.add((text, place))
        if not self.named and not self.bare:
            return None
        left, problem = self.unnamed(rows)
        full = {(label(row, self.place), n) for row in rows for n in self.across if plain(_cell(row, n))}
        self.named = {key: name for key, name in self.named.items() if key in full}
        used = {place for _, place in self.named}
        columns = [self.column(place) for place in self.across if place in used]
        gone = frozenset(self.across) - used
        return Cross(self.place, tuple(columns), self.named, self.said, tuple(left), gone, problem)

    def name(self, texts: Sequence[str]) -> str:
        """The indicator that the labels name together, of the one metal that the table is about where they name none.

        数量 in a table without 水分 is dry; beside 水分 nobody knows.
        """
        weighed = any(map(metals.product, texts)) and any(_WEIGHT.fullmatch(normal(text)) for text in texts)
        if weighed and not self.dry:
            return ""
        if weighed:
            texts = [text.replace("数量", "产量") for text in texts]
        own = any(map(metals.mentioned, texts))
        for said in [texts] if own or not self.only else [texts, (*texts, self.only)]:
            made = metals.joined(said, (), self.names) if len(said) > 1 else ()
            if len(made) == 1 and (found := self.names.meaning(made[0])) and found.indicator:
                return made[0]
        return ""

    def graded(self, texts: Sequence[str]) -> bool:
        """Whether 镍 of 原矿 is surely its grade: 品位 or % is said somewhere, and of no other quantity a word.

        Labels that say a quantity themselves, 镍品位, need nothing else.
        """
        if not all(map(metals.is_part, texts)):
            return True
        own = "%" in normal("/".join(texts)) or texts[0] in self.percents
        return metals.is_grade(self.about, [text for place in self.across for text in self.parts[place]], percent=own)

    def column(self, place: int) -> Column:
        known = _known(self.parts[place], self.names)
        return (labels.column(place, known, self.names) if known else None) or Column(place)

    def unnamed(self, rows: Sequence[Line]) -> tuple[list[str], Issue | None]:
        """The cells with figures whose labels are no indicator: what is left out, or why nothing can be read."""
        left = dict[str, None]()
        for row in rows:
            text = label(row, self.place)
            for place in self.across:
                if (text, place) in self.named or not plain(_cell(row, place)):
                    continue
                told = "/".join(map(plain, self.said[text, place]))
                if not _is_unkept(self.said[text, place]):
                    heading = "/".join(map(plain, self.parts[place]))
                    args = {"row": shown(text), "heading": shown(heading)}
                    return [], Issue("crossed_unknown", "error", row.number, shown(heading), shown(told), dict(args))
                left[told] = None
        return list(left), None


def _whole(cross: Cross, parts: Sequence[Sequence[str]], below: Sequence[Line]) -> Cross:
    """Refused where a row of words under the heading, or a column without one, would be lost."""
    first = next((n for n, row in enumerate(below) if _figures(row, cross.place)), 0)
    full = {n for row in below for n, cell in enumerate(row.own) if _is_figure(cell) and n > cross.place}
    bare = sorted(n for n in full if n < MOST_COLUMNS and not (n < len(parts) and parts[n]))
    read = {*bare, *(n for _, n in cross.named)}
    if under := next((row for row in below[:first] if any(plain(_cell(row, n)) for n in read)), None):
        return replace(cross, problem=Issue("two_heading_rows", line=under.number, found=shown(under.text)))
    if bare and (row := next(row for row in below if _is_figure(_cell(row, bare[0])))):
        args = {"row": shown(label(row, cross.place)), "heading": ""}
        return replace(cross, problem=Issue("crossed_unknown", line=row.number, found=row.text, args=dict(args)))
    return cross


def _is_figure(text: str) -> bool:
    return number_like(text) and any(map(str.isdigit, text))


def _is_unkept(texts: Sequence[str]) -> bool:
    """Whether what labels say together is nothing that the catalogue has, or is no month's own: 回收率同比."""
    told = normal("/".join(texts))
    product = any(map(metals.product, texts)) and _OF_ONE.search(told)
    return bool(product or _OTHERS.search(told)) or _is_left(texts)


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
    text = plain("".join(heading.parts[cross.place]))
    return text if labels.dated(text) else ""


def header(line: Line, cross: Cross, below: Sequence[Line], names: Vocabulary) -> Line:
    """The heading with the labels' column no indicator's, and the others called as their cells say."""
    cells = tuple(NAME if place == cross.place else cell for place, cell in enumerate(line.cells))
    cut = [replace(row, cells=tuple("" if n == cross.place else c for n, c in enumerate(row.cells))) for row in below]
    return unnamed.named(replace(line, cells=cells), cut, names, {})
