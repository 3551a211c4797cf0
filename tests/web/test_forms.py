"""The pages in front of the board are whole, need no script, ask nobody else, and show hostile names as written."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from kpi.unit import Lang
from pages.web import forms, html, pieces
from tests.web.doors import ALL, HOSTILE, Parsed, account, faults, pages, said

# ---- structure


@pytest.mark.parametrize(("lang", "name"), ALL)
def test_a_page_is_whole_and_has_neither_script_nor_foreign_address(lang: Lang, name: str) -> None:
    page = pages(lang, "张伟")[name]
    assert page.startswith("<!DOCTYPE html>")
    assert faults(page) == []
    parsed = Parsed(page)
    assert parsed.every("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert [one["href"] for one in parsed.every("link") if one["rel"] == "stylesheet"] == [pieces.STYLE]
    assert len(parsed.every("h1")) == len(parsed.every("main")) == 1


@pytest.mark.parametrize(
    "defect",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<p onclick="x()">y</p>',
        '<a href="https://evil.example/">x</a>',
        '<a href="//evil.example/">x</a>',
        '<a href="/\\evil.example/">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<input name="nobody" type="text">',
        '<label for="nobody">x</label>',
        '<form action="/login"></form>',
        "<p>",
        "</div>",
    ],
)
def test_each_defect_is_seen(defect: str) -> None:
    """The search itself: the same page with the defect in it."""
    page = forms.message("zh", title="题", text="MARK")
    assert faults(page) == []
    assert faults(page.replace("MARK", defect)) != []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(("lang", "name"), ALL)
def test_hostile_text_stays_text(lang: Lang, name: str, text: str) -> None:
    """The same elements as with a harmless name, and the text itself as written."""
    page, harmless = pages(lang, text)[name], pages(lang, "x")[name]
    assert faults(page) == []
    assert [tag for tag, _ in Parsed(page).elements] == [tag for tag, _ in Parsed(harmless).elements]
    if name not in ("login_plain", "pairing", "password_must"):
        assert text in said(page)


def test_hostile_text_unescaped_would_be_seen() -> None:
    """The control: what escaping keeps away turns the test above red."""
    page = forms.message("zh", title="题", text="MARK")
    assert all(faults(page.replace("MARK", text)) for text in HOSTILE[:2] + HOSTILE[3:4])
    field = forms.login("zh", next="/", name="MARK")
    assert "input onerror" in " ".join(faults(field.replace("MARK", '" onerror="')))


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\x7f", "\x85", "\ud800", "\ufffe"])
@pytest.mark.parametrize(("lang", "name"), ALL)
def test_a_control_character_becomes_a_mark_and_the_page_can_be_sent(lang: Lang, name: str, text: str) -> None:
    page = pages(lang, f"a{text}b")[name]
    page.encode("utf-8")
    assert text[0] not in page
    if name == "message":
        assert f"a\ufffd{text[1:]}b" in said(page)


def test_the_page_asked_for_comes_back_as_it_was_in_every_way_on() -> None:
    asked = "/ore?month=2022-09&scope=厂 一#x\"'<"
    parsed = Parsed(forms.login("zh", next=asked, oidc="x"))
    assert [field["value"] for field in parsed.every("input") if field["name"] == "next"] == [asked]
    queries = [parse_qs(urlsplit(link["href"]).query) for link in parsed.every("a")]
    assert [query["next"] for query in queries if "next" in query] == [[asked], [asked]]


# ---- what each page holds


def fields(page: str, action: str) -> list[str]:
    """Names of the fields of the form that posts there, in order."""
    found = re.search(rf'<form method="post" action="{re.escape(action)}\?lang=zh"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found is not None, action
    return [one["name"] for one in Parsed(found[1]).every("input")]


def test_login_asks_for_account_and_password_and_helps_the_browser_fill_them() -> None:
    page = forms.login("zh", next="/ore")
    assert fields(page, "/login") == ["next", "login", "password"]
    complete = {one["name"]: one.get("autocomplete") for one in Parsed(page).every("input")}
    assert complete == {"next": None, "login": "username", "password": "current-password"}
    assert "oidc" not in page
    assert 'role="alert"' not in page
    assert '<a href="/login?lang=en&amp;next=%2Fore"' in page
    assert '<a href="/login/screen?lang=zh"' in page
    wall = forms.login("zh", next="/screen?playlist=ore", wall={"playlist": "ore"})
    assert '<a href="/login/screen?lang=zh&amp;playlist=ore"' in wall


@pytest.mark.parametrize(("name", "first"), [("", "login"), ("zhang", "password")])
def test_the_cursor_waits_in_the_empty_field(name: str, first: str) -> None:
    found = Parsed(forms.login("zh", next="/", name=name)).every("input")
    assert [one["name"] for one in found if "autofocus" in one] == [first]


def test_a_refusal_is_read_out() -> None:
    assert '<p class="problem" role="alert">不对</p>' in forms.login("zh", next="/", problem="不对")
    assert '<p class="problem" role="alert">不对</p>' in forms.password("zh", rules="x", must=True, problem="不对")


def test_a_password_once_typed_is_never_sent_back() -> None:
    for page in (forms.login("zh", next="/", name="zhang"), forms.password("zh", rules="x", must=True, login="zhang")):
        assert {one["value"] for one in Parsed(page).every("input") if one["type"] == "password"} == {""}


def test_the_other_provider_is_reached_by_a_link() -> None:
    """A form could not: the policy's form-action would stop the redirect to the provider."""
    page = forms.login("zh", next="/ore", oidc="集团认证")
    assert '<a href="/login/oidc?lang=zh&amp;next=%2Fore" class="button">用“集团认证”登录</a>' in page
    assert "form-action 'self'" in html.POLICY


