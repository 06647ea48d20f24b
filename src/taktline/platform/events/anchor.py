"""Anchors: the head of the chain, written down hourly where the database cannot reach."""

import asyncio
import contextlib
import hmac
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from taktline.base.instant import Instant, wire
from taktline.platform.command import Clock
from taktline.platform.database import Database
from taktline.platform.events.wake import AWAY, Tenants

INTERVAL_S = 3600
"""An hour: what was cut from the tail within it is not proved by an anchor."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """Where a tenant's chain ended at one moment.

    Attributes:
        mac: HMAC-SHA256 of the other fields with the tenant's sealing key, so that nobody writes
            an anchor who could not have sealed.
    """

    tenant: str
    position: int
    seal: str
    at: datetime
    mac: str

    def is_genuine(self, key: bytes) -> bool:
        """Say whether this anchor was written with the sealing key and not changed since."""
        return hmac.compare_digest(self.mac, _mac(self, key))


def anchor_of(tenant: str, key: bytes, *, position: int, seal: bytes, now: Instant) -> Anchor:
    """Return the anchor of a head, signed."""
    bare = Anchor(tenant=tenant, position=position, seal=seal.hex(), at=now, mac="")
    return msgspec.structs.replace(bare, mac=_mac(bare, key))


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Write an anchor behind the others of the file, durably; blocks for the disk.

    Half a line that a power cut or a full disk left behind is ended first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.read_bytes() if path.exists() else b""
    is_torn = bool(written) and not written.endswith(b"\n")
    with path.open("ab") as file:
        file.write((b"\n" if is_torn else b"") + msgspec.json.encode(anchor) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def anchors_of(path: Path, tenant: str) -> list[Anchor]:
    """Read a tenant's anchors in the order in which they were written; none if there is no file.

    Half a line is no anchor: it was never written to its end.
    """
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(line, type=Anchor))
    return [anchor for anchor in found if anchor.tenant == tenant]


async def write_anchors(
    database: Database,
    tenants: Sequence[str],
    *,
    key_of: Callable[[str], bytes],
    path: Path,
    now: Instant,
) -> int:
    """Write an anchor for every tenant whose chain has grown; return how many.

    Args:
        database: where tenants' transactions run.
        tenants: their codes.
        key_of: gives a tenant's sealing key.
        path: the anchor file, outside the data folder, best on another machine's disk.
        now: our clock.
    """
    written = 0
    for tenant in tenants:
        async with database.transaction(tenant, readonly=True) as tx:
            rows = await tx.fetch("SELECT position, seal FROM event_head")
        position, seal = msgspec.convert(rows[0], tuple[int, bytes])
        known = await asyncio.to_thread(anchors_of, path, tenant)
        if position > max((anchor.position for anchor in known), default=0):
            anchor = anchor_of(tenant, key_of(tenant), position=position, seal=seal, now=now)
            await asyncio.to_thread(append_anchor, path, anchor)
            written += 1
    return written


async def keep_anchors(
    database: Database,
    *,
    tenants: Tenants,
    key_of: Callable[[str], bytes],
    path: Path,
    clock: Clock,
) -> None:
    """Write anchors now and every hour until cancelled; a database that is away is asked later."""
    while True:
        with contextlib.suppress(*AWAY):
            codes = await tenants()
            await write_anchors(database, codes, key_of=key_of, path=path, now=clock())
        await asyncio.sleep(INTERVAL_S)


def _mac(anchor: Anchor, key: bytes) -> str:
    told = "\x1f".join(
        ("anchor", anchor.tenant, str(anchor.position), anchor.seal, wire(anchor.at))
    )
    return hmac.digest(key, told.encode(), sha256).hex()
