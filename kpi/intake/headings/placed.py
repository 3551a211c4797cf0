"""Whose the figures are, where the headings, the rows and the words around a table may each say a part of the plant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.headings.columns import Layout
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, Row
from kpi.unit import Words


def twice(shape: Shape, rows: Sequence[Line], names: Vocabulary) -> Iterator[Issue]:
    """The refusal of each column whose heading says another part than a row of its figures: 全厂 over 一系列.

    Rows that leave their part blank are the heading's own (`kpi.intake.headings.melting`).
    """
    place = next((n for n, cell in enumerate(shape.header.cells) if (f := names.field(cell)) and f[0] == "scope"), None)
    for column in shape.columns if place is not None else ():
        for line in rows if column.scope or shape.cross else ():
            whose, said = column.scope or (shape.cross.scope(line) if shape.cross else ""), _at(line, place or 0)
            keys, own = (set(names.scopes.get(normal(text), ())) for text in (whose, said))
            if keys and said and keys.isdisjoint(own) and _at(line, column.index):
                head = shown(plain(shape.heading.line.cells[column.index]))
                at = f"{letters(line.column(column.index))}{line.number}"
                told: dict[str, str | int | Words] = {"scope": shown(whose), "row": shown(said)}
                yield Issue("scope_twice", "error", line.number, head, head, told, cell=at)
                break


def spoken(layout: Layout, rows: Sequence[Line]) -> tuple[bool, bool]:
    """Whether rows with figures say their part of the plant, and whether some leave it blank."""
    place = layout.fields.get("scope")
    figures = [column.index for column in layout.figures] or [n for n in layout.fields.values() if n != place]
    filled = [line for line in rows if any(_at(line, n) for n in figures)]
    said = {place is not None and bool(_at(line, place)) for line in filled}
    return True in said, place is None or False in said


def contradicted(stored: Sequence[Row], outside: Outside, names: Vocabulary, *, said: bool) -> list[Issue]:
    """At most one issue: the title, the sheet's or the file's name says a part of which not all that is stored is.

    ``said``: the table says its parts itself. It is refused where nothing of the title's or the sheet's stands in it.
    """
    scopes = names.catalog.scopes
    own = {row.scope for row in stored if row.kind != "action"}
    for source, texts in outside.sources() if own else ():
        key = around.scope(Outside(texts), names)[0]
        inside = {each for each in scopes if key in _above(each, names)} if key else own
        if own <= inside:
            continue
        whose = [scopes[each].name for each in scopes if each in own]
        told: dict[str, str | int | Words] = {
            "scope": scopes[key].name,
            "scopes": Words("、".join(name.zh for name in whose), ", ".join(name.en for name in whose)),
        }
        found = shown(next(text for text in texts if around.scope(Outside((text,)), names)[0]))
        if said and source != "name" and own.isdisjoint(inside):
            return [Issue("scope_not_titled", found=found, args=told)]
        return [Issue("scope_other", "warning", found=found, args=told)]
    return []


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""


def _above(key: str, names: Vocabulary) -> Iterator[str]:
    """A part of the plant and all that it belongs to."""
    scopes = names.catalog.scopes
    while key:
        yield key
        key = scopes[key].parent or ""
