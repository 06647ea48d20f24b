"""A file is shown only if it begins as its kind does."""

import pytest

from taktline.platform.outside.sniff import SAVED_ONLY, proven_type

PNG = b"\x89PNG\r\n\x1a\nxx"
WEBP = b"RIFF\0\0\0\0WEBPVP8 "


@pytest.mark.parametrize(
    ("told", "head", "kept"),
    [
        ("image/png", PNG, "image/png"),
        ("image/png", b"<html>", SAVED_ONLY),
        ("image/jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("image/jpeg", PNG, SAVED_ONLY),
        ("image/webp", WEBP, "image/webp"),
        ("image/webp", b"RIFF\0\0\0\0WAVE", SAVED_ONLY),
        ("image/gif", b"GIF89a..", "image/gif"),
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("application/pdf", b"", SAVED_ONLY),
        ("text/plain", "铝板".encode(), "text/plain"),
        ("text/plain", b"MZ\0\0", SAVED_ONLY),
        ("application/zip", b"anything", "application/zip"),
    ],
)
def test_a_kind_that_browsers_show_is_believed_by_its_first_bytes(
    told: str, head: bytes, kept: str
) -> None:
    assert proven_type(told, head) == kept
