"""A second person's signature: what one alone may not do waits until another has signed for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Booked, Clock, Command, Event, Fact, Ids, Principal
from taktline.platform.envelope import Asked
from taktline.platform.identity.access import nodes_for
from taktline.platform.judge import places_of
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Pending, Tx

Topic = Literal[
    "concession",
    "over_issue",
    "scrap",
    "rework",
    "order_change",
    "count_difference",
    "outside_work",
    "supplier_return",
    "over_receipt",
    "skip_inspection",
    "engineering_change",
    "overtime",
]
TOPICS: Mapping[Topic, Text] = MappingProxyType({
    "concession": Text(en="Concession", zh="特采/让步接收"),
    "over_issue": Text(en="Issue beyond the bill", zh="超领补料"),
    "scrap": Text(en="Scrap", zh="报废"),
    "rework": Text(en="Rework", zh="返工"),
    "order_change": Text(en="Change of an order", zh="工单变更"),
    "count_difference": Text(en="Count difference", zh="盘点差异"),
    "outside_work": Text(en="Outside work and its charges", zh="委外发出与扣款"),
    "supplier_return": Text(en="Return to a supplier", zh="退货"),
    "over_receipt": Text(en="Goods beyond an order", zh="超交接收"),
    "skip_inspection": Text(en="Inspection skipped", zh="跳检/紧急放行"),
    "engineering_change": Text(en="Released change of drawing or route", zh="工艺/图纸变更"),
    "overtime": Text(en="Overtime", zh="加班"),
})  # fmt: skip
"""What a plant lets two people decide; each verb says of its commands which of these they are."""
NEEDS = "second_signature:{topic}"
"""The permission to sign second, by topic."""


class SecondSignatureMissing(Problem):
    """Another person must sign for this first; then the same command is sent again."""

    title = Text(
        en="{topic}: a second person must sign with their PIN ({needs}).",
        zh="{topic}:须由第二人用 PIN 签字确认({needs})。",
    )
    retry = True


class UnknownTopic(Problem):
    """Nobody asks for signatures about this."""

    title = Text(
        en="There is no topic {topic}; there are {known}.", zh="没有主题 {topic};可选:{known}。"
    )
    status = 400


class RequireSecondSignature(Command, frozen=True, kw_only=True):
    """Let a topic be decided by two people from now on, or by one again.

    Attributes:
        topic: concession, over_issue, scrap, rework, order_change, count_difference, outside_work,
            supplier_return, over_receipt, skip_inspection, engineering_change or overtime.
        required: off for all topics until somebody says otherwise.
    """

    topic: str
    required: bool = True


class SignatureRuleChanged(Fact, frozen=True, kw_only=True):
    """A topic asks for a second signature, or no longer."""

    topic: Topic
    required: bool


class SecondSigned(Fact, frozen=True, kw_only=True):
    """What was done was signed for by a second person.

    Attributes:
        id: of the given signature, which is spent by it.
        body_hash: of the command as it was signed.
    """

    id: UUID
    verb: str
    topic: Topic
    signer: UUID
    signer_name: str
    body_hash: bytes
    signed_at: Instant


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that waits for its command.

    Attributes:
        holds_at: where the signer may sign; None = in the whole tenant.
    """

    topic: Topic
    id: UUID | None
    command: UUID | None
    signer: UUID | None
    signer_name: str | None
    body_hash: bytes | None
    holds_at: list[UUID] | None
    signed_at: datetime | None


SIGNATURES = """
    SELECT r.topic, g.id, g.command, g.signer, g.signer_name, g.body_hash, g.holds_at, g.signed_at
    FROM signature_rule r
    LEFT JOIN given_signature g ON g.topic = r.topic AND g.command = ANY(%(commands)s::uuid[])
        AND g.ends_at > %(now)s::timestamptz
        AND g.access_version = (SELECT access_version FROM tenant_state)
        AND EXISTS (SELECT 1 FROM user_account u WHERE u.id = g.signer AND u.state = 'active')
    WHERE r.required AND r.topic = ANY(%(topics)s::text[])
    ORDER BY g.signed_at"""


def topic_of(asked: Asked) -> Topic | None:
    """Return which topic a command is about; None where nobody asks for a second signature."""
    return None if asked.verb.signed_as is None else asked.verb.signed_as(asked.command)


