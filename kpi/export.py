"""Tables to take away: every row says as of which month, for which scope and at which revision, and where it is from.

Numbers leave as they are stored and worked out, unrounded, without binary noise; texts leave as texts, in CSV and in
workbooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kpi import caveat, exact, message, ranges, series, statement, tile, words, workbook
from kpi.board import Board
from kpi.model import Action, Book, Catalog, Indicator, Observation, Plan, Said
from kpi.progress import Figure
from kpi.reading import Issue, Row, singly
from kpi.reported import Reported
from kpi.series import Series
from kpi.unit import SIGNS, Lang

Form = Literal["csv", "xlsx"]
FORMS: dict[Form, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms and their media types."""
Cell = words.Cell
_SOURCE = ("batch", "file", "source_sheet", "row")
_FIGURE = (
    *("brand", "key", "indicator", "unit", "month", "month_plan", "ytd", "plan", "gap", "gap_unit", "gap_percent"),
    *("of_plan", "year_plan", "of_year", "yoy", "qualifier", "text", "status", "reason", "coverage"),
    *("original", "original_said", "later", "later_said", "later_ytd", "later_ytd_said", "notes", "measures"),
    *("plan_low", "plan_high", "plan_said", "plan_version", "plan_first", "later_plan", *_SOURCE),
)
_GAP = (
    *("brand", "key", "indicator", "ytd", "qualifier", "text", "plan", "gap", "gap_unit", "status", "reason"),
    *("coverage", "notes", "measure", "owner", "due", "plan_said", "plan_version", *_SOURCE),
)
_BATCH = (
    *("batch", "made", "kind", "state", "file", "sha256", "uploader", "reviewer", "at", "rows", "added", "changed"),
    *("withdraws", "withdrawn", "note", "plan_approved", "plan_reason"),
)
_MONTH = (
    *("indicator", "unit", "period", "period_state", "actual", "planned", "month_gap"),
    *("last_year", "to_date", "plan_to_date", "forecast", "month_low", "month_high"),
    *("qualifier", "text", "original", "original_said", "later", "later_said", *_SOURCE),
)
_ISSUE = ("severity", "code", "file", "sheet", "line", "heading", "found", "todo")
_CHANGE = (
    *("part", "period", "place", "key", "indicator", "kind", "measure", "was", "was_text", "now", "now_text"),
    *("sheet", "line", "batch"),
)
_STOOD = {"was": "before", "was_text": "before_text"}
"""What stood before a publication may no longer stand."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a table holds for: the as-of month (``2022-09``, '' where none applies), the scope, the revision."""

    scope: str
    revision: int
    month: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``name`` is that of the file, ``title`` says what it is and for what it holds."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def data(self, form: Form) -> bytes:
        if form == "csv":
            return words.table_csv([self.heads, *(map(_whole, row) for row in self.rows)])
        return workbook.table(self.name, self.title, self.heads, self.rows)


def figures(board: Board, book: Book, lang: Lang) -> Table:
    """Every indicator of every brand, inputs too."""
    rows = ((brand.brand.name.of(lang), *_figure(figure, lang)) for brand in board.brands for figure in brand.figures)
    return _table("figures", _FIGURE, rows, _stamp(board, book.catalog, lang), lang)


def gaps(board: Board, book: Book, lang: Lang) -> Table:
    """亮差距 · 亮措施 in the order of the page; an indicator with several open measures has several rows."""
    names = {brand.key: brand.name.of(lang) for brand in book.catalog.brands}
    rows = ((names[figure.indicator.brand], *row) for figure in board.gaps for row in _gap(figure, lang))
    return _table("gaps", _GAP, rows, _stamp(board, book.catalog, lang), lang)


def months(found: Series, board: Board, catalog: Catalog, lang: Lang, reported: Sequence[Reported] = ()) -> Table:
    """The data of one indicator's chart: a row for each month of the year, empty where nothing is known.

    ``reported``: for each month what stands beside its figure.
    """
    name, unit = found.indicator.name.of(lang), found.indicator.unit.name.of(lang)
    values = zip(*(getattr(found, c) or (None,) * 12 for c in (*series.COLUMNS, *series.ENDS)), strict=True)
    beside = (_reported(found.indicator, each, lang) for each in reported or (Reported(),) * len(found.months))
    state = ["" if at != found.running else words.say(lang, "export.not_closed") for at in range(len(found.months))]
    parts = zip(found.months, state, values, beside, strict=True)
    rows = ((name, unit, str(month), said, *row, *more) for month, said, row, more in parts)
    return replace(_table("months", _MONTH, rows, _stamp(board, catalog, lang), lang), name=f"{name}-{board.month}")


