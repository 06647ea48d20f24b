"""The kernel's entity documents describe its tables exactly: columns, types, what may be empty."""

import pytest

from taktline.api.registry import ENTITIES
from taktline.catalog.column import table_columns
from taktline.catalog.entity import Entity
from taktline.store import Store
from taktline.store.types import CATALOG_NAMES

pytestmark = pytest.mark.anyio

COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = %(table)s AND a.attnum > 0 AND NOT a.attisdropped
        AND pg_table_is_visible(c.oid)"""


def column_type(name: str, kind: str) -> str:
    """Return a column's type as documents know it: the kernel counts and measures as it needs."""
    if name != "version" and (kind in ("integer", "smallint") or kind.startswith("numeric")):
        return CATALOG_NAMES["decimal"]
    return kind


def described(entity: Entity) -> set[tuple[object, ...]]:
    """Return (name, type, may be empty) of every column a document describes."""
    return {
        (column.name, CATALOG_NAMES[column.type], column.nullable)
        for column in table_columns(entity)
    }


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.entity)
async def test_a_document_describes_its_table(
    store: Store, module_tenant: str, entity: Entity
) -> None:
    async with store.transaction(module_tenant) as tx:
        rows = await tx.fetch(COLUMNS, {"table": entity.entity})
    standing = {(name, column_type(str(name), str(kind)), empty) for name, kind, empty in rows}
    assert {str(name) for name, _, _ in standing} >= set(entity.undescribed)
    shown = {column for column in standing if column[0] not in entity.undescribed}
    assert shown == described(entity)


def test_every_link_leads_to_an_entity_that_is_described_or_belongs_to_others() -> None:
    known = {entity.entity for entity in ENTITIES} | {"principal", "project", "command"}
    lost = {
        f"{entity.entity}.{name} -> {field.to}"
        for entity in ENTITIES
        for name, field in entity.fields.items()
        if field.type == "link" and field.to not in known
    }
    assert lost == set()
