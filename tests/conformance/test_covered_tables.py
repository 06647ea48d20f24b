"""What the seal covers exists: every covered table, its columns, and an index by its command."""

import msgspec
import pytest

from taktline.api.registry import REGISTRY
from taktline.platform.events.audit import Audit, page_sql
from taktline.platform.events.cover import COMMAND, IN_UTC, Covered
from taktline.platform.events.sealer import Sealer, unsealed_sql
from taktline.store import Store

pytestmark = pytest.mark.anyio

TABLES = [COMMAND, *REGISTRY.covered]

INDEXED = """
    SELECT count(*) FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = %(table)s::text::regclass AND a.attname = %(column)s::text
"""

NULLABLE = """
    SELECT NOT attnotnull FROM pg_attribute
    WHERE attrelid = %(table)s::text::regclass AND attname = %(column)s::text
"""


@pytest.mark.parametrize("covered", TABLES, ids=[covered.table for covered in TABLES])
async def test_a_covered_table_is_found_by_its_command(
    store: Store, module_tenant: str, covered: Covered
) -> None:
    asked = {"table": covered.table, "column": covered.cause}
    async with store.transaction(module_tenant, readonly=True) as tx:
        indexes = await tx.fetch(INDEXED, asked)
        nullable = await tx.fetch(NULLABLE, asked)
    assert msgspec.convert(indexes[0][0], int) >= 1, f"{covered.table} needs an index by its cause"
    assert nullable[0][0] is False, f"a row of {covered.table} without its command is not covered"


async def test_the_sealing_and_proving_statements_fit_all_tables(
    store: Store, module_tenant: str
) -> None:
    async with store.transaction(module_tenant, readonly=True) as tx:
        tx.execute(IN_UTC)
        assert await tx.fetch(unsealed_sql(REGISTRY.covered), {"limit": 1}) == []
        page = {"after": 0, "last": 1, "limit": 1}
        assert await tx.fetch(page_sql(REGISTRY.covered), page) == []


async def test_an_empty_tenant_is_proved(store: Store, module_tenant: str) -> None:
    key = bytes(32)
    sealer = Sealer(store, key_of=lambda tenant: key, covered=REGISTRY.covered)
    await sealer.seal_all(module_tenant)
    report = await Audit(store, module_tenant, key=key, covered=REGISTRY.covered).verify()
    assert report.ok
    assert report.tables[:2] == ("event", "command")
