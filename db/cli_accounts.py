"""The commands about who may do what, and about what was done: accounts and the audit trail, from the console."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from db import accounts, audit, cli_figures, cli_store, names, settings, store, trail
from db.accounts import Account
from db.actor import CONSOLE, PEOPLE
from db.arguments import Parser
from db.settings import Unusable
from kpi import words
from kpi.unit import LANGS, Lang, Sentence

Run = Callable[[argparse.Namespace, Lang], int]
_COLUMNS = ("login", "name", "role", "scope", "seen", "state")


def account_commands(parent: Parser, lang: Lang) -> None:
    """``account add|passwd|role|disable|enable|list``."""
    commands = _commands(parent, lang)

    def one(verb: str, run: Run) -> Parser:
        made = _command(commands, verb, words.say(lang, f"cli.account_{verb}"), run, lang)
        return made.takes("login", metavar=words.say(lang, "cli.name_login"))

    role: dict[str, Any] = {"choices": PEOPLE, "metavar": words.say(lang, "cli.name_role")}
    scope: dict[str, Any] = {"metavar": words.say(lang, "cli.name_scope")}
    made = one("add", add).takes("--role", required=True, **role)
    made.takes("--name", default="", metavar=words.say(lang, "cli.name_name")).takes("--scope", default="", **scope)
    one("passwd", passwd)
    changed = one("role", role_of).takes("role", **role)
    changed.named.add_argument("--scope", help=words.say(lang, "cli.arg_new_scope"), **scope)
    one("disable", disable)
    one("enable", enable)
    _command(commands, "list", words.say(lang, "cli.account_list"), listed, lang)


def audit_commands(parent: Parser, lang: Lang) -> None:
    """``audit verify|list``."""
    commands = _commands(parent, lang)
    for verb, run in (("verify", verify), ("list", latest)):
        made = _command(commands, verb, words.say(lang, f"cli.audit_{verb}"), run, lang)
        if verb == "list":
            made.takes("--login", default="", metavar=words.say(lang, "cli.name_login"))
            made.takes("--limit", default="50", metavar=words.say(lang, "cli.name_count"))


def add(given: argparse.Namespace, lang: Lang) -> int:
    engine = cli_store.opened(lang)
    scope = _scope(given.scope) or ""
    password = accounts.add(engine, CONSOLE, given.login, given.role, name=given.name, scope=scope)
    print(words.say(lang, "cli.one_time", login=names.login(given.login), password=password))
    return 0


def passwd(given: argparse.Namespace, lang: Lang) -> int:
    """Also the way back from a forgotten administrator's password."""
    password = accounts.reset(cli_store.opened(lang), CONSOLE, given.login)
    print(words.say(lang, "cli.one_time", login=names.folded(given.login), password=password))
    return 0


def role_of(given: argparse.Namespace, lang: Lang) -> int:
    engine = cli_store.opened(lang)
    accounts.set_role(engine, CONSOLE, given.login, given.role, scope=_scope(given.scope))
    now = next(each for each in _all(engine) if each.login == names.folded(given.login))
    said = trail.scope(now.scope, settings.catalog(), lang)
    role = words.say(lang, f"door.role_{now.role}")
    print(words.say(lang, "cli.role_set", login=now.login, role=role, scope=said))
    return 0


def disable(given: argparse.Namespace, lang: Lang) -> int:
    accounts.disable(cli_store.opened(lang), CONSOLE, given.login)
    print(words.say(lang, "cli.was_disabled", login=names.folded(given.login)))
    return 0


def enable(given: argparse.Namespace, lang: Lang) -> int:
    accounts.disable(cli_store.opened(lang), CONSOLE, given.login, disabled=False)
    print(words.say(lang, "cli.was_enabled", login=names.folded(given.login)))
    return 0


def listed(_: argparse.Namespace, lang: Lang) -> int:
    heads = [words.say(lang, f"admin.column_{column}") for column in _COLUMNS]
    cli_figures.print_aligned([heads, *(_cells(each, lang) for each in _all(cli_store.opened(lang)))])
    return 0


def verify(_: argparse.Namespace, lang: Lang) -> int:
    """1 with the first place where the chain is broken."""
    with store.reading(cli_store.opened(lang)) as connection:
        problems, count = audit.verify(connection), audit.count(connection)
    for problem in problems:
        print(words.render(lang, problem), file=sys.stderr)
    if not problems:
        print(words.say(lang, "trail.sound", count=count))
    return 1 if problems else 0


def latest(given: argparse.Namespace, lang: Lang) -> int:
    limit, catalog = given.limit, settings.catalog()
    if not (limit.isascii() and limit.isdigit() and 0 < int(limit) < 10**9):
        raise Unusable(Sentence("cli.wrong_count", {"found": limit}))
    with store.reading(cli_store.opened(lang)) as connection:
        found = trail.entries(connection, CONSOLE, catalog, limit=int(limit), login=names.folded(given.login))
    cli_figures.print_aligned([trail.heads(lang), *(trail.cells(entry, catalog, lang) for entry in found)])
    return 0


def _commands(parent: Parser, lang: Lang) -> Any:
    name, title = (words.say(lang, f"cli.{key}") for key in ("name_command", "commands"))
    return parent.add_subparsers(required=True, metavar=name, title=title)


def _command(commands: Any, verb: str, said: str, run: Run, lang: Lang) -> Parser:
    made: Parser = commands.add_parser(verb, help=said, description=said, lang=lang)
    made.set_defaults(run=run)
    return made.takes("--lang", choices=LANGS, default=lang)


def _all(engine: Engine) -> tuple[Account, ...]:
    with store.reading(engine) as connection:
        return accounts.listed(connection, CONSOLE)


def _scope(text: str | None) -> str | None:
    """A scope by key, name or alias, as the other commands take it."""
    return text and cli_figures.scope_of(settings.catalog(), text)


def _cells(of: Account, lang: Lang) -> list[str]:
    scope = trail.scope(of.scope, settings.catalog(), lang)
    seen = trail.moment(of.seen_at) if of.seen_at else words.say(lang, "door.never")
    state = "disabled" if of.disabled else "must_change" if of.must_change else "open"
    role = words.say(lang, f"door.role_{of.role}")
    return [of.login, of.name or "—", role, scope, seen, words.say(lang, f"admin.{state}")]
