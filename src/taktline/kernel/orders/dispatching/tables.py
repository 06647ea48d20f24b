"""What dispatching brings: putting a queue in order, the stations of a board and their load."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders.dispatching import board, sequence
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb


def _at_station(shop: Shop, command: sequence.SequenceQueue) -> tuple[UUID, ...]:
    return shop.resource(command.work_unit, "work_unit").path


def _also_jobs(shop: Shop, command: sequence.SequenceQueue) -> Iterable[tuple[UUID, ...]]:
    named = set(command.job_orders)
    return [path_of(shop, job) for job in shop.jobs.values() if {job.code, str(job.id)} & named]


FACT_KINDS = cast(
    tuple[AnyFactKind, ...], (FactKind(sequence.QueueSequenced, sequence.record_sequences),)
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.sequence_queue", sequence.SequenceQueue, needs="job_order:dispatch",
        load=sequence.load_sequence, decide=sequence.decide_sequence, path=_at_station,
        also=_also_jobs, label=Text("Put a queue in order", "调整队列顺序"),
        refusals=(NotFound, sequence.QueueTooLong, sequence.NotInQueue),
        events=("equipment.sequenced",),
    ),
)  # fmt: skip

QUERIES = board.QUERIES

EVENTS: dict[str, tuple[str, str]] = {"equipment.sequenced": ("Queue put in order", "队列已排序")}
