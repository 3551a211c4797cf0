"""The table of settings is complete, and wrong values are refused with a sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from db import settings
from db.settings import Unusable
from kpi.catalog import WrongCatalog

NAMES = {setting.name for setting in settings.TABLE}


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bKPI_(?!TEST_)[A-Z][A-Z_]*[A-Z]\b", text))


def test_every_setting_named_in_the_code_is_in_the_table() -> None:
    files = [path for folder in ("db", "kpi", "pages") for path in (settings.ROOT / folder).rglob("*.py")]
    named = {name for path in files for name in names_in(path.read_text(encoding="utf-8"))}
    assert "KPI_DATABASE" in named
    assert named - NAMES == set()


def test_a_setting_that_is_not_in_the_table_would_be_found() -> None:
    assert names_in('settings.get("KPI_UNHEARD_OF")') - NAMES == {"KPI_UNHEARD_OF"}


def test_no_module_reads_the_environment_beside_the_table() -> None:
    readers = {
        path.relative_to(settings.ROOT).as_posix()
        for folder in ("db", "kpi", "pages")
        for path in (settings.ROOT / folder).rglob("*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    }
    assert readers == {"db/settings.py"}


def test_a_setting_is_read_at_each_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.get("KPI_PORT") == "8501"
    monkeypatch.setenv("KPI_PORT", "8600")
    assert settings.get("KPI_PORT") == "8600"
    monkeypatch.setenv("KPI_PORT", "")
    assert settings.get("KPI_PORT") == "8501"


def test_a_name_outside_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        settings.get("KPI_UNHEARD_OF")


@pytest.mark.parametrize("value", ["32", "-1", "二十五", "25.0"])
def test_a_closing_day_that_no_month_has_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KPI_CLOSING_DAY", value)
    with pytest.raises(Unusable, match=f"KPI_CLOSING_DAY 的值“{value}”无效"):
        settings.calendar()


def test_the_closing_day_reaches_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_CLOSING_DAY", "25")
    assert settings.calendar().closing_day == 25


@pytest.mark.parametrize("value", ["0", "false", "No", "OFF"])
def test_the_sample_can_be_declined_in_several_words(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert settings.sample()
    monkeypatch.setenv("KPI_SAMPLE", value)
    assert not settings.sample()


@pytest.mark.parametrize("value", ["1", "True", "yes", "on"])
def test_the_sample_can_be_asked_for_in_as_many(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KPI_SAMPLE", value)
    assert settings.sample()


@pytest.mark.parametrize("value", ["2", "不要", "nein"])
def test_a_word_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KPI_SAMPLE", value)
    with pytest.raises(Unusable, match=f"KPI_SAMPLE 的值“{value}”无效，应为 1 或 0；"):
        settings.sample()


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_LANG", "fr")
    with pytest.raises(Unusable, match="应为 zh 或 en；"):
        settings.lang()


def test_a_changed_catalogue_file_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = (settings.ROOT / "kpi" / "catalog.toml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    monkeypatch.setenv("KPI_CATALOG", str(own))
    assert settings.catalog().plant.name.zh == "全厂"
    own.write_text(text.replace('zh = "全厂"', 'zh = "甲选矿厂"', 1), encoding="utf-8")
    os.utime(own, ns=(1, 1))
    assert settings.catalog().plant.name.zh == "甲选矿厂"


def test_a_missing_catalogue_file_is_a_wrong_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KPI_CATALOG", str(tmp_path / "none.toml"))
    with pytest.raises(WrongCatalog, match="文件读不出来"):
        settings.catalog()
