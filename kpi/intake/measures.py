"""The fields of a measure (措施): what is done, by which office, until which day, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpi.headings import normal
from kpi.intake.cleaning import Wrong, note, plain
from kpi.intake.numbers import missing
from kpi.intake.periods import day
from kpi.intake.vocabulary import Field

STATES = ("未开始", "进行中", "实施中", "整改中", "延期", "完成", "已完成", "取消", "已取消")
ENGLISH = ("open", "doing", "done", "cancelled")


def action(text: str) -> str | Wrong:
    """A row of the form that names no measure is a question, never silently nothing."""
    return note(text) if plain(text) else Wrong("measure_missing")


def state(text: str) -> str | Wrong:
    """How far a measure is, in words of which `kpi.model.Action.open` knows those that end it; empty when unsaid."""
    said = "" if missing(text) else normal(text).lower()
    return said if said in ("", *STATES, *ENGLISH) else Wrong("progress_unknown", {"known": "、".join(STATES)})


REST: Mapping[Field, Callable[[str], str | Wrong]] = {"due": day, "owner": note, "state": state}
"""The fields beside the measure itself, as they are kept in the row's text."""
