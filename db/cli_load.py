"""The commands that bring files to the gate — check, put by, hand in, publish — with what is said beyond them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from db import (
    as_json,
    cli_figures,
    cli_store,
    history,
    outlook,
    plans,
    read,
    reader,
    remembered,
    settings,
    store,
    submissions,
    ticking,
    uploads,
    vouched,
)
from db.actor import CONSOLE
from db.arguments import Parser
from db.plans import Approval
from db.settings import Unusable
from db.submitted import Sent
from kpi import mending, words
from kpi.headings import normal
from kpi.intake.carriers import decode
from kpi.mending import Correction
from kpi.model import Catalog, Indicator, Scope
from kpi.outcome import Turn
from kpi.reading import Issue
from kpi.unit import Lang, Sentence

Run = Callable[[argparse.Namespace, Lang], int]
_PLACE = re.compile(r"(?:(?P<sheet>.+)!)?(?P<cell>\$?[A-Za-z]{0,3}\$?[1-9][0-9]{0,6})")
"""A cell as Excel names it from another sheet, sheet!C5; a row alone for its only cell of the text."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """Files with what is said of them, and what publishing them would do now."""

    engine: Engine
    catalog: Catalog
    files: Sequence[Sent]
    found: uploads.Preview
    plan: Approval

    @property
    def turned(self) -> tuple[Turn, ...]:
        return outlook.turns(self.engine, self.catalog, self.found, CONSOLE)


def commands(add: Callable[[str, Run], Parser], lang: Lang) -> None:
    """``load``, ``submit``, ``discard``."""
    loads = add("load", load).takes("files", nargs="+", type=Path, metavar=words.say(lang, "cli.name_file"))
    for name in ("--publish", "--submit", "--draft"):
        loads.takes(name, alone=True, action="store_const", dest="way", const=name[2:])
    loads.takes("--json", alone=True, action="store_true").takes("--strict", action="store_true")
    loads.takes("--sheet", metavar=words.say(lang, "cli.name_sheet")).takes("--table", metavar="A3")
    loads.takes("--encoding", choices=decode.CHOICES)
    number: dict[str, Any] = {"metavar": words.say(lang, "cli.name_number")}
    submits = add("submit", submit).takes("number", **number)
    submits.takes("--seen", metavar=words.say(lang, "cli.name_revision"))
    for made in (loads, submits):
        cell = tuple(words.say(lang, f"cli.name_{part}") for part in ("cell", "found", "meant"))
        meaning = tuple(words.say(lang, f"cli.name_{part}") for part in ("doubt", "meaning"))
        made.takes("--tick", action="append", default=[], metavar=words.say(lang, "cli.name_tick"))
        made.takes("--correction", action="append", default=[], nargs=3, metavar=cell)
        made.takes("--mapping", action="append", default=[], nargs=2, metavar=meaning)
        made.takes("--note", default="", metavar=words.say(lang, "cli.name_note"))
        made.takes("--plan-approved-on", default="", metavar="2022-07-05")
        made.takes("--plan-reason", default="", metavar=words.say(lang, "cli.name_reason"))
    add("discard", discard).takes("number", **number)


def load(given: argparse.Namespace, lang: Lang) -> int:
    """Check files and print what they would change; as asked for put them by, hand them in or publish them."""
    engine, catalog = cli_store.opened(lang), settings.catalog()
    how = {name: of for name in ("sheet", "table", "encoding") if (of := getattr(given, name)) is not None}
    sent = [Sent(uploads.file_name(path.name), cli_store.bytes_of(path), how) for path in given.files]
    said = [{"corrections": made, "mapping": meant} for made, meant in _beyond(given, sent, catalog)]
    sent = [replace(file, choices={**how, **{name: of for name, of in more.items() if of}})
            for file, more in zip(sent, said, strict=True)]  # fmt: skip
    if wrong := remembered.unfit(sent, catalog):
        return _nothing(wrong, lang)
    with store.reading(engine) as connection:
        files, notes = remembered.applied(connection, sent, catalog)
    at = _gate(engine, catalog, files, Approval(given.plan_approved_on, given.plan_reason), given.tick)
    bad = any(issue.severity == "error" for issue in at.found.issues)
    if given.json:
        cli_figures.print_json(as_json.preview(replace(at.found, issues=at.found.issues + notes), at.turned))
        return 1 if bad or (given.strict and (at.found.issues or notes)) else 0
    for reading in at.found.readings:
        cli_store.print_left_out(reading, lang)
        cli_store.print_said(reading, lang)
    cli_store.print_issues(notes, lang)
    # publishing says for itself why the store refuses, and which files were no news
    told = [i for i in at.found.issues if i.severity == "error" or not i.code.startswith("store_")]
    straight = given.way == "publish" and not given.strict
    cli_store.print_issues(told if straight else at.found.issues, lang, ticks=not straight or bool(given.tick))
    if bad and given.way != "draft":
        return _nothing((), lang)
    cli_store.print_difference(at.found.difference, catalog, lang)
    cli_store.print_turns(at.turned, catalog, lang)
    if given.strict and (at.found.issues or notes):
        return _nothing((), lang, "cli.strict")
    if given.way is None:
        print(words.say(lang, "cli.checked_only"))
        return 0
    if given.way != "publish":
        return _hand_in(at, lang, given.way, seen=at.found.revision, note=given.note)
    pairs, choices = [(file.name, file.data) for file in files], [file.choices for file in files]
    ticked = [file.ticked for file in at.files] if given.tick else None
    answer = uploads.publish(
        engine, catalog, pairs, by=CONSOLE, seen=at.found.revision, plan=at.plan, choices=choices, note=given.note,
        ticked=ticked,
    )  # fmt: skip
    if isinstance(answer, uploads.Refused) and given.tick:
        return _refused(at, answer, lang)
    return cli_store.answered(answer, lang)


def submit(given: argparse.Namespace, lang: Lang) -> int:
    """Hand in one's own draft or returned upload, with what is said of it now too.

    Without ``--seen`` the console has seen what it saw when it put the upload by.
    """
    number, engine, catalog = cli_store.number(given.number), cli_store.opened(lang), settings.catalog()
    with store.reading(engine) as connection:
        before = history.upload(connection, number, CONSOLE, catalog)
        files = submissions.sent(connection, number)
        head = read.head(connection).revision
    if before.uploaded_by != CONSOLE.login or before.state not in ("draft", "returned"):
        raise Unusable(Sentence("review.not_yours", {"number": number}))
    seen = before.seen if given.seen is None else cli_store.number(given.seen)
    if seen > head:
        raise Unusable(Sentence("issue.http_seen_ahead", {"found": seen, "head": head}))
    said = _beyond(given, files, catalog)
    asked = [replace(file, choices={**file.choices, "mapping": meant})
             for file, (_, meant) in zip(files, said, strict=True)]  # fmt: skip
    if wrong := remembered.unfit(asked, catalog):
        return _nothing(wrong, lang)
    files = tuple(vouched.more(_without(file, made), made, meant)
                  for file, (made, meant) in zip(files, said, strict=True))  # fmt: skip
    plan = Approval(given.plan_approved_on or before.plan_approved_on, given.plan_reason or before.plan_reason)
    at = _gate(engine, catalog, files, plan, given.tick)
    cli_store.print_issues(at.found.issues, lang, ticks=True)
    if any(issue.severity == "error" for issue in at.found.issues):
        return _nothing((), lang)
    cli_store.print_difference(at.found.difference, catalog, lang)
    cli_store.print_turns(at.turned, catalog, lang)
    return _hand_in(at, lang, "submit", seen=seen, note=given.note or before.note, number=number)


def discard(given: argparse.Namespace, lang: Lang) -> int:
    number = cli_store.number(given.number)
    submissions.discard(cli_store.opened(lang), number, by=CONSOLE)
    print(words.say(lang, "cli.was_discarded", number=number))
    return 0


def _gate(engine: Engine, catalog: Catalog, files: Sequence[Sent], plan: Approval, ticks: Sequence[str]) -> _Gate:
    """A tick is the short code of a warning, or the one that JSON gives for it."""
    pairs, how = [(file.name, file.data) for file in files], [file.choices for file in files]
    found = uploads.preview(engine, catalog, pairs, by=CONSOLE, choices=how)
    found = replace(found, issues=plans.told(found.issues, found.adjusts, plan))
    given = [i for i in ticking.wanted(found.issues) if ticking.code(i) in ticks or as_json.tick(i) in ticks]
    marks = [[submissions.tick(issue) for issue in given if issue.file == file.name] for file in files]
    ticked = [replace(file, ticked=(*file.ticked, *more)) for file, more in zip(files, marks, strict=True)]
    return _Gate(engine, catalog, ticked, found, plan)


def _hand_in(at: _Gate, lang: Lang, way: str, *, seen: int, note: str, number: int | None = None) -> int:
    draft = way == "draft"
    if draft and (missed := vouched.missed(at.engine, at.catalog, at.files, CONSOLE)):
        return _nothing(missed, lang)
    answer = submissions.save(
        at.engine, at.catalog, at.files, by=CONSOLE, seen=seen, state="draft" if draft else "pending", note=note,
        number=number, plan=at.plan,
    )  # fmt: skip
    if isinstance(answer, submissions.Submission):
        print(words.say(lang, "cli.was_saved" if draft else "cli.was_handed_in", number=answer.id))
        return 0
    return _refused(at, answer, lang)


def _refused(at: _Gate, answer: uploads.Refused, lang: Lang) -> int:
    """What was not said with the files already, and what is to be done about it."""
    doubts = [replace(issue, severity="warning") for issue in answer.issues]
    cli_store.print_issues(
        (i for i, doubt in zip(answer.issues, doubts, strict=True) if doubt not in at.found.issues), lang
    )
    if left := ticking.wanted(doubts):
        print(words.say(lang, "cli.unticked", count=len(left)), file=sys.stderr)
    if any(issue.code == "store_conflict" for issue in answer.issues):
        print(words.say(lang, "cli.compare_again", revision=at.found.revision), file=sys.stderr)
    return _nothing((), lang)


def _nothing(issues: Iterable[Issue], lang: Lang, why: str = "cli.nothing_stored") -> int:
    cli_store.print_issues(issues, lang)
    print(words.say(lang, why), file=sys.stderr)
    return 1


def _beyond(
    given: argparse.Namespace, files: Sequence[Sent], catalog: Catalog
) -> list[tuple[list[Correction], dict[str, str]]]:
    """For each file its corrected cells and what its names in doubt mean. Raises Unusable."""
    names = [file.name for file in files]
    if (given.tick or given.correction or given.mapping) and (
        twice := next((n for n in names if names.count(n) > 1), "")
    ):
        raise Unusable(Sentence("issue.http_file_names", {"found": twice, "count": names.count(twice)}))
    said: list[tuple[list[Correction], dict[str, str]]] = [([], {}) for _ in files]
    for place, found, meant in given.correction:
        file, rest = _of_file(place, names)
        spot = _PLACE.fullmatch(rest)
        if spot is None:
            raise Unusable(Sentence("cli.wrong_cell", {"found": place}))
        cell = spot["cell"].replace("$", "").upper()
        row, column = mending.place(cell)
        sheet = spot["sheet"].strip("'") if spot["sheet"] else _sheet(files[file])
        said[file][0].append([sheet, row or int(cell), column, found, meant])
    for name, meant in given.mapping:
        file, rest = _of_file(name, names)
        said[file][1][normal(rest)] = _key(meant, catalog)
    return [(mending.once(made), meant) for made, meant in said]


def _sheet(file: Sent) -> str:
    """The sheet that is read of a workbook; '' of a text."""
    how = {name: file.choices.get(name) for name in ("sheet", "table", "encoding")}
    return reader.inspect(file.data, file.name, **how).sheet


def _without(file: Sent, made: Sequence[Correction]) -> Sent:
    """The file without what was corrected before of a cell that is corrected anew from what stands in the file."""
    anew = {tuple(each[:4]) for each in made}
    kept = [each for each in file.choices.get("corrections", ()) if tuple(each[:4]) not in anew]
    return replace(file, choices={**file.choices, "corrections": kept})


def _of_file(text: str, names: Sequence[str]) -> tuple[int, str]:
    """Which file is spoken of, by ``[its name]`` before the rest; of a single one that may be left out."""
    for place, name in enumerate(names):
        if text.startswith(f"[{name}]"):
            return place, text.removeprefix(f"[{name}]")
    if len(names) > 1:
        raise Unusable(Sentence("cli.which_file", {"found": text, "example": f"[{names[0]}]{text}"}))
    return 0, text


def _key(text: str, catalog: Catalog) -> str:
    """Of an indicator or a part of the plant: its key, for its key or its name in either language."""
    known: tuple[Indicator | Scope, ...] = (*catalog.indicators.values(), *catalog.scopes.values())
    return next((each.key for each in known if text in (each.key, each.name.zh, each.name.en)), text)
