"""Documents in a tenant's tables: what is in force, every version, and what its schema holds."""

from collections.abc import Sequence
from typing import cast

import msgspec

from taktline.catalog.document import Document, DocumentKind
from taktline.catalog.planner import Standing
from taktline.platform.transaction import Tx
from taktline.store import Transaction
from taktline.store.tables import found_tables

IN_FORCE = """
    SELECT d.kind, d.name, d.app, v.text, d.version
    FROM document d JOIN document_version v ON v.document = d.id AND v.version = d.version
    WHERE NOT d.removed
    ORDER BY d.app, d.kind, d.name
"""
LOCKED_VERSION = "SELECT catalog_version FROM tenant_state FOR UPDATE"
VERSION = "SELECT catalog_version FROM tenant_state"
LOCK_TIMEOUT = "SET LOCAL lock_timeout = 200"
"""Publishing waits no longer than this for a table that is in use (ms); the door tries again."""
SCHEMA = """
    SELECT n.nspname::text FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = 'tenant_state' AND pg_catalog.pg_table_is_visible(c.oid)
"""
REQUIRED = """
    SELECT c.relname::text, a.attname::text
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
      AND pg_catalog.pg_table_is_visible(c.oid)
      AND c.relnamespace = (SELECT s.relnamespace FROM pg_catalog.pg_class s
                            WHERE s.relname = 'tenant_state'
                              AND pg_catalog.pg_table_is_visible(s.oid))
"""


class StoredDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document in force with its version."""

    kind: DocumentKind
    name: str
    app: str
    text: str
    version: int

    def document(self) -> Document:
        """Return it without its version."""
        return Document(kind=self.kind, name=self.name, app=self.app, text=self.text)


async def documents_in_force(tx: Tx) -> list[StoredDocument]:
    """Return a tenant's documents."""
    return await tx.rows(IN_FORCE, as_=StoredDocument)


async def catalog_version(tx: Tx) -> int:
    """Return which version of its documents holds for a tenant."""
    return msgspec.convert((await tx.fetch(VERSION))[0][0], int)


async def standing_tables(tx: Tx) -> Standing:
    """Return what a tenant's schema holds now."""
    required_sent = tx.send(REQUIRED)
    schema = str((await tx.fetch(SCHEMA))[0][0])
    required = await required_sent.rows()
    return Standing(
        found=await found_tables(cast(Transaction, tx), schema),
        required=frozenset((str(table), str(column)) for table, column in required),
    )


def documents_of(stored: Sequence[StoredDocument]) -> tuple[Document, ...]:
    """Return stored documents without their versions."""
    return tuple(one.document() for one in stored)
