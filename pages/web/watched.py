"""An open socket, whose owner may be sent away or given another role while it is open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import access, store
from db.actor import Actor

RECHECK_S = 2.0
CHANGED = 4401
"""The code with which we close a socket: the page then asks anew (ui.js), and gets what is due now or the login."""
_TOUCH_S = 60.0


class Socket:
    """Asks every few seconds whether the socket's owner is still who he was, and ends it if not."""

    def __init__(self, receive: Receive, send: Send, actor: Actor) -> None:
        self.receive, self.send, self.actor = receive, send, actor
        self.over = asyncio.Event()
        self.touched = -_TOUCH_S

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        watch = asyncio.create_task(self._watch())
        try:
            await app(scope, self._receive, self._send)
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        await asyncio.sleep(RECHECK_S)  # the gate has only just asked
        while await run_in_threadpool(unchanged, self.actor):
            await asyncio.sleep(RECHECK_S)
        self.over.set()

    async def _receive(self) -> Message:
        coming, ending = asyncio.ensure_future(self.receive()), asyncio.ensure_future(self.over.wait())
        await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if self.over.is_set():
            coming.cancel()
            await self.send({"type": "websocket.close", "code": CHANGED})
            return {"type": "websocket.disconnect", "code": CHANGED}
        message = await coming
        await self._seen(message)
        return message

    async def _seen(self, message: Message) -> None:
        now = asyncio.get_running_loop().time()
        if message["type"] == "websocket.receive" and self.actor.access and now - self.touched > _TOUCH_S:
            self.touched = now
            await run_in_threadpool(_touch, self.actor)

    async def _send(self, message: Message) -> None:
        if not self.over.is_set():
            await self.send(message)


def unchanged(actor: Actor) -> bool:
    """Whether the store still says the same of a socket's owner; a store that is away decides nothing."""
    if actor.access is None:
        return True
    try:
        with store.reading(store.kept()) as connection:
            now = access.by_number(connection, actor.access)
    except store.FAILURES:
        return True
    return now is not None and replace(now, address=actor.address) == actor


def _touch(actor: Actor) -> None:
    with suppress(*store.FAILURES):  # the page itself will say that the store is away
        access.touch(store.engine(), actor)
