"""What each column of a report holds: the fields of a row, an indicator's figures, or nothing we may keep."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import groups
from kpi.intake.headings import products, remarks, telling, unasked
from kpi.intake.words import brands, limits, others, units
from kpi.intake.words.cleaning import BROKEN, Arg, Wrong, plain, shown
from kpi.intake.words.limits import Side
from kpi.intake.words.vocabulary import Field, Said, Vocabulary
from kpi.model import Indicator
from kpi.reading import Issue, LeftOut

Form = Literal["long", "wide", "measures"]
NEEDED: Mapping[Form, tuple[Field, ...]] = {
    "long": ("month", "indicator"),
    "wide": ("month",),
    "measures": ("month", "indicator", "action"),
}
_KEPT: Mapping[Form, frozenset[Field]] = {
    "long": frozenset(("month", "scope", "indicator", "kind", "value", "unit", "note", "state", "brand")),
    "wide": frozenset(("month", "scope", "kind", "note", "state", "brand")),
    "measures": frozenset(("month", "scope", "indicator", "action", "owner", "due", "state")),
}
_PERSONAL = re.compile(r"姓名|身份证|手机|电话|^(ID|PHONE|MOBILE)(NO|NUMBER|CARD)?$|^(FULL)?NAME$")
REFERENCE = "参考"
"""A heading that begins so stands over what is there for the eye only, as in our own template."""
_FIGURE = re.compile(r"\d")
PROMISE = re.compile(r"[计預预]|目标|任务|指标|实|完成|执行|快报|累|[当本]月|上年|同期|PLAN|ACT|BUD|TARGET|FORE|\d")
"""What may be said of plan or actual in a word we do not know: such a column is never taken for mere groups."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of figures; the indicator, the kind and the unit may each be left to other cells of the row."""

    index: int
    heading: str
    indicator: Indicator | None
    kind: Said | None
    unit: str
    side: Side = ""


@dataclass(frozen=True)
class Layout:
    """Which column is what, and what is wrong with the headings; errors here stop the reading."""

    form: Form
    fields: Mapping[Field, int]
    figures: tuple[Figures, ...]
    headings: tuple[str, ...]
    issues: tuple[Issue, ...]
    left_out: tuple[LeftOut, ...] = field(default=())


def match(header: Line, below: Sequence[Line], vocabulary: Vocabulary) -> Layout:
    """Match the headings with the catalogue's names; unknown columns are dropped by name, ambiguous ones refused."""
    return _Matching(header, below, vocabulary).layout()


