"""Logging in, losing one's place and pairing a wall in a real browser, on the served application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import access, accounts, meetings, sample, screens, settings, store, submissions, uploads, withdrawal
from db.actor import CONSOLE
from db.submissions import Sent
from tests import people
from tests.e2e.conftest import READY
from tests.web import serving

PASSWORD = "Nickel-Copper-7"
UPLOAD = '[data-testid="stFileUploaderDropzoneInput"]'
HOSTILE = '<img src="https://evil.example/x.png" onerror="alert(1)">[x](https://evil.example)'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine]]:
    """The address of a server on the sample, and its store."""
    folder: Path = tmp_path_factory.mktemp("access")
    with serving.serving("python", folder) as (address, _):
        yield address, store.engine(f"sqlite:///{folder / 'kpi.db'}")


@pytest.fixture
def page(browser: Any, served: tuple[str, Engine]) -> Iterator[Any]:
    """A window of a browser that was never here."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=served[0])
    yield context.new_page()
    context.close()


def given(engine: Engine, login: str, role: Any = "analyst", name: str = "") -> str:
    """A new account's one-time password."""
    return accounts.add(engine, CONSOLE, login, role, name=name)


def enter(page: Any, who: people.Session) -> None:
    page.context.add_cookies([{"name": people.COOKIE, "value": who.token, "url": page.url or "http://127.0.0.1"}])


