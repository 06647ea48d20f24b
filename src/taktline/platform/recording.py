"""How accepted commands and their events become rows; and how an id that was seen is found."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Stamp
from taktline.platform.envelope import Answer, Asked
from taktline.platform.transaction import Pending, Tx


class IdReused(Problem):
    """A command's id was used before for something else, or by somebody else."""

    title = Text(
        en="The id {id} was used before for another command; a new command needs a new id.",
        zh="标识 {id} 已用于其他命令;新命令需使用新的标识。",
    )
    status = 409


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """One decided command, ready to be written.

    Attributes:
        id: of the command row; a parked fact's differs from the command's own.
        verb: name written to the row.
    """

    id: UUID
    verb: str
    asked: Asked
    stamp: Stamp
    events: list[Event]
    answer: Answer
    body: bytes
    body_hash: bytes


SEEN = """
    SELECT id, principal, body_hash, answer::text
    FROM command
    WHERE id = ANY(%(ids)s::uuid[])
"""

INSERT_COMMANDS = """
    INSERT INTO command (id, verb, principal, on_behalf_of, client, cause, depth, occurred_at,
                         clock_uncertain, recorded_at, confirm, body_hash, body, answer)
    SELECT id, verb, principal, on_behalf_of, client, cause, depth, occurred_at, clock_uncertain,
           recorded_at, string_to_array(confirm, ','), body_hash, body::json, answer::json
    FROM unnest(%(ids)s::uuid[], %(verbs)s::text[], %(principals)s::uuid[],
                %(on_behalf_of)s::uuid[], %(clients)s::text[], %(causes)s::uuid[],
                %(depths)s::smallint[], %(occurred)s::timestamptz[], %(uncertain)s::boolean[],
                %(recorded)s::timestamptz[], %(confirms)s::text[], %(hashes)s::bytea[],
                %(bodies)s::text[], %(answers)s::text[])
         AS t (id, verb, principal, on_behalf_of, client, cause, depth, occurred_at,
               clock_uncertain, recorded_at, confirm, body_hash, body, answer)
"""

INSERT_EVENTS = """
    INSERT INTO event (cause, ordinal, name, version, entity, record, code, site, payload, depth,
                       occurred_at, recorded_at)
    SELECT cause, ordinal, name, version, entity, record, code, site, payload::json, depth,
           occurred_at, recorded_at
    FROM unnest(%(causes)s::uuid[], %(ordinals)s::smallint[], %(names)s::text[],
                %(versions)s::smallint[], %(entities)s::text[], %(records)s::uuid[],
                %(codes)s::text[], %(sites)s::uuid[], %(payloads)s::text[],
                %(depths)s::smallint[], %(occurred)s::timestamptz[], %(recorded)s::timestamptz[])
         AS t (cause, ordinal, name, version, entity, record, code, site, payload, depth,
               occurred_at, recorded_at)
"""

_ENCODER = msgspec.json.Encoder(order="sorted")
_ANSWER = msgspec.json.Decoder(Answer)


def parked_id(command: UUID) -> UUID:
    """Return the id of the command that parks a fact; the same however often it is sent."""
    return derived_id("parked_fact", command)


def look_up(tx: Tx, batch: Sequence[Asked]) -> Pending:
    """Ask which of these commands were accepted or parked before; travels with the load."""
    ids = [asked.command.id for asked in batch]
    ids += [parked_id(asked.command.id) for asked in batch if can_be_parked(asked)]
    return tx.send(SEEN, {"ids": ids})


def can_be_parked(asked: Asked) -> bool:
    """Say whether a refusal of this command keeps it for a person."""
    fact_offline = asked.verb.kind == "fact" and asked.command.offline
    return fact_offline and asked.may_park and not asked.command.dry_run


def first_answers(
    rows: Sequence[tuple[object, ...]], batch: Sequence[Asked]
) -> list[Answer | IdReused | None]:
    """Return per command what was answered the first time; None for a command that is new.

    Args:
        rows: what `look_up` found.
        batch: the same commands, in the same order.
    """
    found = {row[0]: row for row in rows}
    return [_first_answer(found, asked) for asked in batch] if found else [None] * len(batch)


def _first_answer(
    found: dict[object, tuple[object, ...]], asked: Asked
) -> Answer | IdReused | None:
    row = found.get(asked.command.id)
    if row is None and can_be_parked(asked):
        row = found.get(parked_id(asked.command.id))
    if row is None:
        return None
    _, principal, body_hash, answer = row
    if principal != asked.principal.id or body_hash != asked.body_hash:
        return IdReused(id=str(asked.command.id))
    return _ANSWER.decode(str(answer))


def write(tx: Tx, accepted: Sequence[Accepted]) -> None:
    """Queue the rows of accepted commands and of their events: one statement each."""
    if not accepted:
        return
    tx.execute(INSERT_COMMANDS, _command_columns(accepted))
    tx.execute(INSERT_EVENTS, _event_columns(accepted))


def _command_columns(accepted: Sequence[Accepted]) -> dict[str, object]:
    return {
        "ids": [a.id for a in accepted],
        "verbs": [a.verb for a in accepted],
        "principals": [a.asked.principal.id for a in accepted],
        "on_behalf_of": [a.asked.on_behalf_of for a in accepted],
        "clients": [a.asked.client for a in accepted],
        "causes": [a.asked.cause for a in accepted],
        "depths": [a.asked.depth for a in accepted],
        "occurred": [a.stamp.occurred_at for a in accepted],
        "uncertain": [a.answer.clock_uncertain for a in accepted],
        "recorded": [a.stamp.recorded_at for a in accepted],
        "confirms": [",".join(a.asked.command.confirm) for a in accepted],
        "hashes": [a.body_hash for a in accepted],
        "bodies": [a.body.decode() for a in accepted],
        "answers": [_ENCODER.encode(a.answer).decode() for a in accepted],
    }


def _event_columns(accepted: Sequence[Accepted]) -> dict[str, object]:
    rows = [(a, n, e) for a in accepted for n, e in enumerate(a.events)]
    return {
        "causes": [a.id for a, _, _ in rows],
        "ordinals": [n for _, n, _ in rows],
        "names": [e.name for _, _, e in rows],
        "versions": [e.version for _, _, e in rows],
        "entities": [e.entity for _, _, e in rows],
        "records": [e.record for _, _, e in rows],
        "codes": [e.code for _, _, e in rows],
        "sites": [e.site for _, _, e in rows],
        "payloads": [_ENCODER.encode(e.payload).decode() for _, _, e in rows],
        "depths": [a.asked.depth for a, _, _ in rows],
        "occurred": [a.stamp.occurred_at for a, _, _ in rows],
        "recorded": [a.stamp.recorded_at for a, _, _ in rows],
    }


def accepted_without_event(command: Command, verb: str) -> Event:
    """Return the event of a command that wrote none: the chain of events holds every command."""
    return Event(name="command.accepted", entity="command", record=command.id, code=verb)
