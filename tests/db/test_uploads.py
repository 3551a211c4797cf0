"""Publishing: all or nothing, never the same thing twice, never over somebody's head."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from db import difference, projection, read, uploads
from db import store as stores
from db.actor import CONSOLE
from db.plans import Approval
from kpi import export, words
from kpi.model import Catalog
from kpi.reading import Issue, Reading, Row

Publish = Callable[..., uploads.Receipt | uploads.Refused]


def ore(value: float | None, period: str = "2022-09", **more: object) -> Row:
    return Row("ore_milled_dry", "plant", "actual", period, value, **more)  # type: ignore[arg-type]


def codes(answer: object) -> list[str]:
    assert isinstance(answer, uploads.Refused)
    return [issue.code for issue in answer.issues]


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_each_file_becomes_a_batch_with_its_own_revision(store: Engine, catalog: Catalog) -> None:
    readings = [Reading("a.csv", (ore(1.0),), ()), Reading("b.csv", (ore(1.0), ore(3.0, "2022-08")), ())]
    files = [("a.csv", b"a"), ("b.csv", b"b")]
    receipt = uploads.publish_readings(store, catalog, files, readings, by=CONSOLE)
    assert receipt == uploads.Receipt(batches=(1, 2), revision=2, added=2, changed=0, same=1)
    with stores.reading(store) as connection:
        newest, oldest = read.batches(connection)
    assert (newest.file, newest.seq, newest.rows, newest.added, newest.changed) == ("b.csv", 2, 2, 1, 0)
    assert (oldest.file, oldest.published_by, oldest.status) == ("a.csv", "console", "published")


def test_the_original_bytes_are_kept_once(store: Engine, catalog: Catalog) -> None:
    data = "月份\n".encode("gb18030")
    for value in (1.0, 2.0):
        uploads.publish_readings(
            store, catalog, [("报表.csv", data)], [Reading("报表.csv", (ore(value),), ())], by=CONSOLE
        )
    with store.connect() as connection:
        kept = connection.execute(text("SELECT bytes, size, name FROM upload_file")).all()
    assert [(bytes(row[0]), row[1], row[2]) for row in kept] == [(data, 5, "报表.csv")]


def test_the_same_file_twice_is_refused_and_leaves_no_trace(store: Engine, publish: Publish) -> None:
    publish(ore(1.0))
    assert codes(publish(ore(1.0))) == ["store_nothing_changes"]
    assert (count(store, "batch"), count(store, "fact")) == (1, 1)


def test_going_back_to_the_first_value_is_a_correction_not_a_repetition(store: Engine, publish: Publish) -> None:
    answers = [publish(ore(value)) for value in (1.0, 2.0, 1.0)]
    assert [answer.revision for answer in answers if isinstance(answer, uploads.Receipt)] == [1, 2, 3]
    with stores.reading(store) as connection:
        assert count(store, "fact") == 3
        assert projection.problems(connection) == ()


@pytest.mark.parametrize(
    "change",
    [{"qualifier": "ge"}, {"text": "≥1"}, {"note": "化验复核"}, {"stage": "final"}],
    ids=lambda change: next(iter(change)),
)
def test_more_than_the_number_can_be_corrected(publish: Publish, change: dict[str, str]) -> None:
    publish(ore(1.0))
    answer = publish(ore(1.0, **change))
    assert isinstance(answer, uploads.Receipt)
    assert answer.changed == 1


def test_unchanged_cells_beside_a_changed_one_are_stored_too(store: Engine, publish: Publish) -> None:
    publish(ore(1.0), ore(5.0, "2022-08"))
    answer = publish(ore(2.0), ore(5.0, "2022-08"))
    assert answer == uploads.Receipt(batches=(2,), revision=2, added=0, changed=1, same=1)
    assert count(store, "fact") == 4


def test_missing_is_not_zero(publish: Publish) -> None:
    publish(ore(0.0))
    answer = publish(ore(None))
    assert isinstance(answer, uploads.Receipt)
    assert answer.changed == 1


def test_one_bad_file_keeps_the_good_one_out(store: Engine, catalog: Catalog) -> None:
    bad = Reading("b.csv", (ore(3.0, "2022-08"),), (Issue("any_error", line=3),))
    good = Reading("a.csv", (ore(1.0),), ())
    answer = uploads.publish_readings(store, catalog, [("a.csv", b"a"), ("b.csv", b"b")], [good, bad], by=CONSOLE)
    assert codes(answer) == ["any_error"]
    assert isinstance(answer, uploads.Refused)
    assert answer.issues[0].file == "b.csv"
    assert [count(store, table) for table in ("batch", "fact", "upload_file", "series")] == [0, 0, 0, 0]


def send(
    store: Engine, catalog: Catalog, *files: tuple[str, tuple[Row, ...]], key: str | None = None
) -> uploads.Receipt | uploads.Refused:
    """Several files in one request."""
    sent = [(name, repr(rows).encode()) for name, rows in files]
    readings = [Reading(name, rows, ()) for name, rows in files]
    return uploads.publish_readings(store, catalog, sent, readings, by=CONSOLE, key=key)


def test_a_file_that_changes_nothing_is_no_batch_and_the_others_are_published(
    store: Engine, catalog: Catalog, publish: Publish
) -> None:
    publish(ore(1.0))
    old, new, empty = ("old.csv", (ore(1.0),)), ("new.csv", (ore(2.0, "2022-08"),)), ("empty.csv", ())
    answer = send(store, catalog, old, new, empty)
    assert answer == uploads.Receipt((2,), 2, added=1, changed=0, same=1, idle=("old.csv", "empty.csv"))
    assert (count(store, "batch"), count(store, "upload_file")) == (2, 2)


def test_a_second_file_that_repeats_the_first_does_not_stand_in_its_way(store: Engine, catalog: Catalog) -> None:
    answer = send(store, catalog, ("a.csv", (ore(1.0),)), ("b.csv", (ore(1.0, line=9),)))
    assert answer == uploads.Receipt((1,), 1, added=1, changed=0, same=1, idle=("b.csv",))


def test_only_when_no_file_changes_anything_is_the_upload_refused(
    store: Engine, catalog: Catalog, publish: Publish
) -> None:
    publish(ore(1.0), ore(2.0, "2022-08"))
    answer = send(store, catalog, ("a.csv", (ore(1.0),)), ("b.csv", (ore(2.0, "2022-08"),)))
    assert codes(answer) == ["store_nothing_changes", "store_nothing_changes"]
    assert count(store, "batch") == 1


def test_a_repeated_request_with_an_idle_file_gets_its_first_answer(store: Engine, catalog: Catalog) -> None:
    one, two = ("a.csv", (ore(1.0),)), ("b.csv", (ore(1.0, line=9),))
    first = send(store, catalog, one, two, key="r1")
    assert send(store, catalog, one, two, key="r1") == first
    assert codes(send(store, catalog, one, ("b.csv", (ore(7.0, "2022-07"),)), key="r1")) == ["store_key_reused"]
    assert codes(send(store, catalog, one, key="r1")) == ["store_key_reused"]


@pytest.mark.parametrize(
    ("change", "now", "before"),
    [
        ({"value": 870_001.0}, "87.00 万吨 (870001.0)", "87.00 万吨 (870000.0)"),
        ({"value": 880_000.0}, "88.00 万吨", "87.00 万吨"),
        ({"value": None}, "未报", "87.00 万吨"),
        ({"note": "化验复核"}, "87.00 万吨（备注“化验复核”）", "87.00 万吨（无备注）"),
        ({"stage": "final"}, "87.00 万吨（终报）", "87.00 万吨（无备注）"),
    ],
    ids=["little", "more", "missing", "note", "stage"],
)
def test_two_files_that_contradict_each_other_are_refused_by_name_and_line(
    store: Engine, catalog: Catalog, change: dict[str, object], now: str, before: str
) -> None:
    later = ore(**{"value": 870_000.0, "line": 3, **change})  # type: ignore[arg-type]
    answer = send(store, catalog, ("一.csv", (ore(870_000.0, line=2),)), ("二.csv", (later,)))
    assert isinstance(answer, uploads.Refused)
    (issue,) = answer.issues
    assert (issue.code, issue.severity, issue.file, issue.line) == ("store_files_disagree", "error", "二.csv", 3)
    said = words.issue("zh", issue)
    assert "2022-09 处理矿量（干）（全厂）实际" in said
    assert f"本文件写的是“{now}”" in said
    assert f"“一.csv”第 2 行写的是“{before}”" in said
    assert "“一.csv” line 2" in words.issue("en", issue)
    assert [count(store, table) for table in ("batch", "fact", "upload_file", "series")] == [0, 0, 0, 0]


def test_contradictions_of_two_files_are_shown_before_anybody_publishes(store: Engine, catalog: Catalog) -> None:
    lines = ["月份,指标,类别,数值", *(f"20{year:02}-09,处理矿量,实际,1000" for year in range(1, 26))]
    one = "\n".join(lines).encode()
    found = uploads.preview(store, catalog, [("一.csv", one), ("二.csv", one.replace(b",1000", b",1001"))], by=CONSOLE)
    disagreeing = [i.line for i in found.issues if i.code == "store_files_disagree"]
    assert disagreeing == list(range(2, 22))
    assert [i.args["count"] for i in found.issues if i.code == "more_alike" and not i.file] == [5]
    alike = uploads.preview(store, catalog, [("一.csv", one), ("二.csv", one)], by=CONSOLE)
    assert [i.code for i in alike.issues if i.code.startswith("store_")] == ["store_file_idle"]
    assert alike.refused == ()


def test_a_figure_said_again_without_its_remark_is_the_same_and_keeps_it(
    store: Engine, catalog: Catalog, publish: Publish
) -> None:
    publish(ore(870_000.0, note="化验复核"), ore(85.0, "2022-08", note="初报"))
    same, other, new = ore(870_000.0), ore(85.0, "2022-08", note="终报"), ore(1.0, "2022-10")
    with store.connect() as connection:
        found = difference.of(connection, [[same, other, new]])
    parts = [[delta.row.period for delta in part] for part in (found.added, found.changed, found.same)]
    assert parts == [["2022-10"], ["2022-08"], ["2022-09"]]
    (note,) = export.changes(
        [("changed", [(d.row, d.before) for d in found.changed])], catalog, export.Stamp("全厂", 1), "zh"
    ).rows
    assert ("备注“初报”" in note, "备注“终报”" in note) == (True, True)  # what changed, the values being alike
    publish(same, other, new)
    with store.connect() as connection:
        kept = read.book(connection, catalog).actuals["ore_milled_dry", "plant", "2022-09"]
        (last, _) = read.batches(connection)
    assert (kept.note, kept.batch, last.added, last.changed) == ("化验复核", 2, 1, 1)


def test_two_values_for_one_cell_never_get_past_the_door(publish: Publish) -> None:
    with pytest.raises(ValueError, match="lines 2 and 3"):
        publish(ore(1.0, line=2), ore(2.0, line=3))


def test_a_cell_stated_twice_alike_is_stored_once(store: Engine, publish: Publish) -> None:
    publish(ore(1.0, line=2), ore(1.0, line=3))
    with store.connect() as connection:
        assert connection.execute(text("SELECT src_row FROM fact")).scalars().all() == [2]


def test_a_cell_that_others_changed_since_is_not_overwritten_unseen(
    store: Engine, catalog: Catalog, publish: Publish
) -> None:
    publish(ore(1.0), ore(5.0, "2022-08"))
    publish(ore(2.0), name="夜班.csv", by="李工")
    answer = publish(ore(3.0), ore(5.0, "2022-08"), seen=1)
    assert codes(answer) == ["store_conflict"]
    assert isinstance(answer, uploads.Refused)
    said = words.issue("zh", answer.issues[0])
    assert "李工" in said
    assert "“夜班.csv”" in said
    assert "2022-09 处理矿量（干）（全厂）实际" in said
    assert "2022-08" not in said
    assert answer.difference is not None
    assert [delta.before.value for delta in answer.difference.changed if delta.before] == [2.0]
    assert count(store, "batch") == 2


def test_without_saying_what_was_seen_the_later_file_wins(publish: Publish) -> None:
    publish(ore(1.0))
    publish(ore(2.0), by="李工")
    assert isinstance(publish(ore(3.0)), uploads.Receipt)


def test_others_changes_elsewhere_do_not_stand_in_the_way(publish: Publish) -> None:
    publish(ore(1.0))
    publish(ore(7.0, "2022-08"), by="李工")
    assert isinstance(publish(ore(3.0), seen=1), uploads.Receipt)


def test_saying_what_the_other_said_is_no_conflict(publish: Publish) -> None:
    publish(ore(1.0))
    publish(ore(2.0), by="李工")
    assert isinstance(publish(ore(2.0), ore(4.0, "2022-08"), seen=1), uploads.Receipt)


def test_a_repeated_request_gets_its_first_answer(store: Engine, publish: Publish) -> None:
    first = publish(ore(1.0), key="r1")
    publish(ore(2.0))
    assert publish(ore(1.0), key="r1") == first
    assert count(store, "batch") == 2


def test_a_request_key_serves_one_content_only(publish: Publish) -> None:
    publish(ore(1.0), key="r1")
    assert codes(publish(ore(2.0), key="r1")) == ["store_key_reused"]


def test_real_figures_never_meet_the_sample(store: Engine, publish: Publish) -> None:
    publish(ore(1.0), kind="sample")
    answer = publish(ore(2.0))
    assert codes(answer) == ["store_holds_sample"]
    assert isinstance(answer, uploads.Refused)
    assert "请先执行 `python -m db clear-sample`" in words.issue("zh", answer.issues[0])
    with stores.reading(store) as connection:
        assert read.head(connection).sample is True


def test_the_sample_never_meets_real_figures(publish: Publish) -> None:
    publish(ore(1.0))
    assert codes(publish(ore(2.0), kind="sample")) == ["store_holds_real"]


def test_a_plan_gets_a_version_for_each_year(store: Engine, publish: Publish) -> None:
    def planned(period: str, value: float) -> Row:
        return Row("ore_milled_dry", "plant", "plan", period, value)

    publish(planned("2022", 9e6), planned("2022-09", 8e5), planned("2023", 9.5e6))
    publish(planned("2022", 9.2e6), plan=Approval("2022-07-05", "年度检修提前"))
    with store.connect() as connection:
        rows = connection.execute(text("SELECT batch_id, year, number, name FROM plan_version ORDER BY batch_id, year"))
        assert [tuple(row) for row in rows] == [(1, 2022, 1, "年初"), (1, 2023, 1, "年初"), (2, 2022, 2, "调整")]


def test_the_difference_names_what_is_new_other_same_and_absent(store: Engine, publish: Publish) -> None:
    lines = [Row("ore_milled_dry", f"line{n}", "actual", "2022-09", float(n)) for n in (1, 2)]
    publish(ore(1.0), ore(4.0, "2022-07"), *lines)
    rows = [ore(2.0), ore(9.0, "2022-08"), lines[0]]
    with stores.reading(store) as connection:
        found = difference.of(connection, [rows])
    assert [(d.row.period, d.row.value, d.before) for d in found.added] == [("2022-08", 9.0, None)]
    assert [(d.row.value, d.before and d.before.value) for d in found.changed] == [(2.0, 1.0)]
    assert [(d.row.scope, d.row.value) for d in found.same] == [("line1", 1.0)]
    # 2022-07 is not a month of the new file, so nothing of it is missed
    assert [(d.row.scope, d.row.period, d.row.value) for d in found.absent] == [("line2", "2022-09", 2.0)]


def test_the_second_file_is_compared_with_the_first(store: Engine) -> None:
    with stores.reading(store) as connection:
        found = difference.of(connection, [[ore(1.0)], [ore(2.0)]])
    assert [d.row.value for d in found.added] == [1.0]
    assert [(d.row.value, d.before and d.before.value) for d in found.changed] == [(2.0, 1.0)]


def test_many_series_are_compared_and_stored_in_pieces(store: Engine, publish: Publish) -> None:
    rows = [
        Row(
            "gaps_raised",
            "plant",
            "action",
            "2022-09",
            None,
            "text",
            '{"due":"","owner":"","state":""}',
            label=f"措施{n}",
        )
        for n in range(1200)
    ]
    publish(*rows)
    with stores.reading(store) as connection:
        found = difference.of(connection, [rows])
    assert (len(found.same), len(found.added)) == (1200, 0)


def test_a_file_name_is_stored_without_folders_and_control_characters(store: Engine, catalog: Catalog) -> None:
    name = "..\\..\\etc/表\x00\n.csv"
    uploads.publish_readings(store, catalog, [(name, b"a")], [Reading(name, (ore(1.0),), ())], by=CONSOLE)
    with stores.reading(store) as connection:
        assert read.batches(connection)[0].file == "表.csv"
