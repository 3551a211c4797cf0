"""What time it is, in one place, so that tests can say so."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def stamp(at: datetime | None = None) -> str:
    """A moment as the store keeps it: UTC, ISO 8601 to the second."""
    return (now() if at is None else at.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
