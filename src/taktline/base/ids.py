"""Identifiers: UUIDv7 made by the sender, UUIDv5 derived from a natural key."""

import os
import time
from collections.abc import Callable
from hashlib import sha1
from uuid import UUID, SafeUUID

NAMESPACE = UUID("6d3b8a52-52f0-5e0a-8a0e-7a4b0c1f7e11")
"""Root of every derived id; fixed for ever, else the same fact would get a second id."""

_ROOT = NAMESPACE.bytes

# Version and variant stand at fixed places of 128 bits (RFC 9562, section 4).
_UNMARKED = ((1 << 128) - 1) ^ (0xF << 76 | 0x3 << 62)
_VERSION_5 = 0x5 << 76 | 0x2 << 62
_VERSION_7 = 0x7 << 76 | 0x2 << 62

_NEW, _SET, _SAFETY = object.__new__, object.__setattr__, SafeUUID.unknown
"""What an id is made with, looked up once."""

DRAWN_AT_ONCE = 256
"""Ids' worth of random bits; asking for them one by one costs more than all else of an id."""
_DRAWN: list[int] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_DRAWN.clear)  # else a child would make the same ids

IdSource = Callable[[], UUID]


def uuid7(milliseconds: int | None = None) -> UUID:
    """Return a new UUIDv7 (RFC 9562): ordered by time, random behind it.

    Args:
        milliseconds: Unix time in ms; the present if None.
    """
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = (stamp & 0xFFFF_FFFF_FFFF) << 80 | _random_80()
    return _uuid(value & _UNMARKED | _VERSION_7)


def derived_id(*parts: object) -> UUID:
    """Return the UUIDv5 of a natural key, the same for the same parts for ever.

    The parts are joined by U+001F, which no code may contain, so that ("a", "bc") and ("ab", "c")
    differ.
    """
    # What `uuid.uuid5` does, in half the time: a report derives dozens of ids.
    named = _ROOT + "\x1f".join([str(part) for part in parts]).encode()
    value = int.from_bytes(sha1(named, usedforsecurity=False).digest()[:16], "big")
    return _uuid(value & _UNMARKED | _VERSION_5)


def _uuid(value: int) -> UUID:
    """Return the UUID with this value; without the constructor's questions, which cost thrice."""
    made = _NEW(UUID)
    _SET(made, "int", value)
    _SET(made, "is_safe", _SAFETY)
    return made


def _random_80() -> int:
    """Return 80 random bits of the operating system's, which is asked for many at a time."""
    while True:
        try:
            return _DRAWN.pop()
        except IndexError:
            drawn = os.urandom(10 * DRAWN_AT_ONCE)
            _DRAWN.extend(
                int.from_bytes(drawn[at : at + 10], "big") for at in range(0, len(drawn), 10)
            )
