"""What of a file is read: one table of one sheet, or several months' sheets and tables of one form together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.intake import choosing, finding
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.choosing import Chosen, Many, Refused
from kpi.intake.finding import Found
from kpi.intake.gathering import Gathered, gather
from kpi.intake.grid import groups
from kpi.intake.headings import around, unread
from kpi.intake.headings.cells import Cells
from kpi.intake.tables import tables
from kpi.intake.tables.tables import ALL, Spot, Tables
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Book
from kpi.reading import Issue, LeftOut
from kpi.unit import Sentence

Reader = tuple[Vocabulary, str, Book | None]
"""The names that are known, the file's name, what was published before."""
_PARTED = frozenset((
    "second_table", "two_heading_rows", "duplicate_heading", "same_meaning", "mixed_forms", "figures_of_nothing",
    "no_header", "no_month_heading", "heading_unclear", "no_known_heading", "no_known_heading_near", "no_month_column",
    "no_indicator_column", "no_value_column", "column_of_scopes", "column_of_kinds", "column_tells", "kind_twice",
    "row_too_wide", "row_too_short", "heading_unread", "months_of_nothing", "period_year_unclear", "titles_disagree",
    "not_month_title", "no_header_ledger",
))  # fmt: skip
"""What two tables on one sheet look like when they are read as one."""
_STRANGE = ("labels_unknown", "rows_unknown")
"""What may be asked where another table's title or rows are read as this one's."""
_MOST_NAMED = 12
_ONCE = frozenset(("month_from_sheet", "month_dotted_sheet", "month_from_title", "year_from_sheet"))
"""What is asked of the months of sheets and tables."""


