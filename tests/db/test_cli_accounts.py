"""Accounts and the audit trail from the console: what is printed once, what is refused, what is found out."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from db import access, audit, clock, trail
from db import store as stores
from db.audit import Entry
from kpi.model import Catalog
from kpi.unit import Sentence
from tests.db.conftest import Run

PASSWORD = re.compile(r"(?:\w{4}-){3}\w{4}")


def password(out: str) -> str:
    found = PASSWORD.search(out)
    assert found is not None, out
    return found.group()


def enters(store: Engine, login: str, given: str) -> bool:
    return not isinstance(access.log_in(store, login, given, address="10.0.0.9"), Sentence)


def row(out: str, login: str) -> list[str]:
    """The cells of an aligned table's line that begins with this."""
    line = next(line for line in out.splitlines() if line.split()[:1] == [login])
    return re.split(r" {2,}", line.strip())


def test_a_new_account_has_a_one_time_password_that_works(run: Run, store: Engine) -> None:
    code, out, err = run("account", "add", "Zhang", "--role", "analyst", "--name", "张三", "--scope", "一系列")
    assert (code, err) == (0, "")
    assert "账户 zhang 的一次性密码" in out and "只显示这一次" in out
    assert enters(store, "zhang", password(out))
    code, out, _ = run("account", "list")
    cells = row(out, "zhang")
    assert (code, cells[:4], cells[-1]) == (0, ["zhang", "张三", "数据分析", "示例一系列"], "可用，须改密码")
    assert password(run("account", "add", "li", "--role", "viewer", "--lang", "en")[1])
    assert row(run("account", "list", "--lang", "en")[1], "li")[1:5] == ["—", "Viewer", "Everything", "never"]


def test_a_forgotten_password_is_replaced_and_the_old_one_ends(run: Run, store: Engine) -> None:
    first = password(run("account", "add", "boss", "--role", "admin")[1])
    code, out, _ = run("account", "passwd", "boss")
    assert code == 0
    assert not enters(store, "boss", first)
    assert enters(store, "boss", password(out))


def test_a_role_changes_alone_or_with_its_scope(run: Run) -> None:
    run("account", "add", "li", "--role", "viewer", "--scope", "line2")
    assert run("account", "role", "li", "reviewer")[1] == "账户 li 现在是数据审核，范围：示例二系列。\n"
    assert run("account", "role", "li", "analyst", "--scope", "全厂")[1] == "账户 li 现在是数据分析，范围：全部范围。\n"
    code, out, err = run("account", "role", "li", "analyst")
    assert (code, out, err) == (1, "", "账户 li 本来就是这样，没有改动。\n")


def test_a_closed_account_does_not_log_in_until_it_is_opened_again(run: Run, store: Engine) -> None:
    given = password(run("account", "add", "li", "--role", "viewer")[1])
    assert "已停用" in run("account", "disable", "li")[1]
    assert not enters(store, "li", given)
    assert row(run("account", "list")[1], "li")[-1] == "已停用"
    assert "已重新启用" in run("account", "enable", "li")[1]
    assert enters(store, "li", given)


def test_the_last_administrator_stays(run: Run) -> None:
    run("account", "add", "boss", "--role", "admin")
    code, out, err = run("account", "disable", "boss")
    assert (code, out) == (1, "") and "最后一个可用的管理员" in err
    run("account", "add", "second", "--role", "admin")
    assert run("account", "disable", "boss")[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("account", "add", "console", "--role", "viewer"), "用户名应为 1 至 64 个字符"),
        (("account", "add", "a", "--role", "viewer", "--scope", "月球"), "没有叫“月球”的范围"),
        (("account", "passwd", "nobody"), "没有用户名为 nobody 的账户"),
        (("audit", "list", "--limit", "0"), "条数“0”看不懂"),
        (("audit", "list", "--limit", "many"), "条数“many”看不懂"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(
    run: Run, store: Engine, argv: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*argv)
    assert (code, out) == (1, "") and said in err
    with stores.reading(store) as connection:
        assert audit.count(connection) == 0


@pytest.mark.parametrize(
    "argv", [("account",), ("audit",), ("account", "add", "li"), ("account", "role", "li", "screen")]
)
def test_wrong_arguments_are_said_in_chinese_with_code_2(run: Run, argv: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        run(*argv)
    assert left.value.code == 2


def test_every_change_is_in_the_trail_under_the_console(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 15, 0, 7, tzinfo=UTC))
    run("account", "add", "li", "--role", "viewer", "--name", "李四")
    run("account", "role", "li", "analyst", "--scope", "line1")
    run("account", "passwd", "li")
    run("account", "disable", "li")
    run("account", "enable", "li")
    code, out, _ = run("audit", "list")
    lines = [re.split(r" {2,}", line.strip()) for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["时间", "账户", "角色", "来源", "操作", "改前 → 改后"]
    assert {(*line[1:4],) for line in lines[1:]} == {("console", "控制台", "控制台")}
    assert [line[4:] for line in lines[1:]] == [
        ["启用账户 li", "—"],
        ["停用账户 li", "—"],
        ["重置密码：账户 li", "—"],
        ["改角色或范围：账户 li", "角色 查看 → 数据分析；范围 全部范围 → 示例一系列"],
        ["新建账户 li", "账户 li；名称 李四；角色 查看；范围 全部范围"],
    ]
    assert "李四" not in run("audit", "list", "--limit", "2")[1]
    assert len(run("audit", "list", "--login", "li")[1].splitlines()) == 1


def test_a_sound_trail_is_counted_and_a_changed_one_found(run: Run, store: Engine) -> None:
    for login in ("a", "b", "c"):
        run("account", "add", login, "--role", "viewer")
    assert run("audit", "verify") == (0, "核对无误：3 条审计记录一条不少、未被改动。\n", "")
    with store.begin() as connection:
        off = "ALTER TABLE audit DISABLE TRIGGER ALL" if stores.is_postgres(store) else "DROP TRIGGER audit_update"
        connection.execute(text(off))
        connection.execute(text("UPDATE audit SET login = 'nobody' WHERE id = 2"))
    code, out, err = run("audit", "verify")
    assert (code, out) == (1, "") and "审计记录第 2 条与其校验值不符" in err
    assert "Row 2 of the audit trail" in run("audit", "verify", "--lang", "en")[2]


def test_a_row_that_nobody_can_read_is_still_shown(catalog: Catalog) -> None:
    """As after tampering, or written by a newer version."""
    at = Entry(7, "yesterday", "?", "ghost", "", "conjure", "spirit 3", "{no json", '["x"]')
    assert trail.cells(at, catalog, "zh") == ["yesterday", "未知账户", "—", "—", "conjure spirit 3", '{no json → ["x"]']
    at = Entry(
        8, "2026-11-22T15:00:00Z", "li", "ghost", "10.0.0.9", "pair", "screen hall", "", '{"pages":["overview","ore"]}'
    )
    assert trail.cells(at, catalog, "en")[2:] == [
        "ghost", "10.0.0.9", "Paired screen hall", "pages Overview, Party building + Ore"
    ]  # fmt: skip
