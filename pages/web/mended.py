"""Cells that a program corrects beside its file, as on the upload page: a problem it was told of, and what is meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kpi import mending
from kpi.mending import Correction
from kpi.reading import Issue
from pages.web.incoming import Choices, Fields, Refusal, kept

FIELD = "correction"
_LONGEST = 1000
_LAST_LINE = 9_999_999


def choices(fields: Fields, names: Sequence[str], how: Choices) -> Choices:
    """How each file is to be read, with the cells corrected in it. Raises Refusal for what is no correction."""
    made = corrections(fields, names)
    return tuple({**way, "corrections": of} if of else way for way, of in zip(how, made, strict=True))


def corrections(fields: Fields, names: Sequence[str]) -> list[list[Correction]]:
    """For each file those that name it; of a single file the name may be left out.

    Each is a JSON object: ``file``, ``sheet``, ``cell`` or ``line``, and ``found`` of an Issue, and ``meant``.
    """
    found: list[list[Correction]] = [[] for _ in names]
    for text in fields.get(FIELD, ()):
        said = _read(text)
        name = str(said.get("file") or (names[0] if len(names) == 1 else ""))
        if said is _NONE or name not in names:
            raise Refusal(400, Issue("http_correction", found=text[:80]))
        if names.count(name) > 1:
            raise Refusal(400, Issue("http_correction_names", found=name, args={"count": names.count(name)}))
        if any(kept(word) != word for word in _words(said)):
            raise Refusal(400, Issue("http_correction_signs", found=text[:80]))
        found[list(names).index(name)].append(_correction(said))
    return [mending.once(made) for made in found]


_NONE: dict[str, Any] = {}


def _read(text: str) -> dict[str, Any]:
    """What can be a correction, else `_NONE`."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return _NONE
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("found", "meant")):
        return _NONE
    line = said.get("line")
    if not all(isinstance(word, str) and len(word) <= _LONGEST for word in _words(said)):
        return _NONE
    whole = isinstance(line, int) and not isinstance(line, bool) and 0 < line <= _LAST_LINE
    return said if whole or mending.place(said.get("cell") or "")[0] else _NONE


def _words(said: dict[str, Any]) -> list[Any]:
    return [said.get(name) or "" for name in ("file", "sheet", "cell", "found", "meant")]


def _correction(said: dict[str, Any]) -> Correction:
    row, column = mending.place(said.get("cell") or "")
    return [said.get("sheet") or "", row or said["line"], column, said["found"], said["meant"]]
