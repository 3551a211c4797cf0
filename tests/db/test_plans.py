"""Versions of a year's plan: what makes an adjustment, what it must say, which stand; on real stores."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from sqlalchemy import Engine, select, update

from db import difference, effect, plans, read, settings, submissions, tables, uploads, versions, withdrawal
from db import store as stores
from db.actor import CONSOLE, Actor
from db.plans import Approval
from db.submissions import Sent
from kpi import progress, since, statement, words
from kpi.charts import checking
from kpi.model import Book, Version
from kpi.model import Plan as PlanOf
from kpi.period import Month
from kpi.progress import Desk
from kpi.reading import Row

ANNA, RITA = Actor("anna", "analyst"), Actor("rita", "reviewer")
Publish = Callable[..., Any]
ORE, NI = "ore_milled_dry", "rec_ni_actual"
JULY = Approval("2022-07-05", "年度检修提前")
OCTOBER = Approval("2022年10月8日", "球磨机更换")


def plan(value: float | None, period: str = "2022", kind: Any = "plan", key: str = ORE) -> Row:
    return Row(key, "plant", kind, period, value)


def book(engine: Engine, revision: int | None = None) -> Book:
    with stores.reading(engine) as connection:
        return read.book(connection, settings.catalog(), revision)


def told(found: Book) -> list[tuple[int, int, str, str]]:
    return [(v.year, v.number, v.approved_on, v.reason) for v in found.versions]


def codes(answer: Any) -> list[str]:
    assert isinstance(answer, uploads.Refused), answer
    return [issue.code for issue in answer.issues]


def test_the_first_plan_of_a_year_needs_no_approval_and_an_adjustment_both(store: Engine, publish: Publish) -> None:
    publish(plan(7.45e6))
    for given in (Approval(), Approval("2022-07-05"), Approval(reason="检修"), Approval("2022-07-05", "  ")):
        answer = publish(plan(7.39e6), plan=given)
        assert codes(answer) == ["store_plan_adjusted"]
        assert "批准日期" in words.issue("zh", answer.issues[0]) and "plan_reason" in words.issue(
            "en", answer.issues[0]
        )
    assert codes(publish(plan(7.39e6), plan=Approval("七月五日", "检修"))) == ["store_plan_date"]
    assert book(store).plans[ORE, "plant", "2022"].value == 7.45e6
    publish(plan(7.39e6), plan=JULY)
    found = book(store)
    assert told(found) == [(2022, 1, "", ""), (2022, 2, "2022-07-05", "年度检修提前")]
    assert found.plans[ORE, "plant", "2022"].value == 7.39e6
    assert found.first and found.first.points[ORE, "plant", "2022"].value == 7.45e6


def test_without_the_gate_a_plan_would_change_unexplained(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: it is this check that refuses."""
    publish(plan(7.45e6))
    monkeypatch.setattr(plans, "wanting", lambda years, given: ())
    assert isinstance(publish(plan(7.39e6)), uploads.Receipt)


def test_adding_to_a_plan_or_saying_it_again_is_no_adjustment(store: Engine, publish: Publish) -> None:
    publish(plan(7.45e6))
    assert isinstance(publish(plan(7.45e6), plan(6.0e5, "2022-01")), uploads.Receipt)
    assert isinstance(publish(plan(83.3, key=NI)), uploads.Receipt)
    assert isinstance(publish(plan(9e6, "2023")), uploads.Receipt)
    assert told(book(store)) == [(2022, 1, "", ""), (2023, 1, "", "")]
    assert book(store).first is None


@pytest.mark.parametrize(
    "after",
    [
        [plan(82.5, "2022-01", "plan_low", NI), plan(83.5, "2022-01", "plan_high", NI)],
        [plan(None, "2022-01", key=NI)],
        [Row(NI, "plant", "plan", "2022-01", 83.0, "ge")],
    ],
)
def test_a_range_in_the_place_of_a_figure_is_an_adjustment(publish: Publish, after: list[Row]) -> None:
    publish(plan(83.0, "2022-01", key=NI))
    assert codes(publish(*after)) == ["store_plan_adjusted"]


def test_a_note_alone_is_no_adjustment(publish: Publish) -> None:
    publish(plan(83.0, "2022-01", key=NI))
    assert isinstance(publish(Row(NI, "plant", "plan", "2022-01", 83.0, note="公司下达")), uploads.Receipt)


