"""While the server runs: a backup every hour and after each publication."""

from __future__ import annotations

import asyncio
import sys

from starlette.concurrency import run_in_threadpool

from db import backup, settings, store
from db.settings import Unusable
from kpi import words
from kpi.unit import LANGS, Sentence

PAUSE_S = 60.0


async def backups() -> None:
    """Looks every minute whether a backup is due, until cancelled; what hinders it is said once on the console."""
    said: Sentence | None = None
    while not settings.demo():
        await asyncio.sleep(PAUSE_S)
        problem = await run_in_threadpool(_made)
        if problem is not None and problem != said:
            print("\n".join(words.render(lang, problem) for lang in LANGS), file=sys.stderr, flush=True)
        said = problem


def _made() -> Sentence | None:
    """Make a backup where one is due; why it could not be made."""
    try:
        backup.tick(store.engine())
    except Unusable as reason:
        return reason.sentence
    except store.FAILURES as failure:
        return store.why(failure)
    return None
