"""From the bytes of a report file to checked rows and everything that is wrong with it."""

from kpi.intake.inspection import Inspection as Inspection
from kpi.intake.inspection import inspect as inspect
from kpi.intake.reading import read as read

__all__ = ["Inspection", "inspect", "read"]