def batches(found: Iterable[tuple[Cell, ...]], stamp: Stamp, lang: Lang) -> Table:
    """The history of publications, newest first; each row in the order of `db.read.Batch`, then the plan's."""
    rows = (
        (number, made, words.say(lang, f"export.kind_{kind}"), words.say(lang, f"export.state_{state}"), *rest)
        for number, made, kind, state, *rest in found
    )
    return _table("batches", _BATCH, rows, stamp, lang)


def issues(found: Iterable[Issue], stamp: Stamp, lang: Lang) -> Table:
    """Everything wrong or odd with an upload."""
    rows = (
        (words.say(lang, f"upload.{i.severity}"), i.code, i.file, i.sheet, i.line, i.column, i.found,
         words.issue(lang, i))
        for i in singly(found)
    )  # fmt: skip
    return _table("issues", _ISSUE, rows, stamp, lang)


def changes(
    parts: Iterable[tuple[str, Iterable[tuple[Row, Observation | None]]]],
    catalog: Catalog,
    stamp: Stamp,
    lang: Lang,
    *,
    done: bool = False,
) -> Table:
    """What an upload would change: (added | changed | absent, cells as they would be and as they stand).

    ``done``: what a publication did change, cells as they became and as they stood (added | changed | taken).
    """
    rows = (
        (words.say(lang, f"export.part_{part}"), *_change(row, before, part, catalog, lang))
        for part, cells in parts
        for row, before in cells
    )
    columns = [_STOOD.get(column, column) for column in _CHANGE] if done else _CHANGE
    return _table("changes", columns, rows, stamp, lang)


def _plain(cell: Cell) -> Cell:
    return exact.plain(cell) if isinstance(cell, float) else cell


def _whole(cell: Cell) -> Cell:
    """87 tonnes, not 87.0."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else cell


def _table(name: str, columns: Sequence[str], rows: Iterable[tuple[Cell, ...]], stamp: Stamp, lang: Lang) -> Table:
    """With the columns of the stamp in front, so that a row torn out of its table still says what it holds for."""
    stamped = [*([("as_of", stamp.month)] if stamp.month else ()), ("scope", stamp.scope)]
    fixed: tuple[Cell, ...] = (*(value for _, value in stamped), stamp.revision)
    heads = [words.say(lang, f"export.column_{key}") for key in (*(key for key, _ in stamped), "revision", *columns)]
    called = words.say(lang, f"export.table_{name}")
    title = words.say(lang, "export.title", name=called, scope=stamp.scope, revision=stamp.revision)
    if stamp.month:
        title = words.say(lang, "export.title_as_of", said=title, month=stamp.month)
    if stamp.sample:
        title = words.say(lang, "export.title_sample", said=title)
        heads.append(words.say(lang, "export.column_sample"))
    marked: tuple[Cell, ...] = (words.say(lang, "card.sample"),) if stamp.sample else ()
    return Table(called, title, tuple(heads), tuple((*fixed, *map(_plain, row), *marked) for row in rows))


def _stamp(board: Board, catalog: Catalog, lang: Lang) -> Stamp:
    return Stamp(catalog.scopes[board.scope].name.of(lang), board.revision, str(board.month), board.sample)


def _figure(figure: Figure, lang: Lang) -> tuple[Cell, ...]:
    indicator, month, ytd = figure.indicator, figure.month, figure.ytd
    return (
        indicator.key,
        indicator.name.of(lang),
        indicator.unit.name.of(lang),
        *(month.actual, month.plan, ytd.actual, ytd.plan, ytd.gap, _gap_unit(figure, lang), ytd.gap_percent),
        *(ytd.of_plan, ytd.year_plan, ytd.of_year, figure.yoy.relative),
        *_marks(figure),
        *_status(figure, lang),
        _coverage(figure),
        *(part for said in (figure.original, figure.later, figure.later_ytd) for part in _other(indicator, said, lang)),
        _joined((*(note.of(lang) for note in figure.notes), *figure.said), lang),
        _joined(map(_said, figure.actions), lang),
        ytd.planned.low,
        ytd.planned.high,
        *_planned(figure, lang),
        ranges.said(indicator.unit, ytd.first, lang) if ytd.first else "",
        *(caveat.later_plan(figure, lang) or [""]),
        *_source(figure.source),
    )


def _reported(indicator: Indicator, of: Reported, lang: Lang) -> tuple[Cell, ...]:
    others = (part for said in (of.original, of.later) for part in _other(indicator, said, lang))
    return SIGNS.get(of.qualifier, ""), of.text, *others, *_source(of.source)


def _other(indicator: Indicator, said: Said | None, lang: Lang) -> tuple[float | None, str]:
    """What a figure was first, or has become since an older revision: its number, and its sign or words beside it."""
    if said is None:
        return None, ""
    value, qualifier, text = said
    worded = value is None or (text and indicator.milestone)
    return value, caveat.stands(indicator, said, lang) if worded else SIGNS.get(qualifier, "")


def _gap(figure: Figure, lang: Lang) -> Iterable[tuple[Cell, ...]]:
    ytd = figure.ytd
    fixed = (figure.indicator.key, figure.indicator.name.of(lang), ytd.actual, *_marks(figure), ytd.plan, ytd.gap)
    measures: list[tuple[Cell, ...]] = [(a.text, a.owner, a.due) for a in figure.actions]
    for measure in measures or [(tile.NEEDED.of(lang) if figure.late else "", "", "")]:
        yield (
            *fixed,
            _gap_unit(figure, lang),
            *_status(figure, lang),
            _coverage(figure),
            caveat.beside(figure, lang),
            *measure,
            *_planned(figure, lang),
            *_source(figure.source),
        )


def _marks(figure: Figure) -> tuple[str, str]:
    return SIGNS.get(figure.ytd.qualifier, ""), figure.text


def _coverage(figure: Figure) -> str:
    return f"{figure.ytd.months_present}/{figure.ytd.months_expected}"


def _status(figure: Figure, lang: Lang) -> tuple[str, str]:
    return message.status_word(figure, lang), words.render(lang, figure.ytd.verdict.reason)


def _planned(figure: Figure, lang: Lang) -> tuple[str, str]:
    """The plan to date as it is read, and which version of the year's plan it is of."""
    ytd, version = figure.ytd, figure.version
    given = any(each.ranged or each.value is not None for each in (ytd.planned, ytd.year_planned))
    if version is None or not given:
        return (message.planned(figure, lang) if given else "", "")
    code = "export.plan_adjusted" if version.adjusted else "export.plan_first"
    said = words.say(lang, code, year=version.year, number=version.number, approved=version.approved_on or "—")
    return message.planned(figure, lang), said


