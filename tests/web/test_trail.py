"""The audit trail as a file: for the administrator alone, and harmless in Excel."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db import access, accounts, audit, rights, store
from db.actor import CONSOLE, Actor
from kpi import words
from tests import people

FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def engine(empty: TestClient) -> Engine:
    return store.engine()


def asked(empty: TestClient, session: people.Session, **query: str) -> list[list[str]]:
    answer = empty.get("/audit.csv", headers=session.cookie, params={"lang": "zh", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv") and answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_administrator_gets_every_row_or_those_of_one_account(empty: TestClient, engine: Engine) -> None:
    admin = people.enter(engine, "admin")
    with store.writing(engine) as connection:
        for number in range(1, 2502):
            audit.write(connection, Actor("li" if number % 1000 else "zhang", "viewer"), "login", f"session {number}")
    lines = asked(empty, admin)
    assert lines[0] == ["序号", "时间", "账户", "角色", "来源", "操作", "改前 → 改后"]
    assert [line[0] for line in lines[1:]] == [str(number) for number in range(2501, 0, -1)]
    assert [line[5] for line in asked(empty, admin, login="ZHANG")[1:]] == [
        "登录成功：会话 2000",
        "登录成功：会话 1000",
    ]
    assert asked(empty, admin, lang="en")[0][0] == "Row"


def test_no_cell_is_a_formula(empty: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = people.enter(engine, "admin")
    accounts.add(engine, CONSOLE, "+cmd", "viewer", name=FORMULA)
    token = people.enter(engine, "viewer", login="+cmd")
    access.add_token(engine, token.actor(engine), FORMULA)
    found = [cell for line in asked(empty, admin) for cell in line]
    assert [cell for cell in found if cell[:1] in ("=", "+", "-", "@")] == []
    assert "'+cmd" in found and f"账户 +cmd；名称 {FORMULA}；角色 查看；范围 全部范围" in found
    monkeypatch.setattr(words, "_inert", lambda cell: cell)  # the control
    assert "+cmd" in [cell for line in asked(empty, admin) for cell in line]


@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer"])
def test_others_get_nothing_of_it(
    empty: TestClient, engine: Engine, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(engine, CONSOLE, "somebody", "viewer")
    other = people.enter(engine, role, login=f"a-{role}")
    answer = empty.get("/audit.csv", headers=other.cookie)
    assert answer.status_code == 403 and "somebody" not in answer.text
    monkeypatch.setattr(rights, "require", lambda *_: None)  # the control
    assert "somebody" in empty.get("/audit.csv", headers=other.cookie).text


def test_a_stranger_gets_nothing_of_it(empty: TestClient, engine: Engine) -> None:
    accounts.add(engine, CONSOLE, "somebody", "viewer")
    answer = empty.get("/audit.csv", headers={"cookie": "kpi_session=guessed"}, follow_redirects=False)
    assert answer.status_code in (303, 401) and "somebody" not in answer.text
