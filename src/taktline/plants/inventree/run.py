"""Imports an InvenTree export through the door, and says what was taken and what was not."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec

from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.kernel.ledger.verify import prove
from taktline.plants.clerk import Clerk, Order, open_tenant
from taktline.plants.inventree.orders import Plan, Step, in_hand_of
from taktline.plants.inventree.read import read_export, read_mapping, rows_left
from taktline.plants.replay.recordings import Progress
from taktline.platform.transaction import Tx

IN_HAND = """
    SELECT coalesce(sum(b.quantity), 0) FROM balance b JOIN place p ON p.id = b.place
    WHERE p.kind = 'store'"""


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One command that was refused, and why."""

    command: str
    key: str
    code: str
    reason: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one table.

    Attributes:
        rows: rows that were to be taken.
        accepted: commands accepted, now or in an earlier run.
    """

    table: str
    rows: int
    accepted: int
    refused: int


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did.

    Attributes:
        left_out: rows that are not taken, by table and reason.
        in_hand_said: sum of the export's items that are in hand.
        in_hand_booked: sum of what stands in the stores afterwards.
        ledger_ok: whether the ledger's proof holds.
    """

    taken: list[Taken]
    left_out: dict[str, dict[str, int]]
    refused: list[RefusedRow]
    in_hand_said: Decimal
    in_hand_booked: Decimal
    ledger_ok: bool
    moves: int


async def import_inventree(
    runtime: Runtime,
    tenant: str,
    *,
    example: Path,
    export: Path,
    progress: Progress | None = None,
) -> ImportResult:
    """Import an export; a second time changes nothing.

    Args:
        runtime: the process.
        tenant: code; made if it is not there yet.
        example: folder with the mapping document.
        export: folder with the tables.
        progress: told what goes on.

    Raises:
        NoExample, BadYaml, BadDocument: the mapping cannot be read.
        NoTable, BadTable: the export cannot be read.
    """
    mapping = read_mapping(example)
    plan = Plan(mapping, found := read_export(export))
    site = mapping.site
    await open_tenant(runtime, tenant, currency=site.currency, zone=site.zone)
    clerk = Clerk(runtime, tenant, source=mapping.import_)
    taken: list[Taken] = []
    refused: list[RefusedRow] = []
    steps = plan.steps()
    for done, step in enumerate(steps):
        if progress is not None:
            progress(step.table, done, len(steps))
        row, more = await _given(clerk, step)
        taken.append(row)
        refused += more
    await clerk.seal()
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        booked, proof = await _booked(tx), await prove(tx)
    elsewhere = Counter(item.elsewhere for item in found.stock_items if item.elsewhere)
    left = {name: {why: rows} for name, (rows, why) in rows_left(export).items()}
    return ImportResult(
        taken=taken,
        left_out={
            "stock_items": dict(elsewhere),
            "prices in other currencies": plan.foreign_prices(),
            **left,
        },
        refused=refused,
        in_hand_said=in_hand_of(plan.in_hand),
        in_hand_booked=booked,
        ledger_ok=proof.ok,
        moves=proof.moves,
    )


async def _given(clerk: Clerk, step: Step) -> tuple[Taken, list[RefusedRow]]:
    outcomes = await clerk.try_all(step.orders)
    refused = [
        _refused(order, outcome)
        for order, outcome in zip(step.orders, outcomes, strict=True)
        if isinstance(outcome, Problem)
    ]
    accepted = len(outcomes) - len(refused)
    row = Taken(table=step.table, rows=step.rows, accepted=accepted, refused=len(refused))
    return row, refused


def _refused(order: Order, problem: Problem) -> RefusedRow:
    several: list[Problem] = getattr(problem, "problems", [problem])
    return RefusedRow(
        command=order.verb,
        key="/".join(str(part) for part in order.key),
        code=several[0].code,
        reason="; ".join(str(one) for one in several),
    )


async def _booked(tx: Tx) -> Decimal:
    return msgspec.convert((await tx.fetch(IN_HAND))[0][0], Decimal)
