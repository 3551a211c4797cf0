"""Who acts: a person, a program with a person's token, a meeting-room screen, or the console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["viewer", "analyst", "reviewer", "admin", "screen", "console", "program"]
PEOPLE: tuple[Role, ...] = ("viewer", "analyst", "reviewer", "admin")
"""The roles that log in with a password."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever reads or changes something, as the store knew him when he asked.

    ``scope`` is the key of the scope he belongs to, '' for everything; ``account`` and ``access`` are the numbers of
    his account and of the session, token or pairing he came with.
    """

    login: str
    role: Role
    scope: str = ""
    name: str = ""
    address: str = ""
    account: int | None = None
    access: int | None = None
    pages: tuple[str, ...] = ()
    """The pages a screen may show; empty for people, who may see what their role allows."""
    must_change: bool = False
    """His password was given to him or is too old: nothing else before he has changed it."""


CONSOLE = Actor("console", "console", address="console")
"""Whoever sits at the server itself: all rights, and every act in the audit trail under this name."""
DEMO = Actor("demo", "viewer")
"""Everybody, while the sample is shown read-only without login (KPI_DEMO)."""
PROGRAM = Actor("api", "program")
"""The holder of KPI_UPLOAD_TOKEN: a program that the operator himself let in; like the console it publishes its own."""
