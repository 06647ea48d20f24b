"""A small .xls as Excel 97 wrote it: BIFF8 records in a compound file, for tests of the reader."""

import struct
from collections.abc import Sequence

SECTOR = 512
STREAM_MIN = 4096
"""Shorter streams would need the small-stream table; the workbook is padded to this."""
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_workbook(name: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet: numbers as numbers, everything else as text."""
    bof = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    title = _record(0x0085, struct.pack("<IHBB", 0, 0, len(name), 1) + name.encode("utf-16-le"))
    end = _record(0x000A, b"")
    begins = len(bof) + len(title) + len(end)
    title = _record(
        0x0085, struct.pack("<IHBB", begins, 0, len(name), 1) + name.encode("utf-16-le")
    )
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    wide = max(len(row) for row in rows)
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, wide, 0))
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet += _cell(line, column, value)
    return _compound(bof + title + end + sheet + end)


def _cell(line: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", line, column, 0)
    if value is None:
        return b""
    if isinstance(value, (int, float)):
        return _record(0x0203, place + struct.pack("<d", value))
    text = str(value)
    return _record(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """Return a compound file: header, one table of sectors, the directory, the stream."""
    stream = stream.ljust(max(STREAM_MIN, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    chain = [FAT, END, *range(3, sectors + 2), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR, "one table of sectors is enough for a test"
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, STREAM_MIN, END, 0, END, 0)
    header += struct.pack("<I", 0).ljust(SECTOR - len(header), b"\xff")
    directory = _entry("Root Entry", 5, child=1, begins=END, size=0)
    directory += _entry("Workbook", 2, child=FREE, begins=2, size=len(stream))
    directory += bytes(256)
    return header + table + directory + stream


def _entry(name: str, kind: int, *, child: int, begins: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", begins, size)
