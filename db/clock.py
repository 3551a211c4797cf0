"""What time it is, in one place, so that tests can say so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def latest() -> date:
    """The last day that is today anywhere: the plant's clock may be ahead of UTC."""
    return (now() + timedelta(hours=14)).date()


def stamp(at: datetime | None = None) -> str:
    """A moment as the store keeps it: UTC, ISO 8601 to the second."""
    return (now() if at is None else at.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
