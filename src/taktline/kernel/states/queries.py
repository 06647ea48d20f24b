"""Reading machines: what they did, which stops nobody has explained, how they were used."""

from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.kernel.states.rules import MachineState
from taktline.kernel.states.usage import UsagePolicy, usage
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

# Nodes above a work unit count as well; the hierarchy is small and read whole.
REACHED = """
    WITH RECURSIVE reached AS (
        SELECT id, code, site FROM equipment
        WHERE %(nodes)s::uuid[] IS NULL OR id = ANY(%(nodes)s::uuid[])
            OR site = ANY(%(nodes)s::uuid[])
        UNION SELECT e.id, e.code, e.site FROM equipment e JOIN reached r ON e.parent = r.id
    )"""

STATES = f"""{REACHED}
    SELECT s.id, r.code, s.state, s.said, j.code, s.started_at, s.ended_at,
        extract(epoch FROM s.ended_at - s.started_at)::double precision, s.is_provisional
    FROM state_interval s JOIN reached r ON r.id = s.work_unit
    LEFT JOIN job_order j ON j.id = s.job_order
    WHERE s.replaced_by IS NULL AND s.started_at < %(until)s AND s.ended_at > %(since)s
        AND (%(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text)
        AND (%(after)s::uuid IS NULL OR (s.started_at, s.id) > (
            SELECT a.started_at, a.id FROM state_interval a WHERE a.id = %(after)s::uuid))
    ORDER BY s.started_at, s.id
    LIMIT %(limit)s"""

STOPS = f"""{REACHED}
    SELECT s.id, r.code, s.state, s.said, j.code, s.started_at, s.ended_at,
        extract(epoch FROM s.ended_at - s.started_at)::double precision, s.is_provisional,
        d.code, s.note, s.labelled_at, s.version
    FROM stop s JOIN reached r ON r.id = s.work_unit
    LEFT JOIN job_order j ON j.id = s.job_order
    LEFT JOIN downtime_reason d ON d.id = s.reason
    WHERE NOT s.withdrawn AND s.started_at < %(until)s AND s.ended_at > %(since)s
        AND (%(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text)
        AND (NOT %(unlabelled)s::boolean OR s.reason IS NULL)
        AND (%(after)s::uuid IS NULL OR (s.started_at, s.id) > (
            SELECT a.started_at, a.id FROM stop a WHERE a.id = %(after)s::uuid))
    ORDER BY s.started_at, s.id
    LIMIT %(limit)s"""

SECONDS = f"""{REACHED}
    SELECT r.code, s.state, sum(extract(epoch FROM
        least(s.ended_at, %(until)s) - greatest(s.started_at, %(since)s)))::double precision
    FROM state_interval s JOIN reached r ON r.id = s.work_unit
    WHERE s.replaced_by IS NULL AND s.started_at < %(until)s AND s.ended_at > %(since)s
        AND (%(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text)
    GROUP BY r.code, s.state
    ORDER BY r.code, s.state"""

PRODUCED = """
    SELECT e.code, sum(c.delta)::double precision
    FROM counter_reading c JOIN equipment e ON e.id = c.work_unit
    WHERE c.at >= %(since)s AND c.at < %(until)s AND c.kind <> 'rejected'
    GROUP BY e.code"""


