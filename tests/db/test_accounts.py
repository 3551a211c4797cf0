"""Accounts on a real store: who may make and change them, what they may do, and what the trail says of it."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError

from db import access, accounts, audit, clock, names, passwords, rights, sample, screens, settings, submissions, uploads
from db import store as stores
from db.actor import CONSOLE, ROLES, Actor
from db.settings import Unusable
from db.tables import account
from kpi.unit import Sentence
from tests import people

GOOD = "Nickel-Copper-7"
FILE = ("矿量.csv", "月份,范围,指标,类别,数值\n2022-09,,处理矿量,实际,870000\n".encode())


def trail(engine: Engine) -> list[tuple[str, str, str]]:
    """Who did what to what, oldest first."""
    with stores.reading(engine) as connection:
        return [(e.login, e.verb, e.what) for e in reversed(audit.entries(connection))]


def listed(engine: Engine) -> dict[str, accounts.Account]:
    with stores.reading(engine) as connection:
        return {found.login: found for found in accounts.listed(connection, CONSOLE)}


def entered(engine: Engine, login: str, password: str, **options: Any) -> access.Entered:
    found = access.log_in(engine, login, password, address="10.0.0.1", **options)
    assert isinstance(found, access.Entered), found
    return found


def actor(engine: Engine, token: str) -> Actor | None:
    with stores.reading(engine) as connection:
        return access.find(connection, token, ("session", "screen"))


def handed_in(engine: Engine, by: Actor, name: str, data: bytes) -> submissions.Submission | uploads.Refused:
    return submissions.save(engine, settings.catalog(), [submissions.Sent(name, data, {})], by=by, seen=1)


def refused(code: str) -> Any:
    return pytest.raises(Unusable, check=lambda error: error.sentence.code == code)


# The first administrator.


def test_the_first_start_makes_one_administrator_and_the_second_none(store: Engine) -> None:
    made = accounts.first(store)
    assert made is not None and made[0] == "admin"
    assert accounts.first(store) is None
    assert listed(store)["admin"].must_change
    assert trail(store) == [("console", "add", "account admin")]


def test_his_password_opens_once_and_must_then_be_changed(store: Engine) -> None:
    made = accounts.first(store)
    assert made is not None
    found = actor(store, entered(store, *made).token)
    assert found is not None and found.must_change
    assert accounts.change_password(store, found, made[1], GOOD) is None
    assert access.log_in(store, "admin", made[1], address="") == Sentence("access.wrong")
    now = actor(store, entered(store, "admin", GOOD).token)
    assert now is not None and not now.must_change


def test_nobody_administers_until_he_has_changed_it(store: Engine) -> None:
    made = accounts.first(store)
    assert made is not None
    with stores.reading(store) as connection:
        assert not accounts.administered(connection)
    me = actor(store, entered(store, *made).token)
    assert me is not None and accounts.change_password(store, me, made[1], GOOD) is None
    with stores.reading(store) as connection:
        assert accounts.administered(connection)


def test_no_password_stands_in_the_store(store: Engine) -> None:
    made = accounts.first(store)
    assert made is not None
    with store.connect() as connection:
        for table in ("account", "access", "audit"):
            assert made[1] not in str(connection.execute(text(f"SELECT * FROM {table}")).all())
        kept = connection.execute(select(account.c.password)).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


# Changing accounts.


def test_an_account_is_made_changed_closed_and_opened_again(store: Engine) -> None:
    accounts.add(store, CONSOLE, " Ｗang ", "viewer", name="王工", scope="line1")
    accounts.set_role(store, CONSOLE, "WANG", "analyst")
    accounts.disable(store, CONSOLE, "wang")
    accounts.disable(store, CONSOLE, "wang", disabled=False)
    found = listed(store)["wang"]
    assert (found.name, found.role, found.scope, found.disabled) == ("王工", "analyst", "line1", False)
    verbs = ("add", "set_role", "disable", "enable")
    assert trail(store) == [("console", verb, "account wang") for verb in verbs]
    with stores.reading(store) as connection:
        entry = audit.entries(connection)[2]
    assert json.loads(entry.before) == {"role": "viewer", "scope": "line1"}
    assert json.loads(entry.after) == {"role": "analyst", "scope": "line1"}


def test_a_reset_password_ends_the_sessions_and_the_waiting(store: Engine) -> None:
    password = accounts.add(store, CONSOLE, "wang", "viewer")
    token = entered(store, "wang", password).token
    fresh = accounts.reset(store, CONSOLE, "wang")
    assert actor(store, token) is None
    assert access.log_in(store, "wang", password, address="10.0.0.1") == Sentence("access.wrong")
    assert entered(store, "wang", fresh)


def test_a_changed_password_ends_the_other_sessions_only(store: Engine) -> None:
    password = accounts.add(store, CONSOLE, "wang", "viewer")
    here, there = entered(store, "wang", password).token, entered(store, "wang", password).token
    me = actor(store, here)
    assert me is not None and accounts.change_password(store, me, password, GOOD) is None
    assert actor(store, here) is not None
    assert actor(store, there) is None


@pytest.mark.parametrize(
    ("login", "role", "scope", "code"),
    [
        ("", "viewer", "", "person.wrong_login"),
        ("console", "viewer", "", "person.wrong_login"),
        ("ＡＰＩ", "viewer", "", "person.wrong_login"),
        ("wang\x00", "viewer", "", "person.wrong_login"),
        ("w\u202eang", "viewer", "", "person.wrong_login"),
        ("w" * 65, "viewer", "", "person.wrong_login"),
        ("taken", "viewer", "", "person.taken"),
        ("ＴＡＫＥＮ", "viewer", "", "person.taken"),
        ("wang", "screen", "", "person.wrong_role"),
        ("wang", "console", "", "person.wrong_role"),
        ("wang", "viewer", "mars", "person.wrong_scope"),
    ],
)
def test_an_account_that_cannot_be_is_refused(store: Engine, login: str, role: Any, scope: str, code: str) -> None:
    people.enter(store, "viewer", login="taken")
    with refused(code):
        accounts.add(store, CONSOLE, login, role, scope=scope)
    assert set(listed(store)) == {"taken"} and trail(store) == []


def test_the_last_administrator_can_neither_be_closed_nor_demoted(store: Engine) -> None:
    people.enter(store, "admin")
    with refused("person.last_admin"):
        accounts.disable(store, CONSOLE, "admin")
    with refused("person.last_admin"):
        accounts.set_role(store, CONSOLE, "admin", "viewer")
    assert (listed(store)["admin"].role, listed(store)["admin"].disabled) == ("admin", False)
    people.enter(store, "admin", login="second")
    accounts.disable(store, CONSOLE, "admin")


@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "screen"])
def test_only_administrators_manage_accounts(store: Engine, role: str) -> None:
    me = people.enter(store, role).actor(store)
    people.enter(store, "viewer", login="other")
    with stores.reading(store) as connection, pytest.raises(rights.Forbidden):
        accounts.listed(connection, me)
    for attempt in (
        lambda: accounts.add(store, me, "x", "admin"),
        lambda: accounts.reset(store, me, "other"),
        lambda: accounts.set_role(store, me, role, "admin"),
        lambda: accounts.disable(store, me, "other"),
        lambda: screens.pair(store, me, "ABCDEFGH", "wall", ("overview",)),
    ):
        with pytest.raises(rights.Forbidden):
            attempt()
    assert trail(store) == []


def test_an_administrator_of_a_line_manages_his_line_only(store: Engine) -> None:
    me = people.enter(store, "admin", scope="line1").actor(store)
    people.enter(store, "viewer", login="plant")
    people.enter(store, "viewer", login="one", scope="line1")
    with refused("person.unknown"):
        accounts.reset(store, me, "plant")
    for scope in ("", "plant", "line2"):
        with refused("person.beyond_scope"):
            accounts.add(store, me, "new", "viewer", scope=scope)
    accounts.add(store, me, "new", "viewer", scope="line1")
    accounts.set_role(store, me, "one", "analyst")
    with stores.reading(store) as connection:
        assert [found.login for found in accounts.listed(connection, me)] == ["admin", "new", "one"]


def test_an_administrator_manages_accounts_and_no_data(store: Engine) -> None:
    me = people.enter(store, "admin").actor(store)
    catalog = settings.catalog()
    for attempt in (uploads.preview, uploads.publish):
        with pytest.raises(rights.Forbidden):
            attempt(store, catalog, [FILE], by=me)


READS = {"see figures", "see history", "hold token"}
HANDS_IN = {"check upload", "submit upload"}
ALLOWED = {
    "viewer": READS,
    "analyst": READS | HANDS_IN,
    "reviewer": READS | HANDS_IN | {"publish upload", "withdraw upload", "name meeting"},
    "admin": READS | {"manage account", "manage screen", "see audit", "see backup", "make backup"},
    "screen": {"see figures"},
    "program": {"see figures"} | HANDS_IN | {"publish upload", "withdraw upload", "name meeting"},
}
VERBS = ("see", "check", "submit", "publish", "withdraw", "manage", "make", "hold", "name")
THINGS = ("figures", "history", "upload", "meeting", "account", "screen", "audit", "backup", "token", "store")


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_each_role_may_do_exactly_its_work(role: Any) -> None:
    may = {f"{verb} {what}" for verb, what in product(VERBS, THINGS) if rights.may(Actor("x", role), verb, what)}
    assert may == ALLOWED[role]


def test_every_role_has_its_line_in_the_table() -> None:
    assert set(rights.TABLE) == set(ROLES)


# What one may see.


@pytest.mark.parametrize(
    ("scope", "seen"), [("", None), ("plant", None), ("line1", {"line1"}), ("no longer there", set())]
)
def test_one_sees_ones_own_scope_and_what_is_below(scope: str, seen: set[str] | None) -> None:
    found = rights.scopes(Actor("x", "viewer", scope), settings.catalog())
    assert found == (None if seen is None else frozenset(seen))


def test_a_lines_analyst_reports_his_line_only(store: Engine) -> None:
    me = people.enter(store, "analyst", scope="line1").actor(store)
    text_ = "月份,范围,指标,类别,数值\n2022-09,示例一系列,处理矿量,实际,500000\n2022-09,,处理矿量,实际,870000\n"
    uploads.publish(store, settings.catalog(), [FILE], by=CONSOLE)
    mixed = [("两行.csv", text_.encode())]
    found = uploads.preview(store, settings.catalog(), mixed, by=me)
    assert [(i.code, i.line) for i in found.issues if i.severity == "error"] == [("store_beyond_scope", 3)]
    assert found.difference == uploads.Difference()  # nor does the difference tell what the plant reported
    own = "\n".join(text_.splitlines()[:2]).encode()
    handed = [handed_in(store, me, name, data) for name, data in (*mixed, ("一行.csv", own))]
    assert [type(answer).__name__ for answer in handed] == ["Refused", "Submission"]


# The trail.


def test_every_writing_verb_leaves_exactly_one_row(store: Engine) -> None:
    catalog = settings.catalog()
    password = accounts.add(store, CONSOLE, "wang", "analyst")
    token = entered(store, "wang", password).token
    me = actor(store, token)
    assert me is not None
    wall = screens.wait(store)

    def one(verb: str, what: str, attempt: Any) -> Any:
        before = len(trail(store))
        answer = attempt()
        after = trail(store)
        assert [(v, w) for _, v, w in after[before:]] == [(verb, what)]
        return answer

    api = one("add", "token 3", lambda: access.add_token(store, me, "化验室"))
    assert api.startswith("kpi_")
    one("revoke", "token 3", lambda: access.revoke(store, me, 3))
    one("publish", "upload", lambda: uploads.publish(store, catalog, [FILE], by=CONSOLE))
    one("change_password", "account wang", lambda: accounts.change_password(store, me, password, GOOD))
    one("login_refused", "session", lambda: access.log_in(store, "wang", "wrong", address=""))
    one("set_role", "account wang", lambda: accounts.set_role(store, CONSOLE, "wang", "reviewer"))
    one("pair", "screen 大屏", lambda: screens.pair(store, CONSOLE, wall.code, "大屏", ("overview",)))
    one("login", "screen 4", lambda: screens.collect(store, wall.token, address=""))
    one("logout", f"session {me.access}", lambda: access.log_out(store, me))
    one("reset_password", "account wang", lambda: accounts.reset(store, CONSOLE, "wang"))
    one("disable", "account wang", lambda: accounts.disable(store, CONSOLE, "wang"))
    with stores.reading(store) as connection:
        assert audit.verify(connection) == ()
        assert audit.count(connection) == len(trail(store)) == 2 + 11  # the account and its login, then each verb above


def test_what_is_refused_leaves_no_row(store: Engine) -> None:
    uploads.publish(store, settings.catalog(), [FILE], by=CONSOLE)
    before = trail(store)
    assert isinstance(uploads.publish(store, settings.catalog(), [FILE], by=CONSOLE), uploads.Refused)
    with refused("person.unknown"):
        accounts.reset(store, CONSOLE, "nobody")
    assert trail(store) == before


@pytest.mark.parametrize("statement", ["UPDATE audit SET login = 'x'", "DELETE FROM audit", "DELETE FROM audit_head"])
def test_the_database_refuses_to_change_the_trail(store: Engine, statement: str) -> None:
    accounts.first(store)
    with pytest.raises(DatabaseError, match="append-only"), stores.writing(store) as connection:
        connection.execute(text(statement))


def unguarded(engine: Engine, statement: str) -> None:
    """What somebody with the database's own password could do."""
    with stores.writing(engine) as connection:
        if stores.is_postgres(engine):
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for name in ("audit_update", "audit_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_a_trail_that_is_written_over_is_refused(store: Engine) -> None:
    """With the plain driver, whose REPLACE wakes no delete trigger."""
    if stores.is_postgres(store):
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    accounts.first(store)
    raw = sqlite3.connect(store.url.database or "")
    others = "role, address, verb, what, before, after, hash FROM audit"
    for statement in (
        f"INSERT OR REPLACE INTO audit SELECT id, at, 'mallory', {others}",
        "INSERT OR REPLACE INTO audit_head SELECT id, count, 'forged' FROM audit_head",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


def test_the_store_is_its_owners_only(store: Engine) -> None:
    if stores.is_postgres(store) or os.name == "nt":
        pytest.skip("a file's mode")
    assert os.stat(store.url.database or "").st_mode & 0o077 == 0


def test_a_long_password_opens_however_it_is_spelled(store: Engine) -> None:
    long = "Aa1!" + "e\u0301" * 70 + "xyzqwm"
    assert passwords.problem(long, "wang") is None
    assert passwords.right(passwords.hashed(long), long)


def test_an_administrator_of_a_line_does_not_count_as_the_last_one(store: Engine) -> None:
    people.enter(store, "admin")
    people.enter(store, "admin", login="line", scope="line1")
    with refused("person.last_admin"):
        accounts.set_role(store, CONSOLE, "admin", "viewer")
    accounts.disable(store, CONSOLE, "line")
    with stores.reading(store) as connection:
        assert accounts.administered(connection)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit SET login = 'x' WHERE id = 2", Sentence("audit.broken", {"number": 2})),
        ("UPDATE audit SET after = '{}' WHERE id = 1", Sentence("audit.broken", {"number": 1})),
        ("UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE id = 3", Sentence("audit.broken", {"number": 3})),
        ("DELETE FROM audit WHERE id = 2", Sentence("audit.broken", {"number": 2})),
        ("DELETE FROM audit WHERE id = 3", Sentence("audit.cut", {"found": 2, "count": 3})),
        ("SELECT 1", None),
    ],
)
def test_a_changed_trail_is_found(store: Engine, statement: str, found: Sentence | None) -> None:
    for login in ("a", "b", "c"):
        accounts.add(store, CONSOLE, login, "viewer")
    unguarded(store, statement)
    with stores.reading(store) as connection:
        assert audit.verify(connection) == ((found,) if found else ())


