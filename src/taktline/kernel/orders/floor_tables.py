"""What the people side of orders brings: stages, pay, and what else grows around reports."""

from taktline.kernel.orders import order_page, stopping
from taktline.kernel.orders.absence import tables as absence
from taktline.kernel.orders.beginning import tables as beginning
from taktline.kernel.orders.dispatching import tables as dispatching
from taktline.kernel.orders.handover import tables as handover
from taktline.kernel.orders.pay import tables as pay
from taktline.kernel.orders.stages import tables as stages
from taktline.kernel.orders.station import tables as station
from taktline.platform.verb import AnyFactKind, AnyVerb

FACT_KINDS: tuple[AnyFactKind, ...] = (
    *stages.FACT_KINDS,
    *pay.FACT_KINDS,
    *beginning.FACT_KINDS,
    *handover.FACT_KINDS,
    *absence.FACT_KINDS,
    *dispatching.FACT_KINDS,
)
VERBS: tuple[AnyVerb, ...] = (
    *stages.VERBS,
    *pay.VERBS,
    *beginning.VERBS,
    *handover.VERBS,
    *absence.VERBS,
    *dispatching.VERBS,
    *stopping.VERBS,
)
QUERIES = (
    *pay.QUERIES,
    *handover.QUERIES,
    *station.QUERIES,
    *dispatching.QUERIES,
    *order_page.QUERIES,
)
EVENTS: dict[str, tuple[str, str]] = (
    stages.EVENTS
    | pay.EVENTS
    | beginning.EVENTS
    | handover.EVENTS
    | absence.EVENTS
    | dispatching.EVENTS
)
COVERED = (*pay.COVERED, *handover.COVERED)
