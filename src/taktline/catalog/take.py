"""Takes the steps that publications left, beside other work, until nothing waits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.catalog.built import build_next
from taktline.catalog.upkeep import NoStep, TakeStep
from taktline.platform.database import Database
from taktline.platform.door import Door
from taktline.platform.envelope import Item
from taktline.platform.events.wake import AWAY
from taktline.platform.identity.principal import SYSTEM

SWEEP_EVERY_S = 15.0
"""How late a publication's steps may begin; `taktline app apply` takes them at once."""
LOOK_AGAIN_EVERY = 240
"""Sweeps after which conditions are looked at again that records stood against: an hour."""
WAITS = """
    SELECT 1 FROM catalog_step WHERE state = 'waiting' OR (state = 'blocked' AND %(again)s::boolean)
    LIMIT 1
"""

_log = structlog.get_logger("catalog")


async def taken(
    database: Database, door: Door, tenant: str, *, again: bool = False
) -> bool:  # tidy: positional - where, through what, whose
    """Take the next step of a tenant; False if nothing waits.

    An index that it needs is built first, beside other work.

    Args:
        again: also look again at conditions that records stood against.

    Raises:
        Problem: the step was refused; it waits on.
    """
    await build_next(database, tenant, again=again)
    command = TakeStep(id=uuid7(), again=again)
    item = Item(verb="catalog.take_step", body=command, client="worker")
    outcome = (await door.submit(tenant, SYSTEM, items=[item]))[0]
    if isinstance(outcome, NoStep):
        return False
    if isinstance(outcome, Problem):
        raise outcome
    return True


async def take_steps(
    database: Database, door: Door, tenants: Callable[[], Awaitable[Sequence[str]]]
) -> None:
    """Look every few seconds which tenants have steps left, and take them, until cancelled."""
    sweep = 0
    while True:
        again = sweep % LOOK_AGAIN_EVERY == 0
        try:
            for tenant in await tenants():
                await sweep_tenant(database, door, tenant, again=again)
        except AWAY:
            pass  # the database comes back; the next sweep goes on
        sweep += 1
        await asyncio.sleep(SWEEP_EVERY_S)


async def sweep_tenant(database: Database, door: Door, tenant: str, *, again: bool) -> None:
    """Take all steps of a tenant that wait; one that is refused waits for the next sweep."""
    async with database.transaction(tenant, readonly=True) as tx:
        waits = await tx.fetch(WAITS, {"again": again})
    if not waits:
        return
    try:
        while await taken(database, door, tenant, again=again):
            again = False
    except Problem as problem:
        _log.warning("step refused", tenant=tenant, code=problem.code)
