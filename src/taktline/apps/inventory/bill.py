"""What the bill allows a job order, what it has got, and who may bring more (限额领料, 超领)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from taktline.apps.inventory.allowance import Allowance, Bills
from taktline.apps.inventory.dock import Dock, OpenJob
from taktline.base.code import id_of
from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import ZERO, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.stock import Material
from taktline.kernel.orders.snapshot import JobSnapshot
from taktline.platform.command import Command
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.transaction import Pending, Tx


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
    FROM job_order j
    WHERE (j.code = ANY(%(codes)s::text[]) OR j.id = ANY(%(ids)s::uuid[]))
        AND j.snapshot IS NOT NULL"""
# What was brought is there or was used: reversed and returned goods are neither.
ISSUED = """
    SELECT p.job_order, b.material, sum(b.quantity)
    FROM job_order j
    JOIN place p ON p.job_order = j.id AND p.kind IN ('wip', 'transform')
    JOIN balance b ON b.place = p.id AND b.quantity > 0
    WHERE j.code = ANY(%(codes)s::text[]) OR j.id = ANY(%(ids)s::uuid[])
    GROUP BY p.job_order, b.material"""


# Whoever brings more to the same job orders waits here, and reads what was brought before.
ONE_BY_ONE = """
    SELECT j.id FROM job_order j
    WHERE j.code = ANY(%(codes)s::text[]) OR j.id = ANY(%(ids)s::uuid[])
    ORDER BY j.id FOR NO KEY UPDATE"""


class BillsAsked(NamedTuple):
    """Questions that travel with those that are asked next."""

    snapshots: Pending
    issued: Pending


def ask_bills(tx: Tx, jobs: Iterable[str]) -> BillsAsked:
    """Ask what job orders, by code or id, may get of what is issued to them, and what they have.

    They are locked first: the limit is read as it stands until this batch has brought its goods.
    """
    named = {job: id_of(job) for job in jobs}
    params = {
        "codes": sorted(job for job, own in named.items() if own is None),
        "ids": sorted(own for own in named.values() if own is not None),
    }
    tx.execute(ONE_BY_ONE, params)
    return BillsAsked(tx.send(SNAPSHOTS, params), tx.send(ISSUED, params))


async def bills_of(asked: BillsAsked, dock: Dock) -> Bills:  # tidy: positional - answers, state
    """Return what job orders may get, and have got, once it was answered."""
    snapshots, issued = await asked.snapshots.rows(), await asked.issued.rows()
    got = {
        (job, material): quantity
        for job, material, quantity in msgspec.convert(issued, list[tuple[UUID, UUID, Decimal]])
    }
    bills: Bills = {}
    for job, pieces, text in msgspec.convert(snapshots, list[tuple[UUID, Decimal, str]]):
        for material, allowed in needs_of(text, pieces, methods=("issue",)).items():
            bills.setdefault(job, {})[material] = Allowance(
                allowed=allowed,
                issued=got.get((job, material), ZERO),
                standing=standing_at(dock, job, material),
            )
    return bills


def standing_at(dock: Dock, job: UUID, material: UUID) -> Decimal:  # tidy: positional - plain
    """Return what of a material stands at a job order, as far as the batch touches it."""
    stock = dock.stock
    return sum(
        (
            balance.quantity
            for key, balance in stock.balances.items()
            if key.lot is not None
            and stock.places[key.place].kind == "wip"
            and stock.places[key.place].job_order == job
            and stock.lots[key.lot].material == material
        ),
        ZERO,
    )


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
        allowance = _now(dock, bill.get(id_), job=job, material=id_)
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


def _now(
    dock: Dock, allowance: Allowance | None, *, job: OpenJob, material: UUID
) -> Allowance | None:
    """Return an allowance as the commands of the batch before this one left it."""
    if allowance is None:
        return None
    brought = standing_at(dock, job.id, material) - allowance.standing
    return msgspec.structs.replace(allowance, issued=allowance.issued + brought)


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
