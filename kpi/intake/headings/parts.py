"""Columns of parts of the plant right behind the total they are of: 处理矿量(万吨), 一系列, 二系列."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.grid import labels
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue


def named(heading: Heading, read: Sequence[Column], names: Vocabulary) -> tuple[list[Column], tuple[str, ...]]:
    """The columns with the indicator, the kind and the unit of the total at their left, and what is told of it.

    Only where one heading alone says an indicator before each run of parts: behind 处理矿量, 镍回收率 nobody knows of
    which of the two 一系列 is.
    """
    columns = sorted([*read, *_among(heading, read, names)], key=lambda column: column.index)
    total: Column | None = None
    since, found, told = 0, list[Column](), list[str]()
    for place, column in enumerate(columns):
        if _is_bare(column):
            if total is None or since > 1 or not _follows(heading, columns[place - 1], column):
                return list(read), ()
            said = {"indicator": total.indicator, "kind": total.kind, "unit": total.unit, "period": total.period}
            found.append(replace(column, **said))  # type: ignore[arg-type]
            told.append(_said(heading, column, total))
            continue
        found.append(column)
        if column.indicator:
            since = 1 if place and _is_bare(columns[place - 1]) else since + 1
            total = column if normal(column.scope) in ("", *_plant(names)) else None
    return (found, tuple(told)) if told else (list(read), ())


def asked(told: Sequence[str], line: int) -> list[Issue]:
    args: dict[str, str | int] = {"columns": shown("、".join(told), longest=200)}
    return [Issue("parts_beside", "warning", line, args=dict(args))] if told else []


def _among(heading: Heading, read: Sequence[Column], names: Vocabulary) -> list[Column]:
    """The columns headed 其中：一系列, which are of nothing by themselves."""
    taken = {column.index for column in read}
    lone = [(place, texts[0]) for place, texts in enumerate(heading.parts) if place not in taken and len(texts) == 1]
    return [Column(place, scope=scope) for place, text in lone
            if (scope := labels.subscope(text, names)) and not names.field(text)]  # fmt: skip


def _is_bare(column: Column) -> bool:
    return bool(column.scope) and not (column.indicator or column.period or column.kind)


def _follows(heading: Heading, before: Column, column: Column) -> bool:
    """Whether no heading that is not read, such as 累计, stands between two columns."""
    return not any(heading.parts[before.index + 1 : column.index])


def _plant(names: Vocabulary) -> frozenset[str]:
    return frozenset(name for name, keys in names.scopes.items() if keys == (names.catalog.plant.key,))


def _said(heading: Heading, column: Column, total: Column) -> str:
    under, over = ("/".join(heading.parts[each.index]) for each in (column, total))
    return f"{plain(under)} → {plain(over)}"
