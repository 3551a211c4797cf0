"""The history, the meetings and the figures as they were then, as Streamlit runs the pages."""

from __future__ import annotations

import time
from datetime import date

import pytest
import streamlit as st
from sqlalchemy import update

from db import meetings, read, reader, settings, store, uploads, withdrawal
from db.actor import CONSOLE
from db.tables import meeting
from pages.parts import traced
from tests import people
from tests.pages.conftest import Open, turn
from tests.pages.seen import Seen

HEADS = "月份,范围,指标,类别,数值\n"
HOSTILE = "<img src=x onerror=alert(1)>"
pytestmark = pytest.mark.usefixtures("empty")


def publish(text: str, name: str = "月报.csv") -> None:
    done = uploads.publish(store.engine(), settings.catalog(), [(name, (HEADS + text).encode())], by=CONSOLE)
    assert isinstance(done, uploads.Receipt), done


@pytest.fixture
def corrected(empty: None) -> None:
    """September reported as 870 kt, seen by a meeting, then corrected to 873 kt."""
    publish("2022-09,,处理矿量,实际,870000\n2022-09,,处理矿量,计划,900000\n")
    meetings.name(store.engine(), CONSOLE, "九月例会", date(2022, 10, 8))
    publish("2022-09,,处理矿量,实际,873000\n", f"更正{HOSTILE}.csv")


def button(seen: Seen, label: str) -> Seen:
    (found,) = (b for b in seen.at.button if b.label == label)
    return Seen(found.click().run())


@pytest.mark.usefixtures("corrected")
def test_the_history_names_file_person_and_what_changed(show: Open) -> None:
    seen = show("history")
    assert "第 2 批 · 更正<img src=x onerror=alert(1)>.csv · 已发布" in seen.text
    assert "1 个数：新增 0，改动 1" in seen.text
    assert "由本人发布（控制台）" in seen.text
    assert not list(seen.html.all("img"))
    assert "+0.30 万吨 (+0.34%)" not in seen.text  # nothing is asked of the store before it is opened
    seen.at.session_state["did-2"] = True
    seen = Seen(seen.at.run())
    assert "新增 0 · 改动 1 · 没有变 0；这是第 2 版发布那一刻的改动" in seen.text
    row = ["2022-09", "全厂", "处理矿量（干）", "实际", "87.00 万吨", "87.30 万吨", "+0.30 万吨 (+0.34%)"]
    assert row in [row.words() for row in seen.html.all("tr")]
    links = {a.attributes["href"] for a in seen.html.all("a") if "changes" in a.attributes["href"]}
    assert links == {f"/api/v1/batches/2/changes.{form}?lang=zh" for form in ("csv", "xlsx")}


@pytest.mark.usefixtures("corrected")
def test_a_meetings_figures_are_read_as_they_were_and_say_so(show: Open) -> None:
    now = show("ore", month="2022-09")
    assert "87.30 | 万吨" in now.card("ore_milled_dry") and "已更正（9月原 87.00 万吨）" in now.card("ore_milled_dry")
    then = show("ore", month="2022-09", as_of="1")
    assert "87.00 | 万吨" in then.card("ore_milled_dry") and "后来更正为 87.30 万吨" in then.card("ore_milled_dry")
    assert "这是 九月例会 · 第 1 版 时的数，不是最新。" in then.text
    assert "累计后来更正为 87.30 万吨" in show(month="2022-09", as_of="1").tile("ore")
    assert "不是最新" not in now.text


