"""What we add to the user's own workbook, the sheet 问题清单 and comments: how it is known when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from kpi import words
from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.unit import LANGS, Lang

_COLUMNS = ("sheet", "row", "column", "found", "todo")
AUTHOR = "KPI"
"""Who signs our comments; by this they are taken off when a marked copy is marked again."""
_SEVERITIES = ("error", "warning")


def heads(lang: Lang) -> list[str]:
    return [words.say(lang, f"marked.column_{name}") for name in _COLUMNS]


def theirs(author: str, text: str) -> str:
    """A comment without the lines that we wrote when its cell was marked; what others wrote above them stays."""
    if author != AUTHOR:
        return text
    return "\n".join(line for line in text.splitlines() if not line.startswith(_begun()))


def _begun() -> tuple[str, ...]:
    """What the lines of our comments begin with, in any of our languages."""
    kinds = ((lang, words.say(lang, f"upload.{severity}")) for lang in LANGS for severity in _SEVERITIES)
    marks = [words.say(lang, "marked.comment", kind=kind, said="") for lang, kind in kinds]
    return (*marks, *(words.sentences(lang)["marked.mended"].partition("{")[0] for lang in LANGS))


def unmarked(name: str) -> str:
    """A file's name without what we added to it when its problems were marked, in any of our languages."""
    for lang in LANGS:
        name = name.replace(words.say(lang, "marked.name", file=""), "")
    return name


def parted(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """The sheets that are the user's own, and ours among them; a workbook of nothing else is read as it is."""
    ours = tuple(sheet for sheet in sheets if is_ours(sheet))
    own = tuple(sheet for sheet in sheets if sheet not in ours)
    return (own, ours) if any(sheet.lines for sheet in own) else (tuple(sheets), ())


def is_ours(sheet: Sheet) -> bool:
    """Whether both its name and its headings are those of the list, in any of our languages."""
    return any(_is_in(sheet, lang) for lang in LANGS)


def _is_in(sheet: Sheet, lang: Lang) -> bool:
    if not sheet.lines or not sheet.name.startswith(words.say(lang, "marked.list")):
        return False
    said = [normal(cell) for cell in sheet.lines[0].cells if normal(cell)]
    return said == [normal(head) for head in heads(lang)]
