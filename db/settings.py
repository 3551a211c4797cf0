"""One table of settings: what the operator may set, its default and what it does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from kpi import catalog as catalogs
from kpi import playlist, words
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
        "KPI_BACKUP",
        "",
        Words(
            "备份文件夹；留空为 SQLite 库旁边的 backups，PostgreSQL 为项目下的 data/backups",
            "Folder of backups; empty: backups beside the SQLite file, data/backups in the project for PostgreSQL",
        ),
    ),
    Setting(
        "KPI_ALLOWED_HOSTS",
        "",
        Words(
            "浏览器可用的主机名，逗号分隔；监听非本机地址时必填",
            "Host names browsers may use, separated by commas; needed when listening beyond this machine",
        ),
    ),
    Setting(
        "KPI_DEMO",
        "0",
        Words(
            "1：免登录只读演示示例数据，仅限本机地址",
            "1: show the sample read-only without login, on loopback only",
        ),
    ),
    Setting(
        "KPI_UPLOAD_TOKEN",
        "",
        Words(
            "供程序上传的口令（账户 api），不少于 16 个字符；留空则只认各账户自己的令牌",
            "Bearer token for programs (account api), 16 characters or more; empty: only accounts' own tokens",
        ),
    ),
    Setting(
        "KPI_MONITOR_TOKEN",
        "",
        Words(
            "/readyz 与 /metrics 的口令，不少于 16 个字符；留空则关闭",
            "Bearer token of /readyz and /metrics, 16 characters or more; empty: closed",
        ),
    ),
    Setting(
        "KPI_SELF_REVIEW",
        "0",
        Words(
            "1：数据审核可以发布自己上传的文件（只有一个人的厂），照实记录并显示",
            "1: a reviewer may publish his own upload (a plant with one person); recorded and shown",
        ),
    ),
    Setting(
        "KPI_PASSWORD_POLICY",
        "mlps",
        Words(
            "密码规则：mlps（等保式）或 length（只看长度）",
            "Password policy: mlps (GB/T 22239 style) or length (length only)",
        ),
    ),
    Setting(
        "KPI_SESSION_IDLE",
        "30",
        Words("多少分钟不操作即退出登录", "Minutes without use after which a session ends"),
    ),
    Setting(
        "KPI_SESSION_HOURS",
        "12",
        Words("登录后最多多少小时须重新登录", "Hours after which one must log in again in any case"),
    ),
    Setting(
        "KPI_OIDC_ISSUER",
        "",
        Words(
            "统一身份认证（OIDC）的 issuer 地址；留空为不用",
            "Issuer address of an OpenID Connect provider; empty: none",
        ),
    ),
    Setting("KPI_OIDC_CLIENT", "", Words("在统一身份认证登记的客户端编号", "Client id registered with the provider")),
    Setting("KPI_OIDC_SECRET", "", Words("该客户端的密钥", "The client's secret")),
    Setting(
        "KPI_OIDC_NAME",
        "",
        Words("登录页上统一身份认证的名称", "What the login page calls the provider"),
    ),
    Setting(
        "KPI_OIDC_CLAIM",
        "preferred_username",
        Words("ID 令牌里写用户名的字段", "The ID token's claim that holds our login"),
    ),
    Setting(
        "KPI_CLOSING_DAY",
        "0",
        Words("统计月截止日，1 至 31；0 为月末", "Closing day of the statistics month, 1–31; 0: the last day"),
    ),
    Setting(
        "KPI_DUE_DAY",
        "10",
        Words("次月几日前应发布当月数据，过期提醒；0 不提醒", "A month is due on this day of the next; 0: no reminder"),
    ),
    Setting(
        "KPI_SCREEN_DWELL",
        "24",
        Words("会议室大屏每页停留多少秒，宜为 20 至 30", "Seconds each slide of the screen stands; 20 to 30 read best"),
    ),
    Setting(
        "KPI_SCREEN_PLAYLISTS",
        "",
        Words("大屏的播放单，如 morning=overview,gaps;week=ore", "Playlists, such as morning=overview,gaps;week=ore"),
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


def environment(**more: str) -> dict[str, str]:
    """What a program that we start is given: our own environment and what is put to it."""
    return {**os.environ, **more}


def lang() -> Lang:
    value = get("KPI_LANG")
    if value not in LANGS:
        raise _wrong("KPI_LANG", value, Words("zh 或 en", "zh or en"))
    return value


def sample() -> bool:
    """Whether an empty SQLite store starts with the sample."""
    return _switch("KPI_SAMPLE")


def demo() -> bool:
    """Whether everybody at this machine may look at the sample without login."""
    return _switch("KPI_DEMO")


def self_review() -> bool:
    """Whether a reviewer may publish what he uploaded himself, as in a plant with one person."""
    return _switch("KPI_SELF_REVIEW")


def calendar() -> Calendar:
    """The days of the plant's statistics months."""
    return Calendar(_whole("KPI_CLOSING_DAY", 0, 31))


def due_day() -> int:
    """The day of the next month by which a month is published; 0: nobody is reminded."""
    return _whole("KPI_DUE_DAY", 0, 28)


def hosts() -> tuple[str, ...]:
    """The names under which browsers may ask, beside this machine's own."""
    return tuple(name.strip().lower() for name in get("KPI_ALLOWED_HOSTS").split(",") if name.strip())


def idle() -> timedelta:
    return timedelta(minutes=_whole("KPI_SESSION_IDLE", 1, 1440))


def session() -> timedelta:
    return timedelta(hours=_whole("KPI_SESSION_HOURS", 1, 168))


def screen_dwell() -> int:
    """Seconds a slide stands where its address does not say."""
    return _whole("KPI_SCREEN_DWELL", 1, 600)


def playlists() -> Mapping[str, tuple[str, ...]]:
    """The slides of each named playlist of the meeting-room screen."""
    value = get("KPI_SCREEN_PLAYLISTS")
    try:
        return playlist.named(value)
    except ValueError as wrong:
        form = "morning=overview,gaps;week=ore,metrics"
        raise _wrong("KPI_SCREEN_PLAYLISTS", value, Words(form, form)) from wrong


def password_policy() -> str:
    value = get("KPI_PASSWORD_POLICY")
    if value not in ("mlps", "length"):
        raise _wrong("KPI_PASSWORD_POLICY", value, Words("mlps 或 length", "mlps or length"))
    return value


def check() -> None:
    """Read every setting that can be wrong. Raises Unusable for the first one that is."""
    first = (lang, calendar, due_day, sample, demo, self_review, idle, session)
    for read in (*first, password_policy, screen_dwell, playlists):
        read()


def _switch(name: str) -> bool:
    value = get(name)
    if value.lower() not in _SWITCH:
        raise _wrong(name, value, Words("1 或 0", "1 or 0"))
    return _SWITCH[value.lower()]


def _whole(name: str, low: int, high: int) -> int:
    value = get(name)
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise _wrong(name, value, Words(f"{low} 至 {high} 的整数", f"a whole number from {low} to {high}"))
    return int(value)


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
