"""A meeting's figures can be read again as they were, and what was changed since is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from db import audit, makers, meetings, read, rights, settings, uploads, withdrawal
from db import store as stores
from db.actor import CONSOLE, Actor
from db.plans import Approval
from db.settings import Unusable
from kpi import board, caveat, export, since
from kpi.model import Book
from kpi.period import Month
from kpi.progress import Figure

HEADS = "月份,范围,指标,类别,数值\n"
RITA = Actor("rita", "reviewer")


def publish(engine: Engine, *rows: str) -> None:
    text = HEADS + "".join(f"{row}\n" for row in rows)
    done = uploads.publish(
        engine, settings.catalog(), [("月报.csv", text.encode())], by=CONSOLE, plan=Approval("2022-10-08", "检修")
    )
    assert isinstance(done, uploads.Receipt), done


def book(engine: Engine, revision: int | None = None) -> Book:
    with stores.reading(engine) as connection:
        return read.book(connection, settings.catalog(), revision)


def refused(code: str) -> Any:
    return pytest.raises(Unusable, check=lambda error: error.sentence.code == code)


def test_a_meeting_keeps_its_revision(store: Engine) -> None:
    publish(store, "2022-09,,处理矿量,实际,870000")
    made = meetings.name(store, RITA, "2022年9月例会", date(2022, 10, 8))
    publish(store, "2022-09,,处理矿量,实际,873000")
    assert (made.revision, made.held_on) == (1, "2022-10-08")
    with stores.reading(store) as connection:
        assert meetings.listed(connection) == (made,)
        assert [meetings.revision_of(connection, asked) for asked in ("2022年9月例会", "2", "0", "now")] == [1, 2, 0, 2]
        entry = audit.entries(connection)[1]
    assert (entry.login, entry.verb, entry.what) == ("rita", "name", "meeting 2022年9月例会")


def test_an_older_book_says_what_was_changed_since(store: Engine) -> None:
    publish(store, "2022-08,,处理矿量,实际,860000", "2022-09,,处理矿量,实际,870000")
    publish(store, "2022-09,,处理矿量,实际,873000")
    publish(store, "2022-07,,处理矿量,实际,850000")
    then = book(store, 1).actuals
    assert [(key[2], o.value, o.later) for key, o in sorted(then.items())] == [
        ("2022-08", 860_000.0, None),
        ("2022-09", 870_000.0, (873_000.0, "eq", "")),
    ]
    assert exported(store, 1, 9) == (873_000.0, "")
    withdrawal.withdraw(store, 1, by=RITA, reason="错报")
    assert book(store, 1).actuals["ore_milled_dry", "plant", "2022-08"].later == (None, "eq", "")
    assert [exported(store, 1, 8), exported(store, 3, 9)] == [(None, "已撤销"), (None, "")]
    assert all(o.later is None for o in book(store).actuals.values())


def test_a_sum_says_what_it_has_become_since_one_of_its_parts_was_restated(store: Engine) -> None:
    """49.13 + 38.17 = 87.30, later 12.30 + 38.17 = 50.47; with August's 86 it is 173.30, later 136.47 (万吨)."""
    lines = ("2022-09,示例一系列,处理矿量,实际,491300", "2022-09,示例二系列,处理矿量,实际,381700")
    publish(store, "2022-08,,处理矿量,实际,860000", *lines)
    publish(store, "2022-09,示例一系列,处理矿量,实际,123000")
    found = {}
    for revision in (1, 2):
        of = board.figures(book(store, revision), Month(2022, 9), "plant").brand("ore").figures
        found[revision] = next(figure for figure in of if figure.indicator.key == "ore_milled_dry")
    then, now = found[1], found[2]
    assert (then.month.actual, then.later) == (873_000.0, (504_700.0, "eq", ""))
    assert (then.ytd.actual, then.later_ytd) == (1_733_000.0, (1_364_700.0, "eq", ""))
    assert caveat.corrected(then, "zh") == "累计后来更正为 136.5 万吨" and caveat.restated(then, "zh") == "已更正"
    names = ("当月现值（后来更正或补报）", "累计现值（后来更正或补报）")
    assert [exported(store, 1, 9, name) for name in names] == [(504_700.0, ""), (1_364_700.0, "")]
    assert [exported(store, 1, 8, name) for name in names] == [(None, "")] * 2
    assert (now.original, now.later, now.later_ytd) == ((873_000.0, "eq", ""), None, None)
    assert caveat.corrected(now, "zh") == "9月已更正（原 87.30 万吨）"
    publish(store, "2022-09,示例一系列,处理矿量,实际,491301")  # 87.30 as it was: nothing a reader could see
    then, now = figure(store, "ore_milled_dry", 1), figure(store, "ore_milled_dry")
    assert (then.later, then.later_ytd) == ((873_001.0, "eq", ""), (1_733_001.0, "eq", ""))
    assert [exported(store, 1, 9, name) for name in names] == [(873_001.0, ""), (1_733_001.0, "")]
    assert (caveat.later(then, "zh"), caveat.restated(then, "zh")) == ([], "")
    assert caveat.later(then, "en") == ["later corrected to 873,001 t", "to date later corrected to 1,733,001 t"]
    assert (now.original, exported(store, 3, 9, "当月原值")) == ((873_000.0, "eq", ""), (873_000.0, ""))
    assert (caveat.first(now, "zh"), caveat.corrected(now, "zh")) == ("", "含已更正的数（9月）")


