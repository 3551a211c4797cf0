"""One table of one sheet: its cells as they would be stored, before they are checked against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kpi.intake import finding
from kpi.intake.carriers import table
from kpi.intake.carriers.table import Line
from kpi.intake.checks import beside, controlrows, divided, doubts
from kpi.intake.finding import Found
from kpi.intake.grid import body
from kpi.intake.headings import (
    around,
    aside,
    assumed,
    besides,
    blanks,
    cells,
    columns,
    contradicted,
    days,
    graded,
    melting,
    milestones,
    pairs,
    parts,
    placed,
    purpose,
    remarks,
    shapes,
    unasked,
    undated,
    unheard,
    unnamed,
    unread,
    wet,
    yearly,
)
from kpi.intake.headings.around import Outside
from kpi.intake.headings.cells import Cells
from kpi.intake.rows import (
    labelled,
    metalrows,
    parted,
    productrows,
    quarters,
    spanned,
    totals,
    uncatalogued,
)
from kpi.intake.words import cleaning, periods, units, vocabulary
from kpi.intake.words.cleaning import plain
from kpi.intake.words.units import Stated
from kpi.model import Book
from kpi.reading import Issue, LeftOut
from kpi.unit import Sentence


@dataclass
class Gathered:
    """The cells of a table; ``issues`` are those of its headings and of what is said around it.

    ``stopped``: the headings are wrong, so that nothing below them was read.
    """

    cells: Cells = field(default_factory=Cells)
    issues: tuple[Issue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    stopped: bool = False

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in (*self.issues, *self.cells.issues) if issue.severity == "error")

    @property
    def periods(self) -> frozenset[str]:
        return frozenset(cell.row.period for cell in self.cells.good)

    def on(self, sheet: str, written: Mapping[str, str]) -> Gathered:
        """The same with the sheet on every cell and issue, and the headings as ``written`` in the file."""
        if not (sheet or written):
            return self
        placed = (replace(cell, row=replace(cell.row, sheet=sheet)) for cell in self.cells.good)
        good = [milestones.called(cell, written) for cell in placed]
        issues = [milestones.named(replace(issue, sheet=sheet), written) for issue in self.cells.issues]
        own = tuple(milestones.named(replace(issue, sheet=sheet), written) for issue in self.issues)
        said = {key: milestones.told(each, written) for key, each in self.cells.said.items()}
        left = tuple(milestones.left(each, written) for each in self.left_out)
        return Gathered(Cells(good, issues, said), own, left, self.stopped)


def gather(got: Found, names: vocabulary.Vocabulary, book: Book | None, of: tuple[str, str, date]) -> Gathered:
    """Read one table; ``of``: the sheet's and the file's name, and day 0 of the workbook's dates."""
    found, shape, (sheet, name, epoch) = got.table, got.shape, of
    if shape:
        crossed = shape.cross.problem if shape.cross else None
        problem = crossed or (None if shape.unread else finding.split_heading(found, shape, names))
    else:
        got = replace(got, table=(found := table.units_above(found, names)))
        problem = table.two_headings(found, names) or table.two_units(found, names)
        found = unnamed.with_scopes(table.with_units(found, names), names)
    if problem := problem or finding.unread_groups(got, names) or finding.second_heading(found, shape, names):
        return Gathered(issues=(problem,), stopped=True)
    outside = Outside(titles := around.titled(found.titles), sheet, name)
    if problem := finding.metals_unsaid(got, outside, names) or undated.refused(shape.month if shape else "", found):
        return Gathered(issues=(problem,), stopped=True)
    kind, told_kind = purpose.kind(outside.sources(), names)
    shape = purpose.without_implied(shape, names) if shape and kind != "actual" else shape
    placed_by = around.scope(outside, names)[0]
    found, shape, told_products = productrows.told(found, shape, outside, names)
    if any(issue.severity == "error" for issue in told_products):
        return Gathered(issues=tuple(told_products), stopped=True)
    found, told_metals = metalrows.joined(found, names)
    settled = labelled.settle(found, shape, names, kind, placed_by)
    if any(issue.severity == "error" for issue in settled.issues):
        return Gathered(issues=settled.issues, left_out=settled.left_out, stopped=True)
    found, shape = settled.table, replace(settled.shape, kind=kind) if settled.shape else None
    heading, across = (shape.heading.line, shape.columns) if shape else (got.table.header, ())
    whose = names, kind == "actual"
    deaf = unheard.refused(heading, found.header, found.below, across, whose)
    if problem := deaf or shapes.partly_placed(shape, placed_by, names):
        return Gathered(issues=(problem,), left_out=settled.left_out, stopped=True)
    unsaid = unheard.asked(heading, found.header, across, whose)
    found = yearly.rows(found, outside, names) if kind == "plan" else found
    found, shape, told_rows, branched = parted.rows(found, shape, names, (kind, placed_by))
    if any(issue.severity == "error" for issue in told_rows):
        return Gathered(issues=tuple(told_rows), left_out=settled.left_out, stopped=True)
    asked = [*told_products, *told_metals, *settled.issues, *told_rows, *unsaid]
    sorted_out = body.sort_out(found, names, plan=kind != "actual")
    if shape and shape.titled:
        asked.append(Issue(shape.titled, "warning", args={"indicator": shape.indicator}))
    header, (rows, unfilled) = found.header, _filled(found, shape, sorted_out, names)
    below = rows
    if shape:
        if shape.cross:
            named = plain(shape.heading.line.cells[shape.cross.place])
            asked += shape.cross.asked(shape.heading.line.number, named, rows)
        asked += [*parts.asked(shape.beside, shape.heading.line.number), *contradicted.measured(shape, rows, names)]
        rows, merged = spanned.plans(shape, rows, names, kind)
        asked += merged
        asked += [*besides.doubts(shape.heading, shape.header, shape.columns, names), *placed.twice(shape, rows, names)]
        header, rows = melting.melt(shape, rows, names)
    layout = columns.match(header, rows, names)
    left_out = (*sorted_out.left_out, *layout.left_out, *settled.left_out, *unfilled, *branched)
    left_out += tuple(shape.cross.left_out(shape.heading.line, below)) if shape and shape.cross else ()
    if any(issue.severity == "error" for issue in layout.issues):
        return Gathered(issues=layout.issues, left_out=left_out, stopped=True)
    kind, told_kind = (kind, told_kind) if shape else purpose.paired(kind, told_kind, layout)
    rows, strange = uncatalogued.parted(rows, layout, names, listed=shape is None)
    left_out, asked = (*left_out, *uncatalogued.left(strange, below)), [*asked, *uncatalogued.asked(strange, layout)]
    months = [line.cells[layout.fields["month"]] for line in rows]
    dated, headings = not (shape and shape.month_from), _headings(found, shape)
    closing = book.calendar.closing_day if book else 0
    if layout.form != "measures":
        said = layout.headings[layout.fields["month"]], months
        told_days = days.check(said, outside, headings, names, (dated, closing))
        asked += [_on_line(issue, rows, layout.fields["month"]) for issue in told_days]
        asked += filter(None, [pairs.asked(headings, names)])
        if purpose.unsaid(shape, layout, names):
            asked += purpose.asked(outside.sources(), names, told_kind)
            asked += purpose.implied(shape, layout, names, kind)
    if any(issue.severity == "error" for issue in asked):
        return Gathered(issues=tuple(asked), left_out=left_out, stopped=True)
    unclear = assumed.unclear(months, outside)
    years, told_year = (0, []) if unclear else assumed.year(months, (titles, shape.year if shape else ""), sheet, name)
    asked += told_year
    if carried := dict.fromkeys((*found.carried, *(shape.carried if shape else ()))):
        taken = {"months": cleaning.shown("、".join(carried), longest=200)}
        asked.append(Issue("year_carried", "warning", found.header.number, args=taken))
    if shape and shape.month_from:
        asked = contradicted.joined(asked, years, contradicted.month(shape, sheet, name))
    if got.spread:
        asked.append(_spread(got))
    asked += filter(None, (finding.groups_asked(got, names), finding.metals_asked(got, names)))
    says_scope, leaves_blank = placed.spoken(layout, rows)
    scope, told = around.scope(outside, names) if leaves_blank else ("", "")
    if scope:
        asked.append(Issue(told, "warning", args={"scope": names.catalog.scopes[scope].name}))
    spans = len({plain(text) for text in months} - {""}) == 1 or not dated
    spans = spans and not (shape and shape.month_from in around.YEAR_FROM.values())
    asked += around.doubts(outside, names, headings, dated=dated, placed=says_scope or bool(scope), spans=spans)
    reader = periods.of_column(months, years, book.calendar.closing_day if book else 0, epoch)
    reader = replace(reader, unclear=unclear)
    stated, around_it = _units_around(got, sorted_out, names, (sheet, name), settled.left_out)
    asked += divided.settle(read := cells.read(rows, layout, reader, stated, names, scope, kind), names.catalog)
    if layout.form != "measures" and not purpose.unsaid(shape, layout, names):
        asked += purpose.contradicted(outside.sources(), names, read.good)
    if problem := wet.refused((got.table, shape, (sheet, name)), read.good, names):
        return Gathered(issues=(problem,), left_out=left_out, stopped=True)
    if kind == "plan" and (shape or "kind" not in layout.fields):
        asked += yearly.earlier(read, outside, names)
    if shape and shape.month_from == around.MONTH_FROM["title"]:
        asked += yearly.months_own(read, outside, names)
    if dated and layout.form != "measures":
        asked += contradicted.dated([cell.row for cell in read.good], outside, asked)
    asked += placed.contradicted([cell.row for cell in read.good], outside, names, said=says_scope)
    lost = blanks.below_left(found.header, found.below, {cell.row.line for cell in read.good}, names)
    read.issues += blanks.refused(lost, layout.headings[layout.fields.get("scope", 0)], {}, names.catalog)
    left_out += (*yearly.left(read, rows), *yearly.left_rows(asked, rows))
    read.good = [cell for cell in read.good if cell.row.line not in lost]
    read.issues += sorted_out.issues
    asked += doubts.nearby(read.good, around_it, names.catalog, book)
    noted = layout.headings[layout.fields.get("note", 0)]
    asked += remarks.check([cell.row for cell in read.good], noted, names)
    under = (*sorted_out.left_out, *settled.left_out)
    asked += remarks.below([cell.row for cell in read.good], under, names)
    asked += remarks.units_said(read.good, noted, names)
    if layout.form != "measures" and not any(issue.severity == "error" for issue in read.issues):
        of_year, explicit = dated or not spans, not purpose.unsaid(shape, layout, names)
        asked += unread.asked(outside, names, asked, (of_year, explicit), ([c.row for c in read.good], under))
    asked += sorted_out.asked
    asked += pairs.rates(read.good)
    asked += (
        *graded.asked(layout, rows, names),
        *days.named(graded.spoken(layout, rows), names),
        *doubts.thousands(read.good, got.table.delimiter, book),
    )
    wrong = {issue.line for issue in read.issues if issue.severity == "error" and issue.line}
    sums = () if sorted_out.issues else sorted_out.totals
    asked += totals.check(sums, sorted_out.rows, read.good, names.catalog, wrong)
    asked += totals.of_nothing(sorted_out.totals, sorted_out.rows, read.good, names)
    asked += quarters.check(
        [replace(c, kind=c.kind or kind) for c in (shape.spans if shape else ())],
        sorted_out.rows,
        read.good,
        names.catalog,
    )
    lines = [line for line in below if line.number not in wrong and line.number not in strange]
    read_at = [column.index + 1 for column in (shape.columns if shape else layout.figures)]
    own = (shape or found).header.cells, lines, read_at
    controlled = beside.check(own, read.good, (shape, kind), names, book)
    controlled += controlrows.check(sorted_out, found.header, read.good, names, book)
    set_aside = aside.settle(beside.untold(layout.issues, controlled), own, read.good, kind, names)
    read.said |= set_aside.said | _told(sorted_out.told, shape)
    asked = milestones.asked(asked, (layout.issues, lines, own[0]), read.good, names)
    issues = (*set_aside.issues, *asked, *controlled, *assumed.dotted(reader, rows, layout))
    return Gathered(read, issues, left_out)


