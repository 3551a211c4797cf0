"""While the server runs: a backup every hour and after each publication, and memory given back."""

from __future__ import annotations

import asyncio
import gc
import sys

from starlette.concurrency import run_in_threadpool

from db import backup, settings, store
from db.settings import Unusable
from kpi import words
from kpi.unit import LANGS, Sentence

PAUSE_S = 60.0
COLLECT_S = 5.0
RARELY = (20_000, 20, 100)
"""How many new objects make Python collect by itself, and how often the older ones too: else 700, in readers' pages."""


async def backups() -> None:
    """Looks every minute whether a backup is due, until cancelled; what hinders it is said once on the console."""
    said: Sentence | None = None
    while not settings.demo():
        await asyncio.sleep(PAUSE_S)
        problem = await run_in_threadpool(_made)
        if problem is not None and problem != said:
            print("\n".join(words.render(lang, problem) for lang in LANGS), file=sys.stderr, flush=True)
        said = problem


async def garbage(every: float = COLLECT_S) -> None:
    """Collects Python's garbage every few seconds, and lets idle connections go, until cancelled.

    Streamlit would after every run of a page (config.toml, postScriptGC), looking through all open pages each time: a
    third of the work when fifty readers come at once. Python by itself would do so less often, but within their pages.
    """
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        while True:
            await asyncio.sleep(every)
            gc.collect()
            await run_in_threadpool(store.let_go)
    finally:
        gc.set_threshold(*before)


def _made() -> Sentence | None:
    """Make a backup where one is due; why it could not be made."""
    try:
        backup.tick(store.engine())
    except Unusable as reason:
        return reason.sentence
    except store.FAILURES as failure:
        return store.why(failure)
    return None
