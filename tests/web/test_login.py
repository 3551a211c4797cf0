"""The login page, one's own account and the pairing of a screen, through the whole application without scripts."""

from __future__ import annotations

import ctypes
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db import access, accounts, audit, screens, store, throttle
from db.actor import CONSOLE
from kpi import words
from pages.web import login
from tests import people

HERE = {"origin": "http://127.0.0.1:8501"}
PROC = Path("/proc/self")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "../../etc/passwd",
    "\x00\x1b[31m",
)


@pytest.fixture
def submit(application: TestClient) -> Any:
    """``submit("/login", login=…, cookie=…)``: send a form from our own page."""

    def send(path: str, cookie: str = "", lang: str = "", **fields: str) -> Any:
        application.cookies.clear()
        headers = HERE | ({"cookie": cookie} if cookie else {})
        return application.post(f"{path}{lang}", data=fields, headers=headers, follow_redirects=False)

    return send


@pytest.fixture
def wang(engine: Engine, submit: Any) -> str:
    """The password of an analyst who has made it his own."""
    given = accounts.add(engine, CONSOLE, "wang", "analyst")
    cookie = f"kpi_session={submit('/login', login='wang', password=given).cookies['kpi_session']}"
    submit("/account/password", cookie, old=given, new="Nickel-Copper-7", again="Nickel-Copper-7")
    return "Nickel-Copper-7"


def cookies(answer: Any) -> dict[str, str]:
    """Each cookie an answer sets, with what it says about it."""
    sent = [value for name, value in answer.headers.multi_items() if name == "set-cookie"]
    return {text.partition("=")[0]: text.partition(";")[2].strip() for text in sent}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("lang", "said"), [("", "登录"), ("?lang=en", "Log in")])
def test_the_page_asks_for_name_and_password_in_both_languages(application: TestClient, lang: str, said: str) -> None:
    answer = application.get(f"/login{lang}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert said in answer.text and 'name="password"' in answer.text and "<script" not in answer.text


def test_a_login_leads_to_the_page_that_was_asked_for(wang: str, submit: Any) -> None:
    answer = submit("/login", login="wang", password=wang, next="/ore?month=2022-06")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ore?month=2022-06")
    assert cookies(answer)["kpi_session"] == "HttpOnly; Path=/; SameSite=lax"
    assert "HttpOnly" in cookies(answer)["kpi_device"]


def test_over_tls_the_cookie_never_goes_without(wang: str, application: TestClient) -> None:
    safe = TestClient(application.app, base_url="https://127.0.0.1:8501")
    form = {"login": "wang", "password": wang}
    answer = safe.post("/login", data=form, headers={"origin": "https://127.0.0.1:8501"}, follow_redirects=False)
    assert "Secure" in cookies(answer)["kpi_session"]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "ore",
     "/login", "/logout", "/ore\r\nset-cookie: x=1", "/\t/evil.example", ""],
)  # fmt: skip
def test_a_login_leads_nowhere_else(wang: str, submit: Any, elsewhere: str) -> None:
    answer = submit("/login", login="wang", password=wang, next=elsewhere)
    assert answer.headers["location"] == "/"
    assert set(cookies(answer)) == {"kpi_session", "kpi_device"}


@pytest.mark.parametrize(("name", "password"), [("wang", "wrong"), ("nobody", "wrong"), ("wang", ""), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(wang: str, submit: Any, name: str, password: str) -> None:
    answer = submit("/login", login=name, password=password)
    assert answer.status_code == 403 and cookies(answer) == {}
    assert words.say("zh", "access.wrong") in answer.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_in_the_form_stay_text(wang: str, engine: Engine, submit: Any, text: str) -> None:
    answer = submit("/login", login=text, password=text, next=text)
    assert answer.status_code == 403
    assert "<script" not in answer.text and "<img" not in answer.text and "sqlalchemy" not in answer.text
    with store.reading(engine) as connection:
        assert text not in str(audit.entries(connection))  # people type passwords where the name belongs


def test_a_session_that_a_stranger_planted_is_not_taken_over(wang: str, submit: Any, application: TestClient) -> None:
    answer = submit("/login", "kpi_session=planted", login="wang", password=wang)
    assert answer.cookies["kpi_session"] != "planted"
    assert application.get("/_stcore/health", headers={"cookie": "kpi_session=planted"}).status_code == 401


def test_logging_out_ends_the_session_and_logging_out_everywhere_all(
    wang: str, submit: Any, application: TestClient
) -> None:
    open_ = [f"kpi_session={submit('/login', login='wang', password=wang).cookies['kpi_session']}" for _ in range(3)]

    def alive() -> list[bool]:
        return [application.get("/_stcore/health", headers={"cookie": cookie}).status_code == 200 for cookie in open_]

    assert alive() == [True, True, True]
    answer = submit("/logout", open_[0])
    assert (answer.headers["location"], "Max-Age=0" in cookies(answer)["kpi_session"]) == ("/login?lang=zh", True)
    assert alive() == [False, True, True]
    submit("/account/logout-all", open_[1])
    assert alive() == [False, False, False]


def test_ones_own_page_lists_devices_and_makes_and_revokes_tokens(
    wang: str, submit: Any, application: TestClient
) -> None:
    cookie = f"kpi_session={submit('/login', login='wang', password=wang).cookies['kpi_session']}"
    page = submit("/account/token", cookie, name="化验室 <b>")
    (token,) = re.findall(r"kpi_[\w-]{43}", page.text)
    assert "化验室 &lt;b&gt;" in page.text and page.headers["cache-control"] == "no-store"
    asked = {"authorization": f"Bearer {token}"}
    assert application.get("/api/v1/figures", headers=asked).status_code == 404  # let in; the store is empty
    again = application.get("/account", headers={"cookie": cookie}).text
    assert token not in again
    (number,) = re.findall(r'name="id" value="(\d+)"', again)
    submit("/account/token/revoke", cookie, id=number)
    assert application.get("/api/v1/figures", headers=asked).status_code == 401


def test_a_token_opens_the_doors_for_programs_only(wang: str, engine: Engine, application: TestClient) -> None:
    with store.reading(engine) as connection:
        me = access.listed(connection, CONSOLE, ("session",), everybody=True)[0]
        actor = access.by_number(connection, me.id)
    assert actor is not None
    asked = {"authorization": f"Bearer {access.add_token(engine, actor, 'x')}"}
    statuses = [application.get(path, headers=asked).status_code for path in ("/", "/account", "/_stcore/health")]
    assert statuses == [401, 401, 401]


@pytest.mark.parametrize("number", ["", "x", "-1", "99999", "1; DROP TABLE access", "9" * 30])
def test_a_made_up_token_number_revokes_nothing(wang: str, submit: Any, number: str) -> None:
    cookie = f"kpi_session={submit('/login', login='wang', password=wang).cookies['kpi_session']}"
    answer = submit("/account/token/revoke", cookie, id=number)
    assert answer.status_code in (200, 303)
    assert submit("/account/token", cookie, name="x").status_code == 200


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"login=wang"),
        ("application/x-www-form-urlencoded", b"login=" + b"a" * 20_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(100))),
        ("application/x-www-form-urlencoded", b"login=%ff%fe%00&password=%00"),
    ],
)
def test_a_form_that_is_none_breaks_nothing(application: TestClient, kind: str, body: bytes) -> None:
    answer = application.post("/login", content=body, headers=HERE | {"content-type": kind})
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@pytest.mark.usefixtures("engine")
def test_a_person_is_told_on_a_page_what_was_wrong_with_the_form(application: TestClient) -> None:
    """A form of 16 kB and more, one of another kind, and a way that the address does not take."""
    asked = HERE | {"accept": "text/html"}
    long = application.post("/login", data={"login": "a" * 20_000}, headers=asked)
    odd = application.post("/login", content=b"{}", headers=asked | {"content-type": "application/json"})
    for answer, status in ((long, 413), (odd, 415)):
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert words.say("zh", "issue.http_fields", found="") in answer.text and "20 MB" not in answer.text
    way = application.put("/logout", headers=people.enter(store.engine()).cookie | asked)
    assert (way.status_code, words.say("zh", "http.no_way") in way.text) == (405, True)