def _units_around(
    got: Found, sorted_out: body.Body, names: vocabulary.Vocabulary, called: tuple[str, str], apart: Sequence[LeftOut]
) -> tuple[Sequence[Stated], list[str]]:
    """The units said for the whole table, and every text around it that may speak of one.

    ``called``: the sheet's and the file's name.
    """
    titles = [cell for title in got.table.titles for cell in title.own if plain(cell)]
    notes = [left.text for left in (*sorted_out.left_out, *apart) if left.kind == "note"]
    heads = [cell for cell in got.table.header.own if not names.field(cell) and not names.meaning(cell)]
    own = units.of_texts([*titles, *filter(units.heads, heads), *called], names)
    own += units.of_headings(_over_labels(got, names), names) + units.of_texts(notes, names, titles=False)
    return own, [*titles, *heads, *notes, *called]


def _over_labels(got: Found, names: vocabulary.Vocabulary) -> list[str]:
    """The headings that stand over months, names and the like, and over no figures."""
    shape, header = got.shape, got.table.header.cells
    heads = shape.heading.line.cells if shape else header
    fields = [(names.field(cell) or ("",))[0] for cell in (shape.header.cells if shape else header)]
    crossed = shape.cross.place if shape and shape.cross else None
    return [cell for place, cell in enumerate(heads)
            if place == crossed or (place < len(fields) and fields[place] not in ("", "value"))]  # fmt: skip


