"""Only this machine may look, and every page carries its guards and its language."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kpi import words
from pages.web import html, local

HERE = "http://127.0.0.1:8501"


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
@pytest.mark.parametrize("path", ["/", "/ore", "/api/v1/health", "/_stcore/health"])
def test_this_machine_is_let_in_under_its_own_names(application: TestClient, host: str, path: str) -> None:
    assert application.get(path, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "192.168.1.5", ""]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/_stcore/health", "/static/x", "/app/ui.js"])
def test_a_foreign_name_is_turned_away(application: TestClient, host: str, path: str) -> None:
    answer = application.get(path, headers={"host": host})
    assert answer.status_code == 403
    assert "127.0.0.1" in answer.text


def test_a_request_from_another_machine_is_turned_away(application: TestClient) -> None:
    """uvicorn --host 0.0.0.0 would accept it; the address it arrived on tells."""
    away = TestClient(application.app, base_url="http://192.0.2.7:8501")
    answer = away.get("/api/v1/health", headers={"host": "127.0.0.1:8501"})
    assert answer.status_code == 403
    assert words.say("zh", "http.other_machine") in answer.text


@pytest.mark.parametrize(("host", "let_in"), [("127.0.0.1:8501", True), ("evil.example", False)])
def test_a_websocket_opens_under_our_name_only(application: TestClient, host: str, let_in: bool) -> None:
    headers = {"host": host, "origin": f"http://{host}"}
    if let_in:
        with application.websocket_connect(
            "ws://127.0.0.1:8501/_stcore/stream", ["streamlit"], headers=headers
        ) as socket:
            assert socket.accepted_subprotocol == "streamlit"
    else:
        with (
            pytest.raises(WebSocketDisconnect),
            application.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", ["streamlit"], headers=headers),
        ):
            pass


def test_a_websocket_from_another_page_is_refused(application: TestClient) -> None:
    headers = {"host": "127.0.0.1:8501", "origin": "http://evil.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        application.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", ["streamlit"], headers=headers),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "is_local"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.3.2.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_which_addresses_only_this_machine_can_reach(address: str, is_local: bool) -> None:
    assert local.loopback(address) is is_local


@pytest.mark.parametrize("path", ["/", "/ore", "/?lang=en", "/static/js/none.js", "/api/v1/health", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(application: TestClient, path: str) -> None:
    headers = application.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"


@pytest.mark.parametrize(
    ("query", "lang"),
    [("", "zh"), ("?lang=zh", "zh"), ("?lang=en", "en"), ("?lang=%22%3E%3Cscript%3E", "zh"), ("?lang=fr", "zh")],
)
@pytest.mark.parametrize("path", ["/", "/ore", "/any/where"])
def test_a_page_says_its_language(application: TestClient, path: str, query: str, lang: str) -> None:
    page = application.get(path + query).text
    assert f'<html lang="{lang}">' in page
    assert page.count("<html") == 1


def test_the_default_language_is_a_setting(application: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_LANG", "en")
    page = application.get("/").text
    assert '<html lang="en">' in page and 'data-lang="en"' in page


def test_a_page_has_our_script_first_and_none_inside(application: TestClient) -> None:
    """The policy forbids inline scripts; ours must run before Streamlit's module."""
    page = application.get("/").text
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts[0].startswith('<script defer src="/app/ui.js?v=')
    assert len(scripts) == 2 and all(" src=" in script for script in scripts)
    assert "<title>Streamlit</title>" not in page
    assert "You need to enable JavaScript" not in page


def test_the_script_of_the_page_is_served(application: TestClient) -> None:
    address = re.search(r'src="(/app/ui\.js[^"]*)"', application.get("/").text)
    assert address is not None
    answer = application.get(address[1])
    assert answer.headers["content-type"].startswith("text/javascript")
    assert '"Drag and drop files here": "把文件拖到这里（可多个）"' in answer.text
    assert "/* WORDS */" not in answer.text


def test_a_page_is_edited_even_when_the_browser_offers_compression(application: TestClient) -> None:
    answer = application.get("/", headers={"accept-encoding": "gzip", "if-none-match": '"x"', "range": "bytes=0-10"})
    assert answer.status_code == 200
    assert '<html lang="zh">' in answer.text
    assert answer.headers["cache-control"] == "no-cache" and "etag" not in answer.headers


def test_every_english_word_of_streamlit_has_one_chinese_word_that_is_not_english() -> None:
    english = [said for key, said in words.sentences("en").items() if key.startswith("streamlit.")]
    chinese = [said for key, said in words.sentences("zh").items() if key.startswith("streamlit.")]
    assert len(english) == len(set(english)) > 100
    assert set(english) & set(chinese) <= {"Plotly"}


def test_the_page_is_what_streamlit_ships_today(application: TestClient) -> None:
    """When Streamlit's page changes, the edits must be looked at again."""
    import streamlit

    assert streamlit.__version__ == "1.67.0"
    assert html.edited("<script>let x = 1</script>", "zh").startswith("<script defer ")
