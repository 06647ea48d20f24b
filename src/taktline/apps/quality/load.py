"""What decisions about quality load: inspections, what waits for them, the plans they follow."""

from collections.abc import Sequence

import msgspec

from taktline.apps.quality.decide import DecideInspection
from taktline.apps.quality.facts import Characteristic
from taktline.apps.quality.plan import ImportInspectionPlan
from taktline.apps.quality.record import CHARACTERISTIC
from taktline.apps.quality.results import Bench, RecordResults
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.load import load_plans, stocked, want_places, want_report
from taktline.kernel.orders.read import Named, read_shop, structs
from taktline.kernel.orders.shop import Shop
from taktline.platform.transaction import Tx

CHARACTERISTICS = f"""
    SELECT {", ".join(f"c.{name}" for name, _ in CHARACTERISTIC)}
    FROM characteristic c WHERE c.work_master = ANY(%(masters)s::uuid[])"""


async def load_inspections(tx: Tx, commands: Sequence[DecideInspection]) -> Shop:
    """Lock inspections with the goods or samples that wait for them: two round trips."""
    named = Named(jobs={command.inspection for command in commands}, planned=True)
    read = await read_shop(tx, named)
    shop, wanted = read.shop, StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    for planned in shop.planned.values():
        rejected = msgspec.structs.replace(planned.source, status="rejected")
        wanted.want(planned.source, planned.target, rejected)
    for inspection in [job for job in shop.jobs.values() if job.inspects is not None]:
        assert inspection.inspects is not None
        job = shop.jobs[inspection.inspects]
        lots = [*read.waiting.get(inspection.id, ())]
        want_places(wanted, read, inspection)
        if job.snapshot is not None:
            want_report(wanted, read, job=job, lots=[], lot_ids=lots)
    return await stocked(tx, shop, wanted)


async def load_results(tx: Tx, commands: Sequence[RecordResults]) -> Bench:
    """Lock inspections and read the plans they follow."""
    named = Named(
        jobs={command.inspection for command in commands},
        masters={command.plan for command in commands},
    )
    read = await read_shop(tx, named)
    masters = sorted(read.shop.work_masters)
    rows = await tx.fetch(CHARACTERISTICS, {"masters": masters})
    fields = [name for name, _ in CHARACTERISTIC]
    found = structs(rows, Characteristic, fields=fields)
    shop = await stocked(tx, read.shop, StockWanted())
    parts = {field: getattr(shop, field) for field in Shop.__struct_fields__}
    return Bench(**parts, characteristics={(one.work_master, one.code): one for one in found})


async def load_imports(tx: Tx, commands: Sequence[ImportInspectionPlan]) -> Shop:
    """Read the plans with the same codes and the materials."""
    named = Named(
        masters={command.code for command in commands},
        materials={c.material for c in commands if c.material is not None},
    )
    return await load_plans(tx, named)
