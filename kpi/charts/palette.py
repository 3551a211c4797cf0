"""Colours of both themes: neutral ink for figures and plans, four states, and the party red that is never a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kpi.model import Status
from kpi.unit import Lang

Mode = Literal["light", "dark"]
SHAPES: Mapping[Status, str] = {"met": "●", "warning": "▲", "behind": "▼", "unknown": "◌"}
"""Every state has its own shape, so that colour is never alone (design 15)."""
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


def font(lang: Lang) -> str:
    """Of a chart's words: in English · “ ” … come from a Latin font (style.css), as they do in the text beside it."""
    return f"kpi-latin, {FONT}" if lang == "en" else FONT


@dataclass(frozen=True, slots=True)
class Theme:
    mode: Mode
    card: str
    line: str
    ink: str
    muted: str
    actual: str
    track: str
    last_year: str
    natural: str
    brand: str
    status: Mapping[Status, str]


LIGHT = Theme(
    mode="light",
    card="#FFFFFF",
    line="#DDE2E8",
    ink="#1B2530",
    muted="#56616E",
    actual="#3D4B5A",
    track="#E3E7ED",
    last_year="#A9B4C0",
    natural="rgba(120,140,160,0.16)",
    brand="#A61B1B",
    status={"met": "#0067A3", "warning": "#8F5600", "behind": "#B83A0B", "unknown": "#56616E"},
)
DARK = Theme(
    mode="dark",
    card="#18212C",
    line="#2B3846",
    ink="#EDF2F7",
    muted="#A3B1C0",
    actual="#D6DEE7",
    track="#2B3846",
    last_year="#6C7B8B",
    natural="rgba(160,180,200,0.16)",
    brand="#D0312D",
    status={"met": "#7CC4F5", "warning": "#F5C860", "behind": "#FF7A4A", "unknown": "#A3B1C0"},
)


def theme(mode: Mode) -> Theme:
    return DARK if mode == "dark" else LIGHT
