"""The command line's own words — usage, groups, what is wrong with the arguments — in the reader's language."""

from __future__ import annotations

import argparse
import re
import sys
from functools import cached_property
from typing import Any, NoReturn

from kpi import words
from kpi.unit import Lang

_SAID = (
    (r"the following arguments are required: (?P<found>.+)", "missing_argument"),
    (r"argument (?P<name>.+?): invalid choice: (?P<found>.+?) \(choose from (?P<known>.+)\)", "wrong_choice"),
    (r"argument (?P<name>.+?): expected .*argument.*", "needs_value"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<found>.+)", "not_together"),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<found>.+)", "takes_no_value"),
    (r"unrecognized arguments: (?P<found>.+)", "unknown_argument"),
    (r"ambiguous option: (?P<found>.+?) could match (?P<known>.+)", "ambiguous_argument"),
)
"""How argparse words its complaints, and the key of ours."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks the reader's language; exit code 2 for wrong arguments, as everywhere."""

    def __init__(self, *, lang: Lang, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self.spoken = lang
        self.named = self.add_argument_group(words.say(lang, "cli.group_options"))
        self.named.add_argument("-h", "--help", action="help", help=words.say(lang, "cli.arg_help"))
        self.placed = self.add_argument_group(words.say(lang, "cli.group_arguments"))

    @cached_property
    def either(self) -> argparse._MutuallyExclusiveGroup:
        return self.named.add_mutually_exclusive_group()

    def takes(self, name: str, *, alone: bool = False, **options: Any) -> Parser:
        """One more argument, its help from the words files; the parser again. Of those ``alone`` one may be given."""
        said = words.say(self.spoken, f"cli.arg_{name.lstrip('-').replace('-', '_')}")
        where = self.placed if not name.startswith("-") else self.either if alone else self.named
        where.add_argument(name, help=said, **options)
        return self

    def format_usage(self) -> str:
        return self._usage(super().format_usage())

    def format_help(self) -> str:
        return self._usage(super().format_help())

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, words.say(self.spoken, "cli.wrong_arguments", prog=self.prog, said=self._said(message)) + "\n")

    def _usage(self, text: str) -> str:
        return text.replace("usage: ", words.say(self.spoken, "cli.usage"), 1)

    def _said(self, message: str) -> str:
        if self.spoken == "en":
            return message
        for pattern, code in _SAID:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                given = {name: text.replace("'", "").replace(", ", "、") for name, text in found.groupdict().items()}
                return words.say(self.spoken, f"cli.{code}", **given)
        return words.say(self.spoken, "cli.wrong_argument", found=message)
