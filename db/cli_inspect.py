"""The command that shows what any table file holds, without a store and without a catalogue."""

from __future__ import annotations

import argparse
import json
import sys

from db import cli_store, reader
from kpi import words
from kpi.intake import inspection
from kpi.intake.inspection import Inspection
from kpi.unit import Lang


def inspect(given: argparse.Namespace, lang: Lang) -> int:
    """Exit code 1 when the file holds an error."""
    data = cli_store.bytes_of(given.report)
    found = reader.inspect(data, given.report.name, sheet=given.sheet, table=given.table, encoding=given.encoding)
    if given.json:
        print(json.dumps(inspection.as_json(found), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _print(found, lang)
    return 1 if any(issue.severity == "error" for issue in found.issues) else 0


def _print(found: Inspection, lang: Lang) -> None:
    if found.sheet:
        print(words.say(lang, "inspect.sheet", sheet=found.sheet))
    if found.encoding:
        print(words.say(lang, "inspect.encoding", encoding=found.encoding, delimiter=repr(found.delimiter)[1:-1]))
    if found.header_rows:
        header = "–".join(str(row) for row in dict.fromkeys((found.header_rows[0], found.header_rows[-1])))
        counts = {"rows": found.rows, "columns": len(found.columns)}
        print(words.say(lang, "inspect.shape", file=found.name, header=header, **counts))
        print("  " + " | ".join(found.columns))
    if found.periods:
        ends = {"first": found.periods[0], "last": found.periods[-1]}
        print(words.say(lang, "inspect.periods", **ends, count=len(found.periods)))
    for left in found.left_out:
        kind = words.say(lang, f"upload.left_{left.kind}")
        print(words.say(lang, "inspect.left", row=left.line, kind=kind, text=left.text))
    for issue in found.issues:
        place, said = words.place(lang, issue), words.issue(lang, issue)
        print(words.say(lang, f"cli.{issue.severity}_at", place=place, said=said), file=sys.stderr)
