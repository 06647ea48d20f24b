"""What commands about connections load and write."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.connect.connections.connection import Connection
from taktline.connect.connections.verbs import (
    ArchiveConnection,
    Cabinet,
    ChangeConnection,
    ConnectionSaved,
    CreateConnection,
    TrialAsked,
    TryConnection,
    Unit,
)
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

DEPTH_MAX = 12
"""Levels of the hierarchy: ISA-95 knows seven; a longer way is a circle."""

UNITS = """
    WITH RECURSIVE up AS (
        SELECT id, code, site, parent, true AS named FROM equipment
        WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])
        UNION SELECT e.id, e.code, e.site, e.parent, false
        FROM equipment e JOIN up ON e.id = up.parent
    )
    SELECT id, code, site, parent, named FROM up ORDER BY id"""

COLUMNS = """c.id, c.site, c.code, c.name, c.work_unit, e.code, c.protocol, c.address, c.device,
    c.zone, c.mapping, c.counting, c.enabled, c.archived, c.version"""

# All of them: a few hundred, changed by hand; each decision asks who else speaks for a machine.
CONNECTIONS = f"""
    SELECT {COLUMNS}
    FROM machine_connection c JOIN equipment e ON e.id = c.work_unit
    ORDER BY c.id FOR UPDATE OF c"""

SAVE = """
    INSERT INTO machine_connection AS c (id, site, code, name, work_unit, protocol, address, device,
        zone, mapping, counting, enabled, archived, version, created_at, created_by, updated_at,
        updated_by)
    SELECT id, site, code, name, unit, protocol, address, device, zone, mapping, counting, enabled,
        archived, version, at, by, at, by
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(name)s::text[],
        %(unit)s::uuid[], %(protocol)s::text[], %(address)s::text[], %(device)s::text[],
        %(zone)s::text[], %(mapping)s::text[]::jsonb[], %(counting)s::text[],
        %(enabled)s::boolean[], %(archived)s::boolean[], %(version)s::integer[],
        %(at)s::timestamptz[], %(by)s::uuid[])
        AS t (id, site, code, name, unit, protocol, address, device, zone, mapping, counting,
              enabled, archived, version, at, by)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, protocol = excluded.protocol,
        address = excluded.address, device = excluded.device, zone = excluded.zone,
        mapping = excluded.mapping, counting = excluded.counting, enabled = excluded.enabled,
        archived = excluded.archived, version = excluded.version,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by"""

LINKS = """
    INSERT INTO machine_link (connection) SELECT unnest(%(id)s::uuid[])
    ON CONFLICT (connection) DO NOTHING"""

ASK_TRIAL = """
    UPDATE machine_link SET trial_asked_at = %(at)s WHERE connection = ANY(%(id)s::uuid[])"""


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    site: UUID
    parent: UUID | None
    named: bool


async def load_new(tx: Tx, commands: Sequence[CreateConnection]) -> Cabinet:
    """Read the work units concerned, and lock all connections."""
    return await _load(tx, [command.work_unit for command in commands])


async def load_named(
    tx: Tx, commands: Sequence[ChangeConnection | ArchiveConnection | TryConnection]
) -> Cabinet:
    """Lock all connections and read the work units of those that are named."""
    return await _load(tx, [])


async def _load(tx: Tx, units: Iterable[str]) -> Cabinet:
    rows = await tx.rows(CONNECTIONS, as_=Connection)
    named = [*units, *(str(row.work_unit) for row in rows)]
    ids = [found for found in map(id_of, named) if found is not None]
    nodes = await tx.rows(UNITS, {"ids": ids, "codes": sorted(set(named))}, as_=_Node)
    parents = {node.id: node.parent for node in nodes}
    known = [
        Unit(
            id=node.id,
            code=node.code,
            site=node.site,
            path=(node.site, *_way_down(parents, node.id)),
        )
        for node in nodes
        if node.named
    ]
    by_reference = {reference: unit for unit in known for reference in (unit.code, str(unit.id))}
    return Cabinet(units=by_reference, connections={row.id: row for row in rows})


def record_saved(tx: Tx, booked: Sequence[Booked[ConnectionSaved]]) -> None:
    """Write connections; of several states of one in a batch the last counts."""
    last = list({one.fact.connection.id: one for one in booked}.values())
    rows = [one.fact.connection for one in last]
    tx.execute(
        SAVE,
        {
            "id": [row.id for row in rows],
            "site": [row.site for row in rows],
            "code": [row.code for row in rows],
            "name": [row.name.strip() for row in rows],
            "unit": [row.work_unit for row in rows],
            "protocol": [row.protocol for row in rows],
            "address": [row.address for row in rows],
            "device": [row.device for row in rows],
            "zone": [row.zone for row in rows],
            "mapping": [msgspec.json.encode(row.mapping).decode() for row in rows],
            "counting": [row.counting for row in rows],
            "enabled": [row.enabled for row in rows],
            "archived": [row.archived for row in rows],
            "version": [row.version for row in rows],
            "at": [one.stamp.recorded_at for one in last],
            "by": [one.stamp.by for one in last],
        },
    )
    tx.execute(LINKS, {"id": [row.id for row in rows]})


def record_trial_asked(tx: Tx, booked: Sequence[Booked[TrialAsked]]) -> None:
    """Note that connections are to be tried out; a process of the role does so at once."""
    at = booked[-1].stamp.recorded_at
    tx.execute(ASK_TRIAL, {"id": [one.fact.connection for one in booked], "at": at})


def _way_down(parents: Mapping[UUID, UUID | None], node: UUID) -> tuple[UUID, ...]:
    path = [node]
    parent = parents.get(node)
    while parent is not None and len(path) < DEPTH_MAX and parent not in path:
        path.append(parent)
        parent = parents.get(parent)
    return tuple(reversed(path))
