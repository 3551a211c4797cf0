"""What kind of file the bytes are, by their first bytes and never by the name, and whether it is safe to unpack."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from kpi.intake.carriers.decode import MOST_BYTES
from kpi.reading import Issue

Kind = Literal["text", "xlsx", "xls"]

MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
_SMALL = 1024 * 1024
"""Below this an entry may be packed as tightly as it likes."""
_MOST_ENTRIES = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "pdf_file"), (b"Rar!", "packed_file"), (b"7z\xbc\xaf\x27\x1c", "packed_file"), 
    (b"\x1f\x8b", "packed_file"),
    (b"\x89PNG", "picture_file"), (b"\xff\xd8\xff", "picture_file"), (b"%TSD-Header", "guarded_file"),
    (b"\x09\x08\x10\x00", "ancient_file"), (b"\x09\x04\x06\x00", "ancient_file"), (b"\x09\x02\x06\x00", "ancient_file"),
    (b"\x09\x08\x08\x00", "ancient_file"), (b"{\\rtf", "html_file"),
)  # fmt: skip


def kind(data: bytes) -> Kind | Issue:
    """Text, or a workbook that may be unpacked; an Issue for anything else, with what to do about it."""
    if not data:
        return Issue("empty_file")
    if len(data) > MOST_BYTES:
        return Issue("file_too_large")
    for magic, code in _MAGIC:
        if data.startswith(magic):
            return Issue(code)
    if data.startswith(b"PK"):
        return _zip(data) or "xlsx"
    if data.startswith(_OLE[:4]):
        return _compound(data) or "xls"
    return "text"


def _compound(data: bytes) -> Issue | None:
    """Old Office files name their streams in UTF-16; what kind they are is in those names."""

    def names(text: str) -> bool:
        return text.encode("utf-16-le") in data

    if not data.startswith(_OLE):
        return Issue("excel_file")
    if names("EncryptedPackage") or names("StrongEncryptionDataSpace"):
        return Issue("encrypted_file")
    if names("_VBA_PROJECT"):
        return Issue("macro_file")
    if names("WordDocument") or names("PowerPoint Document"):
        return Issue("office_file")
    return None if names("Workbook") or names("Book") else Issue("excel_file")


def _zip(data: bytes) -> Issue | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError, OSError, NotImplementedError):
        return Issue("excel_file")
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return Issue("zip_bomb")
    if any(e.file_size > _SMALL and e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in entries):
        return Issue("zip_bomb")
    if len({entry.filename for entry in entries}) < len(entries):
        return Issue("excel_file")  # of two parts of one name, which one Excel shows is a guess
    return _what_zip({entry.filename for entry in entries}, any(entry.flag_bits & 1 for entry in entries))


def _what_zip(names: set[str], encrypted: bool) -> Issue | None:
    if encrypted:
        return Issue("encrypted_file")
    lower = {name.lower().replace("\\", "/") for name in names}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower):
        return Issue("macro_file")
    if any(name.endswith("workbook.bin") for name in lower):
        return Issue("binary_workbook")
    if any(name.startswith(("word/", "ppt/")) for name in lower):
        return Issue("office_file")
    if "content.xml" in lower and "mimetype" in lower:
        return Issue("ods_file")
    return None if "[content_types].xml" in lower else Issue("packed_file")
