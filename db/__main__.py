"""``python -m db``: runs a command and says every failure as a sentence."""

from __future__ import annotations

import io
import os
import sys

from db import cli, store
from db.settings import Unusable
from kpi import words
from kpi.catalog import WrongCatalog
from kpi.unit import Sentence


def main(argv: list[str]) -> int:
    """Run a command; 0 when it did what was asked, 1 with sentences on stderr when it did not."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Chinese Windows would write GBK into a pipe
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return cli.run(argv)
    except WrongCatalog as wrong:
        print(wrong, file=sys.stderr)
    except Unusable as reason:
        _say(argv, reason.sentence)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except store.FAILURES as failure:
        _say(argv, store.why(failure))
    return 1


def _say(argv: list[str], sentence: Sentence) -> None:
    print(words.render(cli.spoken(argv), sentence), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
