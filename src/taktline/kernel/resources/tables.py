"""What the resources bring: tables described by documents, bills that are written as a whole."""

from taktline.kernel.resources.bills import tables as bills
from taktline.platform.registry import Part

PART = Part(
    name="kernel.resources",
    sql="taktline.kernel.resources",
    verbs=bills.VERBS,
    queries=bills.QUERIES,
    fact_kinds=bills.FACT_KINDS,
    events=bills.EVENTS,
)
