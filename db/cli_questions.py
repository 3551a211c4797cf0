"""The commands that tell what pages tell beside the figures: who owes a month, what changed, where a figure is from."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from db import cli_figures, cli_store, meetings, questions, store, trail
from db.actor import CONSOLE
from db.arguments import Parser
from db.questions import Told, View
from db.settings import Unusable
from kpi import origin, words
from kpi.model import Catalog, Indicator
from kpi.unit import SIGNS, Lang, Sentence, Unit

Run = Callable[[argparse.Namespace, Lang], int]
_TURNED = ("indicator", "before", "now", "was", "is")
_RESTATED = ("indicator", "period", "scope", "before", "now", "who", "why")
_OWED = ("scope", "brand", "count", "owed")
_ROWS = ("quantity", "period", "scope", "value", "written", "file", "place", "batch", "who", "when", "hash")


def commands(add: Callable[[str, Run], Parser], lang: Lang) -> None:
    """``owed``, ``changes``, ``origin``."""
    named: dict[str, dict[str, Any]] = {
        "--month": {"metavar": "2022-09"},
        "--scope": {"metavar": words.say(lang, "cli.name_scope")},
        "--as-of": {"metavar": words.say(lang, "cli.name_revision")},
    }

    def asks(made: Parser, *names: str) -> Parser:
        made.set_defaults(month=None, scope=None, as_of=None)
        for name in names:
            made.takes(name, **named[name])
        return made.takes("--json", action="store_true")

    asks(add("owed", owed), "--month")
    asks(add("changes", changes), *named).takes("--since", metavar=words.say(lang, "cli.name_revision"))
    asks(add("origin", source), *named).takes("indicator")


def owed(given: argparse.Namespace, lang: Lang) -> int:
    now, _ = _view(given, lang)
    told = questions.owed(CONSOLE, now.book, now.board.month)
    if given.json:
        cli_figures.print_json(told)
        return 0
    print(words.say(lang, "cli.owed_in", month=told["month"], count=sum(len(debt["owed"]) for debt in told["debts"])))
    brands = {brand.key: brand.name.of(lang) for brand in now.book.catalog.brands}
    _print("reviewing.owed_", _OWED, [_debt(debt, now.book.catalog, brands, lang) for debt in told["debts"]], lang)
    return 0


def changes(given: argparse.Namespace, lang: Lang) -> int:
    now, mark = _view(given, lang)
    with store.reading(cli_store.opened(lang)) as connection:
        since = None if given.since is None else meetings.revision_of(connection, given.since)
        told = questions.changes(connection, now, since)
        held = meetings.listed(connection)
    if given.json:
        cli_figures.print_json(told)
        return 0
    base = told["since"]["revision"]
    if mark:
        print(mark)
    print(words.say(lang, "cli.since_month", month=told["since"]["month"] or "—") if base is None else
          words.say(lang, "cli.since", base=meetings.called(held, base, lang)))  # fmt: skip
    indicators = now.book.catalog.indicators
    rows = [[indicators[t["key"]].name.of(lang), *_turned(t)] for t in told["turned"]]
    print("\n" + words.say(lang, "changes.turned"))
    _print("changes.column_", _TURNED, rows, lang)
    if told["restated"] is not None:
        print("\n" + words.say(lang, "changes.restated"))
        _print("changes.column_", _RESTATED, [_restated(c, now.book.catalog, lang) for c in told["restated"]], lang)
    return 0


def source(given: argparse.Namespace, lang: Lang) -> int:
    now, mark = _view(given, lang)
    indicator = _indicator(now.book.catalog, given.indicator)
    told = questions.source(cli_store.opened(lang), now, indicator)
    if given.json:
        cli_figures.print_json(told)
        return 0
    if mark:
        print(mark)
    parts = [(name, each["formula"], each["rows"]) for name, each in told["figures"].items()]
    for name, said, rows in (*parts, ("plan", told["plan"]["held_to"], told["plan"]["rows"])):
        print(f"\n{words.say(lang, f'origin.{name}')}  {said}")
        _print("origin.column_", _ROWS, [_row(row, now.book.catalog, lang) for row in rows], lang)
    return 0


def _view(given: argparse.Namespace, lang: Lang) -> tuple[View, str]:
    with store.reading(cli_store.opened(lang)) as connection:
        book, found, mark = cli_figures.asked(connection, given, lang)
    return View(CONSOLE, book, found, lang), mark


def _indicator(catalog: Catalog, asked: str) -> Indicator:
    """By its key or its name in either language."""
    for each in catalog.indicators.values():
        if asked in (each.key, each.name.zh, each.name.en):
            return each
    raise Unusable(Sentence("issue.http_indicator", {"found": asked}))


def _debt(debt: Told, catalog: Catalog, brands: dict[str, str], lang: Lang) -> list[str]:
    names = [catalog.indicators[each["key"]].name.of(lang) for each in debt["owed"]]
    count = words.say(lang, "reviewing.owed_of", owed=len(names), reported=debt["reported"])
    listed = words.say(lang, "trail.comma").join(names)
    return [catalog.scopes[debt["scope"]].name.of(lang), brands[debt["brand"]], count, listed]


def _turned(turn: Told) -> list[str]:
    sides = turn["before"], turn["now"]
    return [each[name] if each else "—" for name in ("word", "shown") for each in sides]


def _restated(cell: Told, catalog: Catalog, lang: Lang) -> list[str]:
    made = cell["made"] or {}
    undone = words.say(lang, "history.withdrawal", number=made["withdraws"]) if made.get("withdraws") else ""
    why = filter(None, (cell["plan_reason"], undone, made.get("note"), made.get("file")))
    shown = cell["shown"]
    return [*_named(cell, catalog, lang), shown["before"], shown["now"], _who(made), " · ".join(why)]


def _row(row: Told, catalog: Catalog, lang: Lang) -> list[str]:
    made = row["made"] or {}
    unit = catalog.indicators[row["indicator"]].unit
    value, then, later = (_shown(unit, each, lang) for each in (row, row["first"], row["later"]))
    if then:
        value = words.say(lang, "store.noted", said=value, more=words.say(lang, "origin.restated", now=then))
    if later:
        code = ("card.later" if row["kind"] == "actual" else "card.later_plan") + ("_gone" if later == "—" else "")
        value = words.say(lang, "store.noted", said=value, more=words.say(lang, code, now=later))
    written = row["meant"] or row["written"] or "—"
    place = words.say(lang, "origin.sheet", sheet=row["sheet"]) if row["sheet"] else ""
    place += words.say(lang, "origin.row", row=row["row"]) if row["row"] else ""
    place += words.say(lang, "origin.cell", column=row["column"]) if row["column"] else ""
    proof = [str(made.get("id") or "—"), _who(made), trail.moment(made.get("published_at") or "")]
    told = [value, written, made.get("file") or "—", place or "—", *proof, (made.get("sha256") or "—")[:16]]
    return [*_named(row, catalog, lang), *told]


def _shown(unit: Unit, said: Told | None, lang: Lang) -> str:
    """To the last digit; '' for nothing."""
    if said is None:
        return ""
    if said["value"] is None or said["text"]:
        return said["text"] or "—"
    return SIGNS.get(said["qualifier"], "") + origin.exact(unit, said["value"], lang)


def _named(cell: Told, catalog: Catalog, lang: Lang) -> list[str]:
    name = words.say(lang, f"changes.{cell['kind']}", indicator=catalog.indicators[cell["indicator"]].name)
    return [name, cell["period"], catalog.scopes[cell["scope"]].name.of(lang)]


def _who(made: Told) -> str:
    return f"{made['uploaded_by']} → {made['published_by'] or ''}" if made else "—"


def _print(group: str, columns: tuple[str, ...], rows: list[list[str]], lang: Lang) -> None:
    """Nothing where there are no rows but a dash."""
    heads = [words.say(lang, group + column) for column in columns]
    cli_figures.print_aligned([heads, *rows] if rows else [["—"]])
