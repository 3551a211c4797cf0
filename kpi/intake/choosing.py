"""Which sheet of a workbook is the report: the one that fits; several that fit are the user's choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpi.headings import normal
from kpi.intake import finding
from kpi.intake.finding import Found
from kpi.intake.sheet import Sheet
from kpi.intake.sources import Opened
from kpi.intake.vocabulary import Vocabulary
from kpi.reading import Issue
from kpi.unit import Sentence


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read and the table on it; ``others`` hold something too and are not read."""

    sheet: Sheet
    found: Found
    others: tuple[Sheet, ...] = ()

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


def choose(opened: Opened, names: Vocabulary, file: str, wanted: str | None) -> Chosen | Refused:
    """The one visible sheet with a table of known figures, or the sheet that the user names."""
    sheets: Sequence[Sheet] = opened.sheets
    if wanted is not None and (problem := unknown(opened, wanted)):
        return Refused(problem, sheets[0])
    if wanted is not None and not opened.encoding:
        sheets = [sheet for sheet in sheets if same(sheet.name, wanted)]
    filled = [sheet for sheet in sheets if sheet.lines or sheet.problem]
    seen = filled if wanted is not None else [sheet for sheet in filled if not sheet.hidden]
    if not seen:
        return Refused(Issue("hidden_sheets" if filled else "empty_file", args=_choices(filled)), sheets[0])
    found = [(sheet, _table(sheet, opened.delimiter, names, file)) for sheet in seen]
    fitting = [(sheet, got) for sheet, got in found if isinstance(got, Found)]
    if len(fitting) == 1:
        sheet, got = fitting[0]
        return Chosen(sheet, got, tuple(other for other in seen if other is not sheet))
    if fitting:
        return Refused(Issue("sheet_ambiguous", args={"sheets": named([s for s, _ in fitting])}), fitting[0][0])
    sheet, problem_found = next(((s, i) for s, i in found if isinstance(i, Issue)), (seen[0], None))
    return Refused(problem_found or Issue("no_header"), sheet)


def unknown(opened: Opened, wanted: str) -> Issue | None:
    """The issue of a sheet that the file does not have."""
    if opened.encoding or any(same(sheet.name, wanted) for sheet in opened.sheets):
        return None
    return Issue("sheet_unknown", found=wanted, args={"sheets": named(opened.sheets)})


def unseen(sheet: Sheet, file: str) -> Iterator[Issue]:
    """Warnings about hidden rows and columns: they are read like all others."""
    for code, count in (("hidden_rows", sheet.hidden_rows), ("hidden_columns", sheet.hidden_columns)):
        if count:
            yield Issue(code, "warning", args={"count": count}, file=file)


def named(sheets: Sequence[Sheet]) -> str:
    return "、".join(f"“{sheet.name}”" for sheet in sheets[:12]) + ("…" if len(sheets) > 12 else "")


def same(one: str, other: str) -> bool:
    return normal(one) == normal(other)


def _choices(sheets: Sequence[Sheet]) -> dict[str, str]:
    return {"sheets": named(sheets)} if sheets else {}


def _table(sheet: Sheet, delimiter: str, names: Vocabulary, file: str) -> Found | Issue:
    return sheet.problem or finding.find(delimiter, sheet.lines, names, (sheet.name, file))
