"""What happened without a connection is never lost: booked, or parked for a lead, by every verb."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from taktline.api.registry import REGISTRY as EVERYTHING
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.kernel.orders.tables import PART as ORDERS
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant

pytestmark = pytest.mark.anyio
PARKED = "SELECT verb, code FROM parked_fact"
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
LI = Principal(
    id=derived_id("user", "LI"), name="Li", person=derived_id("person", "LI"),
    grants=(Grant(needs="job_order:report"), Grant(needs="my_work:read")),
)  # fmt: skip

# For every fact there is: a body of the right shape that no plant can book.
NOWHERE = "NO-SUCH-THING"
BODIES: dict[str, dict[str, object]] = {
    "kernel.start_job_order": {"job_order": NOWHERE},
    "kernel.pause_job_order": {"job_order": NOWHERE, "reason": "break"},
    "kernel.resume_job_order": {"job_order": NOWHERE},
    "kernel.hold_job_order": {"job_order": NOWHERE, "reason": "smoke", "alert": "machine"},
    "kernel.report_operation": {"job_order": NOWHERE, "good": "1"},
    "kernel.complete_job_order": {"job_order": NOWHERE},
    "kernel.sign_in": {"job_order": NOWHERE, "resource": "LI"},
    "kernel.sign_out": {"job_order": NOWHERE, "resource": "LI"},
    "kernel.raise_work_alert": {"job_order": NOWHERE, "kind": "safety"},
    "kernel.hand_over_shift": {"work_center": NOWHERE, "business_date": "2026-01-05"},
}


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up()
    await plant.execute(
        "INSERT INTO person (id, code, name, site, created_at, created_by, updated_at, "
        "updated_by) VALUES (%s, 'LI', 'Li', %s, %s, %s, %s, %s)",
        LI.person, SITE, *STAMP,
    )  # fmt: skip
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
                   ordered="10", route="下料→检")  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    return plant


async def mine(plant: Plant) -> list[tuple[str, str, str]]:
    query = next(query for query in ORDERS.queries if query.name == "kernel.my_work")
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        page = await query.run(tx, query.params(), LI)
    return [(row.state, row.refusal, row.reason) for row in page.rows]


@pytest.mark.worked_example
@pytest.mark.parametrize("verb", sorted(BODIES))
async def test_a_fact_made_offline_that_cannot_be_booked_is_parked(plant: Plant, verb: str) -> None:
    refused = await plant.give(LEAD, verb, **BODIES[verb])
    assert isinstance(refused, Problem)
    kept = await plant.give(LEAD, verb, **BODIES[verb], offline=True)
    assert isinstance(kept, Answer), kept
    assert kept.parked is not None
    assert await plant.rows(PARKED) == [(verb, refused.code)]


@pytest.mark.parametrize(
    "verb", sorted(name for name, verb in EVERYTHING.verbs.items() if verb.kind == "fact")
)
async def test_a_fact_of_whatever_kind_is_never_refused_offline_for_a_business_reason(
    store: Store, tenant: str, verb: str
) -> None:
    door = Door(store, Desk(registry=EVERYTHING))
    body = {"id": uuid7(), **filled(EVERYTHING.verbs[verb].command), "offline": True}
    item = Item(verb=verb, body=msgspec.json.encode(body))
    outcome = (await door.submit(tenant, LEAD, items=[item]))[0]
    assert isinstance(outcome, Answer), f"{verb}: {outcome!r}"


@pytest.mark.worked_example
async def test_a_parked_report_stands_in_my_work_and_a_lead_alone_voids_it(plant: Plant) -> None:
    answer = await plant.give(LI, "kernel.report_operation", job_order="WO-1-10", good="11",
                        offline=True, source="pda")  # fmt: skip
    assert isinstance(answer, Answer)
    assert answer.parked is not None
    assert answer.parked.code == "started-exceeded"
    assert await mine(plant) == [("parked", "started-exceeded", "")]
    void = {"parked_fact": str(answer.parked.parked_fact), "reason": "counted a box twice"}
    denied = await plant.give(LI, "platform.void_parked_fact", **void)
    assert isinstance(denied, Problem)
    assert denied.code == "not-permitted"
    await plant.do("void", "platform.void_parked_fact", **void)
    assert await mine(plant) == [("voided", "started-exceeded", "counted a box twice")]
    traced = await plant.rows("SELECT outcome, reason FROM parked_fact_settlement")
    assert traced == [("voided", "counted a box twice")]


async def test_a_parked_report_is_booked_when_a_lead_tries_again(plant: Plant) -> None:
    flagged = {"job_order": "WO-1-10", "good": "4", "offline": True, "source": "pda"}
    await plant.do("hold", "kernel.start_job_order", job_order="WO-1-10")
    await plant.do("held", "kernel.hold_job_order", job_order="WO-1-10", reason="smoke",
                   alert="machine")  # fmt: skip
    answer = await plant.give(LI, "kernel.report_operation", **flagged)
    assert isinstance(answer, Answer)
    assert answer.parked is not None
    retry = {"parked_fact": str(answer.parked.parked_fact)}
    refusal = await plant.refused("still", "platform.retry_parked_fact", **retry)
    assert refusal.code == "not-running"
    await plant.do("go", "kernel.release_held_job_order", job_order="WO-1-10", reason="aired")
    await plant.do("now", "platform.retry_parked_fact", **retry)
    assert await plant.held("wip:WO-1-20") == 4
    assert [state for state, _, _ in await mine(plant)] == ["counted"]


@pytest.mark.worked_example
@pytest.mark.parametrize(
    "clock",
    ["1970-01-01T00:00:05Z", "2015-01-01T08:00:00Z", "tomorrow"],
)
async def test_a_clock_that_jumped_marks_the_fact_and_never_blocks_it(
    plant: Plant, clock: str
) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    at = tomorrow if clock == "tomorrow" else clock
    report = {"job_order": "WO-1-10", "good": "4", "source": "pda", "occurred_at": at}
    answer = await plant.give(LI, "kernel.report_operation", **report, offline=True)
    assert isinstance(answer, Answer)
    assert answer.parked is None
    assert answer.clock_uncertain
    query = next(query for query in ORDERS.queries if query.name == "kernel.my_work")
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        page = await query.run(tx, query.params(), LI)
    assert [(row.state, row.is_clock_uncertain) for row in page.rows] == [("counted", True)]


def filled(kind: type[msgspec.Struct]) -> dict[str, object]:
    """Return a body of the right shape for a command: something for each field it needs."""
    fields = msgspec.structs.fields(kind)
    return {one.name: _value(one.type) for one in fields if one.required and one.name != "id"}


def _value(kind: object) -> object:
    """Return a small value of a type, as it travels."""
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.UnionType):
        info = info.types[0]
    if isinstance(info, msgspec.inspect.StructType):
        return filled(info.cls)
    if isinstance(info, msgspec.inspect.LiteralType):
        return info.values[0]
    plain: dict[type[msgspec.inspect.Type], object] = {
        msgspec.inspect.StrType: NOWHERE,
        msgspec.inspect.UUIDType: "00000000-0000-7000-8000-000000000001",
        msgspec.inspect.DecimalType: "1",
        msgspec.inspect.DateType: "2026-01-05",
        msgspec.inspect.DateTimeType: "2026-01-05T08:00:00Z",
        msgspec.inspect.IntType: 1,
        msgspec.inspect.FloatType: 1.0,
        msgspec.inspect.BoolType: True,
        msgspec.inspect.DictType: {},
        msgspec.inspect.VarTupleType: [],
        msgspec.inspect.ListType: [],
    }
    return plain.get(type(info), NOWHERE)
