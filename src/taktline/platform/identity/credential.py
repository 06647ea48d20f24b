"""Who a request comes from: a session's cookie, an API key, or a terminal's key."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.instant import wire
from taktline.platform.command import Principal
from taktline.platform.identity.gate import Gate, NotPairedYet, NotSignedIn
from taktline.platform.identity.principal import Rights
from taktline.platform.identity.session import Session, session_of
from taktline.platform.identity.staged_secret import API_KEY_PREFIX, DEVICE_PREFIX
from taktline.platform.transaction import Tx
from taktline.store import BadTenantCode, StaleCatalog, StatementRefused

TOKEN_LENGTH_MAX = 200
SEEN_EVERY = timedelta(days=1)
"""Last use of a key is kept to the day: enough to find forgotten ones, and no write per request."""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, in which tenant, and by what.

    Attributes:
        tenant: code of the credential's tenant; there is no other way to name one.
        session: set where a cookie was shown.
        device: the terminal, where a station's session or a terminal's own key was shown.
    """

    tenant: str
    principal: Principal
    session: Session | None = None
    device: UUID | None = None


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    ends_at: datetime


class _KeyFound(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    seen_on: date | None


async def principal_of_session(gate: Gate, rights: Rights, token: str) -> SignedIn:
    """Return who a session's cookie stands for, with the rights of now.

    Raises:
        NotSignedIn: the session or its owner's rights have ended.
    """
    session = await session_of(gate, token)
    principal = await rights.of_user(session.tenant, session.user_account)
    if session.device is not None:
        await rights.of_device(session.tenant, session.device)
    return SignedIn(
        tenant=session.tenant, principal=principal, session=session, device=session.device
    )


async def principal_of_key(gate: Gate, rights: Rights, token: str) -> SignedIn:
    """Return which program an API key (`Authorization: Bearer tkk_...`) stands for.

    Raises:
        NotSignedIn: it is unknown, has ended, was revoked, or its owner may not act.
    """
    tenant, key = await _found(gate, token, prefix=API_KEY_PREFIX, table="api_key")
    return SignedIn(tenant=tenant, principal=await rights.of_key(tenant, key))


async def principal_of_device(gate: Gate, rights: Rights, token: str) -> SignedIn:
    """Return which terminal a device key (`tkd_...`) stands for, nobody being signed in at it.

    Raises:
        NotPairedYet: its terminal shows a code that nobody has typed so far.
        NotSignedIn: it is unknown, waited too long for pairing, or was revoked.
    """
    tenant, device = await _found(gate, token, prefix=DEVICE_PREFIX, table="device")
    return SignedIn(tenant=tenant, principal=await rights.of_device(tenant, device), device=device)


BY_HASH = {
    "api_key": "SELECT id, seen_on FROM api_key WHERE hash = %(hash)s AND revoked_at IS NULL",
    "device": "SELECT id, seen_on FROM device WHERE hash = %(hash)s AND revoked_at IS NULL",
}
SEEN = {
    "api_key": "UPDATE api_key SET seen_on = %(on)s WHERE id = %(id)s",
    "device": "UPDATE device SET seen_on = %(on)s WHERE id = %(id)s",
}


async def _found(gate: Gate, token: str, *, prefix: str, table: str) -> tuple[str, UUID]:
    tenant, dot, _ = token.removeprefix(prefix).partition(".")
    if not token.startswith(prefix) or not dot or len(token) > TOKEN_LENGTH_MAX:
        raise NotSignedIn
    fingerprint = gate.keys.fingerprint("token", token, tenant)
    now = gate.clock()
    recent = gate.tokens.get((tenant, fingerprint), now)
    if recent is not None:
        return tenant, recent
    try:
        async with gate.database.transaction(tenant) as tx:
            rows = await tx.rows(BY_HASH[table], {"hash": fingerprint}, as_=_KeyFound)
            if not rows and table == "device":
                await _refuse_waiting(tx, gate, fingerprint)
                # Somebody may have typed the code between the two questions.
                rows = await tx.rows(BY_HASH[table], {"hash": fingerprint}, as_=_KeyFound)
            if not rows:
                gate.tokens.drop((tenant, fingerprint))
                raise NotSignedIn
            _note_use(tx, gate, rows[0], table=table)
    except (BadTenantCode, StaleCatalog, StatementRefused):
        # A tenant that does not exist has no role and no table: the same answer as a wrong key.
        raise NotSignedIn from None
    gate.tokens.keep((tenant, fingerprint), rows[0].id, now=now)
    return tenant, rows[0].id


WAITING = """
    SELECT ends_at FROM staged_secret
    WHERE kind = 'device' AND content = %(hash)s AND ends_at > %(now)s::timestamptz
"""


async def _refuse_waiting(tx: Tx, gate: Gate, fingerprint: bytes) -> None:
    """Tell a terminal that waits to be paired from somebody who guesses.

    Raises:
        NotPairedYet: its code can still be typed.
    """
    rows = await tx.rows(WAITING, {"hash": fingerprint, "now": gate.clock()}, as_=_Waiting)
    if rows:
        raise NotPairedYet(ends_at=wire(rows[0].ends_at))


def _note_use(tx: Tx, gate: Gate, found: _KeyFound, *, table: str) -> None:
    today = gate.clock().date()
    if found.seen_on is None or today - found.seen_on >= SEEN_EVERY:
        tx.execute(SEEN[table], {"on": today, "id": found.id})
