"""What queries show to whom: money where it is needed, rows of the reader's nodes."""

from collections.abc import Awaitable
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.api.registry import REGISTRY as EVERYTHING
from taktline.base.ids import derived_id
from taktline.platform.command import Principal
from taktline.platform.envelope import Answer, Outcome
from taktline.platform.identity.access import Assignment as Held
from taktline.platform.identity.access import RoleGrant, compiled
from taktline.platform.identity.role import BUILT_IN_PERMISSIONS
from taktline.platform.judge import NotPermitted
from taktline.platform.query import Page
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.ledger_plant import item
from tests.story.plant import Plant

pytestmark = pytest.mark.anyio
OTHER_NODE = derived_id("test", "another factory")


def holder(role: str, node: object = None) -> Principal:
    """Return somebody with one built-in role, at a node or everywhere."""
    rights = compiled(
        [Held(role=role, node=node)], BUILT_IN_PERMISSIONS, NOON  # type: ignore[arg-type] # a test's word
    )  # fmt: skip
    grants: tuple[RoleGrant, ...] = rights.grants
    return Principal(id=derived_id("test", role), name=role, roles=(role,), grants=grants)


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """A shop with stock that is worth something, and work in process."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"))
    line = {"material": "PLATE", "place": "WH1", "lot": "P-0", "quantity": "10", "amount": "50"}
    await plant.do("stock", "inventory.receive_material", supplier="S1", lines=[line])
    await plant.do(
        "pack", "inventory.pack", place="WH1", handling_unit="BOX-1",
        lines=[{"material": "PLATE", "lot": "P-0", "quantity": "1"}],
    )  # fmt: skip
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="10", route="Turn→Check",
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await plant.execute("UPDATE job_order SET planned_cost = 3")
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="4")
    await plant.do("called", "kernel.raise_work_alert", job_order="WO-1-10", kind="machine")
    return plant


async def ask(plant: Plant, name: str, reader: Principal, **said: object) -> list[msgspec.Struct]:
    query = EVERYTHING.queries[name]
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        params = msgspec.convert(said, query.params)
        page: Page[msgspec.Struct] = await query.run(tx, params, reader)
    return page.rows


@pytest.mark.parametrize(
    ("name", "field", "said"),
    [
        ("kernel.on_hand", "value", {}),
        ("kernel.moves", "value", {}),
        ("kernel.handling_unit_content", "value", {"handling_unit": "BOX-1"}),
        ("kernel.work_in_process", "planned_value", {}),
    ],
)
async def test_what_things_are_worth_is_shown_only_to_whose_work_needs_it(
    plant: Plant, name: str, field: str, said: dict[str, object]
) -> None:
    shown = await ask(plant, name, holder("accountant"), **said)
    assert any(getattr(row, field) not in (None, Decimal(0)) for row in shown)
    hidden = await ask(plant, name, holder("viewer"), **said)
    assert len(hidden) == len(shown)
    assert all(getattr(row, field) is None for row in hidden)


SITED: dict[str, dict[str, object]] = {
    "kernel.on_hand": {},
    "kernel.moves": {},
    "kernel.handling_unit_content": {"handling_unit": "BOX-1"},
    "kernel.dispatch_queue": {},
    "kernel.work_order_progress": {"work_order": "WO-1"},
    "kernel.work_order_cost": {"work_order": "WO-1"},
    "kernel.imbalances": {},
    "kernel.work_alerts": {},
    "kernel.work_in_process": {},
    "kernel.job_responses": {"job_order": "WO-1-10"},
    "kernel.machine_states": {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
    "kernel.stops": {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
    "kernel.lot": {"material": "PLATE", "lot": "P-0"},
}
"""Queries that return rows of one factory, and what they must be asked with."""


@pytest.mark.parametrize("name", sorted(SITED))
async def test_a_right_at_one_factory_shows_nothing_of_another(plant: Plant, name: str) -> None:
    everywhere = await ask_or_nothing(plant, name, holder("planner"))
    elsewhere = await ask_or_nothing(plant, name, holder("planner", OTHER_NODE))
    text = str(elsewhere)
    assert not any(code in text for code in ("WO-1", "WH1", "BOX-1")), elsewhere
    if name not in {
        "kernel.imbalances",
        "kernel.machine_states",
        "kernel.stops",
        "kernel.work_order_cost",
    }:
        assert everywhere, "nothing to hide: the test shows nothing"


async def ask_or_nothing(plant: Plant, name: str, reader: Principal) -> list[msgspec.Struct]:
    return await ask(plant, name, reader, **SITED[name])


@pytest.mark.parametrize(
    ("verb", "role", "body"),
    [
        ("kernel.report_operation", "operator", {"job_order": "WO-1-10", "good": "1"}),
        (
            "kernel.hold_job_order", "line_leader",
            {"job_order": "WO-1-10", "reason": "noise", "alert": "machine"},
        ),
        ("kernel.dispatch_job_order", "line_leader", {"job_order": "WO-1-20", "work_unit": "M-1"}),
        (
            "inventory.move_material", "warehouse",
            {"lines": [{"material": "PLATE", "quantity": "1", "source": "WH1", "target": "WH1"}]},
        ),
        (
            "inventory.issue_material", "warehouse",
            {"job_order": "WO-1-10",
             "lines": [{"material": "PLATE", "quantity": "1", "source": "WH1"}]},
        ),
        (
            "inventory.count_material", "warehouse",
            {"place": "WH1", "lines": [{"material": "PLATE", "lot": "P-0", "counted": "1"}]},
        ),
        ("kernel.close_work_order", "planner", {"work_order": "WO-1"}),
    ],
)  # fmt: skip
async def test_a_right_at_one_factory_lets_nobody_act_at_another(
    plant: Plant, verb: str, role: str, body: dict[str, object]
) -> None:
    def given(node: UUID) -> Awaitable[list[Outcome]]:
        return plant.door.submit(plant.tenant, holder(role, node), items=[item(verb, **body)])

    elsewhere, here = (await given(OTHER_NODE))[0], (await given(SITE))[0]
    assert isinstance(elsewhere, NotPermitted)
    assert not isinstance(here, NotPermitted), here


async def test_a_right_at_one_machine_lets_nobody_act_at_the_next(plant: Plant) -> None:
    mine, other = derived_id("test", "mine"), derived_id("test", "other")
    for id_, code in ((mine, "M-1"), (other, "M-2")):
        await plant.execute(
            "INSERT INTO equipment (id, code, name, site, level, created_at, created_by, "
            "updated_at, updated_by) VALUES (%s, %s, 'machine', %s, 'work_cell', %s, %s, %s, %s)",
            id_, code, SITE, NOON, SITE, NOON, SITE,
        )  # fmt: skip
    await plant.do("placed", "kernel.dispatch_job_order", job_order="WO-1-20", work_unit="M-1")
    one = item("kernel.report_operation", job_order="WO-1-20", good="1")
    for node, allowed in ((other, False), (mine, True)):
        by = holder("operator", node)
        (outcome,) = await plant.door.submit(plant.tenant, by, items=[one])
        assert isinstance(outcome, Answer) is allowed, outcome
        rows = await ask(plant, "kernel.dispatch_queue", by)
        assert [getattr(row, "code") for row in rows] == (["WO-1-20"] if allowed else [])  # noqa: B009
