"""What a file would change: its cells beside those in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, cast

from sqlalchemy import Connection, select

from db import standing
from db.standing import CONTENT, NAME, Cell, Content, Name, State, States
from db.tables import batch, fact, series
from kpi.model import PLANS, Observation, Qualifier, Stage
from kpi.reading import Row

Cells = dict[Name, dict[str, Row]]
"""A file's rows by series, then period: very many rows belong to few series, and most questions are about those."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One cell as the file has it and as it stands; an absent cell's row repeats what stands."""

    row: Row
    before: Observation | None


@dataclass(frozen=True, slots=True)
class Difference:
    """新增 / 改动 / 相同 / 上次有而这次没有, each in the order of the cells.

    ``absent`` compares with the batch that last stated any of the file's cells, in the file's periods only.
    """

    added: tuple[Delta, ...] = ()
    changed: tuple[Delta, ...] = ()
    same: tuple[Delta, ...] = ()
    absent: tuple[Delta, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file's cells, and which of them are new, other than what stands, or the same."""

    cells: Cells
    added: list[Row]
    changed: list[Row]
    same: list[Row]
    restated: list[Row] = field(default_factory=list)
    """Of a plan that stands: rows that make another of it, be it a figure, a range or a limit."""


def cells(rows: Sequence[Row]) -> Cells:
    """One row for each cell. Raises ValueError for two values of one cell, which intake refuses."""
    found: defaultdict[Name, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        kept = found[row.scope, row.indicator, row.kind, row.label].setdefault(row.period, row)
        if kept is not row and standing.content(kept)[:3] != standing.content(row)[:3]:
            raise ValueError(f"two values for one cell: lines {kept.line} and {row.line}")
    return dict(found)


def reach(files: Iterable[Cells]) -> tuple[set[Name], set[str]]:
    """The series and the periods that files speak of."""
    files = list(files)
    return set().union(*files), set().union(*(rows for file in files for rows in file.values()))


def sort(files: Sequence[Cells], states: States) -> list[Sorted]:
    """Sort the cells of one upload's files; each file is compared with what those before it would put in force."""
    found = []
    for bare in files:
        file = _remarked(bare, states)
        out, known = Sorted(file, [], [], []), {cell[:4] for cell in states}
        for name, rows in file.items():
            if name[2] in PLANS:
                _compare_plans(out, rows.values(), states)
            elif name not in known:
                out.added.extend(rows.values())
            else:
                _compare(out, rows.values(), states)
        found.append(out)
        if bare is not files[-1]:
            _apply(states, file)
    return found


def _remarked(file: Cells, states: States) -> Cells:
    """The same figure without a remark says nothing of the remark that stands: it stays, and the cell is the same."""
    out = file
    for cell, state in states.items():
        row = out.get(cell[:4], {}).get(cell[4]) if state.content[3] else None
        if row is not None and not row.note:
            kept = replace(row, note=state.content[3])
            if standing.content(kept) == state.content:
                if out is file:
                    out = {name: dict(rows) for name, rows in file.items()}
                out[cell[:4]][cell[4]] = kept
    return out


def _compare(out: Sorted, rows: Iterable[Row], states: States) -> None:
    for row in rows:
        before = states.get(row.cell)
        same = before is not None and before.content == standing.content(row)
        (out.added if before is None else out.same if same else out.changed).append(row)


def _compare_plans(out: Sorted, rows: Iterable[Row], states: States) -> None:
    """A plan as one statement: its figure and both its ends, beside those that stand."""
    parts = {"added": out.added, "changed": out.changed, "same": out.same}
    for row in rows:
        was, now = _plans(row.cell, out.cells, states)
        parts[standing.became(was, now, row.cell)].append(row)
        if was and {form: said[:3] for form, said in was.items()} != {form: said[:3] for form, said in now.items()}:
            out.restated.append(row)


def _plans(cell: Cell, file: Cells, states: States) -> tuple[dict[Cell, Content], dict[Cell, Content]]:
    """The plan that a cell is part of, as it stands and as the file has it."""
    parts = standing.forms(cell)
    rows = {form: file[form[:4]][cell[4]] for form in parts if cell[4] in file.get(form[:4], ())}
    was = {form: states[form].content for form in parts if form in states}
    return was, {form: standing.content(row) for form, row in rows.items()}


def of(connection: Connection, files: Sequence[Sequence[Row]]) -> Difference:
    """What the files together would change, one after the other."""
    sought = [cells(rows) for rows in files]
    states = standing.now(connection, *reach(sought))
    names: dict[int, str] = dict(connection.execute(select(batch.c.id, batch.c.file_name)).all())
    parts: tuple[list[Delta], ...] = ([], [], [], [])
    for bare in sought:
        (kept,) = sort([bare], states)
        file = kept.cells
        for part, found in zip(parts, (kept.added, kept.changed, kept.same), strict=False):
            part.extend(Delta(row, _before(row, file, states, names)) for row in found)
        parts[3].extend(_absent(connection, file, states, names))
        _apply(states, file)
    return Difference(*(tuple(sorted(part, key=lambda delta: delta.row.cell)) for part in parts))


def _before(row: Row, file: Cells, states: States, names: Mapping[int, str]) -> Observation | None:
    """What stands in its place; of a plan all of it, where the file gives it other forms."""
    if row.kind in PLANS:
        was, now = _plans(row.cell, file, states)
        if was and was.keys() != now.keys() and standing.became(was, now, row.cell) == "changed":
            stood = {form: _observation(form, states[form], names) for form in was}
            return standing.replaced(stood, {form: said[0] for form, said in now.items()})
    state = states.get(row.cell)
    return None if state is None else _observation(row.cell, state, names)


def _apply(states: States, file: Cells) -> None:
    for row in _rows(file):
        if row.kind in PLANS:
            for form in standing.forms(row.cell):
                states.pop(form, None)
    states.update({row.cell: State(standing.content(row), 0, row.line) for row in _rows(file)})


def _rows(file: Cells) -> Iterator[Row]:
    return chain.from_iterable(rows.values() for rows in file.values())


def _absent(connection: Connection, file: Cells, states: States, names: Mapping[int, str]) -> list[Delta]:
    sources = {state.batch for row in _rows(file) if (state := states.get(row.cell)) and state.batch}
    previous = select(batch.c.id).where(batch.c.id.in_(sources)).order_by(batch.c.seq.desc()).limit(1)
    source = connection.execute(previous).scalar()
    if source is None:
        return []
    _, periods = reach([file])
    query = select(*NAME, fact.c.period, *CONTENT, fact.c.src_row).select_from(fact.join(series))
    deltas = []
    for row in connection.execute(query.where(fact.c.batch_id == source)):
        cell: Cell = (row[0], row[1], row[2], row[3], row[4])
        if cell[4] in periods and not _states(file, cell):
            state = State((row[5], row[6], row[7], row[8], row[9]), source, row[10])
            deltas.append(Delta(_row(cell, state), _observation(cell, state, names)))
    return deltas


def _states(file: Cells, cell: Cell) -> bool:
    """Whether the file says anything of a cell, or of the plan that it is part of."""
    return any(cell[4] in file.get(form[:4], ()) for form in standing.forms(cell))


def _observation(cell: Cell, state: State, names: Mapping[int, str]) -> Observation:
    scope, indicator, _, _, period = cell
    file = names.get(state.batch, "")
    return Observation(indicator, scope, period, *_typed(state), batch=state.batch, file=file, row=state.line)


def _row(cell: Cell, state: State) -> Row:
    scope, indicator, kind, label, period = cell
    return Row(indicator, scope, cast(Any, kind), period, *_typed(state), label=label, line=state.line)


def _typed(state: State) -> tuple[float | None, Qualifier, str, str, Stage]:
    return cast(tuple[float | None, Qualifier, str, str, Stage], state.content)
