"""The fix list of an upload: its bad cells only, what is to stand in them, and the names nobody knew."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpi import words
from kpi.headings import normal
from kpi.intake.carriers.table import letters
from kpi.intake.differences import derived
from kpi.intake.words import numbers, others, vocabulary
from kpi.model import Catalog
from kpi.reading import Issue, Reading, singly
from kpi.unit import Lang, Words

Correction = list[str | int]
"""Sheet, row and column from 1 (0: the row's only cell of this text), what stands there, what is meant."""

Meanings = Mapping[str, Collection[str]]
"""By name what it may be said to mean: keys of the catalogue."""
_NAMES = {
    "unknown_column": "indicator",
    "unknown_column_near": "indicator",
    "ambiguous_column": "indicator",
    "indicator_unknown": "indicator",
    "indicator_unknown_near": "indicator",
    "indicator_unknown_several": "indicator",
    "scope_unknown": "scope",
    "scope_unknown_near": "scope",
}
_UNHEADED = ("no_known_heading", "no_known_heading_near", "no_header", "no_header_ledger", "heading_unread")
_RATES = ("looks_like_fraction", "looks_like_hundredfold", "hundredfold_of_history", "rate_as_fraction",
          "hundredfold_of_others")  # fmt: skip
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell to be mended, with where and what it is."""

    file: str
    sheet: str
    row: int
    column: int
    heading: str
    found: str
    problem: Issue

    def to(self, meant: str) -> Correction:
        return [self.sheet, self.row, self.column, self.found, meant]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading or name the catalogue does not know, and what it may mean: keys, the likeliest first."""

    file: str
    found: str
    suggested: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def name(self) -> str:
        """How it is kept in a mapping."""
        return normal(self.found)


def count(issues: Iterable[Issue]) -> int:
    """How many problems there are, with those that are only counted."""
    return sum(int(str(issue.args["count"])) if issue.code == "more_alike" else 1 for issue in issues)


def bad_cells(issues: Iterable[Issue]) -> tuple[BadCell, ...]:
    """The cells that the issues are about, each once, errors first; not those of names that `unknown` asks for."""
    found: dict[tuple[str, str, int, int, str], BadCell] = {}
    for issue in sorted(issues, key=lambda i: i.severity != "error"):
        if issue.line is None or not issue.found or not issue.column or issue.code in _NAMES or derived(issue):
            continue
        _, column = place(issue.cell)
        cell = BadCell(issue.file, issue.sheet, issue.line, column, issue.column, issue.found, issue)
        found.setdefault((cell.file, cell.sheet, cell.row, cell.column, cell.heading), cell)
    return tuple(found.values())


def percentages(issues: Iterable[Issue]) -> tuple[tuple[BadCell, str], ...]:
    """The rates that look a hundred times too small or too large, each with what is to stand there: 0.835 → 83.5%.

    Only what the warning itself names as likely is proposed; the figure keeps all its digits.
    """
    rates = [issue for issue in singly(issues) if issue.code in _RATES]
    proposed = ((cell, _percent(cell.found, str(cell.problem.args["likely"]))) for cell in bad_cells(rates))
    return tuple((cell, meant) for cell, meant in proposed if meant)


def corrected(before: Sequence[Correction], cells: Sequence[BadCell], meant: Sequence[str]) -> list[Correction]:
    """The corrections with what was typed beside the bad cells; an untouched cell adds none."""
    fresh = [cell.to(text) for cell, text in zip(cells, meant, strict=True) if text.strip() != cell.found]
    return [*before, *fresh]


def spot(correction: Sequence[str | int], lang: Lang) -> str:
    """Where a correction stands: sheet, line, and the column as Excel calls it where it is known."""
    sheet, row, column = str(correction[0]), int(correction[1]), int(correction[2])
    parts = [words.say(lang, "upload.on_sheet", sheet=sheet)] if sheet else []
    parts.append(words.say(lang, "upload.line", line=row))
    parts += [words.say(lang, "upload.column", column=letters(column - 1))] if column else []
    return words.say(lang, "upload.comma").join(parts)


def once(corrections: Iterable[Correction]) -> list[Correction]:
    """The corrections without those that only say again what was last said of the same cell."""
    last: dict[tuple[str | int, ...], Correction] = {}
    made = []
    for each in corrections:
        if last.get(cell := tuple(each[:3])) != each:
            made.append(each)
        last[cell] = each
    return made


def doubted(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """One issue for every name in doubt, once for each file."""
    found: dict[tuple[str, str], Issue] = {}
    for issue in issues:
        if issue.code in _NAMES and normal(issue.found):
            found.setdefault((issue.file, normal(issue.found)), issue)
    return tuple(found.values())


def unknown(issues: Iterable[Issue], catalog: Catalog) -> tuple[Unknown, ...]:
    """Every name in doubt with what it may be called in the catalogue; looking for one takes some milliseconds."""
    names = vocabulary.of(catalog)
    return tuple(_unknown(issue, catalog, names) for issue in doubted(issues))


def _unknown(issue: Issue, catalog: Catalog, names: vocabulary.Vocabulary) -> Unknown:
    kind = _NAMES[issue.code]
    likely = _likely(issue.found, kind, names)
    every = tuple(catalog.scopes if kind == "scope" else catalog.indicators)
    return Unknown(issue.file, issue.found, likely, tuple(key for key in every if key not in likely))


def unheaded(reading: Reading, columns: Sequence[str], catalog: Catalog) -> tuple[Issue, ...]:
    """The headings of a table of which not one is known, as the names in doubt that they are."""
    names = vocabulary.of(catalog)
    if not any(issue.code in _UNHEADED for issue in reading.errors):
        return ()
    asked = [heading for heading in columns if normal(heading) and not names.field(heading)]
    return tuple(Issue("unknown_column", found=heading, args={"words": ""}, file=reading.name) for heading in asked)


def meanings(reading: Reading, columns: Sequence[str], catalog: Catalog) -> Meanings:
    """What may be said of each name in doubt, in its normal form: the keys of the indicators or of the scopes."""
    asked = doubted((*reading.issues, *unheaded(reading, columns, catalog)))
    kinds: Meanings = {"scope": catalog.scopes.keys(), "indicator": catalog.indicators.keys()}
    return {normal(issue.found): kinds[_NAMES[issue.code]] for issue in asked}


def misread(columns: Sequence[str], otherwise: Sequence[str], catalog: Catalog) -> bool:
    """Whether headings of which not one is known are known when the file is read otherwise."""
    names = vocabulary.of(catalog)
    return any(map(names.knows, otherwise)) and not any(map(names.knows, columns))


def mapped(before: Mapping[str, str], name: Unknown, key: str) -> dict[str, str]:
    """The mapping with one more name; an empty key forgets it."""
    rest = {known: meant for known, meant in before.items() if known != name.name}
    return rest | ({name.name: key} if key else {})


def called(key: str, catalog: Catalog) -> Words:
    """What a name was said to mean, as it is shown; a key that is no longer in the catalogue as it is."""
    found = catalog.indicators.get(key) or catalog.scopes.get(key)
    return found.name if found else Words(key, key)


def _percent(text: str, likely: str) -> str:
    number = numbers.read(text)
    if not isinstance(number, numbers.Number) or number.qualifier != "eq":
        return ""
    moved = (number.value.scaleb(by) for by in (2, -2))
    return next((f"{value:f}%" for value in moved if f"{float(value):.6g}%" == likely), "")


def _likely(text: str, kind: str, names: vocabulary.Vocabulary) -> tuple[str, ...]:
    if kind == "scope":
        near = others.nearest(text, names.scopes)
        return names.scopes[near] if near else ()
    near = others.nearest(text, names.indicators)
    first = (names.indicators[near].key,) if near else ()
    return tuple(dict.fromkeys((*first, *(i.key for i in names.candidates(text)))))[:6]


def place(cell: str) -> tuple[int, int]:
    """The row and column of a cell as Excel names it: D5 → (5, 4); (0, 0) for no cell."""
    found = _CELL.fullmatch(cell)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return (int(found[2]), number) if found else (0, 0)