@pytest.mark.parametrize(
    ("key", "first", "again", "original", "read", "cells"),
    [
        ("outsourced_repair_saving", "≥9.25", "9.25", (9.25, "ge", "≥9.25"), "≥9.25 万元", (9.25, "≥")),
        ("outsourced_repair_saving", "≥9.25", "≤9.25", (9.25, "ge", "≥9.25"), "≥9.25 万元", (9.25, "≥")),
        ("conduct_text", "良好", "优秀", (None, "text", "良好"), "良好", (None, "良好")),
        ("water_system_upgrade", "完成", "100", (100.0, "eq", "完成"), "完成", (100.0, "完成")),
        ("conduct_text", "—", "优秀", None, None, (None, "")),  # it only came in
    ],
)
def test_a_sign_or_a_text_stated_anew_is_a_correction_in_the_newest_revision(
    store: Engine, key: str, first: str, again: str, original: Any, read: str | None, cells: Any
) -> None:
    name = settings.catalog().indicators[key].name.zh
    for said in (first, again):
        publish(store, f"2022-09,,{name},实际,{said}")
    now = figure(store, key)
    assert (now.original, exported(store, 2, 9, "当月原值", key)) == (original, cells)
    assert caveat.corrected(now, "zh") == (f"9月已更正（原 {read}）" if read else "")
    told = board.as_json(board.figures(book(store), Month(2022, 9), "plant"))
    one = next(each for brand in told["brands"] for each in brand["indicators"] if each["key"] == key)
    names = ("original", "original_qualifier", "original_text")
    assert tuple(one.get(name) for name in names) == (original or (None, None, None))


def figure(engine: Engine, key: str, revision: int | None = None, month: int = 9) -> Figure:
    of = board.figures(book(engine, revision), Month(2022, month), "plant")
    return next(figure for brand in of.brands for figure in brand.figures if figure.indicator.key == key)


