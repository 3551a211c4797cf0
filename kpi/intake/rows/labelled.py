"""Rows without figures that say whose, which or what the figures below them are: 一系列, 计划, 2021年, 上年同期."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.headings.shapes import Shape
from kpi.intake.rows import ranks
from kpi.intake.rows.labelrows import Rows
from kpi.intake.rows.labelwords import Label
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue, LeftOut

_KINDS: dict[Said, str] = {"actual": "实际", "plan": "计划", "year plan": "年计划"}
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """The table without its label rows, which hold for the rows below them now; errors refuse the file."""

    table: Table
    shape: Shape | None
    left_out: tuple[LeftOut, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass
class _State:
    """What the label rows so far say of the rows below; ``order``: which sort of label stood above which first."""

    said: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def take(self, told: dict[str, str]) -> None:
        self.order += [name for name in told if name not in self.order]
        outer = min(map(self.order.index, told))
        self.said = {name: text for name, text in self.said.items() if self.order.index(name) <= outer} | told

    def wanting(self) -> bool:
        """Whether a label that an outer one has ended is not said again: 二系列 below 一系列's 计划 and 实际."""
        return len(self.said) < len(self.order)


def settle(table: Table, shape: Shape | None, names: Vocabulary, kind: Said, scope: str) -> Settled:
    """Every label row applied to the rows below it and asked about, or the file refused.

    ``kind``: what figures are that say neither plan nor actual. ``scope``: the part of the plant that the title, the
    sheet's or the file's name says; '' for none.
    """
    rows = Rows(table, shape, names)
    if "action" in rows.fields:
        return Settled(table, shape)
    labels = {line.number: label for line in table.below if (label := rows.label(line))}
    usual = {"scope": scope or names.catalog.plant.key, "kind": kind}
    found = labels
    for name in usual:
        found = _without_usual(found, name, usual[name], names)
    if not found:
        return Settled(table, shape)
    if refused := next((issue for issue in rows.refused(found, placed=bool(scope))), None):
        return Settled(table, shape, issues=(refused,))
    return _Applied(rows, ranks.ended(found, rows, names.catalog.plant.name.zh), kind).settled()


class _Applied:
    """The rows with the scope, the kind and the year that the labels above them say."""

    def __init__(self, rows: Rows, found: dict[int, Label], kind: Said) -> None:
        self.rows, self.found, self.kind = rows, found, kind
        self.added = list[str]()
        told = {name for label in found.values() if label.sort == "applied" for name in label.told}
        self.places = {name: self.place(name) for name in ("scope", "kind", "year") if name in told}

    def place(self, name: str) -> int:
        """The column a label fills; a new one behind the others where there is none."""
        fields, wanted = self.rows.fields, "month" if name == "year" else name
        if wanted in fields:
            return fields.index(wanted)
        self.added.append("范围" if name == "scope" else "类别")
        return len(fields) + len(self.added) - 1

    def settled(self) -> Settled:
        table, shape, state, below = self.rows.table, self.rows.shape, _State(), list[Line]()
        for line in table.below:
            label = self.found.get(line.number)
            if label and label.sort == "applied":
                state.take(label.told)
            elif label is None or label.sort == "total":
                if state.wanting() and self.rows.holds_figures(line):
                    return Settled(table, shape, issues=(Issue("label_unclear", line=line.number, found=line.text),))
                below.append(self.row(line, state.said))
        header = replace(table.header, cells=(*table.header.cells, *self.added))
        if shape:
            head = replace(shape.header, cells=(*shape.header.cells, *self.added))
            shape = replace(shape, header=head, kinds_in_rows=shape.kinds_in_rows or "kind" in self.places)
        return Settled(
            replace(table, header=header, below=tuple(below)), shape, tuple(self.left()), tuple(self.asked())
        )

    def row(self, line: Line, said: dict[str, str]) -> Line:
        width = len(self.rows.heads)
        if len(line.cells) < width:
            return line  # too short a row is told of as it stands
        said = {"kind": _KINDS[self.kind]} | said if "kind" in self.places else said
        cells = [*line.cells[:width], *("" for _ in self.added), *line.cells[width:]]
        for name, place in self.places.items():
            text, own = said.get(name, ""), plain(cells[place])
            if name == "year" and text and periods.is_bare(own):
                cells[place] = f"{text}年{periods.number_of(own)}月"
            elif name != "year" and not own and any(map(plain, line.own)):
                cells[place] = text
        return replace(line, cells=tuple(cells))

    def left(self) -> Iterator[LeftOut]:
        for label in self.found.values():
            if label.sort != "total":
                yield LeftOut(label.line, "note" if label.sort == "note" else "title", label.text)

    def asked(self) -> Iterator[Issue]:
        for sort, code in (("applied", "labels_applied"), ("unknown", "labels_unknown")):
            own = [label for label in self.found.values() if label.sort == sort]
            if own:
                rows = "、".join(f"{label.line}（{label.read}）" for label in own)
                told: dict[str, str | int] = {"rows": shown(rows, longest=_MOST_SHOWN), "count": len(own)}
                yield Issue(code, "warning", own[0].line, found=shown(own[0].text), args=told)


def _without_usual(found: dict[int, Label], name: str, usual: str, names: Vocabulary) -> dict[int, Label]:
    """The labels, where what all figures are anyway says nothing as long as no label says another."""
    said = {_means(name, label.told[name], names) for label in found.values() if name in label.told}
    return found if said - {usual} else {number: _without(name, label) for number, label in found.items()}


def _means(name: str, text: str, names: Vocabulary) -> str:
    if name == "kind":
        return names.kinds.get(normal(text), "")
    keys = names.scopes.get(normal(text), ())
    return keys[0] if len(keys) == 1 else ""


def _without(name: str, label: Label) -> Label:
    if name not in label.told:
        return label
    rest = {each: text for each, text in label.told.items() if each != name}
    return replace(label, told=rest, sort="applied" if rest else "neutral")
