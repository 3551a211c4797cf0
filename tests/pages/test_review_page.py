"""The review page: what waits, what it would change now, publication by another, return with a reason, 催报."""

from __future__ import annotations

import pytest

from db import read, settings, store, submissions, uploads
from db.actor import CONSOLE, Actor
from db.submissions import Sent, Submission
from tests import people
from tests.pages.conftest import Open, turn
from tests.pages.seen import Seen, foreign
from tests.pages.test_upload_page import CORRECTED, GOOD, MOVED, ODD, press, revision, rows

pytestmark = pytest.mark.usefixtures("empty")
ANNA = Actor("anna", "analyst")


@pytest.fixture(autouse=True)
def _two_people(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody publishes his own here, unless a test allows it."""
    monkeypatch.delenv("KPI_SELF_REVIEW")


def hand_in(text: str = GOOD, name: str = "一二月.csv", by: Actor = ANNA, **choices: object) -> int:
    catalog, engine = settings.catalog(), store.engine()
    found = uploads.preview(engine, catalog, [(name, text.encode())], by=by, choices=[choices])
    ticked = tuple(submissions.tick(issue) for issue in found.issues if issue.severity == "warning")
    sent = Sent(name, text.encode(), choices, ticked)
    made = submissions.save(engine, catalog, [sent], by=by, seen=revision(), note="二月月报<b>")
    assert isinstance(made, Submission), made
    return made.id


def state(number: int) -> str:
    with store.reading(store.engine()) as connection:
        return submissions.one(connection, number).state


def test_a_reviewer_sees_who_what_and_the_difference_and_publishes(show: Open) -> None:
    number = hand_in()
    seen = show("review")
    assert "anna 于" in seen.text and "说明：二月月报<b>" in seen.text and foreign(seen.html) == []
    assert "新增 4 · 改动 0 · 相同 0" in seen.text
    assert ["处理矿量（干）", "2023-02 全厂", "◌ 无数据", "▼ 滞后"] in [row[:4] for row in rows(seen)]
    seen = press(seen, "publish")
    assert "已发布为第 1 版：新增 4" in seen.text and "没有待审的上传。" in seen.text
    assert (state(number), revision()) == ("published", 1)
    with store.reading(store.engine()) as connection:
        (batch,) = read.batches(connection)
    assert (batch.uploaded_by, batch.published_by) == ("anna", "analyst")  # the fixture's reviewer is called so


def test_what_changed_meanwhile_is_told_and_compared_again(show: Open) -> None:
    """The difference was drawn at revision 0; the same cells are published by another before the click."""
    hand_in(CORRECTED)
    seen = show("review")
    uploads.publish(store.engine(), settings.catalog(), [("别人的.csv", GOOD.encode())], by=CONSOLE)
    seen = press(seen, "publish")
    assert "没有存入：" in seen.text and "发布了“别人的.csv”，改动了同样的单元格" in seen.text
    assert revision() == 1
    assert ["2023-02", "全厂", "处理矿量（干）", "实际", *MOVED] in rows(seen)
    assert "已发布为第 2 版" in press(seen, "publish").text


def test_his_own_is_shown_with_the_reason_why_not(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    number = hand_in(by=Actor("analyst", "reviewer"))
    seen = show("review")
    assert "自己上传的文件要由别人审核发布。" in seen.text
    assert seen.at.button(key="publish").disabled
    other = people.enter(store.engine(), "reviewer", login="rita")
    assert not show("review", number=str(other.number)).at.button(key="publish").disabled
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    seen = show("review")
    assert "这是您自己上传的" in seen.text
    press(seen, "publish")
    assert state(number) == "published"


def test_an_upload_is_returned_with_a_reason_only(show: Open) -> None:
    number = hand_in()
    seen = show("review")
    send = next(button for button in seen.at.button if button.label == "退回")
    seen = Seen(send.click().run())
    assert "请写明原因，再退回或撤销。" in seen.text and state(number) == "pending"
    reason = next(box for box in seen.at.text_input if box.label == "退回原因")
    reason.set_value("二月矿量应为 100")
    seen = Seen(next(button for button in seen.at.button if button.label == "退回").click().run())
    assert "第 1 号已退回给 anna。" in seen.text and state(number) == "returned"
    assert revision() == 0


def test_ticked_warnings_and_corrections_are_shown_to_the_reviewer(show: Open) -> None:
    hand_in(ODD.replace("60", "六十"), "怪.csv", corrections=[["", 2, 5, "六十", "60"]])
    seen = show("review")
    assert ["怪.csv", "第 2 行，“E”列", "六十", "60"] in rows(seen)
    count = sum(row[:1] == ["提醒"] for row in rows(seen))
    assert count >= 2 and f"已确认 {count} / {count} 条" in seen.text


def test_a_page_is_looked_at_as_if_published_and_nothing_is_stored(show: Open) -> None:
    hand_in()
    seen = show("review")
    assert "累计计划完成率 94.44%" not in seen.text
    seen = Seen(seen.at.toggle[0].set_value(True).run())
    assert "尚未发布：这是第 1 号上传发布之后的样子，库里的数没有变。" in seen.text
    assert "累计计划完成率 94.44%" in seen.tile("ore")
    seen = Seen(seen.at.selectbox(key="asif_page").set_value("ore").run())
    assert "尚未发布" in seen.text and seen.card("ore_milled_dry")
    assert revision() == 0 and "94.44" not in turn(seen.at, "overview").text


def test_several_wait_in_the_order_they_came(show: Open) -> None:
    hand_in()
    hand_in(GOOD.replace("2023", "2022"), "去年.csv", Actor("bert", "analyst"))
    seen = show("review")
    box = next(box for box in seen.at.selectbox if box.label == "待审的上传")
    assert box.options == ["第 1 号 · anna · 一二月.csv", "第 2 号 · bert · 去年.csv"]
    assert ["2022-01", "全厂", "处理矿量（干）", "实际", "80.00 万吨"] in rows(Seen(box.set_value(2).run()))


def test_the_board_names_who_has_not_reported_the_month(show: Open) -> None:
    """February has a plan and no ore; ore came in January."""
    data = GOOD.replace("2023-02,90,80", "2023-02,,80").encode()
    uploads.publish(store.engine(), settings.catalog(), [("一月.csv", data)], by=CONSOLE)
    seen = show("review")
    seen = Seen(seen.at.selectbox(key="debts_month").set_value("2023-02").run())
    assert ["全厂", "党建+矿量", "1 / 0", "处理矿量（干）"] in rows(seen)
    seen = Seen(seen.at.selectbox(key="debts_month").set_value("2023-01").run())
    assert "这个月该报的都报了。" in seen.text
    skipped = Seen(seen.at.selectbox(key="debts_month").set_value("2023-03").run())  # nothing came since
    assert "2023年3月（逾期未发布）" in skipped.at.selectbox(key="debts_month").options
    assert ["全厂", "党建+矿量", "1 / 0", "处理矿量（干）（2023年1月报过）"] in rows(skipped)
    assert "1 个范围共 1 项未报，已逾期（应在次月 10 日前）" in skipped.text


@pytest.mark.parametrize("role", ["viewer", "analyst", "admin"])
def test_nobody_else_opens_the_page(show: Open, role: str) -> None:
    number = people.enter(store.engine(), role, login=f"a {role}").number
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        show("review", number=str(number))


def test_what_is_chosen_stays_when_the_language_changes(show: Open) -> None:
    """In a browser, which keeps an option's words: test_browser_access.py."""
    uploads.publish(store.engine(), settings.catalog(), [("一二月.csv", GOOD.encode())], by=CONSOLE)
    seen = show("review")
    seen = Seen(seen.at.selectbox(key="debts_month").set_value("2023-01").run())
    for lang, shown in (("en", "2023-01"), ("zh", "2023年1月")):
        seen = Seen(seen.at.selectbox(key="lang").set_value(lang).run())
        box = seen.at.selectbox(key="debts_month")
        assert box.value == "2023-01" and shown in box.options[box.index or 0]
