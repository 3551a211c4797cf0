"""Every sentence users read, in both languages, from words.zh.toml and words.en.toml."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import LANGS, Lang, Quantity, Sentence, Words

Arg = str | int | float | Words | Quantity
Cell = str | int | float | None
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
"""What a formula may begin with, also as East Asian versions of Excel read it (OWASP, CSV injection)."""

_PLACES = 6
"""Cells named in a question about several."""


@cache
def sentences(lang: Lang) -> Mapping[str, str]:
    """All sentences of a language by dotted key."""
    text = Path(__file__).with_name(f"words.{lang}.toml").read_text(encoding="utf-8")
    return {f"{part}.{key}": said for part, group in tomllib.loads(text).items() for key, said in group.items()}


def say(lang: Lang, code: str, **args: Arg) -> str:
    """A sentence with its arguments put in. Raises KeyError for a sentence nobody wrote."""
    return sentences(lang)[code].format(**{name: _shown(arg, lang) for name, arg in args.items()})


def render(lang: Lang, sentence: Sentence) -> str:
    said = say(lang, sentence.code, **sentence.args)
    return say(lang, "reason.held", held=render(lang, sentence.held), said=said) if sentence.held else said


def month(of: Month) -> Words:
    """2022年9月."""
    zh, en = (say(lang, "frame.month_of", year=of.year, number=of.number) for lang in LANGS)
    return Words(zh, en)


def named(months: Iterable[Month]) -> Words:
    """Months of one year by their names: 5月、7月."""
    numbers = [each.number for each in months]
    zh, en = (_listed(lang, numbers) for lang in LANGS)
    return Words(zh, en)


def _listed(lang: Lang, numbers: Iterable[int]) -> str:
    names = say(lang, "chart.months").split()
    return say(lang, "definition.comma").join(names[number - 1] for number in numbers)


def both(sentence: Sentence) -> dict[str, str]:
    """A sentence in every language, by language: how programs get it."""
    return {lang: render(lang, sentence) for lang in LANGS}


def issue(lang: Lang, problem: Issue) -> str:
    """What is wrong and what to do, without the place."""
    if problem.alike:
        examples = " ".join(issue(lang, each) for each in problem.each[:2])
        places = say(lang, "upload.comma").join(each.cell or str(each.line) for each in problem.each[:_PLACES])
        more = "…" if len(problem.each) > _PLACES else ""
        return say(lang, "upload.together", count=len(problem.each), places=places + more, examples=examples)
    return say(lang, f"issue.{problem.code}", found=problem.found, **problem.args)


def mark(problem: Issue) -> str:
    """What names the sentence of a problem with all its numbers: another one as soon as it says anything else."""
    said = "\0".join(f"{each.cell}\0{issue(LANGS[0], each)}" for each in (problem, *problem.each))
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def issue_json(problem: Issue) -> dict[str, Any]:
    """One problem as every door gives it to programs: place, code and the sentence in both languages.

    One that stands for several cells lists them.
    """
    cells = [{"line": e.line, "column": e.column or None, "cell": e.cell or None, "found": e.found}
             for e in problem.each]  # fmt: skip
    return ({"cells": cells} if cells else {}) | {
        "file": problem.file or None,
        "sheet": problem.sheet or None,
        "line": problem.line,
        "column": problem.column or None,
        "cell": problem.cell or None,
        "code": problem.code,
        "severity": problem.severity,
        "found": problem.found,
        "message": {lang: issue(lang, problem) for lang in LANGS},
    }


def place(lang: Lang, problem: Issue) -> str:
    """Where a problem stands: file, sheet, line, column."""
    parts = [problem.file] if problem.file else []
    if problem.sheet:
        parts.append(say(lang, "upload.on_sheet", sheet=problem.sheet))
    if problem.line is not None:
        parts.append(say(lang, "upload.line", line=problem.line))
    if problem.column:
        parts.append(say(lang, "upload.column", column=problem.column))
    return say(lang, "upload.comma").join(parts)


def table_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """A table for Excel: UTF-8 with BOM; a text that Excel would run as a formula gets a leading apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUN) else cell


def _shown(arg: Arg, lang: Lang) -> str | int | float:
    if isinstance(arg, Words):
        return arg.of(lang)
    if isinstance(arg, Quantity):
        return arg.unit.show(arg.value, lang, qualifier=arg.qualifier, signed=arg.signed)
    return arg