def test_a_month_is_compared_with_itself_and_only_a_correction_is_called_one(store: Engine) -> None:
    """July 76 % and 85.00 万吨 carried on; August brings 80 % and 86.00, Σ 171.00; a dash gives way to 97.5; then
    August is withdrawn: its month has nothing, the year what July said."""
    publish(store, "2022-07,,水系统升级改造,实际,76", "2022-07,,处理矿量,实际,850000", "2022-08,,设备完好率,实际,—")
    publish(store, "2022-08,,水系统升级改造,实际,80", "2022-08,,处理矿量,实际,860000", "2022-08,,设备完好率,实际,97.5")
    level, ore, rate = (figure(store, key, 1, 8) for key in ("water_system_upgrade", "ore_milled_dry", "good_rate"))
    assert (level.month.actual, level.ytd.actual) == (None, 76.0)
    assert (level.later, level.later_ytd) == ((80.0, "eq", ""), (80.0, "eq", ""))
    assert (ore.later, ore.later_ytd) == ((860_000.0, "eq", ""), (1_710_000.0, "eq", ""))
    assert (rate.month.actual, rate.later) == (None, (97.5, "eq", ""))
    assert caveat.later(ore, "zh") == ["补报后为 86.00 万吨", "补报后累计为 171.0 万吨"]
    assert caveat.restated(ore, "zh") == "有补报"
    withdrawal.withdraw(store, 2, by=RITA, reason="错报")
    level, ore = figure(store, "water_system_upgrade", 2, 8), figure(store, "ore_milled_dry", 2, 8)
    assert (level.later, level.later_ytd) == ((None, "eq", ""), (76.0, "eq", ""))
    assert (ore.later, ore.later_ytd) == ((None, "eq", ""), (850_000.0, "eq", ""))
    assert caveat.later(ore, "zh") == ["现已无数（已撤销或改报缺）", "累计后来更正为 85.00 万吨"]
    level = figure(store, "water_system_upgrade", 3, 8)
    assert (level.later, level.later_ytd) == (None, None)
    publish(store, "2022-07,,处理矿量,实际,840000", "2022-09,,处理矿量,实际,1000")  # what the withdrawal left alone
    with stores.reading(store) as connection:
        made = makers.of(connection, 2, 4)
    news = since.restated(book(store, 2), book(store))
    told = {(cell.indicator, cell.period): made(cell) for cell in news}
    assert told[level.indicator.key, "2022-08"] == told[rate.indicator.key, "2022-08"] == 3  # gone, and a dash again
    assert told[ore.indicator.key, "2022-07"] == 4 and ("ore_milled_dry", "2022-09") not in told


def exported(
    engine: Engine, revision: int, month: int, column: str = "当月现值（后来更正或补报）", key: str = "ore_milled_dry"
) -> tuple[object, object]:
    """What the table of figures at a revision says of what stands now: its number, and its sign or words."""
    of = book(engine, revision)
    made = export.figures(board.figures(of, Month(2022, month), "plant"), of, "zh")
    rows = (dict(zip(made.heads, row, strict=True)) for row in made.rows)
    row = next(row for row in rows if row["指标代码"] == key)
    return row[column], row[f"{column.partition('（')[0]}的限定或文字"]


