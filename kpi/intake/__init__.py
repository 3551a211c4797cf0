"""From the bytes of a report file to checked rows and everything that is wrong with it."""

from kpi.intake.reading import read as read

__all__ = ["read"]