def test_the_range_that_stands_is_read_and_the_figure_it_replaced_is_the_first(store: Engine, publish: Publish) -> None:
    place = (NI, "plant", "2022-01")
    publish(plan(83.0, "2022-01", key=NI))
    publish(plan(82.5, "2022-01", "plan_low", NI), plan(83.5, "2022-01", "plan_high", NI), plan=JULY)
    found = book(store)
    assert place not in found.plans
    assert (found.lows[place].value, found.highs[place].value) == (82.5, 83.5)
    assert found.first and found.first.points[place].value == 83.0 and place not in found.first.lows
    publish(plan(83.2, "2022-01", key=NI), plan=OCTOBER)
    assert book(store).plans[place].value == 83.2
    assert place not in book(store).lows
    assert (book(store, 2).lows[place].value, book(store, 1).plans[place].value) == (82.5, 83.0)


def test_every_revision_has_the_version_that_was_in_force_then(store: Engine, publish: Publish) -> None:
    publish(plan(7.45e6))
    publish(plan(7.39e6), plan=JULY)
    publish(Row(ORE, "plant", "actual", "2022-01", 1.0))
    publish(plan(7.30e6), plan=OCTOBER)
    in_force = [version.number if (version := book(store, at).version(2022)) else 0 for at in range(5)]
    assert in_force == [0, 1, 2, 2, 3]
    assert book(store).version(2022) == Version(
        2022, 3, "2022-10-08", "球磨机更换", 4, 4, "console", "console", "a.csv", book(store).versions[-1].at
    )


def test_withdrawn_versions_do_not_count(store: Engine, publish: Publish) -> None:
    publish(plan(7.45e6))
    publish(plan(7.39e6), plan=JULY)
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="文件有误")
    assert told(book(store)) == [(2022, 1, "", "")]
    assert book(store).plans[ORE, "plant", "2022"].value == 7.45e6
    assert (book(store).first, book(store, 2).version(2022).number) == (None, 2)  # type: ignore[union-attr]
    publish(plan(7.38e6), plan=OCTOBER)
    assert told(book(store)) == [(2022, 1, "", ""), (2022, 2, "2022-10-08", "球磨机更换")]


