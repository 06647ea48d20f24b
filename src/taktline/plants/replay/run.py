"""Replays a recorded run: orders released, executed by machine recordings, inspected, proved."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import msgspec

from taktline.api.runtime import Runtime
from taktline.kernel.ledger.verify import LedgerProof, prove
from taktline.kernel.states.queries import MachineWindow, Utilisation, utilisation
from taktline.kernel.states.rules import STOPPED
from taktline.kernel.states.series import Series
from taktline.plants.clerk import Clerk, Order, open_tenant
from taktline.plants.replay import inspections, machines, orders
from taktline.plants.replay.judgement import Judgement, charts_of, read_judgement, said_of
from taktline.plants.replay.mapping import read_example
from taktline.plants.replay.orders import Batch, milliseconds
from taktline.plants.replay.recordings import Progress, Run, read_recordings
from taktline.plants.replay.reports import LabReport, read_reports
from taktline.plants.replay.result import (
    LedgerSaid,
    MachineSaid,
    OperationSaid,
    ReplayResult,
    ReplaySaid,
)
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.transaction import Tx

# Rows that were only locked and hold nothing are no balances.
HELD = """
    SELECT count(*) FROM (
        SELECT 1 FROM balance GROUP BY place, material, lot, handling_unit, status, owner
        HAVING sum(quantity) <> 0 OR sum(value) <> 0
    ) AS held"""
"""Stock keys with anything on them; one that everybody posts to is spread over several rows."""

STOPS = """
    SELECT count(*) FROM stop s JOIN equipment e ON e.id = s.work_unit
    WHERE e.code = %(machine)s AND s.started_at >= %(since)s AND s.started_at < %(until)s
        AND NOT s.withdrawn"""


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection with its code and what came out."""

    code: str
    judgement: Judgement


async def replay(
    runtime: Runtime,
    tenant: str,
    *,
    example: Path,
    recorded: Path,
    part: str,
    progress: Progress | None = None,
) -> ReplayResult:
    """Replay one part of a recorded run through the door; a second time changes nothing.

    Args:
        runtime: the process.
        tenant: code; made if it is not there yet.
        example: folder with the mapping and material documents.
        recorded: folder with recordings and reports.
        part: upper and lower case alike.
        progress: told what goes on.

    Raises:
        NoExample, BadYaml, BadDocument, BadPattern: the example cannot be read.
        NothingRecorded: there is no recording of the part.
        CommandRefused: a command was refused; it says which and why.
    """
    tell = progress or _silent
    read = read_example(example)
    mapping = read.mapping
    found = read_recordings(recorded, mapping.recordings, part=part, progress=tell)
    reports = read_reports(recorded, mapping.laboratories, part=found.part, zone=mapping.site.zone)
    batch = Batch(example=read, recorded=found)
    await open_tenant(runtime, tenant, currency=mapping.site.currency, zone=mapping.site.zone)
    clerk = Clerk(runtime, tenant, source=read.name)
    given = await _worked(clerk, batch, tell)
    points = await machines.keep_series(Series(runtime.store, tenant), found.runs, tell)
    inspected: list[Inspected] = []
    for index, report in enumerate(reports):
        tell("inspections", index + 1, len(reports))
        code = inspections.code_of(batch, reports, index)
        judged, more = await _inspected(clerk, batch, report, code=code)
        inspected.append(judged)
        given += more
    await clerk.seal()
    tell("proof", 0, 1)
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        proof = await prove(tx)
        balances = msgspec.convert((await tx.fetch(HELD))[0][0], int)
        proof = msgspec.structs.replace(proof, balances=balances)
        used = await _used(tx, batch)
    tell("proof", 1, 1)
    return _result(batch, inspected, proof=proof, used=used, given=given, points=points)


async def _worked(clerk: Clerk, batch: Batch, tell: Progress) -> int:
    """Give everything up to the end of the work; return how many commands."""
    given = await _step(clerk, "masters", orders.masters(batch), tell=tell)
    given += await _step(clerk, "work order", orders.plan(batch), tell=tell)
    given += await _step(clerk, "operations", orders.work(batch), tell=tell)
    async with clerk.runtime.store.transaction(clerk.tenant, readonly=True) as tx:
        busy = await machines.busy_spans(tx, batch)
    given += await _step(clerk, "machine states", machines.states(batch, busy), tell=tell)
    return given + await _step(clerk, "end of the order", orders.ending(batch), tell=tell)


