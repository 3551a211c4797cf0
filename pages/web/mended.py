"""What a program says beside its file, as on the upload page: what a bad cell is to say, what an unknown name means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kpi import mending
from kpi.headings import normal
from kpi.mending import Correction
from kpi.reading import Issue
from pages.web.incoming import Choices, Fields, Refusal, kept

FIELD, MEANING = "correction", "mapping"
_LONGEST = 1000
_LAST_LINE = 9_999_999


def choices(fields: Fields, names: Sequence[str], how: Choices) -> Choices:
    """How each file is to be read, with its corrected cells and the names given a meaning. Raises Refusal."""
    made = zip(how, corrections(fields, names), meanings(fields, names), strict=True)
    said = ((way, {"corrections": cells, "mapping": meant}) for way, cells, meant in made)
    return tuple({**way, **{name: of for name, of in more.items() if of}} for way, more in said)


def meanings(fields: Fields, names: Sequence[str]) -> list[dict[str, str]]:
    """For each file what its names in doubt mean: their normal form → the key of an indicator or a part of the plant.

    Each is a JSON object: ``file`` and ``found`` of an Issue, and ``means``.
    """
    found: list[dict[str, str]] = [{} for _ in names]
    for text in fields.get(MEANING, ()):
        said = _object(text, ("found", "means"))
        place = _which(said, names, text, "http_mapping")
        found[place][normal(said["found"])] = said["means"]
    return found


def corrections(fields: Fields, names: Sequence[str]) -> list[list[Correction]]:
    """For each file those that name it; of a single file the name may be left out.

    Each is a JSON object: ``file``, ``sheet``, ``cell`` or ``line``, and ``found`` of an Issue, and ``meant``.
    """
    found: list[list[Correction]] = [[] for _ in names]
    for text in fields.get(FIELD, ()):
        said = _read(text)
        place = _which(said, names, text, "http_correction")
        if any(kept(word) != word for word in _words(said)):
            raise Refusal(400, Issue("http_correction_signs", found=text[:80]))
        found[place].append(_correction(said))
    return [mending.once(made) for made in found]


_NONE: dict[str, Any] = {}


def _which(said: dict[str, Any], names: Sequence[str], text: str, code: str) -> int:
    """The place of the file that is spoken of. Refuses what says nothing, of no file sent or of one of two."""
    name = str(said.get("file") or (names[0] if len(names) == 1 else ""))
    if said is _NONE or name not in names:
        raise Refusal(400, Issue(code, found=text[:80]))
    if names.count(name) > 1:
        raise Refusal(400, Issue("http_file_names", found=name, args={"count": names.count(name)}))
    return list(names).index(name)


def _object(text: str, needed: Sequence[str]) -> dict[str, Any]:
    """A JSON object with texts under these names, none of them too long; else `_NONE`."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return _NONE
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in needed):
        return _NONE
    every = (*_words(said), *(said[name] for name in needed))
    return said if all(isinstance(word, str) and len(word) <= _LONGEST for word in every) else _NONE


def _read(text: str) -> dict[str, Any]:
    """What can be a correction, else `_NONE`."""
    said = _object(text, ("found", "meant"))
    line = said.get("line")
    whole = isinstance(line, int) and not isinstance(line, bool) and 0 < line <= _LAST_LINE
    return said if whole or mending.place(said.get("cell") or "")[0] else _NONE


def _words(said: dict[str, Any]) -> list[Any]:
    return [said.get(name) or "" for name in ("file", "sheet", "cell", "found", "meant")]


def _correction(said: dict[str, Any]) -> Correction:
    row, column = mending.place(said.get("cell") or "")
    return [said.get("sheet") or "", row or said["line"], column, said["found"], said["meant"]]
