"""Everything orders can be and become beside the plain case: read here which parts there are."""

from taktline.kernel.orders.cartons import tables as cartons
from taktline.kernel.orders.change import tables as change
from taktline.kernel.orders.masters import tables as masters
from taktline.kernel.orders.outwork import tables as outwork
from taktline.kernel.orders.redo import tables as redo
from taktline.kernel.orders.runs import tables as runs
from taktline.platform.registry import AnyQuery
from taktline.platform.verb import AnyFactKind, AnyVerb

PARTS = (runs, change, outwork, redo, cartons, masters)

VERBS: tuple[AnyVerb, ...] = tuple(verb for part in PARTS for verb in part.VERBS)
QUERIES: tuple[AnyQuery, ...] = tuple(query for part in PARTS for query in part.QUERIES)
FACT_KINDS: tuple[AnyFactKind, ...] = tuple(kind for part in PARTS for kind in part.FACT_KINDS)
"""Recorded after the facts of orders, which they refer to."""
EVENTS: dict[str, tuple[str, str]] = {
    name: label for part in PARTS for name, label in part.EVENTS.items()
}
