"""Rows of a report of what the catalogue does not know, 衬板单耗 or 精矿水分: left out by name and asked once."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.headings.columns import Layout
from kpi.intake.headings.meanings import Meanings
from kpi.intake.words import others, units
from kpi.intake.words.cleaning import BROKEN, Wrong, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut

_MARKS = re.compile(r"[^\w%]")
_DAILY = re.compile("每?日(?!历)")
_ALIKE = 0.8
"""Of a name that is another one with more or fewer words, 镍精矿产量 and 精矿产量, so that it is surely meant."""
_MOST_SHOWN = 400


def parted(
    rows: tuple[Line, ...], layout: Layout, names: Vocabulary, *, listed: bool = False
) -> tuple[tuple[Line, ...], Mapping[int, Line]]:
    """The rows, and by number those of unknown indicators; none of them where not one row is known.

    A name that is likely a known one misspelt, 镍回收律 or 镍精矿产量, stays, for that error is to be decided; in a
    list of months, ``listed``, whatever other rows are of.
    """
    place = layout.fields.get("indicator")
    if layout.form != "long" or place is None:
        return rows, {}
    meant, keys = (
        Meanings(names, of_brands="brand" in layout.fields),
        dict.fromkeys(_key(line, layout) for line in rows),
    )
    said = (meant.indicator(text) for text, _ in keys)
    read = {found[0].key for found in said if not isinstance(found, Wrong)}
    if not read:
        return rows, {}
    known = {key: BROKEN in key[0] or _stays(*key, meant, () if listed else read) for key in keys}
    unknown = (line for line in rows if not known[_key(line, layout)])
    strange = {line.number: line for line in unknown if not _heads(line, layout, names)}
    return tuple(line for line in rows if line.number not in strange), strange


def asked(strange: Mapping[int, Line], layout: Layout) -> list[Issue]:
    """One question for all rows that were left out, which names them."""
    if not strange:
        return []
    said = "、".join(f"{plain(_key(line, layout)[0])}（{number}）" for number, line in strange.items())
    args: dict[str, str | int] = {"count": len(strange), "rows": shown(said, longest=_MOST_SHOWN)}
    return [
        Issue("rows_unknown", "warning", min(strange), layout.headings[layout.fields["indicator"]], args=dict(args))
    ]


def left(strange: Mapping[int, Line], below: Sequence[Line]) -> tuple[LeftOut, ...]:
    """Those rows as they stand in the file."""
    return tuple(LeftOut(line.number, "note", line.text) for line in below if line.number in strange)


def _key(line: Line, layout: Layout) -> tuple[str, str]:
    """What a row is of, and its unit."""
    unit = layout.fields.get("unit")
    return line.cells[layout.fields["indicator"]], line.cells[unit] if unit is not None else ""


def _heads(line: Line, layout: Layout, names: Vocabulary) -> bool:
    """Whether a row is no row of figures and heads those below it, so that it must not go: 设备,单位,数量."""
    return any(map(names.field, (line.cells[-1], _key(line, layout)[1])))


def _stays(text: str, unit: str, meant: Meanings, read: Collection[str]) -> bool:
    """Whether a row is read, or is refused for what its name says: 三系列, 处理矿量累计, 镍回收律.

    ``read``: the indicators of other rows; beside 处理矿量 itself 富矿处理矿量 and 日均处理矿量 are surely others.
    """
    found, names = meant.indicator(text), meant.names
    if isinstance(found, Wrong) and found.code == "indicator_not_month":
        return not (_DAILY.match(normal(text)) and _of(others.without(text), names) in {"", *read})
    if not isinstance(found, Wrong) or not found.code.startswith("indicator_unknown"):
        return True
    said = normal(text).rstrip(":")
    if groups.part_said([text], tuple(names.scopes)) == said:
        return True
    near = others.nearest(text, names.indicators) if found.code != "indicator_unknown" else ""
    own = units.limited(unit)[0] or split_unit(text)[1]
    if near and names.indicators[near].key in read:
        return False
    return bool(near) and _is_misspelt(said, near) and units.factor(names.indicators[near], own) is not None


def _of(name: str, names: Vocabulary) -> str:
    found = names.meaning(name) if name else None
    return found.indicator.key if found and found.indicator else ""


def _is_misspelt(said: str, near: str) -> bool:
    """Whether a name has a known one's words and more or fewer, or another last character."""
    own, known = _MARKS.sub("", said), _MARKS.sub("", near)
    one, other = Counter(own), Counter(known)
    if one <= other or other <= one:
        return difflib.SequenceMatcher(None, own, known).ratio() >= _ALIKE
    return own[:-1] == known[:-1]