def test_the_trail_keeps_the_people_when_the_sample_goes(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.first(store)
    sample.load(store, settings.catalog())
    me = people.enter(store)
    sample.clear(store)
    assert me.actor(store).login == "analyst"
    assert trail(store) == [
        ("console", "add", "account admin"),
        ("console", "publish", "sample"),
        ("console", "clear_sample", "store"),
    ]
    with stores.reading(store) as connection:
        assert audit.verify(connection) == ()


# Passwords.


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-xyz", "password.wrong_length"),
        ("A1-" + "x" * 126, "password.wrong_length"),
        ("nickelcopper", "password.too_plain"),
        ("nickelcopper7", "password.too_plain"),
        ("Password1!", "password.guessable"),
        ("P@ssw0rd123", "password.guessable"),
        ("Admin@123", "password.guessable"),
        ("Wang-gong1", "password.guessable"),
        ("Aa1-Aa1-Aa1-", "password.guessable"),
        (GOOD, None),
        ("矿山选矿厂Ni7", None),
        ("1qaz-Nickel-Copper", None),
    ],
)
def test_which_passwords_are_good_enough(password: str, code: str | None) -> None:
    found = passwords.problem(password, "wang-go")
    assert (found.code if found else None) == code


def test_the_other_policy_asks_for_length_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_PASSWORD_POLICY", "length")
    assert passwords.problem("nickel copper ore", "wang") is None
    assert passwords.problem(GOOD + "x" * 0, "wang") is None
    assert passwords.problem("Nickel-7", "wang") == Sentence("password.wrong_length", {"length": 15, "longest": 128})


