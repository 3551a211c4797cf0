"""Whether the dashboard may be opened to others as it is set up: every reason why not, with its code and sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import Engine

from db import backup, condition, provider, settings, store
from db.condition import Condition
from db.settings import Unusable
from kpi import cause, words
from kpi.catalog import WrongCatalog
from kpi.unit import Lang, Sentence

Option = Callable[[str], object]
"""What a Streamlit option is in force."""

REFUSED_HERE: Mapping[str, bool] = {
    "D01": True,  # listens elsewhere than KPI_ADDRESS says: then it is not this machine alone
    "D02": False,  # nobody administers with a password of his own: the first start must be possible
    "D03": False,  # unknown which names browsers use: this machine's own are always known
    "D04": True,  # the demonstration is open to others
    "D05": True,  # the demonstration shows real figures to anybody at this machine
    "D06": True,  # the store is not there or not of our form
    "D07": False,  # the upload token can be guessed: by programs on this machine only
    "D08": False,  # the monitoring token likewise
    "D09": True,  # the catalogue is wrong: no figure can be worked out
    "D10": False,  # SQLite is too old: we fall back to a slower journal and say so
    "D11": False,  # no backup of the last day: one who tries things out needs none
    "D12": False,  # backups cannot be written
    "D13": True,  # a Streamlit option is not the hardened one: any web page could use the door it opens
    "D14": True,  # a setting cannot be read
    "D15": True,  # the identity provider cannot work as it is set up
}
"""Each fault, and whether it stops a start that only this machine can reach; any of them stops one for others."""

SHORTEST_TOKEN = 16
OLDEST_BACKUP = timedelta(days=1)
HARDENED: Mapping[str, object] = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.trustedUserHeaders": {"x-kpi-session": "session", "x-kpi-window": "window"},
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,
    "server.unsafeMetricsUserAttributes": [],
    # the gate knows the paths it guards without a folder before them
    "server.baseUrlPath": "",
    "server.maxUploadSize": 20,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": False,
    "global.developmentMode": False,
    "global.e2eTest": False,
    # debug would write what people type into the log
    "logger.level": "info",
    # so would its traceback
    "logger.enableRich": False,
}
"""The Streamlit options that keep the door shut, and what each must be; all of them stand in .streamlit/config.toml."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against opening the dashboard to others; ``code`` is a key of REFUSED_HERE."""

    code: str
    sentence: Sentence

    def said(self, lang: Lang) -> str:
        return f"{self.code} {words.render(lang, self.sentence)}"


def faults(engine: Engine, option: Option) -> tuple[Fault, ...]:
    """Every reason there is, by code. A setting that cannot be read hides the rest, which depends on it."""
    try:
        settings.check()
    except Unusable as wrong:
        return (Fault("D14", wrong.sentence),)
    now = condition.of(engine)
    found = (*_doors(option, now), *_store(engine, now), *_tokens(), *_catalog(), *_options(option), *_provider())
    return tuple(sorted(found, key=lambda fault: fault.code))


def refusing(engine: Engine, option: Option) -> tuple[Fault, ...]:
    """The faults that stop a start as it is set up."""
    others = beyond(option)
    return tuple(fault for fault in faults(engine, option) if others or REFUSED_HERE[fault.code])


def beyond(option: Option) -> bool:
    """Whether other machines can reach the dashboard directly."""
    return not (loopback(settings.get("KPI_ADDRESS")) and loopback(str(option("server.address") or "")))


def loopback(address: str) -> bool:
    """Whether an address or name of this machine can be reached from this machine only."""
    if address.lower() == "localhost":
        return True
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return False
    # a socket for both families names 127.0.0.1 as ::ffff:127.0.0.1
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _doors(option: Option, now: Condition) -> Iterator[Fault]:
    """Where it listens, under which names, and who answers for it."""
    wanted, listens = settings.get("KPI_ADDRESS"), str(option("server.address") or "")
    if loopback(wanted) and not loopback(listens):
        yield Fault("D01", Sentence("deploy.listens", {"found": listens or "0.0.0.0", "wanted": wanted}))
    if now.readable and now.problem is None and not now.administered and not settings.demo():
        yield Fault("D02", Sentence("deploy.nobody"))
    if "*" in settings.hosts() or (not loopback(wanted) and not settings.hosts()):
        yield Fault("D03", Sentence("deploy.hosts"))
    if settings.demo() and (beyond(option) or settings.hosts()):
        yield Fault("D04", Sentence("deploy.demo_open"))
    if settings.demo() and now.real:
        yield Fault("D05", Sentence("deploy.demo_real"))


def _store(engine: Engine, now: Condition) -> Iterator[Fault]:
    if now.problem is not None:
        yield Fault("D06", now.problem)
    for warning in store.warnings(engine):
        yield Fault("D10", warning)
    if settings.demo():
        return  # the sample comes with the program
    if now.problem is None and (now.backup is None or now.backup > OLDEST_BACKUP):
        yield Fault("D11", Sentence("deploy.no_backup"))
    folder = backup.where(engine)
    if (detail := _unwritable(folder)) is not None:
        yield Fault("D12", Sentence("deploy.backup_folder", {"folder": str(folder), "detail": cause.of(detail)}))


def _tokens() -> Iterator[Fault]:
    for code, name in (("D07", "KPI_UPLOAD_TOKEN"), ("D08", "KPI_MONITOR_TOKEN")):
        if 0 < len(settings.get(name)) < SHORTEST_TOKEN:
            yield Fault(code, Sentence("deploy.short_token", {"name": name, "shortest": SHORTEST_TOKEN}))


def _catalog() -> Iterator[Fault]:
    try:
        settings.catalog()
    except WrongCatalog as wrong:
        yield Fault("D09", Sentence("deploy.catalog", {"detail": str(wrong)}))


def _options(option: Option) -> Iterator[Fault]:
    for name, wanted in HARDENED.items():
        if (found := option(name)) != wanted or type(found) is not type(wanted):
            shown = {"name": name, "found": str(found), "wanted": str(wanted)}
            yield Fault("D13", Sentence("deploy.option", shown))


def _provider() -> Iterator[Fault]:
    try:
        provider.given()
    except Unusable as wrong:
        yield Fault("D15", wrong.sentence)


def _unwritable(folder: Path) -> OSError | None:
    """Why no file can be made in a folder, or in the one it would be made in; None when one can."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with TemporaryFile(dir=there):
            return None
    except OSError as error:
        return error
