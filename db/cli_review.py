"""The commands about uploads on their way through the gate, what was published and who saw it, as the console."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, get_args

from sqlalchemy import Engine

from db import (
    cli_figures,
    cli_store,
    history,
    meetings,
    outlook,
    settings,
    store,
    submissions,
    trail,
    uploads,
    vouched,
    withdrawal,
)
from db.actor import CONSOLE
from db.arguments import Parser
from db.effect import PARTS, Confirmed, Effect
from db.read import Batch
from db.settings import Unusable
from db.submissions import State, Submission
from kpi import mending, words
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Lang, Sentence

Run = Callable[[argparse.Namespace, Lang], int]
STATES: tuple[State, ...] = get_args(State)
_UPLOAD = ("number", "state", "uploader", "uploaded", "files", "reviewer", "note")
_BATCH = ("number", "made", "kind", "state", "file", "uploader", "reviewer", "published", "added", "changed")
_MEETING = ("meeting", "made", "held_on", "named_by")


def commands(add: Callable[[str, Run], Parser], lang: Lang) -> None:
    """``uploads``, ``publish``, ``return``, ``withdraw``, ``batches``, ``meetings``."""
    number: dict[str, Any] = {"metavar": words.say(lang, "cli.name_number")}
    reason: dict[str, Any] = {"metavar": words.say(lang, "cli.name_reason"), "required": True}
    add("uploads", listed).takes("number", nargs="?", **number).takes("--state", choices=STATES)
    add("publish", publish).takes("number", **number)
    add("return", send_back).takes("number", **number).takes("--reason", **reason)
    add("withdraw", withdraw).takes("batch", **number).takes("--reason", **reason)
    add("batches", batches).takes("batch", nargs="?", **number)
    meeting = add("meetings", named).takes("meeting", nargs="?", metavar=words.say(lang, "cli.name_meeting"))
    meeting.takes("--held-on", default="", metavar="2022-09-28").takes("--revision", **number)


def listed(given: argparse.Namespace, lang: Lang) -> int:
    """What waits for review, or what is in another state; or one, with what it would change and what was said of it."""
    if given.number is not None:
        return _looked(cli_store.number(given.number), lang)
    with store.reading(cli_store.opened(lang)) as connection:
        found = history.uploads(connection, CONSOLE, settings.catalog(), [given.state or "pending"])
    _print(_UPLOAD, [_upload(each, lang) for each in found], lang)
    return 0


def _looked(number: int, lang: Lang) -> int:
    """As a reviewer sees it: problems, differences, ticks, corrections; of what is published where that is told."""
    engine, catalog = cli_store.opened(lang), settings.catalog()
    with store.reading(engine) as connection:
        found = history.upload(connection, number, CONSOLE, catalog)
    _print(_UPLOAD, [_upload(found, lang)], lang)
    if found.plan_approved_on or found.plan_reason:
        said = {"approved": found.plan_approved_on or "—", "reason": found.plan_reason or "—"}
        print(words.say(lang, "cli.approved", **said))
    if found.state not in ("draft", "pending", "returned"):
        for batch in found.batches:
            print(words.say(lang, "cli.see_batch", number=batch))
        return 0
    preview, files = vouched.preview(engine, catalog, number, CONSOLE)
    cli_store.print_issues((issue for issue in preview.issues if issue not in preview.warnings), lang)
    cli_store.print_difference(preview.difference, catalog, lang)
    cli_store.print_turns(outlook.turns(engine, catalog, preview, CONSOLE), catalog, lang)
    for each in files:
        if len(files) > 1:
            print(each.file)
        _print_confirmed(each.confirmed, lang, done=False)
    return 0


def publish(given: argparse.Namespace, lang: Lang) -> int:
    """Print what it changes and publish it; nothing where it is refused."""
    number, engine, catalog = cli_store.number(given.number), cli_store.opened(lang), settings.catalog()
    with store.reading(engine) as connection:
        found = submissions.one(connection, number)
        files = submissions.sent(connection, number)
    if found.state != "pending":
        raise Unusable(Sentence("review.not_waiting", {"number": number}))
    pairs, choices = [(file.name, file.data) for file in files], [file.choices for file in files]
    seen = uploads.preview(engine, catalog, pairs, by=CONSOLE, choices=choices)
    cli_store.print_difference(seen.difference, catalog, lang)
    cli_store.print_turns(outlook.turns(engine, catalog, seen, CONSOLE), catalog, lang)
    answer = submissions.publish(engine, catalog, number, by=CONSOLE, seen=seen.revision, saw=found.mark)
    return cli_store.answered(answer, lang)


def send_back(given: argparse.Namespace, lang: Lang) -> int:
    number = cli_store.number(given.number)
    submissions.send_back(cli_store.opened(lang), number, by=CONSOLE, reason=given.reason)
    print(words.say(lang, "cli.was_returned", number=number))
    return 0


def withdraw(given: argparse.Namespace, lang: Lang) -> int:
    number = cli_store.number(given.batch)
    revision = withdrawal.withdraw(cli_store.opened(lang), number, by=CONSOLE, reason=given.reason)
    print(words.say(lang, "cli.was_withdrawn", number=number, revision=revision))
    return 0


def batches(given: argparse.Namespace, lang: Lang) -> int:
    """All of them; or one, with what it changed the moment it was made and what was confirmed with it."""
    engine: Engine = cli_store.opened(lang)
    catalog = settings.catalog()
    with store.reading(engine) as connection:
        if given.batch is None:
            found = history.batches(connection, CONSOLE, catalog)
            _print(_BATCH, [_batch(each, lang) for each in found], lang)
            return 0
        number = cli_store.number(given.batch)
        one = history.one_batch(connection, number, CONSOLE, catalog)
        did = history.changed(connection, number, CONSOLE, catalog)
        said = history.confirmed(connection, number, CONSOLE, catalog)
    _print(_BATCH, [_batch(one, lang)], lang)
    if one.note:
        print(words.say(lang, "history.note", note=one.note))
    _print_effect(one, did, catalog, lang)
    if said is not None:
        _print_confirmed(said, lang, done=True)
    return 0


def named(given: argparse.Namespace, lang: Lang) -> int:
    """All meetings; or name one more."""
    engine = cli_store.opened(lang)
    if given.meeting is not None:
        revision = None if given.revision is None else cli_store.number(given.revision)
        made = meetings.name(engine, CONSOLE, given.meeting, meetings.day(given.held_on), revision=revision)
        print(words.say(lang, "cli.was_named", name=made.name, revision=made.revision))
        return 0
    with store.reading(engine) as connection:
        found = meetings.listed(connection)
    _print(_MEETING, [[each.name, str(each.revision), each.held_on, each.named_by] for each in found], lang)
    return 0


def _print_effect(of: Batch, did: Effect, catalog: Catalog, lang: Lang) -> None:
    counts = {part: len(getattr(did, part)) for part in PARTS}
    code = "history.did_counts_back" if of.kind == "withdrawal" else "history.did_counts"
    print(words.say(lang, code, **counts, same=did.same))
    for part in ("changed", "added", "taken"):
        cli_store.print_cells(part, getattr(did, part), catalog, lang)


def _print_confirmed(said: Confirmed, lang: Lang, *, done: bool) -> None:
    """The warnings with their ticks, the cells corrected with the upload, and what names were said to mean."""
    if said.warnings:
        ticked = sum(each.ticked for each in said.warnings)
        print(words.say(lang, "history.warned" if done else "cli.doubted", count=len(said.warnings), ticked=ticked))
    for each in said.warnings:
        place = words.place(lang, Issue(each.code, line=each.line, column=each.column, sheet=each.sheet))
        told = each.said.get(lang) or words.say(lang, "history.unsaid", name=each.code)
        tick = words.say(lang, "history.is_ticked" if each.ticked else "history.not_ticked" if done else "cli.open")
        print(words.say(lang, "cli.warned", tick=tick, place=place or "—", said=told))
    if said.corrections:
        print(words.say(lang, "history.corrected", count=len(said.corrections)))
    for one in said.corrections:
        print(words.say(lang, "cli.mended", place=mending.spot(one, lang), before=one[3], now=one[4]))
    for name, meaning in said.meanings.items():
        print(words.say(lang, "cli.meant", name=name, meaning=meaning))


def _print(columns: tuple[str, ...], rows: list[list[str]], lang: Lang) -> None:
    heads = [words.say(lang, f"cli.head_{column}") for column in columns]
    cli_figures.print_aligned([heads, *rows])


def _upload(of: Submission, lang: Lang) -> list[str]:
    state = words.say(lang, f"export.state_{of.state}")
    files = words.say(lang, "store.and").join(of.files)
    uploaded = trail.moment(of.uploaded_at)
    return [str(of.id), state, of.uploaded_by, uploaded, files, of.reviewed_by or "—", of.reason or of.note or "—"]


def _batch(of: Batch, lang: Lang) -> list[str]:
    kind = words.say(lang, f"export.kind_{of.kind}")
    state = words.say(lang, f"export.state_{of.status}")
    published = trail.moment(of.published_at) if of.published_at else "—"
    who = (of.uploaded_by, of.published_by or "—", published)
    return [str(of.id), str(of.seq or "—"), kind, state, of.file or "—", *who, str(of.added), str(of.changed)]
