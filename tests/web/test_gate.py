"""The gate in front of the whole application: who is refused, who is let in, and as whom."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Headers
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.runtime import Runtime

from db import access, accounts, clock, store
from db.actor import CONSOLE
from kpi import words
from pages.web import gate, local, watched
from tests import people

STREAM = "ws://127.0.0.1:8501/_stcore/stream"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPEN = {
    "/login",
    "/login/screen",
    "/login/style.css",
    "/login/oidc",
    "/login/oidc/callback",
    "/livez",
    "/api/v1/health",
}
"""Written down here a second time: what a stranger may ask for."""
PAGES = (
    "/",
    "/ore",
    "/upload",
    "/admin",
    "/any/where",
    "/login/",
    "/login/../",
    "//login",
    "/LOGIN",
    "/livez/",
    "/%6cogin/x",
)
FILES = (
    "/media/x.csv",
    "/static/js/index.js",
    "/app/ui.js",
    "/component/x/y.js",
    "/_stcore/upload_file/x/y",
    "/monitor/metrics",
)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``later(minutes=31)``: the clock from now on shows that much more."""
    moment = clock.now()

    def turn(**by: float) -> None:
        nonlocal moment
        moment += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn()
    return turn


def addresses(app: Any) -> list[str]:
    """Every path that the served application knows a route for, its gaps filled."""
    routes = app._starlette_app.routes if hasattr(app, "_starlette_app") else []
    found = {re.sub(r"{[^}]*}", "x", getattr(route, "path", "")) for route in routes}
    assert {"/api/v1/figures", "/account", "/_stcore/health"} <= found
    return sorted({path if path.startswith("/") else f"/{path}" for path in found} | set(PAGES) | set(FILES))


def openings(client: TestClient) -> list[str]:
    """What answers a stranger with anything but a refusal or the way to the login page."""
    found = []
    for path in addresses(client.app):
        for method in METHODS:
            for accept in ("text/html", "*/*"):
                client.cookies.clear()
                answer = client.request(method, path, headers={"accept": accept}, follow_redirects=False)
                to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login?")
                if not (to_login or answer.status_code in (401, 403)) and path not in OPEN:
                    found.append(f"{method} {path} {answer.status_code}")
    try:
        with client.websocket_connect(STREAM, ["streamlit"]):
            found.append("websocket")
    except WebSocketDisconnect:
        pass
    return found


@pytest.mark.usefixtures("engine")
def test_a_stranger_gets_nothing_but_the_login(application: TestClient) -> None:
    assert openings(application) == []