@pytest.mark.usefixtures("corrected")
def test_the_choice_of_a_meeting_goes_with_the_address_and_back(show: Open) -> None:
    seen = show(month="2022-09")
    assert seen.at.selectbox(key="as_of").options == ["最新", "九月例会 · 第 1 版"]
    seen = Seen(seen.at.selectbox(key="as_of").set_value("1").run())
    assert "不是最新" in seen.text and seen.at.query_params["as_of"] in ("1", ["1"])
    assert all("as_of=1" in a.attributes["href"] for a in seen.html.all("a", data_brand="ore"))
    seen = turn(seen.at, "ore")
    assert "87.00 | 万吨" in seen.card("ore_milled_dry")
    seen = Seen(seen.at.selectbox(key="as_of").set_value("now").run())
    assert "不是最新" not in seen.text and "as_of" not in seen.at.query_params


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("asked", ["99", "-1", "x", "1.5", HOSTILE])
def test_a_revision_that_was_never_made_is_said_and_the_newest_shown(show: Open, asked: str) -> None:
    seen = show("ore", month="2022-09", as_of=asked)
    assert "87.30 | 万吨" in seen.card("ore_milled_dry") and "不是最新" not in seen.text
    seen = show(month="2022-09", as_of=asked)
    assert f"没有“{asked[:60]}”这个版次或例会，现在显示的是最新版。" in seen.text
    assert not list(seen.html.all("img", onerror="alert(1)"))


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("asked", ["九月例会", " 九月　例会"])
def test_an_address_may_name_a_meeting(show: Open, asked: str) -> None:
    seen = show("ore", month="2022-09", as_of=asked)
    assert "87.00 | 万吨" in seen.card("ore_milled_dry") and "不是最新" in seen.text
    assert seen.at.query_params["as_of"] in ("1", ["1"])


@pytest.mark.usefixtures("corrected")
def test_a_number_is_a_revision_even_where_a_meeting_was_once_called_so(show: Open) -> None:
    with store.writing(store.engine()) as connection:
        connection.execute(update(meeting).values(name="2"))  # the meeting that saw revision 1
    seen = show("ore", month="2022-09", as_of="2")
    assert "87.30 | 万吨" in seen.card("ore_milled_dry") and "不是最新" not in seen.text  # 2 is the newest


@pytest.mark.usefixtures("corrected")
def test_what_has_changed_since_the_meeting(show: Open) -> None:
    seen = show("changes", month="2022-09")
    assert "87.00 万吨" in seen.text and "87.30 万吨" in seen.text
    assert f"更正{HOSTILE}.csv" in seen.text and not list(seen.html.all("img"))


@pytest.mark.usefixtures("corrected")
def test_what_was_taken_back_since_the_meeting_says_who_and_why(show: Open) -> None:
    """The meeting saw 87.00, then 87.30, 87.50 and a remark; what took them away made the figure what it is."""
    publish("2022-10,,处理矿量,实际,860000\n")
    withdrawal.withdraw(store.engine(), 1, by=CONSOLE, reason="第 1 批报错了")  # 87.30 stands above it still
    publish("2022-09,,处理矿量,实际,875000\n")
    withdrawal.withdraw(store.engine(), 5, by=CONSOLE, reason="第 5 批报错了")
    text = show("changes", month="2022-10").text
    assert "87.00 万吨\n87.30 万吨\n控制台 → 控制台" in text and "撤销第 5 批 · 第 5 批报错了" in text
    assert "第 1 批报错了" in text  # its plan is gone
    withdrawal.withdraw(store.engine(), 2, by=CONSOLE, reason="第 2 批报错了")
    text = show("changes", month="2022-10").text
    assert "87.00 万吨\n已撤销\n控制台" in text and "撤销第 2 批 · 第 2 批报错了" in text and "第 5 批" not in text


def test_without_a_meeting_the_month_before_is_compared_with_else_nothing(show: Open) -> None:
    publish("2022-09,,处理矿量,计划,900000\n2022-09,,处理矿量,实际,870000\n")
    assert "还没有可以比较的会议" in show("changes").text
    publish("2022-10,,处理矿量,计划,900000\n2022-10,,处理矿量,实际,950000\n")
    seen = show("changes")
    assert "与上月（2022年9月；还没有命名的例会）相比" in seen.text
    # 87 of 90 are a warning; 182 of 180 are on plan, and January to August missing leaves that open
    assert "党建+矿量 | 处理矿量（干） | ▲ 预警 | ◌ 无法判断 | 87.00 万吨 | 182.0 万吨" in " | ".join(seen.said)
    assert "更正与撤销的数" not in seen.text


def test_a_bound_that_was_stated_anew_is_shown_with_its_unit(show: Open) -> None:
    publish("2022-09,,节约外委修理费用,实际,80余万\n")
    meetings.name(store.engine(), CONSOLE, "九月例会", date(2022, 10, 8))
    publish("2022-09,,节约外委修理费用,实际,≥90万元\n")
    said = show("changes", month="2022-09").said
    assert ">80 万元" in said and "≥90 万元" in said


