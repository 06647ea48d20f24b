"""Commands about connections to machines: create, change, end, try one out."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from taktline.base.code import code, id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.connect.connections.address import place_of
from taktline.connect.connections.connection import (
    Connection,
    ConnectionOff,
    Counting,
    ProtocolName,
    WorkUnitTaken,
    zone_of,
)
from taktline.platform.command import Command, Event, Fact, Ids

NAME_LENGTH_MAX = 100

MappingCheck = Callable[[dict[str, object]], object]
"""Refuses a mapping document that does not say what it must; whoever knows states gives it."""


class CodeInUse(Problem):
    """Another connection has this code."""

    title = Text(en="There is a connection {code} already.", zh="连接 {code} 已存在。")


class Outdated(Problem):
    """Somebody else changed the connection since it was read."""

    title = Text(
        en="{code} was changed meanwhile: version {version} is current, {expected} was edited.",
        zh="{code} 已被他人修改:当前版本为 {version},您编辑的是 {expected}。",
    )


class NameLength(Problem):
    """A connection without a name, or with too long a one."""

    title = Text(en="A name has 1 to {most} characters.", zh="名称需为 1 至 {most} 个字符。")
    status = 400


class CreateConnection(Command, frozen=True, kw_only=True):
    """Say where a machine speaks and what its words mean.

    Attributes:
        work_unit: code or id of the machine in the hierarchy.
        address: `host:port` of an adapter; `http://host:port` of an agent.
        device: of an agent that speaks for several machines, this one's name.
        zone: of times that come without an offset from UTC.
        mapping: what its data items mean (run, alarms, counter ...).
        counting: `report` lets the counter report pieces of the job order that runs.
    """

    code: str
    name: str
    work_unit: str
    protocol: ProtocolName
    address: str
    mapping: dict[str, object]
    device: str | None = None
    zone: str = "UTC"
    counting: Counting = "display"
    enabled: bool = True


class ChangeConnection(Command, frozen=True, kw_only=True):
    """Change a connection; absent = leave. It is disconnected and called anew.

    Attributes:
        connection: code or id.
    """

    connection: str
    expected_version: int
    name: str | UnsetType = UNSET
    protocol: ProtocolName | UnsetType = UNSET
    address: str | UnsetType = UNSET
    device: str | UnsetType | None = UNSET
    zone: str | UnsetType = UNSET
    mapping: dict[str, object] | UnsetType = UNSET
    counting: Counting | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class ArchiveConnection(Command, frozen=True, kw_only=True):
    """Hang up for good; what was recorded stays."""

    connection: str


class TryConnection(Command, frozen=True, kw_only=True):
    """Ask for a trial call; the query of connections shows within seconds what came of it."""

    connection: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A work unit a connection may belong to, with its way down from the site."""

    id: UUID
    code: str
    site: UUID
    path: tuple[UUID, ...] = ()


class Cabinet(msgspec.Struct, kw_only=True):
    """What a decision about connections knows."""

    units: dict[str, Unit] = {}
    connections: dict[UUID, Connection] = {}

    def unit(self, reference: str) -> Unit:
        """Return a work unit by code or id.

        Raises:
            NotFound: there is none.
        """
        found = self.units.get(reference)
        if found is None:
            raise NotFound(kind="equipment", code=reference, at="/work_unit")
        return found

    def connection(self, reference: str) -> Connection:
        """Return a connection by code or id.

        Raises:
            NotFound: there is none.
            ConnectionOff: it is archived.
        """
        known = self.connections.values()
        wanted = id_of(reference)
        found = next((c for c in known if reference == c.code or wanted == c.id), None)
        if found is None:
            raise NotFound(kind="machine_connection", code=reference, at="/connection")
        if found.archived:
            raise ConnectionOff(code=found.code)
        return found


class ConnectionSaved(Fact, frozen=True, kw_only=True):
    """A connection as it is from now on; a process that runs it begins anew."""

    connection: Connection


class TrialAsked(Fact, frozen=True, kw_only=True):
    """Somebody wants to know whether a connection works."""

    connection: UUID


