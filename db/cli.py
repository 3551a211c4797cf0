"""``python -m db …``: the commands, their arguments, and what each calls."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import cli_figures, cli_store, settings
from kpi import words
from kpi.unit import LANGS, Lang

Run = Callable[[argparse.Namespace, Lang], int]


@dataclass(frozen=True, slots=True)
class _Command:
    """One command under construction; every help text is a sentence of the words files."""

    parser: argparse.ArgumentParser
    lang: Lang

    def takes(self, name: str, **options: Any) -> _Command:
        said = words.say(self.lang, f"cli.arg_{name.lstrip('-').replace('-', '_')}")
        self.parser.add_argument(name, help=said, **options)
        return self


def run(argv: list[str]) -> int:
    """Run one command; its exit code. Raises `db.settings.Unusable` and what the database raises."""
    given = _parser(settings.lang()).parse_args(argv)
    chosen: Run = given.run
    return chosen(given, given.lang)


def _parser(lang: Lang) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m db", description=words.say(lang, "cli.about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, chosen: Run) -> _Command:
        said = words.say(lang, f"cli.{name.replace('-', '_')}")
        made = commands.add_parser(name, help=said, description=said)
        made.set_defaults(run=chosen)
        return _Command(made, lang).takes("--lang", choices=LANGS, default=lang)

    file: dict[str, Any] = {"type": Path, "metavar": "FILE"}
    add("upgrade", cli_store.upgrade)
    add("load-sample", cli_store.load_sample)
    add("clear-sample", cli_store.clear_sample)
    load = add("load", cli_store.load).takes("files", nargs="+", **file)
    load.takes("--publish", action="store_true").takes("--strict", action="store_true")
    figures = add("figures", cli_figures.figures).takes("--month", required=True, metavar="2022-09")
    figures.takes("--scope").takes("--as-of", metavar="REVISION").takes("--json", action="store_true")
    add("template", cli_figures.template).takes("--year", required=True).takes("--out", required=True, **file)
    add("catalog", cli_figures.check_catalog).takes("verb", choices=["check"]).takes("file", **file)
    add("rebuild", cli_store.rebuild)
    add("verify", cli_store.verify)
    return parser
