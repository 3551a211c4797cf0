"""Rows of machines, shifts or products give one figure of the plant several times over: one reason, not one a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.intake.headings.unasked import PART
from kpi.intake.words.cleaning import shown
from kpi.reading import Issue

_AGAIN = frozenset(("contradicts", "repeated"))


def settle(issues: Sequence[Issue], sized: Iterable[str]) -> list[Issue]:
    """The issues; of a sheet whose rows are parts of the plant by an unread column one refusal that says so.

    It stands for what each cell was refused for, and for the questions about its size, whose codes are ``sized``.
    """
    taken = _AGAIN | {PART, *sized}
    found = list(issues)
    for column in [issue for issue in issues if issue.code == PART]:
        of = [issue for issue in found if issue.code in taken and issue.sheet == column.sheet and issue is not column]
        again = [issue for issue in of if issue.code in _AGAIN]
        if not any(issue.severity == "error" for issue in again):
            continue
        lines = sorted({int(line) for i in again for line in (i.line, i.args.get("line")) if isinstance(line, int)})
        told = {"column": column.column, "rows": shown("、".join(map(str, lines)))}
        whole = Issue("parts_as_one", "error", column.line, column.column, column.column, told,
                      file=column.file, sheet=column.sheet, cell=column.cell, each=tuple(of))  # fmt: skip
        found = [whole if issue is column else issue for issue in found if not any(issue is one for one in of)]
    return found