class _Matching:
    """One heading row being understood; gathers every issue."""

    def __init__(self, header: Line, below: Sequence[Line], vocabulary: Vocabulary) -> None:
        self.line, self.below, self.vocabulary = header.number, below, vocabulary
        self.headings = tuple(shown(plain(cell)) for cell in header.cells)
        self.fields: dict[Field, int] = {}
        self.figures: list[Figures] = []
        self.unknown: list[int] = []
        self.unnamed: list[int] = []
        self.told: set[str] = set()
        self.issues: list[Issue] = []

    def layout(self) -> Layout:
        for index, heading in enumerate(self.headings):
            self.place(index, heading)
        # 计划, 实际, 原因, 措施: an analysis, whose measures are told beside its figures
        beside = "value" in self.fields or (self.figures and not {"owner", "due"} & set(self.fields))
        measured = "action" in self.fields and not beside
        form: Form = "measures" if measured else "long" if "indicator" in self.fields else "wide"
        self.check_needed(form)
        self.check_figures(form)
        for name in set(self.fields) - _KEPT[form]:
            if name == "unit":
                self.issue("unit_column_in_wide", self.fields[name])
            else:
                self.unknown.append(self.fields[name])
            del self.fields[name]
        left_out = tuple(found for index in sorted(self.unknown) if (found := self.drop(index, form)))
        self.tell_unnamed()
        if any(issue.code == "balance_rows" for issue in self.issues):  # 数量 of the products is no second 数值
            self.issues = [issue for issue in self.issues if issue.code != "same_meaning"]
        figures = () if form == "measures" else tuple(self.figures)
        return Layout(form, self.fields, figures, self.headings, tuple(self.issues), left_out)

    def place(self, index: int, heading: str) -> None:
        """Put one heading where it belongs."""
        same = [n for n in range(index) if normal(self.headings[n]) == normal(heading)]
        if BROKEN in heading:
            self.issue("broken_character", index)
        elif not normal(heading) or (same and self.is_never_read(heading)):
            self.unknown.append(index)
        elif same and self.says_again(index, same[0]):
            return  # 单位 behind 计划 and behind 实际
        elif same:
            self.issue("duplicate_heading", index, other=same[0] + 1)
        elif (found := self.vocabulary.field(heading)) and not self.only_groups(index, found[0]):
            self.place_field(index, *found)
        elif meaning := self.vocabulary.meaning(heading):
            self.figures.append(Figures(index, heading, meaning.indicator, meaning.kind, meaning.unit, meaning.side))
        elif _PERSONAL.search(normal(heading)):
            self.issue("personal_column", index)
        else:
            self.unknown.append(index)

    def is_never_read(self, heading: str) -> bool:
        """Whether a heading may come again behind each month's or line's own figures, as it is not read: 同比, 累计."""
        known = self.vocabulary.field(heading) or self.vocabulary.meaning(heading)
        return not known and (groups.is_left(heading) or unasked.is_plain(heading, (), self.vocabulary))

    def says_again(self, index: int, other: int) -> bool:
        """Whether two columns of units hold the same on every row."""
        if (found := self.vocabulary.field(self.headings[index])) is None or found[0] != "unit":
            return False
        pairs = [(plain(row.cells[index]), plain(row.cells[other])) for row in self.below if index < len(row.cells)]
        return all(one == two for one, two in pairs)

    def only_groups(self, index: int, name: Field) -> bool:
        """Whether 类别 stands over groups such as 产量 and 质量, or 状态 over verdicts such as 正常 and 预警."""
        cells = {normal(line.cells[index]) for line in self.below if index < len(line.cells)} - {""}
        if name == "state" and not self.has("action"):
            return bool(cells) and cells <= unasked.STATED and not cells <= set(self.vocabulary.stages)
        if name != "kind":
            return False
        if not cells or cells & set(self.vocabulary.kinds):
            return False
        if any(normal(heading) in self.vocabulary.kinds for heading in self.headings):
            return True
        return self.has("indicator") and not any(map(PROMISE.search, cells))

    def has(self, name: Field) -> bool:
        """Whether some heading is of a field."""
        return any((found := self.vocabulary.field(heading)) and found[0] == name for heading in self.headings)

    def place_field(self, index: int, name: Field, unit: str) -> None:
        if name in self.fields:
            self.issue("same_meaning", index, other=self.headings[self.fields[name]])
            return
        self.fields[name] = index
        if name == "value":
            self.figures.append(Figures(index, self.headings[index], None, None, unit))

    def issue(self, code: str, index: int, *, severity: Literal["error", "warning"] = "error", **args: Arg) -> None:
        heading = self.headings[index]
        self.issues.append(Issue(code, severity, self.line, heading, heading, args=args))

    def check_needed(self, form: Form) -> None:
        """The fields a form cannot do without; 数值 may be spelled as columns 计划 and 实际."""
        for name in NEEDED[form]:
            if name not in self.fields:
                self.issues.append(Issue(f"no_{name}_column", line=self.line))
        if form == "wide" and "value" in self.fields and self.is_aside(self.fields["value"]):
            self.figures = [figures for figures in self.figures if figures.indicator]
        elif form == "wide" and "value" in self.fields:
            self.issues.append(Issue("no_indicator_column", line=self.line))
        elif form == "long" and not any(f.indicator is None for f in self.figures):
            self.issues.append(Issue("no_value_column", line=self.line))

    def is_aside(self, index: int) -> bool:
        """Whether 数值 stands behind the indicators and a column without a heading: in a side table."""
        last = max((figures.index for figures in self.figures if figures.indicator), default=index)
        return any(not normal(heading) for heading in self.headings[last + 1 : index])

    def check_figures(self, form: Form) -> None:
        seen: dict[tuple[str, str], int] = {}
        for column in [] if form == "measures" else self.figures:
            if form == "long" and column.indicator:
                self.issue("mixed_forms", column.index)
                continue
            if form == "wide" and not column.indicator and column.kind:
                self.issue("figures_of_nothing", column.index)
                continue
            if column.kind and "kind" in self.fields:
                self.issue("kind_twice", column.index, other=self.headings[self.fields["kind"]])
            if column.indicator and "brand" not in self.fields and self.needs_brand(column, column.indicator):
                continue
            if self.is_refused(column):
                continue  # 处理矿量(湿,t) is not the same as 处理矿量(干,t)
            cell = (column.indicator.key if column.indicator else "", column.kind or column.side or "actual")
            if (other := seen.setdefault(cell, column.index)) != column.index:
                self.issue("same_meaning", column.index, other=self.headings[other])

    def needs_brand(self, column: Figures, indicator: Indicator) -> bool:
        """Refuse 亮出差距数 where nothing says which brand's; whether it was refused."""
        found = brands.settled(indicator, None, self.vocabulary.catalog, self.vocabulary.brands)
        if isinstance(found, Wrong):
            heading = self.headings[column.index]
            self.issues.append(Issue(found.code, "error", self.line, heading, heading, found.args))
        return isinstance(found, Wrong)

    def is_refused(self, column: Figures) -> bool:
        """Refuse a heading whose brackets hold no unit of its indicator; whether they do not."""
        if column.indicator is None or not column.unit or units.factor(column.indicator, column.unit) is not None:
            return False
        if units.is_no_unit(column.unit):
            self.issue("bracket_unknown", column.index, bracket=column.unit, indicator=column.indicator.name)
        else:
            self.issue("unit_unknown", column.index, unit=column.unit, accepted=units.accepted(column.indicator))
        return True

    def drop(self, index: int, form: Form) -> LeftOut | None:
        """Leave out a column by name, unless dropping it would put its figures in the wrong place."""
        filled = [text for line in self.below if index < len(line.cells) and (text := plain(line.cells[index]))]
        if not (cells := set(filled)):
            return None
        heading = self.headings[index]
        if normal(heading).startswith(REFERENCE) or (not index and unasked.is_index(heading, filled)):
            return LeftOut(self.line, "column", heading)
        if "scope" not in self.fields and all(normal(text) in self.vocabulary.scopes for text in cells):
            self.issue("column_of_scopes", index)
        elif self.are_kinds(cells):
            self.issue("column_of_kinds", index)
        elif products.are(cells) and self.are_others(index, form):
            own = (line.cells[index] for line in self.below if index < len(line.cells))
            self.issue("balance_rows", index, rows=products.listed(own))
        elif not unasked.is_plain(heading, cells, self.vocabulary) and not self.tells(index, form):
            self.warn_dropped(index, heading, figures=form == "wide" and any(map(_FIGURE.search, cells)))
        return LeftOut(self.line, "column", heading or _letters(index))

    def tells(self, index: int, form: Form) -> bool:
        """Refuse, or ask about, a column by whose words the figures beside it may be no month's own actuals."""
        names, heading = self.vocabulary, self.headings[index]
        if form == "measures" or (unasked.is_plain(heading, (), names) and not unasked.is_serial(heading)):
            return False
        place, kinds = self.fields.get("kind"), {figures.kind for figures in self.figures}
        kinded = place is not None or None not in kinds
        kinds = kinds if place is None else {names.kinds.get(normal(line.cells[place])) for line in self.below}
        found = telling.bounds((index, heading), self.below, kinds)
        found = found or telling.doubt((index, heading), self.below, (names, self.fields), kinded=kinded)
        self.issues += [replace(found, line=self.line)] if found else []
        return found is not None

    def are_kinds(self, cells: Collection[str]) -> bool:
        """Whether all cells of a column say plan, actual or 累计; beside 类别 it must be the last at least once."""
        told = [normal(text) not in self.vocabulary.kinds for text in cells]
        denied = all(map(remarks.denies, (text for text, other in zip(cells, told, strict=True) if other)))
        return denied and ("kind" not in self.fields or any(told))

    def are_others(self, index: int, form: Form) -> bool:
        """Whether a row's product is another than the one its indicator is named after: 镍精矿 beside 原矿镍品位."""
        place = self.fields.get("indicator")
        if place is None or form == "measures":
            return form == "wide"
        pairs = ((normal(line.cells[index]), normal(line.cells[place])) for line in self.below
                 if max(index, place) < len(line.cells))  # fmt: skip
        return any(products.core(product) not in indicator for product, indicator in pairs if product)

    def tell_unnamed(self) -> None:
        """One warning for all columns without a name."""
        if self.unnamed:
            told: dict[str, str | int] = {"count": len(self.unnamed), "letters": "、".join(map(_letters, self.unnamed))}
            self.issues.append(Issue("unnamed_columns", "warning", self.line, args=told))

    def warn_dropped(self, index: int, heading: str, *, figures: bool) -> None:
        """Say that a column is not read; one of figures that may be several indicators' is refused."""
        if not heading:
            self.unnamed.append(index)
        elif heading in self.told:
            return  # 累计 behind each line's own
        elif others.is_version(heading):
            self.issue("plan_version", index, severity="warning")
        elif limits.is_sign(normal(heading)):
            self.issue("limit_unclear", index)
        elif code := unasked.left_as(heading):
            self.issue(code, index, severity="warning")
        elif figures and len(may_be := self.vocabulary.candidates(heading)) > 1:
            told = {"candidates": others.listed(may_be)}
            self.issues.append(Issue("ambiguous_column", "error", self.line, heading, heading, dict(told)))
        elif normal(heading) not in telling.VAGUE and (near := others.nearest(heading, self.vocabulary.indicators)):
            name = self.vocabulary.indicators[near].name
            self.issues.append(Issue("unknown_column_near", "warning", self.line, heading, heading, {"nearest": name}))
        else:
            self.issues.append(telling.unknown((index, heading), self.line, self.below))
        self.told.add(heading)


def _letters(index: int) -> str:
    """A column as Excel calls it: A:A, AB:AB."""
    return f"{letters(index)}:{letters(index)}"