async def _step(clerk: Clerk, step: str, commands: list[Order], *, tell: Progress) -> int:
    tell(step, 0, len(commands))
    await clerk.give(commands)
    tell(step, len(commands), len(commands))
    return len(commands)


async def _inspected(
    clerk: Clerk, batch: Batch, report: LabReport, *, code: str
) -> tuple[Inspected, int]:
    """Give the commands of one report; failed pieces are held by their serial."""
    commands = [
        *inspections.inspected(batch, report, code=code),
        *inspections.results(batch, report, code=code),
    ]
    await clerk.give(commands)
    async with clerk.runtime.store.transaction(clerk.tenant, readonly=True) as tx:
        judgement = await read_judgement(tx, report, code=code)
    made = {str(piece) for piece in batch.recorded.pieces}
    serials = [serial for serial in judgement.failed_serials if serial in made]
    at = inspections.when(batch, report)
    holds = inspections.held(batch, code, serials=serials, at=at)
    await clerk.give(holds)
    return Inspected(code=code, judgement=judgement), len(commands) + len(holds)


async def _used(tx: Tx, batch: Batch) -> list[MachineSaid]:
    shifts = machines.windows(batch.recorded.runs)
    if not shifts:
        return []
    until = batch.ends_at + timedelta(days=1)
    used: list[MachineSaid] = []
    for machine in batch.recorded.machines:
        window = MachineWindow(work_unit=machine, since=batch.begins_at, until=until)
        page = await utilisation(tx, window, SYSTEM)
        params = {"machine": machine, "since": window.since, "until": until}
        stops = msgspec.convert((await tx.fetch(STOPS, params))[0][0], int)
        used += [_machine(row, stops=stops) for row in page.rows]
    return used


def _machine(row: Utilisation, *, stops: int) -> MachineSaid:
    return MachineSaid(
        machine=row.work_unit,
        recorded_s=row.heard_s,
        executing_s=row.seconds.get("executing", 0.0),
        stopped_s=sum(row.seconds.get(state, 0.0) for state in STOPPED),
        stops=stops,
        availability=row.availability,
        utilisation=row.utilisation,
    )


def _result(
    batch: Batch,
    inspected: list[Inspected],
    *,
    proof: LedgerProof,
    used: list[MachineSaid],
    given: int,
    points: int,
) -> ReplayResult:
    part = batch.recorded.part
    made = {str(piece) for piece in batch.recorded.pieces}
    said = ReplaySaid(
        operations=[_operation(run) for run in _sorted(batch.recorded.runs)],
        inspections=[said_of(one.judgement, part=part) for one in inspected],
        ledger=LedgerSaid(ok=proof.ok, moves=proof.moves, balances=proof.balances),
    )
    return ReplayResult(
        said=said,
        work_order=batch.order,
        first_pass_yield={
            one.lab: one.pieces_passed / one.pieces for one in said.inspections if one.pieces
        },
        held={
            one.code: [serial for serial in one.judgement.failed_serials if serial in made]
            for one in inspected
        },
        charts=[chart for one in inspected for chart in charts_of(one.judgement)],
        machines=used,
        proof=proof,
        commands=given,
        points=points,
        foreign=sum(run.foreign for run in batch.recorded.runs),
    )


def _sorted(runs: Iterable[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: (run.operation, run.piece, run.machine))


def _operation(run: Run) -> OperationSaid:
    seen = run.execution
    count = seen.part_count
    return OperationSaid(
        part=run.part,
        piece=run.piece,
        op=run.operation,
        machine=run.machine,
        start=milliseconds(seen.start_us),
        end=milliseconds(seen.end_us),
        active_s=round(seen.active_s, 3),
        part_count=int(count) if count is not None and count == int(count) else count,
    )


def _silent(step: str, done: int, total: int) -> None:
    return None
