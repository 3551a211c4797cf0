"""The address of a page holds month, scope and language, so that a link reopens the same view."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open, turn
from tests.pages.seen import Seen

FIRST_VIEW = {"month": "2022-09", "scope": "plant", "lang": "zh"}
pytestmark = pytest.mark.usefixtures("sample")


def address(seen: Seen) -> dict[str, str]:
    found = {name: seen.at.query_params[name] for name in FIRST_VIEW}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in found.items()}


def choose(seen: Seen, name: str, value: str) -> Seen:
    return Seen(seen.at.selectbox(key=name).set_value(value).run())


def test_a_bare_address_opens_the_newest_month_of_the_plant_in_chinese(show: Open) -> None:
    assert address(show()) == FIRST_VIEW


@pytest.mark.parametrize("line", ["line1", "示例一系列"])
def test_a_link_opens_its_month_its_line_and_its_language(show: Open, line: str) -> None:
    """Line 1, by its key or its name, January to June 2022.

    490.8 + 435.5 + 490.0 + 481.1 + 491.5 + 347.9 = 2736.8 of planned 2703.0 kt.
    """
    seen = show("ore", month="2022-06", scope=line, lang="zh")
    assert address(seen) == {"month": "2022-06", "scope": "line1", "lang": "zh"}
    assert "数据截至 2022年6月 · 序时进度 50.00%" in seen.text
    assert seen.fact("ore_milled_dry", "累计计划") == "270.3 万吨"
    assert "273.7 | 万吨" in seen.card("ore_milled_dry") and "101.25%" in seen.card("ore_milled_dry")


def test_a_link_in_english_opens_in_english_on_every_page_of_the_session(show: Open) -> None:
    seen = show(month="2022-06", scope="line1", lang="en")
    for page in ("metrics", "conduct", "upload", "overview"):
        seen = turn(seen.at, page)
        assert address(seen) == {"month": "2022-06", "scope": "line1", "lang": "en"}
        assert "Data to 2022-06" in seen.text and "数据截至" not in seen.text


def test_what_is_chosen_is_put_into_the_address_and_kept_on_the_next_page(show: Open) -> None:
    seen = choose(choose(show(), "month", "2022-03"), "scope", "line2")
    assert address(seen) == {"month": "2022-03", "scope": "line2", "lang": "zh"}
    seen = turn(seen.at, "reform")
    assert address(seen) == {"month": "2022-03", "scope": "line2", "lang": "zh"}
    assert "数据截至 2022年3月 · 序时进度 25.00%" in seen.text


def test_the_language_is_switched_and_the_view_stays(show: Open) -> None:
    seen = choose(show("ore", month="2022-06", scope="line1"), "lang", "en")
    assert address(seen) == {"month": "2022-06", "scope": "line1", "lang": "en"}
    assert "Ore milled (dry)" in seen.card("ore_milled_dry")


def test_a_second_link_in_the_same_session_is_followed_too(show: Open) -> None:
    seen = show(month="2022-06")
    seen.at.query_params["month"] = "2022-02"
    assert "数据截至 2022年2月" in Seen(seen.at.run()).text


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2022-13"},
        {"month": "2035-01"},
        {"month": "../../etc"},
        {"month": ""},
        {"scope": "line9"},
        {"scope": "<script>"},
        {"lang": "fr"},
        {"lang": "zh'--"},
        {"other": "1", "month": "九月"},
    ],
)
def test_what_an_address_cannot_mean_is_ignored(show: Open, query: dict[str, str]) -> None:
    seen = show(**query)
    assert address(seen) == FIRST_VIEW
    assert "数据截至 2022年9月" in seen.text


def test_the_tiles_and_the_table_lead_to_the_same_view(show: Open) -> None:
    seen = show(month="2022-06", scope="line1", lang="en")
    links = [a.attributes["href"] for a in seen.html.all("a") if not a.attributes["href"].startswith("/account")]
    assert "/ore?month=2022-06&scope=line1&lang=en" in links
    assert {link.partition("?")[2] for link in links} == {"month=2022-06&scope=line1&lang=en"}


def test_the_default_language_is_a_setting(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_LANG", "en")
    assert "Data to 2022-09" in show().text
    assert "数据截至" in show(lang="zh").text
