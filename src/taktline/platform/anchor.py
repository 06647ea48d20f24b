"""Anchors: the head of the chain, written down hourly where the database cannot reach."""

import hmac
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from taktline.base.instant import Instant, wire

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
    """Write an anchor behind the others of the file, durably; blocks for the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(msgspec.json.encode(anchor) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def anchors_of(path: Path, tenant: str) -> list[Anchor]:
    """Read a tenant's anchors in the order in which they were written; none if there is no file."""
    if not path.exists():
        return []
    lines = path.read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=Anchor) for line in lines if line.strip()]
    return [anchor for anchor in found if anchor.tenant == tenant]


def _mac(anchor: Anchor, key: bytes) -> str:
    told = "\x1f".join(
        ("anchor", anchor.tenant, str(anchor.position), anchor.seal, wire(anchor.at))
    )
    return hmac.digest(key, told.encode(), sha256).hex()