def test_made_passwords_are_good_enough_and_never_twice_the_same() -> None:
    made = {passwords.made() for _ in range(50)}
    assert len(made) == 50
    assert [passwords.problem(password, "admin") for password in made] == [None] * 50


def test_the_same_password_from_another_keyboard_opens_too() -> None:
    kept = passwords.hashed("Ｎickel-7")
    assert passwords.right(kept, "Nickel-7") and not passwords.right(kept, "nickel-7")


def test_after_ninety_days_the_password_must_be_changed(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    me = people.enter(store)
    made = clock.now()
    for days, must in ((89, False), (91, True)):
        monkeypatch.setattr(clock, "now", lambda days=days: made + timedelta(days=days))
        found = actor(store, people.enter(store, "analyst").token)
        assert found is not None and found.must_change is must
    monkeypatch.setenv("KPI_PASSWORD_POLICY", "length")
    found = actor(store, people.enter(store, "analyst").token)
    assert found is not None and not found.must_change
    assert me.number == 1


@pytest.mark.parametrize("old", ["", "wrong"])
def test_the_old_password_is_asked_for(store: Engine, old: str) -> None:
    password = accounts.add(store, CONSOLE, "wang", "viewer")
    me = actor(store, entered(store, "wang", password).token)
    assert me is not None
    assert accounts.change_password(store, me, old, GOOD) == Sentence("password.wrong_old")
    assert accounts.change_password(store, me, password, password) == Sentence("password.same")
    assert accounts.change_password(store, me, password, "short") is not None


def test_tokens_and_sessions_are_kept_as_hashes(store: Engine) -> None:
    password = accounts.add(store, CONSOLE, "wang", "viewer")
    found = entered(store, "wang", password)
    with store.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM access")).all())
    assert names.digest(found.token) in rows
    assert found.token not in rows and found.device not in rows
