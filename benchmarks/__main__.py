"""``python -m benchmarks``: all of them, as one table."""

from __future__ import annotations

from benchmarks import gate, intake, overview

intake.main()
overview.main()
gate.main()
