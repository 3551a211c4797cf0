"""How the store's tables came to be: the numbered steps in ``versions`` and what runs them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent


def run(connection: Connection, folder: Path = FOLDER) -> None:
    """Bring the tables to the newest step inside the connection's open transaction."""
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """The step a store stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(_config(FOLDER)).get_current_head()


def known() -> frozenset[str]:
    return frozenset(step.revision for step in ScriptDirectory.from_config(_config(FOLDER)).walk_revisions())


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    # a literal path separator: Alembic warns when it has to guess how to split
    config.set_main_option("path_separator", "os")
    return config