@pytest.mark.parametrize(
    ("called", "revision", "code"),
    [
        ("", None, "meeting.nameless"),
        ("例会", 9, "meeting.no_revision"),
        ("3", None, "meeting.number"),  # would be revision 3 at one door and this meeting at another
        ("３", None, "meeting.number"),
        ("第 3 版", None, "meeting.number"),
        ("Now", None, "meeting.number"),
        ("最新", None, "meeting.number"),
        ("rev. 3", None, "meeting.number"),
        *((called, None, "meeting.number") for called in ("ｎｏｗ", "v3", "3.0", "第三版", "当前", "最新版", "版次 3")),
        *((called, None, "meeting.number") for called in ("R-3", "+3", "-1", "Ⅲ", "3,000", "第3次")),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(store: Engine, called: str, revision: int | None, code: str) -> None:
    publish(store, "2022-09,,处理矿量,实际,870000")
    with refused(code):
        meetings.name(store, RITA, called, date(2022, 10, 8), revision=revision)


def test_a_name_is_given_once_and_by_a_reviewer(store: Engine) -> None:
    publish(store, "2022-09,,处理矿量,实际,870000")
    meetings.name(store, RITA, "例会", date(2022, 10, 8))
    meetings.name(store, RITA, "2022年9月例会", date(2022, 10, 8))
    for same in (" 例会 ", "2022年９月 例会"):
        with refused("meeting.taken"):
            meetings.name(store, RITA, same, date(2022, 11, 8))
    with stores.reading(store) as connection:
        assert meetings.revision_of(connection, "2022年９月 例会") == 1
    for role in ("viewer", "analyst", "admin", "screen"):
        with pytest.raises(rights.Forbidden):
            meetings.name(store, Actor("x", role), "另一个", date(2022, 11, 8))  # type: ignore[arg-type]


def test_the_last_meeting_is_the_one_held_last_then_the_one_that_saw_more(store: Engine) -> None:
    """Named in another order than they were held; the first of the two on 8 October saw the later revision."""
    for tonnes in (870_000, 871_000, 872_000):
        publish(store, f"2022-09,,处理矿量,实际,{tonnes}")
    for called, day, revision in (("上午", 8, 3), ("下午", 8, 2), ("补记", 1, 1)):
        meetings.name(store, RITA, called, date(2022, 10, day), revision=revision)
    with stores.reading(store) as connection:
        assert [each.name for each in meetings.listed(connection)] == ["上午", "下午", "补记"]


def test_a_meeting_still_to_come_is_refused_and_todays_is_not(store: Engine) -> None:
    publish(store, "2022-09,,处理矿量,实际,870000")
    with refused("meeting.to_come"):
        meetings.name(store, RITA, "明天的会", date.today() + timedelta(days=1))
    assert meetings.name(store, RITA, "今天的会", date.today()).revision == 1


def test_a_meetings_name_may_have_numbers(store: Engine) -> None:
    publish(store, "2022-09,,处理矿量,实际,870000")
    for called in ("2022年9月例会", "第三次例会", "9月会", "2022.9", "最新进展会", "三季度会", "2022-09", "Civil"):
        assert meetings.name(store, RITA, called, date(2022, 10, 8)).name == called


@pytest.mark.parametrize("asked", ["", "没有", "-1", "1' OR 1=1", "9999999999"])
def test_an_unknown_meeting_is_refused(store: Engine, asked: str) -> None:
    with refused("meeting.unknown"), stores.reading(store) as connection:
        meetings.revision_of(connection, asked)


def test_what_has_changed_since_a_meeting(store: Engine) -> None:
    """7100 of 7200 kt planned to date are 98.6 %, a warning; restated to 7210 of 7205 it is met."""
    publish(store, "2022-09,,处理矿量,实际,700000", "2022-09,,处理矿量,计划,800000", "2022-09,,铜回收率,实际,77")
    for month in range(1, 9):
        publish(store, f"2022-0{month},,处理矿量,实际,800000", f"2022-0{month},,处理矿量,计划,800000")
    then = book(store)
    publish(store, "2022-09,,处理矿量,实际,810000")
    publish(store, "2022-09,,处理矿量,计划,805000", "2022-10,,处理矿量,实际,1")
    now = book(store)
    found = since.restated(then, now)
    assert [
        (r.indicator, r.period, r.kind, r.before.value, r.now and r.now.value, r.now and r.now.batch) for r in found
    ] == [
        ("ore_milled_dry", "2022-09", "actual", 700_000.0, 810_000.0, 10),
        ("ore_milled_dry", "2022-09", "plan", 800_000.0, 805_000.0, 11),
    ]
    boards = [board.figures(at, Month(2022, 9), "plant") for at in (then, now)]
    turns = {
        t.indicator.key: (t.before and t.before.ytd.verdict.status, t.now.ytd.verdict.status)
        for t in since.turned(*boards)
    }
    assert turns["ore_milled_dry"] == ("warning", "met")
    assert "copper_recovery" not in turns
    assert since.turned(boards[1], boards[1]) == () and since.restated(now, now) == ()


def test_a_months_own_plan_in_the_place_of_the_years_is_listed_and_a_plan_to_come_is_not(store: Engine) -> None:
    """83.5 of the year, then 85 for September, 84.2 done: met becomes behind. August says again what the year says."""
    publish(store, "2022,,镍回收率,计划,83.5", "2022-09,,镍回收率,实际,84.2", "2022-09,,处理矿量,实际,800000")
    then = book(store)
    rows = ("2022-09,,镍回收率,计划,85", "2022-08,,镍回收率,计划,83.5", "2022-09,,处理矿量,计划,800000")
    text = HEADS + "".join(f"{row}\n" for row in rows)
    asked = uploads.publish(store, settings.catalog(), [("月报.csv", text.encode())], by=CONSOLE, ticked=[()])
    assert isinstance(asked, uploads.Refused) and [issue.code for issue in asked.issues] == ["plan_over_year"]
    publish(store, *rows)
    now = book(store)
    (found,) = since.restated(then, now)
    assert (found.indicator, found.period, found.kind) == ("rec_ni_actual", "2022-09", "plan")
    assert found.now is not None
    assert (found.before.period, found.before.value, found.now.value, found.now.batch) == ("2022", 83.5, 85.0, 2)
    with stores.reading(store) as connection:
        assert makers.of(connection, 1, 2)(found) == 2
    held = [figures(at)["rec_ni_actual"] for at in (then, now)]
    assert [each.month.verdict.status for each in held] == ["met", "behind"]
    assert [each.month.yearly and each.month.yearly.value for each in held] == [None, 83.5]
    told = [board.as_json(board.figures(at, Month(2022, 9), "plant")) for at in (then, now)]
    plans = [next(i for b in each["brands"] for i in b["indicators"] if i["key"] == "rec_ni_actual") for each in told]
    assert "planned" not in plans[0]
    assert [plans[1]["planned"][of]["value"] for of in ("month", "year")] == [85.0, 83.5]


def test_an_older_revision_says_what_its_plans_have_become(store: Engine) -> None:
    """Copper's 77.5–78.5 of the year, then 78–79; nickel's 83.5 is taken back; ore has a plan only since."""
    publish(store, "2022,,铜回收率,计划,77.5–78.5", "2022-09,,铜回收率,实际,77.8", "2022-09,,处理矿量,实际,800000")
    publish(store, "2022,,镍回收率,计划,83.5", "2022-09,,精矿氧化镁,计划,6.5")
    publish(store, "2022,,铜回收率,计划,78–79", "2022-09,,处理矿量,计划,810000")
    withdrawal.withdraw(store, 2, by=CONSOLE, reason="撤")
    then = figures(book(store, 2))
    copper, nickel, ore = (then[key] for key in ("rec_cu_actual", "rec_ni_actual", "ore_milled_dry"))
    assert [each.month.verdict.status for each in (copper, figures(book(store))["rec_cu_actual"])] == ["met", "warning"]
    assert [caveat.later_plan(each, "zh") for each in (copper, nickel, ore)] == [
        ["计划后来调整为 78.00–79.00%"], ["计划现已撤销"], ["当时没有计划，后来定为 81.00 万吨"],
    ]  # fmt: skip
    assert not any(caveat.later_plan(each, "zh") for each in figures(book(store)).values())
    unseen = replace(book(store, 2), later=None)  # the control: it is the plans in force now that tell
    assert not any(caveat.later_plan(each, "zh") for each in figures(unseen).values())
    told = board.as_json(board.figures(book(store, 2), Month(2022, 9), "plant"))
    said = {i["key"]: i for b in told["brands"] for i in b["indicators"]}
    became = {"value": None, "qualifier": "eq", "text": "78–79"}
    assert [said["rec_cu_actual"][of]["later_plan"] for of in ("month", "ytd")] == [became, became]
    assert said["rec_cu_actual"]["ytd"]["later_year_plan"] == became
    assert said["rec_ni_actual"]["ytd"]["later_plan"] == {"value": None, "qualifier": "eq", "text": None}
    assert said["ore_milled_dry"]["month"]["later_plan"] == {"value": 810_000.0, "qualifier": "eq", "text": None}
    assert "later_plan" not in said["ni_metal"]["month"]
    table = export.figures(board.figures(book(store, 2), Month(2022, 9), "plant"), book(store, 2), "zh")
    (row,) = [row for row in table.rows if "rec_cu_actual" in row]
    assert row[table.heads.index("计划后来的变化")] == "计划后来调整为 78.00–79.00%"


def figures(at: Book) -> dict[str, Figure]:
    return {f.indicator.key: f for b in board.figures(at, Month(2022, 9), "plant").brands for f in b.figures}
