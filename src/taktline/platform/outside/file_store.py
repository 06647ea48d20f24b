"""Where the content of files lies: by its hash, on disk, behind three functions."""

import asyncio
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol
from uuid import uuid4

from taktline.base.instant import Instant
from taktline.base.problem import NotFound

CHUNK = 1 << 16


class FileStore(Protocol):
    """Keeps content by the hash of what it is. Each tenant's lies apart."""

    async def put(self, tenant: str, content: AsyncIterator[bytes]) -> tuple[bytes, int]:
        """Keep content for good; returns its SHA-256 and size in bytes."""

    def get(self, tenant: str, digest: bytes) -> AsyncIterator[bytes]:
        """Return content in pieces.

        Raises:
            NotFound: there is none of this hash.
        """

    async def delete(self, tenant: str, digest: bytes, *, before: Instant) -> None:
        """Forget content that was put before an instant; what is not there is forgotten."""

    async def digests(self, tenant: str) -> list[bytes]:
        """Return the hashes of everything kept of a tenant."""


class DiskFiles:
    """Content in a folder: `<tenant>/<first two digits>/<hash>`.

    Written beside its place, synced, then renamed, so that what lies in its place is whole. The
    folder is part of a backup.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, tenant: str, content: AsyncIterator[bytes]) -> tuple[bytes, int]:
        """Keep content for good; returns its SHA-256 and size in bytes."""
        staging = self._folder / tenant / "staging"
        await asyncio.to_thread(staging.mkdir, parents=True, exist_ok=True, mode=0o700)
        partial = staging / uuid4().hex
        digest, size = sha256(), 0
        file = await asyncio.to_thread(partial.open, "xb")
        try:
            async for chunk in content:
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(_seal, file)
            await asyncio.to_thread(_move, partial, self._place(tenant, digest.digest()))
        finally:
            file.close()
            await asyncio.to_thread(partial.unlink, missing_ok=True)
        return digest.digest(), size

    async def get(self, tenant: str, digest: bytes) -> AsyncIterator[bytes]:
        """Return content in pieces.

        Raises:
            NotFound: there is none of this hash.
        """
        try:
            file = await asyncio.to_thread(self._place(tenant, digest).open, "rb")
        except FileNotFoundError:
            raise NotFound(kind="file content", code=digest.hex()[:12]) from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def delete(self, tenant: str, digest: bytes, *, before: Instant) -> None:
        """Forget content that was put before an instant; what is not there is forgotten."""
        await asyncio.to_thread(_forget, self._place(tenant, digest), before)

    async def digests(self, tenant: str) -> list[bytes]:
        """Return the hashes of everything kept of a tenant."""
        return await asyncio.to_thread(_digests, self._folder / tenant)

    def _place(self, tenant: str, digest: bytes) -> Path:
        name = digest.hex()
        return self._folder / tenant / name[:2] / name


def _seal(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _forget(place: Path, before: Instant) -> None:
    try:
        if place.stat().st_mtime < before.timestamp():
            place.unlink()
    except FileNotFoundError:
        return


def _digests(folder: Path) -> list[bytes]:
    return [bytes.fromhex(path.name) for path in folder.glob("[0-9a-f][0-9a-f]/*")]


def _move(partial: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.replace(place)
    if os.name == "posix":
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
