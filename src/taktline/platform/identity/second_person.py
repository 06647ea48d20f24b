"""A second person shows who they are, and signs for a command that somebody else will send."""

from datetime import timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.identity.gate import Caller, Gate, SignInLocked, WrongCredentials
from taktline.platform.identity.principal import Rights
from taktline.platform.identity.staged_secret import pin_pepper
from taktline.platform.identity.station import PinRow, StationSignIn, count_pin_try
from taktline.platform.second_signature import NEEDS, Topic

SIGNED_FOR = timedelta(minutes=10)
"""Long enough to send the command again, with a short cut of the network between."""


class SignerIsAsker(Problem):
    """The second person is the first one."""

    title = Text(
        en="Somebody else must sign: {name} gives the command.",
        zh="须由他人签字:{name} 是操作人本人。",
    )
    status = 409


class MayNotSign(Problem):
    """The second person may not sign for this topic."""

    title = Text(en="{name} may not sign for this: {needs}.", zh="{name} 无权签字:{needs}。")
    status = 403


class NothingToSign(Problem):
    """The command is one that a single person decides."""

    title = Text(en="{verb} asks for no second signature.", zh="{verb} 不需要第二人签字。")
    status = 409


class ToSign(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed for: one command, as it will be sent.

    Attributes:
        body_hash: of the command without `confirm` and `dry_run`, as the door computes it.
        by: who will give the command.
    """

    command: UUID
    topic: Topic
    body_hash: bytes
    by: Principal


class SignatureGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that waits for its command."""

    id: UUID
    signer: str
    ends_at: Instant


async def sign_second(
    gate: Gate, rights: Rights, tenant: str, *, asked: StationSignIn, what: ToSign, caller: Caller
) -> SignatureGiven:
    """Let a second person sign with their PIN; wrong PINs count as they do at a station.

    Raises:
        SignInLocked: too many wrong tries.
        WrongCredentials: there is no such person, or the PIN is wrong.
        SignerIsAsker: the second person is the first one.
        MayNotSign: the second person has no right to sign for this topic.
    """
    user = await _shown(gate, tenant, asked=asked, caller=caller)
    signer = await rights.of_user(tenant, user)
    same_person = signer.person is not None and signer.person == what.by.person
    if signer.id == what.by.id or same_person:
        raise SignerIsAsker(name=signer.name)
    grants = [g for g in signer.granted(NEEDS.format(topic=what.topic)) if g.scope is None]
    if not grants:
        raise MayNotSign(name=signer.name, needs=NEEDS.format(topic=what.topic))
    nodes = {grant.node for grant in grants}
    holds_at = None
    if None not in nodes:
        own = {node for node in nodes if node is not None}
        holds_at = sorted(own | {below for node in own for below in signer.below.get(node, ())})
    now = gate.clock()
    given = SignatureGiven(id=uuid7(), signer=signer.name, ends_at=now + SIGNED_FOR)
    row = {
        "id": given.id, "command": what.command, "topic": what.topic, "hash": what.body_hash,
        "signer": signer.id, "name": signer.name, "holds_at": holds_at, "now": now,
        "ends_at": given.ends_at,
    }  # fmt: skip
    async with gate.database.transaction(tenant) as tx:
        tx.execute("DELETE FROM given_signature WHERE ends_at <= %(now)s", {"now": now})
        tx.execute(INSERT, row)
    return given


INSERT = """
    INSERT INTO given_signature (id, command, topic, body_hash, signer, signer_name, holds_at,
        access_version, signed_at, ends_at)
    SELECT %(id)s, %(command)s, %(topic)s, %(hash)s, %(signer)s, %(name)s, %(holds_at)s::uuid[],
        access_version, %(now)s, %(ends_at)s
    FROM tenant_state"""


async def _shown(gate: Gate, tenant: str, *, asked: StationSignIn, caller: Caller) -> UUID:
    """Return who showed themselves by tile or badge and PIN; every try counts until it is right."""
    who = str(asked.user or asked.badge)
    found: PinRow | None
    try:
        async with gate.database.transaction(tenant) as tx:
            found = await count_pin_try(tx, asked=asked, there=None, now=gate.clock())
    except SignInLocked as refusal:
        gate.log.note(refusal.code, who, tenant=tenant, address=caller.address)
        raise
    stored = found.hash.decode() if found is not None else None
    fits = await gate.hasher.fits(asked.pin, pin_pepper(gate, tenant), stored)
    if found is None or not fits:
        gate.log.note("wrong-credentials", who, tenant=tenant, address=caller.address)
        raise WrongCredentials
    async with gate.database.transaction(tenant) as tx:
        tx.execute(
            "UPDATE pin SET failures = 0, locked_until = NULL WHERE user_account = %(user)s",
            {"user": found.user},
        )
    return found.user
