"""What the server counts for Prometheus: requests, logins, open sockets, failed pages, and how the store is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import inf

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import condition
from db.actor import Actor
from pages.web import gate

_LOGINS = frozenset((("POST", "/login"), ("GET", "/login/oidc/callback")))


@dataclass(frozen=True, slots=True)
class Meters:
    """This process's counters; roles and outcomes only, nobody's name."""

    registry: CollectorRegistry
    requests: Counter
    logins: Counter
    sockets: Gauge
    pages_failed: Counter


@cache
def meters() -> Meters:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Store())
    return Meters(
        registry,
        Counter("kpi_requests", "Answers by status class.", ["status"], registry=registry),
        Counter("kpi_logins", "Logins by outcome.", ["outcome"], registry=registry),
        Gauge("kpi_sockets", "Open sockets by role.", ["role"], registry=registry),
        Counter("kpi_page_failures", "Page runs that ended in an error.", registry=registry),
    )


class Answers:
    """Counts answers by status class, and logins by what became of them; the outermost piece."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # an exception on its way to the server's last resort

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            meters().requests.labels(f"{status // 100}xx").inc()
            if (scope["method"], scope["path"]) in _LOGINS:
                meters().logins.labels("entered" if status == 303 else "refused").inc()


class Sockets:
    """Counts the open sockets of those whom the gate has let in; behind the gate."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor: Actor | None = scope.get(gate.ACTOR) if scope["type"] == "websocket" else None
        if actor is None:
            await self.app(scope, receive, send)
        else:
            with meters().sockets.labels(actor.role).track_inprogress():
                await self.app(scope, receive, send)


class _Store(Collector):
    """Asked anew at every scrape."""

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = condition.now()
        yield GaugeMetricFamily("kpi_store_usable", "1: readable and of our form.", value=int(now.problem is None))
        if now.problem is None:
            yield GaugeMetricFamily("kpi_revision", "The newest publication.", value=now.revision)
        if now.size is not None:
            yield GaugeMetricFamily("kpi_store_bytes", "What the store takes on the disk.", value=now.size)
        if now.free is not None:
            yield GaugeMetricFamily("kpi_disk_free_bytes", "Room left beside the store.", value=now.free)
        age = inf if now.backup is None else now.backup.total_seconds()
        yield GaugeMetricFamily("kpi_backup_age_seconds", "Time since the newest backup; +Inf without one.", value=age)


async def metrics(_: Request) -> Response:
    text = await run_in_threadpool(generate_latest, meters().registry)
    return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})


ROUTES: tuple[BaseRoute, ...] = (Route(f"{gate.MONITOR}/metrics", metrics),)
