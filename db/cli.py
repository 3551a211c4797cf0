"""``python -m db …``: the commands, their arguments, and what each calls."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from db import (
    cli_accounts,
    cli_backup,
    cli_deploy,
    cli_figures,
    cli_inspect,
    cli_load,
    cli_questions,
    cli_review,
    cli_store,
    settings,
)
from db.arguments import Parser
from kpi import export, words
from kpi.intake.carriers import decode
from kpi.unit import LANGS, Lang

Run = Callable[[argparse.Namespace, Lang], int]
_NO_TEXT = re.compile("[\ud800-\udfff]")
_NAMES = ("command", "file", "revision", "scope", "sheet")


def run(argv: list[str]) -> int:
    """Run one command; its exit code. Raises `db.settings.Unusable` and what the database raises."""
    settings.lang()  # a wrong setting is said before anything is done
    given = _parser(spoken(argv)).parse_args(argv)
    for name, said in vars(given).items():
        setattr(given, name, _kept(said))
    chosen: Run = given.run
    return chosen(given, given.lang)


def _kept(said: Any) -> Any:
    """What was said without the bytes that are no text in this locale: no database takes them. A path keeps them."""
    if isinstance(said, list):
        return [_kept(each) for each in said]
    return _NO_TEXT.sub("", said) if isinstance(said, str) else said


def spoken(argv: list[str]) -> Lang:
    """The language asked for, also where the arguments or the setting are what is wrong."""
    after = [then for word, then in pairwise(argv) if word == "--lang"]
    wanted = (*after, *(word.removeprefix("--lang=") for word in argv), settings.get("KPI_LANG"))
    return next((lang for word in wanted for lang in LANGS if lang == word), "zh")


def _parser(lang: Lang) -> Parser:
    names = {name: words.say(lang, f"cli.name_{name}") for name in _NAMES}
    parser = Parser(lang=lang, prog="python -m db", description=words.say(lang, "cli.about"))
    commands = parser.add_subparsers(required=True, metavar=names["command"], title=words.say(lang, "cli.commands"))

    def add(name: str, chosen: Run) -> Parser:
        said = words.say(lang, f"cli.{name.replace('-', '_')}")
        made = commands.add_parser(name, help=said, description=said, lang=lang)
        made.set_defaults(run=chosen)
        return made.takes("--lang", choices=LANGS, default=lang)

    file: dict[str, Any] = {"type": Path, "metavar": names["file"]}
    add("upgrade", cli_store.upgrade)
    add("load-sample", cli_store.load_sample)
    add("clear-sample", cli_store.clear_sample)
    cli_load.commands(add, lang)
    figures = add("figures", cli_figures.figures).takes("--month", required=True, metavar="2022-09")
    figures.takes("--scope", metavar=names["scope"]).takes("--as-of", metavar=names["revision"])
    figures.takes("--json", action="store_true")
    inspect = add("inspect", cli_inspect.inspect).takes("report", **file).takes("--sheet", metavar=names["sheet"])
    inspect.takes("--table", metavar="A1").takes("--encoding", choices=decode.CHOICES).takes(
        "--json", action="store_true"
    )
    template = add("template", cli_figures.template).takes("--year", required=True, metavar="2022")
    template.takes("--out", required=True, **file)
    template.takes("--format", choices=list(export.FORMS), default="csv").takes("--plans", action="store_true")
    add("catalog", cli_figures.check_catalog).takes("verb", choices=["check"]).takes("file", **file)
    add("backup", cli_backup.make).takes("--out", **file).takes("--list", action="store_true")
    add("restore", cli_backup.bring_back).takes("backup", **file).takes("--yes", action="store_true")
    add("drill", cli_backup.rehearse)
    cli_accounts.account_commands(add("account", cli_accounts.listed), lang)
    cli_accounts.audit_commands(add("audit", cli_accounts.verify), lang)
    cli_questions.commands(add, lang)
    cli_review.commands(add, lang)
    add("rebuild", cli_store.rebuild)
    add("verify", cli_store.verify)
    add("check", cli_deploy.check).takes("--deploy", action="store_true")
    return parser
