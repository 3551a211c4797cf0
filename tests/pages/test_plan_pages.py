"""An adjusted plan on the pages: asked for on upload, marked on the overview and cards, listed in the history."""

from __future__ import annotations

from datetime import date

import pytest

from db import read, settings, store, uploads
from db.actor import CONSOLE
from db.plans import Approval
from tests.pages.conftest import Open
from tests.pages.seen import Seen
from tests.pages.test_upload_page import press, rows, upload

FIRST = "月份,指标,计划,实际,单位\n2023-01,处理矿量,100,80,万吨\n2023-02,处理矿量,80,90,万吨\n"
ADJUSTED = "月份,指标,类别,数值,单位\n2023-01,处理矿量,计划,94,万吨\n"


def publish(text: str, plan: Approval | None = None) -> None:
    done = uploads.publish(
        store.engine(), settings.catalog(), [("计划.csv", text.encode())], by=CONSOLE, plan=plan or Approval()
    )
    assert isinstance(done, uploads.Receipt), done


def reopened(seen: Seen) -> Seen:
    return Seen(seen.at.run())


@pytest.mark.usefixtures("empty")
def test_an_adjustment_is_handed_in_only_with_its_date_and_reason(show: Open) -> None:
    publish(FIRST)
    seen = upload(show("upload"), ("调整.csv", ADJUSTED))
    assert any("改动了 2023 年已发布的计划" in text for text in seen.said)
    assert seen.at.button(key="submit").disabled and seen.at.button(key="publish").disabled
    assert not seen.at.button(key="draft").disabled
    seen.at.date_input[0].set_value(date(2023, 1, 20))
    seen = reopened(seen)
    assert seen.at.button(key="publish").disabled
    next(field for field in seen.at.text_input if field.key.startswith("plan-reason")).set_value("球磨机更换")
    seen = reopened(seen)
    assert not seen.at.button(key="publish").disabled
    press(seen, "publish")
    with store.reading(store.engine()) as connection:
        version = read.book(connection, settings.catalog()).version(2023)
    assert version and (version.number, version.approved_on, version.reason) == (2, "2023-01-20", "球磨机更换")


@pytest.mark.usefixtures("empty")
def test_what_adjusts_no_plan_asks_for_nothing(show: Open) -> None:
    publish(FIRST)
    seen = upload(show("upload"), ("三月.csv", "月份,指标,类别,数值,单位\n2023-03,处理矿量,计划,90,万吨\n"))
    assert not seen.at.date_input
    assert not seen.at.button(key="publish").disabled


@pytest.mark.usefixtures("empty")
def test_pages_show_the_version_in_force_and_the_first_one(show: Open) -> None:
    publish(FIRST)
    publish(ADJUSTED, Approval("2023-01-20", "球磨机更换"))
    ore = show("ore")
    assert "174.0 万吨（调整，2023-01-20 批准；年初 180.0 万吨）" in ore.said
    assert "2023 年计划：第 2 版（调整，2023-01-20 批准）" in ore.said
    overview = show()
    (mark,) = overview.html.all("span", title="2023 年计划第 2 版；年初 180.0 万吨")
    assert mark.words() == ["（调整）"]
    table = rows(show("history"))
    assert [row[:4] for row in table if row[:1] == ["2023"]] == [
        ["2023", "第 2 版（调整），在用", "2023-01-20", "球磨机更换"],
        ["2023", "第 1 版（年初）", "—", "—"],
    ]
    before = show("ore", as_of="1")
    assert "180.0 万吨" in before.said
    assert {said for said in before.said if "调整" in said} == {"计划后来调整为 174.0 万吨"}


@pytest.mark.usefixtures("empty")
def test_a_range_is_on_the_card_and_in_the_table(show: Open) -> None:
    publish("月份,指标,计划下限,计划上限,实际,单位\n2023-01,处理矿量,75,85,80,万吨\n")
    assert any("75.00–85.00 万吨" in said for said in show("ore").said)
    assert any("75.00–85.00 万吨" in said for said in show().said)
