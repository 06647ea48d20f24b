"""Facts made offline that could not be booked: kept, with the reason, for a person to settle."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.platform.caused import Caused, Then
from taktline.platform.command import Booked, Command, Event, Fact, Ids, Principal
from taktline.platform.identity.access import nodes_for
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx

PARK = "platform.park_fact"
"""Name in the command row; only the door gives this command."""

Settled = Literal["retried", "voided"]


class AlreadySettled(Problem):
    """A parked fact is settled once."""

    title = Text(en="The parked fact was already {outcome}.", zh="该待处理记录已处理:{outcome}。")


class VoidReasonMissing(Problem):
    """Whoever throws away what somebody reported says why."""

    title = Text(en="Say why the fact is voided.", zh="请说明作废原因。")
    status = 400


class FactParked(Fact, frozen=True, kw_only=True):
    """A fact waits for a person, with the refusal it met.

    Attributes:
        places: where it would have been booked; who settles it needs the right there.
    """

    command: UUID
    verb: str
    principal: UUID
    principal_name: str
    client: str | None
    body: str
    body_hash: bytes
    code: str
    args: str
    places: tuple[UUID, ...] = ()


class ParkedFactSettled(Fact, frozen=True, kw_only=True):
    """A person has booked a parked fact after all, or thrown it away."""

    parked_fact: UUID
    outcome: Settled
    reason: str


class RetryParkedFact(Command, frozen=True, kw_only=True):
    """Book a parked fact now, as it was reported; refused with the new reason if it still fails."""

    parked_fact: UUID
    reason: str = ""


class VoidParkedFact(Command, frozen=True, kw_only=True):
    """Throw a parked fact away; its row, body and this reason stay."""

    parked_fact: UUID
    reason: str


class ParkedFact(msgspec.Struct, frozen=True, kw_only=True):
    """One parked fact, as lists show it; `body` is the command as JSON text."""

    id: UUID
    command: UUID
    verb: str
    principal: UUID
    principal_name: str
    client: str | None
    body: str
    code: str
    args: dict[str, object]
    occurred_at: Instant
    recorded_at: Instant
    outcome: str | None
    settled_at: Instant | None
    places: list[UUID]


class ParkedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Which parked facts to list.

    Attributes:
        waiting: only those that nobody has settled.
        after: cursor of the page before.
        limit: rows, at most PAGE_MAX.
    """

    waiting: bool = True
    after: str | None = None
    limit: int = 100


Shelf = dict[UUID, ParkedFact]

LOAD = """
    SELECT p.id, p.command, p.verb, p.principal, p.principal_name, p.client, p.body::text,
           p.code, p.args, p.occurred_at, p.recorded_at, s.outcome, s.settled_at,
           ARRAY(SELECT w.node FROM parked_fact_place w WHERE w.parked_fact = p.id)
    FROM parked_fact p
    LEFT JOIN parked_fact_settlement s ON s.parked_fact = p.id
    WHERE p.id = ANY(%(ids)s::uuid[])
    ORDER BY p.id
    FOR UPDATE OF p
"""

LIST = """
    SELECT p.id, p.command, p.verb, p.principal, p.principal_name, p.client, p.body::text,
           p.code, p.args, p.occurred_at, p.recorded_at, s.outcome, s.settled_at,
           ARRAY(SELECT w.node FROM parked_fact_place w WHERE w.parked_fact = p.id)
    FROM parked_fact p
    LEFT JOIN parked_fact_settlement s ON s.parked_fact = p.id
    WHERE (NOT %(waiting)s::boolean OR s.parked_fact IS NULL)
      AND (%(nodes)s::uuid[] IS NULL OR EXISTS (
           SELECT 1 FROM parked_fact_place w
           WHERE w.parked_fact = p.id AND w.node = ANY(%(nodes)s::uuid[])))
      AND (%(after)s::uuid IS NULL
           OR (p.recorded_at, p.id) > (SELECT a.recorded_at, a.id FROM parked_fact a
                                       WHERE a.id = %(after)s::uuid))
    ORDER BY p.recorded_at, p.id
    LIMIT %(limit)s
"""

RECORD_PARKED = """
    INSERT INTO parked_fact (id, command, verb, principal, principal_name, client, body, body_hash,
                             code, args, occurred_at, recorded_at)
    SELECT id, command, verb, principal, principal_name, client, body::json, body_hash, code,
           args::json, occurred_at, recorded_at
    FROM unnest(%(ids)s::uuid[], %(commands)s::uuid[], %(verbs)s::text[], %(principals)s::uuid[],
                %(names)s::text[], %(clients)s::text[], %(bodies)s::text[], %(hashes)s::bytea[],
                %(codes)s::text[], %(args)s::text[], %(occurred)s::timestamptz[],
                %(recorded)s::timestamptz[])
         AS t (id, command, verb, principal, principal_name, client, body, body_hash, code, args,
               occurred_at, recorded_at)
"""

RECORD_PLACES = """
    INSERT INTO parked_fact_place (parked_fact, node)
    SELECT parked_fact, node
    FROM unnest(%(facts)s::uuid[], %(nodes)s::uuid[]) AS t (parked_fact, node)
"""

RECORD_SETTLED = """
    INSERT INTO parked_fact_settlement (parked_fact, cause, outcome, reason, settled_by, settled_at)
    SELECT parked_fact, cause, outcome, reason, settled_by, settled_at
    FROM unnest(%(facts)s::uuid[], %(causes)s::uuid[], %(outcomes)s::text[], %(reasons)s::text[],
                %(by)s::uuid[], %(at)s::timestamptz[])
         AS t (parked_fact, cause, outcome, reason, settled_by, settled_at)
"""


