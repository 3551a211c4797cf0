"""The command that says whether the dashboard may be started here, and whether it may be opened to others."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

from db import deploy, settings, store
from kpi import words
from kpi.unit import Lang

CONFIG = settings.ROOT / ".streamlit" / "config.toml"


def check(given: argparse.Namespace, lang: Lang) -> int:
    """With ``--deploy`` every reason against opening it to others; without, those that stop a start as it is set up."""
    engine, option = store.engine(), options()
    found = deploy.faults(engine, option) if given.deploy else deploy.refusing(engine, option)
    for fault in found:
        print(fault.said(lang), file=sys.stderr)
    if found:
        print(words.say(lang, "deploy.refused", count=len(found)), file=sys.stderr)
        return 1
    print(words.say(lang, "deploy.fine" if given.deploy else "deploy.fine_here"))
    return 0


def options(file: Path = CONFIG) -> deploy.Option:
    """Streamlit's options as the file has them; the address is what KPI_ADDRESS will make it."""
    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def option(name: str) -> object:
        part, _, key = name.partition(".")
        return settings.get("KPI_ADDRESS") if name == "server.address" else data.get(part, {}).get(key)

    return option
