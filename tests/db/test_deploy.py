"""Whether the dashboard may be opened to others: every reason why not is found, and none where there is none."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text, update

from db import accounts, backup, cli_deploy, clock, condition, deploy, sample, settings, uploads
from db import store as stores
from db.__main__ import main
from db.actor import CONSOLE
from db.tables import account
from kpi import words
from kpi.unit import LANGS

OTHERS = {"KPI_ADDRESS": "0.0.0.0", "KPI_ALLOWED_HOSTS": "kpi.example"}
GOOD = "月份,范围,指标,类别,数值,单位,备注\n2022-09,,处理矿量,实际,87.3,万吨,\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_BACKUP", str(tmp_path / "backups"))


def administer(engine: Engine) -> None:
    """An administrator who has made his password his own."""
    accounts.first(engine)
    with stores.writing(engine) as connection:
        connection.execute(update(account).values(must_change=False))


def fit(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is needed to open it to others."""
    administer(engine)
    backup.make(engine, backup.where(engine))
    for name, value in OTHERS.items():
        monkeypatch.setenv(name, value)


def codes(engine: Engine, option: deploy.Option | None = None) -> list[str]:
    found = deploy.faults(engine, option or cli_deploy.options())
    for fault in found:
        for lang in LANGS:
            assert fault.said(lang).startswith(f"{fault.code} ") and len(fault.said(lang)) > 12
    return [fault.code for fault in found]


def test_there_is_nothing_against_a_store_that_is_ready(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(store, monkeypatch)
    assert codes(store) == []
    assert deploy.beyond(cli_deploy.options())


def test_a_fresh_store_lacks_an_administrator_and_a_backup(store: Engine) -> None:
    assert codes(store) == ["D02", "D11"]
    assert deploy.refusing(store, cli_deploy.options()) == ()  # for this machine that is enough


def test_the_condition_of_a_store_tells_its_size_and_the_room_beside_it(store: Engine) -> None:
    now = condition.of(store)
    assert now.readable and now.problem is None and now.size is not None and now.size > 50_000
    assert (now.free is None) == stores.is_postgres(store)
    assert (now.revision, now.sample, now.real, now.administered, now.backup) == (0, False, False, False, None)


def test_an_administrator_who_has_not_changed_his_password_does_not_count(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit(store, monkeypatch)
    with stores.writing(store) as connection:
        connection.execute(update(account).values(must_change=True))
    assert codes(store) == ["D02"]
    assert [fault.code for fault in deploy.refusing(store, cli_deploy.options())] == ["D02"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"KPI_ALLOWED_HOSTS": ""}, "D03"),
        ({"KPI_ALLOWED_HOSTS": "kpi.example,*"}, "D03"),
        ({"KPI_UPLOAD_TOKEN": "x" * 15}, "D07"),
        ({"KPI_MONITOR_TOKEN": "x" * 15}, "D08"),
        ({"KPI_CATALOG": "nowhere.toml"}, "D09"),
        ({"KPI_OIDC_ISSUER": "http://id.example", "KPI_OIDC_CLIENT": "kpi"}, "D15"),
        ({"KPI_OIDC_ISSUER": "https://id.example"}, "D15"),
    ],
)
def test_a_setting_that_is_not_safe_is_named(
    store: Engine, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], code: str
) -> None:
    fit(store, monkeypatch)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert codes(store) == [code]