def decide_create(
    check: MappingCheck,
) -> Callable[[Cabinet, CreateConnection, Instant, Ids], list[Fact]]:
    """Return the decision about new connections, which checks mappings by `check`."""

    def decide(cabinet: Cabinet, command: CreateConnection, now: Instant, ids: Ids) -> list[Fact]:
        """Decide a new connection.

        Raises:
            BadCode: nobody could write its code.
            CodeInUse: another one has it.
            NotFound: there is no such work unit.
            NameLength, BadAddress, BadZone, BadMapping: a field says nothing usable.
            WorkUnitTaken: another enabled connection speaks for the work unit.
        """
        name = code(command.code)
        if any(one.code == name for one in cabinet.connections.values()):
            raise CodeInUse(code=name, at="/code")
        unit = cabinet.unit(command.work_unit)
        connection = Connection(
            id=ids.new(),
            site=unit.site,
            code=name,
            name=command.name,
            work_unit=unit.id,
            work_unit_code=unit.code,
            protocol=command.protocol,
            address=command.address.strip(),
            device=command.device,
            zone=command.zone,
            mapping=command.mapping,
            counting=command.counting,
            enabled=command.enabled,
        )
        _refuse_unusable(cabinet, connection, check=check)
        return [ConnectionSaved(connection=connection), _event("created", connection)]

    return decide


def decide_change(
    check: MappingCheck,
) -> Callable[[Cabinet, ChangeConnection, Instant, Ids], list[Fact]]:
    """Return the decision about changes, which checks mappings by `check`."""

    def decide(cabinet: Cabinet, command: ChangeConnection, now: Instant, ids: Ids) -> list[Fact]:
        """Decide what becomes of a connection.

        Raises:
            NotFound: there is none.
            ConnectionOff: it is archived.
            Outdated: somebody else was faster.
            NameLength, BadAddress, BadZone, BadMapping, WorkUnitTaken: as for a new one.
        """
        before = cabinet.connection(command.connection)
        if before.version != command.expected_version:
            raise Outdated(
                code=before.code,
                version=before.version,
                expected=command.expected_version,
                at="/expected_version",
            )
        told = {name: getattr(command, name) for name in CHANGEABLE}
        given = {name: value for name, value in told.items() if value is not UNSET}
        connection = msgspec.structs.replace(before, **given, version=before.version + 1)
        _refuse_unusable(cabinet, connection, check=check)
        return [ConnectionSaved(connection=connection), _event("changed", connection)]

    return decide


CHANGEABLE = ("name", "protocol", "address", "device", "zone", "mapping", "counting", "enabled")


def decide_archive(
    cabinet: Cabinet, command: ArchiveConnection, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a connection ends.

    Raises:
        NotFound: there is none.
        ConnectionOff: it is archived already.
    """
    before = cabinet.connection(command.connection)
    connection = msgspec.structs.replace(
        before, archived=True, enabled=False, version=before.version + 1
    )
    return [ConnectionSaved(connection=connection), _event("archived", connection)]


def decide_try(cabinet: Cabinet, command: TryConnection, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a connection is tried out; nothing is called within a command.

    Raises:
        NotFound: there is none.
        ConnectionOff: it is archived.
    """
    connection = cabinet.connection(command.connection)
    return [TrialAsked(connection=connection.id), _event("tried", connection)]


def fold_saved(cabinet: Cabinet, fact: ConnectionSaved) -> None:
    """Let the next command of the batch see the connection as it is now."""
    cabinet.connections[fact.connection.id] = fact.connection


def _refuse_unusable(cabinet: Cabinet, connection: Connection, *, check: MappingCheck) -> None:
    if not 1 <= len(connection.name.strip()) <= NAME_LENGTH_MAX:
        raise NameLength(most=NAME_LENGTH_MAX, at="/name")
    place_of(connection.protocol, connection.address)
    zone_of(connection.zone)
    check(connection.mapping)
    if not connection.enabled:
        return
    for other in cabinet.connections.values():
        same = other.work_unit == connection.work_unit and other.id != connection.id
        if same and other.enabled:
            raise WorkUnitTaken(
                other=other.code, work_unit=connection.work_unit_code, at="/work_unit"
            )


def _event(happened: str, connection: Connection) -> Event:
    return Event(
        name=f"machine_connection.{happened}",
        entity="machine_connection",
        record=connection.id,
        code=connection.code,
        site=connection.site,
    )
