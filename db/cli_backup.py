"""The commands that make backups, bring them back, and try whether they could be."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from db import backup, clock, drill, restore, store
from db.settings import Unusable
from kpi import words
from kpi.unit import Lang, Sentence

_YES = ("y", "yes", "是")


def make(given: argparse.Namespace, lang: Lang) -> int:
    """A new backup; into the folder of backups those too many are removed. ``--list`` only shows what is there."""
    engine = _present()
    folder = backup.where(engine)
    if given.list:
        return _list(folder, lang)
    made = backup.make(engine, folder, given.out)
    print(words.say(lang, "backup.made", file=str(made.path), revision=made.revision, size=size(made.size)))
    gone = () if given.out else backup.prune(folder, clock.now())
    if gone:
        print(words.say(lang, "backup.pruned", count=len(gone)))
    return 0


def bring_back(given: argparse.Namespace, lang: Lang) -> int:
    engine = store.engine()
    restore.examine(engine, given.backup)
    if not given.yes:
        _confirm(given.backup, engine, lang)
    done = restore.restore(engine, given.backup)
    print(words.say(lang, "backup.restored", file=given.backup.name, revision=done.revision))
    if done.aside:
        print(words.say(lang, "backup.set_aside", name=done.aside))
    if not done.summed:
        print(words.say(lang, "backup.no_sum", file=given.backup.name), file=sys.stderr)
    return 0


def rehearse(_: argparse.Namespace, lang: Lang) -> int:
    engine, began = _present(), time.monotonic()
    found = drill.drill(engine, backup.where(engine))
    for problem in found.problems:
        print(words.render(lang, problem), file=sys.stderr)
    if found.problems:
        print(words.say(lang, "backup.drill_failed", file=found.backup.path.name), file=sys.stderr)
        return 1
    counts = {"batches": found.batches, "figures": found.figures, "files": found.files}
    file, seconds = found.backup.path.name, f"{time.monotonic() - began:.1f}"
    print(words.say(lang, "backup.drilled", file=file, revision=found.backup.revision, seconds=seconds, **counts))
    return 0


def _present() -> Engine:
    """The store as it is, also of an older form: the backup comes before the upgrade. Raises Unusable without one."""
    engine = store.engine()
    if not store.is_postgres(engine) and not Path(engine.url.database or "").exists():
        raise Unusable(Sentence("backup.no_store", {"address": engine.url.render_as_string()}))
    return engine


def _list(folder: Path, lang: Lang) -> int:
    found, now = backup.listed(folder), clock.now()
    if not found:
        raise Unusable(Sentence("backup.none", {"folder": str(folder)}))
    print(words.say(lang, "backup.listed", folder=str(folder), count=len(found)))
    for one in found:
        said = {"size": size(one.size), "age": age(now - one.made_at, lang)}
        print(words.say(lang, "backup.line", file=one.path.name, revision=one.revision, **said))
    return 0


def _confirm(path: Path, engine: Engine, lang: Lang) -> None:
    if not sys.stdin.isatty():
        raise Unusable(Sentence("backup.say_yes"))
    address = engine.url.render_as_string()
    answer = input(words.say(lang, "backup.confirm", file=path.name, address=address))
    if answer.strip().lower() not in _YES:
        raise Unusable(Sentence("backup.not_confirmed"))


def age(passed: timedelta, lang: Lang) -> str:
    """How long ago, in minutes, hours or days."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 120:
        return words.say(lang, "backup.minutes", count=minutes)
    if minutes < 48 * 60:
        return words.say(lang, "backup.hours", count=minutes // 60)
    return words.say(lang, "backup.days", count=minutes // (24 * 60))


def size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.0f} kB"
