"""Texts in the encodings of other scripts, which decode as Chinese without an error and come out as nonsense."""

from __future__ import annotations

import re

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e○●◎△▲□■◇◆★☆※→←↑↓±×÷°～−―…‥’‘”“]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LETTERS = re.compile("[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")
_RUNS = re.compile(rb"[\x80-\xff]+")
_SHARE = 0.9
_FEW = 0.6
"""Below this share of everyday characters a text is hardly Chinese."""
_SYLLABLES = 30
_PAIRS = 20
_SAMPLE = 65_536


def script(data: bytes, plausibility: float) -> str:
    """The encoding that a text of another script was saved in; empty for what may be Chinese or Western.

    ``data`` was not UTF-8; ``plausibility`` is the share of everyday characters in the best reading of it. Where a
    text is too short to tell, nothing is said: the head that the user is shown lets him judge.
    """
    data = data[:_SAMPLE].rpartition(b"\n")[0] or data[:_SAMPLE]
    japanese = _decoded(data, "cp932")
    foreign = [character for character in japanese if not character.isascii()]
    if plausibility < _FEW and foreign and len(_JAPANESE.findall(japanese)) >= _SHARE * len(foreign):
        return "Shift_JIS"
    # the kana of EUC-JP stand where GB 2312 has them too, its kanji elsewhere
    if len(_KANA.findall(text := _decoded(data, "eucjp"))) * 10 > len(_LETTERS.findall(text)) > 0:
        return "EUC-JP"
    # the syllables of EUC-KR are the characters of GB 2312 from 啊 to 日, of which no longer Chinese text consists
    korean = set(_decoded(data, "euckr"))
    syllables = len(_HANGUL.findall("".join(korean)))
    if syllables >= max(_SYLLABLES, 0.97 * len(_LETTERS.findall("".join(korean)))):
        return "EUC-KR"
    return "KOI8-R/Windows-1251" if _single(data) else ""


def _single(data: bytes) -> bool:
    """Whether the bytes are letters of a script such as the Cyrillic: words of many letters, all above 0xBF.

    Few Chinese characters are two such bytes; a long text of nothing else is none.
    """
    runs = set(_RUNS.findall(data))
    pairs = {run[place : place + 2] for run in runs for place in range(0, len(run) - 1, 2)}
    letters = sum(min(pair) >= 0xC0 for pair in pairs)
    return bool(letters >= max(_PAIRS, 0.97 * len(pairs)))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""
