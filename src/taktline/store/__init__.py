"""PostgreSQL, and the only place that speaks to it."""

from taktline.store.cell import CONTROL, BadTenantCode, Cell
from taktline.store.database import DatabaseSettings, Store, Tenant, TenantExists, open_store
from taktline.store.encode import Json
from taktline.store.listen import Bell, Listener
from taktline.store.refusals import (
    BadParameter,
    CheckViolated,
    Conflict,
    ConnectionLost,
    DatabaseUnreachable,
    LockTimeout,
    OutOfRange,
    ReferenceMissing,
    Retryable,
    SerializationOrDeadlock,
    StaleCatalog,
    StatementRefused,
    StatementTimeout,
    StorageFull,
    StoreBusy,
)
from taktline.store.transaction import Transaction

__all__ = [
    "CONTROL",
    "BadParameter",
    "BadTenantCode",
    "Bell",
    "Cell",
    "CheckViolated",
    "Conflict",
    "ConnectionLost",
    "DatabaseSettings",
    "DatabaseUnreachable",
    "Json",
    "Listener",
    "LockTimeout",
    "OutOfRange",
    "ReferenceMissing",
    "Retryable",
    "SerializationOrDeadlock",
    "StaleCatalog",
    "StatementRefused",
    "StatementTimeout",
    "StorageFull",
    "Store",
    "StoreBusy",
    "Tenant",
    "TenantExists",
    "Transaction",
    "open_store",
]
