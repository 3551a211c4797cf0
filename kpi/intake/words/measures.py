"""The fields of a measure (措施): what is done, by which office, until which day, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kpi.headings import normal
from kpi.intake.words.cleaning import Wrong, note, plain
from kpi.intake.words.numbers import missing
from kpi.intake.words.periods import day
from kpi.intake.words.vocabulary import Field
from kpi.model import ENDED

STATES = (
    "未开始",
    "进行中",
    "实施中",
    "整改中",
    "延期",
    *(word for word in ENDED if word.isalpha() and not word.isascii()),
)


def action(text: str) -> str | Wrong:
    """A row of the form that names no measure is a question, never silently nothing."""
    return note(text) if plain(text) else Wrong("measure_missing")


def state(text: str) -> str | Wrong:
    """How far a measure is, in the plant's own words; only those of `kpi.model.ENDED` end it."""
    said = "" if missing(text) else normal(text).lower()
    return said if said in ENDED else "" if missing(text) else note(text)


def due(text: str) -> str | Wrong:
    """The day as ISO, or the words as they stand where they name no day."""
    found = day(text)
    return note(text) if isinstance(found, Wrong) else found


def doubts(rest: Mapping[Field, str]) -> Iterator[tuple[Field, Wrong]]:
    """What is kept as written but names no day or no known state, by field."""
    if rest["due"] and isinstance(day(rest["due"]), Wrong):
        yield "due", Wrong("due_unknown")
    if rest["state"] and rest["state"] not in (*STATES, *ENDED):
        yield "state", Wrong("progress_unknown", {"known": "、".join(STATES)})


REST: Mapping[Field, Callable[[str], str | Wrong]] = {"due": due, "owner": note, "state": state}
"""The fields beside the measure itself, as they are kept in the row's text."""
