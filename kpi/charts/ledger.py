"""The administrator's lists: accounts, sessions, screens, the audit trail. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, css: str = "") -> Markup:
    """On a phone each cell carries its heading itself."""
    head = _joined(Markup("<th>{}</th>").format(name) for name in heads)
    body = _joined(
        Markup("<tr>{}</tr>").format(
            _joined(Markup('<td data-head="{}">{}</td>').format(*cell) for cell in zip(heads, row, strict=True))
        )
        for row in rows
    )
    return Markup(
        '<div class="kpi kpi-panel kpi-ledger {}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(css, head, body)


def entry(name: str, *lines: Sequence[str]) -> Markup:
    """One of a list whose button stands beside it: its name, and lines of facts."""
    said = _joined(Markup('<div class="muted small">{}</div>').format(" · ".join(filter(None, line))) for line in lines)
    return Markup('<div class="kpi kpi-entry"><b>{}</b>{}</div>').format(name, said)


def outcome(said: str, *, good: bool) -> Markup:
    """What a click came to. It may repeat what was typed, so it is never read as Markdown."""
    css = "met" if good else "behind"
    return Markup('<div class="kpi kpi-outcome {}" role="{}">{}</div>').format(css, "status" if good else "alert", said)


def secret(title: str, password: str, todo: str) -> Markup:
    """A one-time password, large and in letters nobody misreads."""
    return Markup(
        '<div class="kpi kpi-card kpi-secret" role="status"><b>{}</b><div class="big">{}</div><p>{}</p></div>'
    ).format(title, password, todo)


def note(said: str) -> Markup:
    return Markup('<div class="kpi kpi-entry"><p class="muted small">{}</p></div>').format(said)


def steps(*said: str) -> Markup:
    """What to do, one after the other."""
    return Markup('<div class="kpi kpi-steps">{}</div>').format(_joined(Markup("<p>{}</p>").format(s) for s in said))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
