"""Whatever file is dropped at the gate: no traceback, nothing partial, and of a good file every figure to the digit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from db import projection, publication, read, reader, uploads, withdrawal
from db import settings as ours
from db import store as stores
from db.actor import CONSOLE
from db.tables import audit_head, metadata
from kpi import words
from kpi.unit import LANGS
from tests.db import tables_made
from tests.db.tables_made import Figures, Made

CATALOG = ours.catalog()
SOME = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
FEW = settings(max_examples=6, derandomize=True, **SOME)  # type: ignore[arg-type]
MANY = settings(max_examples=150, **SOME)  # type: ignore[arg-type]
TURNS = pytest.mark.parametrize("turn", range(7))
"""Each with other files, on a new store: one that has seen thousands of batches is slow to look over."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, so that a traceback is seen; the reading process has tests of its own."""
    monkeypatch.setattr(reader, "_small", lambda data: True)


def dropped(engine: Engine, name: str, data: bytes) -> tuple[Figures, tuple[str, ...]]:
    """What a file put into an empty store, which is empty again afterwards, or why it was refused."""
    files, before = [(name, data)], trace(engine)
    preview = uploads.preview(engine, CATALOG, files, by=CONSOLE)
    assert trace(engine) == before, "looking changes nothing"
    sayable(preview.issues)
    answer = uploads.publish(engine, CATALOG, files, by=CONSOLE)
    if isinstance(answer, uploads.Refused):
        sayable(answer.issues)
        assert answer.issues and trace(engine) == before, "refused, and something of it stored"
        assert preview.refused or any(issue.severity == "error" for issue in preview.issues)
        return {}, tuple(issue.code for issue in answer.issues)
    with stores.reading(engine) as connection:
        found = read.book(connection, CATALOG)
        newest = read.batches(connection)[0]
        assert projection.problems(connection) == ()
    rows = {row.cell for reading in preview.readings for row in reading.rows}
    assert newest.rows == answer.added == len(rows) == len(found.actuals) + len(found.plans) + len(found.actions)
    withdrawal.withdraw(engine, newest.id, by=CONSOLE, reason="试")
    return {key: each.value for key, each in found.actuals.items()}, ()


def trace(engine: Engine) -> dict[str, object]:
    """How many rows each table has, and the last hash of the trail: quick also when a store has seen thousands."""
    with stores.reading(engine) as connection:
        counts = {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar() for t in metadata.sorted_tables
        }
        return counts | {"trail": connection.execute(select(audit_head.c.hash)).scalar(), "head": read.head(connection)}


def sayable(issues: Any) -> None:
    assert all(
        words.issue(lang, issue) and isinstance(words.place(lang, issue), str) for issue in issues for lang in LANGS
    )


def near(found: float | None, wanted: float | None) -> bool:
    """To nine digits: a unit is one multiplication."""
    return found == wanted or (found is not None and wanted is not None and abs(found - wanted) <= 1e-9 * abs(wanted))


def check_well_formed(engine: Engine, made: Made) -> None:
    found, refused = dropped(engine, made.name, made.data)
    if all(value is None for value in made.figures.values()):
        return
    assert refused == (), made
    wrong = {cell: (found.get(cell, "absent"), value) for cell, value in made.figures.items()
             if not near(found.get(cell), value)}  # fmt: skip
    assert wrong == {}
    assert found.keys() <= made.figures.keys()
    assert {cell for cell, value in made.figures.items() if value is not None} <= found.keys()


def check_spoilt(engine: Engine, made: Made, safe: Figures) -> None:
    """Refused, or what the accident did not touch is as it was, and nothing is said of it that was not."""
    found, refused = dropped(engine, made.name, made.data)
    if refused:
        return
    wrong = {
        cell: (found[cell], value) for cell, value in safe.items() if cell in found and not near(found[cell], value)
    }
    assert wrong == {}, made


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """The bytes of a good file with some lost, doubled or written over."""
    made = draw(tables_made.tables())
    data = bytearray(made.data)
    for _ in range(draw(st.integers(1, 3))):
        place, size = draw(st.integers(0, 1 << 16)), draw(st.integers(0, 12))
        at = place * len(data) >> 16  # a workbook is not always as long: it holds the time
        data[at : at + size] = draw(st.one_of(st.binary(max_size=12), st.just(bytes(data[at : at + size]) * 2)))
    name = draw(st.sampled_from([made.name, "../../月报.csv", "报.xlsx", "报.xls", "\x00\ud800.csv", "2021年3月.txt"]))
    return name, bytes(data)


BYTES = st.one_of(
    damaged(),
    st.tuples(st.just("x.csv"), st.binary(max_size=400)),
    st.tuples(st.just("x.xlsx"), st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data)),
    st.tuples(st.just("x.xls"), st.binary(max_size=200).map(lambda data: bytes.fromhex("D0CF11E0A1B11AE1") + data)),
)


@FEW
@given(tables_made.tables())
def test_every_figure_of_a_well_formed_file_is_stored_as_it_is(store: Engine, made: Made) -> None:
    check_well_formed(store, made)


@FEW
@given(tables_made.spoilt())
def test_an_accident_in_one_row_changes_no_other_figure(store: Engine, case: tuple[Made, Figures]) -> None:
    check_spoilt(store, *case)


@FEW
@given(BYTES)
def test_any_bytes_are_stored_whole_or_refused(store: Engine, case: tuple[str, bytes]) -> None:
    dropped(store, *case)


@pytest.mark.soak
@TURNS
@MANY
@given(tables_made.tables())
def test_every_figure_of_very_many_files_is_stored_as_it_is(turn: int, store: Engine, made: Made) -> None:
    check_well_formed(store, made)


@pytest.mark.soak
@TURNS
@MANY
@given(tables_made.spoilt())
def test_very_many_accidents_change_no_other_figure(turn: int, store: Engine, case: tuple[Made, Figures]) -> None:
    check_spoilt(store, *case)


@pytest.mark.soak
@TURNS
@MANY
@given(BYTES)
def test_very_many_bytes_are_stored_whole_or_refused(turn: int, store: Engine, case: tuple[str, bytes]) -> None:
    dropped(store, *case)


def test_a_figure_lost_on_its_way_would_be_noticed(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: of every batch the last fact is dropped."""
    whole = publication._facts
    monkeypatch.setattr(publication, "_facts", lambda *given: whole(*given)[: -len(publication._FACT)])
    table = (("月份", "范围", "提出金点子"), ("2021-01", "全厂", "3"), ("2021-02", "全厂", "4"))
    made = Made(table, {("idea_proposed", "plant", f"2021-0{n}"): 2.0 + n for n in (1, 2)}, 1, 3)
    with pytest.raises(AssertionError):
        check_well_formed(store, made)
