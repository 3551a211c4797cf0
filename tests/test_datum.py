"""One datum, followed all the way: a line of a GBK file becomes the bar over 9月, and its card says where from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from db import read, settings, uploads
from db import store as stores
from db.actor import CONSOLE
from kpi import board, series
from kpi.charts import amount, card, columns, palette
from kpi.period import Month
from kpi.progress import Desk
from kpi.reading import Row

SEPTEMBER = Month(2022, 9)
TEXT = "选矿厂2022年9月生产月报\r\n月份,指标,数值\r\n2022-09,处理矿量,87.3 万吨\r\n"
FILE = ("九月.csv", TEXT.encode("gbk"))


def bar(drawn: Any, name: str) -> dict[str, float | None]:
    """The columns of one trace by their label."""
    trace = next(t for t in drawn.data if t.type == "bar" and t.name == name)
    return dict(zip(trace.x, trace.y, strict=True))


def test_a_line_of_a_file_becomes_the_bar_over_september(store: Engine) -> None:
    catalog = settings.catalog()

    # checked and compared, nothing stored
    before = uploads.preview(store, catalog, [FILE], by=CONSOLE)
    (reading,) = before.readings
    assert (reading.encoding, reading.issues, before.issues) == ("gb18030", (), ())
    (row,) = reading.rows
    assert row == Row("ore_milled_dry", "plant", "actual", "2022-09", 873_000.0, line=3, column=3)
    assert [(left.line, left.kind) for left in reading.left_out] == [(1, "title")]
    assert [delta.row for delta in before.difference.added] == [row]
    assert before.revision == 0
    with stores.reading(store) as connection:
        assert (read.head(connection).revision, read.book(connection, catalog).actuals) == (0, {})

    # published: one batch, one revision
    receipt = uploads.publish(store, catalog, [FILE], by=CONSOLE, seen=before.revision)
    assert receipt == uploads.Receipt((1,), 1, added=1, changed=0, same=0)
    with stores.reading(store) as connection:
        book = read.book(connection, catalog)
    assert book.revision == 1
    ((cell, fact),) = book.actuals.items()
    assert cell == ("ore_milled_dry", "plant", "2022-09")
    assert (fact.value, fact.batch, fact.file, fact.row) == (873_000.0, 1, "九月.csv", 3)

    # worked out: known for the month, one of nine months of the year
    found = board.figures(book, SEPTEMBER, "plant")
    figure = next(f for f in found.brand("ore").figures if f.indicator.key == "ore_milled_dry")
    assert (figure.month.actual, figure.ytd.months_present, figure.ytd.months_expected) == (873_000.0, 1, 9)

    # drawn: 87.3 over 9月 in 万吨, nothing over the other months
    twelve = series.of_year(Desk(book, "plant", SEPTEMBER), figure.indicator)
    drawn = amount.chart(twelve, "zh", palette.LIGHT)
    assert bar(drawn, "实际") == {f"{n}月": 87.3 if n == 9 else None for n in range(1, 13)}
    assert drawn.layout.yaxis.title.text == "万吨"
    english = amount.chart(twelve, "en", palette.LIGHT)
    assert (bar(english, "Actual")["Sep"], english.layout.yaxis.title.text) == (87.3, "10,000 t")
    option = columns.option(twelve, "zh", palette.LIGHT)
    drawn_columns = [column and column["value"] for column in option["series"][0]["data"]]
    assert drawn_columns == [None] * 8 + [87.3] + [None] * 3

    # and said where from
    source = board.as_json(found)["brands"][1]["indicators"][0]["source"]
    assert source == {"batch": 1, "file": "九月.csv", "sheet": "", "row": 3}
    assert "来源：九月.csv 第 3 行" in card.card(figure, "zh", palette.LIGHT, sample=False)


def test_a_line_that_cannot_be_read_goes_nowhere(store: Engine) -> None:
    broken = ("九月.csv", TEXT.replace("87.3 万吨", "87.3 万元").encode("gbk"))
    refused = uploads.publish(store, settings.catalog(), [broken], by=CONSOLE)
    assert isinstance(refused, uploads.Refused)
    assert [(i.code, i.line, i.found) for i in refused.issues] == [("unit_unknown", 3, "87.3 万元")]
    with stores.reading(store) as connection:
        assert (read.head(connection).revision, read.book(connection, settings.catalog()).actuals) == (0, {})
