"""Signing in at a station: a paired terminal, a person's tile or badge, and their PIN."""

from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.platform.identity.gate import (
    Caller,
    Gate,
    SignInLocked,
    Tries,
    WrongCredentials,
    refuse_locked,
)
from taktline.platform.identity.lockout import DEVICE_FREE_TRIES, locked_until
from taktline.platform.identity.role import ADMINISTRATOR
from taktline.platform.identity.session import Opened, Subject, open_session
from taktline.platform.identity.staged_secret import pin_pepper
from taktline.platform.secret import Secret
from taktline.platform.transaction import Tx

TILES_MAX = 500
"""People shown at a station; a bigger plant assigns its people to nodes."""


class StationSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs in at a station: by tile (user) or badge, and with a PIN.

    Attributes:
        user: the tile that was touched.
        badge: what the scanner read instead; the PIN is asked all the same.
        pin: 4 to 6 digits.
    """

    pin: Secret
    user: UUID | None = None
    badge: str | None = None


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """A person as a station shows them; two of one name are told apart by number."""

    user: UUID
    name: str
    number: str | None
    has_pin: bool


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """A paired terminal: its name and the equipment it stands at."""

    name: str
    node: UUID | None


class PinRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a PIN, its hash, and how often it was wrong of late."""

    user: UUID
    hash: bytes
    failures: int
    locked_until: datetime | None


class _DeviceRow(msgspec.Struct, frozen=True, kw_only=True):
    failures: int
    locked_until: datetime | None


async def sign_in_at_station(
    gate: Gate, tenant: str, *, device: UUID, asked: StationSignIn, caller: Caller
) -> Opened:
    """Sign a person in at a terminal that showed its own key.

    Args:
        device: the terminal, as `principal_of_device` found it.

    Raises:
        SignInLocked: too many wrong tries, of this person or at this terminal.
        WrongCredentials: there is no such person here, or the PIN is wrong.
    """
    who = str(asked.user or asked.badge)
    try:
        found = await _count_try(gate, tenant, device=device, asked=asked)
    except SignInLocked as refusal:
        _note(gate, tenant, refusal.code, who=who, device=device, caller=caller)
        raise
    stored = found.hash.decode() if found is not None else None
    fits = await gate.hasher.fits(asked.pin, pin_pepper(gate, tenant), stored)
    if found is None or not fits:
        _note(gate, tenant, "wrong-credentials", who=who, device=device, caller=caller)
        raise WrongCredentials
    async with gate.database.transaction(tenant) as tx:
        _forget_tries(tx, user=found.user, device=device)
    subject = Subject(kind="station", tenant=tenant, user_account=found.user, device=device)
    return await open_session(gate, subject, caller=caller)


async def tiles(gate: Gate, tenant: str, *, device: UUID) -> list[Tile]:
    """Return who may sign in at a terminal: people with a role there or in the whole tenant.

    A role at the line counts at its machines, and a terminal of the line serves the people of its
    machines.
    """
    async with gate.database.transaction(tenant, readonly=True) as tx:
        there = await _places_of(gate, tx, device)
        return await tx.rows(
            f"""
            SELECT u.id, u.name, u.number,
                   EXISTS (SELECT 1 FROM pin p WHERE p.user_account = u.id)
            FROM user_account u
            WHERE u.state = 'active' AND {WORKS_THERE}
            ORDER BY u.name, u.number NULLS LAST, u.id LIMIT %(limit)s
            """,
            {"there": there, "now": gate.clock(), "limit": TILES_MAX},
            as_=Tile,
        )


async def terminal_of(gate: Gate, tenant: str, *, device: UUID) -> Terminal:
    """Return the name and place of a terminal that showed its key."""
    async with gate.database.transaction(tenant, readonly=True) as tx:
        found = await tx.rows(
            "SELECT name, node FROM device WHERE id = %(id)s", {"id": device}, as_=Terminal
        )
    return found[0]


