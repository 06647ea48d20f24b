"""Whether a file is what its sender calls it: a browser shows only what begins as its kind does."""

from collections.abc import AsyncIterator

HEAD_BYTES = 512
SAVED_ONLY = "application/octet-stream"
"""What a file is called that is not what it was called: browsers save it and show nothing."""

BEGINNINGS = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
}
"""First bytes of the kinds that browsers show, from their specifications."""


class Head:
    """Passes content on and keeps its first bytes."""

    def __init__(self) -> None:
        self.bytes = b""

    async def of(self, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass content on."""
        async for chunk in content:
            if len(self.bytes) < HEAD_BYTES:
                self.bytes = (self.bytes + chunk)[:HEAD_BYTES]
            yield chunk


def proven_type(media_type: str, head: bytes) -> str:
    """Return a file's media type if its first bytes do not speak against it, else SAVED_ONLY.

    Args:
        media_type: as its sender says, in small letters and without parameters.
        head: its first bytes, at most HEAD_BYTES.
    """
    if media_type in BEGINNINGS:
        return media_type if head.startswith(BEGINNINGS[media_type]) else SAVED_ONLY
    if media_type == "image/webp":
        is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        return media_type if is_webp else SAVED_ONLY
    if media_type == "text/plain":
        return SAVED_ONLY if b"\0" in head else media_type
    return media_type
