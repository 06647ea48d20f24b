"""How accepted commands and their events become rows; and how an id that was seen is found."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Stamp
from taktline.platform.envelope import Answer, Asked
from taktline.platform.recordset import Columns, hex_of, insert, rows_of
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


FENCE = "SELECT catalog_version, access_version, state FROM tenant_state"

SEEN = """
    SELECT id, principal, body_hash, answer::text
    FROM command
    WHERE id = ANY(%(ids)s::uuid[])
"""

FENCE_AND_SEEN = """
    SELECT s.catalog_version, s.access_version, s.state, c.id, c.principal, c.body_hash,
        c.answer::text
    FROM tenant_state s LEFT JOIN command c ON c.id = ANY(%(ids)s::uuid[])
"""

COMMAND: Columns = (
    ("id", "uuid"),
    ("verb", "text"),
    ("principal", "uuid"),
    ("on_behalf_of", "uuid"),
    ("client", "text"),
    ("cause", "uuid"),
    ("depth", "smallint"),
    ("occurred_at", "timestamptz"),
    ("clock_uncertain", "boolean"),
    ("recorded_at", "timestamptz"),
    ("confirm", "text[]"),
    ("body_hash", "bytea"),
    ("body", "json"),
    ("answer", "json"),
)

EVENT: Columns = (
    ("cause", "uuid"),
    ("ordinal", "smallint"),
    ("name", "text"),
    ("version", "smallint"),
    ("entity", "text"),
    ("record", "uuid"),
    ("code", "text"),
    ("site", "uuid"),
    ("payload", "json"),
    ("depth", "smallint"),
    ("occurred_at", "timestamptz"),
    ("recorded_at", "timestamptz"),
)

INSERT = f"""
    WITH commands AS ({insert("command", COMMAND, rows="commands")})
    {insert("event", EVENT, rows="events")}"""

_ENCODER = msgspec.json.Encoder(order="sorted")
_ANSWER = msgspec.json.Decoder(Answer)


def parked_id(command: UUID) -> UUID:
    """Return the id of the command that parks a fact; the same however often it is sent."""
    return derived_id("parked_fact", command)


def look_up(tx: Tx, batch: Sequence[Asked], *, with_fence: bool) -> Pending:
    """Ask which of these commands were accepted or parked before; travels with the load.

    Args:
        with_fence: the fence is asked for in the same breath; its columns come first.
    """
    ids = [asked.command.id for asked in batch]
    ids += [parked_id(asked.command.id) for asked in batch if can_be_parked(asked)]
    return tx.send(FENCE_AND_SEEN if with_fence else SEEN, {"ids": ids})


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
    assert isinstance(principal, UUID)
    assert isinstance(body_hash, bytes)
    return same_or_reused(
        asked, principal=principal, body_hash=body_hash, answer=_ANSWER.decode(str(answer))
    )


def same_or_reused(
    asked: Asked, *, principal: UUID, body_hash: bytes, answer: Answer
) -> Answer | IdReused:
    """Return the first answer to whoever sends the same again, and nothing of it to others.

    What this very command was booked with, by a commit whose outcome was lost, is no repetition.
    """
    if principal != asked.principal.id or body_hash != asked.body_hash:
        return IdReused(id=str(asked.command.id))
    if asked.decided_at == answer.recorded_at:
        return answer
    return msgspec.structs.replace(answer, repeated=True)


def write(tx: Tx, accepted: Sequence[Accepted]) -> None:
    """Queue the rows of accepted commands and of their events (each has one): one statement."""
    if not accepted:
        return
    commands = [_command_row(one) for one in accepted]
    events = [_event_row(a, n, event=e) for a in accepted for n, e in enumerate(a.events)]
    tx.execute(INSERT, rows_of(commands, name="commands") | rows_of(events, name="events"))


def _command_row(one: Accepted) -> dict[str, object]:
    asked, stamp = one.asked, one.stamp
    return {
        "id": one.id,
        "verb": one.verb,
        "principal": asked.principal.id,
        "on_behalf_of": asked.on_behalf_of,
        "client": asked.client,
        "cause": asked.cause,
        "depth": asked.depth,
        "occurred_at": stamp.occurred_at,
        "clock_uncertain": one.answer.clock_uncertain,
        "recorded_at": stamp.recorded_at,
        "confirm": asked.command.confirm,
        "body_hash": hex_of(one.body_hash),
        "body": msgspec.Raw(one.body),
        "answer": msgspec.Raw(_ENCODER.encode(one.answer)),
    }


def _event_row(one: Accepted, ordinal: int, *, event: Event) -> dict[str, object]:
    return {
        "cause": one.id,
        "ordinal": ordinal,
        "name": event.name,
        "version": event.version,
        "entity": event.entity,
        "record": event.record,
        "code": event.code,
        "site": event.site,
        "payload": msgspec.Raw(_ENCODER.encode(event.payload)),
        "depth": one.asked.depth,
        "occurred_at": one.stamp.occurred_at,
        "recorded_at": one.stamp.recorded_at,
    }


def accepted_without_event(command: Command, verb: str) -> Event:
    """Return the event of a command that wrote none: the chain of events holds every command."""
    return Event(name="command.accepted", entity="command", record=command.id, code=verb)
