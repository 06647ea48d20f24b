"""What an entity document promises of its values, the table of the kernel holds to as well."""

import re

import pytest

from taktline.catalog.entity import SYSTEM_FIELDS
from taktline.catalog.shape import Shape
from taktline.store import Store
from tests.catalog_office import SYSTEM

pytestmark = pytest.mark.anyio

SHAPES = [s for s in SYSTEM.shapes.values() if s.entity.system == SYSTEM_FIELDS]
"""Records; the ledger's journals state only what a hot path can afford."""
CONSTRAINTS = """
    SELECT k.contype::text, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relname = %(table)s AND pg_table_is_visible(c.oid)
"""


async def constraints(store: Store, tenant: str, table: str) -> list[tuple[str, str]]:
    """Return a table's constraints: kind and definition without quotes."""
    async with store.transaction(tenant, readonly=True) as tx:
        rows = await tx.fetch(CONSTRAINTS, {"table": table})
    return [(str(kind), str(definition).replace('"', "")) for kind, definition in rows]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
async def test_the_choices_of_a_document_are_those_of_its_table(
    store: Store, module_tenant: str, shape: Shape
) -> None:
    checks = [
        text for kind, text in await constraints(store, module_tenant, shape.table) if kind == "c"
    ]
    for name, field in shape.entity.fields.items():
        if field.type != "option":
            continue
        words = set(field.options)
        pattern = re.compile(rf"CHECK \(\(+{name} = ANY")
        known = [
            set(re.findall(r"'([^']*)'::text", text)) for text in checks if pattern.match(text)
        ]
        assert words in known, f"{shape.name}.{name}: {sorted(words)} is none of {known}"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
async def test_the_links_of_a_document_are_references_of_its_table(
    store: Store, module_tenant: str, shape: Shape
) -> None:
    references = {
        (found.group(1), found.group(2))
        for kind, text in await constraints(store, module_tenant, shape.table)
        if kind == "f" and (found := re.match(r"FOREIGN KEY \((\w+)\) REFERENCES (\w+)", text))
    }
    links = {
        (link.name, link.field.to)
        for link in shape.links
        if link.field.type == "link" and link.field.to in SYSTEM.shapes
    }
    assert links <= references


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
async def test_the_key_of_a_document_is_unique_in_its_table(
    store: Store, module_tenant: str, shape: Shape
) -> None:
    unique = {
        frozenset(re.findall(r"\w+", found.group(1)))
        for kind, text in await constraints(store, module_tenant, shape.table)
        if kind == "u" and (found := re.search(r"\(([^)]*)\)", text))
    }
    assert {frozenset(columns) for columns in shape.uniques} <= unique
