"""What the upload page shows of a file: what was read, every problem, and what would change. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from kpi import mending, message, statement, words
from kpi.charts import ledger, markup
from kpi.intake import Inspection
from kpi.model import Catalog, Observation, Plan
from kpi.outcome import Turn
from kpi.reading import Issue, Reading, Row, singly
from kpi.unit import Lang

MOST = 500
"""Rows drawn of one list; the whole list is a download."""
_EXAMPLES = 12
_TAKEN = ("heading", "indicator", "kind", "scopes", "months", "count")
_STEPS = ("files", "found", "names", "problems", "difference")
_SIGNS = {"done": "✓", "ask": "?", "stop": "✕", "wait": "·"}


def steps(readings: Sequence[Reading], issues: Sequence[Issue], wanting: int, lang: Lang) -> Markup:
    """The five steps and how far each is: sign and word, the colour only repeats them."""
    states = _states(readings, issues, wanting)
    said = (
        Markup('<span class="kpi-step {}"><b>{}</b> {} {}<small>{}</small></span>').format(
            state, number, words.say(lang, f"upload.bar_{name}"), _SIGNS[state], words.say(lang, f"upload.is_{state}")
        )
        for number, (name, state) in enumerate(zip(_STEPS, states, strict=True), 1)
    )
    return Markup('<div class="kpi kpi-bar">{}</div>').format(Markup("").join(said))


def _states(readings: Sequence[Reading], issues: Sequence[Issue], wanting: int) -> tuple[str, ...]:
    if not readings:
        return ("ask", "wait", "wait", "wait", "wait")
    errors = any(issue.severity == "error" for issue in issues)
    unread = any(not r.rows and r.errors and not any(issue.cell for issue in r.errors) for r in readings)
    doubted = any("unknown" in issue.code or issue.code == "ambiguous_column" for issue in issues)
    problems = "stop" if errors else "ask" if wanting else "done"
    return "done", "stop" if unread else "done", "ask" if doubted else "done", problems, "wait" if errors else "ask"


def read(reading: Reading, lang: Lang, seen: Inspection | None = None) -> Markup:
    """Encoding and separator or sheet, the decoded head, and what was left out."""
    facts = _facts(reading, lang) + (_table_facts(seen, lang) if seen else "")
    head = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in line))
        for line in reading.head
    )
    left = words.say(lang, "upload.comma").join(
        words.say(
            lang, "upload.left", kind=words.say(lang, f"upload.left_{out.kind}"), line=out.line, text=out.text[:40]
        )
        for out in reading.left_out[:_EXAMPLES]
    )
    notes = [words.say(lang, "upload.left_out", count=len(reading.left_out), list=left)] if reading.left_out else []
    notes += _told(reading, lang)
    return Markup(
        '<div class="kpi kpi-panel"><p>{}</p><div class="kpi-scroll kpi-head-rows"><table class="kpi-file"><tbody>{}'
        "</tbody></table></div>{}</div>"
    ).format(facts, head, Markup("").join(Markup('<p class="muted small">{}</p>').format(said) for said in notes))


def _told(reading: Reading, lang: Lang) -> list[str]:
    """Which units were converted, in one line; then whatever else was done with the file."""
    said = [(each.code == "issue.told_unit", words.render(lang, each)) for each in reading.said]
    converted = words.say(lang, "upload.comma").join(text.rstrip("。.") for unit, text in said if unit)
    first = [words.say(lang, "upload.said", list=converted)] if converted else []
    return first + [text for unit, text in said if not unit]


def _facts(reading: Reading, lang: Lang) -> str:
    where: dict[str, str | int] = {"rows": len(reading.rows), "file": reading.name}
    if reading.sheet:
        return words.say(lang, "upload.read_sheet", sheet=reading.sheet, **where)
    delimiter = {"\t": "Tab"}.get(reading.delimiter, reading.delimiter) or "—"
    return words.say(lang, "upload.read", encoding=reading.encoding or "—", delimiter=delimiter, **where)


def _table_facts(seen: Inspection, lang: Lang) -> str:
    """Where the headings stand and which periods the table speaks of."""
    if not seen.header_rows:
        return ""
    comma = words.say(lang, "upload.comma")
    said = comma + words.say(lang, "upload.headed", rows="、".join(map(str, seen.header_rows)), count=seen.rows)
    first = seen.periods[:1] + (seen.periods[-1:] if len(seen.periods) > 1 else ())
    return said + (comma + words.say(lang, "upload.spans", periods=" ~ ".join(first)) if first else "")


def understood(reading: Reading, catalog: Catalog, lang: Lang, columns: Sequence[str] = ()) -> Markup:
    """What the figures were taken for: heading, indicator, kind, scopes, months, how many."""
    groups: dict[tuple[str, str, int], list[Row]] = {}
    for row in reading.rows:
        groups.setdefault((row.indicator, row.kind, row.column), []).append(row)
    heads = [words.say(lang, f"upload.taken_{name}") for name in _TAKEN]
    cells = [_understood(rows, catalog, lang, columns) for rows in groups.values()]
    if not cells:
        return markup.panel(words.say(lang, "upload.understood"), words.say(lang, "upload.understood_none"))
    drawn = _table(heads, cells[:MOST], [""] * len(cells), note=_more(len(cells), lang))
    return Markup('<div class="kpi kpi-panel"><p>{}</p>{}</div>').format(words.say(lang, "upload.understood"), drawn)


def _understood(rows: Sequence[Row], catalog: Catalog, lang: Lang, columns: Sequence[str]) -> list[str]:
    first, periods = rows[0], sorted({row.period for row in rows})
    scopes = [catalog.scopes[key].name.of(lang) for key in catalog.scopes if any(row.scope == key for row in rows)]
    shown = words.say(lang, "upload.comma").join(scopes[:3]) + ("…" if len(scopes) > 3 else "")
    span = periods[0] if len(periods) == 1 else f"{periods[0]} ~ {periods[-1]}"
    kind = words.say(lang, f"upload.kind_{first.kind}")
    heading = columns[first.column - 1] if 0 < first.column <= len(columns) else ""
    return [heading, _names(first, catalog, lang)[1], kind, shown, span, str(len(rows))]


def meant(file: str, name: str, called: str, lang: Lang) -> Markup:
    """A name that was given a meaning."""
    return ledger.note(words.say(lang, "upload.meant", file=file, name=name, called=called))


def asked(file: str, name: str, lang: Lang) -> Markup:
    """A name in doubt."""
    return ledger.note(words.say(lang, "upload.asked", file=file, name=name))


def groups(found: Sequence[Issue], lang: Lang) -> Markup:
    """The problems grouped by repair: how many of a kind, the first as an example, all of them below it."""
    kinds: dict[tuple[str, str], list[Issue]] = {}
    for issue in sorted(singly(found), key=lambda i: i.severity != "error"):
        kinds.setdefault((issue.severity, issue.code), []).append(issue)
    alone = [alike[0] for alike in kinds.values() if len(alike) == 1]
    drawn = [_group(alike, lang) for alike in kinds.values() if len(alike) > 1]
    drawn += [issues(alone, lang)] if alone else []
    return Markup("").join(drawn)


def _group(alike: Sequence[Issue], lang: Lang) -> Markup:
    kind = words.say(lang, f"upload.{alike[0].severity}")
    title = words.say(lang, "upload.alike", kind=kind, count=len(alike), example=words.issue(lang, alike[0]))
    text = '<details class="kpi kpi-panel"><summary>{}</summary>{}</details>'
    return Markup(text).format(title, issues(alike, lang))


def issues(found: Sequence[Issue], lang: Lang) -> Markup:
    """Every problem: where, what stands there, what to do."""
    heads = [words.say(lang, f"upload.issue_{name}") for name in ("kind", "place", "found", "todo")]
    rows = [issue_cells(issue, lang) for issue in found[:MOST]]
    classes = ["behind" if issue.severity == "error" else "warning" for issue in found]
    return _table(heads, rows, classes, note=_more(len(found), lang))


def issue_cells(issue: Issue, lang: Lang) -> list[str]:
    kind = words.say(lang, f"upload.{issue.severity}")
    return [kind, words.place(lang, issue), issue.found[:80], words.issue(lang, issue)]


def doubt(issue: Issue, lang: Lang) -> Markup:
    """One warning beside its tick."""
    place, said = words.place(lang, issue), words.issue(lang, issue)
    text = '<div class="kpi kpi-entry"><span class="warning">▲</span> {} <span class="muted small">{}</span></div>'
    return Markup(text).format(said, place)


def corrections(made: Iterable[tuple[str, Sequence[str | int]]], lang: Lang) -> Markup:
    """What was corrected on the page: where, old, new. The file itself stays as it is."""
    heads = [words.say(lang, f"upload.made_{name}") for name in ("file", "place", "old", "new")]
    rows = [[file, mending.spot(one, lang), str(one[3]), str(one[4])] for file, one in made]
    return _table(heads, rows[:MOST], [""] * len(rows), note=_more(len(rows), lang))


def turns(found: Sequence[Turn], catalog: Catalog, lang: Lang) -> Markup:
    """The statuses that would be others: before → after, and the rule that decides."""
    heads = [words.say(lang, f"upload.turn_{name}") for name in ("indicator", "where", "before", "after", "why")]
    rows = [_turn(turn, catalog, lang) for turn in found[:MOST]]
    drawn = _table(heads, rows, [""] * len(rows), note=_more(len(found), lang))
    title = words.say(lang, "upload.turns", count=len(found))
    return Markup('<div class="kpi kpi-panel"><p><b>{}</b></p>{}</div>').format(title, drawn)


def _turn(turn: Turn, catalog: Catalog, lang: Lang) -> list[str]:
    where = f"{turn.month} {catalog.scopes[turn.scope].name.of(lang)}"
    chips = (markup.status_chip(figure, lang) for figure in (turn.before, turn.after))
    reason = words.render(lang, turn.after.ytd.verdict.reason)
    return [turn.after.indicator.name.of(lang), where, *chips, reason]


def note(said: str) -> Markup:
    return ledger.note(said)


def changes(
    rows: Iterable[tuple[Row, Observation | None]],
    catalog: Catalog,
    lang: Lang,
    *,
    moved: bool = False,
    old: Literal["old", "before"] = "old",
) -> Markup:
    """Cells old → new; ``moved`` adds by how much. ``old`` stands still, or stood ``before``.

    A plan that takes another form is one line, its two ends are not two.
    """
    names = ("period", "scope", "indicator", "kind", old, "new", *(("delta",) if moved else ()))
    heads = [words.say(lang, f"upload.cell_{name}") for name in names]
    cells = [
        [*_cells(row, before, catalog, lang), *([_delta(row, before, catalog, lang)] if moved else [])]
        for row, before in _once(rows)
    ]
    return _table(heads, cells[:MOST], [""] * len(cells), note=_more(len(cells), lang))


def _once(rows: Iterable[tuple[Row, Observation | None]]) -> Iterator[tuple[Row, Observation | None]]:
    told = set[tuple[str, str, str]]()
    for row, before in rows:
        place = row.scope, row.indicator, row.period
        if isinstance(before, Plan) and before.after is not None:
            if place in told:
                continue
            told.add(place)
            row = replace(row, kind="plan")
        yield row, before


def _delta(row: Row, before: Observation | None, catalog: Catalog, lang: Lang) -> str:
    """Δ in the unit and in %, a rate's in percentage points; in words that a bound has none."""
    indicator = catalog.indicators.get(row.indicator)
    if before is None or indicator is None or row.value is None:
        return ""
    if row.qualifier != "eq" or before.qualifier != "eq" or isinstance(before, Plan):
        return words.say(lang, "upload.delta_bound")
    if before.value is None or row.text or before.text or row.value == before.value:
        return ""
    by = message.moved(indicator, before.value, row.value, lang)
    if indicator.unit.percent or not before.value:
        return by
    share = 100 * (row.value - before.value) / abs(before.value)
    return f"{by} ({f'{share:+.2f}'.replace('-', '−')}%)"


