"""Text boxes and other drawn shapes of a worksheet: what they say stands over the cells, and in none of them."""

from __future__ import annotations

import io

from kpi.intake.carriers.table import letters
from kpi.intake.carriers.xmlparts import Attributes, walk


class Boxes:
    """Collects the texts of a drawing, each with the cell its shape begins in, such as B3."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.into: list[str] | None = None
        self.corner: dict[str, int] = {}
        self.lines: list[str] = []
        self.pieces: list[str] = []

    def read(self, part: io.BufferedIOBase) -> list[tuple[str, str]]:
        walk(part, self.start, self.end, self.text)
        return self.found

    def start(self, tag: str, _: Attributes) -> None:
        if tag == "from":
            self.corner = {}
        elif tag in ("t", "col", "row"):
            self.into = []

    def end(self, tag: str) -> None:
        said = "".join(self.into or ())
        if tag == "t":
            self.pieces.append(said)
        elif tag in ("col", "row") and said.strip().isdigit():
            self.corner.setdefault(tag, int(said))
        elif tag == "p":
            self.lines.append("".join(self.pieces))
            self.pieces = []
        elif tag == "sp":
            self._shape()
        self.into = None if tag in ("t", "col", "row") else self.into

    def text(self, said: str) -> None:
        if self.into is not None:
            self.into.append(said)

    def _shape(self) -> None:
        text, self.lines = "\n".join(self.lines).strip(), []
        if text:
            self.found.append((f"{letters(self.corner.get('col', 0))}{self.corner.get('row', 0) + 1}", text))