@dataclass(frozen=True)
class Whole:
    """Everything that is read of a file, not yet checked; ``sheet`` is the one to show, ``only`` the only one."""

    cells: Cells
    sheet: Sheet
    only: Sheet | None
    issues: tuple[Issue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    said: tuple[Sentence, ...] = ()
    spots: tuple[Spot, ...] = ()
    stopped: bool = False
    called: str = ""
    """The sheets that were read."""


def read(opened: Opened, chosen: Chosen | Many | Refused, reader: Reader, table: str | None) -> Whole | Refused:
    """Read what was chosen; ``table`` is a corner, ``*`` all tables of the sheet, None what fits best."""
    whole = _read(opened, chosen, reader, table)
    if isinstance(whole, Refused):
        return whole
    sheet, told = None if isinstance(chosen, Many) else chosen.sheet, {issue.code for issue in whole.issues}
    months = {cell.row.period for cell in whole.cells.good}
    unseen = [issue for issue in choosing.unseen(sheet, reader[1], months) if issue.code not in told] if sheet else []
    lost = () if isinstance(chosen, Refused) else chosen.lost
    asked = [Issue("sheets_lost", "warning", args={"sheets": choosing.named(lost)})] if lost else []
    return replace(whole, issues=(*whole.issues, *unseen, *asked))


def _read(opened: Opened, chosen: Chosen | Many | Refused, reader: Reader, table: str | None) -> Whole | Refused:
    if isinstance(chosen, Many):
        return _sheets(opened, chosen, reader)
    sheet = chosen.sheet
    if isinstance(chosen, Refused) and (sheet is None or (table is None and chosen.issue.code not in _PARTED)):
        return chosen
    if table is not None and sheet is not None:
        return _tables(opened, sheet, reader, table)
    if sheet is not None and (halves := _halves(opened, sheet, reader)):
        halves = replace(halves, issues=(*halves.issues, *choosing.unseen(sheet, reader[1])))
        return halves if isinstance(chosen, Refused) else replace(halves, said=(*chosen.said, *halves.said))
    if isinstance(chosen, Refused):
        return _first(opened, sheet, reader, ()) or chosen
    part = _gathered(opened, chosen.sheet, chosen.found, reader)
    strange = tuple(issue for issue in part.issues if issue.code in _STRANGE)  # another table's title: 表二
    wrong = (*part.errors, *strange)
    if wrong and (parted := _first(opened, chosen.sheet, reader, wrong)):
        return replace(parted, said=(*chosen.said, *parted.said))
    issues = (*part.issues, *choosing.unseen(chosen.sheet, reader[1]))
    return Whole(part.cells, chosen.sheet, chosen.sheet, issues, part.left_out, chosen.said, (), part.stopped)


def _gathered(opened: Opened, sheet: Sheet, found: Found, reader: Reader) -> Gathered:
    names, file, book = reader
    return gather(found, names, book, (sheet.name, file, opened.epoch)).on(sheet.name, found.written)


def _first(opened: Opened, sheet: Sheet | None, reader: Reader, errors: Sequence[Issue]) -> Whole | None:
    """The first of several tables on a sheet that fits, where reading them as one went wrong; it is said and asked."""
    if sheet is None:
        return None
    several = tables.find(sheet, reader[0], numbered=not opened.encoding)
    if errors and not any(error.code in _PARTED or error.line in several.heads for error in errors):
        return None
    if len(several) and (several.doubled or several.stacked):
        code = "columns_doubled" if several.doubled else "tables_stacked"
        whole = _doubled(opened, several, reader, code)
        if whole or (several.doubled and several.alike and not several.unread):
            return whole
    first: tuple[int, Gathered] | None = None
    for place in range(len(several)):
        if isinstance(found := _found(opened, alone := several.alone(place), reader), Found):
            part = _gathered(opened, alone, found, reader)
            first = (place, part) if first is None or not (part.stopped or _is_left(part)) else first
            if not (part.stopped or _is_left(part)):
                break
    return _alone(several, *first) if first else None


def _halves(opened: Opened, sheet: Sheet, reader: Reader) -> Whole | None:
    """Tables side by side under a label each, without those of 累计 and the like, which are named."""
    several = tables.side_by_side(sheet, reader[0], numbered=not opened.encoding)
    if several is None or all(map(groups.is_not_month, several.labels)):
        return None
    kept = several.without(several.unread)
    if len(kept) > 1:
        whole = _doubled(opened, kept, reader, "columns_doubled")
    elif isinstance(found := _found(opened, alone := kept.alone(0), reader), Found):
        part = _placed(kept, 0, _gathered(opened, alone, found, reader))
        whole = Whole(part.cells, sheet, sheet, part.issues, part.left_out, stopped=part.stopped)
    else:
        whole = None
    if whole is None or not several.unread:
        return whole and replace(whole, spots=several.spots)
    spots = [several.spots[place] for place in several.unread]
    told = {"left": "、".join(several.labels[place] for place in several.unread), "read": "、".join(kept.labels)}
    asked = Issue("halves_left", "warning", args=dict(told), sheet=sheet.name)
    row = several.grids[0].heading.rows[0].number
    left = (LeftOut(row, "table", f"{spot.corner} {spot.text}") for spot in spots)
    left_out = (*whole.left_out, *left)
    return replace(whole, issues=(*whole.issues, asked), left_out=left_out, spots=several.spots)


def _is_left(part: Gathered) -> bool:
    """Whether the title of a table says that its figures are no month's own: 二、累计."""
    return any(issue.code in around.NOT_MONTH.values() for issue in part.errors)


def _alone(several: Tables, place: int, part: Gathered) -> Whole:
    own, others = several.spots[place], _spoken([spot for n, spot in enumerate(several.spots) if n != place])
    told: dict[str, str | int] = {"count": len(several), "place": own.corner, "places": others}
    asked = Issue("tables_left", "warning", args=dict(told), sheet=several.of.name)
    left, sheet = (*part.left_out, *several.left_out(place)), several.of
    part = _placed(several, place, part) if place else part
    return Whole(part.cells, sheet, sheet, (*part.issues, asked), left, (), several.spots, part.stopped)


def _spoken(spots: Sequence[Spot]) -> str:
    listed = "、".join(f"{spot.corner}（{spot.text}）" for spot in spots[:_MOST_NAMED])
    return f"{listed}…" if len(spots) > _MOST_NAMED else listed


def _found(opened: Opened, sheet: Sheet, reader: Reader) -> Found | Issue:
    return sheet.problem or finding.find(opened.delimiter, sheet.lines, reader[0], (sheet.name, reader[1]))


def _tables(opened: Opened, sheet: Sheet, reader: Reader, table: str) -> Whole | Refused:
    """The table that the user names by its corner, or all that fit."""
    several = tables.find(sheet, reader[0], numbered=not opened.encoding)
    place = several.at(table)
    if table == ALL and (halves := _halves(opened, sheet, reader)):
        return halves
    if not len(several) or (place is None and table != ALL):
        known = "、".join(spot.corner for spot in several.spots) or "—"
        return Refused(Issue("table_unknown", found=table, args={"tables": known}), sheet, several.spots)
    if place is not None:
        found = _found(opened, alone := several.alone(place), reader)
        if isinstance(found, Issue):
            return Refused(found, sheet, several.spots)
        return _alone(several, place, _gathered(opened, alone, found, reader))
    return _every(opened, several, reader)


def _every(opened: Opened, several: Tables, reader: Reader) -> Whole | Refused:
    """All tables that fit, together; of those that do not the user is told."""
    alone = [several.alone(place) for place in range(len(several))]
    tried = [(spot, part, _found(opened, part, reader)) for spot, part in zip(several.spots, alone, strict=True)]
    fitting = [(spot, part, found) for spot, part, found in tried if isinstance(found, Found)]
    if not fitting:
        return Refused(Issue("no_header"), several.of, several.spots)
    places_read = [place for place, (*_, found) in enumerate(tried) if isinstance(found, Found)]
    parts = [_gathered(opened, part, found, reader) for _, part, found in fitting]
    parts = [_placed(several, place, part) for place, part in zip(places_read, parts, strict=True)]
    whole = _joined(parts, several.of, several.of)
    places = "、".join(spot.corner for spot, _, _ in fitting)
    said = Sentence("issue.told_tables", {"count": len(fitting), "places": places})
    unread = [spot for spot, _, found in tried if not isinstance(found, Found)]
    asked = [Issue("tables_unread", "warning", args={"places": _spoken(unread)})] if unread else []
    return replace(whole, issues=(*_one_month(whole.issues), *asked), spots=several.spots, said=(said,))


def _one_month(issues: Sequence[Issue]) -> list[Issue]:
    """What tables say of their months, and what they say alike of their part of the plant, is asked once, of all."""
    said, kept = dict[tuple[str, str], list[Issue]](), list[Issue]()
    for issue in issues:
        once = issue.code in _ONCE or issue.code in around.SCOPE_FROM.values()
        key = issue.code, "" if issue.code in around.MONTH_FROM.values() else repr(issue.args)
        if not once or key not in said:
            kept.append(issue)
        if once:
            said.setdefault(key, []).append(issue)
    return [_of_all(said.get((issue.code, ""), said.get((issue.code, repr(issue.args)), [issue]))) for issue in kept]


def _of_all(alike: Sequence[Issue]) -> Issue:
    """One question for several: 2022年8月、2022年9月."""
    first = alike[0]
    if len(alike) == 1:
        return first
    months = dict.fromkeys(str(issue.args.get("month", "")) for issue in alike)
    args = {**first.args, "month": "、".join(months)} if "month" in first.args else first.args
    return replace(first, line=None, cell="", args=args)


def _placed(several: Tables, place: int, part: Gathered) -> Gathered:
    """What is asked of one of several tables with the place of that table."""
    asked = (replace(issue, sheet=several.of.name) for issue in several.asked(place))
    return replace(part, issues=(*(several.placed(place, issue) for issue in part.issues), *asked))


def _doubled(opened: Opened, several: Tables, reader: Reader, code: str) -> Whole | None:
    """The halves or pages of a table, read one after the other and asked."""
    whole = _every(opened, several, reader)
    strange = {"tables_unread", *(around.PART.values() if code == "tables_stacked" else ())}  # 续表：三系列
    strange |= set(around.NOT_MONTH.values() if several.unread else ())  # 累计 beside 上年累计
    if isinstance(whole, Refused) or whole.stopped or any(issue.code in strange for issue in whole.issues):
        return None
    told: dict[str, str | int] = {"count": len(several), "places": "、".join(spot.corner for spot in several.spots)}
    asked = Issue(code, "warning", args=dict(told), sheet=several.of.name)
    months = [issue for issue in whole.issues if issue.code in _ONCE]
    rest = [issue for issue in whole.issues if issue.code not in _ONCE]
    return replace(whole, issues=(*months, *_once(rest), asked))


def _sheets(opened: Opened, many: Many, reader: Reader) -> Whole | Refused:
    """Sheets of one form and different months together; refused where they speak of the same months unasked."""
    parts = [_gathered(opened, sheet, found, reader) for sheet, found in many.parts]
    months = [month for part in parts for month in part.periods]
    if not many.asked and len(months) != len(set(months)):
        return many.refused
    sheets = [sheet for sheet, _ in many.parts]
    whole = _joined(parts, sheets[0], None)
    hidden = ((sheet, choosing.unseen(sheet, reader[1], p.periods)) for sheet, p in zip(sheets, parts, strict=True))
    unseen = tuple(replace(issue, sheet=sheet.name) for sheet, issues in hidden for issue in issues)
    left = (Issue("sheets_left", "warning", args={"sheets": choosing.named(many.left)}),) if many.left else ()
    issues = (*_once(whole.issues), *unseen, *left)
    said = (Sentence("issue.told_sheets", {"count": len(sheets), "sheets": choosing.named(sheets)}), *many.said)
    return replace(whole, issues=issues, said=said, called="、".join(sheet.name for sheet in sheets))


def _joined(parts: Sequence[Gathered], sheet: Sheet, only: Sheet | None) -> Whole:
    cells = Cells(
        [cell for part in parts for cell in part.cells.good],
        [issue for part in parts for issue in part.cells.issues],
        {key: said for part in parts for key, said in part.cells.said.items()},
    )
    return Whole(
        cells, sheet, only, tuple(issue for part in parts for issue in part.issues),
        tuple(left for part in parts for left in part.left_out), stopped=any(part.stopped for part in parts),
    )  # fmt: skip


def _once(issues: Sequence[Issue]) -> list[Issue]:
    """What is asked alike of every sheet is asked once: their months in one question, the rest without the sheet."""
    months = [issue for issue in issues if issue.code in _ONCE]
    rest, seen = [], set()
    for issue in (issue for issue in issues if issue.code not in _ONCE):
        key = (issue.code, issue.line, issue.column, issue.found, repr(sorted(issue.args.items(), key=str)))
        alike = issue.severity == "warning" and key in seen and issue.code not in unread.LISTED
        seen.add(key)
        rest += [] if alike else [issue]
    if months:
        said = "、".join(f"{i.sheet} → {i.args.get('month') or i.args['year']}" for i in months)
        rest.append(Issue("months_from_sheets", "warning", args={"months": said}))
    return rest
