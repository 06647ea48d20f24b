"""What decisions about quality load: inspections, what waits for them, the plans they follow."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.apps.quality.decide import DecideInspection, Judging, Proposal
from taktline.apps.quality.facts import Characteristic
from taktline.apps.quality.plan import ImportInspectionPlan
from taktline.apps.quality.record import CHARACTERISTIC
from taktline.apps.quality.results import Bench, RecordResults
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.load import load_plans, stocked, want_places, want_report
from taktline.kernel.orders.read import Named, read_shop, structs
from taktline.kernel.orders.shop import Shop
from taktline.platform.outside.file import load_files
from taktline.platform.transaction import Tx

CHARACTERISTICS = f"""
    SELECT {", ".join(f"c.{name}" for name, _ in CHARACTERISTIC)}
    FROM characteristic c WHERE c.work_master = ANY(%(masters)s::uuid[])"""


# What the classes of characteristics propose together: all must accept.
PROPOSED = """
    SELECT s.job_order,
        CASE WHEN bool_or(f.nonconforming >= s.reject) THEN 'reject'
            WHEN bool_and(f.inspected >= s.sample_size) THEN 'accept' ELSE 'incomplete' END
    FROM sampling_plan s
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT (r.lot, r.piece)) AS inspected,
            count(DISTINCT (r.lot, r.piece)) FILTER (WHERE NOT r.passed) AS nonconforming
        FROM test_result r JOIN characteristic c ON c.id = r.characteristic
        WHERE r.job_order = s.job_order AND c.severity = s.severity) AS f
    WHERE s.job_order = ANY(%(jobs)s::uuid[])
    GROUP BY s.job_order"""


MEASURED = """
    SELECT DISTINCT job_order FROM test_result WHERE job_order = ANY(%(jobs)s::uuid[])"""


async def load_inspections(tx: Tx, commands: Sequence[DecideInspection]) -> Judging:
    """Lock inspections with the goods or samples that wait for them: two round trips."""
    named = Named(jobs={command.inspection for command in commands}, planned=True)
    read = await read_shop(tx, named)
    shop, wanted = read.shop, StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    for planned in shop.planned.values():
        rejected = msgspec.structs.replace(planned.source, status="rejected")
        wanted.want(planned.source, planned.target, rejected)
        wanted.want_place(shop.jobs[planned.job_order].site, "scrap:test")
    for kept_at in {c.retained_at for c in commands if c.retained_at is not None}:
        for inspection in shop.jobs.values():
            place = wanted.want_place(inspection.site, kept_at)
            samples = read.waiting.get(inspection.id, ())
            wanted.want(*(StockKey(place=place, lot=lot) for lot in samples))
            for one in shop.planned.values():
                kept = msgspec.structs.replace(one.source, place=place, handling_unit=None)
                wanted.want(kept)
    for inspection in [job for job in shop.jobs.values() if job.inspects is not None]:
        assert inspection.inspects is not None
        job = shop.jobs[inspection.inspects]
        lots = [*read.waiting.get(inspection.id, ())]
        want_places(wanted, read, inspection)
        if job.snapshot is not None:
            want_report(wanted, read, job=job, lots=[], lot_ids=lots)
    jobs = {"jobs": sorted(shop.jobs)}
    rows, measured = await tx.fetch_many([(PROPOSED, jobs), (MEASURED, jobs)])
    floor = await stocked(tx, shop, wanted)
    parts = {field: getattr(floor, field) for field in Shop.__struct_fields__}
    proposals = dict(msgspec.convert(rows, list[tuple[UUID, Proposal]]))
    return Judging(
        **parts,
        proposals=proposals,
        measured={row[0] for row in msgspec.convert(measured, list[tuple[UUID]])},
    )


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
    photos = {one.photo for c in commands for one in c.results if one.photo is not None}
    return Bench(
        **parts,
        characteristics={(one.work_master, one.code): one for one in found},
        files=await load_files(tx, photos) if photos else {},
    )


async def load_imports(tx: Tx, commands: Sequence[ImportInspectionPlan]) -> Shop:
    """Read the plans with the same codes and the materials."""
    named = Named(
        masters={command.code for command in commands},
        materials={c.material for c in commands if c.material is not None},
    )
    return await load_plans(tx, named)
