"""What the upload page shows of a file: what was read, every problem, and what would change. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kpi import statement, words
from kpi.model import Catalog, Observation
from kpi.reading import Issue, Reading, Row
from kpi.unit import Lang

MOST = 500
"""Rows drawn of one list; the whole list is a download."""


def read(reading: Reading, lang: Lang) -> Markup:
    """Encoding, separator, the decoded head, and what was left out."""
    facts = words.say(
        lang,
        "upload.read",
        file=reading.name,
        rows=len(reading.rows),
        encoding=reading.encoding or "—",
        delimiter={"\t": "Tab"}.get(reading.delimiter, reading.delimiter) or "—",
    )
    head = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in line))
        for line in reading.head
    )
    left = words.say(lang, "upload.comma").join(
        words.say(
            lang, "upload.left", kind=words.say(lang, f"upload.left_{out.kind}"), line=out.line, text=out.text[:40]
        )
        for out in reading.left_out[:12]
    )
    said = words.say(lang, "upload.left_out", count=len(reading.left_out), list=left) if reading.left_out else ""
    converted = words.say(lang, "upload.comma").join(words.render(lang, sentence) for sentence in reading.said)
    said += words.say(lang, "upload.said", list=converted) if converted else ""
    return Markup(
        '<div class="kpi kpi-panel"><p>{}</p><div class="kpi-scroll"><table class="kpi-file"><tbody>{}</tbody></table>'
        '</div><p class="muted small">{}</p></div>'
    ).format(facts, head, said)


def issues(found: Sequence[Issue], lang: Lang) -> Markup:
    """Every problem: where, what stands there, what to do."""
    heads = [words.say(lang, f"upload.issue_{name}") for name in ("kind", "place", "found", "todo")]
    rows = [issue_cells(issue, lang) for issue in found]
    classes = ["behind" if issue.severity == "error" else "warning" for issue in found]
    return _table(heads, rows[:MOST], classes, note=_more(len(rows), lang))


def issue_cells(issue: Issue, lang: Lang) -> list[str]:
    kind = words.say(lang, f"upload.{issue.severity}")
    return [kind, words.place(lang, issue), issue.found[:80], words.issue(lang, issue)]


def changes(rows: Iterable[tuple[Row, Observation | None]], catalog: Catalog, lang: Lang) -> Markup:
    """Cells old → new."""
    heads = [words.say(lang, f"upload.cell_{name}") for name in ("period", "scope", "indicator", "kind", "old", "new")]
    cells = [_cells(row, before, catalog, lang) for row, before in rows]
    return _table(heads, cells[:MOST], [""] * len(cells), note=_more(len(cells), lang))


def _cells(row: Row, before: Observation | None, catalog: Catalog, lang: Lang) -> list[str]:
    old, new = "", statement.said(row, row.kind, catalog, lang)
    if before is not None:
        old, new = statement.pair(before, row, row.kind, catalog, lang)
    kind = words.say(lang, "store.measure" if row.label else f"upload.kind_{row.kind}", label=row.label)
    return [row.period, *_names(row, catalog, lang), kind, old, new]


def _names(row: Row, catalog: Catalog, lang: Lang) -> list[str]:
    """What stands may be of a scope or an indicator that the catalogue no longer lists."""
    scope, indicator = catalog.scopes.get(row.scope), catalog.indicators.get(row.indicator)
    return [scope.name.of(lang) if scope else row.scope, indicator.name.of(lang) if indicator else row.indicator]


def _more(count: int, lang: Lang) -> str:
    return words.say(lang, "upload.more", count=count - MOST) if count > MOST else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], classes: Sequence[str], *, note: str) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(name) for name in heads)
    body = Markup("").join(
        Markup('<tr><td class="{}">{}</td>{}</tr>').format(
            css, row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row, css in zip(rows, classes, strict=False)
    )
    return Markup(
        '<div class="kpi kpi-scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        '<p class="muted">{}</p></div>'
    ).format(head, body, note)
