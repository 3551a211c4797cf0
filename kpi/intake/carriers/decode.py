"""From bytes to text: which encoding a report was saved in, or why it is not text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from kpi.intake.carriers import foreign, guess
from kpi.intake.words.cleaning import BROKEN
from kpi.reading import Issue

MOST_BYTES = 20 * 1024 * 1024
ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHOICES = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "cp1252")
"""The encodings a user may choose."""
_CODECS = {"big5": "cp950"}
"""Big5 as Windows writes it, with 碁, 恒, 粧, 裏 and 墻, which Big5 itself has not."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
_HTML = re.compile(r"\s*(<!doctype|<html|<table|<\?xml|<!--|MIME-Version:)", re.IGNORECASE)
_CELL_ENDS = re.compile(r"[,;\t|，\r\n]")
_ENDS = re.compile(r"[\r\n]")
_ASCII = frozenset(map(chr, range(128)))
_SURE = 8
"""Different characters beyond ASCII whose bytes are not valid UTF-8 by chance."""
_MOSTLY = 0.5
_HEAD_LINES = 100
_HEAD_CELLS = 500
_SAMPLE = 20_000
_ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_PAIRS = re.compile(r"(?<=[A-Za-z])(?:[çÇ][ãõÃÕ]|[éÉ]{2})(?=[A-Za-z])")
"""Two accented letters side by side, as Portuguese and French have them: produção, créée."""
_LATIN = re.compile("[\u00a0-\u024f\u2010-\u203a€]+")
_IN_WORD = re.compile("(?<=[A-Za-z])[\u00c0-\u024f]|[\u00c0-\u024f](?=[A-Za-z])|[\u00a0-\u00bf\u2010-\u203a€]")
"""Western letters as they stand in words, and the signs beside them."""
_SYMBOLS = frozenset("·°±×÷²³µ≥≤≈≠−–—‘’“”…√∑αβγθε①②③④⑤⑥⑦⑧⑨⑩℃‰→※㎡㎏ⅠⅡⅢ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the encoding it was read in."""

    text: str
    encoding: str
    guessed: bool = False
    """Whether nothing in the text proves the encoding."""


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
    decoded = _chosen(data, encoding) if encoding else _marked(data) or _certain(data) or _likeliest(data, known)
    if isinstance(decoded, Issue):
        return decoded
    if len(_CONTROL.findall(decoded.text[:_SAMPLE])) > len(decoded.text[:_SAMPLE]) / 100 or "\0" in decoded.text:
        return Issue("binary_file")
    if _HTML.match(decoded.text):
        return Issue("html_file")
    return decoded if decoded.text.strip() else Issue("empty_file")


def _chosen(data: bytes, encoding: str) -> Decoded:
    found = _decoded(data, encoding)
    return replace(found, text=found.text.removeprefix("\ufeff"))


def _decoded(data: bytes, encoding: str) -> Decoded:
    return Decoded(data.decode(_CODECS.get(encoding, encoding), "replace"), encoding)


def _marked(data: bytes) -> Decoded | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(data.decode(name, "replace"), name)
    return None


def _certain(data: bytes) -> Decoded | None:
    """A text whose many characters are all valid UTF-8: a few words of GBK may be so by chance, more cannot."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "utf-8") if len({*text[:_SAMPLE]} - _ASCII) >= _SURE else None


def _likeliest(data: bytes, known: Callable[[str], bool]) -> Decoded | Issue:
    """The reading of the greatest merit; an Issue where the bytes are of a script that none of them has."""
    candidates = [_decoded(data, name) for name in ENCODINGS]
    best = max(candidates, key=lambda candidate: _merit(candidate, data, known))
    if data.isascii() or best.encoding == "utf-8" or _merit(best, data, known)[0]:
        return best
    if told := foreign.script(data, _plausibility(best)):
        return Issue("foreign_encoding", args={"encoding": told})
    return replace(best, guessed=guess.is_one(best.text, best.encoding, data))


def _unmarked(data: bytes) -> str:
    """A text in UTF-16 without its mark, told by the zero bytes beside its digits and commas; empty for any other."""
    if _marked(data) or len(data) % 2 or b"\0" not in data:
        return ""
    return max((_wide(data, codec) for codec in ("utf-16-le", "utf-16-be")), key=lambda found: found[0])[1]


def _wide(data: bytes, codec: str) -> tuple[float, str]:
    """How ordinary a text in UTF-16 is, and itself; empty where it is none: the other order of bytes is nonsense."""
    text = data.decode(codec, "replace")
    if BROKEN in text or "\0" in text or _CONTROL.search(text) or not _ENDS.search(text):
        return 0.0, ""
    sample = text[:_SAMPLE]
    share = sum(character.isascii() or _ordinary(character, "utf-16") for character in sample) / len(sample)
    return (share, text) if share >= _MOSTLY else (0.0, "")


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
        ordinary = (len(_ALONE.findall(text)) + 2 * len(_PAIRS.findall(text))) / foreign
    elif candidate.encoding == "utf-8" and _LATIN.fullmatch("".join(sample)):
        ordinary = len(_IN_WORD.findall(text)) / foreign
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