def sign_in(page: Any, login: str, password: str) -> None:
    page.fill("#login", login)
    page.fill("#password", password)
    page.press("#password", "Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_first_login_changes_the_password_and_comes_to_the_page_asked_for(
    browser: Any, served: tuple[str, Engine], scripts: bool
) -> None:
    """The doors work without JavaScript; the board behind them does not."""
    address, engine = served
    password = given(engine, f"first {scripts}")
    context = browser.new_context(java_script_enabled=scripts, base_url=address)
    page = context.new_page()
    page.goto("/ore?month=2022-06")
    assert "/login?next=/ore" in page.url
    sign_in(page, f"first {scripts}", password)
    page.wait_for_url("**/account/password**")
    for field, text in (("old", password), ("new", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#{field}", text)
    page.press("#again", "Enter")
    page.wait_for_url(lambda url: "/account" not in url)
    if scripts:
        page.wait_for_selector(READY, state="attached")
        page.goto("/account")
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/login**")
    context.close()


def test_a_wrong_password_is_said_on_the_page(page: Any) -> None:
    page.goto("/login")
    sign_in(page, "nobody", "wrong")
    page.wait_for_selector('[role="alert"]')
    assert "用户名或密码不对" in page.inner_text('[role="alert"]')
    assert page.input_value("#login") == "nobody" and page.input_value("#password") == ""


def test_an_open_page_loses_what_its_reader_may_no_longer_do(page: Any, served: tuple[str, Engine]) -> None:
    engine = served[1]
    page.goto("/login")
    enter(page, people.enter(engine, "analyst", login="demoted"))
    page.goto("/upload")
    page.wait_for_selector(UPLOAD, state="attached")
    accounts.set_role(engine, CONSOLE, "demoted", "viewer")
    page.wait_for_selector(UPLOAD, state="detached")
    page.wait_for_selector(READY, state="attached")
    assert page.get_by_text("上传", exact=True).count() == 0


def test_an_open_page_goes_to_the_login_when_its_session_is_ended(page: Any, served: tuple[str, Engine]) -> None:
    engine = served[1]
    me = people.enter(engine, "viewer", login="leaver")
    page.goto("/login")
    enter(page, me)
    page.goto("/ore?month=2022-06")
    page.wait_for_selector(READY, state="attached")
    access.revoke(engine, CONSOLE, me.number)
    page.wait_for_url("**/login?next=/ore**")


def test_a_wall_is_paired_shows_its_pages_and_its_code_again_when_revoked(
    page: Any, served: tuple[str, Engine]
) -> None:
    engine = served[1]
    page.goto("/login/screen")
    code = re.sub(r"\s", "", page.inner_text("main"))
    shown = screens.code(next(c["value"] for c in page.context.cookies() if c["name"] == "kpi_wall"))
    assert shown in code
    screens.pair(engine, CONSOLE, shown, "会议室", ("overview", "ore"))
    page.wait_for_selector("#kpi-screen .slide.shown")
    assert "/screen?" in page.url
    slides = page.locator("#kpi-screen .slide").evaluate_all("all => all.map(slide => slide.dataset.slide)")
    assert slides == ["overview", "gaps", "ore", "changes"]
    with store.reading(engine) as connection:
        (wall,) = access.listed(connection, CONSOLE, ("screen",), everybody=True)
    access.revoke(engine, CONSOLE, wall.id)
    page.wait_for_url("**/login/screen**")


CORPUS = (
    HOSTILE[:60],
    "<script>alert(1)</script>",
    "'; DROP TABLE account; --",
    "../../../etc/passwd",
    "[x](javascript:alert(1)) :red[x]",
)


def watched(page: Any) -> tuple[list[str], list[str]]:
    """What a page asks for, and what goes wrong or comes alive on it."""
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    return asked, wrong


def walk(page: Any, who: people.Session, paths: tuple[str, ...], seen: tuple[str, ...]) -> None:
    """Every page opens, shows what is asked for as it was written, and nothing of it comes alive."""
    asked, wrong = watched(page)
    page.goto("/login")
    enter(page, who)
    for path in paths:
        page.goto(path)
        page.wait_for_selector("main" if path == "/account" else READY, state="attached")
        page.wait_for_timeout(600)
        alive = "img[onerror], a[href*=evil], a[href^=javascript], .kpi script"
        assert page.locator(alive).count() == 0, path
    for text in seen:
        assert page.get_by_text(text).first.is_visible(), text
    ours = "/".join(page.url.split("/", 3)[:3]) + "/"
    assert [url for url in asked if not url.startswith((ours, "data:", "blob:"))] == []
    assert wrong == []


@pytest.mark.soak
def test_hostile_names_stay_names_on_the_administrators_pages(page: Any, served: tuple[str, Engine]) -> None:
    engine = served[1]
    me = people.enter(engine, "admin", login="<i>boss</i>", name=HOSTILE)
    for number, text in enumerate(CORPUS):
        given(engine, text, "viewer", text)
        screens.pair(engine, CONSOLE, screens.wait(engine).code, f"{number}{text}"[:64], ("ore",))
        access.add_token(engine, me.actor(engine), text)
    walk(page, me, ("/", "/account", "/audit", "/screens", "/admin"), CORPUS)


@pytest.mark.soak  # tests/pages/test_hostile.py looks at the same pages in the fast tier
def chosen(page: Any, key: str, option: str = "") -> str:
    """What a box says, after another option was chosen."""
    box = page.locator(f".st-key-{key} input").first
    if option:
        box.click()
        page.get_by_role("option", name=option, exact=True).click()
        page.wait_for_timeout(500)
        page.wait_for_selector(READY, state="attached")
    return str(box.input_value())


@pytest.mark.soak
def test_what_is_chosen_stays_what_it_is_in_another_language(page: Any, served: tuple[str, Engine]) -> None:
    """On a page, in what was a form, and where several are chosen; the words alone change, and change back."""
    for revision in (1, 2):
        meetings.name(served[1], CONSOLE, f"例会{revision}", date(2022, revision, 28), revision=revision)
    page.goto("/")
    enter(page, people.enter(served[1], "admin", login="polly"))
    for path, key, words in (
        ("changes", "changes_base", ("例会1 · 第 1 版", "例会1 · revision 1")),
        ("admin", "role-add-0", ("数据审核", "Data reviewer")),
    ):
        page.goto(f"/{path}?lang=zh")
        page.wait_for_selector(READY, state="attached")
        assert chosen(page, key, words[0]) == words[0]
        for lang, shown in (("English", words[1]), ("中文", words[0])):
            chosen(page, "lang", lang)
            assert chosen(page, key) == shown
    page.goto("/screens?lang=zh")
    page.locator(".st-key-pair_pages-0 input").click()
    page.keyboard.press("Backspace")  # the last of them
    for lang in ("English", "中文"):
        chosen(page, "lang", lang)
        said = page.inner_text(".st-key-pair_pages-0")
        assert ("智能化" in said) is (lang == "中文") and "上次例会" not in said and "Since the last" not in said


def test_hostile_texts_stay_texts_on_the_pages_of_figures(page: Any, served: tuple[str, Engine]) -> None:
    """Notes, reasons, names of files and meetings, and what stands in a file."""
    engine, catalog = served[1], settings.catalog()
    me = people.enter(engine, "reviewer", login="reviewer of texts").actor(engine)
    sample.clear(engine)
    for number, text in enumerate(CORPUS, 1):
        rows = f"月份,范围,指标,类别,数值,备注\n2022-0{number},,处理矿量,实际,86{number}000,{text}\n".encode()
        done = uploads.publish(engine, catalog, [(f"{text}.csv", rows)], by=CONSOLE)
        assert isinstance(done, uploads.Receipt), done
        meetings.name(engine, CONSOLE, text, date(2022, number, 28))
        seen = uploads.preview(engine, catalog, [(f"{text}.csv", rows.replace(b",86", b",87"))], by=CONSOLE)
        ticks = tuple(map(submissions.tick, seen.warnings))  # a hostile remark may speak of another figure
        sent = [Sent(f"{text}.csv", rows.replace(b",86", b",87"), {}, ticked=ticks)]
        waiting = submissions.save(engine, catalog, sent, by=CONSOLE, seen=number, note=text)
        assert isinstance(waiting, submissions.Submission), waiting
        if number % 2:
            submissions.send_back(engine, waiting.id, by=me, reason=text)
    withdrawal.withdraw(engine, 1, by=me, reason=CORPUS[0])
    who = people.enter(engine, "reviewer", login="reviewer of texts")
    paths = (
        "/",
        "/ore",
        "/origin?indicator=ore_milled_dry&month=2022-03",
        "/upload",
        "/review",
        "/changes",
        "/history",
    )
    walk(page, who, paths, tuple(f"{text}.csv".split("/")[-1] for text in CORPUS))
