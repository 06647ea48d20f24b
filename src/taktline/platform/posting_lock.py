"""The lock that keeps booking apart from what nobody may do meanwhile: closing, archiving."""

from functools import lru_cache

from taktline.base.ids import derived_id

ALONE = "SELECT pg_advisory_xact_lock(%(key)s::bigint)"
"""Waits until nobody books any more, and keeps others from it until the transaction ends."""


@lru_cache(maxsize=1024)
def posting_lock(tenant: str) -> int:
    """Return the key of a tenant's lock; whoever books holds it together with others."""
    return derived_id("period", tenant).int & 0x7FFF_FFFF_FFFF_FFFF