@pytest.mark.parametrize("given", [{"KPI_UPLOAD_TOKEN": "x" * 16}, {"KPI_MONITOR_TOKEN": "x" * 16}])
def test_a_token_of_sixteen_characters_is_long_enough(
    store: Engine, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    fit(store, monkeypatch)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert codes(store) == []


def test_a_setting_nobody_can_read_is_said_first(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_CLOSING_DAY", "32")
    assert codes(store) == ["D14"]


def test_all_reasons_are_said_at_once(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"KPI_ADDRESS": "0.0.0.0", "KPI_UPLOAD_TOKEN": "s3cret", "KPI_MONITOR_TOKEN": "s3cret"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert codes(store) == ["D02", "D03", "D07", "D08", "D11"]


@pytest.mark.parametrize(("hours", "expected"), [(23.9, []), (24.1, ["D11"])])
def test_a_backup_is_good_for_a_day(
    store: Engine, monkeypatch: pytest.MonkeyPatch, hours: float, expected: list[str]
) -> None:
    fit(store, monkeypatch)
    later = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert codes(store) == expected


def test_a_folder_that_takes_no_backup_is_named(store: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fit(store, monkeypatch)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KPI_BACKUP", str(tmp_path / "file"))
    assert codes(store) == ["D11", "D12"]


def test_looking_makes_no_folder_and_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(tmp_path.iterdir())
    assert codes(stores.engine(f"sqlite:///{tmp_path / 'none.db'}")) == ["D06"]
    assert set(tmp_path.iterdir()) == before


def test_a_store_of_another_form_is_refused_everywhere(store: Engine) -> None:
    with stores.writing(store) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "D06" in codes(store)
    assert [fault.code for fault in deploy.refusing(store, cli_deploy.options())] == ["D06"]


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kpi.db").write_bytes(b"this is no database" * 100)
    assert "D06" in codes(stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}"))


def test_an_old_sqlite_may_not_serve_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    fit(engine, monkeypatch)
    monkeypatch.setattr(stores, "FLOOR", (99, 0, 0))
    assert codes(engine) == ["D10"]


# The demonstration.


def test_the_demonstration_needs_no_administrator_and_no_backup(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.load(store, settings.catalog())
    monkeypatch.setenv("KPI_DEMO", "1")
    assert codes(store) == []


@pytest.mark.parametrize("given", [{"KPI_ADDRESS": "0.0.0.0"}, {"KPI_ALLOWED_HOSTS": "kpi.example"}])
def test_the_demonstration_stays_on_this_machine(
    store: Engine, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    monkeypatch.setenv("KPI_DEMO", "1")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert "D04" in [fault.code for fault in deploy.refusing(store, cli_deploy.options())]


def test_the_demonstration_shows_no_real_figures(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    published = uploads.publish(store, settings.catalog(), [("九月.csv", GOOD.encode())], by=CONSOLE)
    assert isinstance(published, uploads.Receipt)
    assert condition.of(store).real
    monkeypatch.setenv("KPI_DEMO", "1")
    assert [fault.code for fault in deploy.refusing(store, cli_deploy.options())] == ["D05"]


@pytest.mark.parametrize(("demo", "name"), [("1", "demo.db"), ("0", "kpi.db")])
def test_the_demonstration_has_a_store_of_its_own(monkeypatch: pytest.MonkeyPatch, demo: str, name: str) -> None:
    from db import address

    monkeypatch.setenv("KPI_DEMO", demo)
    assert address.parse().database == str(settings.ROOT / "data" / name)
    assert address.parse("sqlite:////tmp/x.db").database == "/tmp/x.db"


# Streamlit's options.


def test_every_hardened_option_stands_in_the_file() -> None:
    data = tomllib.loads((settings.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert {name: data[name.split(".")[0]][name.split(".")[1]] for name in deploy.HARDENED} == dict(deploy.HARDENED)


@pytest.mark.parametrize("name", deploy.HARDENED)
def test_each_option_that_differs_is_refused_everywhere(store: Engine, name: str) -> None:
    plain = cli_deploy.options()
    found = deploy.refusing(store, lambda asked: "other" if asked == name else plain(asked))
    assert [fault.code for fault in found] == ["D13"]
    assert name in found[0].said("zh")


def test_a_missing_file_of_options_is_no_hardened_one(store: Engine, tmp_path: Path) -> None:
    found = deploy.faults(store, cli_deploy.options(tmp_path / "none.toml"))
    assert [fault.code for fault in found].count("D13") == len(deploy.HARDENED)


def test_listening_elsewhere_than_the_setting_says_is_refused(store: Engine) -> None:
    plain = cli_deploy.options()
    for listens in ("0.0.0.0", "", None, "192.168.1.5"):
        found = deploy.refusing(store, lambda name, at=listens: at if name == "server.address" else plain(name))
        assert "D01" in [fault.code for fault in found]


@pytest.mark.parametrize(
    ("address", "is_local"), [("::ffff:127.0.0.1", True), ("[::1]", True), ("::ffff:192.168.1.5", False), ("", False)]
)
def test_an_address_of_both_families_is_known(address: str, is_local: bool) -> None:
    assert deploy.loopback(address) is is_local


def test_every_code_is_used_once_in_the_table() -> None:
    source = Path(deploy.__file__).read_text(encoding="utf-8")
    assert [code for code in deploy.REFUSED_HERE if source.count(f'"{code}"') < 2] == []
    assert list(deploy.REFUSED_HERE) == [f"D{number:02}" for number in range(1, len(deploy.REFUSED_HERE) + 1)]


# The command.


def test_the_command_prints_every_reason_with_its_code(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPI_DATABASE", address)
    engine = stores.engine(address)
    stores.upgrade(engine)
    assert main(["check", "--deploy"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line[:4] for line in lines] == ["D02 ", "D11 ", "共 2 "]
    assert main(["check"]) == 0
    assert capsys.readouterr().out == words.say("zh", "deploy.fine_here") + "\n"
    fit(engine, monkeypatch)
    assert main(["check", "--deploy", "--lang", "en"]) == 0
    assert capsys.readouterr().out == words.say("en", "deploy.fine") + "\n"
