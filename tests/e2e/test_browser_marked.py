"""In a browser: a bad file is taken away as a workbook with its problems marked, mended there and sent in again."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.conftest import DESK, Look


@pytest.mark.soak
def test_a_marked_copy_is_taken_away_mended_and_sent_in_again(look: Look, empty: str, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "一月"
    for row in (["月份", "处理矿量(万吨)", "镍回收率(%)"], ["2023-01", "八十", 83], ["2023-02", 81, 183.66]):
        made.active.append(row)
    path = tmp_path / "一月.xlsx"
    made.save(path)
    view = look(empty, DESK).open("upload")
    view.page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', path)
    button = view.page.get_by_role("button", name="下载标出问题的 Excel")
    button.wait_for()
    assert (view.troubles(), view.english()) == ([], [])
    view.shot("upload-marked")
    with view.page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "一月-问题已标出.xlsx"
    marked = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert [c.coordinate for row in marked.worksheets[0] for c in row if c.comment] == ["B2", "C3"]
    marked.worksheets[0]["B2"], marked.worksheets[0]["C3"] = 80, 83.66
    mended = tmp_path / "一月-改好.xlsx"
    marked.save(mended)
    view = look(empty, DESK).open("upload")
    view.page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', mended)
    view.page.get_by_text("新增 4 · 改动 0").wait_for()
    assert "问题清单，没有读入" in view.text('[data-testid="stMain"]')
