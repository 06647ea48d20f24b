"""Tenants: one company each, with its own schema, keys, currency and language."""

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from taktline.base.ids import uuid7
from taktline.base.problem import Invalid, NotFound
from taktline.base.text import Language
from taktline.platform.command import Clock
from taktline.platform.database import Database
from taktline.platform.identity.gate import Gate
from taktline.platform.secret import KeyRing, Unreadable, WrappedKey
from taktline.platform.transaction import Tx
from taktline.store import CONTROL, Store, TenantExists

_CURRENCY = re.compile(r"^[A-Z]{3}$")


class NewTenant(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant is made from.

    Attributes:
        code: 1 to 40 small letters, digits or `_`, a letter first; fixed for ever.
        ledger_currency: ISO 4217; every value in the ledger is in it.
        zone: IANA name; the default of new sites.
        language: the default of new users.
    """

    code: str
    name: str
    ledger_currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    language: Language = "zh"


class TenantProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant as the operator of the platform sees it."""

    code: str
    id: UUID
    name: str
    cell: str
    state: str
    ledger_currency: str
    zone: str
    language: Language
    created_at: datetime


_PROFILES = """
    SELECT t.code, p.id, t.name, t.cell, t.state, p.ledger_currency, p.zone, p.language,
           t.created_at
    FROM tenant t JOIN tenant_profile p ON p.tenant = t.code
    WHERE %(code)s::text IS NULL OR t.code = %(code)s::text
    ORDER BY t.code
"""


async def create_tenant(store: Store, keys: KeyRing, clock: Clock, *, asked: NewTenant) -> UUID:
    """Make a tenant end to end: schema and tables, profile, its own key. Returns its id.

    The built-in roles need no rows: they come with the product. One that was left half-made is
    completed by asking again.

    Raises:
        Invalid: no such currency code or zone.
        BadTenantCode: the code cannot be one.
        TenantExists: it is there already.
    """
    refuse_profile(asked)
    try:
        await store.create_tenant(asked.code, asked.name)
    except TenantExists:
        if await _found(store, asked.code):
            raise
    made, now = uuid7(), clock()
    key = keys.new_tenant_key(made)
    async with store.transaction(CONTROL) as tx:
        tx.execute(
            """
            INSERT INTO tenant_profile (tenant, id, ledger_currency, zone, language, created_at)
            VALUES (%(tenant)s, %(id)s, %(currency)s, %(zone)s, %(language)s, %(now)s)
            """,
            {
                "tenant": asked.code,
                "id": made,
                "currency": asked.ledger_currency,
                "zone": asked.zone,
                "language": asked.language,
                "now": now,
            },
        )
        _insert_key(tx, key, now)
    return made


async def tenants(database: Database) -> list[TenantProfile]:
    """Return all tenants by code."""
    async with database.transaction(CONTROL, readonly=True) as tx:
        return await tx.rows(_PROFILES, {"code": None}, as_=TenantProfile)


async def tenant(database: Database, code: str) -> TenantProfile:
    """Return one tenant.

    Raises:
        NotFound: there is none of this code, or it was not made completely.
    """
    found = await _found(database, code)
    if found is None:
        raise NotFound(kind="tenant", code=code)
    return found


async def close_tenant(database: Database, clock: Clock, *, code: str) -> None:
    """Let nobody in any more and end all sessions; what the tenant has stays and can be read out.

    Raises:
        NotFound: there is no such tenant.
    """
    await tenant(database, code)
    async with database.transaction(CONTROL) as tx:
        at = {"now": clock(), "code": code}
        tx.execute("UPDATE tenant SET state = 'suspended' WHERE code = %(code)s", {"code": code})
        tx.execute("UPDATE tenant_profile SET closed_at = %(now)s WHERE tenant = %(code)s", at)
        tx.execute(
            "UPDATE session SET ended_at = %(now)s WHERE tenant = %(code)s AND ended_at IS NULL", at
        )
    async with database.transaction(code) as tx:
        tx.execute("UPDATE tenant_state SET state = 'closed'")


async def reopen_tenant(database: Database, *, code: str) -> None:
    """Let a closed tenant's people in again.

    Raises:
        NotFound: there is no such tenant.
    """
    await tenant(database, code)
    async with database.transaction(CONTROL) as tx:
        tx.execute("UPDATE tenant SET state = 'active' WHERE code = %(code)s", {"code": code})
        tx.execute(
            "UPDATE tenant_profile SET closed_at = NULL WHERE tenant = %(code)s", {"code": code}
        )
    async with database.transaction(code) as tx:
        tx.execute("UPDATE tenant_state SET state = 'open'")


async def tenant_keys(gate: Gate, code: str) -> bytes:
    """Return a tenant's own key, which locks the secrets that must be given back.

    Raises:
        Unreadable: it was thrown away, or locked with another master key.
    """
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.rows(
            """
            SELECT k.tenant, k.purpose, k.wrapped
            FROM tenant_key k JOIN tenant_profile p ON p.id = k.tenant
            WHERE p.tenant = %(code)s AND k.purpose = 'secrets'
            """,
            {"code": code},
            as_=WrappedKey,
        )
    if not rows:
        raise Unreadable(owner=code)
    return gate.keys.tenant_key(rows[0])


async def throw_key_away(database: Database, tenant: UUID) -> None:
    """Make every locked secret of a tenant unreadable for ever, also in older backups' tables."""
    async with database.transaction(CONTROL) as tx:
        tx.execute("DELETE FROM tenant_key WHERE tenant = %(tenant)s", {"tenant": tenant})


def refuse_profile(asked: NewTenant) -> None:
    """Refuse a tenant whose values could never be posted or shown.

    Raises:
        Invalid: no such currency code or zone.
    """
    if not _CURRENCY.match(asked.ledger_currency):
        raise Invalid(reason="a currency has three capital letters", at="/ledger_currency")
    try:
        ZoneInfo(asked.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(reason=f"there is no time zone {asked.zone[:40]}", at="/zone") from None


async def _found(database: Database, code: str) -> TenantProfile | None:
    async with database.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.rows(_PROFILES, {"code": code}, as_=TenantProfile)
    return rows[0] if rows else None


def _insert_key(tx: Tx, key: WrappedKey, now: datetime) -> None:
    tx.execute(
        """
        INSERT INTO tenant_key (tenant, purpose, wrapped, created_at)
        VALUES (%(tenant)s, %(purpose)s, %(wrapped)s, %(now)s)
        """,
        {"tenant": key.tenant, "purpose": key.purpose, "wrapped": key.wrapped, "now": now},
    )
