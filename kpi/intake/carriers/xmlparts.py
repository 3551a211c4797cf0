"""Walks through the XML parts of a workbook; document types and entities, which no workbook has, are refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from xml.parsers import expat

Attributes = dict[str, str]
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Forbidden(Exception):
    """The part declares entities or a document type."""


def unescaped(text: str) -> str:
    """Texts spell control characters as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def walk(
    part: io.BufferedIOBase,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through a part; the handlers get elements without their namespaces. Raises Forbidden and ExpatError."""
    short: dict[str, str] = {}

    def local(name: str) -> str:
        return short.get(name) or short.setdefault(name, name.rpartition("}")[2])

    def forbid(*_: object) -> None:
        raise Forbidden

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.StartElementHandler = lambda name, said: start(local(name), said)
    if end:
        parser.EndElementHandler = lambda name: end(local(name))
    if text:
        parser.CharacterDataHandler = text
    with part:
        parser.ParseFile(part)
