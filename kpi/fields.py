"""The fields of the catalogue's TOML tables, read so that every fault names its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kpi.unit import Words

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a catalogue: the line in the file, counted from 1 (0: the file as a whole), and what to do."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.text}" if self.line else self.text


def table_lines(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    """Where each ``[[table]]`` and its keys stand: (name, index) → (line, {key: line})."""
    places: dict[tuple[str, int], tuple[int, dict[str, int]]] = {}
    counts: dict[str, int] = {}
    keys: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*\[\[([\w.]+)\]\]", line):
            index = counts.get(head[1], 0)
            counts[head[1]] = index + 1
            keys = {}
            places[head[1], index] = (number, keys)
        elif key := re.match(r"\s*(\w+)\s*=", line):
            keys.setdefault(key[1], number)
    return places


class Fields:
    """One pass over the parsed TOML that gathers every fault instead of stopping at the first."""

    def __init__(self, text: str) -> None:
        self.places = table_lines(text)
        self.faults: list[Fault] = []
        self.at: tuple[str, int] = ("", 0)

    def fault(self, text: str, key: str = "") -> None:
        line, keys = self.places.get(self.at, (0, {}))
        self.faults.append(Fault(keys.get(key, line), text))

    def tables(self, data: Table, name: str) -> Iterable[Table]:
        for index, table in enumerate(data.get(name, ())):
            self.at = (name, index)
            yield table

    def text(self, table: Table, key: str, *, default: str | None = None) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (not value and default is None):
            self.fault(f"缺少 {key}（须为一段文字）", key)
            return ""
        return value

    def words(self, table: Table, prefix: str = "", *, default: str | None = None) -> Words:
        return Words(self.text(table, f"{prefix}zh", default=default), self.text(table, f"{prefix}en", default=default))

    def one_of(self, table: Table, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        value = table.get(key, default)
        if value not in (choices := tuple(allowed)):
            self.fault(f"{key} = {value!r} 不在允许的取值之内：{'、'.join(choices)}", key)
            return choices[0]
        return str(value)

    def numbers(self, table: Table, key: str) -> tuple[float, float] | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 2 and all(is_number(v) for v in value) and value[0] <= value[1]:
            return float(value[0]), float(value[1])
        self.fault(f"{key} 须为两个数，先小后大，如 [0, 100]", key)
        return None

    def aliases(self, table: Table) -> tuple[str, ...]:
        value = table.get("aliases", [])
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            self.fault('aliases 须为文字的列表，如 ["矿量", "处理量"]', "aliases")
            return ()
        return tuple(value)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
