"""Reads files in a process of its own that is stopped when it takes too long or too much memory: we never fall.

Small text files of ordinary lines are read here: a new process takes a quarter of a second. One long cell can cost
the square of its length, so that a text with a line that no report has gets a process however small it is.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import IO, Any, Literal

from db import clock, settings
from kpi import intake, marked
from kpi.intake import Inspection, overlay, written
from kpi.intake.carriers import package
from kpi.intake.words import vocabulary
from kpi.intake.written import Place, Written
from kpi.marked import Marked
from kpi.model import Book, Catalog
from kpi.reading import Issue, Reading
from kpi.unit import Lang

Files = Sequence[tuple[str, bytes]]
Choices = Sequence[Mapping[str, Any]]
Texts = tuple[Written, ...]
Answer = Reading | Inspection | Marked | Issue | Texts
SECONDS = 10.0
MEGABYTES = 1024
SMALL = 64 * 1024
"""Bytes of text that are read without a process of their own."""
LINE = 2000
"""Bytes of the longest line of such a text."""
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "SYSTEMROOT", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR", "TEMP")
"""What the process gets of our environment: nothing that opens a door."""
_NO_MEMORY = 86
"""Exit code of a reader that ran out of memory."""
_SIZE = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one file may take, in seconds, and how much memory the process may use, in MB."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


@dataclass(frozen=True, slots=True)
class _Job:
    """What the process is asked: each file with the arguments of the function of that name."""

    kind: Literal["read", "inspect", "mark", "written"]
    files: tuple[tuple[str, bytes, Mapping[str, Any]], ...]
    catalog: Catalog | None = None
    book: Book | None = None
    megabytes: int = MEGABYTES

    def answer(self, place: int) -> Answer:
        name, data, chosen = self.files[place]
        if self.kind == "inspect" or self.catalog is None:
            return intake.inspect(data, name, **chosen)
        if self.kind == "read":
            return intake.read(data, name, self.catalog, self.book, **chosen)
        given = dict(chosen)
        names = overlay.mapped(vocabulary.of(self.catalog), given.pop("mapping", {}))
        if self.kind == "mark":
            return marked.mark(data, name, names=names, **given)
        return written.cells(data, names, **given)


def read(
    files: Files, catalog: Catalog, book: Book | None = None, choices: Choices = (), *, limits: Limits | None = None
) -> tuple[Reading, ...]:
    """`kpi.intake.read` for each file, with its own ``choices``; what cannot be read in the limits is an Issue."""
    wanted, today = choices or [{}] * len(files), clock.latest()
    asked = tuple((name, data, {"today": today, **chosen}) for (name, data), chosen in zip(files, wanted, strict=True))
    found = _answers(_Job("read", asked, catalog, book), limits or Limits())
    return tuple(each if isinstance(each, Reading) else Reading(name, (), (_why(each),))
                 for (name, _), each in zip(files, found, strict=True))  # fmt: skip


def inspect(
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    table: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
) -> Inspection:
    """`kpi.intake.inspect` within the limits."""
    asked = {"sheet": sheet, "table": table, "encoding": encoding}
    found = _one(_Job("inspect", ((name, data, asked),)), limits)
    return found if isinstance(found, Inspection) else Inspection(name, issues=(_why(found),))


def mark(
    data: bytes,
    name: str,
    catalog: Catalog,
    issues: Sequence[Issue],
    lang: Lang,
    choices: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
) -> Marked:
    """`kpi.marked.mark` within the limits, else the list alone; ``choices`` as the file was read with."""
    how = {key: value for key, value in (choices or {}).items() if key in ("encoding", "corrections", "mapping")}
    asked = {"issues": tuple(issues), "lang": lang, **how}
    found = _one(_Job("mark", ((name, data, asked),), catalog), limits)
    if isinstance(found, Marked):
        return found
    return marked.listed(name, [replace(_why(found), file=name), *(i for i in issues if i.file in ("", name))], lang)


def cells(
    data: bytes,
    catalog: Catalog,
    places: Sequence[Place],
    choices: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
) -> Texts | None:
    """`kpi.intake.written.cells` within the limits; None for a file that was not read in them, as on a busy machine."""
    how = {key: value for key, value in (choices or {}).items() if key in ("encoding", "corrections", "mapping")}
    found = _one(_Job("written", (("", data, {"places": tuple(places), **how}),), catalog), limits)
    return found if isinstance(found, tuple) else None


def _one(job: _Job, limits: Limits | None) -> Answer:
    within = limits or Limits()
    return _answers(replace(job, megabytes=within.megabytes), within)[0]


def _why(found: Answer) -> Issue:
    """Why there is no answer of the kind that was asked for."""
    return found if isinstance(found, Issue) else Issue("reader_crash")


def _answers(job: _Job, limits: Limits) -> list[Answer]:
    """One answer a file. After a file that broke the process the others get a new one."""
    if all(_small(data) for _, data, _ in job.files):
        return [job.answer(place) for place in range(len(job.files))]
    found: list[Answer] = []
    while len(found) < len(job.files):
        rest = _Job(job.kind, job.files[len(found) :], job.catalog, job.book, limits.megabytes)
        found += _Process(limits).run(rest)
    return found


def _small(data: bytes) -> bool:
    ordinary = len(data) <= SMALL and max(map(len, data.splitlines()), default=0) <= LINE
    return ordinary and package.kind(data) == "text"


class _Process:
    """One reading process, alive for one job."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        kept = {name: value for name, value in settings.environment().items() if name in _KEPT}
        command = [sys.executable, "-m", "db.reader"]
        self.process = subprocess.Popen(
            command, cwd=_ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.heard: queue.Queue[bytes | None] = queue.Queue()

    def run(self, job: _Job) -> list[Answer]:
        """The answers until the last file, or until the first that breaks the process, which gets an Issue."""
        found: list[Answer] = []
        for work in (lambda: self._send(pickle.dumps(job, 5)), self._listen):
            Thread(target=work, daemon=True).start()
        try:
            for name, _, _ in job.files:
                answer = self._next()
                found.append(Issue(answer.code, args=answer.args, file=name) if isinstance(answer, Issue) else answer)
                if isinstance(answer, Issue):
                    break
        finally:
            self.process.kill()
            self.process.wait()
        return found

    def _next(self) -> Answer:
        try:
            heard = self.heard.get(timeout=self.limits.seconds)
        except queue.Empty:
            return Issue("reader_time", args={"seconds": f"{self.limits.seconds:g}"})
        if heard is None:
            code = self.process.wait()
            return Issue("reader_memory" if code == _NO_MEMORY else "reader_crash")
        answer: Answer = pickle.loads(heard)
        return answer

    def _send(self, data: bytes) -> None:
        try:
            with self._pipe(self.process.stdin) as pipe:
                pipe.write(data)
        except OSError:  # the process is gone; its end is told by the other pipe
            return

    def _listen(self) -> None:
        with self._pipe(self.process.stdout) as pipe:
            while len(head := pipe.read(_SIZE.size)) == _SIZE.size:
                (size,) = _SIZE.unpack(head)
                body = pipe.read(size)
                self.heard.put(body if len(body) == size else None)
        self.heard.put(None)

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise OSError("no pipe")
        return pipe


def _main() -> None:
    """The process itself: a job in, its answers out, each with its length before it."""
    job = pickle.load(sys.stdin.buffer)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a library prints is no answer
    _bound(job.megabytes)
    try:
        for place in range(len(job.files)):
            said = pickle.dumps(job.answer(place), 5)
            out.write(_SIZE.pack(len(said)) + said)
            out.flush()
    except MemoryError:
        os._exit(_NO_MEMORY)


def _bound(megabytes: int) -> None:
    """No more memory than this for the whole process; systems without `resource` have the time limit alone."""
    try:
        import resource
    except ImportError:
        return
    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    # the job names its class as db.reader's, not as this script's
    from db import reader

    reader._main()
