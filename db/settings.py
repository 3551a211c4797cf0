"""One table of settings: what the operator may set, its default and what it does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kpi import catalog as catalogs
from kpi import words
from kpi.model import Catalog
from kpi.period import Calendar
from kpi.unit import LANGS, Lang, Sentence, Words

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder; paths that the operator leaves open are relative to it."""


class Unusable(Exception):
    """The application cannot work as it is set up; ``sentence`` tells the operator why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(words.render("zh", sentence))


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable; ``default`` holds when it is unset or empty."""

    name: str
    default: str
    help: Words


TABLE = (
    Setting(
        "KPI_DATABASE",
        "",
        Words(
            "数据库地址（SQLAlchemy URL）；留空为项目下的 data/kpi.db",
            "Database address (SQLAlchemy URL); empty: data/kpi.db in the project",
        ),
    ),
    Setting(
        "KPI_SAMPLE",
        "1",
        Words(
            "SQLite 空库启动时是否装入示例数据；0 为不装",
            "Load the sample into an empty SQLite store at start; 0: leave it empty",
        ),
    ),
    Setting("KPI_PORT", "8501", Words("看板端口", "Port of the dashboard")),
    Setting("KPI_ADDRESS", "127.0.0.1", Words("看板监听地址", "Address the dashboard listens on")),
    Setting(
        "KPI_CATALOG",
        "",
        Words("本厂自己的指标目录文件；留空用随附的目录", "The plant's own catalogue file; empty: the shipped one"),
    ),
    Setting(
        "KPI_UPLOAD_TOKEN",
        "",
        Words("HTTP 上传口令；留空则关闭该入口", "Bearer token of HTTP uploads; empty: this door is closed"),
    ),
    Setting(
        "KPI_CLOSING_DAY",
        "0",
        Words("统计月截止日，1 至 31；0 为月末", "Closing day of the statistics month, 1–31; 0: the last day"),
    ),
    Setting("KPI_LANG", "zh", Words("默认语言：zh 或 en", "Default language: zh or en")),
)
_SWITCH: Mapping[str, bool] = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}
_DEFAULTS: Mapping[str, str] = {setting.name: setting.default for setting in TABLE}


def get(name: str) -> str:
    """The value in force now. Raises KeyError for a name that is not in the table."""
    return os.environ.get(name, "").strip() or _DEFAULTS[name]


def lang() -> Lang:
    value = get("KPI_LANG")
    if value not in LANGS:
        raise _wrong("KPI_LANG", value, Words("zh 或 en", "zh or en"))
    return value


def sample() -> bool:
    """Whether an empty SQLite store starts with the sample."""
    value = get("KPI_SAMPLE")
    if value.lower() not in _SWITCH:
        raise _wrong("KPI_SAMPLE", value, Words("1 或 0", "1 or 0"))
    return _SWITCH[value.lower()]


def calendar() -> Calendar:
    """The days of the plant's statistics months."""
    value = get("KPI_CLOSING_DAY")
    if not (value.isascii() and value.isdigit() and int(value) <= 31):
        raise _wrong("KPI_CLOSING_DAY", value, Words("0 至 31 的整数", "a whole number from 0 to 31"))
    return Calendar(int(value))


def catalog() -> Catalog:
    """The catalogue in force, read again when its file changes. Raises `kpi.catalog.WrongCatalog`."""
    return _catalog(*_catalog_file())


def catalog_version() -> str:
    """Changes with the catalogue's file; part of every cache's key."""
    path, changed = _catalog_file()
    return f"{path}@{changed}"


def _catalog_file() -> tuple[Path, int]:
    given = get("KPI_CATALOG")
    path = Path(given) if given else catalogs.SHIPPED
    return path, path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=8)
def _catalog(path: Path, changed: int) -> Catalog:
    return catalogs.load(path)


def _wrong(name: str, value: str, wanted: Words) -> Unusable:
    return Unusable(Sentence("store.wrong_setting", {"name": name, "value": value, "wanted": wanted}))
