"""What happens before the first page: settings checked, the store made ready, the sample loaded, slow things warmed."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import socket
import sys
from contextlib import suppress
from datetime import date
from errno import EADDRNOTAVAIL
from typing import NoReturn

from streamlit import config

from db import accounts, backup, deploy, read, sample, settings, single, store, uploads
from db.actor import CONSOLE
from db.settings import Unusable
from kpi import words
from kpi.catalog import WrongCatalog
from kpi.unit import LANGS, Sentence
from pages.web import journal, local

HEAVY = (
    "pandas",
    "pyarrow",
    "plotly.graph_objects",
    "streamlit.elements.plotly_chart",
    "streamlit.elements.echarts_chart",
)


def options() -> dict[str, str | int]:
    """Streamlit's settings for ``python app.py``; leaves with 1 and a sentence where they cannot work."""
    try:
        address, port = settings.get("KPI_ADDRESS"), settings.get("KPI_PORT")
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise Unusable(Sentence("http.wrong_port", {"port": port}))
        _check_free(address, int(port))
        return {"server.address": address, "server.port": int(port)}
    except Unusable as reason:
        sys.exit(_both(reason.sentence))


def prepare() -> None:
    """Make everything ready to serve, or say on stderr why not and leave with 1."""
    journal.keep_impersonal()
    try:
        settings.check()
        _ready_store()
        single.claim(store.engine())
        _refuse_unsafe()
        _first_administrator()
        _warm()
    except WrongCatalog as wrong:
        _leave(str(wrong))
    except Unusable as reason:
        _leave(_both(reason.sentence))
    except store.FAILURES as failure:
        _leave(_both(store.why(failure)))


def announce() -> None:
    """One line that says where the dashboard is; under another ASGI server that server says it."""
    if config._server_mode != "asgi-server":
        listening = str(config.get_option("server.address"))
        name = listening if deploy.loopback(listening) else (*settings.hosts(), listening)[0]
        host = f"[{name}]" if ":" in name else name
        address = f"http://{host}:{config.get_option('server.port')}"
        if not deploy.loopback(listening):
            print(_both(Sentence("http.plain")), file=sys.stderr, flush=True)
        print(" · ".join(words.say(lang, "http.address", address=address) for lang in LANGS), flush=True)


def _ready_store() -> None:
    catalog = settings.catalog()
    engine = store.engine()
    try:
        store.ready(engine)
    except Unusable as reason:
        if store.is_postgres(engine) or reason.sentence.code != "store.behind":
            raise
        backup.make(engine, backup.where(engine))
        store.upgrade(engine)
    for warning in store.warnings(engine):
        print(_both(warning), file=sys.stderr)
    with store.reading(engine) as connection:
        head = read.head(connection)
    wanted = (settings.sample() or settings.demo()) and not head.cleared
    if wanted and head.revision == 0 and not store.is_postgres(engine):
        loaded = sample.load(engine, catalog)
        if isinstance(loaded, uploads.Refused):
            _leave("\n".join(words.issue(lang, issue) for issue in loaded.issues for lang in LANGS))


def _warm() -> None:
    """The first page is worked out before the first reader asks.

    Streamlit collects garbage after every run: what stays for good is taken out of its sight (platform.md).
    """
    from pages import parts
    from pages.parts import shared  # its caches belong to the runtime, which runs only now

    for module in (*HEAVY, *(f"{parts.__name__}.{found.name}" for found in pkgutil.iter_modules(parts.__path__))):
        importlib.import_module(module)

    with store.reading(store.engine()) as connection:
        head = read.head(connection)
    shelf = shared.shelf(CONSOLE, head)
    if shelf.months:
        shared.opened(shelf, shelf.months[0], shelf.book.catalog.plant.key, date.today())
    gc.collect()
    gc.freeze()


def _refuse_unsafe() -> None:
    """Leave with every reason where it must not be started as it is set up (db/deploy.py)."""
    config.set_option("server.allowedHosts", [*local.NAMES, *settings.hosts()])
    engine = store.engine()
    if deploy.beyond(config.get_option):
        with suppress(Unusable, *store.FAILURES):  # what hinders a backup is among the reasons
            backup.tick(engine)
    if found := deploy.refusing(engine, config.get_option):
        _leave("\n".join(fault.said(lang) for fault in found for lang in LANGS))


def _first_administrator() -> None:
    """On a fresh machine: said once, on the console only."""
    if not settings.demo() and (made := accounts.first(store.engine())):
        login, password = made
        print("\n".join(words.say(lang, "person.first", login=login, password=password) for lang in LANGS), flush=True)


def _check_free(address: str, port: int) -> None:
    """Streamlit itself would say this in English only."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (socket.gaierror, UnicodeError) as error:
            raise Unusable(Sentence("http.no_address", {"address": address})) from error
        except OSError as error:
            if error.errno == EADDRNOTAVAIL:
                raise Unusable(Sentence("http.no_address", {"address": address})) from error
            raise Unusable(Sentence("http.port_taken", {"port": port})) from error


def _leave(sentence: str) -> NoReturn:
    """An exception out of the lifespan would reach the console as the server's traceback."""
    print(sentence, file=sys.stderr, flush=True)
    os._exit(1)


def _both(sentence: Sentence) -> str:
    return "\n".join(words.render(lang, sentence) for lang in LANGS)
