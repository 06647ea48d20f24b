"""What outside work brings: facts, verbs, events, queries."""

from typing import cast
from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger.refusals import LotNeeded, Shortage, UnknownLot
from taktline.kernel.orders import counts, flow_card, outside, report, start, topics
from taktline.kernel.orders.outwork import facts, load, record, send, take
from taktline.kernel.orders.outwork.queries import QUERIES as QUERIES
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...], (FactKind(facts.Sent, record.record_sent, facts.fold_sent),)
)


def _at_job(shop: Shop, command: send.SendOut | take.TakeIn) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.send_out", send.SendOut, needs="job_order:send_out",
        load=load.load_outside, decide=send.decide_send_out, kind="fact",
        label=Text("Send to a supplier", "委外发出"), path=_at_job,
        signed_as=topics.outside_work,
        refusals=(NotFound, report.ChangeUnread, outside.NotOutside, send.NotInRow,
                  report.NotRunning, send.HowMany, counts.NegativeCount, flow_card.VoidCard,
                  flow_card.ForeignCard, flow_card.OtherRevision, flow_card.AboveCard, LotNeeded,
                  UnknownLot, Shortage),
        events=("job_order.started", "job_order.sent_out"),
    ),
    Verb(
        "kernel.take_in", take.TakeIn, needs="job_order:take_in",
        load=load.load_outside, decide=take.decide_take_in, kind="fact",
        label=Text("Take in from a supplier", "委外收回"), path=_at_job,
        signed_as=topics.outside_loss,
        refusals=(NotFound, outside.NotOutside, report.NotRunning, counts.NegativeCount,
                  counts.NothingReported, take.WeightNeeded, LotNeeded, UnknownLot, Shortage,
                  start.PredecessorOpen, take.MoreThanSent),
        events=("job_order.taken_in", "job_order.started", "job_order.reported",
                "inspection.requested"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "job_order.sent_out": ("Sent to a supplier", "已委外发出"),
    "job_order.taken_in": ("Taken in from a supplier", "已委外收回"),
}