def _cells(row: Row, before: Observation | None, catalog: Catalog, lang: Lang) -> list[str]:
    old, new = "", statement.said(row, row.kind, catalog, lang)
    if before is not None:
        old, new = statement.pair(before, row, row.kind, catalog, lang)
        if before.period != row.period:  # the year's plan, in force until the month has its own
            old = words.say(lang, "changes.of_year", plan=old)
    kind = words.say(lang, "store.measure" if row.label else f"upload.kind_{row.kind}", label=row.label)
    return [row.period, *_names(row, catalog, lang), kind, old, new]


def _names(row: Row, catalog: Catalog, lang: Lang) -> list[str]:
    """What stands may be of a scope or an indicator that the catalogue no longer lists."""
    scope, indicator = catalog.scopes.get(row.scope), catalog.indicators.get(row.indicator)
    return [scope.name.of(lang) if scope else row.scope, indicator.name.of(lang) if indicator else row.indicator]


def _more(count: int, lang: Lang) -> str:
    return words.say(lang, "upload.more", count=count - MOST) if count > MOST else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], classes: Sequence[str], *, note: str) -> Markup:
    """On a phone each cell carries its heading itself."""
    head = Markup("").join(Markup("<th>{}</th>").format(name) for name in heads)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td data-head="{}" class="{}">{}</td>').format(name, "" if place else css, cell)
                for place, (name, cell) in enumerate(zip(heads, row, strict=False))
            )
        )
        for row, css in zip(rows, classes, strict=False)
    )
    return Markup(
        '<div class="kpi kpi-ledger kpi-scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</div>'
    ).format(head, body, Markup('<p class="muted">{}</p>').format(note) if note else "")
