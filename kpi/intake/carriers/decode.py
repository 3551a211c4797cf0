"""From bytes to text: which encoding a report was saved in, or why it is not text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from kpi.intake.words.cleaning import BROKEN
from kpi.reading import Issue

MOST_BYTES = 20 * 1024 * 1024
ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHOICES = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "cp1252")
"""The encodings a user may choose."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
_HTML = re.compile(r"\s*(<!doctype|<html|<table|<\?xml|<!--|MIME-Version:)", re.IGNORECASE)
_CELL_ENDS = re.compile(r"[,;\t|，\r\n]")
_HEAD_LINES = 100
_HEAD_CELLS = 500
_SAMPLE = 20_000
_SYMBOLS = frozenset("·°±×÷²³µ≥≤≈≠−–—‘’“”…√∑αβγθε①②③④⑤⑥⑦⑧⑨⑩℃‰→※㎡㎏ⅠⅡⅢ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes, known: Callable[[str], bool], encoding: str | None = None) -> Decoded | Issue:
    """Text in the encoding in which most headings are known names, then in which it reads most like a report.

    Decodability alone will not do: the GBK bytes of 铜 are valid UTF-8, and Big5 decodes as GB18030 without an error
    (intake.md rule 2). A corrupt byte becomes U+FFFD; the cells that hold one are refused later. ``encoding`` is the
    user's own choice, one of `CHOICES`.
    """
    if len(data) > MOST_BYTES:
        return Issue("file_too_large")
    if encoding is not None and encoding not in CHOICES:
        return Issue("encoding_unknown", found=encoding, args={"known": "、".join(CHOICES)})
    if encoding is None and (wide := _unmarked(data)):
        return Decoded(wide, "utf-16")
    if b"\0" in data and not _marked(data[:2]) and encoding != "utf-16":
        return Issue("binary_file")
    decoded = (
        _chosen(data, encoding)
        if encoding
        else _marked(data)
        or max(
            (Decoded(data.decode(name, "replace"), name) for name in ENCODINGS),
            key=lambda candidate: _merit(candidate, data, known),
        )
    )
    if len(_CONTROL.findall(decoded.text[:_SAMPLE])) > len(decoded.text[:_SAMPLE]) / 100 or "\0" in decoded.text:
        return Issue("binary_file")
    if _HTML.match(decoded.text):
        return Issue("html_file")
    return decoded if decoded.text.strip() else Issue("empty_file")


def _chosen(data: bytes, encoding: str) -> Decoded:
    return Decoded(data.decode(encoding, "replace").removeprefix("\ufeff"), encoding)


def _marked(data: bytes) -> Decoded | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(data.decode(name, "replace"), name)
    return None


def _unmarked(data: bytes) -> str:
    """A text in UTF-16 without its mark, told by the zero bytes beside its digits and commas; empty for any other."""
    if _marked(data) or len(data) % 2 or b"\0" not in data:
        return ""
    head = data[:_SAMPLE]
    little, big = head[1::2].count(0), head[::2].count(0)
    if min(little, big) or max(little, big) < len(head) / 20:
        return ""
    text = data.decode("utf-16-le" if little else "utf-16-be", "replace")
    return "" if BROKEN in text or "\0" in text or _CONTROL.search(text) else text


def _merit(candidate: Decoded, data: bytes, known: Callable[[str], bool]) -> tuple[int, float]:
    """Known names in the head, then how ordinary the characters are; of equals `max` keeps the first."""
    if data.isascii():
        return 0, 0.0
    lines = candidate.text[: _SAMPLE * 5].splitlines()[:_HEAD_LINES]
    cells = dict.fromkeys(cell for line in lines for cell in _CELL_ENDS.split(line) if not cell.isascii())
    return sum(known(cell) for cell in islice(cells, _HEAD_CELLS)), _plausibility(candidate)


def _plausibility(candidate: Decoded) -> float:
    """Share of the characters beyond ASCII that reports are written in, each U+FFFD counting three against it."""
    text = candidate.text
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if not foreign:
        return 1.0
    sample = [found[0] for found in islice(re.finditer("[^\x00-\x7f]", text), _SAMPLE)]
    if candidate.encoding == "cp1252":
        # Chinese text in cp1252 is runs of accented letters; Western text has them one by one.
        ordinary = len(re.findall(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])", text)) / foreign
    else:
        ordinary = sum(_ordinary(character, candidate.encoding) for character in sample) / len(sample)
    return ordinary - 3 * text.count(BROKEN) / foreign


def _ordinary(character: str, encoding: str) -> bool:
    """Everyday characters: the first level of GB 2312 or of Big5, and the punctuation of reports."""
    if character in _SYMBOLS or "\u3000" <= character <= "\u301f" or "\uff00" <= character <= "\uffef":
        return True
    if not "\u4e00" <= character <= "\u9fff":
        return False
    simplified = character.encode("gb2312", "ignore")
    if encoding != "big5" and simplified and 0xB0 <= simplified[0] <= 0xD7:
        return True
    traditional = character.encode("big5", "ignore")
    return encoding != "gb18030" and bool(traditional) and 0xA4 <= traditional[0] <= 0xC6
