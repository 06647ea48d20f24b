"""What the platform itself brings: its verbs, queries, facts and events."""

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.platform import parked_fact as parked
from taktline.platform import second_signature as second
from taktline.platform.events.cover import Covered
from taktline.platform.events.dead_letter import DeadLetter, DeadLetters, list_dead_letters
from taktline.platform.query import Query
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import FactKind, Verb

VERBS = (
    Verb(
        "platform.retry_parked_fact",
        parked.RetryParkedFact,
        needs="parked_fact:settle",
        load=parked.load_parked,
        decide=parked.decide_retry,
        label=Text(en="Book again", zh="重新入账"),
        path=parked.place_of,
        refusals=(NotFound, parked.AlreadySettled),
        events=("parked_fact.retried",),
    ),
    Verb(
        "platform.void_parked_fact",
        parked.VoidParkedFact,
        needs="parked_fact:settle",
        load=parked.load_parked,
        decide=parked.decide_void,
        label=Text(en="Void", zh="作废"),
        path=parked.place_of,
        refusals=(NotFound, parked.AlreadySettled, parked.VoidReasonMissing),
        events=("parked_fact.voided",),
    ),
    Verb(
        "platform.require_second_signature",
        second.RequireSecondSignature,
        needs="signature_rule:change",
        load=second.load_rules,
        decide=second.decide_require,
        label=Text(en="Let two people decide", zh="设置双人签字"),
        refusals=(second.UnknownTopic,),
        events=("signature_rule.changed",),
    ),
)

QUERIES = (
    Query(
        name="platform.parked_facts",
        params=parked.ParkedFacts,
        row=parked.ParkedFact,
        needs="parked_fact:read",
        run=parked.list_parked,
        label=Text(en="Facts to settle", zh="待处理记录"),
    ),
    Query(
        name="platform.dead_letters",
        params=DeadLetters,
        row=DeadLetter,
        needs="dead_letter:read",
        run=list_dead_letters,
        label=Text(en="Events put aside", zh="死信事件"),
    ),
    Query(
        name="platform.signature_rules",
        params=second.RuleParams,
        row=second.RuleRow,
        needs="signature_rule:read",
        run=second.signature_rules,
        label=Text(en="What two people decide", zh="双人签字设置"),
    ),
    Query(
        name="platform.second_signatures",
        params=second.SignedParams,
        row=second.SignedRow,
        needs="second_signature:read",
        run=second.second_signatures,
        label=Text(en="Second signatures", zh="第二人签字记录"),
    ),
)

FACT_KINDS = (
    FactKind(parked.FactParked, parked.record_parked),
    FactKind(parked.ParkedFactSettled, parked.record_settled, parked.fold_settled),
    FactKind(second.SignatureRuleChanged, second.record_rules),
    FactKind(second.SecondSigned, second.record_signed),
)

EVENTS = (
    EventKind(
        name="command.accepted",
        entity="command",
        label=Text(en="Command accepted", zh="命令已接受"),
    ),
    EventKind(
        name="parked_fact.parked",
        entity="parked_fact",
        label=Text(en="Fact kept for a person", zh="记录待人工处理"),
    ),
    EventKind(
        name="parked_fact.retried",
        entity="parked_fact",
        label=Text(en="Parked fact booked", zh="待处理记录已入账"),
    ),
    EventKind(
        name="parked_fact.voided",
        entity="parked_fact",
        label=Text(en="Parked fact voided", zh="待处理记录已作废"),
    ),
    EventKind(
        name="signature_rule.changed",
        entity="signature_rule",
        label=Text(en="Second signature required, or no longer", zh="双人签字设置已变更"),
    ),
    EventKind(
        name="command.countersigned",
        entity="command",
        label=Text(en="Command signed by a second person", zh="命令已由第二人签字"),
    ),
)

COVERED = (
    Covered(
        table="parked_fact",
        key=("id",),
        cause="id",
        columns=(
            "id", "command", "verb", "principal", "principal_name", "client", "body::text",
            "body_hash", "code", "args::text", "occurred_at", "recorded_at",
        ),
    ),
    Covered(
        table="parked_fact_settlement",
        key=("parked_fact",),
        columns=("parked_fact", "cause", "outcome", "reason", "settled_by", "settled_at"),
    ),
    Covered(
        table="second_signature",
        key=("id",),
        cause="command",
        columns=(
            "id", "command", "verb", "topic", "asked_by", "signer", "signer_name", "body_hash",
            "signed_at",
        ),
    ),
)  # fmt: skip

PART = Part(
    name="platform",
    verbs=VERBS,
    queries=QUERIES,
    fact_kinds=FACT_KINDS,
    events=EVENTS,
    covered=COVERED,
    sql="taktline.platform",
)