WORKS_THERE = """EXISTS (
                SELECT 1 FROM role_assignment a
                WHERE a.user_account = u.id AND a.revoked_at IS NULL
                  AND (a.valid_from IS NULL OR a.valid_from <= %(now)s::timestamptz)
                  AND (a.valid_until IS NULL OR a.valid_until > %(now)s::timestamptz)
                  AND (a.node IS NULL OR %(there)s::uuid[] IS NULL
                       OR a.node = ANY(%(there)s::uuid[])))"""
"""Whether a user has a role at a terminal's place, above or below it."""


async def _places_of(gate: Gate, tx: Tx, device: UUID) -> list[UUID] | None:
    """Return the places whose people a terminal serves; None = everybody's."""
    rows = await tx.fetch("SELECT node FROM device WHERE id = %(id)s", {"id": device})
    node = msgspec.convert(rows[0][0] if rows else None, UUID | None)
    return None if node is None else list(await gate.places.around(tx, node))


async def _count_try(
    gate: Gate, tenant: str, *, device: UUID, asked: StationSignIn
) -> PinRow | None:
    """Count a try of the person and at the terminal as wrong until it proves right."""
    now = gate.clock()
    async with gate.database.transaction(tenant) as tx:
        devices = await tx.rows(
            "SELECT failures, locked_until FROM device WHERE id = %(id)s FOR UPDATE",
            {"id": device},
            as_=_DeviceRow,
        )
        if not devices:
            raise WrongCredentials
        refuse_locked(_tries(devices[0]), now)
        _count_at_device(tx, device, failures=devices[0].failures + 1, now=now)
        there = await _places_of(gate, tx, device)
        return await count_pin_try(tx, asked=asked, there=there, now=now)


async def count_pin_try(
    tx: Tx, *, asked: StationSignIn, there: list[UUID] | None, now: Instant
) -> PinRow | None:
    """Count a person's try as wrong until it proves right; None where there is no such person.

    Args:
        there: places the person must work at; None = anywhere.

    Raises:
        SignInLocked: too many wrong tries.
    """
    found = await tx.rows(
        f"""
        SELECT p.user_account, p.hash, p.failures, p.locked_until
        FROM pin p JOIN user_account u ON u.id = p.user_account
        WHERE u.state = 'active' AND (u.id = %(user)s OR u.badge = %(badge)s)
          AND NOT EXISTS (SELECT 1 FROM role_assignment a WHERE a.user_account = u.id
                          AND a.role = %(administrator)s AND a.revoked_at IS NULL)
          AND {WORKS_THERE}
        FOR UPDATE OF p
        """,
        {
            "user": asked.user,
            "badge": None if asked.user else asked.badge,
            "administrator": ADMINISTRATOR,
            "there": there,
            "now": now,
        },
        as_=PinRow,
    )
    if not found:
        return None
    refuse_locked(_tries(found[0]), now)
    failures = found[0].failures + 1
    tx.execute(
        "UPDATE pin SET failures = %(failures)s, locked_until = %(until)s "
        "WHERE user_account = %(user)s",
        {
            "user": found[0].user,
            "failures": failures,
            "until": locked_until(failures, now),
        },
    )
    return found[0]


def _count_at_device(tx: Tx, device: UUID, *, failures: int, now: Instant) -> None:
    until = locked_until(failures, now, free=DEVICE_FREE_TRIES)
    tx.execute(
        "UPDATE device SET failures = %(failures)s, locked_until = %(until)s WHERE id = %(id)s",
        {"id": device, "failures": failures, "until": until},
    )


def _forget_tries(tx: Tx, *, user: UUID, device: UUID) -> None:
    tx.execute(
        "UPDATE device SET failures = 0, locked_until = NULL WHERE id = %(id)s", {"id": device}
    )
    tx.execute(
        "UPDATE pin SET failures = 0, locked_until = NULL WHERE user_account = %(user)s",
        {"user": user},
    )


def _tries(row: PinRow | _DeviceRow) -> Tries:
    return Tries(failures=row.failures, locked_until=row.locked_until)


def _note(gate: Gate, tenant: str, kind: str, *, who: str, device: UUID, caller: Caller) -> None:
    detail: dict[str, object] = {"device": str(device)}
    gate.log.note(kind, who, tenant=tenant, address=caller.address, detail=detail)
