"""A field that becomes unique on a table with records: nobody waits, and what is alike is told."""

import asyncio

import pytest

from taktline.base.problem import Problem
from taktline.catalog.step import unfinished_steps
from taktline.catalog.take import taken
from taktline.store import Conflict, Store
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Doors, zh: 门}\nversion: 1.0.0\n"
DOOR = """
entity: door_leaf
label: {en: Door leaf, zh: 门扇}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  mark: {type: text, label: {en: Mark, zh: 标记}%s}
"""
INDEX = "door_leaf_mark_key_building"
INSERT = (
    "INSERT INTO door_leaf (id, created_at, created_by, updated_at, updated_by, code, mark) VALUES "
    "(gen_random_uuid(), now(), gen_random_uuid(), now(), gen_random_uuid(), %s, %s)"
)


def leaf(*, unique: bool) -> dict[str, str]:
    text = DOOR % (", unique: true" if unique else "")
    return {"app__gauges": APP, "entity__door_leaf": text}


@pytest.fixture
async def leaves(store: Store, tenant: str) -> Design:
    """Return an office with two doors, each with a mark of its own, that may be alike so far."""
    design = Design(store, tenant)
    await design.publish(**leaf(unique=False))
    await design.catalogs.reload(tenant)
    for code in ("A", "B"):
        await design.done("door_leaf.create", code=code, mark=f"M-{code}")
    return design


async def worked(design: Design, *, again: bool = False) -> int:
    """Let the worker take steps until nothing waits; return how many."""
    count = 0
    while await taken(design.store, design.door, design.tenant, again=again):
        again, count = False, count + 1
    return count


async def left(design: Design) -> dict[str, tuple[str, int]]:
    async with design.store.transaction(design.tenant, readonly=True) as tx:
        return {step.name: (step.state, step.broken) for step in await unfinished_steps(tx)}


async def indexes(design: Design) -> list[tuple[object, ...]]:
    """Return the indexes over marks, and whether they can be used."""
    async with design.store.transaction(design.tenant, readonly=True) as tx:
        return await tx.fetch(
            "SELECT c.relname::text, i.indisvalid FROM pg_index i JOIN pg_class c "
            "ON c.oid = i.indexrelid WHERE c.relname LIKE 'door_leaf_mark%%' "
            "AND pg_table_is_visible(c.oid) ORDER BY 1",
            (),
        )


async def insert(design: Design, code: str, mark: str) -> None:
    async with design.store.transaction(design.tenant, lock_timeout_ms=500) as tx:
        tx.execute(INSERT, (code, mark))


async def test_the_index_is_built_by_the_worker_and_then_keeps_values_apart(
    leaves: Design,
) -> None:
    await leaves.publish(**leaf(unique=True))
    assert await left(leaves) == {"door_leaf_mark_key": ("waiting", 0)}
    early = await leaves.ask("catalog.take_step")
    assert isinstance(early, Problem)
    assert early.code == "index-not-built"
    assert await worked(leaves) == 2
    assert await left(leaves) == {}
    assert await indexes(leaves) == [("door_leaf_mark_key", True)]
    with pytest.raises(Conflict):
        await insert(leaves, "C", "M-A")
    await insert(leaves, "C", "M-C")
    assert await worked(leaves) == 0


async def test_nobody_who_writes_waits_for_the_index(leaves: Design) -> None:
    await leaves.publish(**leaf(unique=True))
    async with leaves.store.transaction(leaves.tenant) as slow:
        slow.execute(INSERT, ("S", "M-S"))
        await slow.sync()
        build = asyncio.create_task(worked(leaves))
        for _ in range(1_000):
            if await indexes(leaves):
                break
            await asyncio.sleep(0.01)
        assert await indexes(leaves) == [(INDEX, False)], "it waits for the slow one"
        await insert(leaves, "W", "M-W")  # within half a second, or it is refused
        assert not build.done()
    assert await build == 2
    assert await indexes(leaves) == [("door_leaf_mark_key", True)]


async def test_records_that_are_alike_are_told_and_then_put_right(leaves: Design) -> None:
    await insert(leaves, "C", "M-A")
    await leaves.publish(**leaf(unique=True))
    await worked(leaves)
    assert await left(leaves) == {"door_leaf_mark_key": ("blocked", 1)}
    assert await indexes(leaves) == []
    async with leaves.store.transaction(leaves.tenant) as tx:
        tx.execute("UPDATE door_leaf SET mark = 'M-C' WHERE code = 'C'")
    assert await worked(leaves, again=True) == 2
    assert await indexes(leaves) == [("door_leaf_mark_key", True)]


async def test_what_a_killed_build_left_is_cleared_away_and_built_anew(leaves: Design) -> None:
    await leaves.publish(**leaf(unique=True))
    await insert(leaves, "C", "M-A")
    build = f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX} ON door_leaf (mark)"
    with pytest.raises(Conflict):
        await leaves.store.outside(leaves.tenant, [build])
    assert await indexes(leaves) == [(INDEX, False)]
    async with leaves.store.transaction(leaves.tenant) as tx:
        tx.execute("UPDATE door_leaf SET mark = 'M-C' WHERE code = 'C'")
    assert await worked(leaves) == 2
    assert await indexes(leaves) == [("door_leaf_mark_key", True)]


async def test_an_index_nobody_wants_any_more_goes_with_its_document(leaves: Design) -> None:
    await leaves.publish(**leaf(unique=True))
    build = f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX} ON door_leaf (mark)"
    await leaves.store.outside(leaves.tenant, [build])
    await leaves.publish(**leaf(unique=False))
    assert await indexes(leaves) == []
    await insert(leaves, "C", "M-A")
