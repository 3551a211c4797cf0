"""The ticks of an upload: which warnings of its files they confirm, and which warnings nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from db.submitted import tick
from kpi.reading import Issue

Ticked = Iterable[tuple[str, Sequence[str]]]
"""Each file by its name, with the ticks given to it."""


def asks(issue: Issue) -> bool:
    """Whether it wants a tick: what the store says of this moment is news, not a doubt about a file."""
    return issue.severity == "warning" and not issue.code.startswith("store_")


def wanted(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Those that want a tick."""
    return tuple(filter(asks, issues))


def code(issue: Issue) -> str:
    """The tick of one warning, short enough to be typed: other words or numbers in it make another one."""
    return sha256(f"{issue.file}\n{tick(issue)}".encode()).hexdigest()[:10]


def weighed(
    issues: Iterable[Issue], names: Sequence[str], ticked: Sequence[Sequence[str]] | None
) -> tuple[list[dict[str, Any]], tuple[Issue, ...]]:
    """For each file what is kept of its ticks, and the warnings left; None where nobody is asked for any."""
    if ticked is None:
        return [{} for _ in names], ()
    given = list(zip(names, ticked, strict=True))
    return [{"ticked": marks} for marks in confirming(issues, given)], left(issues, given)


def confirming(issues: Iterable[Issue], ticked: Ticked) -> list[tuple[str, ...]]:
    """For each file the ticks that confirm a warning of its own; any other says nothing."""
    known = {(issue.file, tick(issue)) for issue in wanted(issues)}
    return [tuple(mark for mark in marks if (name, mark) in known) for name, marks in ticked]


def left(issues: Iterable[Issue], ticked: Ticked) -> tuple[Issue, ...]:
    """The warnings that nobody confirmed."""
    given = {(name, mark) for name, marks in ticked for mark in marks}
    return tuple(issue for issue in wanted(issues) if (issue.file, tick(issue)) not in given)
