"""What commands about machines load: work units, job orders, reasons, what is settled, stops."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.resources.hierarchy import path_of
from taktline.kernel.states.write import (
    KnownStop,
    LabelStop,
    RecordStates,
    Span,
    SplitStop,
    Watch,
    WorkUnit,
    paths,
)
from taktline.platform.transaction import Tx

UNITS = """
    WITH RECURSIVE up AS (
        SELECT id, code, site, parent, true AS named FROM equipment
        WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])
            OR id IN (SELECT work_unit FROM stop WHERE id = ANY(%(stops)s::uuid[]))
        UNION SELECT e.id, e.code, e.site, e.parent, false
        FROM equipment e JOIN up ON e.id = up.parent
    )
    SELECT id, code, site, parent, named FROM up ORDER BY id"""

JOBS = """
    SELECT id, code FROM job_order
    WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])"""

REASONS = """
    SELECT id, code FROM downtime_reason
    WHERE NOT archived AND (id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[]))"""

# Two commands about one machine at the same time wait for each other here.
LOCK_UNITS = """
    SELECT pg_advisory_xact_lock(hashtextextended('state:' || t.id, 0))
    FROM (SELECT id FROM equipment
        WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[]) ORDER BY id) AS t"""

SETTLED = """
    SELECT s.work_unit, s.started_at, s.ended_at
    FROM unnest(%(units)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        AS w (work_unit, starts_at, ends_at)
    JOIN state_interval s ON s.work_unit = w.work_unit AND s.started_at < w.ends_at
        AND s.ended_at > w.starts_at
    WHERE NOT s.is_provisional"""

STOPS = """
    SELECT s.id, s.work_unit, s.site, s.started_at, s.ended_at, s.is_provisional, e.code
    FROM stop s JOIN equipment e ON e.id = s.work_unit
    WHERE s.id = ANY(%(stops)s::uuid[]) AND NOT s.withdrawn
    ORDER BY s.id FOR UPDATE OF s"""


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    site: UUID
    parent: UUID | None
    named: bool


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str


async def load_recordings(tx: Tx, commands: Sequence[RecordStates]) -> Watch:
    """Read the machines concerned, and what of the windows is settled."""
    jobs = {i.job_order for c in commands for i in c.intervals if i.job_order is not None}
    machines = _references(command.work_unit for command in commands)
    tx.execute(LOCK_UNITS, machines)
    units = tx.send(UNITS, {**machines, "stops": []})
    named = tx.send(JOBS, _references(jobs))
    watch = Watch(units=_units(await units.rows_as(_Node)))
    watch.jobs = _by_reference(await named.rows_as(_Named))
    by_code = {unit.code: unit.id for unit in watch.units.values()}
    known = [(c, by_code.get(c.work_unit) or id_of(c.work_unit)) for c in commands]
    windows = [(unit, c.starts_at, c.ends_at) for c, unit in known if unit is not None]
    watch.settled = await tx.rows(
        SETTLED,
        {
            "units": [unit for unit, _, _ in windows],
            "starts": [start for _, start, _ in windows],
            "ends": [end for _, _, end in windows],
        },
        as_=Span,
    )
    return watch


async def load_labels(tx: Tx, commands: Sequence[LabelStop]) -> Watch:
    """Lock the stops and read the reasons."""
    reasons = tx.send(REASONS, _references(one.reason for one in commands if one.reason))
    watch = await load_splits(tx, commands)
    watch.reasons = _by_reference(await reasons.rows_as(_Named))
    return watch


async def load_splits(tx: Tx, commands: Sequence[SplitStop] | Sequence[LabelStop]) -> Watch:
    """Lock the stops."""
    return await load_stops(tx, [command.stop for command in commands])


async def load_stops(tx: Tx, stops: Sequence[UUID]) -> Watch:
    """Lock stops, and read the machines they are of."""
    units = tx.send(UNITS, {"ids": [], "codes": [], "stops": list(stops)})
    found = await tx.rows(STOPS, {"stops": list(stops)}, as_=KnownStop)
    return Watch(units=_units(await units.rows_as(_Node)), stops={one.id: one for one in found})


def _references(references: Iterable[str]) -> dict[str, object]:
    named = sorted(set(references))
    ids = [one for one in map(id_of, named) if one is not None]
    return {"ids": ids, "codes": named}


def _by_reference(rows: Sequence[_Named]) -> dict[str, UUID]:
    return {reference: row.id for row in rows for reference in (row.code, str(row.id))}


def _units(nodes: Sequence[_Node]) -> dict[UUID, WorkUnit]:
    parents = {node.id: node.parent for node in nodes}
    return paths(
        [
            WorkUnit(
                id=node.id,
                code=node.code,
                site=node.site,
                path=(node.site, *path_of(parents, node.id)),
            )
            for node in nodes
            if node.named
        ]
    )
