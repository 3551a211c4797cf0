"""From the bytes of a file of 30,000 rows to its problems and its difference on the upload page.

The page is run as Streamlit runs it, without a browser: once with figures that are new, once with every tenth figure
out of bounds. Beside it the time of the reading alone, in the same run.
"""

from __future__ import annotations

import gc
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from streamlit.testing.v1 import AppTest

from benchmarks.intake import as_csv, many
from db import reader, settings, store
from kpi.model import Catalog
from kpi.reading import Row
from tests import people

YEARS, ROUNDS = 27, 3


def main() -> None:
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # it misses the server that AppTest stands in for
    catalog = settings.catalog()
    rows = list(many(catalog, YEARS))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KPI_DATABASE"] = f"sqlite:///{Path(folder) / 'kpi.db'}"
        store.upgrade(store.engine())
        number = str(people.enter_alone(store.engine()).number)
        gc.collect()
        gc.freeze()  # as the server does before its first reader
        for name, data in (("new", as_csv(catalog, rows)), ("every tenth wrong", as_csv(catalog, spoilt(rows)))):
            taken: dict[str, list[float]] = {"read": [], "page": []}
            for turn in range(ROUNDS):
                taken["read"].append(timed(lambda data=data: read(catalog, data)))  # type: ignore[misc]
                page = opened(number)
                file = (f"{name} {turn}.csv", data, "text/csv")
                taken["page"].append(timed(lambda page=page, file=file: drop(page, file)))  # type: ignore[misc]
            seconds = {what: min(found) for what, found in taken.items()}
            said = f"{seconds['page'] / seconds['read']:5.2f} × the reading alone ({seconds['read']:.2f} s)"
            print(
                f"{f'bytes → problems and difference, {name}':52}{len(rows):>8} rows {seconds['page']:8.2f} s   {said}"
            )


def spoilt(rows: list[Row]) -> list[Row]:
    return [replace(row, value=-1e9) if number % 10 == 0 else row for number, row in enumerate(rows)]


def read(catalog: Catalog, data: bytes) -> None:
    reader.read([("many.csv", data)], catalog)


def opened(number: str) -> AppTest:
    page = AppTest.from_file(str(settings.ROOT / "pages" / "frame.py"), default_timeout=300)
    page.user = {"session": number}
    return page.run().switch_page("upload.py").run()


def drop(page: AppTest, file: tuple[str, bytes, str]) -> None:
    uploader: Any = page.get("file_uploader")[0]
    uploader.set_value([file]).run()
    if page.exception:
        raise SystemExit(f"the upload page failed: {page.exception}")


def timed(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
