"""Who may do what: one table of roles, verbs and objects, and one function for the scopes an actor may see."""

from __future__ import annotations

from typing import Literal

from db import settings
from db.actor import Actor, Role
from db.settings import Unusable
from kpi.model import Catalog
from kpi.unit import Sentence

Verb = Literal["see", "check", "submit", "publish", "withdraw", "manage", "make", "hold", "name"]
What = Literal["figures", "upload", "history", "meeting", "account", "screen", "audit", "backup", "token", "store"]

_LOOKS: frozenset[tuple[Verb, What]] = frozenset({("see", "figures")})
_SEES: frozenset[tuple[Verb, What]] = _LOOKS | {("see", "history"), ("hold", "token")}
_REPORTS: frozenset[tuple[Verb, What]] = frozenset({("check", "upload"), ("submit", "upload")})
_REVIEWS: frozenset[tuple[Verb, What]] = frozenset({("publish", "upload"), ("withdraw", "upload"), ("name", "meeting")})
_RUNS: frozenset[tuple[Verb, What]] = frozenset(
    {("manage", "account"), ("manage", "screen"), ("see", "audit"), ("see", "backup"), ("make", "backup")}
)
TABLE: dict[Role, frozenset[tuple[Verb, What]]] = {
    "viewer": _SEES,
    "analyst": _SEES | _REPORTS,
    "reviewer": _SEES | _REPORTS | _REVIEWS,
    "admin": _SEES | _RUNS,  # accounts, screens, the trail: not data
    "screen": _LOOKS,
    "console": _SEES | _REPORTS | _REVIEWS | _RUNS | {("manage", "store")},
    "program": _LOOKS | _REPORTS | _REVIEWS,
}
"""A reviewer never publishes what he uploaded himself (`own_allowed`)."""


class Forbidden(Unusable):
    """The actor's role does not allow this."""


def may(actor: Actor, verb: Verb, what: What) -> bool:
    return (verb, what) in TABLE[actor.role]


def require(actor: Actor, verb: Verb, what: What) -> None:
    """Raises Forbidden."""
    if not may(actor, verb, what):
        raise Forbidden(Sentence("access.forbidden", {"login": actor.login}))


def own_allowed(actor: Actor) -> bool:
    """Whether somebody may publish his own upload: the console, its programs, and where the plant has one person only
    (KPI_SELF_REVIEW); recorded and shown as such."""
    return actor.role in ("console", "program") or settings.self_review()


def scopes(actor: Actor, catalog: Catalog) -> frozenset[str] | None:
    """The scopes an actor may see: his own and all below it; None for everything."""
    return within(actor.scope, catalog)


def within(scope: str, catalog: Catalog) -> frozenset[str] | None:
    """A scope and all below it; None for '' and the plant; nothing for a scope that is no longer in the catalogue."""
    if scope in ("", catalog.plant.key):
        return None
    return frozenset(catalog.under(scope))


def covers(actor: Actor, scope: str, catalog: Catalog) -> bool:
    """Whether a scope ('' is everything) lies within the actor's own."""
    seen = scopes(actor, catalog)
    return seen is None or scope in seen
