"""Files that are no news: what stands already, nothing filled in, or nothing that is known."""

from __future__ import annotations

from collections.abc import Sequence

from db import difference, publication
from db.answer import Files
from kpi import mending, words
from kpi.intake.words.cleaning import shown
from kpi.reading import Issue, Reading
from kpi.unit import LANGS, Words

_NAMED = 6


def news(found: difference.Sorted) -> bool:
    return bool(found.added or found.changed)


def told(files: Files, kept: Sequence[difference.Sorted]) -> tuple[tuple[int, str, str, int], ...]:
    """The files that change nothing beyond those before them."""
    numbered = enumerate(zip(files, kept, strict=True))
    return tuple(
        (part, name, publication.fingerprint(data), len(found.same))
        for part, ((name, data), found) in numbered
        if not news(found)
    )


def unchanged(readings: Sequence[Reading]) -> tuple[Issue, ...]:
    return tuple(Issue("store_nothing_changes", file=r.name) if r.rows else _valueless(r) for r in readings)


def _valueless(reading: Reading) -> Issue:
    """Nothing is filled in, or nothing known: then the names in doubt are told, which may be given a meaning."""
    names = [shown(issue.found) for issue in mending.doubted(reading.issues)]
    if not names:
        return Issue("store_no_values", file=reading.name)
    listed = {lang: words.say(lang, "trail.comma").join(names[:_NAMED]) for lang in LANGS}
    return Issue("store_nothing_known", args={"names": Words(**listed), "count": len(names)}, file=reading.name)