async def load_parked(tx: Tx, commands: Sequence[RetryParkedFact | VoidParkedFact]) -> Shelf:
    """Lock the parked facts that are to be settled."""
    ids = [command.parked_fact for command in commands]
    found = await tx.rows(LOAD, {"ids": ids}, as_=ParkedFact)
    return {fact.id: fact for fact in found}


def decide_retry(shelf: Shelf, retry: RetryParkedFact, now: Instant, ids: Ids) -> list[Fact]:
    """Settle a parked fact and let the door decide its command next, in the same transaction.

    Raises:
        NotFound: nobody parked it.
        AlreadySettled: it was booked or voided before.
    """
    fact = _waiting(shelf, retry.parked_fact)
    original = Principal(
        id=fact.principal,
        name=fact.principal_name,
        grants=ids.by.grants,
        language=ids.by.language,
        below=ids.by.below,
    )
    again = Caused(verb=fact.verb, body=fact.body.encode(), principal=original, client=fact.client)
    return [
        ParkedFactSettled(parked_fact=fact.id, outcome="retried", reason=retry.reason),
        _told(fact, "parked_fact.retried"),
        Then(next=again),
    ]


def decide_void(shelf: Shelf, void: VoidParkedFact, now: Instant, ids: Ids) -> list[Fact]:
    """Throw a parked fact away, with a reason.

    Raises:
        NotFound: nobody parked it.
        AlreadySettled: it was booked or voided before.
        VoidReasonMissing: no reason was given.
    """
    fact = _waiting(shelf, void.parked_fact)
    if not void.reason.strip():
        raise VoidReasonMissing(at="/reason")
    return [
        ParkedFactSettled(parked_fact=fact.id, outcome="voided", reason=void.reason),
        _told(fact, "parked_fact.voided"),
    ]


async def list_parked(tx: Tx, asked: ParkedFacts, reader: Principal) -> Page[ParkedFact]:
    """List parked facts, the oldest first."""
    limit = max(1, min(asked.limit, PAGE_MAX))
    after = None if asked.after is None else UUID(asked.after)
    nodes = nodes_for(reader, "parked_fact:read")
    params = {
        "waiting": asked.waiting,
        "after": after,
        "limit": limit,
        "nodes": None if nodes is None else list(nodes),
    }
    rows = await tx.rows(LIST, params, as_=ParkedFact)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == limit else None)


def record_parked(tx: Tx, facts: Sequence[Booked[FactParked]]) -> None:
    """Write parked facts."""
    params = {
        "ids": [b.stamp.cause for b in facts],
        "commands": [b.fact.command for b in facts],
        "verbs": [b.fact.verb for b in facts],
        "principals": [b.fact.principal for b in facts],
        "names": [b.fact.principal_name for b in facts],
        "clients": [b.fact.client for b in facts],
        "bodies": [b.fact.body for b in facts],
        "hashes": [b.fact.body_hash for b in facts],
        "codes": [b.fact.code for b in facts],
        "args": [b.fact.args for b in facts],
        "occurred": [b.stamp.occurred_at for b in facts],
        "recorded": [b.stamp.recorded_at for b in facts],
    }
    tx.execute(RECORD_PARKED, params)
    places = [(booked.stamp.cause, node) for booked in facts for node in booked.fact.places]
    if places:
        facts_at, nodes = zip(*dict.fromkeys(places), strict=True)
        tx.execute(RECORD_PLACES, {"facts": list(facts_at), "nodes": list(nodes)})


def place_of(shelf: Shelf, command: RetryParkedFact | VoidParkedFact) -> tuple[UUID, ...]:
    """Return where a parked fact would have been booked."""
    fact = shelf.get(command.parked_fact)
    return () if fact is None else tuple(fact.places)


def record_settled(tx: Tx, facts: Sequence[Booked[ParkedFactSettled]]) -> None:
    """Write how parked facts were settled; a second time the primary key refuses."""
    params = {
        "facts": [b.fact.parked_fact for b in facts],
        "causes": [b.stamp.cause for b in facts],
        "outcomes": [b.fact.outcome for b in facts],
        "reasons": [b.fact.reason for b in facts],
        "by": [b.stamp.by for b in facts],
        "at": [b.stamp.recorded_at for b in facts],
    }
    tx.execute(RECORD_SETTLED, params)


def fold_settled(shelf: object, fact: ParkedFactSettled) -> None:
    """Let the next command of the batch see that the fact is settled."""
    if isinstance(shelf, dict) and fact.parked_fact in shelf:
        before = shelf[fact.parked_fact]
        shelf[fact.parked_fact] = msgspec.structs.replace(before, outcome=fact.outcome)


def _waiting(shelf: Shelf, wanted: UUID) -> ParkedFact:
    fact = shelf.get(wanted)
    if fact is None:
        raise NotFound(kind="parked_fact", code=str(wanted), at="/parked_fact")
    if fact.outcome is not None:
        raise AlreadySettled(outcome=fact.outcome)
    return fact


def _told(fact: ParkedFact, name: str) -> Event:
    return Event(
        name=name,
        entity="parked_fact",
        record=fact.id,
        payload={"verb": fact.verb, "command": str(fact.command)},
    )