def ask_signatures(tx: Tx, batch: Sequence[Asked], clock: Clock) -> Pending | None:
    """Ask which topics of a batch need a second signature and what was signed; no trip of its own.

    Nothing is asked of commands whose verbs know no topic, nor of those that are only tried out.
    """
    if batch[0].verb.signed_as is None:
        return None
    topics = {one.command.id: topic_of(one) for one in batch if not one.command.dry_run}
    named = sorted({topic for topic in topics.values() if topic is not None})
    if not named:
        return None
    return tx.send(SIGNATURES, {"topics": named, "commands": list(topics), "now": clock()})


class Signatures:
    """What was signed for the commands of a batch, and which topics ask for it."""

    def __init__(self, rows: Sequence[Given] = ()) -> None:
        self._required = {row.topic for row in rows}
        self._given = [row for row in rows if row.id is not None]

    def spent_on(self, asked: Asked, state: object) -> list[Fact]:
        """Return the facts of the signature that a command needs; nothing where it needs none.

        Signed for is the command as it was shown to the second person: the same body, by somebody
        else than who gives it (or for whom it is given), at a place where the signer may sign.

        Raises:
            SecondSignatureMissing: nobody has signed for it so.
        """
        topic = topic_of(asked)
        if topic is None or topic not in self._required or asked.command.dry_run:
            return []
        for given in self._given:
            if given.topic == topic and _fits(given, asked, places_of(asked, state)):
                return _spent(given, asked)
        raise SecondSignatureMissing(topic=TOPICS[topic], needs=NEEDS.format(topic=topic))


def _fits(given: Given, asked: Asked, path: tuple[UUID, ...]) -> bool:  # tidy: positional - plain
    if given.command != asked.command.id or given.body_hash != asked.body_hash:
        return False
    if given.signer == asked.principal.id:
        return False
    return given.holds_at is None or not set(given.holds_at).isdisjoint(path)


def _spent(given: Given, asked: Asked) -> list[Fact]:
    assert given.id is not None, "a row without an id only names its topic"
    assert given.signer is not None
    assert given.signed_at is not None
    signed = SecondSigned(
        id=given.id,
        verb=asked.verb.name,
        topic=given.topic,
        signer=given.signer,
        signer_name=given.signer_name or "",
        body_hash=asked.body_hash,
        signed_at=given.signed_at,
    )
    told = Event(
        name="command.countersigned",
        entity="command",
        record=asked.command.id,
        payload={
            "verb": signed.verb,
            "topic": signed.topic,
            "given_by": asked.principal.name,
            "signed_by": signed.signer_name,
            "signer": str(signed.signer),
            "signed_at": signed.signed_at.isoformat(),
        },
    )
    return [signed, told]


async def load_rules(tx: Tx, commands: Sequence[RequireSecondSignature]) -> None:
    """Nothing is needed to say what holds from now on."""


