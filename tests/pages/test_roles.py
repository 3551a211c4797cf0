"""The menu and the pages of each role and scope, as Streamlit runs them."""

from __future__ import annotations

import pytest

from db import accounts, settings, store
from db.actor import CONSOLE
from pages.parts import menu
from tests import people
from tests.pages.conftest import Open, turn

pytestmark = pytest.mark.usefixtures("sample")
BRANDS = ["intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform"]
PAST = ["history", "changes"]
READS = ["overview", *BRANDS, "definitions"]


def enter(role: str, **options: str) -> people.Session:
    return people.enter(store.engine(), role, **options)


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("viewer", [*READS, *PAST]),
        ("analyst", [*READS, "upload", *PAST]),
        ("reviewer", [*READS, "upload", "review", *PAST]),
        ("admin", [*READS, *PAST, "admin", "screens", "audit"]),
    ],
)
def test_the_menu_shows_what_one_may_do(role: str, shown: list[str]) -> None:
    actor = enter(role, login=f"a {role}").actor(store.engine())
    assert list(menu.titles(actor, settings.catalog(), "zh")) == shown


def test_a_screen_has_the_pages_it_was_given(show: Open) -> None:
    wall = enter("screen", login="wall", pages='["ore", "metrics"]')
    titles = menu.titles(wall.actor(store.engine()), settings.catalog(), "zh")
    assert titles == {"ore": "矿量", "metrics": "指标"}
    seen = show(number=str(wall.number))
    assert "处理矿量" in seen.text


@pytest.mark.parametrize("page", ["upload", "admin", "screens", "audit"])
def test_a_page_that_is_not_ones_own_is_not_opened(show: Open, page: str) -> None:
    viewer = enter("viewer", login="reader")
    seen = show(number=str(viewer.number))
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        turn(seen.at, page)
    analyst = enter("analyst", login="sender")
    if page == "upload":
        assert turn(show(number=str(analyst.number)).at, page).at.get("file_uploader")


def test_a_role_that_was_taken_away_is_gone_at_the_next_run(show: Open) -> None:
    me = enter("analyst", login="sender")
    seen = show("upload", number=str(me.number))
    assert seen.at.get("file_uploader")
    accounts.set_role(store.engine(), CONSOLE, "sender", "viewer")
    seen.at.run()
    assert not seen.at.get("file_uploader")


@pytest.mark.parametrize("number", ["", "0", "99", "x", "1 OR 1=1"])
def test_without_a_session_there_are_no_figures(show: Open, number: str) -> None:
    seen = show(number=number)
    assert "请先登录" in seen.text
    assert "处理矿量" not in seen.text and "万吨" not in seen.text


def test_a_lines_reader_sees_his_line_and_is_offered_no_other(show: Open) -> None:
    """Line 1 in September 2022 and to date; the plant's 747.57 万吨 of the article stand nowhere."""
    reader = enter("viewer", login="line reader", scope="line1")
    seen = show("ore", number=str(reader.number), month="2022-09")
    assert seen.at.selectbox(key="scope").options == ["示例一系列"]
    assert "747.6" not in seen.text and "747.57" not in seen.text
    assert "747.6" in show("ore", month="2022-09").text or "747.57" in show("ore", month="2022-09").text


def test_a_link_beyond_ones_scope_shows_ones_own(show: Open) -> None:
    reader = enter("viewer", login="line reader", scope="line1")
    seen = show(number=str(reader.number), month="2022-09", scope="plant")
    assert seen.at.selectbox(key="scope").value == "line1"
    assert "网址里要的范围" in seen.text


def test_readers_of_different_scopes_in_turn_never_get_each_others_figures(show: Open) -> None:
    """The caches are shared by all: they are keyed by scope."""
    line, plant = enter("viewer", login="line reader", scope="line1"), enter("viewer", login="plant reader")
    for _ in range(2):
        assert "747." in show("ore", number=str(plant.number), month="2022-09").text
        assert "747." not in show("ore", number=str(line.number), month="2022-09").text
