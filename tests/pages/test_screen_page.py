"""The meeting-room screen's slides as the server sends them: for whom, which, and in whose words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from db import store
from tests import people
from tests.pages.conftest import Open
from tests.pages.test_pages import CHINESE, LATIN, TERMS

BRANDS = ["intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform"]
SLIDES = ["overview", "gaps", *BRANDS, "changes"]
TAG = re.compile(r"<[^>]+>")


def deck(show: Open, number: str = "1", **query: str) -> str:
    """The markup of all slides; '' where the page shows none."""
    seen = show("screen", number, **query)
    return next((element.proto.body for element in seen.at.get("html") if "kpi-deck" in element.proto.body), "")


def slides(markup: str) -> list[str]:
    return re.findall(r'data-slide="(\w+)"', markup)


@pytest.mark.usefixtures("sample")
def test_ten_slides_say_where_they_stand_and_how_new_they_are(show: Open) -> None:
    markup = deck(show)
    assert slides(markup) == SLIDES
    assert "矿量 4 / 10" in markup and "数据截至 2022年9月 · 示例数据 · 第 5 版" in markup
    assert 'data-dwell="24"' in markup and "--letter:34;" in markup
    assert "<svg" not in markup and "<script" not in markup


@pytest.mark.usefixtures("sample")
def test_the_chinese_screen_holds_no_english_words(show: Open) -> None:
    assert set(LATIN.findall(unescape(TAG.sub(" ", deck(show))))) - TERMS == set()


@pytest.mark.usefixtures("sample")
def test_the_english_screen_holds_no_chinese_but_what_was_reported_in_it(show: Open) -> None:
    """Measures, milestones and units of responsibility are the plant's own texts."""
    text = TAG.sub(" ", re.sub(r'<p class="measure[^>]*>.*?</p>', " ", deck(show, lang="en")))
    for reported in ("完成", "已投入运行"):
        text = text.replace(reported, "")
    assert CHINESE.findall(text) == []


@pytest.mark.usefixtures("sample")
def test_what_the_address_asks_for_is_shown_or_said(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SCREEN_PLAYLISTS", "morning=overview,gaps")
    assert slides(deck(show, playlist="morning,ore")) == ["overview", "gaps", "ore"]
    markup = deck(show, playlist="evening", dwell="99")
    assert slides(markup) == SLIDES
    assert "没有“evening”这一页或播放单" in markup and 'data-dwell="30"' in markup
    markup = deck(show, inch="55")
    assert "字号已到上限，4.4 米内可读" in markup and "--letter:40;" in markup
    assert "数据截至 2022年6月" in deck(show, month="2022-06", scope="line1")


@pytest.mark.usefixtures("sample")
def test_a_wall_has_the_slides_of_the_pages_it_was_given(show: Open) -> None:
    wall = people.enter(store.engine(), "screen", login="wall", pages='["ore", "reform"]')
    assert slides(deck(show, str(wall.number))) == ["ore", "reform"]


@pytest.mark.usefixtures("empty")
def test_an_empty_store_is_said_and_shows_no_slide(show: Open) -> None:
    seen = show("screen")
    assert deck(show) == ""
    assert 'data-state="empty"' in "".join(element.proto.body for element in seen.at.get("html"))
