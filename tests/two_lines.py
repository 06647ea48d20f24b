"""A factory of two lines: what stands at line B has BBB in its name, and line A may not see it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal, cast, get_args, get_origin
from uuid import UUID

import msgspec

from taktline.api.registry import REGISTRY
from taktline.api.runtime import Runtime
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.platform.command import Principal
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from tests.api_ground import given, new_user
from tests.ledger_fixtures import insert_masters

MARK = "BBB"
BEGAN = datetime.now(UTC) - timedelta(days=1)


class TwoLines(msgspec.Struct, frozen=True, kw_only=True):
    """The factory, somebody who may do everything at line A, and somebody who may everywhere.

    Attributes:
        nodes: ids of site, areas, work centers and machines, by code.
        names: what commands and queries call the records of line B, by field name.
    """

    runtime: Runtime
    tenant: str
    nodes: Mapping[str, UUID]
    names: Mapping[str, object]
    at_a: Principal
    at_b: Principal
    everywhere: Principal

    async def give(self, verb: str, **body: object) -> Answer:
        """Give one command in the name of the installation; it must be accepted."""
        outcome = await self.send(verb, SYSTEM, {"id": str(uuid7()), **body})
        assert isinstance(outcome, Answer), f"{verb}: {outcome}"
        return outcome

    async def send(self, verb: str, by: Principal, body: Mapping[str, object]) -> Outcome:
        """Give one command in somebody's name."""
        item = Item(verb=verb, body=msgspec.json.encode(body, enc_hook=str))
        return (await self.runtime.door.submit(self.tenant, by, items=[item]))[0]

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Read."""
        async with self.runtime.store.transaction(self.tenant, readonly=True) as tx:
            return await tx.fetch(sql)


async def two_lines(runtime: Runtime, tenant: str) -> TwoLines:
    """Build the factory with work on both lines."""
    async with runtime.store.transaction(tenant) as tx:
        insert_masters(tx)
    lines = TwoLines(
        runtime=runtime, tenant=tenant, nodes={}, names={}, at_a=SYSTEM, at_b=SYSTEM,
        everywhere=SYSTEM,
    )  # fmt: skip
    nodes: dict[str, UUID] = {}
    for line in ("AAA", MARK):
        for code, level, parent in (
            (f"AREA-{line}", "area", None),
            (f"WC-{line}", "production_line", f"AREA-{line}"),
            (f"M-{line}", "work_cell", f"WC-{line}"),
        ):
            more = {} if parent is None else {"parent": parent}
            made = await lines.give(
                "equipment.create", code=code, name=code, site="F1", level=level, **more
            )
            nodes[code] = made.records[0].id
        await _work(lines, line, nodes[f"WC-{line}"])
    site = msgspec.convert((await lines.rows("SELECT id FROM site"))[0][0], UUID)
    return msgspec.structs.replace(
        lines,
        nodes={**nodes, "F1": site},
        names=await _names(lines, nodes),
        at_a=await somebody(lines, nodes["WC-AAA"]),
        at_b=await somebody(lines, nodes["AREA-BBB"]),
        everywhere=await somebody(lines, None),
    )


async def somebody(lines: TwoLines, node: UUID | None, role: str = "administrator") -> Principal:
    """Return a user with a role at a node, with the rights of now."""
    runtime, tenant = lines.runtime, lines.tenant
    user = await new_user(runtime, tenant)
    assign = AssignRole(id=uuid7(), user=user, role=role, node=node)
    await given(runtime, tenant, verb="platform.assign_role", command=assign)
    return await runtime.rights.of_user(tenant, user)


async def _work(lines: TwoLines, line: str, center: UUID) -> None:
    """Let a line have stock, an order, a report, a machine's day, a call for help, a card."""
    for code, kind in ((f"LS-{line}", "line_side"), (f"ST-{line}", "store")):
        await lines.give("kernel.open_place", code=code, kind=kind, site="F1", equipment=center)
    goods = {"material": "PLATE", "place": f"ST-{line}", "quantity": "10", "amount": "50"}
    await lines.give(
        "inventory.receive_material", supplier="S1", lines=[{**goods, "lot": f"LOT-{line}"}]
    )
    await lines.give(
        "inventory.pack", place=f"ST-{line}", handling_unit=f"BOX-{line}",
        lines=[{"material": "PLATE", "lot": f"LOT-{line}", "quantity": "1"}],
    )  # fmt: skip
    await lines.give(
        "kernel.create_work_order", code=f"WO-{line}", site="F1", material="SCREW", ordered="10",
        route="Turn→Check", receipt_place=f"ST-{line}",
    )  # fmt: skip
    await lines.give("kernel.release_work_order", work_order=f"WO-{line}")
    for operation in ("10", "20"):
        await lines.give(
            "kernel.dispatch_job_order", job_order=f"WO-{line}-{operation}",
            work_center=f"WC-{line}", work_unit=f"M-{line}",
        )  # fmt: skip
    await lines.give(
        "inventory.issue_material", job_order=f"WO-{line}-10",
        lines=[{"material": "PLATE", "lot": f"LOT-{line}", "quantity": "2",
                "source": f"ST-{line}"}],
    )  # fmt: skip
    await lines.give("kernel.report_operation", job_order=f"WO-{line}-10", good="4")
    await lines.give("kernel.create_flow_cards", work_order=f"WO-{line}", quantity="5")
    await lines.give("kernel.raise_work_alert", job_order=f"WO-{line}-10", kind="machine")
    until = BEGAN + timedelta(hours=2)
    await lines.give(
        "kernel.record_states", work_unit=f"M-{line}", connection="test",
        starts_at=BEGAN.isoformat(), ends_at=until.isoformat(),
        intervals=[
            {"state": "fault", "said": f"said-{line}", "starts_at": BEGAN.isoformat(),
             "ends_at": until.isoformat()},
        ],
    )  # fmt: skip


