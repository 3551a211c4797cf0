"""``python -m benchmarks``: all of them, as one table."""

from __future__ import annotations

from benchmarks import crowd, durable, gate, intake, month, overview, restated, screen

intake.main()
durable.main()
restated.main()
overview.main()
screen.main()
crowd.main()
gate.main()
month.main()
