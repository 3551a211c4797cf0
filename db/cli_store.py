"""The commands that fill and tend the store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from db import audit, conflicts, projection, publication, sample, settings, store, ticking, uploads
from db.actor import CONSOLE
from db.settings import Unusable
from kpi import cause, message, statement, words
from kpi.model import Catalog
from kpi.outcome import Turn
from kpi.reading import Issue, LeftOut, Reading
from kpi.unit import Lang, Sentence

_SHOWN = 50
"""Cells listed of each part of a difference; the rest is counted."""


def opened(lang: Lang) -> Engine:
    """The store, ready to use; what the operator should know about this machine goes to stderr."""
    engine = store.engine()
    store.ready(engine)
    for warning in store.warnings(engine):
        print(words.render(lang, warning), file=sys.stderr)
    return engine


def upgrade(_: argparse.Namespace, lang: Lang) -> int:
    engine = store.engine()
    store.upgrade(engine)
    for warning in store.warnings(engine):
        print(words.render(lang, warning), file=sys.stderr)
    print(words.say(lang, "cli.upgraded", address=engine.url.render_as_string()))
    return 0


def load_sample(_: argparse.Namespace, lang: Lang) -> int:
    return answered(sample.load(opened(lang), settings.catalog()), lang)


def clear_sample(_: argparse.Namespace, lang: Lang) -> int:
    print(words.say(lang, "store.set_aside", name=sample.clear(opened(lang))))
    return 0


def rebuild(_: argparse.Namespace, lang: Lang) -> int:
    with store.writing(opened(lang)) as connection:
        publication.lock(connection)
        count = projection.rebuild(connection)
        audit.write(connection, CONSOLE, "rebuild", "store", after={"cells": count})
    print(words.say(lang, "cli.rebuilt", count=count))
    return 0


def verify(_: argparse.Namespace, lang: Lang) -> int:
    with store.reading(opened(lang)) as connection:
        problems = projection.problems(connection)
        count = projection.cells(connection)
    for problem in problems:
        print(words.render(lang, problem), file=sys.stderr)
    if not problems:
        print(words.say(lang, "cli.verified", count=count))
    return 1 if problems else 0


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(Sentence("cli.cannot_read", {"file": str(path), "detail": cause.of(error)})) from error


def number(text: str) -> int:
    """Raises Unusable for what is no number of an upload, a batch or a revision."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unusable(Sentence("cli.wrong_number", {"found": text}))
    return int(text)


def answered(answer: uploads.Receipt | uploads.Refused, lang: Lang) -> int:
    if isinstance(answer, uploads.Refused):
        print_issues(answer.issues, lang)
        print(words.say(lang, "cli.nothing_stored"), file=sys.stderr)
        return 1
    counts = {"added": answer.added, "changed": answer.changed, "same": answer.same}
    print(words.say(lang, "cli.published", files=len(answer.batches), revision=answer.revision, **counts))
    if answer.idle:
        print(words.say(lang, "store.idle", files=words.say(lang, "store.and").join(answer.idle)))
    return 0


def print_issues(issues: Iterable[Issue], lang: Lang, *, ticks: bool = False) -> None:
    """To stderr, one line each; with ``ticks`` every warning that wants one says by what it is confirmed."""
    for issue in issues:
        place, said = words.place(lang, issue), words.issue(lang, issue)
        code = f"cli.{issue.severity}_at" if place else f"cli.{issue.severity}"
        line = words.say(lang, code, place=place, said=said)
        if ticks and ticking.asks(issue):
            line = words.say(lang, "cli.to_tick", said=line, tick=ticking.code(issue))
        print(line, file=sys.stderr)


def print_left_out(reading: Reading, lang: Lang) -> None:
    kinds: dict[str, list[LeftOut]] = {}
    for left in reading.left_out:
        kinds.setdefault(left.kind, []).append(left)
    for kind, found in kinds.items():
        if kind != "blank":
            texts = words.say(lang, "store.and").join(left.text[:30] for left in found[:5])
            print(words.say(lang, f"cli.left_{kind}", file=reading.name, count=len(found), texts=texts))


def print_said(reading: Reading, lang: Lang) -> None:
    """Which units were converted (intake.md rule 7)."""
    for sentence in reading.said:
        print(f"{reading.name}：{words.render(lang, sentence)}" if lang == "zh" else words.render(lang, sentence))


def print_difference(found: uploads.Difference, catalog: Catalog, lang: Lang) -> None:
    counts = {part: len(getattr(found, part)) for part in ("added", "changed", "same", "absent")}
    print(words.say(lang, "cli.difference", **counts))
    for part in ("added", "changed", "absent"):
        print_cells(part, getattr(found, part), catalog, lang)


def print_turns(turned: Sequence[Turn], catalog: Catalog, lang: Lang) -> None:
    """The statuses that would be others."""
    if turned:
        print(words.say(lang, "upload.turns", count=len(turned)))
    for turn in turned:
        where = f"{turn.month} {catalog.scopes[turn.scope].name.of(lang)}"
        before, after = (message.status_word(figure, lang) for figure in (turn.before, turn.after))
        name = turn.after.indicator.name.of(lang)
        print(words.say(lang, "cli.turned", indicator=name, where=where, before=before, after=after))


def print_cells(part: str, deltas: Sequence[uploads.Delta], catalog: Catalog, lang: Lang) -> None:
    """The cells of one part of what a publication changes or changed; ``part`` names their sentence."""
    for delta in deltas[:_SHOWN]:
        cell = conflicts.cell_name(lang, catalog, delta.row.cell)
        before, now = _values(delta, catalog, lang)
        print(words.say(lang, f"cli.{part}", cell=cell, now=now, before=before))
    if len(deltas) > _SHOWN:
        print(words.say(lang, "cli.more", count=len(deltas) - _SHOWN))


def _values(delta: uploads.Delta, catalog: Catalog, lang: Lang) -> tuple[str, str]:
    row = delta.row
    if delta.before is None:
        return "", statement.said(row, row.kind, catalog, lang)
    return statement.pair(delta.before, row, row.kind, catalog, lang)
