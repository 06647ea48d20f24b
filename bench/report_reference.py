"""The yardstick of the report's bench: all rows of a report written by one SQL function.

It is what somebody would write who has only this one report to serve: no rules, no rights, no
folding, one round trip on a connection that belongs to the tenant, plans cached in the session.
"""

import asyncio
from hashlib import sha256
from uuid import UUID

import msgspec
import psycopg

from taktline.base.ids import uuid7
from taktline.store import Store
from tests.ledger_fixtures import lot

CONNECTIONS = 8

FUNCTION = """
CREATE FUNCTION report_at_once(
    c uuid, job_code text, pieces numeric, made uuid, p uuid, h bytea, b text, ids uuid[])
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    was text; at timestamptz := clock_timestamp(); said text; j record; s record; told json;
    transform uuid; wip uuid; next_wip uuid; next_code text; line_unit text;
BEGIN
    SELECT answer::text INTO was FROM command WHERE id = c;
    IF FOUND THEN RETURN was; END IF;
    UPDATE job_order SET good = good + pieces, version = version + 1, updated_at = at,
        updated_by = p
    WHERE code = job_code AND status = 'running'
    RETURNING id, site, code, operation, sequence, work_order, material, status, work_type INTO j;
    IF NOT FOUND THEN RAISE EXCEPTION 'not running'; END IF;
    SELECT o.code INTO next_code FROM job_dependency d JOIN job_order o ON o.id = d.successor
        WHERE d.predecessor = j.id;
    SELECT id INTO transform FROM place WHERE site = j.site AND code = 'transform:' || job_code;
    SELECT id INTO wip FROM place WHERE site = j.site AND code = 'wip:' || job_code;
    SELECT id INTO next_wip FROM place WHERE site = j.site AND code = 'wip:' || next_code;
    SELECT u.code INTO line_unit FROM material m JOIN unit u ON u.id = m.unit
        WHERE m.id = j.material;
    UPDATE balance SET quantity = quantity - pieces, last_occurred_at = at
        WHERE place = transform AND balance.lot = made AND status = 'available';
    UPDATE balance SET last_occurred_at = at
        WHERE place = wip AND balance.lot = made AND status = 'available';
    UPDATE balance SET quantity = quantity + pieces, last_occurred_at = at
        WHERE place = next_wip AND balance.lot = made AND status = 'available';
    INSERT INTO move (id, cause, line, site, source_place, source_kind, source_status,
        target_place, target_kind, target_status, material, lot, quantity, unit, occurred_at,
        recorded_at, posted_on)
    VALUES (ids[1], c, 1, j.site, transform, 'transform', 'available', wip, 'wip', 'available',
            j.material, made, pieces, line_unit, at, at, at::date),
        (ids[2], c, 2, j.site, wip, 'wip', 'available', next_wip, 'wip', 'available',
            j.material, made, pieces, line_unit, at, at, at::date);
    INSERT INTO job_response (id, cause, line, site, job_order, kind, occurred_at, recorded_at,
        business_date, good, lot, source)
    VALUES (ids[3], c, 1, j.site, j.id, 'report', at, at, at::date, pieces, made, 'api');
    said := json_build_object('id', c, 'recorded_at', at, 'events', json_build_array(
        json_build_object('name', 'job_order.reported', 'entity', 'job_order', 'record', j.id,
            'code', j.code)), 'records', json_build_array(json_build_object(
            'entity', 'job_order', 'id', j.id, 'code', j.code)))::text;
    told := json_build_object('good', pieces::text, 'operation', j.operation, 'response', ids[3],
        'sequence', j.sequence, 'source', 'api', 'status', j.status, 'work_order', j.work_order,
        'work_type', j.work_type);
    INSERT INTO command (id, verb, principal, depth, occurred_at, clock_uncertain, recorded_at,
                         confirm, body_hash, body, answer)
    VALUES (c, 'kernel.report_operation', p, 0, at, false, at, '{}', h, b::json, said::json);
    INSERT INTO event (cause, ordinal, name, version, entity, record, code, site, payload, depth,
                       occurred_at, recorded_at)
    VALUES (c, 0, 'job_order.reported', 1, 'job_order', j.id, j.code, j.site, told, 0, at, at);
    RETURN said;
END $$
"""
CALL = "SELECT report_at_once(%s, %s, 1, %s, %s, %s, %s, %s)"


class Reference:
    """A few connections per tenant, each in the tenant's schema for good."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._idle: dict[str, asyncio.Queue[psycopg.AsyncConnection[tuple[object, ...]]]] = {}
        self._lot = lot("SCREW", "-")

    async def install(self, tenant: str) -> None:
        """Make the function and open the connections."""
        async with self._store.transaction(tenant) as tx:
            tx.execute(FUNCTION, prepare=False)
        cell = self._store.cell
        self._idle[tenant] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            connection = await psycopg.AsyncConnection.connect(
                cell.app.conninfo(), autocommit=True, prepare_threshold=0
            )
            await connection.execute(f'SET ROLE "{cell.role(tenant)}"'.encode())
            await connection.execute(f'SET search_path = "{cell.schema(tenant)}"'.encode())
            self._idle[tenant].put_nowait(connection)

    async def report(self, tenant: str, body: bytes, *, job: str, by: UUID) -> None:
        """Write one report: one statement, one commit."""
        command = msgspec.json.decode(body, type=dict[str, object])["id"]
        ids = [uuid7() for _ in range(3)]
        digest = sha256(body).digest()
        params = (command, job, self._lot, by, digest, body.decode(), ids)
        connection = await self._idle[tenant].get()
        try:
            await connection.execute(CALL, params)
        finally:
            self._idle[tenant].put_nowait(connection)

    async def close(self) -> None:
        """Hang up."""
        for idle in self._idle.values():
            while not idle.empty():
                await idle.get_nowait().close()
