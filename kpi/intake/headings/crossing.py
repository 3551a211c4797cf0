"""Row labels and headings put together: 原矿 with 镍品位, 精矿 with 本月产量; what stands beside, what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import labels, metals
from kpi.intake.grid.labels import Column
from kpi.intake.headings import crossbeside, crosswords, products
from kpi.intake.headings.around import Outside
from kpi.intake.headings.crossed import Cross, cell, label, metals_untold
from kpi.intake.headings.crosswords import is_left, known_apart, quantity, unit, unit_of_kind, whole, without_kind
from kpi.intake.headings.unasked import DAYS, MEAN, SUM, left_as
from kpi.intake.words import units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

_OTHERS = re.compile(
    r"分布率|占有率|损失率|富集比|选矿比|[钴金银硫铁铂钯镁铅锌砷磷锰镉硅钙铝铬铋锑汞](?!属)"
    r"|(?<![A-Z])T?(?:CO|AU|AG|FE|S|MGO?|PT|PD|PB|ZN|AS|P|MN|CD|SI(?:O2)?|CAO?|AL(?:2O3)?|CR|BI|SB|HG|F)(?![A-Z\d])"
)
"""Quantities that the catalogue has of nothing, and metals that are none of ours."""
_OF_ONE, _WATER = re.compile("产率|回收率"), re.compile("水分|含水率")
"""Those that it has of one product only: 产率 of 原矿 is 100 %, 回收率 of 尾矿 what was lost; 水分 of 精矿 is asked."""
_TONNES = frozenset(map(normal, ("t", "kt", "kg", "吨", "万吨", "千吨", "公斤", "万t", "千克")))
_LOOKED_AT = 20


@dataclass
class Crossing:
    """Puts the labels of the rows, ``place`` their column, and those of the columns together."""

    place: int
    parts: Sequence[Sequence[str]]
    across: Sequence[int]
    names: Vocabulary
    outside: Outside
    dry: bool = True
    wet: bool = False
    """Whether a row or a heading says 湿, so that tonnes are dry only where 干 is said."""
    doubtful: bool = False
    only: str = ""
    percents: frozenset[str] = frozenset()
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)
    kinds: dict[int, Said] = field(default_factory=dict)
    named: dict[tuple[str, int], str] = field(default_factory=dict)
    said: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    of_rows: dict[str, products.Product | None] = field(default_factory=dict)
    lent: set[int] = field(default_factory=set)
    """The columns whose quantity another says."""
    bare: set[tuple[str, int]] = field(default_factory=set)
    """Pairs of a product and a metal alone, of which nothing tells the quantity."""

    def __post_init__(self) -> None:
        self.read = [n for n in self.across if not is_left(self.parts[n])]
        self.headed = [text for n in self.read for text in self.parts[n]]
        self.foreign, self.asides = frozenset[str](), frozenset[int]()
        self.about = [*self.outside.titles, self.outside.sheet, self.outside.file, *self.parts[self.place]]

    def of(self, rows: Sequence[Line], told: Sequence[str]) -> Cross | None:
        self.of_rows = {text: products.told(text, self.names) for text in told}
        ours = [text for text, product in self.of_rows.items() if product]
        all_said = (*self.outside.titles, *self.headed, *told)
        near = (*self.outside.titles, *self.headed, *(ours if len(ours) > 1 else told))
        metal = {found for text in near for found in metals.mentioned(text)}
        self.only = metal.pop() if len(metal) == 1 else ""
        self.dry = not metals.speaks_of_water(all_said)
        self.wet = any("湿" in text for text in (*self.headed, *told))
        self.percents = frozenset(label(row, self.place) for row in rows if "%" in map(plain, row.cells))
        called = {text: (p.name, *filter(None, (p.metal,))) if p else (text,) for text, p in self.of_rows.items()}
        for n in self.read:
            self.words[n] = self.spoken(n, list(dict.fromkeys(called.values()))[:_LOOKED_AT])
        for text, product in self.of_rows.items():
            for n in () if (product and product.left) or products.is_difference(text) else self.read:
                self.pair(text, called[text], n)
        if not (self.named or self.bare or self.doubtful):
            return None
        self.foreign, self.asides = self.strange(), self.strange_columns()
        return self.crossed(rows)

    def pair(self, text: str, name: tuple[str, ...], place: int) -> None:
        self.said[text, place] = (text, *(known_apart(self.parts[place], self.names) or [self.heading(place)]))
        own = (*name, *self.words[place])
        if not self.words[place]:  # 本月 under a title of 镍品位; in a row with other words, 计划 of nothing
            own = (*name, self.only) if self.only and not any(self.words.values()) else name
        if len(own) < 2 or len(set(own)) < len(own):
            return
        wet = self.may_be_wet(text, place)
        self.doubtful = self.doubtful or wet
        bare = all(map(metals.is_part, own))
        if bare and not self.graded(text, place):
            if self.weighed() and (amount := self.name((*own, "金属量"))):
                self.named[text, place] = amount
            elif self.words[place] and self.name(own):
                self.bare.add((text, place))
        elif not wet and (found := self.name(own) or self.name(whole(own, self.headed, self.names))):
            self.named[text, place] = found

    def spoken(self, place: int, told: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """The words of a column's quantity: 产量(t) of 本月产量(t), of 计划产量(t), and of 计划(t) behind 产量(t)."""
        words = quantity(self.parts[place], self.names)
        if not words or unit_of_kind(words[-1], self.names):
            self.lent.add(place)
            return self.borrowed(place)
        if any(self.name((*text, *words)) for text in told):
            return words
        for own, kind in without_kind(words, self.names):
            if any(self.name((*text, *own)) for text in told):
                self.kinds[place] = kind
                return own
        return words

    def borrowed(self, place: int) -> tuple[str, ...]:
        """The quantity of the column at the left of 计划(t), if it is in the same unit."""
        before = [n for n in self.read if n < place]
        if not before or any(len(self.parts[n]) != 1 for n in (place, before[-1])):
            return ()
        own, last = self.parts[place][0], before[-1]
        found = unit_of_kind(own, self.names)
        self.kinds |= {place: found[0]} if found else {}
        if any(left_as(self.heading(n)) in (SUM, MEAN, DAYS) for n in self.across if last < n < place):
            return ()  # 计划 behind 累计 is whose plan?
        measured, run = unit(own, self.names), self.run(before)
        if not measured and len(run) == 1:  # 计划 behind each of 产量(t) and 镍品位(%)
            return self.words[last]
        same = [n for n in run if unit(self.parts[n][-1], self.names) == measured]
        return self.words[last] if same == [last] else ()

    def run(self, before: Sequence[int]) -> list[int]:
        """The quantities at the left of 计划, back to the 计划 before them; that one's own where it stands next."""
        planned = [n for n in before if n in self.lent]
        if planned and planned[-1] == before[-1]:
            return [before[-1]]
        return [n for n in before if not planned or n > planned[-1]]

    def name(self, texts: Sequence[str]) -> str:
        """The indicator that the labels name together, of the one metal that the table is about where they name none.

        数量 in a table without 水分 is dry; beside 水分 nobody knows.
        """
        if metals.is_weight(texts, self.names):
            if not self.dry:
                return ""
            texts = [text.replace("数量", "产量") for text in texts]
        if material := crosswords.of_material(texts, self.names):
            return material
        own = any(map(metals.mentioned, texts))
        for said in [texts] if own or not self.only else [texts, (*texts, self.only)]:
            made = metals.joined(said, (), self.names) if len(said) > 1 else ()
            if len(made) != 1 or not (found := self.names.meaning(made[0])) or not found.indicator:
                continue
            if "湿" not in found.indicator.name.zh or "湿" in "".join(said):  # 数量 alone is never wet
                return made[0]
        return ""

    def graded(self, row: str, place: int) -> bool:
        """Whether 镍 of 原矿 is surely its grade: 品位 or % is said somewhere, and of no other quantity a word."""
        own = "%" in normal(row + self.heading(place) + "".join(self.words[place])) or row in self.percents
        return metals.is_grade(self.about, self.headed, percent=own)

    def weighed(self) -> bool:
        """Whether 镍 of 原矿 is surely its metal: the title says 金属量 with a unit and no other quantity."""
        stated = units.of_texts([*self.outside.titles, self.outside.sheet], self.names)
        tonnes = any(normal(each.unit) in _TONNES for each in stated)
        return tonnes and metals.is_amount(self.about, self.headed)

    def column(self, place: int) -> Column:
        apart = known_apart(self.parts[place], self.names)
        known = [text for text in self.parts[place] if text not in apart and labels.said(text, self.names)]
        unit = next((said["unit"] for text in known if set(said := labels.said(text, self.names)) == {"unit"}), "")
        rest = [text for text in known if set(labels.said(text, self.names)) != {"unit"}]
        found = (labels.column(place, rest, self.names) if rest else None) or Column(place)
        return replace(found, unit=found.unit or unit, kind=found.kind or self.kinds.get(place))

    def crossed(self, rows: Sequence[Line]) -> Cross:
        heads = {n: self.heading(n) for n in self.across}
        full = {(label(row, self.place), n) for row in rows for n in self.across if plain(cell(row, n))}
        problem = next(filter(None, (self.unread(row) for row in rows)), None) or self.repeated(rows)
        self.named = {key: name for key, name in self.named.items() if key in full}
        used = {place for _, place in self.named}
        ours = [key for key in self.said if key in full and not (key[0] in self.foreign or key[1] in self.asides)]
        left = {key: "/".join(map(plain, self.said[key])) for key in ours if key not in self.named}
        spare = tuple(told for key, told in left.items() if self.is_spare(key))
        filled_rows, filled_columns = {text for text, _ in full}, {n for _, n in full}
        apart = [text for text in self.of_rows if text in self.foreign & filled_rows]
        apart += [heads[n] for n in self.read if n in self.asides & filled_columns]
        own = {self.of_rows[text] for text, _ in self.named}
        summed = [text for text in apart if (product := self.of_rows.get(text)) and replace(product, left=False) in own]
        told, asked = crossbeside.settled(
            [row for row in rows if label(row, self.place) not in self.foreign],
            (self.place, heads, self.read),
            self.named,
        )
        gone = (frozenset(self.read) | {n for n, _ in told} | {n for n, _, _ in asked}) - used
        return Cross(
            self.place,
            tuple(self.column(place) for place in self.read if place in used),
            self.named,
            self.said,
            tuple(dict.fromkeys(text for text in left.values() if text not in spare)),
            gone,
            problem,
            {text: product.scope for text, product in self.of_rows.items() if product and product.scope},
            tuple(text for text in apart if text not in summed),
            tuple(summed),
            spare,
            tuple((heads[n], code) for n, code in told),
            tuple((heads[n], code, lines) for n, code, lines in asked),
        )

    def strange(self) -> frozenset[str]:
        """The rows of a balance that are no product of ours: 损失, 期初库存, 镍精矿, 差值; sums over months too."""
        left = {text for text, product in self.of_rows.items() if product and product.left}
        left |= set(filter(products.is_difference, self.of_rows))
        if sum(each is not None and not each.left for each in self.of_rows.values()) < 2:
            return frozenset(left)
        named = {text for text, _ in self.named}
        rest = {text for text, product in self.of_rows.items() if product is None and not metals.of(text)}
        return frozenset(left | (rest - named))

    def strange_columns(self) -> frozenset[int]:
        """The columns beside those of products that are none themselves: 损失, 期初库存."""
        ours = {n for n in self.read if any(map(metals.product, self.words[n]))}
        named = {n for _, n in self.named}
        rest = {n for n in self.read if self.words[n] and not any(map(metals.of, self.words[n]))}
        return frozenset(rest - ours - named) if len(ours) > 1 else frozenset()

    def is_spare(self, key: tuple[str, int]) -> bool:
        """Whether a cell is only what another says the other way round: 产率 of 原矿, 回收率 of 尾矿."""
        down = self.of_rows[key[0]] is not None
        others = any(each[1] == key[1] if down else each[0] == key[0] for each in self.named)
        return others and self.is_of_one(key, _OF_ONE)

    def is_of_one(self, key: tuple[str, int], quantity: re.Pattern[str]) -> bool:
        said = self.said[key]
        product = self.of_rows[key[0]] is not None or any(map(metals.product, said))
        return product and bool(quantity.search(normal("/".join(said))))

    def unread(self, row: Line) -> Issue | None:
        """Why a row's figure can be no indicator's, so that nothing is read; None where there is none or it may go."""
        text = label(row, self.place)
        known = self.names.meaning(text)
        if text in self.foreign and (products.is_difference(text) or not (known and known.indicator)):
            return self.unlike(text, [each.name for each in self.of_rows.values() if each], row)
        for place in self.read:
            if (text, place) in self.named or not plain(cell(row, place)):
                continue
            if place in self.asides:
                if problem := self.unlike(self.heading(place), self.headed, row):
                    return problem
                continue
            said = "/".join(map(plain, self.said.get((text, place), (text, self.heading(place)))))
            heading = self.heading(place)
            if (text, place) in self.bare:
                return metals_untold(self.about, said, row.number)
            if self.may_be_wet(text, place):
                return Issue("crossed_wet", "error", row.number, heading, shown(said))
            if not self.is_unkept(text, place):
                args = {"row": shown(text), "heading": heading}
                return Issue("crossed_unknown", "error", row.number, heading, shown(said), dict(args))
        return None

    def unlike(self, text: str, ours: Sequence[str], row: Line) -> Issue | None:
        """The refusal of 镍精矿 in a table without 精矿: it may be all of it."""
        product = products.core(text)
        if product == text or product in map(metals.product, ours) or not any(plain(cell(row, n)) for n in self.read):
            return None
        return Issue("product_unlike", line=row.number, found=shown(text), args={"product": product})

    def may_be_wet(self, text: str, place: int) -> bool:
        product = self.of_rows[text]
        said = (product.name if product else text, *self.words[place])
        if self.wet and "干" not in text + self.heading(place):
            return metals.is_mass(said, self.names)
        return not self.dry and metals.is_weight(said, self.names)

    def is_unkept(self, text: str, place: int) -> bool:
        """Whether what labels say together is nothing that the catalogue has, or is no month's own: 回收率同比."""
        said = self.said[text, place]
        alone = self.of_rows[text] is not None and not self.words[place]  # 计划(t) behind a column of another unit
        other = _OTHERS.search(normal("/".join(said)))
        one = any(self.is_of_one((text, place), quantity) for quantity in (_OF_ONE, _WATER))
        wet = "湿" in self.heading(place) and any("干" in self.heading(n) for n in self.read)  # 湿量 beside 干量
        used = crosswords.is_consumed(self.parts[place], self.names)  # 衬板 and its 单耗
        return bool(alone or other) or one or wet or used or is_left(said)

    def repeated(self, rows: Sequence[Line]) -> Issue | None:
        """The refusal of 原矿 and 入选原矿 in one table: which of them is the whole nobody knows."""
        one, two, product = products.twice((label(row, self.place) for row in rows), self.names)
        line = next((row.number for row in rows if label(row, self.place) == two), None)
        args = {"other": shown(one), "product": product}
        return Issue("product_twice", line=line, found=shown(two), args=dict(args)) if two else None

    def heading(self, place: int) -> str:
        return shown("/".join(map(plain, self.parts[place]))) or f"{letters(place)}:{letters(place)}"
