"""What each publication changed the moment it was made, worked out by hand; later ones do not alter the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from db import difference, effect, history, read, rights, uploads, withdrawal
from db import store as stores
from db.actor import CONSOLE
from db.settings import Unusable
from kpi.model import Catalog
from kpi.reading import Issue, Reading, Row
from tests import people

Publish = Callable[..., object]
Said = dict[str, tuple[object, object]]


def ore(value: float | None, period: str, **more: object) -> Row:
    return Row("ore_milled_dry", "plant", "actual", period, value, **more)  # type: ignore[arg-type]


def did(store: Engine, number: int) -> dict[str, Said | int]:
    """By what became of them: period → (value before, value since)."""
    with stores.reading(store) as connection:
        found = effect.of(connection, number)
    parts: dict[str, Said | int] = {
        part: {d.row.period: (d.before.value if d.before else "nothing", d.row.value) for d in getattr(found, part)}
        for part in effect.PARTS
    }
    return {part: cells for part, cells in parts.items() if cells} | {"same": found.same}


SECOND = (ore(1.0, "2022-08"), ore(3.0, "2022-09", line=3, sheet="九月"), ore(5.0, "2022-10"))


def test_each_publication_keeps_what_it_changed_then(store: Engine, publish: Publish) -> None:
    publish(ore(1.0, "2022-08"), ore(2.0, "2022-09"))
    publish(*SECOND)
    publish(ore(2.0, "2022-09"))  # A → B → A
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="错报")
    publish(ore(5.0, "2022-10"))
    withdrawal.withdraw(store, 3, by=CONSOLE, reason="错报")
    withdrawal.withdraw(store, 1, by=CONSOLE, reason="错报")
    expected: dict[int, dict[str, Said | int]] = {
        1: {"added": {"2022-08": ("nothing", 1.0), "2022-09": ("nothing", 2.0)}, "same": 0},
        2: {"added": {"2022-10": ("nothing", 5.0)}, "changed": {"2022-09": (2.0, 3.0)}, "same": 1},
        3: {"changed": {"2022-09": (3.0, 2.0)}, "same": 0},
        # September is the third batch's, August falls back to the first's same figure, October was nobody else's
        4: {"taken": {"2022-10": (5.0, 5.0)}, "same": 2},
        5: {"added": {"2022-10": ("nothing", 5.0)}, "same": 0},
        # the second is gone, so September falls back to the first's 2, which is what stood
        6: {"same": 1},
        7: {"taken": {"2022-08": (1.0, 1.0), "2022-09": (2.0, 2.0)}, "same": 0},
    }
    assert {number: did(store, number) for number in range(1, 8)} == expected
    with stores.reading(store) as connection:
        counted = {batch.id: (batch.added, batch.changed) for batch in read.batches(connection) if batch.rows}
        (changed,) = effect.of(connection, 2).changed
        # the comparison with the store of now, which must not be given for the past: nothing stands but October
        now = difference.of(connection, [SECOND])
    assert counted == {1: (2, 0), 2: (1, 1), 3: (0, 1), 5: (1, 0)}
    assert (changed.row.line, changed.row.sheet, changed.before and changed.before.batch) == (3, "九月", 1)
    assert (len(now.added), len(now.changed), len(now.same)) == (2, 0, 1)

    # words, notes and measures are changes too, and a figure reported as missing is a statement
    action = Row("ore_milled_dry", "plant", "action", "2022-09", None, text='{"owner": "选厂"}', label="换衬板")
    publish(action, ore(None, "2022-06"), ore(80.0, "2022-07", note="初报"))
    publish(
        replace(action, text='{"owner": "机动"}'), ore(None, "2022-06"),
        ore(80.0, "2022-07", note="电话核实"), ore(None, "2022-09"),
    )  # fmt: skip
    with stores.reading(store) as connection:
        found = effect.of(connection, 9)
    assert [(d.row.kind, d.before and (d.before.text, d.before.note)) for d in found.changed] == [
        ("action", ('{"owner": "选厂"}', "")),
        ("actual", ("", "初报")),
    ]
    assert ([(d.row.period, d.row.value, d.before) for d in found.added], found.same) == ([("2022-09", None, None)], 1)


def test_a_lines_reader_is_told_of_his_line_only(
    store: Engine, catalog: Catalog, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of what a colleague uploaded when he still had the whole plant."""
    people.enter(store, "analyst", login="lina", scope="line1")
    me = people.enter(store, "viewer", login="leo", scope="line1").actor(store)
    publish(ore(9.0, "2022-09"), replace(ore(4.0, "2022-09"), scope="line1"), by="lina")
    publish(ore(8.0, "2022-09"))

    def seen() -> list[str]:
        with stores.reading(store) as connection:
            return [delta.row.scope for delta in history.changed(connection, 1, me, catalog).added]

    assert seen() == ["line1"]
    with stores.reading(store) as connection:
        with pytest.raises(Unusable):
            history.changed(connection, 2, me, catalog)
        assert history.confirmed(connection, 1, me, catalog) is None
    monkeypatch.setattr(rights, "scopes", lambda *_: None)  # the control: without the reader's scope he would see all
    assert seen() == ["line1", "plant"]


def test_a_warning_is_kept_in_the_words_that_were_confirmed(store: Engine, catalog: Catalog) -> None:
    odd = Issue("store_nothing_changes", "warning", 2, "镍回收率", "99", sheet="九月")
    reading = Reading("a.csv", (ore(1.0, "2022-09"),), (odd, replace(odd, line=3)))
    how = {
        "ticked": ['["store_nothing_changes", "九月", 2, "镍回收率", "99"]', '["files_disagree", "", null, "", ""]'],
        "corrections": [["九月", 4, 2, "八十", "80"]],
    }
    files, choices = [("a.csv", b"a")], [how]
    uploads.publish_readings(store, catalog, files, [reading], by=CONSOLE, choices=choices)
    with stores.reading(store) as connection:
        found = effect.confirmed(connection, 1)
    assert [(w.code, w.sheet, w.line, w.ticked) for w in found.warnings] == [
        ("store_nothing_changes", "九月", 2, True),
        ("store_nothing_changes", "九月", 3, False),
        ("files_disagree", "", None, True),
    ]
    assert found.warnings[0].said["zh"] == "没有变化：文件内容与已发布的数据完全相同，无需再次发布。"
    assert found.corrections == (["九月", 4, 2, "八十", "80"],)
