"""Until accounts exist only this machine may look: every other address and every foreign name is turned away."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kpi import words
from kpi.unit import LANGS

NAMES = ("localhost", "127.0.0.1", "::1")


def loopback(address: str) -> bool:
    """Whether an address or name of this machine can be reached from this machine only."""
    if address.lower() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def name_of(host: str) -> str:
    """The name in a Host header without its port: ``[::1]:8501`` → ``::1``."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


class LocalOnly:
    """Turns away what did not arrive on a loopback address under a loopback name, pages and websockets alike.

    The name is checked because a page elsewhere may let its own host name point here (DNS rebinding).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            text = "\n".join(words.say(lang, refusal) for lang in LANGS) + "\n"
            await PlainTextResponse(text, status_code=403)(scope, receive, send)


def _refusal(scope: Scope) -> str | None:
    server = scope.get("server")
    if server and server[1] is not None and not loopback(server[0]):
        return "http.other_machine"
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or name_of(hosts[0]) not in NAMES:
        return "http.other_name"
    return None