class MachineWindow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which machines, and from when to when.

    Attributes:
        work_unit: code; all that the reader may see if None.
        since: included.
        until: excluded.
        unlabelled: of stops only those nobody has explained yet.
        after: cursor of the page before.
        limit: rows, 1 to PAGE_MAX.
    """

    work_unit: str | None = None
    since: Instant
    until: Instant
    unlabelled: bool = False
    after: str | None = None
    limit: int = 100


class StateListed(msgspec.Struct, frozen=True, kw_only=True):
    """One state of one machine."""

    id: UUID
    work_unit: str
    state: MachineState
    said: str
    job_order: str | None
    started_at: datetime
    ended_at: datetime
    length_s: float
    is_provisional: bool


class StopListed(msgspec.Struct, frozen=True, kw_only=True):
    """One stop, with the reason somebody gave it."""

    id: UUID
    work_unit: str
    state: MachineState
    said: str
    job_order: str | None
    started_at: datetime
    ended_at: datetime
    length_s: float
    is_provisional: bool
    reason: str | None
    note: str
    labelled_at: datetime | None
    version: int


class Utilisation(msgspec.Struct, frozen=True, kw_only=True):
    """How a machine was used in a window, in seconds of the time model.

    Attributes:
        seconds: of each state.
        heard_s: all of them together; the rest of the window nobody knows of.
        availability: production time to planned busy time; None where there was none.
        utilisation: production time to all time heard of.
        produced: pieces its counter added.
    """

    work_unit: str
    seconds: dict[str, float]
    heard_s: float
    planned_busy_s: float
    production_s: float
    setup_s: float
    delay_s: float
    down_s: float
    unknown_s: float
    availability: float | None
    utilisation: float | None
    produced: float


class _Seconds(msgspec.Struct, frozen=True, kw_only=True):
    work_unit: str
    state: MachineState
    seconds: float


async def list_states(tx: Tx, asked: MachineWindow, reader: Principal) -> Page[StateListed]:
    """Return states in order of their start; provisional ones too, replaced ones not."""
    params = _params(asked, reader, needs="state:read")
    rows = await tx.rows(STATES, params, as_=StateListed)
    full = len(rows) == params["limit"]
    return Page(rows=rows, after=str(rows[-1].id) if full else None)


async def list_stops(tx: Tx, asked: MachineWindow, reader: Principal) -> Page[StopListed]:
    """Return stops in order of their start."""
    params = _params(asked, reader, needs="stop:read")
    rows = await tx.rows(STOPS, params, as_=StopListed)
    full = len(rows) == params["limit"]
    return Page(rows=rows, after=str(rows[-1].id) if full else None)


async def utilisation(tx: Tx, asked: MachineWindow, reader: Principal) -> Page[Utilisation]:
    """Return how each machine was used (ISO 22400-2 times; minor stops count as delay)."""
    params = _params(asked, reader, needs="state:read")
    sent, counted = tx.send(SECONDS, params), tx.send(PRODUCED, params)
    by_unit: dict[str, dict[MachineState, float]] = {}
    for row in await sent.rows_as(_Seconds):
        by_unit.setdefault(row.work_unit, {})[row.state] = row.seconds
    produced = dict(msgspec.convert(await counted.rows(), list[tuple[str, float]]))
    return Page(
        rows=[
            _utilisation(unit, seconds, produced=produced.get(unit, 0.0))
            for unit, seconds in by_unit.items()
        ]
    )


def _utilisation(
    work_unit: str, seconds: dict[MachineState, float], *, produced: float
) -> Utilisation:
    used = usage(seconds, UsagePolicy())
    model = used.model
    heard_s = sum(seconds.values())
    busy_s, production_s = model.planned_busy_time_s, model.production_time_s
    return Utilisation(
        work_unit=work_unit,
        seconds={str(state): length for state, length in seconds.items()},
        heard_s=heard_s,
        planned_busy_s=busy_s,
        production_s=production_s,
        setup_s=model.unit_setup_time_s,
        delay_s=model.unit_delay_time_s,
        down_s=model.unit_down_time_s,
        unknown_s=used.unknown_s,
        availability=production_s / busy_s if busy_s > 0 else None,
        utilisation=production_s / heard_s if heard_s > 0 else None,
        produced=produced,
    )


def _params(asked: MachineWindow, reader: Principal, *, needs: str) -> dict[str, object]:
    try:
        after = None if asked.after is None else UUID(asked.after)
    except ValueError:
        raise Invalid(reason="after is no cursor", at="/after") from None
    nodes = nodes_for(reader, needs)
    return {
        "nodes": None if nodes is None else list(nodes),
        "work_unit": asked.work_unit,
        "since": asked.since,
        "until": asked.until,
        "unlabelled": asked.unlabelled,
        "after": after,
        "limit": max(1, min(asked.limit, PAGE_MAX)),
    }


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.machine_states",
        params=MachineWindow,
        row=StateListed,
        needs="state:read",
        run=list_states,
        label=Text(en="Machine states", zh="设备状态"),
    ),
    Query(
        name="kernel.stops",
        params=MachineWindow,
        row=StopListed,
        needs="stop:read",
        run=list_stops,
        label=Text(en="Stops", zh="停机记录"),
    ),
    Query(
        name="kernel.utilisation",
        params=MachineWindow,
        row=Utilisation,
        needs="state:read",
        run=utilisation,
        label=Text(en="Utilisation of machines", zh="设备利用率"),
    ),
)