@pytest.mark.parametrize("must", [True, False])
def test_a_password_is_changed_with_the_old_one_and_there_is_a_way_out(must: bool) -> None:
    page = forms.password("zh", rules="至少 10 个字符", must=must, login="zhang")
    assert fields(page, "/account/password") == ["login", "old", "new", "again"]
    assert fields(page, "/logout") == []
    assert ("请先设一个自己的密码" in page) is must
    assert ('href="/account?lang=zh"' in page) is not must
    assert '<span class="note" id="new-note">至少 10 个字符</span>' in page


def test_the_account_page_ends_logins_and_makes_and_revokes_tokens() -> None:
    page = account()
    assert fields(page, "/logout") == fields(page, "/account/logout-all") == []
    assert fields(page, "/account/token") == ["name"]
    assert fields(page, "/account/token/revoke") == ["id"]
    assert '<input type="hidden" name="id" value="7">' in page
    assert 'aria-label="撤销令牌“化验室”"' in page
    assert page.count("本次登录") == 1
    assert page.index("10.0.0.1") < page.index("本次登录") < page.index("10.0.0.2")
    assert "从未" in page
    assert {"数据审核", "全部范围", "zhangwei", "张伟"} <= set(Parsed(page).texts)


def test_a_new_token_is_shown_once_and_no_link_loses_it() -> None:
    page = account("kpi_secret")
    assert page.count("kpi_secret") == 1
    assert 'href="/account?lang=en"' not in page
    assert 'href="/account?lang=en"' in account()


def test_an_unknown_role_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        forms.account("zh", name="", login="x", role="king", scope="", sessions=[], tokens=[])


def test_the_wall_shows_the_code_in_two_groups_and_asks_again() -> None:
    page = forms.pairing("zh", code="K7MW3QXH", minutes=10)
    assert '<p class="code"><span>K7MW</span> <span>3QXH</span> </p>' in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "10 分钟内有效" in page
    assert "请管理员在“大屏”页输入此配对码" in page
    assert "1 分钟内有效" in forms.pairing("zh", code="K7MW3QXH", minutes=0)
    assert [a["href"] for a in Parsed(page).every("a")] == ["/login?lang=zh"] and Parsed(page).every("form") == []
    assert "refresh" not in forms.login("zh", next="/")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the server's time zone (POSIX: CST-8 is eight hours ahead of UTC)."""

    def zone(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield zone
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows takes the zone from its own settings")
@pytest.mark.parametrize(
    ("zone", "shown"),
    [("CST-8", "2026-11-22 23:00 <small>UTC+8</small>"), ("UTC0", "2026-11-22 15:00 <small>UTC</small>"),
     ("IST-5:30", "2026-11-22 20:30 <small>UTC+5.5</small>"), ("EST5", "2026-11-22 10:00 <small>UTC-5</small>")],
)  # fmt: skip
def test_a_moment_is_shown_in_the_servers_time(clock: Callable[[str], None], zone: str, shown: str) -> None:
    clock(zone)
    assert pieces.when("zh", "2026-11-22T15:00:00Z") == f'<time datetime="2026-11-22T15:00:00Z">{shown}</time>'


def test_a_text_that_is_no_moment_is_shown_as_it_is() -> None:
    assert pieces.when("zh", "昨天") == "昨天"
    assert pieces.when("en", "") == "never"


# ---- words


def foreign(page: str) -> set[str]:
    """Latin words a Chinese reader is shown; the name of the other language and of the time are no English."""
    return set(re.findall(r"[A-Za-z]{2,}", said(page))) - {"English", "UTC", "MW", "QXH"}


@pytest.mark.parametrize("name", pages("zh", "张伟"))
def test_no_english_is_left_in_a_chinese_page(name: str) -> None:
    assert foreign(pages("zh", "张伟")[name]) == set()
    assert foreign(pages("en", "张伟")[name]) != set()


@pytest.mark.parametrize("name", pages("en", "Zhang"))
def test_no_chinese_is_left_in_an_english_page(name: str) -> None:
    assert set(re.findall(r"[\u4e00-\u9fff]+", said(pages("en", "Zhang")[name]))) <= {"中文"}