@pytest.mark.usefixtures("corrected")
def test_a_reviewer_takes_a_publication_back_with_a_reason(show: Open) -> None:
    seen = show("history")
    seen = button(seen, "撤销第 2 批")
    assert "请写明原因" in seen.text
    seen.at.text_input(key="reason_2_0").set_value("称量仪故障")
    seen = button(seen, "撤销第 2 批")
    assert "已撤销第 2 批，这是第 3 版" in seen.text
    assert "撤销第 2 批 · 已发布" in seen.text and "说明：称量仪故障" in seen.text
    assert "87.00 | 万吨" in turn(seen.at, "ore").card("ore_milled_dry")


@pytest.mark.usefixtures("corrected")
def test_a_reader_can_take_nothing_back(show: Open) -> None:
    viewer = people.enter(store.engine(), "viewer", login="reader")
    seen = show("history", number=str(viewer.number))
    assert [b.label for b in seen.at.button if "撤销" in b.label] == []
    assert not seen.at.text_input


@pytest.mark.usefixtures("corrected")
def test_a_reviewer_names_the_newest_revision(show: Open) -> None:
    seen = show("history", month="2022-09")
    assert seen.at.text_input(key="meeting_name").value == "2022年9月例会"
    seen = button(seen, "命名")
    assert "“2022年9月例会”对应第 2 版" in seen.text
    with store.reading(store.engine()) as connection:
        assert next((m.name, m.revision) for m in meetings.listed(connection)) == ("2022年9月例会", 2)
        assert read.head(connection).revision == 2


@pytest.mark.usefixtures("corrected")
def test_a_lines_reader_sees_no_names_of_the_plants_files(show: Open) -> None:
    reader = people.enter(store.engine(), "viewer", login="line", scope="line1")
    seen = show("history", number=str(reader.number))
    assert "月报.csv" not in seen.text and "更正" not in seen.text


@pytest.mark.usefixtures("corrected")
def test_a_figures_card_leads_to_the_rows_behind_it(show: Open) -> None:
    seen = show("ore", month="2022-09")
    (link,) = {a.attributes["href"] for a in seen.html.all("a") if "indicator=ore_milled_dry" in a.attributes["href"]}
    assert link.startswith("/origin?month=2022-09&scope=plant&lang=zh")
    seen = show("origin", month="2022-09", indicator="ore_milled_dry")
    assert "直接上报：873,000 吨" in seen.text
    assert "873000（按 t 读）" in [word for row in seen.html.all("tr") for word in row.words()]  # as its file has it
    assert f"更正{HOSTILE}.csv" in seen.text and "控制台 → 控制台" in seen.text and "第 2 行" in seen.text


