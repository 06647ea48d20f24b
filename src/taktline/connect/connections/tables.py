"""What connections to machines bring to the platform: verbs, a query, facts, events."""

from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.connect.connections import queries, store, verbs
from taktline.connect.connections.address import BadAddress
from taktline.connect.connections.connection import BadZone, ConnectionOff, WorkUnitTaken
from taktline.connect.connections.verbs import Cabinet, MappingCheck
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb


def _at_unit(cabinet: Cabinet, command: verbs.CreateConnection) -> tuple[UUID, ...]:
    return cabinet.unit(command.work_unit).path


def _at_connection(
    cabinet: Cabinet,
    command: verbs.ChangeConnection | verbs.ArchiveConnection | verbs.TryConnection,
) -> tuple[UUID, ...]:
    return cabinet.unit(str(cabinet.connection(command.connection).work_unit)).path


FACT_KINDS: tuple[AnyFactKind, ...] = (
    FactKind(verbs.ConnectionSaved, store.record_saved, verbs.fold_saved),
    FactKind(verbs.TrialAsked, store.record_trial_asked),
)

EVENTS = tuple(
    EventKind(name=f"machine_connection.{happened}", entity="machine_connection", label=label)
    for happened, label in (
        ("created", Text(en="Machine connection created", zh="设备连接已建立")),
        ("changed", Text(en="Machine connection changed", zh="设备连接已修改")),
        ("archived", Text(en="Machine connection archived", zh="设备连接已归档")),
        ("tried", Text(en="Machine connection tried out", zh="设备连接已测试")),
    )
)


def connect_part(check: MappingCheck, *, refusals: tuple[type[Problem], ...] = ()) -> Part:
    """Return the part; what a mapping must say is told by whoever knows machine states.

    Args:
        check: refuses a mapping that says nothing usable.
        refusals: what it raises.
    """
    usable: tuple[type[Problem], ...] = (
        verbs.NameLength,
        BadAddress,
        BadZone,
        *refusals,
        WorkUnitTaken,
    )
    members: tuple[AnyVerb, ...] = (
        Verb(
            "connect.create_machine_connection",
            verbs.CreateConnection,
            needs="machine_connection:create",
            load=store.load_new,
            decide=verbs.decide_create(check),
            label=Text(en="Connect a machine", zh="接入设备"),
            path=_at_unit,
            refusals=(BadCode, verbs.CodeInUse, NotFound, *usable),
            events=("machine_connection.created",),
        ),
        Verb(
            "connect.change_machine_connection",
            verbs.ChangeConnection,
            needs="machine_connection:change",
            load=store.load_named,
            decide=verbs.decide_change(check),
            label=Text(en="Change a machine's connection", zh="修改设备连接"),
            path=_at_connection,
            refusals=(NotFound, ConnectionOff, verbs.Outdated, *usable),
            events=("machine_connection.changed",),
        ),
        Verb(
            "connect.archive_machine_connection",
            verbs.ArchiveConnection,
            needs="machine_connection:archive",
            load=store.load_named,
            decide=verbs.decide_archive,
            label=Text(en="End a machine's connection", zh="归档设备连接"),
            path=_at_connection,
            refusals=(NotFound, ConnectionOff),
            events=("machine_connection.archived",),
        ),
        Verb(
            "connect.try_machine_connection",
            verbs.TryConnection,
            needs="machine_connection:try",
            load=store.load_named,
            decide=verbs.decide_try,
            label=Text(en="Try a machine's connection", zh="测试设备连接"),
            path=_at_connection,
            refusals=(NotFound, ConnectionOff),
            events=("machine_connection.tried",),
        ),
    )
    return Part(
        name="connect",
        verbs=members,
        queries=queries.QUERIES,
        fact_kinds=FACT_KINDS,
        events=EVENTS,
        sql="taktline.connect",
    )
