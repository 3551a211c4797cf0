"""Numbers that their own comma for thousands has cut into two cells: 870,000 without quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import split_unit
from kpi.intake.carriers.table import Line, Table, letters
from kpi.intake.grid import labels
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_HEAD, _REST = re.compile(r"[+-]?[1-9]\d{0,2}", re.ASCII), re.compile(r"\d{3}(?:\.\d+)?", re.ASCII)
"""The two halves of such a number."""
_PADDED = re.compile(r"0\d\d(?:\.\d+)?", re.ASCII)
"""What nobody writes as a figure of its own: 000, 024."""
_DELIMITERS = (",", "，")


class Commas:
    """The columns of a text's table in which the second half of a number may stand.

    Any three digits behind one to three are such a half under a remark; a figure's own column may hold 120, but never
    000 or 024. The cells of a workbook are never cut.
    """

    def __init__(self, table: Table, fields: Sequence[str], names: Vocabulary) -> None:
        heads = table.header.cells
        remarks = {n for n, cell in enumerate(heads) if fields[n] in ("note", "state", "owner") or not plain(cell)}
        open_ = [n for n, cell in enumerate(heads) if fields[n] in ("", "value") and plain(cell)]
        cut = table.delimiter in _DELIMITERS
        self.beside = [n for n in open_ if cut and n + 1 in remarks and "万" not in split_unit(heads[n])[1]]
        self.figures = [n for n in open_ if cut and n + 1 in open_ and _heads(heads[n + 1], fields[n + 1], names)]

    def parted(self, line: Line) -> Issue | None:
        """The error of the first number in a row that stands in two cells."""
        for places, rest in ((self.beside, _REST), (self.figures, _PADDED)):
            for place in places:
                first, second = (plain(line.cells[n]) if n < len(line.cells) else "" for n in (place, place + 1))
                if _HEAD.fullmatch(first) and rest.fullmatch(second):
                    at = f"{letters(place)}{line.number}"
                    return Issue("comma_split", line=line.number, found=f"{first},{second}",
                                 args={"joined": first + second}, cell=at)  # fmt: skip
        return None


def _heads(heading: str, field: str, names: Vocabulary) -> bool:
    """Whether figures stand under a heading: 处理矿量, 计划, 9月, 一系列."""
    parts = heading.split("/")
    return field == "value" or names.meaning(heading) is not None or any(labels.said(part, names) for part in parts)