async def _names(lines: TwoLines, nodes: Mapping[str, UUID]) -> dict[str, object]:
    """Return what fields of commands and parameters of queries say of line B's records."""
    (report,) = (await lines.rows(
        "SELECT r.cause FROM job_response r JOIN job_order j ON j.id = r.job_order "
        "WHERE j.code = 'WO-BBB-10'"
    ))[0]  # fmt: skip
    stops = await lines.rows(
        "SELECT s.id FROM stop s JOIN equipment e ON e.id = s.work_unit WHERE e.code = 'M-BBB'"
    )
    alerts = await lines.rows(
        "SELECT a.code FROM work_alert a JOIN job_order j ON j.id = a.job_order "
        "WHERE j.code LIKE 'WO-BBB%'"
    )
    cards = await lines.rows(
        "SELECT f.code FROM flow_card f JOIN work_order w ON w.id = f.work_order "
        "WHERE w.code = 'WO-BBB'"
    )
    order = "WO-BBB"
    asked = {"site": "F1", "material": "PLATE", "lot": "LOT-BBB", "quantity": "1"}
    run = {"site": "F1", "work_unit": "M-BBB", "work_center": "WC-BBB", "code": "RUN-BBB"}
    return {
        "job_order": f"{order}-10",
        "into": f"{order}-20",
        "work_order": order,
        "site": "F1",
        "place": "ST-BBB",
        "source": "ST-BBB",
        "target": "LS-BBB",
        "lot": "LOT-BBB",
        "material": "PLATE",
        "handling_unit": "BOX-BBB",
        "work_unit": "M-BBB",
        "work_center": "WC-BBB",
        "equipment": nodes["WC-BBB"],
        "inspection": await _made(
            lines,
            "quality.request_inspection",
            **filled(REGISTRY.verbs["quality.request_inspection"].command, asked),
        ),
        "run": await _made(
            lines, "kernel.open_run", **filled(REGISTRY.verbs["kernel.open_run"].command, run)
        ),
        "node": nodes["WC-BBB"],
        "report": report,
        "reports": [report],
        "command": report,
        "stop": stops[0][0] if stops else uuid7(),
        "work_alert": alerts[0][0],
        "flow_card": cards[0][0],
        "supplier": "S1",
        "customer": "C9",
        "user": (await somebody(lines, nodes["WC-BBB"], "operator")).id,
        "since": BEGAN.isoformat(),
        "until": (BEGAN + timedelta(days=2)).isoformat(),
        "first": BEGAN.date().isoformat(),
        "last": BEGAN.date().isoformat(),
        "lot_size": 100,
        "reason": "why",
        "good": "1",
        "quantity": "1",
        "at": (BEGAN + timedelta(hours=1)).isoformat(),
    }


def _may_say(kind: object, value: object) -> bool:
    """Say whether a field can hold what its name says: a `source` may also be a closed word."""
    try:
        msgspec.convert(
            msgspec.to_builtins(value, enc_hook=str), cast(type[object], kind), strict=False
        )
    except msgspec.ValidationError:
        return False
    return True


async def _made(lines: TwoLines, verb: str, **body: object) -> str:
    """Return the code of what a command made."""
    body.pop("id", None)
    answer = await lines.give(verb, **body)
    return next(record.code for record in answer.records if record.code)


SCALARS: Mapping[object, object] = {
    str: "x", int: 1, Decimal: "1", bool: True, float: 1.0, dict: {}, object: "x",
    datetime: BEGAN.isoformat(), date: BEGAN.date().isoformat(),
    UUID: str(derived_id("test", "nothing")),
}  # fmt: skip


def filled(kind: type[msgspec.Struct], names: Mapping[str, object]) -> dict[str, object]:
    """Return a body of a command, or a query's parameters: every field it needs, of line B.

    Fields with a default are said too where they name a place, an order or a machine.
    """
    said: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        if field.name in names and _may_say(field.type, names[field.name]):
            said[field.name] = names[field.name]
        elif field.required or field.name == "lines":
            said[field.name] = _value(field.type, names)
    return said


def _value(kind: object, names: Mapping[str, object]) -> object:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return inner[0]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return filled(kind, names)
    if origin in (tuple, list, frozenset, set):
        return [_value(inner[0], names)] if inner else []
    if origin is dict:
        return {}
    if inner:  # a union, or an annotated type
        return _value(next(one for one in inner if one is not type(None)), names)
    return SCALARS.get(kind, "x")


def code_of(outcome: Outcome) -> str:
    """Return a refusal's code, or `accepted`."""
    return outcome.code if isinstance(outcome, Problem) else "accepted"
