"""The way of a file: bytes, text, table, headings, cells, checks; each step only when the one before held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kpi import words
from kpi.intake import choosing, cumulative, differences, overlay, together
from kpi.intake.carriers import ownlist, sources
from kpi.intake.carriers.sources import Opened
from kpi.intake.checks import checks, machines
from kpi.intake.choosing import Refused
from kpi.intake.grid import levels
from kpi.intake.headings import pairs, unread
from kpi.intake.together import Whole
from kpi.intake.words import cleaning, vocabulary
from kpi.model import Book, Catalog
from kpi.reading import Issue, LeftOut, Reading
from kpi.unit import LANGS, Sentence, Words

_YEAR = re.compile(r"(19|20)\d\d")
MOST_ALIKE = 200
"""Issues of one code that are listed one by one whatever else is listed; warnings are ticked one by one, so no more."""
MOST_WRONG = 10_000
"""Errors of a file that are listed one by one, as many as can be marked in 5 s; the rest are counted."""


def read(
    data: bytes,
    name: str,
    catalog: Catalog,
    book: Book | None = None,
    *,
    sheet: str | None = None,
    table: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    corrections: overlay.Corrections = (),
    today: date | None = None,
) -> Reading:
    """Everything a report file says, and everything wrong with it; never raises for what a file may hold.

    Errors mean that nothing of the file may be stored. ``book`` is what was published before: history and
    cross-checks look there for what the file does not say itself. ``sheet``, ``table`` (its corner, such as A3; both
    may be ``*`` for all together) and ``encoding`` are the user's choice, ``mapping`` what he says unknown names mean,
    ``corrections`` what stands in wrong cells (`kpi.intake.overlay`). No month that begins after ``today`` may
    have actuals; where that is None nobody asks.
    """
    names = overlay.mapped(vocabulary.of(catalog), mapping or {})
    opened = sources.open_(data, names.knows, encoding)
    if isinstance(opened, Issue):
        return _reading(name, issues=[opened])
    missed = [issue.placed(file=name) for issue in overlay.missed(opened.sheets, corrections)]
    opened = replace(opened, sheets=tuple(overlay.corrected(each, corrections) for each in opened.sheets))
    own = ownlist.unmarked(name)
    names = pairs.heard(opened, names, own)

    def once(given: Opened) -> Whole | Refused:
        return together.read(given, choosing.choose(given, names, own, sheet), (names, own, book), table)

    whole = cumulative.instead(once(opened), opened, once, names)
    if isinstance(whole, Refused):
        reading = _reading(name, issues=[whole.issue])
        shown, called = opened.sheets[0] if opened.encoding else whole.sheet, ""
    else:
        reading = _checked(whole, name, names, book, today)
        shown, called = whole.sheet, whole.called
    shown = next((each for each in opened.sheets if shown and each.name == shown.name), shown)
    head = tuple(tuple(map(cleaning.shown, line.cells)) for line in (shown.lines[:20] if shown else ()))
    lists = tuple(Sentence("issue.told_own_list", {"sheet": each}) for each in opened.lists)
    return replace(
        reading,
        issues=(*missed, *reading.issues),
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        head=head,
        sheet=called or (shown.name if shown and not opened.encoding else ""),
        sheets=tuple(each.name for each in opened.sheets) if not opened.encoding else (),
        tables=tuple((spot.corner, spot.text) for spot in whole.spots),
        said=(*lists, *reading.said),
    )


def _checked(whole: Whole, name: str, names: vocabulary.Vocabulary, book: Book | None, today: date | None) -> Reading:
    """The cells of all parts, checked against each other and against what was published before."""
    if whole.stopped:
        return _reading(name, issues=whole.issues, left_out=whole.left_out, said=whole.said)
    checked = checks.check(whole.cells, names.catalog, book, today)
    found = machines.settle(unread.once([*whole.issues, *whole.cells.issues, *checked.issues]), checks.SIZE)
    totals = any(left.kind == "total" for left in whole.left_out)  # an empty form says nothing, and need not
    if totals and not checked.cells and not _refused(found):
        found.append(Issue("nothing_read"))
    elif not checked.cells and not _refused(found) and (lost := _figures_above(whole.left_out)):
        found.append(Issue("no_header", line=lost.line, found=lost.text))
    found += differences.only_in_file(found)
    sheet = whole.only.name if whole.only else ""
    issues = [issue if issue.sheet or not sheet else issue.placed(sheet=sheet) for issue in found]
    rows = tuple(cell.row for cell in checked.cells)
    said = (*whole.said, *whole.cells.said.values(), *checked.said)
    return replace(_reading(name, issues=issues, left_out=whole.left_out, said=said), rows=rows)


def _refused(issues: Iterable[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)


def _figures_above(left_out: Iterable[LeftOut]) -> LeftOut | None:
    """What was taken for a title of a table without rows though it ends in a figure: its heading was not known."""
    titles = ((left, left.text.rpartition(" ")[2]) for left in left_out if left.kind == "title")
    return next((left for left, last in titles if levels.number_like(last) and not _YEAR.fullmatch(last)), None)


def _reading(
    name: str, *, issues: Iterable[Issue], left_out: Iterable[LeftOut] = (), said: Iterable[Sentence] = ()
) -> Reading:
    listed = [issue.placed(file=name) for issue in counted(issues)]
    return Reading(
        name,
        (),
        tuple(sorted(listed, key=lambda issue: (issue.code == "more_alike", issue.line or 0, issue.severity))),
        tuple(sorted(left_out, key=lambda out: out.line)),
        said=tuple(said),
    )


def counted(issues: Iterable[Issue]) -> Iterable[Issue]:
    """`MOST_ALIKE` issues of each code and errors up to `MOST_WRONG` in all, then how many more of a code there are."""
    counts, rest, wrong = Counter[str](), Counter[str](), 0
    first: dict[str, Issue] = {}
    for issue in issues:
        counts[issue.code] += 1
        first.setdefault(issue.code, issue)
        error = issue.severity == "error"
        if counts[issue.code] <= MOST_ALIKE or (error and wrong < MOST_WRONG):
            wrong += error
            yield issue
        else:
            rest[issue.code] += 1
    for code, count in rest.items():
        told: dict[str, str | int | Words] = {"count": count, "alike": code, "example": _briefly(first[code])}
        yield Issue("more_alike", first[code].severity, args=told)


def _briefly(problem: Issue) -> Words:
    """What is wrong, without what to do about it."""
    zh, en = (re.split(r"。|\. |\.$", words.issue(lang, problem), maxsplit=1)[0] for lang in LANGS)
    return Words(zh, en)
