"""The role `connect`: what machines say over their lines becomes states, pieces and series."""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec

from taktline.api.runtime import Runtime, tenant_codes
from taktline.base.ids import uuid7
from taktline.connect.connections.address import Judge
from taktline.connect.connections.connection import Connection
from taktline.connect.live.agent import AgentLine
from taktline.connect.live.heard import Heard, Lines
from taktline.connect.live.run import RENEW_EVERY_S, Connecting, Interpreted, Role
from taktline.connect.live.shdr import ShdrLine
from taktline.connect.machines.mtconnect.observation import Observation, instant_of
from taktline.kernel.orders.report import ReportOperation
from taktline.kernel.states.context import ContextSpan
from taktline.kernel.states.mapping import mapping_of
from taktline.kernel.states.plan import jobs_on, next_epoch, planned_off
from taktline.kernel.states.running import (
    Look,
    Running,
    begun,
    job_at,
    look_at,
    plan_needed_us,
    with_epoch,
)
from taktline.kernel.states.series import Series
from taktline.kernel.states.signal import instant
from taktline.kernel.states.telemetry import Point
from taktline.kernel.states.tracker import Production
from taktline.platform.command import Command
from taktline.platform.events.wake import topic
from taktline.platform.setting import Settings
from taktline.platform.transaction import Tx

EVERY_NUMBER = "*"


def lines_of(settings: Settings) -> Lines:
    """Return the protocols; a further one is one more row."""
    judge = Judge(settings.machine_networks)
    return {"mtconnect_shdr": ShdrLine(judge), "mtconnect_agent": AgentLine(judge)}


def connecting(
    runtime: Runtime, *, lines: Lines | None = None, renew_every_s: float = RENEW_EVERY_S
) -> Connecting:
    """Return the role for a process; simulations and tests have lines and paces of their own."""
    return Connecting(
        Role(
            database=runtime.store,
            desk=runtime.door.desk,
            interpreter=Machines(runtime),
            lines=lines or lines_of(runtime.settings),
            holder=f"{socket.gethostname()}:{os.getpid()}:{uuid7().hex[-6:]}",
            renew_every_s=renew_every_s,
            committed=lambda tenant: runtime.bell.ring(topic("committed", tenant)),
        )
    )


async def run_connections(runtime: Runtime) -> None:
    """Keep the connections of all tenants running until cancelled."""
    await connecting(runtime).run(lambda: tenant_codes(runtime.store))


class Machines:
    """Knows what machines' words mean; fulfils what the role `connect` asks of the kernel."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._series: dict[str, Series] = {}

    def items(self, connection: Connection) -> frozenset[str]:
        """Return the data items that can change a state or a count."""
        return mapping_of(connection.mapping).items()

    async def take(
        self, tx: Tx, connection: Connection, *, checkpoint: bytes | None, heard: Heard
    ) -> Interpreted:
        """Return the states and pieces that follow from a look at a line."""
        running = _running(checkpoint, heard)
        if checkpoint is None:  # What a counter said before must not be taken for what it says now.
            running = with_epoch(running, await next_epoch(tx, connection.work_unit))
        until_us = max(heard.vouched_us or 0, heard.at_us)
        since = instant_of(plan_needed_us(running))
        until = instant_of(until_us) + timedelta(minutes=5)
        jobs = await jobs_on(tx, connection.work_unit, since=since, until=until)
        off = await planned_off(tx, connection.work_unit, since=since, until=until)
        news = look_at(
            running,
            Look(
                signals=heard.observations,
                now_us=heard.at_us,
                until_us=heard.vouched_us or running.live.newest_us,
                spans=(*jobs, *off),
            ),
            mapping=mapping_of(connection.mapping),
            work_unit=connection.work_unit_code,
            connection=connection.code,
        )
        commands: list[tuple[str, Command]] = [
            ("kernel.record_states", record) for record in news.records
        ]
        if connection.counting == "report":
            commands += _reports(connection, news.counted, jobs)
        return Interpreted(
            commands=commands,
            checkpoint=msgspec.json.encode(news.running),
            known_us=news.running.live.newest_us,
            late=news.late,
            ahead=news.ahead,
        )

    async def keep(self, tenant: str, connection: Connection, said: Sequence[Observation]) -> None:
        """Keep the numbers of the items that the mapping names as series."""
        wanted = mapping_of(connection.mapping).series
        if not wanted:
            return
        series = self._series.setdefault(tenant, Series(self._runtime.store, tenant))
        points = [
            Point(
                series=f"{connection.work_unit_code}/{one.item}",
                at=one.at,
                number=number,
            )
            for one in said
            if (one.item in wanted or EVERY_NUMBER in wanted)
            and (number := _number(one.value)) is not None
        ]
        if points:
            await series.append(points)


def _running(checkpoint: bytes | None, heard: Heard) -> Running:
    if checkpoint is not None:
        return msgspec.json.decode(checkpoint, type=Running)
    known = [heard.at_us, heard.connected_us or heard.at_us, heard.vouched_us or heard.at_us]
    return begun(min(known))


def _reports(
    connection: Connection, counted: Sequence[Production], spans: Sequence[ContextSpan]
) -> list[tuple[str, Command]]:
    """Return the reports of pieces that a counter counted while a job order was on the machine."""
    found: list[tuple[str, Command]] = []
    for one in counted:
        job = job_at(spans, one.at_us, one.at_us + 1)
        if job is None or one.delta <= 0:
            continue
        report = ReportOperation(
            id=one.report_id(connection.work_unit_code),
            occurred_at=instant(one.at_us),
            offline=True,
            job_order=job,
            good=Decimal(f"{one.delta:.6f}".rstrip("0").rstrip(".")),
            work_unit=connection.work_unit_code,
            source="machine",
        )
        found.append(("kernel.report_operation", report))
    return found


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number - number == 0 else None