def test_counted_with_what_was_withdrawn_the_number_would_be_another(
    store: Engine, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were a withdrawn batch still standing, the October version would be the third."""
    publish(plan(7.45e6))
    publish(plan(7.39e6), plan=JULY)
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="文件有误")
    publish(plan(7.38e6), plan=OCTOBER)
    with stores.writing(store) as connection:
        connection.execute(update(tables.batch).where(tables.batch.c.id == 2).values(withdrawn_seq=None))
    with stores.reading(store) as connection:
        assert versions.standing(connection, 4)[-1].number == 3


def test_after_the_first_is_withdrawn_the_next_is_the_first(store: Engine, publish: Publish) -> None:
    publish(plan(7.45e6))
    withdrawal.withdraw(store, 1, by=CONSOLE, reason="传错年度")
    publish(plan(7.40e6))
    assert told(book(store)) == [(2022, 1, "", "")]
    publish(plan(7.39e6), plan=JULY)
    withdrawal.withdraw(store, 3, by=CONSOLE, reason="x")
    assert told(book(store)) == [(2022, 2 - 1, "2022-07-05", "年度检修提前")]


def sent(value: float, kind: str = "计划") -> Sent:
    return Sent("计划.csv", f"月份,指标,类别,数值,单位\n2022,处理矿量,{kind},{value},万吨\n".encode(), {})


def hand_in(engine: Engine, file: Sent, **more: Any) -> Any:
    return submissions.save(engine, settings.catalog(), [file], by=ANNA, seen=book(engine).revision, **more)


def approve(engine: Engine, number: int) -> Any:
    return submissions.publish(engine, settings.catalog(), number, by=RITA, seen=book(engine).revision)


def test_through_the_gate_date_and_reason_stay_with_the_upload_until_it_is_published(store: Engine) -> None:
    first = hand_in(store, sent(745))
    approve(store, first.id)
    preview = uploads.preview(store, settings.catalog(), [("计划.csv", sent(739).data)], by=ANNA)
    assert preview.adjusts == (2022,)
    assert [(i.code, i.severity) for i in preview.issues] == [("store_plan_adjusted", "warning")]
    assert codes(hand_in(store, sent(739))) == ["store_plan_adjusted"]
    draft = hand_in(store, sent(739), state="draft", plan=Approval("2022/7/5", "年度检修提前"))
    assert (draft.plan_approved_on, draft.plan_reason) == ("2022-07-05", "年度检修提前")
    made = hand_in(store, sent(739), number=draft.id, plan=draft.plan)
    assert made.state == "pending"
    assert isinstance(approve(store, made.id), uploads.Receipt)
    version = book(store).version(2022)
    assert version and (version.number, version.approved_on, version.reason) == (2, "2022-07-05", "年度检修提前")
    assert (version.uploader, version.by, version.file) == ("anna", "rita", "计划.csv")
    with stores.reading(store) as connection:
        a = tables.audit.c
        query = select(a.verb, a.after).where(a.what.in_(["submission 2", "upload"])).order_by(a.id.desc()).limit(2)
        said = {verb: json.loads(after) for verb, after in connection.execute(query)}
    assert said["publish"]["plan_years"] == [2022]
    for row in said.values():
        assert (row["plan_approved_on"], row["plan_reason"]) == ("2022-07-05", "年度检修提前")


def test_a_plan_that_became_an_adjustment_while_it_waited_is_refused(store: Engine) -> None:
    early = hand_in(store, sent(740))
    other = hand_in(store, sent(745))
    approve(store, other.id)
    answer = submissions.publish(store, settings.catalog(), early.id, by=RITA, seen=book(store).revision)
    assert codes(answer) == ["store_plan_adjusted"]
    assert book(store).plans[ORE, "plant", "2022"].value == 7.45e6


def test_two_files_of_one_upload_share_the_approval(store: Engine) -> None:
    rows = [("2022", 745), ("2023", 800)]
    files = [(f"{y}.csv", f"月份,指标,类别,数值,单位\n{y},处理矿量,计划,{v},万吨\n".encode()) for y, v in rows]
    later = [(name, data.replace(b"45,", b"39,").replace(b"800,", b"790,")) for name, data in files]
    uploads.publish(store, settings.catalog(), files, by=CONSOLE)
    answer = uploads.publish(store, settings.catalog(), later, by=CONSOLE)
    assert codes(answer) == ["store_plan_adjusted"]
    assert "2022、2023" in words.issue("zh", answer.issues[0])  # type: ignore[union-attr]
    uploads.publish(store, settings.catalog(), later, by=CONSOLE, plan=JULY)
    assert [(v.year, v.number) for v in book(store).versions] == [(2022, 1), (2023, 1), (2022, 2), (2023, 2)]


def both(low: float | None, high: float | None, period: str = "2022-10", key: str = ORE) -> list[Row]:
    ends = (("plan_low", low), ("plan_high", high))
    return [plan(value, period, kind, key) for kind, value in ends if value is not None]


@pytest.mark.parametrize(
    ("key", "actual", "steps"),
    [
        # the plan in force (figure, low, high), the gap and the status, all by hand
        (ORE, 910_000.0, [((None, 8e5, 9e5), 10_000.0, "met"), ((8.6e5, None, None), 50_000.0, "met"),
                          ((None, 8.5e5, None), 60_000.0, "met"), ((9.5e5, None, None), -40_000.0, "warning"),
                          ((None, 9.2e5, None), -10_000.0, "warning")]),
        (ORE, 853_000.0, [((8.5e5, None, None), 3_000.0, "met"), ((None, 8.8e5, None), -27_000.0, "warning"),
                          ((8.4e5, None, None), 13_000.0, "met"), ((None, None, 8.9e5), None, "unknown"),
                          ((None, 9e5, None), -47_000.0, "behind")]),
        (NI, 83.9, [((None, 82.5, 83.5), 0.4, "met"), ((84.0, None, None), -0.1, "warning"),
                    ((None, 83.8, None), 0.1, "met")]),
        (ORE, 870_000.0, [((None, None, 8.4e5), None, "unknown"), ((8.6e5, None, None), 10_000.0, "met"),
                          ((None, 8.8e5, None), -10_000.0, "warning")]),
    ],
)  # fmt: skip
def test_a_plan_replaces_all_that_stood_of_it_at_every_door(
    store: Engine, publish: Publish, key: str, actual: float, steps: list[tuple[Any, float | None, str]]
) -> None:
    place, stood = (key, "plant", "2022-10"), cast(Any, None)
    publish(Row(key, "plant", "actual", "2022-10", actual))
    for number, (forms, gap, status) in enumerate(steps, 2):
        figure, low, high = forms
        rows = [plan(figure, "2022-10", key=key)] if figure is not None else both(low, high, key=key)
        with stores.reading(store) as connection:
            found = difference.of(connection, [rows])
        assert isinstance(publish(*rows, plan=JULY), uploads.Receipt)
        assert in_force(book(store), place) == forms
        seen = progress.figure(Desk(book(store), "plant", Month(2022, 10)), settings.catalog().indicators[key])
        assert seen.month.gap == pytest.approx(gap)
        assert seen.month.verdict.status == status
        with stores.reading(store) as connection:
            did = effect.of(connection, number)
        for part in (found, did):  # what it would change, and what it changed
            assert (len(part.added), len(part.changed)) == ((len(rows), 0) if stood is None else (0, len(rows)))
            before = [d.before for d in part.changed]
            assert all(isinstance(b, PlanOf) and (b.forms, b.after) == (stood, forms) for b in before)
        stood = forms
    for number, (forms, *_) in enumerate(steps, 2):
        assert in_force(book(store, number), place) == forms, "as it was known then"
    first = book(store).first
    assert first and [side.get(place) and side[place].value for side in (first.points, first.lows, first.highs)] == [
        *steps[0][0]
    ]
    withdrawal.withdraw(store, len(steps) + 1, by=CONSOLE, reason="x")
    assert in_force(book(store), place) == steps[-2][0]
    with stores.reading(store) as connection:
        back = effect.of(connection, len(steps) + 2)
    assert [d.before.forms for d in back.changed] == [steps[-1][0]] and not back.taken  # type: ignore[union-attr]


def in_force(found: Book, place: tuple[str, str, str]) -> tuple[float | None, ...]:
    return tuple(side[place].value if place in side else None for side in (found.plans, found.lows, found.highs))


def test_a_range_in_the_place_of_a_figure_is_drawn_as_one_line(store: Engine, publish: Publish) -> None:
    publish(plan(83.32, "2022-10", key=NI))
    with stores.reading(store) as connection:
        changed = difference.of(connection, [both(83.5, 84.0, "2022-10", NI)]).changed
    drawn = checking.changes([(each.row, each.before) for each in changed], settings.catalog(), "zh", moved=True)
    assert (len(changed), drawn.count('<td data-head="新值" class="">83.50–84.00%</td>')) == (2, 1)


def test_a_limit_over_a_range_says_what_becomes_of_the_other_end(store: Engine, publish: Publish) -> None:
    publish(*both(82.5, 83.5, "2022-10", NI))
    with stores.reading(store) as connection:
        (delta,) = difference.of(connection, [both(82.5, None, "2022-10", NI)]).changed
    for lang, said in (("zh", ("82.50–83.50%", "≥82.5%")), ("en", ("82.50–83.50%", "≥82.5%"))):
        assert statement.pair(delta.before, delta.row, delta.row.kind, settings.catalog(), lang) == said  # type: ignore[arg-type]
    drawn = checking.changes([(delta.row, delta.before)], settings.catalog(), "zh", moved=True)
    assert all(said in drawn for said in ("82.50–83.50%", "≥82.5%", "不是确数，不算差"))
    assert codes(publish(*both(82.5, None, "2022-10", NI))) == ["store_plan_adjusted"]
    assert isinstance(publish(*both(82.5, None, "2022-10", NI), plan=JULY), uploads.Receipt)
    assert codes(publish(*both(82.5, None, "2022-10", NI))) == ["store_nothing_changes"]
    (cell,) = since.restated(book(store, 1), book(store))
    assert (cell.kind, cell.before.text, cell.now and (cell.now.value, cell.now.qualifier)) == (
        "plan", "82.5–83.5", (82.5, "ge")
    )  # fmt: skip


def test_a_limit_published_since_is_not_overwritten_unseen(store: Engine, publish: Publish) -> None:
    publish(plan(8.5e5, "2022-10"))
    publish(*both(8.8e5, None, "2022-10"), by="rita", plan=JULY)
    assert codes(publish(plan(8.6e5, "2022-10"), plan=JULY, seen=1)) == ["store_conflict"]
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="x")
    assert codes(publish(plan(8.6e5, "2022-10"), plan=JULY, seen=2)) == ["store_conflict_withdrawn"]
    assert isinstance(publish(plan(8.6e5, "2022-10"), plan=JULY, seen=3), uploads.Receipt)


def test_a_limit_is_not_compared_with_the_end_it_replaces_and_two_files_agree(store: Engine, publish: Publish) -> None:
    def file(name: str, said: str) -> tuple[str, bytes]:
        return name, f"月份,指标,类别,数值,单位\n2022-10,处理矿量,计划,{said},万吨\n".encode()

    publish(*both(None, 8.9e5, "2022-10"))
    catalog = settings.catalog()
    assert isinstance(uploads.publish(store, catalog, [file("a.csv", "≥90")], by=CONSOLE, plan=JULY), uploads.Receipt)
    answer = uploads.publish(store, catalog, [file("a.csv", "≥80"), file("b.csv", "≤95")], by=CONSOLE, plan=JULY)
    assert codes(answer)[-1] == "store_files_disagree"
    said = words.issue("zh", answer.issues[-1])  # type: ignore[union-attr]
    assert "“≤95 万吨”" in said and "“≥80 万吨”" in said
