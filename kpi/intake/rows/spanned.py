"""A plan merged over the months of a year: of a rate it is each month's, of a quantity nobody knows whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.model import Indicator
from kpi.reading import Issue

_MOST_SHOWN = 200


def plans(shape: Shape, rows: Sequence[Line], names: Vocabulary, kind: Said) -> tuple[tuple[Line, ...], list[Issue]]:
    """The rows with such a rate in each month, asked once, and each such quantity refused as a whole.

    ``kind``: what figures are that say neither plan nor actual.
    """
    fields = [(names.field(cell) or ("",))[0] for cell in shape.header.cells]
    found, kept, issues = list[str](), list[Line](), list[Issue]()
    for line in rows:
        for run in _runs(shape, line):
            first = run[0]
            if not _is_plan(shape, line, (first, fields), names, kind):
                continue
            cell, of = f"{letters(first)}{line.number}", _indicator(shape, line, (first, fields), names)
            if of is None or of.amount:
                said = shown(plain(line.cells[first]))
                head = shown(plain(shape.heading.line.cells[first]))
                told = {"count": len(run)}
                issues.append(Issue("merged_plan_amount", "error", line.number, head, said, dict(told), cell=cell))
                blank = ("" if n in run else text for n, text in enumerate(line.cells))
                line = replace(line, cells=tuple(blank), repeated=line.repeated - set(run))
            else:
                found.append(f"{of.name.zh} {plain(line.cells[first])}（{cell}）")
                line = replace(line, repeated=line.repeated - set(run))
        kept.append(line)
    if found:
        rates: dict[str, str | int] = {"rates": shown("、".join(found), longest=_MOST_SHOWN)}
        issues.append(Issue("merged_plan_rate", "warning", shape.heading.line.number, args=dict(rates)))
    return tuple(kept), issues


def _runs(shape: Shape, line: Line) -> Iterator[list[int]]:
    """The columns of months, each with those behind it that only repeat its merged cell."""
    dated = [column.index for column in shape.columns if column.period and column.index < len(line.cells)]
    run = list[int]()
    for place in dated:
        if place in line.repeated and run and place == run[-1] + 1 and line.cells[place] == line.cells[run[0]]:
            run.append(place)
            continue
        if len(run) > 1:
            yield run
        run = [place] if place not in line.repeated and plain(line.cells[place]) else []
    if len(run) > 1:
        yield run


def _is_plan(shape: Shape, line: Line, at: tuple[int, Sequence[str]], names: Vocabulary, kind: Said) -> bool:
    place, fields = at
    own = next((column.kind for column in shape.columns if column.index == place), None)
    said = names.kinds.get(normal(line.cells[fields.index("kind")])) if "kind" in fields else None
    return (own or said or kind) == "plan"


def _indicator(shape: Shape, line: Line, at: tuple[int, Sequence[str]], names: Vocabulary) -> Indicator | None:
    place, fields = at
    column = next(column for column in shape.columns if column.index == place)
    text = line.cells[fields.index("indicator")] if "indicator" in fields else column.indicator or shape.indicator
    meaning = names.meaning(text) if plain(text) else None
    return meaning.indicator if meaning else None
