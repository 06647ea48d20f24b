"""Statements that PostgreSQL runs in no transaction: on a connection of their own, then closed.

Only here a session is given its role and path: the connection serves one tenant once and ends, so
that nothing of it can leak into another's work (rule R4 is about connections that are shared).
"""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from taktline.store.address import Address
from taktline.store.refusals import DatabaseUnreachable, refusal_of

PATIENCE_MS = 3_600_000
"""An index over a large table may take long; it keeps nobody from writing meanwhile."""


async def run_outside(
    address: Address, *, role: str, schema: str, statements: Sequence[str]
) -> None:
    """Run statements one by one as a tenant, each by itself.

    Raises:
        DatabaseUnreachable: the server does not let us in.
        StatementRefused: a statement was refused; those before it stay done.
    """
    try:
        connection = await psycopg.AsyncConnection.connect(
            address.conninfo(), autocommit=True, connect_timeout=10, application_name="taktline"
        )
    except psycopg.OperationalError as failure:
        raise DatabaseUnreachable(address=str(address), reason=str(failure).strip()) from failure
    try:
        await connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        await connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
        await connection.execute(f"SET statement_timeout = {PATIENCE_MS}".encode())
        for statement in statements:
            await connection.execute(statement.encode())
    except psycopg.Error as failure:
        raise refusal_of(failure) from failure
    finally:
        await connection.close()
