"""The administrator's pages: accounts, screens, the audit trail; and that nobody else reaches or works them."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from markupsafe import Markup
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from db import access, accounts, audit, clock, names, rights, screens, settings, store, trail
from db.access import Kind
from db.actor import CONSOLE, Actor
from db.settings import Unusable
from kpi import words
from kpi.charts import ledger
from kpi.unit import LANGS, Lang, Sentence
from pages.parts import menu
from tests import people
from tests.pages.conftest import Open, turn
from tests.pages.seen import Seen, foreign
from tests.pages.test_hostile import HOSTILE, alive, shown

PAGES = ("admin", "screens", "audit")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(empty: None) -> Engine:
    return store.engine()


@pytest.fixture
def admin(engine: Engine) -> people.Session:
    return people.enter(engine, "admin")


@pytest.fixture
def by(admin: people.Session, engine: Engine) -> Actor:
    return admin.actor(engine)


def enter(show: Open, session: people.Session, page: str, **query: str) -> Seen:
    return show(page, number=str(session.number), **query)


def field(at: AppTest, label: str, place: int = 0) -> Any:
    """The box with this label; ``place`` among those that have it."""
    found = [box for kind in ("text_input", "selectbox", "multiselect") for box in at.get(kind) if box.label == label]
    return found[place]


def click(at: AppTest, label: str, place: int = 0) -> Seen:
    return Seen([button for button in at.button if button.label == label][place].click().run())


def table(seen: Seen) -> dict[str, list[str]]:
    """The rows of the page's table by their first cell."""
    found = [[str(cell) for cell in line.all("td")] for line in seen.html.all("tr")]
    return {line[0]: line for line in found if line}


def outcome(seen: Seen) -> str:
    """What the last click came to."""
    return str(next(node for node in seen.html.all("div") if "kpi-outcome" in node.attributes.get("class", "")))


def password(seen: Seen) -> str:
    found = re.search(r"(?:\w{4}-){3}\w{4}", seen.text)
    return found.group() if found else ""


def logs_in(engine: Engine, login: str, given: str) -> bool:
    return not isinstance(access.log_in(engine, login, given, address="10.0.0.9"), Sentence)


def account(engine: Engine, login: str) -> accounts.Account:
    with store.reading(engine) as connection:
        return next(each for each in accounts.listed(connection, CONSOLE) if each.login == login)


def keys(engine: Engine, *kinds: Kind) -> list[str]:
    with store.reading(engine) as connection:
        return [key.login for key in access.listed(connection, CONSOLE, kinds, everybody=True)]


def count(engine: Engine) -> int:
    with store.reading(engine) as connection:
        return audit.count(connection)


def on_the_wall(engine: Engine) -> screens.Wall:
    return screens.wait(engine)


def add(seen: Seen, login: str, role: str = "viewer", name: str = "") -> Seen:
    field(seen.at, "用户名").set_value(login)
    field(seen.at, "姓名").set_value(name)
    field(seen.at, "角色").set_value(role)
    return click(seen.at, "新建")


def manage(seen: Seen, login: str) -> Seen:
    return Seen(field(seen.at, "选择账户").set_value(login).run())


def pair(seen: Seen, code: str, name: str, pages: list[str]) -> Seen:
    field(seen.at, "配对码").set_value(code)
    field(seen.at, "大屏名称").set_value(name)
    field(seen.at, "可显示的页面").set_value(pages)
    return click(seen.at, "配对")


# ---- accounts


