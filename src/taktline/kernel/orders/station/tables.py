"""What the station brings: its queries."""

from taktline.kernel.orders.station.codes import CODE_QUERY
from taktline.kernel.orders.station.component import COMPONENT_QUERY
from taktline.kernel.orders.station.instructions import INSTRUCTIONS_QUERY
from taktline.kernel.orders.station.marks import MARKS_QUERY
from taktline.platform.registry import AnyQuery

QUERIES: tuple[AnyQuery, ...] = (MARKS_QUERY, COMPONENT_QUERY, CODE_QUERY, INSTRUCTIONS_QUERY)