def decide_require(
    state: None, command: RequireSecondSignature, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a topic needs two people, or one.

    Raises:
        UnknownTopic: nobody asks for signatures about this.
    """
    known = get_args(Topic)
    if command.topic not in known:
        raise UnknownTopic(topic=command.topic, known=list(known), at="/topic")
    topic = msgspec.convert(command.topic, Topic)
    told = Event(
        name="signature_rule.changed",
        entity="signature_rule",
        record=ids.cause,
        code=topic,
        payload={"topic": topic, "required": command.required},
    )
    return [SignatureRuleChanged(topic=topic, required=command.required), told]


RULE = """
    INSERT INTO signature_rule (topic, required, changed_at, changed_by, cause)
    SELECT n.topic, n.required, n.at, n.by, n.cause
    FROM unnest(%(topic)s::text[], %(required)s::boolean[], %(at)s::timestamptz[],
        %(by)s::uuid[], %(cause)s::uuid[]) AS n(topic, required, at, by, cause)
    ON CONFLICT (topic) DO UPDATE SET required = excluded.required,
        changed_at = excluded.changed_at, changed_by = excluded.changed_by,
        cause = excluded.cause"""
SIGNED = """
    INSERT INTO second_signature (id, command, verb, topic, asked_by, signer, signer_name,
        body_hash, signed_at)
    SELECT n.id, n.command, n.verb, n.topic, n.by, n.signer, n.name, n.hash, n.at
    FROM unnest(%(id)s::uuid[], %(command)s::uuid[], %(verb)s::text[], %(topic)s::text[],
        %(by)s::uuid[], %(signer)s::uuid[], %(name)s::text[], %(hash)s::bytea[],
        %(at)s::timestamptz[]) AS n(id, command, verb, topic, by, signer, name, hash, at)"""
SPENT = "DELETE FROM given_signature WHERE command = ANY(%(command)s::uuid[])"


def record_rules(tx: Tx, booked: Sequence[Booked[SignatureRuleChanged]]) -> None:
    """Write which topics need two people; of several changes of one the last holds."""
    last = list({one.fact.topic: one for one in booked}.values())
    tx.execute(
        RULE,
        {
            "topic": [one.fact.topic for one in last],
            "required": [one.fact.required for one in last],
            "at": [one.stamp.recorded_at for one in last],
            "by": [one.stamp.by for one in last],
            "cause": [one.stamp.cause for one in last],
        },
    )


def record_signed(tx: Tx, booked: Sequence[Booked[SecondSigned]]) -> None:
    """Write who signed for what was done; what was signed is spent."""
    facts = [one.fact for one in booked]
    params: dict[str, object] = {
        "id": [fact.id for fact in facts],
        "command": [one.stamp.cause for one in booked],
        "verb": [fact.verb for fact in facts],
        "topic": [fact.topic for fact in facts],
        "by": [one.stamp.by for one in booked],
        "signer": [fact.signer for fact in facts],
        "name": [fact.signer_name for fact in facts],
        "hash": [fact.body_hash for fact in facts],
        "at": [fact.signed_at for fact in facts],
    }
    tx.execute(SIGNED, params)
    tx.execute(SPENT, params)


class RuleParams(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to ask for."""


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A topic, whether two people decide it, and who may sign second."""

    topic: Topic
    title: Text
    needs: str
    required: bool


class SignedParams(msgspec.Struct, frozen=True, kw_only=True):
    """Signatures of a topic or a command, the latest first."""

    topic: str | None = None
    command: UUID | None = None
    limit: int = 100


class SignedRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, and who signed for it."""

    id: UUID
    command: UUID
    verb: str
    topic: Topic
    asked_by: UUID
    asked_by_name: str | None
    signer: UUID
    signer_name: str
    signed_at: datetime


LISTED = """
    SELECT s.id, s.command, s.verb, s.topic, s.asked_by, u.name, s.signer, s.signer_name,
        s.signed_at
    FROM second_signature s LEFT JOIN user_account u ON u.id = s.asked_by
    WHERE (%(everywhere)s::boolean OR %(reader)s::uuid IN (s.asked_by, s.signer))
        AND (%(topic)s::text IS NULL OR s.topic = %(topic)s)
        AND (%(command)s::uuid IS NULL OR s.command = %(command)s)
    ORDER BY s.signed_at DESC, s.id LIMIT %(limit)s"""


async def signature_rules(
    tx: Tx, asked: RuleParams, reader: Principal
) -> Page[RuleRow]:  # tidy: positional - the shape of a query
    """Return every topic and whether two people decide it."""
    rows = await tx.fetch("SELECT topic FROM signature_rule WHERE required")
    required = {str(topic) for (topic,) in rows}
    found = [
        RuleRow(
            topic=topic, title=title, needs=NEEDS.format(topic=topic), required=topic in required
        )
        for topic, title in TOPICS.items()
    ]
    return Page(rows=found, total=len(found))


async def second_signatures(
    tx: Tx, asked: SignedParams, reader: Principal
) -> Page[SignedRow]:  # tidy: positional - the shape of a query
    """Return who signed for what; to readers of a part of the plant only what they had a hand in.

    A signature has no place of its own: its command may act at several.
    """
    params = {
        **msgspec.structs.asdict(asked),
        "limit": max(1, min(asked.limit, PAGE_MAX)),
        "everywhere": nodes_for(reader, "second_signature:read") is None,
        "reader": reader.id,
    }
    return Page(rows=await tx.rows(LISTED, params, as_=SignedRow))
