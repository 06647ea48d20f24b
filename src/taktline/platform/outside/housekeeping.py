"""Throws away what nobody needs any more: old sessions, stale secrets, unlinked files, old logs."""

from datetime import timedelta

import msgspec

from taktline.platform.identity.gate import Gate
from taktline.platform.identity.security_log import KEEP_DAYS, forget_old
from taktline.platform.identity.session import forget_ended
from taktline.platform.identity.staged_secret import forget_stale
from taktline.platform.outside.file import sweep_files, sweep_orphans
from taktline.platform.outside.file_store import FileStore
from taktline.platform.outside.job import JobKind
from taktline.store import CONTROL

SESSIONS_KEPT = timedelta(days=30)
"""So that somebody can still ask who was signed in last week."""
DELIVERIES_KEPT = timedelta(days=90)
"""Delivered webhooks; given-up ones stay until somebody sends or archives them."""


class KeepHouse(msgspec.Struct, frozen=True, kw_only=True):
    """The nightly job of one tenant, or of `control`."""


def housekeeping(gate: Gate, files: FileStore) -> JobKind[KeepHouse]:
    """Return the job kind."""

    async def run(tenant: str, args: KeepHouse) -> None:
        if tenant == CONTROL:
            await tidy_control(gate)
        else:
            await tidy_tenant(gate, files, tenant)

    return JobKind(name="platform.keep_house", args=KeepHouse, run=run)


async def tidy_control(gate: Gate) -> None:
    """Tidy what belongs to no tenant."""
    now = gate.clock()
    await forget_ended(gate, now - SESSIONS_KEPT)
    async with gate.database.transaction(CONTROL) as tx:
        await forget_old(tx, now - timedelta(days=KEEP_DAYS))
        tx.execute("DELETE FROM set_up_link WHERE ends_at < %(now)s", {"now": now})


async def tidy_tenant(gate: Gate, files: FileStore, tenant: str) -> None:
    """Tidy what belongs to one tenant."""
    now = gate.clock()
    async with gate.database.transaction(tenant) as tx:
        await forget_stale(tx, now)
        await forget_old(tx, now - timedelta(days=KEEP_DAYS))
        tx.execute(
            "DELETE FROM webhook_delivery WHERE state = 'delivered' AND created_at < %(before)s",
            {"before": now - DELIVERIES_KEPT},
        )
    while await sweep_files(gate.database, files, gate.clock, tenant=tenant):
        pass
    await sweep_orphans(gate.database, files, gate.clock, tenant=tenant)