@pytest.mark.usefixtures("corrected")
def test_a_file_that_could_not_be_read_says_so_and_is_left_alone_for_ten_minutes(
    show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One try for each of the two files, and none at the next opening; after eleven minutes they are read."""
    st.cache_data.clear()
    traced._unread.clear()
    tries: list[object] = []
    with monkeypatch.context() as busy:
        busy.setattr(reader, "cells", lambda *_, **__: tries.append(1))
        for _ in range(2):
            text = show("origin", month="2022-09", indicator="ore_milled_dry").text
            assert "原文未能读出" in text and "873000（按 t 读）" not in text and len(tries) == 2
            assert "个原件没有在 10 秒、1 GB 之内读出，10 分钟内不再重试" in text
    monkeypatch.setattr(traced, "monotonic", lambda: time.monotonic() + 660)
    text = show("origin", month="2022-09", indicator="ore_milled_dry").text
    assert "873000（按 t 读）" in text and "个原件没有" not in text
    traced._unread.clear()


def test_no_more_files_are_remembered_as_unread_than_there_is_room_for() -> None:
    traced._unread.clear()
    for number in range(traced._REMEMBERED + 3):
        traced._rest((str(number), "{}", ""))
    known = traced._unread()
    assert len(known) == traced._REMEMBERED and next(iter(known))[0] == "3"
    traced._unread.clear()


def test_a_plans_rows_stand_behind_its_figure_too(show: Open) -> None:
    publish(
        "2022-01,,镍回收率,实际,83.9\n2022-01,,镍回收率,计划,82.5–83.5\n2022,,镍回收率,计划,≥82\n"
        "2022-02,,镍回收率,计划,84\n2021,,镍回收率,计划,81\n"
    )
    seen = show("origin", month="2022-01", indicator="rec_ni_actual")
    assert "当月 82.50–83.50% · 累计 82.50–83.50% · 全年 ≥82%" in seen.text
    rows = [row.words() for row in seen.html.all("tr") if any("计划" in word for word in row.words())]
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        ("镍回收率（实际）（计划）", "2022-02", "84.00%", "84（按 % 读）"),
        ("镍回收率（实际）·计划下限", "2022", "82.00%", "≥82（按 % 读）"),
        ("镍回收率（实际）·计划下限", "2022-01", "82.50%", "82.5–83.5"),
        ("镍回收率（实际）·计划上限", "2022-01", "83.50%", "82.5–83.5"),
    ]


@pytest.mark.usefixtures("corrected")
def test_where_a_figure_comes_from_says_what_it_was_and_has_become(show: Open) -> None:
    """87.0 at revision 1, 87.3 now."""
    then = show("origin", month="2022-09", indicator="ore_milled_dry", as_of="1").text
    assert "后来更正为 87.30 万吨" in then and "870,000 吨（后来更正为 873,000 吨）" in then
    now = show("origin", month="2022-09", indicator="ore_milled_dry").text
    assert "已更正（原 87.00 万吨）" in now and "873,000 吨（已更正，原 870,000 吨）" in now
    assert "后来更正" not in now and "已更正" not in then


def test_a_small_change_and_a_months_own_plan_stand_side_by_side_since_the_meeting(show: Open) -> None:
    publish("2022-09,,处理矿量,实际,870010\n2022,,镍回收率,计划,83.5\n2022-09,,镍回收率,实际,84.2\n")
    meetings.name(store.engine(), CONSOLE, "九月例会", date(2022, 10, 8))
    publish("2022-09,,处理矿量,实际,870020\n2022-09,,镍回收率,计划,85\n")
    said = " | ".join(show("changes", month="2022-09").said)
    assert "87.00 万吨 (870010.0) | 87.00 万吨 (870020.0)" in said
    assert "镍回收率（实际）（计划） | 2022-09 | 全厂 | 全年 83.50% | 85.00%" in said
    assert "当月计划 85.00%（全年计划 83.50%）" in show("metrics", month="2022-09").text.replace("\n", " ")
    plan = " ".join(show("metrics", month="2022-09", as_of="九月例会").text.split())
    assert "当月计划 83.50%" in plan and "计划后来调整为 85.00%" in plan


def test_what_was_said_beside_a_file_is_seen_after_its_publication(show: Open) -> None:
    """What a heading meant, and the cell that was corrected with its column."""
    text, name = "月份,处理况量(万吨)\n2022-09,八十七\n", "处理况量(万吨)"
    how = {"mapping": {name: "ore_milled_dry"}, "corrections": [["", 2, 2, "八十七", "87"]]}
    done = uploads.publish(store.engine(), settings.catalog(), [("月报.csv", text.encode())], by=CONSOLE, choices=[how])
    assert isinstance(done, uploads.Receipt), done
    seen = show("history")
    seen.at.session_state["did-1"] = True
    seen = Seen(seen.at.run())
    assert f"“{name}”（月报.csv）按“处理矿量（干）”读。" in seen.text
    assert ["月报.csv", "第 2 行，“B”列", "八十七", "87"] in [row.words() for row in seen.html.all("tr")]


@pytest.mark.parametrize("asked", ["", "nothing", HOSTILE])
def test_an_unknown_indicator_has_no_origin(show: Open, asked: str) -> None:
    publish("2022-09,,处理矿量,实际,870000\n")
    assert "请从指标卡的“来源”打开本页" in show("origin", month="2022-09", indicator=asked).text


@pytest.mark.usefixtures("corrected")
def test_a_month_that_is_overdue_is_said_on_every_page(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    said = " 个月的数据逾期未发布，最早是2022年10月（应在次月 10 日前）"  # how many depends on the day
    assert said in show("overview").text and said in show("ore").text
    monkeypatch.setenv("KPI_DUE_DAY", "0")
    assert "逾期未发布" not in show("overview").text
