"""Which database addresses are accepted, and that the others end in a sentence without a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import address, settings
from db.settings import Unusable

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/export /mnt/plant nfs4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/plant/local xfs rw 0 0
"""


def test_without_a_setting_the_store_lies_in_the_projects_data_folder() -> None:
    assert address.parse().database == str(settings.ROOT / "data" / "kpi.db")


@pytest.mark.parametrize("given", ["postgresql://u@h/kpi", "postgresql+psycopg://u@h/kpi", "postgres://u@h/kpi"])
def test_the_postgresql_driver_is_always_psycopg(given: str) -> None:
    assert address.parse(given).drivername == "postgresql+psycopg"


def test_a_relative_sqlite_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address.parse("sqlite:///own.db").database == str(tmp_path / "own.db")


@pytest.mark.parametrize("given", ["mysql://root:geheim@h/kpi", "kpi.db", "postgresql://u:geheim@h:x/kpi"])
def test_an_address_we_cannot_use_is_refused_without_its_password(given: str) -> None:
    with pytest.raises(Unusable, match="无法识别") as refused:
        address.parse(given)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("given", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_refused(given: str) -> None:
    with pytest.raises(Unusable, match="没有指明文件"):
        address.parse(given)


@pytest.mark.parametrize("path", ["/mnt/plant/kpi.db", "/mnt/my share/kpi.db", "//server/share/kpi.db"])
def test_network_shares_are_recognised(path: str) -> None:
    assert address.network_share(Path(path), MOUNTS) is True


@pytest.mark.parametrize("path", ["/srv/kpi.db", "/mnt/plant/local/kpi.db", "/mnt/plantation/kpi.db"])
def test_local_disks_are_not_taken_for_shares(path: str) -> None:
    assert address.network_share(Path(path), MOUNTS) is False


def test_a_store_on_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/export {tmp_path} nfs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(address, "MOUNTS", mounts)
    with pytest.raises(Unusable, match="网络共享盘"):
        address.parse(f"sqlite:///{tmp_path}/kpi.db")


def test_a_share_by_its_windows_name_is_refused() -> None:
    with pytest.raises(Unusable, match="网络共享盘"):
        address.parse("sqlite:///\\\\server\\share\\kpi.db")