def test_the_list_says_who_may_do_what_and_when_he_was_here(
    engine: Engine, admin: people.Session, show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(engine, CONSOLE, "zhang", "reviewer", name="张三", scope="line1")
    found = table(enter(show, admin, "admin"))
    assert found["zhang"] == ["zhang", "张三", "数据审核", "示例一系列", "从未", "可用，须改密码"]
    assert found["admin"][2:4] == ["管理员", "全部范围"] and found["admin"][5] == "可用"
    assert table(enter(show, admin, "admin", lang="en"))["zhang"][2:] == [
        "Data reviewer", "Sample line 1", "never", "open, password to be changed"
    ]  # fmt: skip


def test_a_new_account_gets_a_password_that_is_shown_once_and_works(
    engine: Engine, admin: people.Session, show: Open
) -> None:
    seen = add(enter(show, admin, "admin"), "Zhang", "analyst", "张三")
    given = password(seen)
    assert outcome(seen) == "账户 Zhang 已建立。" and "只显示这一次" in seen.text
    assert logs_in(engine, "zhang", given)
    assert field(seen.at, "用户名").value == ""
    seen = click(seen.at, "已记下，不再显示")
    assert given not in seen.text
    assert table(seen)["zhang"][1:3] == ["张三", "数据分析"]


def test_a_password_leaves_the_page_when_the_next_thing_is_done(
    engine: Engine, admin: people.Session, show: Open
) -> None:
    seen = add(enter(show, admin, "admin"), "zhang")
    first = password(seen)
    seen = add(seen, "zhang")
    assert first not in seen.text and password(seen) == ""


@pytest.mark.parametrize(
    ("login", "said"),
    [("admin", "用户名 admin 已有人使用；请换一个。"), ("console", "用户名应为 1 至 64 个字符"), ("", "用户名应为")],
)
def test_what_cannot_be_is_a_sentence_and_keeps_what_was_typed(
    engine: Engine, admin: people.Session, show: Open, login: str, said: str
) -> None:
    seen = add(enter(show, admin, "admin"), login, "analyst", "李四")
    assert said in outcome(seen)
    assert (field(seen.at, "姓名").value, field(seen.at, "角色").value) == ("李四", "analyst")
    assert count(engine) == 0


def test_role_and_scope_are_changed_together(engine: Engine, admin: people.Session, show: Open) -> None:
    accounts.add(engine, CONSOLE, "zhang", "viewer")
    seen = manage(enter(show, admin, "admin"), "zhang")
    field(seen.at, "角色", 1).set_value("reviewer")
    field(seen.at, "范围", 2).set_value("line2")
    seen = click(seen.at, "保存角色和范围")
    assert outcome(seen) == "账户 zhang 的角色和范围已保存，立即生效。"
    assert table(seen)["zhang"][2:4] == ["数据审核", "示例二系列"]
    assert (account(engine, "zhang").role, account(engine, "zhang").scope) == ("reviewer", "line2")
    assert "本来就是这样" in outcome(click(seen.at, "保存角色和范围"))


def test_a_reset_ends_the_old_password_and_all_sessions(engine: Engine, admin: people.Session, show: Open) -> None:
    first = accounts.add(engine, CONSOLE, "zhang", "viewer")
    people.enter(engine, "viewer", login="zhang")
    seen = click(manage(enter(show, admin, "admin"), "zhang").at, "重置密码")
    assert keys(engine, "session") == ["admin", "analyst"]
    assert not logs_in(engine, "zhang", first)
    assert logs_in(engine, "zhang", password(seen))


def test_an_account_is_closed_and_opened_again(engine: Engine, admin: people.Session, show: Open) -> None:
    accounts.add(engine, CONSOLE, "zhang", "viewer")
    seen = click(manage(enter(show, admin, "admin"), "zhang").at, "停用")
    assert table(seen)["zhang"][5] == "已停用" and account(engine, "zhang").disabled
    seen = click(seen.at, "重新启用")
    assert "已重新启用" in outcome(seen) and not account(engine, "zhang").disabled


def test_the_last_administrator_cannot_close_himself(engine: Engine, admin: people.Session, show: Open) -> None:
    seen = click(manage(enter(show, admin, "admin"), "admin").at, "停用")
    assert "最后一个可用的管理员" in outcome(seen)
    assert not account(engine, "admin").disabled


def test_sessions_and_tokens_are_listed_and_revoked_one_by_one(
    engine: Engine, admin: people.Session, show: Open
) -> None:
    other = people.enter(engine, "viewer", login="zhang")
    access.add_token(engine, other.actor(engine), "化验室")
    seen = manage(enter(show, admin, "admin"), "zhang")
    assert "接口令牌“化验室”" in seen.text and "登录" in seen.text
    seen = click(seen.at, "确定撤销")  # the newest first: the token
    assert outcome(seen) == "已撤销。"
    assert keys(engine, "token") == [] and keys(engine, "session").count("zhang") == 1
    click(seen.at, "确定撤销")
    assert "zhang" not in keys(engine, "session")


def test_a_backup_is_made_and_its_age_is_said(
    engine: Engine, admin: people.Session, show: Open, tmp_path: Path
) -> None:
    seen = enter(show, admin, "admin")
    assert f"还没有备份。备份文件夹：{tmp_path / 'backups'}" in seen.text
    seen = click(seen.at, "立即备份")
    assert "已备份并核对" in outcome(seen)
    assert "最新备份：0 分钟前（版次 0），共 1 个。" in seen.text
    assert len(list((tmp_path / "backups").glob("kpi-*.db"))) == 1


# ---- screens


def test_a_wall_is_paired_by_the_code_it_shows(engine: Engine, admin: people.Session, show: Open) -> None:
    wall = on_the_wall(engine)
    seen = enter(show, admin, "screens")
    assert "/login/screen" in seen.text and "还没有配对的大屏。" in seen.text
    assert field(seen.at, "可显示的页面").options == [
        "总览", "智能化", "矿量", "指标", "项目", "创新", "作风", "改革"
    ]  # fmt: skip
    seen = pair(seen, f"{wall.code[:4]} {wall.code[4:].lower()}", "一楼会议室", ["ore", "overview"])
    assert outcome(seen) == "已配对：一楼会议室。大屏几秒后自动显示看板。"
    assert account(engine, "一楼会议室").pages == ("overview", "ore")
    assert screens.collect(engine, wall.token, address="10.0.0.7")
    seen = turn(seen.at, "screens")
    assert "全部范围 · 总览、矿量" in seen.text and "10.0.0.7" in seen.text and "1 块大屏已配对" in seen.text
    assert "一楼会议室”几秒内退出，要再显示须重新配对" in seen.text and not [
        b for b in seen.at.button if b.label == "撤销"
    ]
    seen = click(seen.at, "确定撤销")
    assert "大屏在几秒内退出" in outcome(seen) and keys(engine, "screen") == []
    seen = click(seen.at, "停用")
    assert account(engine, "一楼会议室").disabled and "大屏 一楼会议室 已停用。" in seen.text


def test_a_wrong_code_and_no_pages_are_sentences(engine: Engine, admin: people.Session, show: Open) -> None:
    wall = on_the_wall(engine)
    seen = pair(enter(show, admin, "screens"), "WRONGONE", "一楼", ["ore"])
    assert "配对码不对或已过期" in outcome(seen)
    assert field(seen.at, "大屏名称").value == "一楼"
    seen = pair(seen, wall.code, "一楼", [])
    assert "至少选一个页面" in outcome(seen)
    assert "配对码不对" not in outcome(pair(seen, wall.code, "一楼", ["ore"]))


# ---- the trail


def test_the_trail_says_who_when_from_where_what_before_and_after(
    engine: Engine, by: Actor, admin: people.Session, show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 15, 0, 7, tzinfo=UTC))
    monkeypatch.setattr(trail, "moment", lambda stamp: stamp)
    accounts.add(engine, CONSOLE, "zhang", "viewer")
    accounts.set_role(engine, by, "zhang", "analyst")
    access.log_in(engine, "nobody", "x", address="10.0.0.8")
    monkeypatch.undo()
    monkeypatch.setenv("KPI_DATABASE", engine.url.render_as_string())
    found = [[str(cell) for cell in line.all("td")][1:] for line in enter(show, admin, "audit").html.all("tr")]
    assert found[1:] == [
        ["未知账户", "—", "10.0.0.8", "登录被拒绝", "—"],
        ["admin", "管理员", "—", "改角色或范围：账户 zhang", "角色 查看 → 数据分析"],
        ["console", "控制台", "控制台", "新建账户 zhang", "账户 zhang；角色 查看；范围 全部范围"],
    ]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("CST-8", "2026-11-22 23:00:07 UTC+8"),
        ("UTC0", "2026-11-22 15:00:07 UTC"),
        ("IST-5:30", "2026-11-22 20:30:07 UTC+5.5"),
    ],
)
def test_times_are_the_servers_own_with_their_distance_from_utc(
    monkeypatch: pytest.MonkeyPatch, zone: str, said: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert trail.moment("2026-11-22T15:00:07Z") == said
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_trail_is_turned_two_hundred_rows_at_a_time_and_asked_for_one_account(
    engine: Engine, admin: people.Session, show: Open
) -> None:
    with store.writing(engine) as connection:
        for number in range(1, 252):
            audit.write(
                connection, Actor("zhang" if number % 50 == 0 else "li", "viewer"), "login", f"session {number}"
            )
    seen = enter(show, admin, "audit")
    assert "本页 200 条（序号 52 至 251），全部记录共 251 条" in seen.text and len(list(seen.html.all("tr"))) == 201
    seen = click(seen.at, "更早")
    assert "本页 51 条（序号 1 至 51）" in seen.text and "更早" not in seen.said
    assert "序号 52 至 251" in click(seen.at, "回到最新").text
    seen = Seen(field(click(seen.at, "更早").at, "只看一个账户").set_value(" ZHANG ").run())
    whats = [str(list(line.all("td"))[4]) for line in list(seen.html.all("tr"))[1:]]
    assert whats == [f"登录成功：会话 {number}" for number in (250, 200, 150, 100, 50)]
    assert "没有符合的记录。" in Seen(field(seen.at, "只看一个账户").set_value("nobody").run()).text


def test_the_trail_is_verified_on_demand(engine: Engine, admin: people.Session, show: Open) -> None:
    accounts.add(engine, CONSOLE, "zhang", "viewer")
    accounts.add(engine, CONSOLE, "li", "viewer")
    seen = enter(show, admin, "audit")
    assert outcome(click(seen.at, "核对")) == "核对无误：2 条审计记录一条不少、未被改动。"
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_update"))
        connection.execute(text("UPDATE audit SET after = '{}' WHERE id = 1"))
    assert "审计记录第 1 条与其校验值不符" in outcome(click(seen.at, "核对"))


def test_an_administrator_of_a_line_sees_only_its_accounts_and_their_rows(engine: Engine, show: Open) -> None:
    accounts.add(engine, CONSOLE, "one", "viewer", scope="line1")
    accounts.add(engine, CONSOLE, "two", "viewer", scope="line2")
    local = people.enter(engine, "admin", login="local", scope="line1")
    accounts.reset(engine, local.actor(engine), "one")
    seen = enter(show, local, "admin")
    assert sorted(table(seen))[-2:] == ["local", "one"] and "two" not in seen.text
    assert field(seen.at, "范围", 1).options == ["示例一系列"]
    whats = [str(list(line.all("td"))[4]) for line in list(enter(show, local, "audit").html.all("tr"))[1:]]
    assert whats == ["重置密码：账户 one"]


def written() -> Iterator[tuple[str, str]]:
    """(verb, beginning of the object) of every row that the code adds to the trail."""
    for path in sorted(p for part in ("db", "pages") for p in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write":
                what = ast.unparse(node.args[3]).strip("f'\"").split()[0]
                verbs = [n.value for n in ast.walk(node.args[2]) if isinstance(n, ast.Constant)]
                yield from ((str(verb), what) for verb in verbs)


def test_every_verb_and_object_of_the_trail_has_its_words() -> None:
    said, found = words.sentences("zh"), list(written())
    verbs = {verb for verb, _ in found}
    assert verbs == {code.removeprefix("trail.verb_") for code in said if code.startswith("trail.verb_")}
    kinds = {what for _, what in found} - {"{row.kind}", "order.kind"}
    assert {kind for kind in kinds if f"trail.on_{kind}" not in said} == set()
    assert {"login", "publish", "set_role"} <= verbs and {"account", "session", "store"} <= kinds


# ---- texts of users


def test_names_of_people_walls_and_tokens_stay_text_on_every_page(
    engine: Engine, by: Actor, admin: people.Session, show: Open
) -> None:
    for hostile in HOSTILE:
        accounts.add(engine, by, hostile, "viewer", name=hostile)
        wall = on_the_wall(engine)
        screens.pair(engine, by, wall.code, f"wall {hostile}"[:64], ("overview",))
        screens.collect(engine, wall.token, address=hostile)
    access.add_token(engine, by, HOSTILE[1])
    for page in PAGES:
        seen = enter(show, admin, page)
        assert alive(seen) == []
        assert [hostile for hostile in HOSTILE if not shown(seen.html, names.folded(hostile))] == []
    seen = click(manage(enter(show, admin, "admin"), names.folded(HOSTILE[5])).at, "重置密码")
    assert alive(seen) == [] and shown(seen.html, names.folded(HOSTILE[5]))
    for hostile in HOSTILE:
        seen = add(seen, hostile)
        assert "已有人使用" in outcome(seen) and alive(seen) == []


def test_a_list_that_forgot_to_escape_would_be_noticed(
    engine: Engine, by: Actor, admin: people.Session, show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hostile in HOSTILE:
        accounts.add(engine, by, hostile, "viewer")
    careful = ledger.table
    monkeypatch.setattr(
        ledger, "table", lambda heads, rows, **css: careful(heads, [[Markup(c) for c in row] for row in rows], **css)
    )
    for page in ("admin", "audit"):
        assert {"<script>", "<svg>", "<h1>", "img onerror"} <= set(foreign(enter(show, admin, page).html))


def test_a_sentence_read_as_markdown_would_be_noticed(
    engine: Engine, by: Actor, admin: people.Session, show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(engine, by, HOSTILE[5], "viewer")
    monkeypatch.setattr(ledger, "outcome", lambda said, *, good: st.error(said) and Markup("<p></p>"))
    assert alive(add(enter(show, admin, "admin"), HOSTILE[5])) != []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_each_page_speaks_one_language(
    engine: Engine, by: Actor, admin: people.Session, show: Open, page: str, lang: Lang
) -> None:
    accounts.add(engine, by, "li", "viewer")
    said = "\n".join(
        text for text in enter(show, admin, page, lang=lang).said if text not in ("中文", "English", "周工")
    )
    strange = r"[\u4e00-\u9fff]" if lang == "en" else r"[A-Za-z]{3,}"
    known = {"admin", "analyst", "console", "login", "screen", "tmp", "backups", "CSV", "UTC", "add", "Esc"}
    found = set(re.findall(strange, re.sub(r"/\S+", "", said))) - known
    assert found - {"li"} == set()


# ---- nobody else


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "screen"])
def test_the_pages_are_not_there_for_others(engine: Engine, show: Open, role: str, page: str) -> None:
    session = people.enter(engine, role, login=f"a-{role}", pages='["overview"]' if role == "screen" else "[]")
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        enter(show, session, page)
    assert list(enter(show, people.enter(engine, "admin"), page).html.all("h3")) != []  # the control


@pytest.mark.parametrize("page", PAGES)
def test_a_page_checks_by_itself_also_when_the_menu_offers_it_to_all(
    engine: Engine, show: Open, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "AFTER", ((page, "see", "figures"),))
    session = people.enter(engine, "reviewer")
    at = AppTest.from_file(str(settings.ROOT / "pages" / "frame.py"), default_timeout=60)
    at.user = session.user
    at.run().switch_page(f"{page}.py").run()
    assert len(at.exception) == 1
    assert [element for element in at.get("html") if "<table" in element.proto.body] == []
    assert list(at.button) == []
    monkeypatch.setitem(rights.TABLE, "reviewer", rights.TABLE["admin"])  # the control: with the right it opens
    assert list(at.run().exception) == []


@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "screen"])
def test_what_is_behind_the_pages_refuses_others_and_changes_nothing(
    engine: Engine, admin: people.Session, role: str
) -> None:
    other = people.enter(engine, role, login=f"a-{role}").actor(engine)
    wall, catalog = on_the_wall(engine), settings.catalog()
    for work in (
        lambda: accounts.add(engine, other, "new", "admin"),
        lambda: accounts.reset(engine, other, "admin"),
        lambda: accounts.set_role(engine, other, other.login, "admin"),
        lambda: accounts.disable(engine, other, "admin"),
        lambda: screens.pair(engine, other, wall.code, "wall", ("overview",)),
        lambda: access.revoke(engine, other, admin.number),
    ):
        with pytest.raises(Unusable):
            work()
    with store.reading(engine) as connection:
        for look in (
            lambda: accounts.listed(connection, other),
            lambda: access.listed(connection, other, ("session",), everybody=True),
            lambda: trail.entries(connection, other, catalog, limit=1),
        ):
            with pytest.raises(rights.Forbidden):
                look()
    assert count(engine) == 0 and "admin" in keys(engine, "session")
    assert screens.wait(engine, wall.token).code == wall.code


def test_a_click_after_the_demotion_changes_nothing(engine: Engine, admin: people.Session, show: Open) -> None:
    people.enter(engine, "admin", login="second")
    seen = add(enter(show, admin, "admin"), "first")
    assert account(engine, "first").role == "viewer"  # the control
    accounts.set_role(engine, CONSOLE, "admin", "viewer")
    before = count(engine)
    field(seen.at, "用户名").set_value("mine")
    next(button for button in seen.at.button if button.label == "新建").click().run()
    assert count(engine) == before
