"""Columns of parts of the plant beside columns of the whole where the rows name the indicators: 实际, 一系列, 计划."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.body import TOTAL
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading
from kpi.intake.headings import purpose, unasked
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue


@dataclass(frozen=True, slots=True)
class _Headed:
    """A heading that is no field of the row; ``column`` is None where it is not read."""

    text: str
    column: Column | None
    part: bool
    """Whether it names a part of the plant."""

    @property
    def bare(self) -> bool:
        """Whether it names a part of the plant and nothing else."""
        return self.part and self.column is not None and not (self.column.kind or self.column.period)


def doubts(heading: Heading, header: Line, columns: Sequence[Column], names: Vocabulary) -> list[Issue]:
    """What nobody knows of 一系列 that says neither plan nor actual, or of 计划 that says no part, side by side.

    Refused: 一系列 behind 累计 or 计划, and 计划 behind 一系列. Asked: 一系列 behind 实际, as an actual. Where the
    columns name the indicators, `kpi.intake.headings.parts` looks after them.
    """
    fields = [found[0] if (found := names.field(cell)) else "" for cell in header.cells]
    if "indicator" not in fields or not any(column.scope for column in columns):
        return []
    asked, since = list[str](), 0
    lead: _Headed | None = None
    before: _Headed | None = None
    for headed in _headed(heading, columns, fields, names):
        if headed.bare and lead and (lead.column is None or lead.column.kind != "actual"):
            return [_refused(headed, lead, heading)]
        if headed.column and not headed.column.scope and before and before.part:
            return [_refused(headed, before, heading)]
        if headed.bare:
            asked += [f"{headed.text} → {lead.text}"] if lead else []
            since += 1
        elif headed.column or lead or since != 1:  # 累计 right behind a single 一系列 is its own
            lead, since = None if _is_whole(headed) else headed, 0
        else:
            since = 0
        before = headed
    told = {"columns": shown("、".join(asked), longest=200)}
    return [Issue("parts_actual", "warning", heading.line.number, args=dict(told))] if asked else []


def _headed(heading: Heading, columns: Sequence[Column], fields: Sequence[str], names: Vocabulary) -> Iterator[_Headed]:
    """The headings of figures behind the indicators, read or not, without those that change no other: 权重, 频次."""
    read = {column.index: column for column in columns}
    plant = (names.catalog.plant.key,)
    for place, texts in enumerate(heading.parts):
        column, text = read.get(place), plain("/".join(texts))
        if place < fields.index("indicator") or (not column and (not text or any(fields[place : place + 1]))):
            continue
        if column or _matters(text, names):
            scope = normal(column.scope) if column else ""
            yield _Headed(text, column, bool(scope) and names.scopes.get(scope) != plant)


def _matters(text: str, names: Vocabulary) -> bool:
    """Whether a heading that is not read may be what the columns behind it are parts of: 累计, 上年同期, 合计."""
    if groups.is_left(text) or others.differs(text):
        return True
    if unasked.is_plain(text, (), names):
        return False
    if others.is_aside(text) or TOTAL.fullmatch(normal(text)):
        return True
    return bool(purpose.forecast(text)) or any(purpose.both(text, names))


def _is_whole(headed: _Headed) -> bool:
    """Whether a heading names the whole plant or a total, whose parts stand behind it: 全厂, 合计."""
    column = headed.column
    if column is None:
        return groups.is_summed(headed.text)
    return bool(column.scope) and not headed.part and not (column.kind or column.period)


def _refused(headed: _Headed, other: _Headed, heading: Heading) -> Issue:
    found = shown(headed.text)
    return Issue("part_unclear", line=heading.line.number, column=found, found=found, args={"other": shown(other.text)})
