"""The front door: Streamlit's pages, the doors for programs and the guards in front of both, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import config

from pages.web import api, failure, gate, html, keeping, metrics, opening

ROOT = Path(__file__).resolve().parent
# Streamlit looks for .streamlit/config.toml beside this path; under uvicorn it would take the script's folder instead.
config._main_script_path = str(ROOT / "app.py")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    await run_in_threadpool(opening.prepare)
    opening.announce()
    tending = [asyncio.create_task(work()) for work in (keeping.backups, keeping.garbage)]
    yield
    for task in tending:
        task.cancel()


app = st.App(
    ROOT / "pages" / "frame.py",
    secrets={"none": {}},  # while it has none, Streamlit looks for their file at every run of a page
    routes=api.ROUTES,
    middleware=[Middleware(metrics.Answers), Middleware(html.Html), Middleware(gate.Gate), Middleware(metrics.Sockets)],
    lifespan=lifespan,
    on_script_error=failure.said,
    exception_handlers=api.FAILURES,
)

if __name__ == "__main__":
    app.run(config=opening.options())
