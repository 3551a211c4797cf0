"""Texts of runs, each with a look of its own: 83.2 with a raised 1 is not 83.21, nor is a struck 85 part of 8500."""

from __future__ import annotations

from kpi.intake.carriers.xmlparts import Attributes

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STRUCK = "〔划去：{}〕"
"""What stands for a struck part of a text, so that no figure and no heading is read without saying so."""


def looked(text: str, *, struck: bool, raised: str) -> str:
    """A run's text as it looks; ``raised``: superscript, subscript or nothing."""
    if raised in ("superscript", "subscript") and text.strip().isdigit() and text.isascii():
        text = text.translate(_RAISED if raised == "superscript" else _LOWERED)
    return STRUCK.format(text) if struck and text.strip() else text


class Runs:
    """Collects the text of a cell, run by run; furigana is left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.aside, self.struck, self.raised = False, False, ""

    def start(self, tag: str, said: Attributes) -> None:
        if tag == "r":
            self.struck, self.raised = False, ""
        elif tag == "strike":
            self.struck = is_on(said)
        elif tag == "vertAlign":
            self.raised = said.get("val", "")
        elif tag == "rPh":
            self.aside = True

    def end(self, tag: str) -> None:
        if tag == "r":
            self.struck, self.raised = False, ""
        elif tag == "rPh":
            self.aside = False

    def add(self, text: str) -> None:
        """A whole text of a run."""
        self.pieces.append(looked(text, struck=self.struck, raised=self.raised) if self.struck or self.raised else text)

    def taken(self) -> str:
        """All that was collected; the next text begins anew."""
        text, self.pieces = "".join(self.pieces), []
        return text


def is_on(said: Attributes) -> bool:
    """Whether a mark such as <strike/> is set."""
    return said.get("val", "1") not in ("0", "false", "off")
