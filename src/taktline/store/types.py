"""The types of columns, as SQL says them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.types import TypeEngine

from taktline.store.plan import ColumnType

Dialect = sa.engine.Dialect
DIALECT: Dialect = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy

SQL_TYPES: dict[ColumnType, TypeEngine[Any]] = {
    "text": sa.Text(),
    "boolean": sa.Boolean(),
    "integer": sa.Integer(),
    "bigint": sa.BigInteger(),
    "decimal": sa.Numeric(20, 6),
    "float": sa.Double(),
    "instant": sa.DateTime(timezone=True),
    "date": sa.Date(),
    "time": sa.Time(),
    "duration": postgresql.INTERVAL(),
    "uuid": sa.Uuid(),
    "json": postgresql.JSONB(),
    "bytes": sa.LargeBinary(),
    "texts": postgresql.ARRAY(sa.Text()),
    "uuids": postgresql.ARRAY(sa.Uuid()),
}

CATALOG_NAMES: dict[ColumnType, str] = {
    "text": "text",
    "boolean": "boolean",
    "integer": "integer",
    "bigint": "bigint",
    "decimal": "numeric(20,6)",
    "float": "double precision",
    "instant": "timestamp with time zone",
    "date": "date",
    "time": "time without time zone",
    "duration": "interval",
    "uuid": "uuid",
    "json": "jsonb",
    "bytes": "bytea",
    "texts": "text[]",
    "uuids": "uuid[]",
}
"""As `format_type` prints them."""
