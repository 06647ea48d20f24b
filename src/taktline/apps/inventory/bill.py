"""What the bill allows a job order, what it has got, and who may bring more (限额领料, 超领)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.allowance import Allowance, Bills
from taktline.apps.inventory.dock import Dock, OpenJob
from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import ZERO, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.stock import Material
from taktline.kernel.orders.snapshot import JobSnapshot
from taktline.platform.command import Command
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.transaction import Tx


class AboveBill(Confirmable):
    """More is brought than the bill foresees for the quantity that was started."""

    title = Text(
        en="{job_order} may get {allowed} {unit} of {material} and has {issued}; {asked} more were "
        "asked for.",
        zh="{job_order} 定额 {material} {allowed} {unit},已领 {issued},本次再领 {asked} 超出定额。",
    )


class NotOnBill(Confirmable):
    """The material does not stand on the bill of the job order."""

    title = Text(
        en="{material} is not on the bill of {job_order}; a substitute needs a release.",
        zh="{material} 不在 {job_order} 的用料清单中,替代料须先批准。",
    )


class OverReasonMissing(Problem):
    """Whoever takes more than the bill allows says why."""

    title = Text(
        en="Say why {job_order} needs more of {material} than its bill allows.",
        zh="请说明 {job_order} 超定额领用 {material} 的原因。",
    )
    status = 400


SNAPSHOTS = """
    SELECT j.id, greatest(j.ordered, j.started_quantity), j.snapshot::text
    FROM job_order j WHERE j.id = ANY(%(jobs)s::uuid[]) AND j.snapshot IS NOT NULL"""
# What was brought is there or was used: reversed and returned goods are neither.
ISSUED = """
    SELECT p.job_order, b.material, sum(b.quantity)
    FROM place p JOIN balance b ON b.place = p.id
    WHERE p.job_order = ANY(%(jobs)s::uuid[]) AND p.kind IN ('wip', 'transform')
        AND b.quantity > 0
    GROUP BY p.job_order, b.material"""


async def load_bills(tx: Tx, jobs: Iterable[UUID]) -> Bills:
    """Read what job orders may get of what is issued to them, and what they have got."""
    params = {"jobs": sorted(set(jobs))}
    snapshots, issued = await tx.fetch_many([(SNAPSHOTS, params), (ISSUED, params)])
    got = {
        (job, material): quantity
        for job, material, quantity in msgspec.convert(issued, list[tuple[UUID, UUID, Decimal]])
    }
    bills: Bills = {}
    for job, pieces, text in msgspec.convert(snapshots, list[tuple[UUID, Decimal, str]]):
        for material, allowed in needs_of(text, pieces, methods=("issue",)).items():
            bills.setdefault(job, {})[material] = Allowance(
                allowed=allowed, issued=got.get((job, material), ZERO)
            )
    return bills


def needs_of(
    snapshot: str, pieces: Decimal, *, methods: Sequence[str]
) -> dict[UUID, Decimal]:  # tidy: positional - what and how many
    """Return what some pieces need of each component, by its bill.

    quantity = quantity per piece * pieces / (1 - scrap share) + fixed quantity
    """
    found: dict[UUID, Decimal] = {}
    for line in msgspec.json.decode(snapshot, type=JobSnapshot).operation.materials:
        if line.use != "consume" or line.issue_method not in methods:
            continue
        needed = line.quantity_per * pieces / (1 - line.scrap_share) + line.fixed
        found[line.material_id] = found.get(line.material_id, ZERO) + needed
    return found


def refuse_beyond_bill(
    dock: Dock, command: Command, *, job: OpenJob, asked: dict[UUID, Decimal], reason: str
) -> dict[UUID, Decimal]:
    """Return by how much each material exceeds the bill, once somebody stands by it.

    Raises:
        NotOnBill: the job order gets its material by issue, but not this one.
        AboveBill: more than the bill allows, not confirmed.
        OverReasonMissing: confirmed without a reason.
    """
    bill = dock.bills.get(job.id)
    over: dict[UUID, Decimal] = {}
    if bill is None:
        return over
    for id_, quantity in asked.items():
        material = dock.stock.materials[id_]
        allowance = bill.get(id_)
        if allowance is None:
            refuse_unless_confirmed(command, NotOnBill(job_order=job.code, material=material.code))
            over[id_] = quantity
            continue
        left = rounded(allowance.left, material.unit_places)
        if quantity <= left:
            continue
        refuse_unless_confirmed(command, _above(material, job, allowance, quantity))
        over[id_] = quantity - left
    for id_ in over:
        if not reason.strip():
            material = dock.stock.materials[id_]
            raise OverReasonMissing(job_order=job.code, material=material.code, at="/reason")
    return over


def _above(
    material: Material, job: OpenJob, allowance: Allowance, asked: Decimal
) -> AboveBill:  # tidy: positional - the words of one refusal
    return AboveBill(
        job_order=job.code,
        material=material.code,
        allowed=plain(rounded(allowance.allowed, material.unit_places)),
        issued=plain(allowance.issued),
        asked=plain(asked),
        unit=material.unit,
    )
