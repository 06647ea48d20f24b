"""Reading connections: since when they are up, what came last, how late, and what is wrong."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.connections.address import NetworkNotAllowed
from taktline.connect.connections.connection import Counting, ProtocolName
from taktline.connect.machines.mtconnect.adapter import AdapterAway
from taktline.connect.machines.mtconnect.agent import AgentSilent
from taktline.connect.machines.mtconnect.device import NotADeviceModel
from taktline.connect.machines.mtconnect.streams import AgentRefused, NotStreams
from taktline.connect.xml import NotXml, XmlTooLarge
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for
from taktline.platform.outside.outgoing import UnknownHost
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

LIST = """
    WITH RECURSIVE reached AS (
        SELECT id, code FROM equipment
        WHERE %(nodes)s::uuid[] IS NULL OR id = ANY(%(nodes)s::uuid[])
            OR site = ANY(%(nodes)s::uuid[])
        UNION SELECT e.id, e.code FROM equipment e JOIN reached r ON e.parent = r.id
    )
    SELECT c.id, c.code, c.name, r.code, c.protocol, c.address, c.device, c.zone, c.counting,
        c.enabled, c.version, l.holder, l.connected_at, l.heard_at, l.said_at, l.item, l.value,
        extract(epoch FROM l.heard_at - l.said_at)::double precision, l.received, l.booked_at,
        l.known_until, l.late, l.ahead, l.gaps, l.drops, l.problem, l.problem_args, l.problem_at,
        l.trial_asked_at, l.tried_at, l.trial_found, ''::text
    FROM machine_connection c JOIN reached r ON r.id = c.work_unit
    JOIN machine_link l ON l.connection = c.id
    WHERE NOT c.archived AND (%(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text)
        AND (%(after)s::text IS NULL OR c.code > %(after)s::text)
    ORDER BY c.code LIMIT %(limit)s"""

WORDS: Mapping[str, type[Problem]] = {
    kind().code: kind
    for kind in (
        AdapterAway,
        AgentRefused,
        AgentSilent,
        NetworkNotAllowed,
        NotADeviceModel,
        NotStreams,
        NotXml,
        UnknownHost,
        XmlTooLarge,
    )
}
"""What can go wrong while a machine is called; stored are code and values, the sentence is told."""


class ConnectionsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which connections.

    Attributes:
        work_unit: code; all that the reader may see if None.
        after: cursor of the page before.
        limit: rows, 1 to PAGE_MAX.
    """

    work_unit: str | None = None
    after: str | None = None
    limit: int = 100


class TrialShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial call found.

    Attributes:
        works: the machine answered and said something.
        said: what went wrong, in the reader's language.
        items: data items heard, with their values.
        unheard: data items the mapping names that the machine did not speak of.
        devices: machines an agent speaks for.
    """

    works: bool
    problem: str | None = None
    problem_args: dict[str, object] = {}
    said: str = ""
    items: dict[str, str] = {}
    unheard: list[str] = []
    devices: list[str] = []


class ConnectionListed(msgspec.Struct, frozen=True, kw_only=True):
    """One connection and how it stands.

    Attributes:
        process: which process runs it; None = nobody.
        connected_at: since when the line is up; None = it is not.
        heard_at: our clock when the newest value arrived.
        said_at: the machine's clock on it.
        lag_s: the difference: way and clock error together, seconds.
        known_until: until when it is known what the machine did.
        late: values that came after their time was settled; they change nothing any more.
        ahead: values from a clock too far ahead to be believed.
        said: the problem in the reader's language.
    """

    id: UUID
    code: str
    name: str
    work_unit: str
    protocol: ProtocolName
    address: str
    device: str | None
    zone: str
    counting: Counting
    enabled: bool
    version: int
    process: str | None
    connected_at: datetime | None
    heard_at: datetime | None
    said_at: datetime | None
    item: str | None
    value: str | None
    lag_s: float | None
    received: int
    booked_at: datetime | None
    known_until: datetime | None
    late: int
    ahead: int
    gaps: int
    drops: int
    problem: str | None
    problem_args: dict[str, object] | None
    problem_at: datetime | None
    trial_asked_at: datetime | None
    tried_at: datetime | None
    trial: TrialShown | None
    said: str = ""


async def list_connections(
    tx: Tx, asked: ConnectionsAsked, reader: Principal
) -> Page[ConnectionListed]:
    """Return connections by code, with what the processes that run them wrote last."""
    nodes = nodes_for(reader, "machine_connection:read")
    limit = max(1, min(asked.limit, PAGE_MAX))
    params = {
        "nodes": None if nodes is None else list(nodes),
        "work_unit": asked.work_unit,
        "after": asked.after,
        "limit": limit,
    }
    rows = await tx.rows(LIST, params, as_=ConnectionListed)
    shown = [_in_words(row, reader) for row in rows]
    return Page(rows=shown, after=rows[-1].code if len(rows) == limit else None)


def sentence(code: str | None, args: Mapping[str, object] | None, reader: Principal) -> str:
    """Return a stored refusal in the reader's language; its code where nobody knows it."""
    if code is None:
        return ""
    kind = WORDS.get(code)
    if kind is None:
        return code
    problem = kind()
    problem.values = dict(args or {})
    return problem.say(reader.language)


def _in_words(row: ConnectionListed, reader: Principal) -> ConnectionListed:
    trial = row.trial
    if trial is not None:
        told = sentence(trial.problem, trial.problem_args, reader)
        trial = msgspec.structs.replace(trial, said=told)
    told = sentence(row.problem, row.problem_args, reader)
    return msgspec.structs.replace(row, said=told, trial=trial)


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="connect.machine_connections",
        params=ConnectionsAsked,
        row=ConnectionListed,
        needs="machine_connection:read",
        run=list_connections,
        label=Text(en="Machine connections", zh="设备连接"),
    ),
)