def _gap_unit(figure: Figure, lang: Lang) -> str:
    unit = figure.indicator.unit
    return words.say(lang, "tile.points") if unit.percent else unit.name.of(lang)


def _source(found: Observation | None) -> tuple[Cell, ...]:
    return (found.batch, found.file, found.sheet, found.row or None) if found else (None, "", "", None)


def _said(action: Action) -> str:
    return " · ".join(part for part in (action.text, action.owner, action.due) if part)


def _joined(texts: Iterable[str], lang: Lang) -> str:
    return words.say(lang, "message.joint").join(texts)


def _change(row: Row, before: Observation | None, part: str, catalog: Catalog, lang: Lang) -> tuple[Cell, ...]:
    scope, indicator = catalog.scopes.get(row.scope), catalog.indicators.get(row.indicator)
    return (
        row.period,
        scope.name.of(lang) if scope else row.scope,
        row.indicator,
        indicator.name.of(lang) if indicator else row.indicator,
        words.say(lang, f"upload.kind_{row.kind}"),
        row.label,
        *_both(row, before, part, catalog, lang),
        row.sheet,
        row.line or None,
        before.batch or None if before else None,
    )


def _both(row: Row, before: Observation | None, part: str, catalog: Catalog, lang: Lang) -> tuple[Cell, ...]:
    """Old number and words, new number and words: what is no number is said in words, on either side."""
    was: Cell = before.value if before else None
    if part in ("absent", "taken"):
        gone = words.say(lang, "changes.taken") if part == "taken" else ""
        return was, statement.words_of(before, row.kind, lang) if before else "", None, gone
    if isinstance(before, Plan):  # another form takes the place of all of it
        old, new = statement.pair(before, row, row.kind, catalog, lang)
        return was, old, row.value, new
    was_more, more = statement.remarks(before, row, lang)  # where nothing else is another
    stood = (statement.words_of(before, row.kind, lang) or was_more) if before else ""
    return was, stood, row.value, statement.words_of(row, row.kind, lang) or more
