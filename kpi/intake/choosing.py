"""Which sheet of a workbook is the report: the one that fits; several that fit are the user's choice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kpi.headings import normal
from kpi.intake import finding
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.finding import Found
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import around, comments
from kpi.intake.headings.around import Outside
from kpi.intake.tables.tables import ALL, Spot
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue
from kpi.unit import Sentence

_HEADLESS = ("no_header", "no_header_ledger")
_MOST_CELLS, _MOST_LOOKED = 12, 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read and the table on it; ``others`` hold something too and are not read."""

    sheet: Sheet
    found: Found
    others: tuple[Sheet, ...] = ()
    lost: tuple[Sheet, ...] = ()
    """Those of the others, hidden ones among them, that hold figures of ours, where the user named no sheet."""

    @property
    def said(self) -> tuple[Sentence, ...]:
        if not self.others:
            return ()
        return (Sentence("issue.told_sheet", {"sheet": self.sheet.name, "others": named(self.others)}),)

    def warnings(self, file: str) -> Iterator[Issue]:
        """What the user does not see in Excel but what is read all the same."""
        return unseen(self.sheet, file)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no sheet can be read, and the sheet to show."""

    issue: Issue
    sheet: Sheet | None = None
    spots: tuple[Spot, ...] = ()
    """The tables of the sheet, where it has several."""


@dataclass(frozen=True, slots=True)
class Many:
    """Sheets of one form to be read together; ``left`` fit too but are not of them, ``others`` do not fit.

    ``asked``: the user wants all sheets, whatever their months. ``refused`` answers where they do not go together.
    """

    parts: tuple[tuple[Sheet, Found], ...]
    refused: Refused
    left: tuple[Sheet, ...] = ()
    others: tuple[Sheet, ...] = ()
    asked: bool = False
    lost: tuple[Sheet, ...] = ()

    @property
    def said(self) -> tuple[Sentence, ...]:
        if not self.others:
            return ()
        return (Sentence("issue.told_sheets_others", {"others": named(self.others)}),)


def choose(opened: Opened, names: Vocabulary, file: str, wanted: str | None) -> Chosen | Many | Refused:
    """The one visible sheet with a table of known figures, the sheet that the user names, or sheets of one form."""
    sheets: Sequence[Sheet] = opened.sheets
    if wanted is not None and (problem := unknown(opened, wanted)):
        return Refused(problem, sheets[0])
    every = wanted == ALL and not opened.encoding
    if wanted is not None and not opened.encoding and not every:
        sheets = [sheet for sheet in sheets if same(sheet.name, wanted)]
    filled = [sheet for sheet in sheets if sheet.lines or sheet.problem]
    seen = filled if wanted is not None and not every else [sheet for sheet in filled if not sheet.hidden]
    if not seen:
        return Refused(Issue("hidden_sheets" if filled else "empty_file", args=_choices(filled)), sheets[0])
    found = [(sheet, _table(sheet, opened.delimiter, names, file)) for sheet in seen]
    fitting = [(sheet, got) for sheet, got in found if isinstance(got, Found)]
    left = [sheet for sheet in filled if wanted is None and not any(sheet is each for each, _ in fitting)]
    lost = tuple(sheet for sheet in (left if fitting else ()) if _has_figures(sheet, names))
    if len(fitting) == 1:
        sheet, got = fitting[0]
        return Chosen(sheet, got, tuple(other for other in seen if other is not sheet), lost)
    if fitting:
        others = [sheet for sheet in seen if not any(sheet is each for each, _ in fitting)]
        several = _several(fitting, others, file, every=every)
        return replace(several, lost=lost) if isinstance(several, Many) else several
    problems = [(sheet, issue) for sheet, issue in found if isinstance(issue, Issue)] or [(seen[0], Issue("no_header"))]
    told = ((sheet, issue) for sheet, issue in problems if issue.code not in _HEADLESS)  # a cover's reason is none
    sheet, issue = next(told, problems[0])
    return Refused(issue, sheet)


def _several(
    fitting: Sequence[tuple[Sheet, Found]], others: Sequence[Sheet], file: str, *, every: bool
) -> Many | Refused:
    """Sheets that fit: those whose names speak of months, else all, go together when their headings are the same."""
    refused = Refused(Issue("sheet_ambiguous", args={"sheets": named([sheet for sheet, _ in fitting])}), fitting[0][0])
    if every:
        return Many(tuple(fitting), refused, (), tuple(others), asked=True)
    dated = [(sheet, got) for sheet, got in fitting if around.month(Outside(sheet=sheet.name))[0]]
    group = dated if len(dated) > 1 else fitting
    if len({_form(got) for _, got in group}) > 1:
        return refused
    left = tuple(sheet for sheet, _ in fitting if not any(sheet is each for each, _ in group))
    return Many(tuple(group), refused, left, tuple(others))


def _has_figures(sheet: Sheet, names: Vocabulary) -> bool:
    """Whether a number stands beside or right below the name of an indicator."""
    lines = sheet.lines[:_MOST_LOOKED]
    for line, under in zip_longest(lines, lines[1:]):
        named = [n for n, cell in enumerate(line.own) if (m := names.meaning(cell)) and m.indicator]
        beside = any(map(_is_number, line.own[named[0] + 1 :])) if named else False
        if beside or (under and any(n < len(under.own) and _is_number(under.own[n]) for n in named)):
            return True
    return False


def _is_number(cell: str) -> bool:
    return cell[-1:].isdigit() and number_like(cell)


def _form(got: Found) -> tuple[str, ...]:
    """The headings by which two sheets are of one form."""
    said = [normal(cell) for cell in (got.shape.heading.line if got.shape else got.table.header).cells]
    return tuple(said[: max((place for place, cell in enumerate(said, 1) if cell), default=0)])


def unknown(opened: Opened, wanted: str) -> Issue | None:
    """The issue of a sheet that the file does not have."""
    if wanted == ALL or any(same(sheet.name, wanted) for sheet in opened.sheets):
        return None
    if opened.encoding:
        return Issue("sheet_of_text", found=wanted)
    return Issue("sheet_unknown", found=wanted, args={"sheets": named(opened.sheets)})


def unseen(sheet: Sheet, file: str, periods: Collection[str] = ()) -> Iterator[Issue]:
    """Warnings about hidden rows and columns, struck or hidden cells and comments: they are read like all others."""
    for code, count in (("hidden_rows", sheet.hidden_rows), ("hidden_columns", sheet.hidden_columns)):
        if count:
            yield Issue(code, "warning", args={"count": count}, file=file)
    for mark, found in sheet.marked.items():
        cells = "、".join(found[:_MOST_CELLS]) + ("…" if len(found) > _MOST_CELLS else "")
        yield Issue(f"{mark}_cells", "warning", args={"count": len(found), "cells": cells}, file=file)
    if said := comments.telling(sheet.comments, periods):
        yield Issue("comments_tell", "warning", args={"comments": said}, file=file)


def named(sheets: Sequence[Sheet]) -> str:
    return "、".join(f"“{sheet.name}”" for sheet in sheets[:12]) + ("…" if len(sheets) > 12 else "")


def same(one: str, other: str) -> bool:
    return normal(one) == normal(other)


def _choices(sheets: Sequence[Sheet]) -> dict[str, str]:
    return {"sheets": named(sheets)} if sheets else {}


def _table(sheet: Sheet, delimiter: str, names: Vocabulary, file: str) -> Found | Issue:
    return sheet.problem or finding.find(delimiter, sheet.lines, names, (sheet.name, file))
