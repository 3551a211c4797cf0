"""Under which names and on which addresses the dashboard may be asked at all."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from db import settings
from db.deploy import loopback

NAMES = ("localhost", "127.0.0.1", "::1")


def name_of(host: str) -> str:
    """The name in a Host header without its port: ``[::1]:8501`` → ``::1``."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".")


def refusal(scope: Scope, headers: Headers) -> str | None:
    """Why a request is turned away whoever sent it: it came in on an address that is not to be served, or under a name
    that is not ours, as a page elsewhere may do that lets its own name point here (DNS rebinding)."""
    server = scope.get("server")
    here = not server or server[1] is None or loopback(server[0])
    if not here and (settings.demo() or loopback(settings.get("KPI_ADDRESS"))):
        return "http.other_machine"
    hosts = headers.getlist("host")
    names = (*settings.hosts(), *(NAMES if here else ()))
    if len(hosts) != 1 or name_of(hosts[0]) not in names:
        return "http.other_name"
    return None