@pytest.mark.usefixtures("engine")
def test_without_the_gate_he_would(application: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def open_gate(self: Any, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    monkeypatch.setattr(gate.Gate, "__call__", open_gate)
    assert {"GET / 200", "GET /_stcore/health 200", "GET /media/x.csv 404", "websocket"} <= set(openings(application))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open_is_open_for_looking_only(application: TestClient, path: str, method: str) -> None:
    if (method, path) != ("POST", "/login"):
        assert application.request(method, path, follow_redirects=False).status_code in (401, 403)


@pytest.mark.usefixtures("engine")
def test_health_is_one_word_and_reveals_nothing(application: TestClient) -> None:
    assert application.get("/api/v1/health").json() == {"status": "ok"}


@pytest.mark.usefixtures("engine")
def test_a_page_that_was_asked_for_is_come_back_to(application: TestClient) -> None:
    answer = application.get("/ore?month=2022-06&lang=en", headers={"accept": "text/html"}, follow_redirects=False)
    assert answer.headers["location"] == "/login?next=/ore%3Fmonth%3D2022-06%26lang%3Den&lang=en"


# Hosts.


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
@pytest.mark.parametrize("path", ["/", "/ore", "/api/v1/health", "/_stcore/health"])
def test_this_machine_is_let_in_under_its_own_names(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "192.168.1.5", ""]
)
@pytest.mark.parametrize(
    "path", ["/", "/login", "/livez", "/api/v1/health", "/_stcore/health", "/static/x", "/app/ui.js"]
)
def test_a_foreign_name_is_turned_away(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 403
    assert "127.0.0.1" in answer.text


def test_a_name_from_the_settings_is_let_in(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_ALLOWED_HOSTS", "kpi.plant.local, board.plant.local")
    assert client.get("/", headers={"host": "board.plant.local:8501"}).status_code == 200
    assert client.get("/", headers={"host": "x.plant.local"}).status_code == 403


def test_a_request_from_another_machine_is_turned_away(application: TestClient) -> None:
    """uvicorn --host 0.0.0.0 would accept it; the address it arrived on tells."""
    away = TestClient(application.app, base_url="http://192.0.2.7:8501")
    answer = away.get("/api/v1/health", headers={"host": "127.0.0.1:8501"})
    assert answer.status_code == 403
    assert words.say("zh", "http.other_machine") in answer.text


def test_from_another_machine_the_names_of_the_settings_count_and_not_this_machines(
    application: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_ADDRESS", "0.0.0.0")
    monkeypatch.setenv("KPI_ALLOWED_HOSTS", "kpi.plant.local")
    away = TestClient(application.app, base_url="http://192.0.2.7:8501")
    asked = {
        host: away.get("/api/v1/health", headers={"host": host}).status_code
        for host in ("kpi.plant.local", "127.0.0.1")
    }
    assert asked == {"kpi.plant.local": 200, "127.0.0.1": 403}


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("", False),
        ("192.168.1.5", False),
        ("kpi.plant.local", False),
    ],
)
def test_only_loopback_addresses_are_this_machine(address: str, here: bool) -> None:
    assert local.loopback(address) is here


# Identity: sessions, forged headers, other people's sessions.


def users() -> list[Any]:
    """What the pages of all open sockets are told about their users."""
    return [info.session._user_info for info in Runtime.instance()._session_mgr.list_active_sessions()]


@pytest.fixture
def connect(application: TestClient) -> Any:
    """``connect(session, "subprotocol", header=…)``: a socket of a page, as the browser opens it."""

    def opened(who: people.Session, *protocols: str, headers: Any = ()) -> Any:
        sent = [("origin", "http://127.0.0.1:8501"), ("cookie", who.cookie["cookie"]), *headers]
        return application.websocket_connect(STREAM, ["streamlit", *protocols], headers=Headers(sent))

    return opened


SPOOFED = (
    [("x-kpi-session", "{victim}")],
    [("X-KPI-Session", "{victim}")],
    [("x_kpi_session", "{victim}"), ("X-Kpi_Session", "{victim}")],
    [("x-kpi-session", "{victim}"), ("x-kpi-session", "{victim}"), ("x-kpi-user", "admin")],
)


@pytest.mark.parametrize("spoofed", SPOOFED)
def test_nobody_can_say_himself_who_he_is(engine: Engine, connect: Any, spoofed: list[tuple[str, str]]) -> None:
    victim, me = people.enter(engine, "admin"), people.enter(engine, "viewer")
    headers = [(name, value.format(victim=victim.number)) for name, value in spoofed]
    with connect(me, headers=headers):
        assert users() == [me.user]


def test_what_a_browser_says_of_its_window_reaches_the_pages(engine: Engine, connect: Any) -> None:
    me = people.enter(engine)
    with connect(me, headers=[("cookie", "kpi_window=narrow"), ("x-kpi-window", "2")]):
        assert users() == [{**me.user, "window": "narrow"}]


def test_without_the_stripping_he_could(engine: Engine, connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "stripped", lambda headers: headers)
    victim, me = people.enter(engine, "admin"), people.enter(engine, "viewer")
    with connect(me, headers=[("x-kpi-session", str(victim.number))]):
        assert users() == [victim.user]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("cookie", ["", "x", "'; DROP TABLE access; --", "../../etc/passwd", "\\0", "a" * 5000])
def test_a_made_up_session_opens_nothing(application: TestClient, cookie: str) -> None:
    assert application.get("/_stcore/health", headers={"cookie": f"kpi_session={cookie}"}).status_code == 401


def test_two_session_cookies_open_nothing(engine: Engine, application: TestClient) -> None:
    """A page of another host below ours could plant a second one."""
    cookie = people.enter(engine).cookie["cookie"]
    assert application.get("/_stcore/health", headers={"cookie": cookie}).status_code == 200
    assert application.get("/_stcore/health", headers={"cookie": f"kpi_session=planted; {cookie}"}).status_code == 401


def test_a_session_ends_after_half_an_hour_without_use(engine: Engine, application: TestClient, later: Any) -> None:
    me = people.enter(engine)

    def asked() -> int:
        return application.get("/account", headers=me.cookie).status_code

    later(minutes=29)
    assert asked() == 200
    later(minutes=29)
    assert asked() == 200  # the visit before counted as use
    later(minutes=31)
    assert asked() == 401


def test_a_session_ends_at_its_time_however_much_it_is_used(
    engine: Engine, application: TestClient, later: Any
) -> None:
    me = people.enter(engine)  # open for an hour
    for minutes, status in ((20, 200), (20, 200), (19, 200), (2, 401)):
        later(minutes=minutes)
        assert application.get("/account", headers=me.cookie).status_code == status


@pytest.mark.parametrize("way", ["revoked", "disabled", "logged out everywhere"])
def test_a_session_that_was_ended_opens_nothing(engine: Engine, application: TestClient, way: str) -> None:
    me, other = people.enter(engine), people.enter(engine)
    if way == "revoked":
        access.revoke(engine, CONSOLE, me.number)
    elif way == "disabled":
        accounts.disable(engine, CONSOLE, "analyst")
    else:
        access.log_out(engine, other.actor(engine), everywhere=True)
    assert application.get("/_stcore/health", headers=me.cookie).status_code == 401
    assert application.get("/_stcore/health", headers=other.cookie).status_code == (200 if way == "revoked" else 401)


def test_a_disabled_account_that_is_opened_again_gets_no_old_session_back(
    engine: Engine, application: TestClient
) -> None:
    me = people.enter(engine)
    accounts.disable(engine, CONSOLE, "analyst")
    accounts.disable(engine, CONSOLE, "analyst", disabled=False)
    assert application.get("/_stcore/health", headers=me.cookie).status_code == 401


def page_session(who: people.Session) -> str:
    """The number of the page session that a person's open socket has."""
    manager = Runtime.instance()._session_mgr
    (found,) = (i.session.id for i in manager.list_active_sessions() if i.session._user_info == who.user)
    return str(found)


def test_another_persons_page_session_is_not_taken_over(engine: Engine, connect: Any) -> None:
    alice, bob = people.enter(engine), people.enter(engine, "viewer")
    with connect(alice):
        theirs = page_session(alice)
    with connect(bob, "", theirs):
        assert page_session(bob) != theirs


def test_without_our_name_on_it_it_would_be(engine: Engine, connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HEADER", "x-nobody-reads-this")
    manager = Runtime.instance()._session_mgr
    with connect(people.enter(engine)):
        (theirs,) = [info.session.id for info in manager.list_active_sessions()]
    with connect(people.enter(engine, "viewer"), "", theirs):
        assert [info.session.id for info in manager.list_active_sessions()] == [theirs]


# Uploads belong to the page session of their owner.


@pytest.fixture
def put(application: TestClient) -> Any:
    """``put(session, page session)``: send a file as the browser's uploader does; the status."""

    def send(who: people.Session, into: str, method: str = "PUT") -> int:
        token = application.get("/_stcore/health", headers=who.cookie).cookies["_streamlit_xsrf"]
        cookie = f"{who.cookie['cookie']}; _streamlit_xsrf={token}"
        headers = {"cookie": cookie, "x-xsrftoken": token, "origin": "http://127.0.0.1:8501"}
        files = {"files": [("file", ("a.csv", b"1", "text/csv"))]} if method == "PUT" else {}
        path = f"/_stcore/upload_file/{into}/{uuid4()}"
        return int(application.request(method, path, headers=headers, **files).status_code)

    return send


def test_a_file_goes_into_ones_own_page_only(engine: Engine, connect: Any, put: Any) -> None:
    alice, bob, viewer = people.enter(engine), people.enter(engine, login="bob"), people.enter(engine, "viewer")
    with connect(alice), connect(viewer):
        hers, his = page_session(alice), page_session(viewer)
        assert put(alice, hers) == 204
        assert [put(bob, hers), put(bob, hers, "DELETE"), put(viewer, his), put(alice, "nowhere")] == [403] * 4


def test_without_the_check_it_would_go_into_anybodys(
    engine: Engine, connect: Any, put: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "owns", lambda *_: True)
    alice, bob = people.enter(engine), people.enter(engine, login="bob")
    with connect(alice):
        assert put(bob, page_session(alice)) == 204


# A screen, and one who sends slowly.


@pytest.mark.parametrize("path", ["/api/v1/figures", "/api/v1/template", "/api/v1/nothing", "/account", "/audit.csv"])
def test_a_screen_gets_pages_and_nothing_else(engine: Engine, application: TestClient, path: str) -> None:
    wall = people.enter(engine, "screen", pages='["ore"]')
    assert application.get(path, headers=wall.cookie).status_code == 403
    assert application.get("/", headers=wall.cookie).status_code == 200


@pytest.mark.parametrize("way", ["revoked", "demoted"])
def test_who_sends_slowly_does_not_act_with_rights_that_have_ended(
    engine: Engine, application: TestClient, way: str
) -> None:
    me = people.enter(engine, "reviewer")

    def body() -> Iterator[bytes]:
        yield b"na"
        if way == "revoked":
            access.revoke(engine, CONSOLE, me.number)
        else:
            accounts.set_role(engine, CONSOLE, "reviewer", "viewer")
        yield b"me=x"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = application.post("/account/token", content=body(), headers=me.cookie | kind, follow_redirects=False)
    assert answer.status_code == 403
    with store.reading(engine) as connection:
        assert access.listed(connection, CONSOLE, ("token",), everybody=True) == ()


def test_without_the_second_look_at_the_end_he_would(
    engine: Engine, application: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "unchanged", lambda _: True)
    me = people.enter(engine, "reviewer")

    def body() -> Iterator[bytes]:
        access.revoke(engine, CONSOLE, me.number)
        yield b"name=x"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    application.post("/account/token", content=body(), headers=me.cookie | kind)
    with store.reading(engine) as connection:
        assert len(access.listed(connection, CONSOLE, ("token",), everybody=True)) == 1


# Other sites' pages.

FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9999"},
    {"origin": "http://127.0.0.1:8501.evil.example"},
    {"origin": ""},
)
CHANGING = (
    "/logout",
    "/account/logout-all",
    "/account/token",
    "/account/token/revoke",
    "/account/password",
    "/api/v1/uploads",
)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_sites_page_changes_nothing(engine: Engine, application: TestClient, foreign: dict[str, str]) -> None:
    me = people.enter(engine)
    for path in (*CHANGING, "/api/v1/uploads"):
        answer = application.post(path, data={"name": "x"}, headers=me.cookie | foreign, follow_redirects=False)
        assert answer.status_code == 403, path
    assert application.get("/_stcore/health", headers=me.cookie).status_code == 200
    with store.reading(engine) as connection:
        assert access.listed(connection, me.actor(engine), ("token",)) == ()


def test_without_the_check_of_origins_it_would(
    engine: Engine, application: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "same_origin", lambda *_, **__: True)
    me = people.enter(engine)
    application.post("/logout", headers=me.cookie | FOREIGN[0], data={}, follow_redirects=False)
    assert application.get("/_stcore/health", headers=me.cookie).status_code == 401


@pytest.mark.parametrize("foreign", [*FOREIGN, {}])
def test_another_sites_page_logs_nobody_in(engine: Engine, application: TestClient, foreign: dict[str, str]) -> None:
    """Nor does a request that does not say where it comes from."""
    password = accounts.add(engine, CONSOLE, "wang", "viewer")
    answer = application.post("/login", data={"login": "wang", "password": password}, headers=foreign)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_sites_page_opens_no_socket(engine: Engine, application: TestClient, foreign: dict[str, str]) -> None:
    headers = people.enter(engine).cookie | foreign
    with pytest.raises(WebSocketDisconnect), application.websocket_connect(STREAM, ["streamlit"], headers=headers):
        pass


# Passwords that must be changed.


def test_before_a_given_password_is_changed_nothing_else_opens(engine: Engine, application: TestClient) -> None:
    password = accounts.add(engine, CONSOLE, "wang", "viewer")
    here = {"origin": "http://127.0.0.1:8501"}
    entered = application.post(
        "/login", data={"login": "wang", "password": password}, headers=here, follow_redirects=False
    )
    cookie = {"cookie": f"kpi_session={entered.cookies['kpi_session']}"}
    page = application.get("/ore", headers=cookie | {"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/account/password?lang=zh")
    for path in ("/_stcore/health", "/account", "/api/v1/figures", "/app/ui.js"):
        assert application.get(path, headers=cookie).status_code == 403
    form = {"old": password, "new": "Nickel-Copper-7", "again": "Nickel-Copper-7"}
    done = application.post("/account/password", data=form, headers=cookie | here, follow_redirects=False)
    assert done.headers["location"] == "/?lang=zh"
    assert application.get("/_stcore/health", headers=cookie).status_code == 200


# An open page whose owner loses his place.


@pytest.mark.parametrize("way", ["revoked", "demoted", "disabled"])
def test_an_open_socket_ends_soon(engine: Engine, connect: Any, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "RECHECK_S", 0.05)
    me = people.enter(engine)
    with connect(me) as socket:
        if way == "revoked":
            access.revoke(engine, CONSOLE, me.number)
        elif way == "demoted":
            accounts.set_role(engine, CONSOLE, "analyst", "viewer")
        else:
            accounts.disable(engine, CONSOLE, "analyst")
        assert list(closing(socket)) == [4401]


def test_without_the_second_look_it_would_stay_open(
    engine: Engine, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "RECHECK_S", 0.05)
    monkeypatch.setattr(watched, "unchanged", lambda _: True)
    me = people.enter(engine)
    with connect(me):
        access.revoke(engine, CONSOLE, me.number)
        time.sleep(0.5)
        assert users() == [me.user]


def closing(socket: Any) -> Iterator[int]:
    """The code with which the server ends a socket, after whatever it still sends."""
    while True:
        message = socket.receive()
        if message["type"] == "websocket.close":
            yield message["code"]
            return


def test_a_store_that_is_away_ends_no_socket(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = people.enter(engine).actor(engine)
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'broken.db'}")
    assert watched.unchanged(me)