def _told(rows: Sequence[str], shape: shapes.Shape | None) -> dict[tuple[str, str], Sentence]:
    listed = cleaning.shown("、".join(f"“{name}”" for name in rows), longest=200)
    beside = shape.cross.said_beside() if shape and shape.cross else {}
    return beside | ({("rows", listed): Sentence("issue.told_rows", {"rows": listed})} if rows else {})


def _headings(found: table.Table, shape: shapes.Shape | None) -> list[str]:
    return [cell for line in (found.header, shape.heading.line if shape else found.header) for cell in line.cells]


def _spread(got: Found) -> Issue:
    """Which headings were put together from groups that no merged cell holds together."""
    header = got.shape.heading.line if got.shape else got.table.header
    said = "、".join(cell for cell in map(plain, header.cells) if "/" in cell)
    return Issue("headings_spread", "warning", header.number, args={"headings": cleaning.shown(said, longest=300)})


def _filled(
    found: table.Table, shape: shapes.Shape | None, sorted_out: body.Body, names: vocabulary.Vocabulary
) -> tuple[tuple[Line, ...], tuple[LeftOut, ...]]:
    """The rows, and apart from them those of unknown indicators that were left blank."""
    heads = (shape.header if shape else found.header).cells
    own = {column.index for column in shape.columns} if shape else set()
    own = own or {n for n, cell in enumerate(heads) if names.meaning(cell) and not names.field(cell)}
    own |= {n for n, cell in enumerate(heads) if (f := names.field(cell)) and f[0] == "value"}
    return unasked.unfilled(sorted_out.rows, heads, own, names)


def _on_line(issue: Issue, rows: Sequence[Line], place: int) -> Issue:
    """The issue of a day with the row that it stands in."""
    line = next((line.number for line in rows if issue.found and plain(line.cells[place]) == issue.found), None)
    return replace(issue, line=line)
