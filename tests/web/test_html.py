"""What every answer carries and every page says: its guards, its language, our script."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from kpi import words
from pages.web import html


@pytest.mark.parametrize("path", ["/", "/ore", "/?lang=en", "/static/js/none.js", "/api/v1/health", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
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
def test_a_page_says_its_language(client: TestClient, path: str, query: str, lang: str) -> None:
    page = client.get(path + query).text
    assert f'<html lang="{lang}">' in page
    assert page.count("<html") == 1


def test_the_default_language_is_a_setting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_LANG", "en")
    page = client.get("/").text
    assert '<html lang="en">' in page and 'data-lang="en"' in page


def test_a_page_has_our_script_first_and_none_inside(client: TestClient) -> None:
    """The policy forbids inline scripts; ours must run before Streamlit's module."""
    page = client.get("/").text
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts[0].startswith('<script defer src="/app/ui.js?v=')
    assert len(scripts) == 2 and all(" src=" in script for script in scripts)
    assert "<title>Streamlit</title>" not in page
    assert "You need to enable JavaScript" not in page


def test_the_script_of_the_page_is_served(client: TestClient) -> None:
    address = re.search(r'src="(/app/ui\.js[^"]*)"', client.get("/").text)
    assert address is not None
    answer = client.get(address[1])
    assert answer.headers["content-type"].startswith("text/javascript")
    assert '"Drag and drop files here": "把文件拖到这里（可多个）"' in answer.text
    assert '"24,33,44": "255,255,255"' in answer.text  # the dark theme's ground, in a saved picture
    assert not [mark for mark in ("/* WORDS */", "/* LIGHT */", "/* STYLE */") if mark in answer.text]


def test_the_rules_of_our_markup_are_fetched_once_and_stand_behind_streamlits(client: TestClient) -> None:
    page = client.get("/").text
    address = re.search(r'<link rel="stylesheet" href="(/app/style\.css\?v=[0-9a-f]{12})"></body>', page)
    assert address is not None
    answer = client.get(address[1])
    assert answer.headers["content-type"].startswith("text/css") and ".kpi-tile" in answer.text
    assert answer.headers["cache-control"] == "public, max-age=31536000"


def test_a_page_is_edited_even_when_the_browser_offers_compression(client: TestClient) -> None:
    answer = client.get("/", headers={"accept-encoding": "gzip", "if-none-match": '"x"', "range": "bytes=0-10"})
    assert answer.status_code == 200
    assert '<html lang="zh">' in answer.text
    assert answer.headers["cache-control"] == "no-cache" and "etag" not in answer.headers


def test_every_english_word_of_streamlit_has_one_chinese_word_that_is_not_english() -> None:
    english = [said for key, said in words.sentences("en").items() if key.startswith("streamlit.")]
    chinese = [said for key, said in words.sentences("zh").items() if key.startswith("streamlit.")]
    assert len(english) == len(set(english)) > 100
    assert set(english) & set(chinese) <= {"Plotly"}


def test_the_page_is_what_streamlit_ships_today(client: TestClient) -> None:
    """When Streamlit's page changes, the edits must be looked at again."""
    import streamlit

    assert streamlit.__version__ == "1.67.0"
    assert html.edited("<script>let x = 1</script>", "zh").startswith("<script defer ")


def test_over_tls_browsers_are_told_to_stay_with_it(client: TestClient) -> None:
    safe = TestClient(client.app, base_url="https://127.0.0.1:8501", raise_server_exceptions=False)
    assert safe.get("/login").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in client.get("/login").headers
