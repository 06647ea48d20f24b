"""An inspection that follows the work: asked for once, of a quantity; nothing waits for it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from taktline.apps.quality.request import RequestInspection, decide_request
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import NotFound
from taktline.kernel.ledger.stock import Material, Stock
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import JobOrderCreated
from taktline.kernel.orders.shop import Resource, Shop
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Grant, Ids, Principal

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
SITE, PLATE = derived_id("site", "F1"), derived_id("material", "PLATE")
LEAD = Principal(id=derived_id("user", "lead"), name="lead", grants=(Grant(needs="*"),))


def shop() -> Shop:
    plate = Material(id=PLATE, code="PLATE", unit="pcs", unit_places=0)
    stock = Stock(materials={PLATE: plate})
    return Shop(stock=stock, resources={SITE: Resource(id=SITE, code="F1")})


def decided(around: Shop, **fields: object) -> JobOrderCreated:
    asked: dict[str, object] = {"code": "IN-1", "site": "F1", "material": "PLATE", "quantity": 20}
    command = RequestInspection(
        id=uuid7(),
        **{**asked, **fields, "quantity": Decimal(str(fields.get("quantity", 20)))},  # type: ignore[arg-type]  # fields by name
    )
    ids = Ids(cause=command.id, by=LEAD, new=uuid7)
    facts = decide_request(around, command, NOON, ids)
    return next(fact for fact in facts if isinstance(fact, JobOrderCreated))


def test_a_request_is_a_dispatched_job_order_of_quality() -> None:
    job = decided(shop()).job
    assert (job.work_type, job.status, job.ordered, job.inspects) == (
        "quality", "dispatched", Decimal(20), None
    )  # fmt: skip


def test_a_code_in_use_is_refused_and_only_that_differs() -> None:
    around = shop()
    first = decided(around).job
    around.jobs[first.id] = first
    with pytest.raises(CodeTaken, match="IN-1"):
        decided(around)
    assert decided(around, code="IN-2").job.code == "IN-2"


def test_nothing_to_inspect_is_no_inspection() -> None:
    with pytest.raises(NegativeCount):
        decided(shop(), quantity=0)
    assert decided(shop(), quantity=1).job.ordered == 1


def test_site_and_material_must_be_there() -> None:
    with pytest.raises(NotFound):
        decided(shop(), material="LID")
    with pytest.raises(NotFound):
        decided(shop(), site="F2")
    assert decided(shop()).job.site == SITE
