"""Secrets on their way into a command: hashed or locked and put down first, then linked by id.

So no command, answer or event ever carries a PIN, a key or a hash: a command names the staged row,
and the statement that records its fact moves the content where it belongs.
"""

import base64
import secrets
from datetime import timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.platform.command import Principal
from taktline.platform.identity.directory import SecretKind
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.password import accepted_pin
from taktline.platform.identity.tenancy import tenant_keys
from taktline.platform.secret import Secret, locked
from taktline.platform.transaction import Tx
from taktline.store import Conflict

STAGED_FOR = timedelta(minutes=15)
"""Long enough to fill in the form around it."""
WAITING_DEVICES_MAX = 100
"""Terminals that may wait for pairing at a time: anybody in the network can ask for a code."""
API_KEY_PREFIX = "tkk_"
DEVICE_PREFIX = "tkd_"
LINK_PREFIX = "tkc_"
WEBHOOK_PREFIX = "whsec_"
"""Of Standard Webhooks."""


class StagedSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that waits, and what its maker is told of it, this once.

    Attributes:
        id: what the command names.
        shown: the key or signing secret in full; None for a PIN, which its owner knows.
    """

    id: UUID
    shown: Secret | None = None


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal gets that wants to be paired.

    Attributes:
        code: six digits it shows; a person types them in the office.
        key: what it signs in with once that has happened.
        ends_at: until when the code can be used.
    """

    code: str
    key: Secret
    ends_at: Instant


async def stage_pin(gate: Gate, tenant: str, *, by: Principal, pin: Secret) -> StagedSecret:
    """Put a PIN down, as an argon2 hash with the tenant's pepper.

    Raises:
        WeakPin: not 4 to 6 digits, or one of those everybody tries.
    """
    hashed = await gate.hasher.hash(accepted_pin(pin), pin_pepper(gate, tenant))
    return StagedSecret(id=await _stage(gate, tenant, kind="pin", content=hashed.encode(), by=by))


async def stage_api_key(gate: Gate, tenant: str, *, by: Principal) -> StagedSecret:
    """Make an API key and put its fingerprint down.

    The key names its tenant, so that one look-up suffices: `tkk_<tenant>.<43 characters>`.
    """
    token = f"{API_KEY_PREFIX}{tenant}.{secrets.token_urlsafe(32)}"
    content = gate.keys.fingerprint("token", token, tenant)
    staged = await _stage(gate, tenant, kind="api_key", content=content, by=by)
    return StagedSecret(id=staged, shown=Secret(token))


async def stage_webhook_secret(gate: Gate, tenant: str, *, by: Principal) -> StagedSecret:
    """Make a signing secret and put it down, locked with the tenant's own key."""
    token = WEBHOOK_PREFIX + _base64_of(secrets.token_bytes(32))
    content = locked(await tenant_keys(gate, tenant), token.encode(), bound_to(tenant))
    staged = await _stage(gate, tenant, kind="webhook", content=content, by=by)
    return StagedSecret(id=staged, shown=Secret(token))


async def stage_customer_link(gate: Gate, tenant: str, *, by: Principal) -> StagedSecret:
    """Make the secret of a customer's link and put its fingerprint down.

    It names its tenant as a key does: `tkc_<tenant>.<43 characters>`.
    """
    token = f"{LINK_PREFIX}{tenant}.{secrets.token_urlsafe(32)}"
    content = gate.keys.fingerprint("token", token, tenant)
    staged = await _stage(gate, tenant, kind="customer_link", content=content, by=by)
    return StagedSecret(id=staged, shown=Secret(token))


async def ask_for_pairing(gate: Gate, tenant: str) -> Pairing | None:
    """Let a terminal wait for a person who types its code; None when too many wait already."""
    token = f"{DEVICE_PREFIX}{tenant}.{secrets.token_urlsafe(32)}"
    content, now = gate.keys.fingerprint("token", token, tenant), gate.clock()
    for _ in range(5):
        code = f"{secrets.randbelow(1_000_000):06d}"
        try:
            async with gate.database.transaction(tenant) as tx:
                await forget_stale(tx, now)
                waiting = await tx.fetch("SELECT count(*) FROM staged_secret WHERE kind = 'device'")
                if int(str(waiting[0][0])) >= WAITING_DEVICES_MAX:
                    return None
                row = _Staged(kind="device", content=content, by=None, pairing_code=code)
                _insert(tx, row, now)
        except Conflict:
            continue  # Another terminal shows the same code; draw again.
        return Pairing(code=code, key=Secret(token), ends_at=now + STAGED_FOR)
    return None


async def forget_stale(tx: Tx, now: Instant) -> None:
    """Delete what nobody linked in time."""
    tx.execute("DELETE FROM staged_secret WHERE ends_at <= %(now)s", {"now": now})


def pin_pepper(gate: Gate, tenant: str) -> bytes:
    """Return what is mixed into a tenant's PINs and is not in the database."""
    return gate.keys.derived("pin", tenant)


def bound_to(tenant: str) -> bytes:
    """Return what a webhook's secret is bound to, so that it opens for no other tenant."""
    return f"{tenant}\x1fwebhook".encode()


class _Staged(msgspec.Struct, frozen=True, kw_only=True):
    kind: SecretKind
    content: bytes
    by: UUID | None
    pairing_code: str | None = None


async def _stage(
    gate: Gate, tenant: str, *, kind: SecretKind, content: bytes, by: Principal
) -> UUID:
    async with gate.database.transaction(tenant) as tx:
        await forget_stale(tx, gate.clock())
        return _insert(tx, _Staged(kind=kind, content=content, by=by.id), gate.clock())


def _insert(tx: Tx, staged: _Staged, now: Instant) -> UUID:
    made = uuid7()
    tx.execute(
        """
        INSERT INTO staged_secret (id, kind, content, pairing_code, created_at, created_by, ends_at)
        VALUES (%(id)s, %(kind)s, %(content)s, %(pairing_code)s, %(now)s, %(by)s, %(ends_at)s)
        """,
        {"id": made, "now": now, "ends_at": now + STAGED_FOR, **msgspec.structs.asdict(staged)},
    )
    return made


def _base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()
