"""PostgreSQL's own tools: the store's schema into a file with pg_dump, and back through pg_restore."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from db import settings, soundness, store
from db.settings import Unusable
from kpi import cause
from kpi.unit import Sentence

MAGIC = b"PGDMP"
_COPY = re.compile(rb"COPY .+ FROM stdin;\s*")
_SKIPPED = (b"\\", b"SET transaction_timeout")
"""psql's own commands, and a setting that servers before 17 do not know."""
LOCK_WAIT_MS = 10_000
"""Else an upgrade waits for our snapshot's connection, pg_dump for the upgrade, and we for pg_dump: for ever."""


def write(engine: Engine, path: Path) -> soundness.Found:
    """Dump one moment of the store, the one whose soundness is answered. Raises Unusable where the tools cannot."""
    with store.reading(engine) as connection:
        _check_version(connection)
        found = soundness.of(connection)
        if found.problems:
            return found
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        taken = (f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT_MS}", f'--schema="{schema}"')
        plain = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")
        _run("pg_dump", *plain, *taken, f"--file={path}", env=_environment(connection))
    check(path)
    return found


def check(path: Path) -> None:
    """Read a dump to its end. Raises Unusable for one that is damaged or not ours."""
    schema(path)
    # the list stands at the file's beginning: only unpacking everything shows that the rest is whole
    _run("pg_restore", f"--file={os.devnull}", str(path))


def schema(path: Path) -> str:
    """Which schema a dump holds. Raises Unusable for one that is not ours."""
    said = _run("pg_restore", "--list", str(path)).decode("utf-8", "replace")
    ours = re.search(r"^\d+; \d+ \d+ TABLE (\S+) ledger ", said, re.MULTILINE)
    if ours is None:
        raise Unusable(Sentence("backup.no_tables_in", {"file": str(path)}))
    return ours[1]


def throwaway(engine: Engine) -> Engine:
    """The same database over connections that end with their use: a dump leaves its settings in the session."""
    return create_engine(engine.url, poolclass=NullPool)


def fill(connection: Connection, path: Path, into: str) -> None:
    """Put a dump's tables and rows into its schema, empty now, inside the connection's transaction.

    pg_restore itself would need a connection of its own, and the store would be away until it is done: here the old
    store stays in force until the caller commits. The connection is to be a `throwaway` one.
    """
    driver: Any = connection.connection.driver_connection
    command = ["pg_restore", "--no-owner", "--no-privileges", f"--schema={into}", "--file=-", str(path)]
    with tempfile.TemporaryFile() as said, driver.cursor() as cursor:
        with _started(command, said) as process:
            assert process.stdout is not None
            _execute(cursor, process.stdout)
        if process.returncode:
            said.seek(0)
            raise _failed(command, said.read())
        cursor.execute("RESET search_path")


def _execute(cursor: Any, script: Iterable[bytes]) -> None:
    lines, statements = iter(script), list[bytes]()
    for line in lines:
        if _COPY.fullmatch(line):
            _flush(cursor, statements)
            with cursor.copy(line.rstrip()) as copy:
                for row in _rows(lines):
                    copy.write(row)
        elif not line.startswith(_SKIPPED):
            statements.append(line)
    _flush(cursor, statements)


def _rows(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.rstrip(b"\r\n") == b"\\.":
            return
        yield line


def _flush(cursor: Any, statements: list[bytes]) -> None:
    if b"".join(statements).strip():
        cursor.execute(b"".join(statements))
    statements.clear()


def _check_version(connection: Connection) -> None:
    """pg_dump refuses servers newer than itself, in words that do not say what to install."""
    wanted: int = connection.connection.driver_connection.info.server_version // 10_000  # type: ignore[union-attr]
    found = re.search(rb"\) (\d+)", _run("pg_dump", "--version"))
    if found is None or int(found[1]) < wanted:
        version = "?" if found is None else found[1].decode()
        raise Unusable(Sentence("backup.old_tool", {"found": version, "wanted": wanted}))


def _environment(connection: Connection) -> Mapping[str, str]:
    """Where to connect, for libpq: nothing of it on the command line, which every user of the machine can read."""
    info: psycopg.ConnectionInfo = connection.connection.driver_connection.info  # type: ignore[union-attr]
    # of several hosts the very one that holds the snapshot
    given = {**info.get_parameters(), "host": info.host, "port": str(info.port), "password": info.password}
    given["dbname"] = info.dbname
    names = {o.keyword.decode(): o.envvar.decode() for o in psycopg.pq.Conninfo.get_defaults() if o.envvar}
    return {names[key]: value for key, value in given.items() if key in names and value}


def _run(tool: str, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
    with tempfile.TemporaryFile() as said, _started([tool, *arguments], said, env) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        if process.wait():
            said.seek(0)
            raise _failed([tool, *arguments], said.read())
    return out


def _started(command: list[str], said: IO[bytes], env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    full = settings.environment(**{**(env or {}), "LC_ALL": "C"})
    try:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=full)
    except FileNotFoundError as error:
        raise Unusable(Sentence("backup.no_tool", {"tool": command[0]})) from error


def _failed(command: list[str], said: bytes) -> Unusable:
    """What a tool says first; of pg_restore, which only reads, it is always about the file."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    detail = cause.of(OSError((lines or ["?"])[0]))
    if command[0] == "pg_restore":
        return Unusable(Sentence("backup.unsound", {"file": command[-1], "why": detail}))
    return Unusable(Sentence("backup.tool_failed", {"tool": command[0], "detail": detail}))