# A wall.


def test_the_way_to_pairing_keeps_what_the_screen_was_asked_for(application: TestClient) -> None:
    application.cookies.clear()
    asked = {"next": "/screen?distance=7&inch=98&playlist=ore&lang=zh&evil=1"}
    assert 'href="/login/screen?lang=zh&amp;distance=7&amp;inch=98&amp;playlist=ore"' in (
        application.get("/login", params=asked).text
    )
    assert 'href="/login/screen?lang=zh"' in application.get("/login", params={"next": "/ore?inch=98"}).text


def test_a_wall_shows_its_code_and_goes_on_when_it_is_paired(engine: Engine, application: TestClient) -> None:
    application.cookies.clear()
    page = application.get("/login/screen")
    wall = page.cookies["kpi_wall"]
    code = screens.code(wall)
    assert code[:4] in page.text and code[4:] in page.text and page.headers["cache-control"] == "no-store"
    asked = {"cookie": f"kpi_wall={wall}"}
    assert screens.code(application.get("/login/screen", headers=asked).cookies["kpi_wall"]) == code
    screens.pair(engine, CONSOLE, code, "会议室", ("ore",))
    answer = application.get("/login/screen", headers=asked, follow_redirects=False)
    assert (answer.status_code, "HttpOnly" in cookies(answer)["kpi_session"]) == (303, True)
    cookie = {"cookie": f"kpi_session={answer.cookies['kpi_session']}"}
    assert application.get("/_stcore/health", headers=cookie).status_code == 200
    assert application.get("/account", headers=cookie).status_code == 403
    application.cookies.clear()


# Fifty at once.


def peak(client: TestClient, password: str) -> tuple[int, int]:
    """How many of fifty logins at once succeed, and by how many MiB they raise what the process holds at most."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)  # what earlier tests freed would hold these passwords unseen
    (PROC / "clear_refs").write_text("5")  # the peak from now on
    before = memory()
    form = {"login": "wang", "password": password}

    def one(_: int) -> bool:
        return client.post("/login", data=form, headers=HERE, follow_redirects=False).status_code == 303

    with ThreadPoolExecutor(50) as pool:
        entered = sum(pool.map(one, range(50)))
    return entered, (memory() - before) >> 20


def memory() -> int:
    (found,) = re.findall(r"VmHWM:\s+(\d+) kB", (PROC / "status").read_text())
    return int(found) << 10


@pytest.mark.skipif(not os.access(PROC / "clear_refs", os.W_OK), reason="needs Linux's /proc to see the peak of memory")
@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_fifty_logins_at_once_take_little_memory(
    wang: str, engine: Engine, application: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, grown = peak(application, wang)
    assert (entered, grown <= 100) == (50, True), f"{grown} MiB"
    if store.is_postgres(engine):
        return  # its fifteen connections hold the control back as well

    async def all_at_once(work: Any, *args: Any, **named: Any) -> Any:
        return await to_thread.run_sync(lambda: work(*args, **named))

    monkeypatch.setattr(login, "_slowly", all_at_once)
    monkeypatch.setattr(throttle, "delay", lambda *_: 0)  # those in flight would otherwise wait for each other
    _, grown = peak(application, wang)
    assert grown > 100, f"{grown} MiB"
